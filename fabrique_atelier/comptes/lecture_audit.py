"""Reading the audit journal of one fabrique: newest first, by pages, filtered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from fabrique_atelier.comptes import models as m

PAR_PAGE = 100


@dataclass(frozen=True, slots=True)
class Filtre:
    """What to keep: ``acteur`` a person's id or ``systeme``…, ``depuis`` and ``jusque`` instants (the second excluded)."""

    acteur: str = ""
    action: str = ""
    depuis: int | None = None
    jusque: int | None = None


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One line; ``nom`` is the person's present name, empty for a machine or somebody who is gone."""

    numero: int
    le: int
    acteur: str
    nom: str
    action: str
    objet_type: str
    objet_id: str
    details: dict[str, Any]


def compter(connexion: Connection, fabrique_id: str, filtre: Filtre) -> int:
    """How many lines the filter keeps."""
    requete = select(func.count()).select_from(m.EntreeAudit).where(*_conditions(fabrique_id, filtre))
    nombre: int = connexion.execute(requete).scalar_one()
    return nombre


def page(connexion: Connection, fabrique_id: str, filtre: Filtre, numero: int) -> list[LigneLue]:
    """One page (from 1), newest first."""
    requete = _requete(fabrique_id, filtre).limit(PAR_PAGE).offset((numero - 1) * PAR_PAGE)
    return [LigneLue(**r) for r in connexion.execute(requete).mappings()]


def toutes(connexion: Connection, fabrique_id: str, filtre: Filtre) -> Iterator[LigneLue]:
    """Every line the filter keeps, newest first."""
    for ligne in connexion.execute(_requete(fabrique_id, filtre)).mappings():
        yield LigneLue(**ligne)


def acteurs(connexion: Connection, fabrique_id: str) -> list[tuple[str, str]]:
    """(id, name) of whoever has a line in this fabrique, by name; an empty name for a machine or somebody gone."""
    e, p = m.EntreeAudit, m.Personne
    requete = (
        select(e.acteur, func.coalesce(p.nom, "")).outerjoin(p, p.id == e.acteur).where(e.fabrique_id == fabrique_id)
    )
    return sorted(((a, nom) for a, nom in connexion.execute(requete.distinct())), key=lambda x: (x[1].casefold(), x[0]))


def actions(connexion: Connection, fabrique_id: str) -> list[str]:
    """The action codes that occur in this fabrique."""
    e = m.EntreeAudit
    return sorted(connexion.execute(select(e.action).where(e.fabrique_id == fabrique_id).distinct()).scalars())


def fin_de_chaine(connexion: Connection) -> tuple[int, str]:
    """(number, hash) of the last line of the instance's journal: what to note elsewhere; (0, "") when it is empty."""
    e = m.EntreeAudit
    ligne = connexion.execute(select(e.numero, e.empreinte).order_by(e.numero.desc()).limit(1)).first()
    return (ligne.numero, ligne.empreinte) if ligne else (0, "")


def _requete(fabrique_id: str, filtre: Filtre) -> Any:
    e, p = m.EntreeAudit, m.Personne
    colonnes = (
        e.numero,
        e.le,
        e.acteur,
        func.coalesce(p.nom, "").label("nom"),
        e.action,
        e.objet_type,
        e.objet_id,
        e.details,
    )
    requete = select(*colonnes).outerjoin(p, p.id == e.acteur).where(*_conditions(fabrique_id, filtre))
    return requete.order_by(e.numero.desc())


def _conditions(fabrique_id: str, filtre: Filtre) -> list[ColumnElement[bool]]:
    e = m.EntreeAudit
    conditions: list[ColumnElement[bool]] = [e.fabrique_id == fabrique_id]
    if filtre.acteur:
        conditions.append(e.acteur == filtre.acteur)
    if filtre.action:
        conditions.append(e.action == filtre.action)
    if filtre.depuis is not None:
        conditions.append(e.le >= filtre.depuis)
    if filtre.jusque is not None:
        conditions.append(e.le < filtre.jusque)
    return conditions
