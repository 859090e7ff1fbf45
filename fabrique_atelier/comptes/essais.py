"""How often one may try: failures counted per key over a moving window, tries under way counted with them.

Whoever succeeds is never counted, so that a room behind one address signs in together. In memory, for one process.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from fabrique_atelier.socle.erreurs import ErreurMetier

#: The library never drops the name of a window that has emptied: beyond this many, we do.
CLES_MAX = 10_000


@dataclass
class Essai:
    """One try under way: failed unless told otherwise."""

    reussi: bool = False


class Essais:
    """The counters of one door."""

    def __init__(self) -> None:
        self._stock = MemoryStorage()
        self._fenetres = MovingWindowRateLimiter(self._stock)
        self._en_cours: Counter[tuple[RateLimitItem, str]] = Counter()

    @contextmanager
    def tenter(self, limites: Sequence[tuple[RateLimitItem, str]]) -> Iterator[Essai]:
        """Hold a try; it counts as a failure unless ``reussi`` is set inside.

        Args:
            limites: (window, key) pairs; each must have room.

        Raises:
            ErreurMetier: ``trop_d_essais``, with the time to wait.
        """
        attente = max(self._attendre_s(limite, cle) for limite, cle in limites)
        if attente:
            raise _trop(attente)
        if any(self._en_cours[paire] >= self._restants(*paire) for paire in limites):
            raise _foule()
        self._en_cours.update(limites)
        essai = Essai()
        try:
            yield essai
        finally:
            self._finir(limites, essai)

    def pardonner(self, limite: RateLimitItem, cle: str) -> None:
        """Forget the failures of a key: its owner has come in."""
        self._fenetres.clear(limite, cle)

    def _attendre_s(self, limite: RateLimitItem, cle: str) -> int:
        etat = self._fenetres.get_window_stats(limite, cle)
        return 0 if etat.remaining > 0 else max(1, math.ceil(etat.reset_time - time.time()))

    def _restants(self, limite: RateLimitItem, cle: str) -> int:
        return self._fenetres.get_window_stats(limite, cle).remaining

    def _finir(self, limites: Sequence[tuple[RateLimitItem, str]], essai: Essai) -> None:
        self._en_cours.subtract(limites)
        self._en_cours += Counter()  # keeps only what is still under way
        if not essai.reussi:
            for limite, cle in limites:
                self._fenetres.hit(limite, cle)
            self._balayer()

    def _balayer(self) -> None:
        if len(self._stock.events) > CLES_MAX:
            maintenant = time.time()
            for cle, entrees in list(self._stock.events.items()):
                if not entrees or entrees[0].expiry < maintenant:
                    self._stock.events.pop(cle, None)


def _trop(secondes: int) -> ErreurMetier:
    delai = f"{secondes}\u00a0secondes" if secondes < 120 else f"{math.ceil(secondes / 60)}\u00a0minutes"
    return ErreurMetier(
        "trop_d_essais",
        f"Trop d’essais viennent d’échouer ici\u00a0: par prudence, il faut attendre {delai} avant le suivant. "
        "Votre compte n’est pas bloqué.",
    )


def _foule() -> ErreurMetier:
    return ErreurMetier(
        "trop_d_essais",
        "Plusieurs connexions arrivent d’ici au même instant. Attendez deux secondes, puis recommencez.",
    )
