"""The requests of one séance inside one transaction: each once, in order, each with its numbered line."""

from __future__ import annotations

from typing import Any

from msgspec import structs
from sqlalchemy import Connection, bindparam, insert, select

from fabrique_atelier.comptes import sessions
from fabrique_atelier.comptes.audit import LIEN, Audit
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance import persistance, regie, traitements
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.demandes import Demande, Geste, Publication, Reponse, reponse_refus
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.seance.participants import Arrivee, rejoindre
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant

#: Touches that only mean something in memory; a ballot's line must not tell whose it is.
_NON_JOURNALISES = frozenset({"bulletin"})

#: Commands of the team that the audit journal keeps, under which name.
AUDITEES = {
    "ouvrir_seance": "seance.ouvrir",
    "clore_seance": "seance.clore",
    "rouvrir_seance": "seance.rouvrir",
    "masquer_contribution": "seance.masquer",
    "retablir_contribution": "seance.retablir",
    "ecarter_participant": "seance.ecarter",
    "reintegrer_participant": "seance.reintegrer",
}

#: Built once: SQLAlchemy's cache key of a statement made anew costs more than its execution.
_INSERER = insert(table(m.Journal))
_VUES = select(m.Journal.id, m.Journal.type, m.Journal.acteur, m.Journal.participant_id, m.Journal.reponse).where(
    m.Journal.seance_id == bindparam("seance_id"), m.Journal.id.in_(bindparam("ids", expanding=True))
)


