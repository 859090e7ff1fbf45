"""Days and hours as people here read them: France's own time, whatever the machine's."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FUSEAU = "Europe/Paris"


@cache
def fuseau() -> tzinfo | None:
    """Return the zone; None (the machine's own) where the system has no list of zones."""
    try:
        return ZoneInfo(FUSEAU)
    except ZoneInfoNotFoundError:
        return None


def heure_locale(ms: int) -> datetime:
    """Return an instant (milliseconds since the epoch, UTC) as a local date and time."""
    return datetime.fromtimestamp(ms / 1000, tz=fuseau())


def jour_local(ms: int) -> date:
    """Return the local day of an instant."""
    return heure_locale(ms).date()


def debut_du_jour(jour: date) -> int:
    """Return the instant when a local day begins."""
    return round(datetime(jour.year, jour.month, jour.day, tzinfo=fuseau()).timestamp() * 1000)
