"""Partial dates as the intervals of days they are (``domaine.md`` §2.12, 10). Pure.

``2019`` is any day of that year, ``2019-04`` any day of that month. What is said of two such dates is said only when it
holds whatever the days were: « before » when the last day of one comes before the first day of the other, and a delay is
« at least » the shortest there can have been.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_FORME = re.compile("([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Intervalle:
    """The days a partial date may be, both ends included."""

    debut: date
    fin: date


def intervalle(partielle: str) -> Intervalle:
    """The days ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ`` may be.

    Raises:
        ValueError: not such a date.
    """
    lue = _FORME.fullmatch(partielle)
    if lue is None:
        raise ValueError(f"not a partial date: {partielle!r}")
    annee, mois, jour = (int(p) if p else 0 for p in lue.groups())
    if not mois:
        return Intervalle(date(annee, 1, 1), date(annee, 12, 31))
    if not jour:
        return Intervalle(date(annee, mois, 1), date(annee, mois, monthrange(annee, mois)[1]))
    return Intervalle(date(annee, mois, jour), date(annee, mois, jour))


def cle_de_tri(partielle: str) -> tuple[date, int]:
    """Where a date stands in a list: by its first day, the vaguer first (2020, then 2020-01, then 2020-01-01)."""
    return intervalle(partielle).debut, len(partielle)


def avant(a: str, b: str) -> bool:
    """Tell whether ``a`` comes before ``b`` whatever the days were."""
    return intervalle(a).fin < intervalle(b).debut


def mois_revolus(debut: date, fin: date) -> int:
    """How many whole months from one day to a later one."""
    return (fin.year - debut.year) * 12 + fin.month - debut.month - (1 if fin.day < debut.day else 0)


def ecart(a: str, b: str) -> tuple[int, int]:
    """The fewest and the most whole months there can be from ``a`` to ``b``; the fewest is negative when they overlap."""
    de, vers = intervalle(a), intervalle(b)
    return mois_revolus(de.fin, vers.debut), mois_revolus(de.debut, vers.fin)


def delai(a: str, b: str) -> str:
    """The delay from ``a`` to ``b`` in words, empty when ``b`` comes before ``a``: « au moins 27\u00a0mois »."""
    court, long = ecart(a, b)
    if long < 0:
        return ""
    if court == long:
        return _mois(court)
    return f"au moins {_mois(court)}" if court > 0 else f"au plus {_mois(long)}"


def _mois(nombre: int) -> str:
    return f"{nombre}\u00a0mois" if nombre else "moins d’un\u00a0mois"


def plus_tard(jour: str, mois: int) -> str:
    """The ISO day ``mois`` months after an ISO day; the last day of a shorter month."""
    depart = date.fromisoformat(jour)
    rang = depart.year * 12 + depart.month - 1 + mois
    annee, m = divmod(rang, 12)
    return date(annee, m + 1, min(depart.day, monthrange(annee, m + 1)[1])).isoformat()
