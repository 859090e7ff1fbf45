"""Partial dates and durations in French, for the pages of the parcours (``domaine.md`` §2.12, 10; §7.4)."""

from __future__ import annotations

from datetime import date

_MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def date_partielle_longue(iso: str | None) -> str:
    """Return « 2018 », « octobre 2018 » or « 16\u00a0octobre\u00a02018 »; an empty text for None."""
    if not iso:
        return ""
    annee, *reste = iso.split("-")
    if not reste:
        return annee
    mois = _MOIS[int(reste[0]) - 1]
    if len(reste) == 1:
        return f"{mois}\u00a0{annee}"
    jour = int(reste[1])
    return f"{'1er' if jour == 1 else jour}\u00a0{mois}\u00a0{annee}"


def le(iso: str | None) -> str:
    """Return « le 16\u00a0octobre\u00a02018 », « en octobre\u00a02018 », « en 2018 »."""
    texte = date_partielle_longue(iso)
    return texte and f"{'le' if len(iso or '') == 10 else 'en'} {texte}"


def depuis(iso: str, jour: date) -> str:
    """Return how long ago a day was: « aujourd’hui », « 4\u00a0jours », « 3\u00a0mois », « 2\u00a0ans »; nothing for a partial date."""
    if len(iso) != 10:
        return ""
    jours = (jour - date.fromisoformat(iso)).days
    if jours <= 0:
        return "aujourd’hui"
    if jours < 90:
        return f"{jours}\u00a0jour{'s' if jours > 1 else ''}"
    mois = jours * 12 // 365
    return f"{mois}\u00a0mois" if mois < 24 else f"{mois // 12}\u00a0ans"
