"""The requests of one séance inside one transaction: each once, in order, each with its numbered line."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from fabrique_atelier.seance import models as m
from fabrique_atelier.seance import persistance, traitements
from fabrique_atelier.seance.commandes import Commande
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.demandes import Demande, Publication, Reponse, reponse_refus
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

#: Built once: SQLAlchemy's cache key of a statement made anew costs more than its execution.
_INSERER = insert(table(m.Journal))
_VUES = select(m.Journal.id, m.Journal.type, m.Journal.acteur, m.Journal.participant_id, m.Journal.reponse).where(
    m.Journal.seance_id == bindparam("seance_id"), m.Journal.id.in_(bindparam("ids", expanding=True))
)


class Groupe:
    """The requests of one séance inside one transaction."""

    def __init__(self, connexion: Connection, etat: EtatSeance) -> None:
        self._connexion = connexion
        self._etat = etat
        self._lignes: list[dict[str, Any]] = []
        self._vues: dict[str, tuple[tuple[str, str, str | None], Reponse]] = {}
        self._maintenant = maintenant_ms()

    def traiter(self, groupe: list[Demande], reponses: list[tuple[Demande, Reponse]]) -> Publication:
        """Carry the requests out, write rows and journal, append the answers; return what must be published."""
        etat = self._etat
        publication = Publication(etat)
        self._lire_deja_vues([d.travail.id for d in groupe if isinstance(d.travail, Commande)])
        for demande in groupe:
            reponses.append((demande, self._une(demande)))
            publication.touches.update(etat.touches)
            etat.touches = {}
        persistance.ecrire_changements(self._connexion, etat)
        if self._lignes:
            self._connexion.execute(_INSERER, self._lignes)
        return publication

    def _une(self, demande: Demande) -> Reponse:
        travail = demande.travail
        if isinstance(travail, Arrivee):
            return self._arrivee(travail)
        deja = self._vues.get(travail.id)
        if deja is not None:
            vue, reponse = deja
            return (
                reponse
                if vue == _signature(travail.type, demande.acteur)
                else reponse_refus(travail.id, refus("id_deja_pris"))
            )
        try:
            traitements.executer(Contexte(self._etat, demande.acteur, travail.id, self._maintenant), travail)
        except ErreurMetier as erreur:
            if self._etat.touches:
                raise RuntimeError(f"{travail.type} refused after changing the state") from erreur
            self._etat.trop_tard += erreur.code in persistance.CODES_TROP_TARD
            reponse = reponse_refus(travail.id, erreur)
            self._noter(travail.id, travail.type, demande.acteur, None, erreur.code, reponse)
            return reponse
        reponse = {"id": travail.id, "ok": True, "r": self._avancer()}
        self._noter(travail.id, travail.type, demande.acteur, reponse["r"], None, reponse)
        return reponse

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
