"""Meetings as a calendar file (RFC 5545): France's own time, an identifier that never changes, a number that grows with changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fabrique_atelier.socle.calendrier import FUSEAU, heure_locale
from fabrique_atelier.socle.texte import nettoyer

_OCTETS_MAX = 75
#: Europe/Paris since 1996: summer time from the last Sunday of March, winter time from the last Sunday of October.
_FUSEAU = """BEGIN:VTIMEZONE
TZID:Europe/Paris
X-LIC-LOCATION:Europe/Paris
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE""".split("\n")


@dataclass(frozen=True, slots=True)
class Rencontre:
    """One meeting. ``uid`` stays the same for life; ``sequence`` grows each time its day, hour or place changes.

    ``debut`` and ``ecrite_le`` are instants (ms since the epoch); ``ecrite_le`` is when the file is made.
    """

    uid: str
    sequence: int
    debut: int
    duree_min: int
    titre: str
    ecrite_le: int
    lieu: str = ""
    description: str = ""
    url: str = ""
    annulee: bool = False


def calendrier(rencontres: Iterable[Rencontre], nom: str = "Fabrique Atelier") -> bytes:
    """Return the calendar file of these meetings."""
    lignes = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fabrique Atelier//FR", "CALSCALE:GREGORIAN"]
    lignes += ["METHOD:PUBLISH", f"X-WR-CALNAME:{echapper(nom)}", f"X-WR-TIMEZONE:{FUSEAU}", *_FUSEAU]
    for rencontre in rencontres:
        lignes += _evenement(rencontre)
    return "".join(f"{plier(x)}\r\n" for x in [*lignes, "END:VCALENDAR"]).encode()


def _evenement(r: Rencontre) -> list[str]:
    debut, fin = heure_locale(r.debut), heure_locale(r.debut + r.duree_min * 60_000)
    facultatives = [("LOCATION", r.lieu), ("DESCRIPTION", r.description)]
    return [
        "BEGIN:VEVENT",
        f"UID:{echapper(r.uid)}",
        f"SEQUENCE:{r.sequence}",
        f"DTSTAMP:{_utc(r.ecrite_le)}",
        f"DTSTART;TZID={FUSEAU}:{debut:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={FUSEAU}:{fin:%Y%m%dT%H%M%S}",
        f"SUMMARY:{echapper(r.titre)}",
        *(f"{nom}:{echapper(valeur)}" for nom, valeur in facultatives if valeur),
        *([f"URL:{nettoyer(r.url)}"] if r.url else []),
        f"STATUS:{'CANCELLED' if r.annulee else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def echapper(texte: str) -> str:
    """Return ``texte`` as a calendar value: no character can end the line or start another property."""
    propre = nettoyer(texte).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return propre.replace("\u2028", " ").replace("\u2029", " ").replace("\n", "\\n")


def plier(ligne: str) -> str:
    """Cut a line every 75 bytes, never inside a character."""
    morceaux, courant, octets = [], "", 0
    for c in ligne:
        taille = len(c.encode())
        if octets + taille > _OCTETS_MAX:
            morceaux.append(courant)
            courant, octets = "", 1  # the blank that says « same line » counts
        courant, octets = courant + c, octets + taille
    return "\r\n ".join([*morceaux, courant])


def _utc(ms: int) -> str:
    quand = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    return f"{quand:%Y%m%dT%H%M%SZ}"
