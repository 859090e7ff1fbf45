"""Rate limits per participant: token buckets refilled by the clock (``fiabilite.md`` T8).

Never per address: a whole room shares one.
"""

from __future__ import annotations

import time

from fabrique_atelier.config import Debit, Reglages

_IDEES = frozenset({"proposer_contribution"})
_VOTES = frozenset({"voter"})
#: Buckets not used for this long are full again: forget them.
OUBLI_S = 600.0


class Limiteur:
    """Says how long a participant must wait before its next command of a kind."""

    def __init__(self, reglages: Reglages) -> None:
        self._debits = {"idees": reglages.debit_idees, "votes": reglages.debit_votes, "autres": reglages.debit_autres}
        self._seaux: dict[tuple[str, str], tuple[float, float]] = {}

    def attendre_ms(self, participant_id: str, type_commande: str) -> int:
        """Take one token; return 0, or the milliseconds to wait when there is none."""
        genre = "idees" if type_commande in _IDEES else "votes" if type_commande in _VOTES else "autres"
        debit: Debit = self._debits[genre]
        cle = (participant_id, genre)
        maintenant = time.monotonic()
        jetons, depuis = self._seaux.get(cle, (float(debit.reserve), maintenant))
        jetons = min(float(debit.reserve), jetons + (maintenant - depuis) * debit.par_s)
        if jetons < 1:
            self._seaux[cle] = (jetons, maintenant)
            return int((1 - jetons) / debit.par_s * 1000) + 1
        self._seaux[cle] = (jetons - 1, maintenant)
        return 0

    def oublier(self) -> None:
        """Drop the buckets nobody has used for ten minutes."""
        limite = time.monotonic() - OUBLI_S
        self._seaux = {c: s for c, s in self._seaux.items() if s[1] > limite}
