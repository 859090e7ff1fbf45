"""The étude d’opportunité: its sections, evidence, benchmark and experts."""

from __future__ import annotations

from fabrique_atelier.web.etude import base, etude, experts, preuves

__all__ = ["ESPACES", "etude", "experts", "preuves"]
ESPACES = (base.pages,)
