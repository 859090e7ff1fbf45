"""Loading a live state from the tables, and writing what a transaction changed: the unit of work of the executor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, Update, and_, bindparam, func, insert, select, update

from fabrique_atelier.seance import etat as e
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.seance.historique import PROFONDEUR
from fabrique_atelier.socle.base import Base
from fabrique_atelier.socle.base import table as table_du_modele

_T = TypeVar("_T")
#: Entity → model, in the order foreign keys ask for.
MODELES: dict[type[Any], type[Base]] = {
    e.Seance: m.Seance,
    e.Phase: m.Phase,
    e.Participant: m.Participant,
    e.Ticket: m.Ticket,
    e.Regroupement: m.Regroupement,
    e.Contribution: m.Contribution,
    e.Vote: m.Vote,
    e.Bulletin: m.Bulletin,
    e.Operation: m.Operation,
    e.ModerationEvenement: m.ModerationEvenement,
}
#: Refusals that mean « arrived too late » (``domaine.md`` §7.5 N06).
CODES_TROP_TARD = ("vote_clos", "phase_fermee")


def table(classe: type[Any]) -> Table:
    """Return the table of an entity class."""
    return table_du_modele(MODELES[classe])


def _mise_a_jour(classe: type[Any]) -> Update:
    cible, cles = table(classe), _CLES[classe]
    requete = update(cible).where(and_(*(cible.c[n] == bindparam(f"cle_{n}") for n in cles)))
    return requete.values({n: bindparam(f"val_{n}") for n in _COLONNES[classe] if n not in cles})


#: Columns, keys and statements of each entity, built once: walking SQLAlchemy's tables for each row cost 15 % of an idea.
_COLONNES = {classe: tuple(c.name for c in table(classe).columns) for classe in MODELES}
_CLES = {classe: frozenset(c.name for c in table(classe).primary_key.columns) for classe in MODELES}
_INSERTIONS = {classe: insert(table(classe)) for classe in MODELES}
_MISES_A_JOUR = {classe: _mise_a_jour(classe) for classe in MODELES}


def ligne(objet: Any) -> dict[str, Any]:
    """Return an entity as a row."""
    return {nom: getattr(objet, nom) for nom in _COLONNES[type(objet)]}


_REVISION = select(m.Seance.revision).where(m.Seance.id == bindparam("seance_id")).with_for_update()


def verrouiller(connexion: Connection, seance_id: str) -> int | None:
    """Lock the séance for this transaction and return its revision (None: no such séance)."""
    return connexion.execute(_REVISION, {"seance_id": seance_id}).scalar_one_or_none()


def charger(connexion: Connection, seance_id: str) -> EtatSeance | None:
    """Read the whole live state of a séance."""
    seances = _lire(connexion, e.Seance, "id", seance_id)
    if not seances:
        return None
    etat = EtatSeance(seances[0])
    etat.phases = {x.id: x for x in _lire(connexion, e.Phase, "seance_id", seance_id)}
    for participant in _lire(connexion, e.Participant, "seance_id", seance_id):
        etat.indexer_participant(participant)
    for ticket in sorted(_lire(connexion, e.Ticket, "seance_id", seance_id), key=lambda t: t.numero):
        etat.indexer_ticket(ticket)
    etat.regroupements = {x.id: x for x in _lire(connexion, e.Regroupement, "seance_id", seance_id)}
    for contribution in sorted(_lire(connexion, e.Contribution, "seance_id", seance_id), key=lambda c: c.rang):
        etat.indexer(contribution)
    etat.votes = {x.id: x for x in _lire(connexion, e.Vote, "seance_id", seance_id)}
    for vote_id in etat.votes:
        etat.bulletins[vote_id] = {b.jeton_vote: b for b in _lire(connexion, e.Bulletin, "vote_id", vote_id)}
    operations = sorted(_lire(connexion, e.Operation, "seance_id", seance_id), key=lambda o: o.numero)
    etat.operations = [o for o in operations if o.etat != "perdue"][-PROFONDEUR:]
    _signalements(connexion, etat)
    trop_tard = select(func.count()).where(m.Journal.seance_id == seance_id, m.Journal.code.in_(CODES_TROP_TARD))
    etat.trop_tard = connexion.execute(trop_tard).scalar_one()
    return etat


def ecrire_changements(connexion: Connection, etat: EtatSeance) -> None:
    """Write what changed, one statement per table, then forget it."""
    if etat.nouveaux:
        par_classe: dict[type[Any], list[Any]] = {}
        for objet in etat.nouveaux.values():
            par_classe.setdefault(type(objet), []).append(ligne(objet))
        for classe in MODELES:
            if classe in par_classe:
                connexion.execute(_INSERTIONS[classe], par_classe[classe])
    modifies: dict[type[Any], list[Any]] = {}
    for objet in etat.modifies.values():
        modifies.setdefault(type(objet), []).append(objet)
    for classe in MODELES:
        if classe in modifies:
            _mettre_a_jour(connexion, classe, modifies[classe])
    etat.nouveaux.clear()
    etat.modifies.clear()


def _mettre_a_jour(connexion: Connection, classe: type[Any], objets: Iterable[Any]) -> None:
    cles = _CLES[classe]
    lignes = []
    for objet in objets:
        valeurs = ligne(objet)
        lignes.append({(f"cle_{n}" if n in cles else f"val_{n}"): v for n, v in valeurs.items()})
    connexion.execute(_MISES_A_JOUR[classe], lignes)


def _lire(connexion: Connection, classe: type[_T], colonne: str, valeur: str) -> list[_T]:
    cible = table(classe)
    return [classe(**r) for r in connexion.execute(select(cible).where(cible.c[colonne] == valeur)).mappings()]


def _signalements(connexion: Connection, etat: EtatSeance) -> None:
    """Who has reported what since the team last left the card alone."""
    evenements = sorted(_lire(connexion, e.ModerationEvenement, "seance_id", etat.seance.id), key=lambda x: x.id)
    for evenement in evenements:
        if evenement.action == "laisser":
            etat.signalements.pop(evenement.contribution_id, None)
        elif evenement.action == "signaler" and evenement.participant_id:
            etat.signalements.setdefault(evenement.contribution_id, set()).add(evenement.participant_id)
