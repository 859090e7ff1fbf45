"""What changed between two versions of a text, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

EGAL, RETRAIT, AJOUT = "egal", "retrait", "ajout"
_MOTS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Morceau:
    """A run of text that stayed, left or came."""

    genre: str
    texte: str


def comparer(avant: str, apres: str) -> tuple[Morceau, ...]:
    """Return the runs of both texts in reading order; what stayed and left is ``avant``, what stayed and came is ``apres``."""
    return tuple(_fondre(_bruts(_MOTS.findall(avant), _MOTS.findall(apres))))


def _bruts(a: list[str], b: list[str]) -> Iterator[Morceau]:
    for operation, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if operation == "equal":
            yield Morceau(EGAL, "".join(a[i:j]))
            continue
        if i < j:
            yield Morceau(RETRAIT, "".join(a[i:j]))
        if k < n:
            yield Morceau(AJOUT, "".join(b[k:n]))


def _fondre(bruts: Iterator[Morceau]) -> Iterator[Morceau]:
    """Join changes that only a blank keeps apart: « two words left, two came » reads better than four fragments."""
    retrait = ajout = ""
    attente: Morceau | None = None
    for m in bruts:
        if m.genre == EGAL and m.texte.isspace() and (retrait or ajout) and attente is None:
            attente = m
            continue
        if m.genre == EGAL:
            yield from _changes(retrait, ajout)
            retrait = ajout = ""
            yield Morceau(EGAL, (attente.texte if attente else "") + m.texte)
            attente = None
            continue
        blanc = attente.texte if attente else ""
        attente = None
        retrait += blanc + (m.texte if m.genre == RETRAIT else "")
        ajout += blanc + (m.texte if m.genre == AJOUT else "")
    yield from _changes(retrait, ajout)
    if attente:
        yield attente


def _changes(retrait: str, ajout: str) -> Iterator[Morceau]:
    if retrait:
        yield Morceau(RETRAIT, retrait)
    if ajout:
        yield Morceau(AJOUT, ajout)
