"""Who acts, when, and the journal they sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fabrique_atelier.comptes.audit import Audit


@dataclass(frozen=True, slots=True)
class Auteur:
    """The author of a change to accounts. ``acteur_id``: a person's id, or ``audit.LIGNE_DE_COMMANDE``, ``audit.SYSTEME``."""

    audit: Audit
    acteur_id: str
    maintenant: int

    def noter(
        self, connexion: Connection, action: str, personne_id: str, fabrique_id: str | None = None, **details: Any
    ) -> None:
        """Write the line of a change to a person."""
        objet = ("personne", personne_id)
        self.audit.noter(connexion, self.maintenant, self.acteur_id, action, objet, fabrique_id=fabrique_id, **details)
