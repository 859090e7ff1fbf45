"""The live room over HTTP: phones, projected board, remote, and the programming interface."""

from __future__ import annotations

from fabrique_atelier.web.salle import animation, api, donnees, seances, tableau, telephone

__all__ = ["ESPACES", "donnees"]
ESPACES = (telephone.pages, tableau.pages, animation.pages, api.pages, seances.pages)