class Groupe:
    """The requests of one séance inside one transaction."""

    def __init__(self, connexion: Connection, etat: EtatSeance, audit: Audit, cle: bytes) -> None:
        self._connexion = connexion
        self._etat = etat
        self._audit = audit
        self._cle = cle
        self._droits: dict[tuple[Acteur, str], ErreurMetier | None] = {}
        self._lignes: list[dict[str, Any]] = []
        self._vues: dict[str, tuple[tuple[str, str, str | None], Reponse]] = {}
        self._maintenant = maintenant_ms()

    def traiter(self, groupe: list[Demande], reponses: list[tuple[Demande, Reponse]]) -> Publication:
        """Carry the requests out, write rows and journal, append the answers; return what must be published."""
        etat = self._etat
        publication = Publication(etat)
        self._lire_deja_vues([d.travail.id for d in groupe if not isinstance(d.travail, Arrivee)])
        for demande in groupe:
            reponses.append((demande, self._une(demande)))
            publication.touches.update(etat.touches)
            etat.touches = {}
        persistance.ecrire_changements(self._connexion, etat)
        if self._lignes:
            self._connexion.execute(_INSERER, self._lignes)
        return publication

    def _une(self, demande: Demande) -> Reponse:
        travail, acteur = demande.travail, demande.acteur
        if isinstance(travail, Arrivee):
            return self._arrivee(travail)
        perdu = self._perdu(acteur, travail.action if isinstance(travail, Geste) else regie.ANIMER)
        if perdu is not None:
            # not kept in the journal: the same command may come again once its author is signed in
            return reponse_refus(travail.id, perdu)
        if isinstance(travail, Geste):
            return self._geste(travail, acteur)
        deja = self._vues.get(travail.id)
        if deja is not None:
            vue, reponse = deja
            return (
                reponse if vue == _signature(travail.type, acteur) else reponse_refus(travail.id, refus("id_deja_pris"))
            )
        try:
            traitements.executer(Contexte(self._etat, acteur, travail.id, self._maintenant), travail)
        except ErreurMetier as erreur:
            if self._etat.touches:
                raise RuntimeError(f"{travail.type} refused after changing the state") from erreur
            self._etat.trop_tard += erreur.code in persistance.CODES_TROP_TARD
            reponse = reponse_refus(travail.id, erreur)
            self._noter(travail.id, travail.type, acteur, None, erreur.code, reponse)
            return reponse
        if travail.type in AUDITEES:
            self._auditer(acteur, AUDITEES[travail.type], structs.asdict(travail.donnees))
        reponse = {"id": travail.id, "ok": True, "r": self._avancer()}
        self._noter(travail.id, travail.type, acteur, reponse["r"], None, reponse)
        return reponse

    def _geste(self, geste: Geste, acteur: Acteur) -> Reponse:
        try:
            details = geste.faire(Contexte(self._etat, acteur, geste.id, self._maintenant, self._cle))
        except ErreurMetier as erreur:
            if self._etat.touches:
                raise RuntimeError(f"{geste.nom} refused after changing the state") from erreur
            return reponse_refus(geste.id, erreur)
        self._auditer(acteur, geste.nom, details)
        reponse: Reponse = {"id": geste.id, "ok": True, "r": self._avancer()}
        self._noter(geste.id, geste.nom, acteur, reponse["r"], None, reponse)
        return reponse

    def _perdu(self, acteur: Acteur, action: str) -> ErreurMetier | None:
        """Why an animation actor may no longer act, read again once per actor and tick."""
        if acteur.session_id is None and acteur.lien is None:
            return None  # a phone (``droits.autoriser``), or the program itself: a connection never comes without one
        if (acteur, action) not in self._droits:
            self._droits[acteur, action] = self._lire_droit(acteur, action)
        return self._droits[acteur, action]

    def _lire_droit(self, acteur: Acteur, action: str) -> ErreurMetier | None:
        try:
            session = regie.verifier(self._connexion, self._etat.seance, acteur, self._maintenant, action)
        except ErreurMetier as erreur:
            return erreur
        if session is not None and session.fraiche and session.a_dater:
            sessions.dater(self._connexion, session.acteur.session_id, self._maintenant)
        return None

    def _auditer(self, acteur: Acteur, action: str, details: dict[str, Any]) -> None:
        auteur = acteur.personne_id or (LIEN if acteur.lien else None)
        if auteur is not None:
            seance = self._etat.seance
            objet = ("seance", seance.id)
            self._audit.noter(
                self._connexion, self._maintenant, auteur, action, objet, fabrique_id=seance.fabrique_id, **details
            )

    def _arrivee(self, arrivee: Arrivee) -> Reponse:
        try:
            participant = rejoindre(self._etat, arrivee, self._maintenant)
        except ErreurMetier as erreur:
            return reponse_refus(None, erreur)
        reponse: Reponse = {
            "ok": True,
            "seance": self._etat.seance.id,
            "participant": participant.id,
            "numero": participant.numero,
        }
        if self._etat.touches:
            self._noter(
                nouvel_identifiant(), "rejoindre", Acteur("participant", participant.id), self._avancer(), None, reponse
            )
        return reponse

    def _avancer(self) -> int:
        seance = self._etat.seance
        seance.revision += 1
        self._etat.modifies[id(seance)] = seance
        return seance.revision

    def _noter(
        self, identifiant: str, type_: str, acteur: Acteur, revision: int | None, code: str | None, reponse: Reponse
    ) -> None:
        signature = _signature(type_, acteur)
        self._vues[identifiant] = (signature, reponse)
        self._lignes.append(
            {
                "seance_id": self._etat.seance.id,
                "id": identifiant,
                "revision": revision,
                "type": signature[0],
                "acteur": signature[1],
                "participant_id": signature[2],
                "touches": [list(t) for t in self._etat.touches if t[0] not in _NON_JOURNALISES],
                "code": code,
                "reponse": reponse,
                "le": self._maintenant,
            }
        )

    def _lire_deja_vues(self, identifiants: list[str]) -> None:
        if not identifiants:
            return
        cles = {"seance_id": self._etat.seance.id, "ids": identifiants}
        for identifiant, type_, role, auteur, reponse in self._connexion.execute(_VUES, cles):
            self._vues[identifiant] = ((type_, role, auteur), reponse)


def _signature(type_: str, acteur: Acteur) -> tuple[str, str, str | None]:
    """Whose command it is, as the journal keeps it; a ballot's line names no participant."""
    return type_, acteur.role, None if type_ == "voter" else acteur.participant_id
