"""Who changes something in a fabrique, and when: what every use-case of the team hands to the audit journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fabrique_atelier.comptes.audit import Audit


@dataclass(frozen=True, slots=True)
class Geste:
    """One change by one person in one fabrique."""

    audit: Audit
    acteur_id: str
    fabrique_id: str
    maintenant: int

    def noter(self, connexion: Connection, action: str, objet: tuple[str, str], **details: Any) -> None:
        """Write its line in the journal, in the transaction of the change: codes and figures only."""
        self.audit.noter(
            connexion, self.maintenant, self.acteur_id, action, objet, fabrique_id=self.fabrique_id, **details
        )
