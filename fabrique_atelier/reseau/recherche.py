"""Searching and sorting the French way (``domaine.md`` TY07): case, accents, ligatures and apostrophes do not count."""

from __future__ import annotations

import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})
#: Characters beyond are not remembered: the table stays small whatever is typed.
_RETENUS = 0x3000


class _Table(dict[int, str]):
    """One character → what it counts for; filled as characters are met, so that a key costs one pass in C."""

    def __missing__(self, code: int) -> str:
        """Work it out, and remember it."""
        plat = unicodedata.normalize("NFKD", chr(code).casefold().translate(_LIGATURES)).casefold()
        trouve = "".join(c if c.isalnum() else " " for c in plat if not unicodedata.combining(c))
        if code < _RETENUS:
            self[code] = trouve
        return trouve


_TABLE = _Table()


def cle(texte: str) -> str:
    """Return what two spellings of the same words share: « École de l’Œuvre » and « ecole de l'oeuvre » → the same key.

    Apostrophes, dashes and every other mark become one space; a script without Latin letters keeps its own.
    """
    return " ".join(texte.translate(_TABLE).split())


def mots(texte: str) -> list[str]:
    """Return the words of a search, as keys."""
    return cle(texte).split()


def correspond(cle_du_texte: str, cherches: list[str]) -> bool:
    """Tell whether every word looked for begins a word of the text."""
    espace = f" {cle_du_texte}"
    return all(f" {mot}" in espace for mot in cherches)
