"""What the other rooms ask of the committees, and what a member finds on their own page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from fabrique_atelier.comite import comites, membres, noms
from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.dossier.stades import EQUIPE
from fabrique_atelier.socle.base import table

_M, _S, _C, _P = (table(x).c for x in (m.MembreComite, m.SeanceComite, m.Comite, m.PointOrdreDuJour))


@dataclass(frozen=True, slots=True)
class MaSeance:
    """A session of a member; ``membre_id``: the seat they take there, ``points``: how long the agenda is."""

    seance: SeanceLue
    membre_id: str
    points: int


def instances_de(connexion: Connection, fabrique_id: str, dossier_id: str, portes: Mapping[str, str]) -> frozenset[str]:
    """The gates for which the body named by ``portes`` exists, with enough members when it is a comité de suivi."""
    c = m.Comite
    requete = select(c.type, c.dossier_id, c.portes).where(c.fabrique_id == fabrique_id, c.clos_le.is_(None))
    tenues: set[tuple[str, str]] = set()
    for type_, propre_a, siennes in connexion.execute(requete):
        if propre_a in (None, dossier_id):
            tenues |= {(porte, type_) for porte in siennes}
    assez = membres_du_suivi(connexion, dossier_id) >= reglage(connexion, fabrique_id).comite_suivi_min
    return frozenset(
        porte
        for porte, instance in portes.items()
        if instance != EQUIPE and (porte, instance) in tenues and (instance != "suivi" or assez)
    )


def membres_du_suivi(connexion: Connection, dossier_id: str) -> int:
    """How many seats the comité de suivi of a dossier has now; 0 without one."""
    requete = (
        select(func.count(_M.id))
        .join(m.Comite, m.Comite.id == _M.comite_id)
        .where(_C.dossier_id == dossier_id, _C.type == "suivi", _C.clos_le.is_(None), _M.actif)
    )
    return connexion.execute(requete).scalar_one()


def siege_de(connexion: Connection, seance_id: str, personne_id: str) -> str | None:
    """The seat an account takes at a session, on its day; None: it has none."""
    requete = (
        select(_M.id, _M.depuis, _M.jusqu_au, _S.jour)
        .join(m.SeanceComite, _S.comite_id == _M.comite_id)
        .where(_S.id == seance_id, _M.personne_id == personne_id)
    )
    return next((i for i, debut, fin, jour in connexion.execute(requete) if membres.siege_le(debut, fin, jour)), None)


def mes_comites(connexion: Connection, fabrique_id: str, personne_id: str) -> list[comites.ComiteLu]:
    """The committees where an account holds a seat now."""
    requete = select(_M.comite_id).where(_M.personne_id == personne_id, _M.actif)
    siens = set(connexion.execute(requete).scalars())
    return [c for c in comites.lister(connexion, fabrique_id) if c.id in siens]


def mes_seances(connexion: Connection, fabrique_id: str, personne_id: str) -> list[MaSeance]:
    """The sessions an account is convoked to, or sat in, the latest first; those in preparation are not told yet."""
    points = select(func.count(_P.id)).where(_P.seance_comite_id == _S.id).scalar_subquery()
    requete = (
        select(table(m.SeanceComite), _M.id.label("membre_id"), _M.depuis, _M.jusqu_au, points.label("points"))
        .join(m.Comite, m.Comite.id == _S.comite_id)
        .join(m.MembreComite, _M.comite_id == _S.comite_id)
        .where(_C.fabrique_id == fabrique_id, _M.personne_id == personne_id, _S.etat != noms.PREPAREE)
        .order_by(_S.jour.desc(), _S.heure.desc(), _S.id)
    )
    lus = {c.id: c for c in comites.lister(connexion, fabrique_id, tous=True)}
    miennes: dict[str, MaSeance] = {}
    for ligne in connexion.execute(requete).mappings():
        x = dict(ligne)
        membre_id, debut, fin, combien = (x.pop(n) for n in ("membre_id", "depuis", "jusqu_au", "points"))
        if membres.siege_le(debut, fin, x["jour"]):
            seance = SeanceLue(**x, comite=lus[x["comite_id"]])
            miennes.setdefault(seance.id, MaSeance(seance, membre_id, combien))
    return list(miennes.values())
