"""What is asked of the executor, what it answers, and what it publishes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fabrique_atelier.seance.commandes import Commande
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.seance.participants import Arrivee
from fabrique_atelier.socle.erreurs import ErreurMetier

Reponse = dict[str, Any]
Touches = dict[tuple[str, str], None]
ATTENDRE_OCCUPE_MS = 1000


@dataclass(frozen=True, slots=True)
class Geste:
    """Something a person does on a séance from their desk, never sent by a socket: lending, tickets, entry mode.

    Attributes:
        nom: its name in the séance's journal and in the audit journal.
        action: the permission it asks for.
        faire: the rule; what it returns goes to the audit journal (codes and figures only).
    """

    id: str
    nom: str
    action: str
    faire: Callable[[Contexte], dict[str, Any]]


Travail = Commande | Arrivee | Geste


@dataclass(frozen=True, slots=True)
class Demande:
    """One thing to do: a command, an arrival or a gesture, by whom, and how to answer once it is committed."""

    seance_id: str
    acteur: Acteur
    travail: Travail
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
