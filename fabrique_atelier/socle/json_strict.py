"""The JSON gate: what arrives as JSON goes through here once, over HTTP and on the sockets alike (``fiabilite.md`` T13)."""

from __future__ import annotations

import re
from typing import Any

import msgspec

#: Our deepest message has five levels, the packet around it included.
PROFONDEUR_MAX = 8
#: The integers every JavaScript engine holds exactly.
ENTIER_MAX = 2**53 - 1
_GRAND_NOMBRE = re.compile(r"\d{16}|\d[eE]")


def lire_json(brut: str | bytes) -> Any:
    """Decode ``brut``.

    Raises:
        ValueError: not JSON (NaN and lone surrogates included), too deep, or a number out of bounds.
    """
    try:
        texte = brut if isinstance(brut, str) else brut.decode()
        valeur = msgspec.json.decode(texte)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as erreur:
        raise ValueError(str(erreur)) from None
    # most messages are small: counting brackets spares them the visit
    if texte.count("[") + texte.count("{") > PROFONDEUR_MAX or _GRAND_NOMBRE.search(texte):
        _visiter(valeur)
    return valeur


def _visiter(racine: Any) -> None:
    niveau = [racine]
    for _ in range(PROFONDEUR_MAX):
        suivants: list[Any] = []
        for valeur in niveau:
            suivants += _contenu(valeur)
        niveau = suivants
    if any(isinstance(valeur, dict | list) for valeur in niveau):
        raise ValueError("too deep")
    for valeur in niveau:
        _contenu(valeur)


def _contenu(valeur: Any) -> list[Any]:
    if isinstance(valeur, int | float) and not -ENTIER_MAX <= valeur <= ENTIER_MAX:
        raise ValueError("number out of bounds")
    return list(valeur.values()) if isinstance(valeur, dict) else valeur if isinstance(valeur, list) else []
