"""The list of partners: search, filters, order and pages.

Every light row of the fabrique is read and judged here rather than in SQL: accents, ligatures and lists in JSON are then the same
on both databases, and 5 000 partners take a few tens of milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.partenaires import CHAMPS, Partenaire
from fabrique_atelier.reseau.recherche import cle, correspond, mots

PAR_PAGE = 50
TRIS = {"nom": "Par nom", "commune": "Par commune", "college": "Par collège", "recent": "Récents d’abord"}


@dataclass(frozen=True, slots=True)
class Filtres:
    """What is asked of the list; empty values ask for nothing."""

    q: str = ""
    college: str = ""
    role: str = ""
    territoire: str = ""
    tri: str = "nom"


@dataclass(frozen=True, slots=True)
class PageDePartenaires:
    """One page of the list: ``total`` partners answer the filters, of ``tous`` in the fabrique."""

    partenaires: list[Partenaire]
    contacts: dict[str, int]
    total: int
    tous: int
    page: int
    pages: int


_cle = lru_cache(maxsize=4096)(cle)  # communes: the same few names again and again


def lister(connexion: Connection, fabrique_id: str, filtres: Filtres, page: int) -> PageDePartenaires:
    """Return one page; a page beyond the last is the last."""
    trouves = identifiants(connexion, fabrique_id, filtres)
    pages = max(1, -(-len(trouves) // PAR_PAGE))
    page = min(max(page, 1), pages)
    ids = trouves[(page - 1) * PAR_PAGE : page * PAR_PAGE]
    tous = connexion.execute(
        select(func.count()).select_from(m.Partenaire).where(m.Partenaire.fabrique_id == fabrique_id)
    ).scalar_one()
    c = m.Contact.partenaire_id
    comptes = connexion.execute(select(c, func.count()).where(c.in_(ids)).group_by(c))
    contacts = {str(r[0]): int(r[1]) for r in comptes}
    return PageDePartenaires(par_ids(connexion, fabrique_id, ids), contacts, len(trouves), tous, page, pages)


def par_ids(connexion: Connection, fabrique_id: str, ids: list[str]) -> list[Partenaire]:
    """Return these partners of the fabrique, in this order, without their territories."""
    p = m.Partenaire
    colonnes = [getattr(p, n) for n in ("id", *CHAMPS, "modifie_le", "version")]
    requete = select(*colonnes).where(p.fabrique_id == fabrique_id, p.id.in_(ids))
    trouves = {r["id"]: Partenaire(**r) for r in connexion.execute(requete).mappings()}
    return [trouves[i] for i in ids if i in trouves]


def identifiants(connexion: Connection, fabrique_id: str, filtres: Filtres) -> list[str]:
    """Return the ids of the partners that answer the filters, in order."""
    p, t = m.Partenaire, m.PartenaireTerritoire
    conditions: list[ColumnElement[bool]] = [p.fabrique_id == fabrique_id]
    if filtres.college:
        conditions.append(p.college == filtres.college)
    if filtres.territoire:
        conditions.append(p.id.in_(select(t.partenaire_id).where(t.territoire_id == filtres.territoire)))
    requete = select(p.id, p.nom_cle, p.commune, p.college, p.roles, p.modifie_le).where(*conditions)
    lignes = [r for r in connexion.execute(requete) if not filtres.role or filtres.role in r.roles]
    cherches = mots(filtres.q)
    if cherches:
        personnes = _personnes(connexion, fabrique_id)
        lignes = [r for r in lignes if correspond(f"{r.nom_cle} {_cle(r.commune)} {personnes.get(r.id, '')}", cherches)]
    lignes.sort(key=_ordre(filtres.tri))
    return [r.id for r in lignes]


def _ordre(tri: str) -> Callable[[Any], tuple[Any, ...]]:
    if tri == "commune":
        return lambda r: (not r.commune, _cle(r.commune), r.nom_cle, r.id)
    if tri == "college":
        return lambda r: (r.college == "autre", r.college, r.nom_cle, r.id)
    if tri == "recent":
        return lambda r: (-r.modifie_le, r.nom_cle, r.id)
    return lambda r: (r.nom_cle, r.id)


def _personnes(connexion: Connection, fabrique_id: str) -> dict[str, str]:
    """The names of the contacts, as one key by partner: people look for « la mairie de Mme Durand » too."""
    c, p = m.Contact, m.Partenaire
    requete = select(c.partenaire_id, c.prenom, c.nom).join(p, p.id == c.partenaire_id)
    noms: dict[str, str] = {}
    for partenaire_id, prenom, nom in connexion.execute(requete.where(p.fabrique_id == fabrique_id)):
        noms[partenaire_id] = f"{noms.get(partenaire_id, '')} {cle(f'{prenom} {nom}')}"
    return noms
