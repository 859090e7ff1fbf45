"""Establishing identity: who is behind a socket or an HTTP call (``docs/protocole.md`` §1)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Engine

from fabrique_atelier.seance import lectures
from fabrique_atelier.seance.commandes import Uuid
from fabrique_atelier.seance.demandes import Reponse
from fabrique_atelier.seance.droits import PARTICIPANT, Acteur
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.participants import Arrivee
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import empreinte

JetonTelephone = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]


class Auth(Struct, forbid_unknown_fields=True):
    """The ``auth`` payload of CONNECT."""

    role: Literal["participant", "animation", "tableau"]
    jeton: Annotated[str, Meta(min_length=1, max_length=64)]
    entree: Annotated[str, Meta(max_length=64)] | None = None
    seance: Uuid | None = None
    pseudonyme: Annotated[str, Meta(max_length=200)] = ""
    depuis: Annotated[int, Meta(ge=0)] | None = None


def decoder_auth(brut: object) -> Auth:
    """Decode an ``auth`` payload, or refuse (``commande_invalide``)."""
    try:
        return msgspec.convert(brut, Auth)
    except (msgspec.ValidationError, RecursionError):
        raise refus("commande_invalide") from None


class Acces:
    """Checks tokens against the database and the live state."""

    def __init__(self, moteur: Engine, executeur: Executeur, capacite: int) -> None:
        self._moteur = moteur
        self._executeur = executeur
        self._capacite = capacite
        self._entrees: dict[str, str] = {}

    def identifier(self, auth: Auth) -> tuple[str, Acteur]:
        """Return (séance id, actor); a newcomer becomes a participant.

        Raises:
            ErreurMetier: the token opens nothing, or entering is not possible now.
        """
        if auth.role != PARTICIPANT:
            with lire(self._moteur) as connexion:
                seance = lectures.seance_par_jeton(connexion, auth.role, auth.jeton)
            if seance is None:
                raise refus("seance_inconnue")
            return seance.id, Acteur(auth.role)
        if auth.entree is not None:
            reponse = self.rejoindre(auth.entree, auth.jeton, auth.pseudonyme)
            return reponse["seance"], Acteur(PARTICIPANT, reponse["participant"])
        return self._revenir(auth)

    def rejoindre(self, entree: str, jeton: str, pseudonyme: str) -> Reponse:
        """Enter a séance by its QR token or its code; idempotent for one phone token."""
        try:
            msgspec.convert(jeton, JetonTelephone)
        except msgspec.ValidationError:
            raise refus("commande_invalide") from None
        seance_id = self._entrees.get(entree)
        if seance_id is None:
            with lire(self._moteur) as connexion:
                seance = lectures.seance_par_entree(connexion, entree)
            if seance is None:
                raise refus("code_inconnu")
            seance_id = seance.id
            if len(self._entrees) > 1000:
                self._entrees.clear()
            self._entrees[entree] = seance_id
        arrivee = Arrivee(empreinte(jeton), pseudonyme, self._capacite)
        reponse = self._executeur.executer(seance_id, Acteur(PARTICIPANT), arrivee)
        if not reponse["ok"]:
            code = "code_inconnu" if reponse["code"] == "seance_close" else reponse["code"]
            raise ErreurMetier(code, refus("code_inconnu").message if code == "code_inconnu" else reponse["message"])
        return reponse

    def _revenir(self, auth: Auth) -> tuple[str, Acteur]:
        if auth.seance is None:
            raise refus("commande_invalide")
        with self._executeur.etat(auth.seance) as etat:
            participant = etat.par_empreinte.get(empreinte(auth.jeton)) if etat is not None else None
            if participant is None:
                raise refus("participant_inconnu")
            if participant.ecarte:
                raise refus("ecarte")
            return auth.seance, Acteur(PARTICIPANT, participant.id)
