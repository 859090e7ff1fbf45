"""The committees: their sittings from the convocation to the signed minutes, and the member’s own pages."""

from __future__ import annotations

from fabrique_atelier.web.comites import comites, convocation, espace, jour, membre, minutes, seance

__all__ = ["ESPACES", "convocation", "jour", "minutes", "seance"]
ESPACES = (comites.pages, espace.pages, membre.pages)
