"""The follow-up: milestones, money, points de suivi, the exit."""

from __future__ import annotations

from fabrique_atelier.web.suivi import base, financements, jalons, suivi

__all__ = ["ESPACES", "financements", "jalons", "suivi"]
ESPACES = (base.pages,)
