"""Command type → use-case. One list to read to know what a séance can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fabrique_atelier.seance import contributions, deroule, moderation, participants, regroupements, votes
from fabrique_atelier.seance.commandes import SCHEMAS, Commande
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.droits import autoriser

_MODULES = (contributions, deroule, moderation, participants, regroupements, votes)
_Traitement = Callable[[Contexte, Any], None]


def _trouver(nom: str) -> _Traitement:
    trouves = [getattr(m, nom) for m in _MODULES if hasattr(m, nom)]
    if len(trouves) != 1:
        raise LookupError(f"{nom}: {len(trouves)} use-cases, exactly one expected")
    traitement: _Traitement = trouves[0]
    return traitement


#: Every command type with the one function that carries it out.
TRAITEMENTS: dict[str, _Traitement] = {nom: _trouver(nom) for nom in SCHEMAS}


_REGROUPENT = frozenset(nom for nom in SCHEMAS if TRAITEMENTS[nom].__module__ == regroupements.__name__)


def executer(ctx: Contexte, commande: Commande) -> None:
    """Check the rights, then carry the command out on ``ctx.etat``.

    Raises:
        ErreurMetier: the refusal; the state is then unchanged.
    """
    autoriser(ctx.etat, ctx.acteur, commande.type)
    TRAITEMENTS[commande.type](ctx, commande.donnees)
    if commande.type in _REGROUPENT:
        votes.rafraichir_objets(ctx.etat)
