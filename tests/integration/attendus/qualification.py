"""Routes of ``web/qualification*.py``."""

from __future__ import annotations

from tests.integration.attendus.qui import ADMIN, EQUIPE, sous

ATTENDUS: dict[str, frozenset[str]] = {
    **sous("qualification", "voir evaluer garder conclure ouvrir_tour utilite comparer", EQUIPE),
    **sous("qualification", "grille", ADMIN),
}
