"""Routes of ``web/fabrique/parcours.py``."""

from __future__ import annotations

from tests.integration.attendus.qui import ADMIN, sous

ATTENDUS: dict[str, frozenset[str]] = {**sous("parcours", "reglage", ADMIN)}
