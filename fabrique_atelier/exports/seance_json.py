"""A séance as JSON: the same content as the result page, for machines."""

from __future__ import annotations

from typing import Any

import msgspec


def exporter(bilan: dict[str, Any]) -> bytes:
    """Return the UTF-8 JSON of a ``seance.bilan.bilan``."""
    return msgspec.json.format(msgspec.json.encode(bilan), indent=1)
