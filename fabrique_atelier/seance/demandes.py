"""What is asked of the executor, what it answers, and what it publishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fabrique_atelier.seance.commandes import Commande
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.seance.participants import Arrivee
from fabrique_atelier.socle.erreurs import ErreurMetier

Reponse = dict[str, Any]
Touches = dict[tuple[str, str], None]
ATTENDRE_OCCUPE_MS = 1000


@dataclass(frozen=True, slots=True)
class Demande:
    """One thing to do: a command or an arrival, by whom, and how to answer once it is committed."""

    seance_id: str
    acteur: Acteur
    travail: Commande | Arrivee
    repondre: Callable[[Reponse], None]


@dataclass(slots=True)
class Publication:
    """What one committed tick changed in one séance."""

    etat: EtatSeance
    touches: Touches = field(default_factory=dict)


def reponse_refus(identifiant: str | None, erreur: ErreurMetier, attendre_ms: int | None = None) -> Reponse:
    """Return the answer that carries a refusal."""
    reponse: Reponse = {"id": identifiant, "ok": False, "code": erreur.code, "message": erreur.message}
    if attendre_ms is not None:
        reponse["attendre_ms"] = attendre_ms
    return reponse
