"""Establishing identity: who is behind a socket or an HTTP call (``docs/protocole.md`` §1)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct
from sqlalchemy import Engine

from fabrique_atelier.seance import lectures, regie
from fabrique_atelier.seance.commandes import Uuid
from fabrique_atelier.seance.demandes import Reponse
from fabrique_atelier.seance.droits import ANIMATION, PARTICIPANT, Acteur
from fabrique_atelier.seance.essais import Essais
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.seance.participants import Arrivee
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import LONGUEUR_JETON, empreinte, normaliser_code

JetonTelephone = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]


class Auth(Struct, forbid_unknown_fields=True):
    """The ``auth`` payload of CONNECT."""

    role: Literal["participant", "animation", "tableau"]
    jeton: Annotated[str, Meta(min_length=1, max_length=64)]
    entree: Annotated[str, Meta(max_length=64)] | None = None
    seance: Uuid | None = None
    session: Uuid | None = None
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

    def __init__(
        self, moteur: Engine, executeur: Executeur, capacite: int, cle: bytes, essais: Essais | None = None
    ) -> None:
        self.essais = essais or Essais(capacite)
        self._moteur = moteur
        self._cle = cle
        self._executeur = executeur
        self._capacite = capacite
        self._entrees: dict[str, tuple[str, str | None]] = {}
        self.surveillants: list[Callable[[], None]] = []

    def identifier(self, auth: Auth, adresse: str = "") -> tuple[str, Acteur]:
        """Return (séance id, actor); a newcomer becomes a participant. ``adresse``: where the call comes from.

        Raises:
            ErreurMetier: the token opens nothing, or entering is not possible now.
        """
        if auth.role != PARTICIPANT:
            trouve = self._conduire(auth) if auth.role == ANIMATION else (self._par_lien(auth), Acteur(auth.role))
            self.essais.arrivee(adresse, empreinte(auth.jeton))
            return trouve
        if auth.entree is not None:
            reponse = self.rejoindre(auth.entree, auth.jeton, auth.pseudonyme, adresse)
            return reponse["seance"], Acteur(PARTICIPANT, reponse["participant"], empreinte(auth.jeton))
        return self._revenir(auth)

    def verifier(self, seance_id: str, acteur: Acteur) -> None:
        """Let an identity established earlier through, if it still holds.

        Raises:
            ErreurMetier: ``session_finie`` or ``lien_repris``.
        """
        if acteur.role == ANIMATION:
            with lire(self._moteur) as connexion:
                seance = regie.conduites(connexion, [seance_id]).get(seance_id)
                regie.verifier(connexion, seance, acteur, maintenant_ms())

    def perimes(self, ouvertes: Iterable[tuple[str, Acteur]]) -> dict[tuple[str, Acteur], ErreurMetier]:
        """Among (séance id, actor) of open sockets, those that have lost their right, and why."""
        with lire(self._moteur) as connexion:
            return regie.perimes(connexion, ouvertes, maintenant_ms())

    def relire_les_droits(self) -> None:
        """Close the remotes that have lost their right now, without waiting for the next round."""
        for surveillant in self.surveillants:
            surveillant()

    def _conduire(self, auth: Auth) -> tuple[str, Acteur]:
        """The remote: a person's session and the token of its page, or the link of a lent remote."""
        if auth.session is None:
            return self._par_lien(auth), Acteur(ANIMATION, lien=empreinte(auth.jeton))
        attendu = regie.jeton_de_prise(self._cle, auth.session, auth.seance or "")
        if auth.seance is None or not hmac.compare_digest(attendu.encode(), auth.jeton.encode()):
            raise refus("seance_inconnue")
        with lire(self._moteur) as connexion:
            seance = regie.conduites(connexion, [auth.seance]).get(auth.seance)
            session = regie.verifier(connexion, seance, Acteur(ANIMATION, session_id=auth.session), maintenant_ms())
        personne_id = session.acteur.personne_id if session else None
        return auth.seance, Acteur(ANIMATION, session_id=auth.session, personne_id=personne_id)

    def _par_lien(self, auth: Auth) -> str:
        with lire(self._moteur) as connexion:
            seance = lectures.seance_par_jeton(connexion, auth.role, auth.jeton)
        if seance is None:
            raise refus("seance_inconnue")
        return seance.id

    def rejoindre(self, entree: str, jeton: str, pseudonyme: str, adresse: str = "") -> Reponse:
        """Enter a séance by its QR token or by its typed code; idempotent for one phone token.

        Raises:
            ErreurMetier: ``trop_d_essais`` for typed codes only; a closed séance answers as if it had never been.
        """
        _exiger_un_telephone(jeton)
        telephone, tape = empreinte(jeton), len(entree) != LONGUEUR_JETON
        par_lien = None if tape else self._par_qr(entree)
        seance_id, ticket = par_lien or (self._par_code(entree, telephone, adresse), None)
        arrivee = Arrivee(telephone, pseudonyme, self._capacite, ticket)
        reponse = self._executeur.executer(seance_id, Acteur(PARTICIPANT), arrivee)
        if reponse["ok"]:
            self.essais.arrivee(adresse, telephone)
            return reponse
        if reponse["code"] == "seance_close":
            raise refus("code_inconnu")
        raise ErreurMetier(reponse["code"], reponse["message"])

    def code_admis(self, code: str, adresse: str) -> SeanceResumee | None:
        """Look a typed code up for a page; what does not lead to a séance of today counts as a guess.

        Raises:
            ErreurMetier: ``trop_d_essais``.
        """
        if not self.essais.permis(adresse):
            raise refus("trop_d_essais")
        seance = self._lire_code(code)
        if seance is None or seance.etat == "close":
            self.essais.echec(adresse, code)
        return seance

    def _par_qr(self, entree: str) -> tuple[str, str | None]:
        """The séance's QR code, or a ticket (its hash comes second). 128 bits: nothing to guess, nothing to count."""
        connue = self._entrees.get(entree)
        if connue is None:
            with lire(self._moteur) as connexion:
                seance = lectures.seance_par_jeton(connexion, "entree", entree)
                seance_id = seance.id if seance else lectures.seance_du_ticket(connexion, entree)
            if seance_id is None:
                raise refus("code_inconnu")
            if len(self._entrees) > 1000:
                self._entrees.clear()
            connue = self._entrees[entree] = (seance_id, None if seance else empreinte(entree))
        return connue

    def _par_code(self, entree: str, telephone: str, adresse: str) -> str:
        """The same work whatever the code: one read, one answer for unknown and closed alike."""
        code = normaliser_code(entree)
        if not self.essais.permis(adresse):
            with lire(self._moteur) as connexion:
                connue = lectures.seance_du_telephone(connexion, code, telephone)
            if connue is None:
                raise refus("trop_d_essais")
            return connue
        seance = self._lire_code(code)
        if seance is None or seance.etat == "close":
            self.essais.echec(adresse, code)
            raise refus("code_inconnu")
        return seance.id

    def _lire_code(self, code: str) -> SeanceResumee | None:
        with lire(self._moteur) as connexion:
            return lectures.seance_par_code(connexion, code)

    def _revenir(self, auth: Auth) -> tuple[str, Acteur]:
        if auth.seance is None:
            raise refus("commande_invalide")
        _exiger_un_telephone(auth.jeton)
        with self._executeur.etat(auth.seance) as etat:
            participant = etat.par_telephone.get(empreinte(auth.jeton)) if etat is not None else None
            if participant is None:
                avec_tickets = etat is not None and etat.seance.mode_entree == "tickets"
                raise refus("ticket_requis" if avec_tickets else "participant_inconnu")
            if participant.ecarte:
                raise refus("ecarte")
            return auth.seance, Acteur(PARTICIPANT, participant.id, empreinte(auth.jeton))


def _exiger_un_telephone(jeton: str) -> None:
    """A phone's token has its own shape: a ticket's can never pass for one."""
    try:
        msgspec.convert(jeton, JetonTelephone)
    except msgspec.ValidationError:
        raise refus("commande_invalide") from None
