"""The one clock. Rules receive the instant as an argument; only the edges read it here."""

from __future__ import annotations

import time


def maintenant_ms() -> int:
    """Return the current instant in whole milliseconds since the Unix epoch (UTC)."""
    return time.time_ns() // 1_000_000
