"""Amounts as people type and read them; stored in cents. Pure."""

from __future__ import annotations

import re

from fabrique_atelier.socle.erreurs import ErreurMetier

MAXIMUM = 10**13
_FORME = re.compile(r"([0-9]{1,11})(?:[,.]([0-9]{1,2}))?")


def lire_montant(brut: str) -> int | None:
    """Read « 12\u202f500,50\u00a0€ » as cents; None for an empty box.

    Raises:
        ErreurMetier: ``montant_invalide``.
    """
    texte = "".join(brut.replace("€", "").split())
    if not texte:
        return None
    trouve = _FORME.fullmatch(texte)
    if trouve is None:
        raise ErreurMetier(
            "montant_invalide",
            "Ce montant n’est pas compris. Écrivez-le en euros, par exemple\u00a0: 12\u202f500 ou 12\u202f500,50.",
        )
    euros, centimes = trouve.groups()
    return int(euros) * 100 + int((centimes or "").ljust(2, "0"))


def euros(centimes: int | None) -> str:
    """« 12\u202f500\u00a0€ », « 12\u202f500,50\u00a0€ »; an empty text for None."""
    if centimes is None:
        return ""
    entier, reste = divmod(centimes, 100)
    texte = f"{entier:,}".replace(",", "\u202f")
    return f"{texte},{reste:02d}\u00a0€" if reste else f"{texte}\u00a0€"
