"""French dates for pages (``domaine.md`` §7.4)."""

from __future__ import annotations

from datetime import date

from fabrique_atelier.socle.calendrier import heure_locale

_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def date_longue(iso: str | None) -> str:
    """Return « jeudi 17\u00a0novembre\u00a02016 » for ``2016-11-17``, an empty text for None."""
    if not iso:
        return ""
    jour = date.fromisoformat(iso)
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{_JOURS[jour.weekday()]} {quantieme}\u00a0{_MOIS[jour.month - 1]}\u00a0{jour.year}"


def instant_long(ms: int) -> str:
    """Return « 22\u00a0novembre\u00a02026, 9\u00a0h\u00a014 », in France's time."""
    quand = heure_locale(ms)
    quantieme = "1er" if quand.day == 1 else str(quand.day)
    return f"{quantieme}\u00a0{_MOIS[quand.month - 1]}\u00a0{quand.year}, {quand.hour}\u00a0h\u00a0{quand.minute:02d}"
