"""Which edition of the « Code officiel géographique » answers: the newest of the embedded one and of those brought from files."""

from __future__ import annotations

import gzip

from sqlalchemy import Connection, select

from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.cog import MILLESIME, Cog, cog

TYPE = "cog"
LIBELLE = "Communes, intercommunalités, départements, régions"
_GARDEES = 2
#: Editions taken apart, by (millésime, mark of the content): the same one is never read twice.
_EDITIONS: dict[tuple[str, str], Cog] = {}


def rang(millesime: str) -> tuple[int, ...]:
    """What orders editions: 2026, then 2026-2, then 2026-10, then 2027."""
    return tuple(int(partie) for partie in millesime.split("-"))


def plus_recente_que_livree(millesime: str) -> bool:
    """Tell whether an edition would answer in the place of the embedded one."""
    return rang(millesime) > (MILLESIME,)


def en_service(connexion: Connection) -> Cog:
    """The edition every look-up is made in."""
    r = m.Referentiel
    requete = select(r.millesime, r.empreinte).where(r.type == TYPE)
    recentes = [e for e in connexion.execute(requete) if plus_recente_que_livree(e.millesime)]
    if not recentes:
        return cog()
    millesime, empreinte = max(recentes, key=lambda e: rang(e.millesime))
    gardee = _EDITIONS.get((millesime, empreinte))
    if gardee is not None:
        return gardee
    contenu, source = connexion.execute(
        select(r.contenu, r.source).where(r.type == TYPE, r.millesime == millesime)
    ).one()
    return apprendre(millesime, empreinte, source, contenu)


def apprendre(millesime: str, empreinte: str, source: str, contenu: bytes) -> Cog:
    """Take an edition apart and keep it: what the first look-up would wait for."""
    edition = Cog(gzip.decompress(contenu).decode(), millesime, source)
    while len(_EDITIONS) >= _GARDEES:
        _EDITIONS.pop(next(iter(_EDITIONS)))
    _EDITIONS[millesime, empreinte] = edition
    return edition
