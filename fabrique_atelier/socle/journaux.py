"""Logs that cannot be flooded: a hostile frame costs a count, not a traceback (``fiabilite.md`` F18)."""

from __future__ import annotations

import logging
import time

INTERVALLE_S = 10.0


class ResumeDesErreursDeProtocole(logging.Filter):
    """Replace engineio's traceback per bad frame by one counted line at most every ten seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._compte = 0
        self._dernier = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Let one line out per interval, without its traceback."""
        if "receive error" not in str(record.msg):
            return True
        self._compte += 1
        maintenant = time.monotonic()
        if maintenant - self._dernier < INTERVALLE_S:
            return False
        record.msg = "trames illisibles refusées : %d (dernière : %s)"
        record.args = (
            self._compte,
            record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "inconnue",
        )
        record.exc_info, record.exc_text = None, None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        self._compte, self._dernier = 0, maintenant
        return True
