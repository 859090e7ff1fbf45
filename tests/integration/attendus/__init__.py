"""Who must be let in by each route of the parcours, room by room; each room also plants one of its objects."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy import Connection

from tests.outillage import dossiers as fabriquer

#: Inserts what the addresses of a room may name in a fabrique; ``ids`` knows ``fabrique_id``, ``dossier_id``, ``seance_id``…
#: and receives the ids it makes.
Planter = Callable[[Connection, dict[str, str]], None]
#: In this order: a room may use what the ones before have planted.
PIECES = (
    "dossiers",
    "dossier",
    "documents",
    "fiche",
    "qualification",
    "entrees",
    "suites",
    "comites",
    "comite_seance",
    "comite_membre",
    "etude",
    "porteur",
    "suivi",
    "parcours",
)


def attendus() -> dict[str, frozenset[str]]:
    """Endpoint → who must be let in."""
    return {e: qui for piece in PIECES for e, qui in _module(piece).ATTENDUS.items()}


def donnees() -> dict[str, dict[str, str]]:
    """Endpoint → what its form must hold to be about something."""
    return {e: d for piece in PIECES for e, d in getattr(_module(piece), "DONNEES", {}).items()}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """Plant a dossier, then one object of every room, in the fabrique ``ids["id"]``."""
    ids.setdefault("dossier_id", fabriquer.dossier(connexion, fabriquer.geste(connexion, ids["id"])))
    for piece in PIECES:
        faire: Planter | None = getattr(_module(piece), "planter", None)
        if faire is not None:
            faire(connexion, ids)


def _module(piece: str) -> Any:
    return import_module(f"tests.integration.attendus.{piece}")
