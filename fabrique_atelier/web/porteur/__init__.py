"""Finding the porteur, handing over, and what the porteur sees."""

from __future__ import annotations

from fabrique_atelier.web.porteur import appel, base, convention, mon_projet, porteur

__all__ = ["ESPACES", "appel", "convention", "mon_projet", "porteur"]
ESPACES = (base.pages,)
