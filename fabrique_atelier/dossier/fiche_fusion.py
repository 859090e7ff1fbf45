"""Two people write at once: a three-way merge, field by field, that loses nobody's text. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fabrique_atelier.dossier.fiche_champs import LISTES, ORDRE, TEXTES, Contenu

MIEN, LEUR, DEUX = "mien", "leur", "deux"
CHOIX = (LEUR, MIEN, DEUX)


@dataclass(frozen=True, slots=True)
class Fusion:
    """What comes out of a merge.

    ``contenu`` holds one's own text wherever a choice is still to be made; ``conflits``: the fields where it is;
    ``repris``: the fields taken as somebody else has saved them meanwhile.
    """

    contenu: Contenu
    conflits: tuple[str, ...]
    repris: tuple[str, ...]


def fusionner(
    base: Mapping[str, Any], mien: Mapping[str, Any], leur: Mapping[str, Any], choix: Mapping[str, str] | None = None
) -> Fusion:
    """Merge two contents written on ``base``; ``choix``: field → :data:`MIEN`, :data:`LEUR` or :data:`DEUX`."""
    contenu: Contenu = {}
    conflits, repris = [], []
    for champ in ORDRE:
        b, m, autre = base[champ], mien[champ], leur[champ]
        if champ in LISTES:
            contenu[champ] = _liste(b, m, autre)
        elif m in (autre, b):
            contenu[champ] = autre
        elif autre == b:
            contenu[champ] = m
        elif choix and choix.get(champ) in choix_possibles(champ):
            contenu[champ] = {MIEN: m, LEUR: autre, DEUX: les_deux(autre, m)}[choix[champ]]
        else:
            contenu[champ] = m
            conflits.append(champ)
        if champ not in conflits and contenu[champ] != m:
            repris.append(champ)
    return Fusion(contenu, tuple(conflits), tuple(repris))


def choix_possibles(champ: str) -> tuple[str, ...]:
    """What may be answered for a field: two texts of several lines may also follow one another."""
    return CHOIX if champ in TEXTES and TEXTES[champ].lignes > 1 else (LEUR, MIEN)


def les_deux(leur: str, mien: str) -> str:
    """Both texts, the saved one first."""
    return "\n".join(t for t in (leur, mien) if t)


def _liste(base: Sequence[Any], mien: Sequence[Any], leur: Sequence[Any]) -> list[Any]:
    """Theirs without what one has taken away, then what one has added; as it stands where only one side has touched it."""
    if base in (leur, mien):
        return list(mien if leur == base else leur)
    otes = [x for x in base if x not in mien]
    gardes = [x for x in leur if x not in otes]
    return gardes + [x for x in mien if x not in base and x not in gardes]
