"""The text gate: what people type goes through here once, on the way in (``fiabilite.md`` T15).

It removes what could break a screen, a database or an export and rewrites nothing else: typos stay as typed.
"""

from __future__ import annotations

import re
import unicodedata

from fabrique_atelier.socle.erreurs import ErreurMetier

MARQUES_MAX = 3
OCTETS_MAX = 4096
LIGNES_MAX = 7

_CONTROLES = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
_NONCARACTERES = re.compile(
    "[\ufdd0-\ufdef]|[" + "".join(chr(p * 0x10000 + x) for p in range(1, 17) for x in (0xFFFE, 0xFFFF)) + "]"
)
_INVISIBLES = re.compile("[\\s\u200b-\u200f\u2060-\u2064\u115f\u1160\u3164\uffa0\u00ad\u034f\u180e\u2800]+")
_BLANCS = re.compile("[ \n]+")
_AVANT_SIGNE = re.compile(" (?=[;!?])")
_AVANT_DEUX_POINTS = re.compile(" (?=[:»])")
_VIDES = re.compile("\n{3,}")
#: Everything below this is plain Latin, Greek or Cyrillic without a combining mark: the fast path.
_SIMPLE = re.compile("^[\\x20-\\x7e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f-\u205e\u20ac\n]*$")


def nettoyer(brut: str) -> str:
    """Return ``brut`` in NFC without the characters that could harm; see the module's docstring."""
    texte = brut.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if not _SIMPLE.match(texte):
        texte = _NONCARACTERES.sub("", _CONTROLES.sub("", texte))
        texte = _limiter_marques(unicodedata.normalize("NFC", texte))
    if texte.count("\n") >= LIGNES_MAX:
        lignes = texte.split("\n")
        texte = "\n".join(lignes[: LIGNES_MAX - 1]) + "\n" + " ".join(lignes[LIGNES_MAX - 1 :])
    texte = texte.strip()
    return "" if est_blanc(texte) else texte


def paragraphes(brut: str, maximum: int) -> str:
    """Same gate for a long text of the team: its lines are kept (no more than one empty line in a row).

    Raises:
        ErreurMetier: longer than ``maximum`` characters; the sentence says by how much.
    """
    lignes = brut.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    propres = _VIDES.sub("\n\n", "\n".join(nettoyer(x) for x in lignes)).strip()
    if len(propres) > maximum:
        raise ErreurMetier(
            "texte_trop_long",
            f"Ce texte compte {len(propres)}\u00a0caractères, {maximum} au plus. Raccourcissez-le\u00a0: rien n’est perdu.",
        )
    return propres


def est_blanc(texte: str) -> bool:
    """Tell whether nothing would be seen on the screen."""
    return not _INVISIBLES.sub("", texte)


def ligne(brut: str) -> str:
    """Same gate for a title or a name: one line, single spaces; the no-break spaces of French typography are kept."""
    return _BLANCS.sub(" ", nettoyer(brut))


def trop_long(texte: str, maximum: int) -> bool:
    """Tell whether ``texte`` exceeds ``maximum`` characters or 4 KB."""
    return len(texte) > maximum or len(texte.encode()) > OCTETS_MAX


def insecable(texte: str) -> str:
    """Return a title as it is shown: the space before a French sign never starts a line. What was typed stays as it is."""
    return _AVANT_SIGNE.sub("\u202f", _AVANT_DEUX_POINTS.sub("\u00a0", texte)).replace("« ", "«\u00a0")


def _limiter_marques(texte: str) -> str:
    gardes: list[str] = []
    marques = 0
    for c in texte:
        if unicodedata.category(c) in ("Mn", "Me"):
            marques += 1
            if marques > MARQUES_MAX:
                continue
        else:
            marques = 0
        gardes.append(c)
    return "".join(gardes)
