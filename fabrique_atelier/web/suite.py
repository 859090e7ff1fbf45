"""Where to go after signing in: only ever a page of ours (``fiabilite.md`` T10)."""

from __future__ import annotations

import re

LONGUEUR_MAX = 500
#: Printable ASCII from the root: no ``\``, space or control that a browser would take for ``/`` or for nothing.
_LOCALE = re.compile(r"/[!-\[\]-~]*", re.ASCII)


def locale(brute: str | None) -> str:
    """Return a local path as it is, or an empty text for anything else."""
    suite = brute or ""
    chemin = suite.partition("?")[0]
    if len(suite) > LONGUEUR_MAX or not _LOCALE.fullmatch(suite) or "//" in chemin:
        return ""
    return suite
