"""The audiences the rooms name."""

from __future__ import annotations

SANS_COMPTE = frozenset({"sans compte"})
ADMIN = frozenset({"administration"})
EQUIPE = frozenset({"administration", "charge_mission"})
COMITE = frozenset({"administration", "charge_mission", "membre_comite"})
PORTEUR = frozenset({"porteur"})


def sous(piece: str, noms: str, qui: frozenset[str]) -> dict[str, frozenset[str]]:
    """Return endpoint → audience for several views of one room."""
    return {f"{piece}.{nom}": qui for nom in noms.split()}
