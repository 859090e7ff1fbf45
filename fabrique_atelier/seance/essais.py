"""Guessing codes and knocking too fast, counted per address (``fiabilite.md`` T7, T14).

Only typed codes that fail count, each wrong code once: a room of 300 shares one address, and reads one board. The more
phones have entered from an address, the more mistakes it may make. Links, QR codes and phones already in never come here.

Addresses stay in memory, 30 minutes at most. The memory storage of the ``limits`` library keeps its keys for ever, and
cannot hold a limit that grows: hence these few lines.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable

import structlog

_journal = structlog.get_logger("essais")
FENETRE_S = 60.0
MEMOIRE_S = 1800.0
PAR_ADRESSE = 10
EN_TOUT = 300
POIGNEES_PAR_S = 20
POIGNEES_RESERVE = 400
Dates = dict[str, float]


class Essais:
    """Failed guesses, arrivals and handshakes of each address; safe between threads."""

    def __init__(self, capacite: int = POIGNEES_RESERVE, horloge: Callable[[], float] = time.monotonic) -> None:
        self._horloge = horloge
        self._verrou = threading.Lock()
        self._reserve = float(max(POIGNEES_RESERVE, capacite))
        self._par_s = max(POIGNEES_PAR_S, capacite / 20)
        self._echecs: dict[str, Dates] = {}
        self._tous: Dates = {}
        self._arrivees: dict[str, Dates] = {}
        self._seaux: dict[str, tuple[float, float]] = {}
        self._signale: float | None = None

    def permis(self, adresse: str) -> bool:
        """Whether one more typed code may be tried from ``adresse``.

        Past 300 failures a minute in all (slow mode), only the addresses where somebody has entered still may.
        """
        ici, maintenant = reseau(adresse), self._horloge()
        with self._verrou:
            lent = len(_recents(self._tous, maintenant - FENETRE_S)) >= EN_TOUT
            echecs = len(_recents(self._echecs.get(ici, {}), maintenant - FENETRE_S))
            arrivees = len(_recents(self._arrivees.get(ici, {}), maintenant - MEMOIRE_S))
            if echecs < arrivees + (0 if lent else PAR_ADRESSE):
                return True
            self._signaler(maintenant, lent)
            return False

    def echec(self, adresse: str, code: str) -> None:
        """Count a code that opens nothing; the same one again teaches nothing to anybody."""
        ici, maintenant = reseau(adresse), self._horloge()
        with self._verrou:
            _noter(self._echecs.setdefault(ici, {}), code, maintenant)
            _noter(self._tous, f"{ici} {code}", maintenant)

    def arrivee(self, adresse: str, qui: str) -> None:
        """Remember that a phone, a board or a remote has entered from ``adresse``."""
        with self._verrou:
            _noter(self._arrivees.setdefault(reseau(adresse), {}), qui, self._horloge())

    def poignee(self, adresse: str) -> bool:
        """Take one new connection of ``adresse``; False when they come too fast."""
        ici, maintenant = reseau(adresse), self._horloge()
        with self._verrou:
            jetons, depuis = self._seaux.get(ici, (self._reserve, maintenant))
            jetons = min(self._reserve, jetons + (maintenant - depuis) * self._par_s)
            self._seaux[ici] = (jetons - 1 if jetons >= 1 else jetons, maintenant)
            return jetons >= 1

    def oublier(self) -> None:
        """Drop what no longer counts; called every minute."""
        maintenant = self._horloge()
        plein = maintenant - self._reserve / self._par_s
        with self._verrou:
            _recents(self._tous, maintenant - FENETRE_S)
            for memoire, duree in ((self._echecs, FENETRE_S), (self._arrivees, MEMOIRE_S - FENETRE_S)):
                for ici in [i for i, dates in memoire.items() if not _recents(dates, maintenant - duree)]:
                    del memoire[ici]
            self._seaux = {i: s for i, s in self._seaux.items() if s[1] > plein}

    @property
    def adresses(self) -> set[str]:
        """The addresses in memory."""
        return {*self._echecs, *self._arrivees, *self._seaux}

    def _signaler(self, maintenant: float, lent: bool) -> None:
        """One line a minute: how much, never who."""
        if self._signale is None or maintenant - self._signale >= FENETRE_S:
            self._signale = maintenant
            _journal.warning("trop_d_essais", mode_lent=lent, echecs=len(self._tous), adresses=len(self._echecs))


def reseau(adresse: str) -> str:
    """What one subscriber holds: an IPv4 address, or the /64 an IPv6 one is drawn from."""
    try:
        lue = ipaddress.ip_address(adresse.partition("%")[0])
    except ValueError:
        return adresse
    if isinstance(lue, ipaddress.IPv4Address):
        return str(lue)
    return str(lue.ipv4_mapped or ipaddress.ip_network((int(lue), 64), strict=False))


def _noter(dates: Dates, cle: str, maintenant: float) -> None:
    """Date ``cle`` from now, last: the dictionary stays in the order of time."""
    dates.pop(cle, None)
    dates[cle] = maintenant


def _recents(dates: Dates, limite: float) -> Dates:
    """Drop from ``dates``, oldest first, what happened before ``limite``."""
    while dates and (premier := next(iter(dates.items())))[1] <= limite:
        del dates[premier[0]]
    return dates
