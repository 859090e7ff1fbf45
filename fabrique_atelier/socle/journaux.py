"""Logs that cannot be flooded: a hostile frame costs a count, not a traceback (``fiabilite.md`` F18)."""

from __future__ import annotations

import logging
import time
from types import TracebackType

INTERVALLE_S = 10.0
#: Where a traceback ends when the frame itself was unreadable; anything else is a fault of ours and is shown whole.
_DECODEURS = (
    "/base64.py",
    "/engineio/",
    "/socketio/",
    "/socle/json_strict.py",
    "/direct/messages.py",
    "/direct/transport.py",
)


class ResumeDesErreursDeProtocole(logging.Filter):
    """Replace engineio's traceback per unreadable frame by one counted line at most every ten seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._compte = 0
        self._dernier = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Let one line out per interval, without its traceback; faults of the application pass as they are."""
        exception = record.exc_info[1] if record.exc_info else None
        if exception is None or not illisible(exception):
            return True
        self._compte += 1
        maintenant = time.monotonic()
        if maintenant - self._dernier < INTERVALLE_S:
            return False
        record.msg = "trames illisibles : %d depuis la dernière ligne (%s)"
        record.args = (self._compte, type(exception).__name__)
        record.exc_info, record.exc_text = None, None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        self._compte, self._dernier = 0, maintenant
        return True


def illisible(exception: BaseException) -> bool:
    """Tell whether the exception was born while reading a client's frame, and not in a handler."""
    trace: TracebackType | None = exception.__traceback__
    fichier = ""
    while trace is not None:
        fichier = trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    return any(morceau in fichier for morceau in _DECODEURS)
