"""The picture of a dossier's time: where each event stands on one line, years as ticks (geometry only). Pure.

A partial date is drawn as long as its doubt: a year is a bar, a day is a dot. Labels never overlap: each takes the first
row where it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from fabrique_atelier.suivi.dates import cle_de_tri, intervalle

LARGEUR = 960
MARGE = 24
LIGNE = 30
HAUT = 34
#: Width of one character of a label, in the units of the picture.
CARACTERE = 7.6


@dataclass(frozen=True, slots=True)
class Fait:
    """One thing to place. ``genre``: ``stade``, ``decision``, ``jalon``, ``prevu`` or ``porteur``; ``quand``: a partial date."""

    quand: str
    libelle: str
    genre: str


@dataclass(frozen=True, slots=True)
class Marque:
    """A thing placed: from ``x1`` to ``x2``, its label from ``x`` (``ancre``: start or end) on the row at ``y``."""

    fait: Fait
    x1: float
    x2: float
    y: float
    x: float
    ancre: str


@dataclass(frozen=True, slots=True)
class Frise:
    """The whole picture; ``annees``: (x, year); ``aujourdhui``: x of today, None when out of it."""

    largeur: int
    hauteur: int
    annees: tuple[tuple[float, int], ...]
    marques: tuple[Marque, ...]
    aujourdhui: float | None


def dessiner(faits: Iterable[Fait], aujourdhui: str) -> Frise | None:
    """Place the events of a dossier; None when there is none."""
    ranges = sorted(faits, key=lambda f: cle_de_tri(f.quand))
    if not ranges:
        return None
    bornes = [intervalle(f.quand) for f in ranges]
    premier = min(b.debut for b in bornes).year
    dernier = max(b.fin for b in bornes).year
    debut, fin = date(premier, 1, 1), date(dernier, 12, 31)

    def x(jour: date) -> float:
        return round(MARGE + (LARGEUR - 2 * MARGE) * (jour - debut).days / (fin - debut).days, 1)

    marques, rangees = _placer(ranges, x)
    jour = date.fromisoformat(aujourdhui)
    annees = tuple((x(date(a, 1, 1)), a) for a in range(premier, dernier + 1))
    ici = x(jour) if debut <= jour <= fin else None
    return Frise(LARGEUR, HAUT + LIGNE * rangees + 12, annees, marques, ici)


def _placer(faits: list[Fait], x: Callable[[date], float]) -> tuple[tuple[Marque, ...], int]:
    """Give each event the first row where its mark and its label fit; return the marks and the number of rows."""
    occupees: list[list[tuple[float, float]]] = []
    marques = []
    for f in faits:
        quand = intervalle(f.quand)
        x1, x2 = x(quand.debut), x(quand.fin)
        large = CARACTERE * len(f.libelle) + 12
        a_droite = x2 + large <= LARGEUR
        etendue = (x1 - 8, x2 + large) if a_droite else (x1 - large, x2 + 8)
        rang = next((i for i, r in enumerate(occupees) if all(etendue[1] <= a or etendue[0] >= b for a, b in r)), None)
        if rang is None:
            occupees.append([])
            rang = len(occupees) - 1
        occupees[rang].append(etendue)
        y = HAUT + LIGNE * rang + LIGNE / 2
        marques.append(Marque(f, x1, x2, y, x2 + 10 if a_droite else x1 - 10, "start" if a_droite else "end"))
    return tuple(marques), len(occupees)
