"""Bringing one client up to date: the batches it missed, or a snapshot encoded once per audience and revision."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Engine

from fabrique_atelier.direct.connexions import Cle
from fabrique_atelier.direct.messages import encoder_changements
from fabrique_atelier.seance import lectures, visibilite
from fabrique_atelier.seance.demandes import Publication
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.horloge import maintenant_ms


class Rattrapage:
    """Answers « where are we? » for every audience."""

    def __init__(self, moteur: Engine) -> None:
        self._moteur = moteur
        self._instantanes: dict[Cle, tuple[EtatSeance, int, msgspec.Raw]] = {}
        self._dernieres: dict[Cle, int] = {}

    def noter(self, publications: list[Publication]) -> None:
        """Remember the last revision that changed something for each audience: an arrival changes nothing for phones."""
        for publication in publications:
            seance = publication.etat.seance
            for audience in visibilite.AUDIENCES:
                if visibilite.concernee(publication.touches, audience):
                    self._dernieres[seance.id, audience] = seance.revision

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
        cle = (etat.seance.id, audience)
        revision = self._dernieres.get(cle, etat.seance.revision)
        connu = self._instantanes.get(cle)
        # another object: the state has been read again from the database, nothing kept about the old one holds
        if connu is None or connu[0] is not etat or connu[1] != revision:
            connu = (etat, revision, encoder_changements(visibilite.instantane(etat, audience)))
            self._instantanes[cle] = connu
        return connu[2]
