"""What the team does on a séance from its desk, through the executor like everything else: entry, tickets, lending. Pure.

Each gesture asks for a permission of the person's account, read again in its transaction, and leaves one audit line.
"""

from __future__ import annotations

from typing import Any

from fabrique_atelier.seance import tickets
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.demandes import Geste
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.identifiants import empreinte, jeton_derive, nouvel_identifiant

PRETER, PREPARER = "seance.preter", "seance.preparer"


def preter() -> Geste:
    """Lend the remote: its link conducts the séance without an account."""

    def faire(ctx: Contexte) -> dict[str, Any]:
        seance = ctx.etat.seance
        if seance.pretee:
            raise refus("deja_pretee")
        seance.pretee = True
        ctx.etat.changer(seance)
        return {"generation": seance.generation}

    return Geste(nouvel_identifiant(), "seance.preter", PRETER, faire)


def reprendre() -> Geste:
    """Take it back: the link that was given is dead for good, the next one will be another."""

    def faire(ctx: Contexte) -> dict[str, Any]:
        seance = ctx.etat.seance
        if not seance.pretee:
            raise refus("lien_repris")
        seance.pretee = False
        seance.generation += 1
        seance.empreinte_animation = empreinte(jeton_derive(ctx.cle, "animation", seance.id, seance.generation))
        ctx.etat.changer(seance)
        return {"generation": seance.generation}

    return Geste(nouvel_identifiant(), "seance.reprendre", PRETER, faire)


def regler_entree(mode: str, *, mineurs: bool) -> Geste:
    """Change how people enter, until the séance is opened; minors in the room make it anonymous."""

    def faire(ctx: Contexte) -> dict[str, Any]:
        seance = ctx.etat.seance
        if seance.etat != "prete":
            raise refus("entree_fixee")
        seance.mode_entree, seance.mineurs_presents = mode, mineurs
        if mineurs:
            seance.mode_identite = "anonyme"
        ctx.etat.changer(seance)
        return {"mode": mode, "mineurs": mineurs}

    return Geste(nouvel_identifiant(), "seance.entree", PREPARER, faire)


def ajouter_tickets(nombre: int) -> Geste:
    """Print more tickets."""

    def faire(ctx: Contexte) -> dict[str, Any]:
        tickets.ajouter(ctx, nombre)
        return {"tickets": nombre}

    return Geste(nouvel_identifiant(), "seance.tickets", PREPARER, faire)


def annuler_ticket(numero: int) -> Geste:
    """Cancel one: lost, copied, given to the wrong person."""

    def faire(ctx: Contexte) -> dict[str, Any]:
        return {"ticket": numero, "bulletins": tickets.annuler(ctx, numero)}

    return Geste(nouvel_identifiant(), "seance.ticket_annuler", PREPARER, faire)
