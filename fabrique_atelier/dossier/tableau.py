"""The board: one column per stade of the fabrique, gathered in the four steps, a few cards of each (``domaine.md`` §2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import parcours
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.recherche_dossiers import (
    Cadre,
    Filtres,
    Ligne,
    colonnes,
    completer,
    conditions,
    ligne,
)

#: Cards shown in one column; the others are a link away.
PAR_COLONNE = 5


@dataclass(frozen=True, slots=True)
class Avancee:
    """One way forward for a dossier: ``id`` is a transition, or a gate the team decides alone; ``vers``: the stade it leads to."""

    id: str
    libelle: str
    vers: str


@dataclass(frozen=True, slots=True)
class Colonne:
    """One stade: how many dossiers answer, and the first of them."""

    stade: str
    total: int
    lignes: tuple[Ligne, ...]

    @property
    def autres(self) -> int:
        """How many are not shown."""
        return self.total - len(self.lignes)


@dataclass(frozen=True, slots=True)
class Etape:
    """One of the four steps, with its columns."""

    numero: int
    colonnes: tuple[Colonne, ...]

    @property
    def total(self) -> int:
        """How many dossiers are in this step."""
        return sum(c.total for c in self.colonnes)


def avancees(stade: str, situation: str, portes: Mapping[str, str], *, ferme: bool = False) -> list[Avancee]:
    """Where a dossier may go from here by somebody of the team; nothing when it does not move. Pure."""
    if ferme or situation != s.ACTIF:
        return []
    trouvees = [Avancee(t.id, t.libelle, t.vers) for t in parcours.depuis(stade, portes)]
    porte = s.porte_de_l_equipe(stade, portes)
    if porte:
        trouvees.append(Avancee(porte, "Décider en équipe", s.APRES[porte]))
    return trouvees


def tableau(connexion: Connection, cadre: Cadre, filtres: Filtres, portes: Mapping[str, str]) -> list[Etape]:
    """The board for these filters. Four queries, however many dossiers."""
    totaux = _totaux(connexion, cadre, filtres)
    cartes: dict[str, list[Ligne]] = {}
    for carte in _cartes(connexion, cadre, filtres):
        cartes.setdefault(carte.stade, []).append(carte)
    visibles = stades_visibles(portes, totaux, filtres)
    lues = [Colonne(x, totaux.get(x, 0), tuple(cartes.get(x, ()))) for x in visibles]
    numeros = dict.fromkeys(s.etape(c.stade) for c in lues)
    return [Etape(n, tuple(c for c in lues if s.etape(c.stade) == n)) for n in numeros]


def stades_visibles(portes: Mapping[str, str], totaux: Mapping[str, int], filtres: Filtres) -> list[str]:
    """The stades of the fabrique, and any other where a dossier was left by a former setting; those the filters speak of. Pure."""
    presents = set(s.stades_de(portes)) | {x for x, n in totaux.items() if n}
    return [
        x
        for x in s.STADES
        if x in presents and filtres.stade in ("", x) and (not filtres.etape or filtres.etape == str(s.etape(x)))
    ]


def _totaux(connexion: Connection, cadre: Cadre, filtres: Filtres) -> dict[str, int]:
    d = m.Dossier
    requete = select(d.stade, func.count()).where(*conditions(cadre, filtres)).group_by(d.stade)
    return {r[0]: r[1] for r in connexion.execute(requete)}


def _cartes(connexion: Connection, cadre: Cadre, filtres: Filtres) -> list[Ligne]:
    """The first cards of each column: by rank where a committee gave one, then the longest there."""
    d = m.Dossier
    ordre = (d.rang_priorite.is_(None), d.rang_priorite, d.stade_depuis, d.numero)
    rang = func.row_number().over(partition_by=d.stade, order_by=ordre).label("place")
    places = select(d.id, rang).where(*conditions(cadre, filtres)).subquery()
    premieres = colonnes().join(places, places.c.id == d.id).where(places.c.place <= PAR_COLONNE)
    lues = [ligne(r, cadre) for r in connexion.execute(premieres.order_by(places.c.place))]
    return completer(connexion, lues)
