"""Bringing one client up to date: the batches it missed, or a snapshot encoded once per audience and revision."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Engine

from fabrique_atelier.direct.connexions import Cle
from fabrique_atelier.direct.messages import encoder_changements
from fabrique_atelier.seance import lectures, visibilite
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.horloge import maintenant_ms


class Rattrapage:
    """Answers « where are we? » for every audience."""

    def __init__(self, moteur: Engine) -> None:
        self._moteur = moteur
        self._instantanes: dict[Cle, tuple[int, msgspec.Raw]] = {}

    def message(self, etat: EtatSeance, audience: str, depuis: int | None) -> tuple[str, dict[str, Any]]:
        """Return ``("lot", …)`` if the batches since ``depuis`` can be sent, else ``("instantane", …)``."""
        revision = etat.seance.revision
        if depuis is not None and 0 <= depuis <= revision and revision - depuis <= lectures.RETARD_MAX:
            touches: dict[tuple[str, str], None] = {}
            if depuis < revision:
                with lire(self._moteur) as connexion:
                    touches = lectures.touches_depuis(connexion, etat.seance.id, depuis)
            manques = visibilite.changements(etat, touches, audience)
            return "lot", {"p": depuis, "r": revision, "h": maintenant_ms(), "c": manques}
        return "instantane", {"r": revision, "h": maintenant_ms(), "c": self._instantane(etat, audience)}

    def personnel(self, etat: EtatSeance, participant_id: str) -> dict[str, Any]:
        """Return the whole personal state of a participant."""
        participant = etat.participants[participant_id]
        return {"r": etat.seance.revision, "a": [], "c": visibilite.personnel(etat, participant), "complet": True}

    def _instantane(self, etat: EtatSeance, audience: str) -> msgspec.Raw:
        cle, revision = (etat.seance.id, audience), etat.seance.revision
        connu = self._instantanes.get(cle)
        if connu is None or connu[0] != revision:
            connu = (revision, encoder_changements(visibilite.instantane(etat, audience)))
            self._instantanes[cle] = connu
        return connu[1]
