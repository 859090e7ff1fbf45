"""The evidence this room brings to a crossing: keys are fields of ``dossier/faits.py: Faits``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from fabrique_atelier.suivi import jalons, sortie

#: Either of them proves that the activity exists in law (T11).
_CREATIONS = frozenset({"creation_juridique", "decision_structure"})


def faits(connexion: Connection, dossier_id: str) -> dict[str, Any]:
    """What is known of the creation, of the first activity and of the way out of a dossier."""
    venus = {j.type for j in jalons.tous(connexion, dossier_id) if j.reel}
    return {
        "creation_datee": bool(venus & _CREATIONS),
        "premiere_activite": "premiere_activite" in venus,
        "criteres_sortie_manquants": sortie.lire(connexion, dossier_id).manquants,
    }
