"""Cells that a spreadsheet would take for a formula are made inert (``fiabilite.md`` T16)."""

from __future__ import annotations

_DANGEREUX = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BLANCS = " \u00a0\u202f\u2007\u200b\u3000"


def neutraliser(texte: str) -> str:
    """Return ``texte`` with an apostrophe before every line that could be read as a formula."""
    return "\n".join(
        "'" + ligne if ligne.lstrip(_BLANCS).startswith(_DANGEREUX) else ligne for ligne in texte.split("\n")
    )
