"""Routes of ``web/dossiers/dossiers.py``."""

from __future__ import annotations

from tests.integration.attendus.qui import EQUIPE, sous

ATTENDUS: dict[str, frozenset[str]] = {**sous("dossiers", "bureau export attentes", EQUIPE)}
