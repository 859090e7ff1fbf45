"""Reports and moderation of cards (``domaine.md`` §3.13). Pure rules on the state."""

from __future__ import annotations

from fabrique_atelier.seance import commandes as c
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.contributions import texte_admis
from fabrique_atelier.seance.etat import Contribution, ModerationEvenement
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.identifiants import nouvel_identifiant

TEXTE_MAX = 500


def signaler_contribution(ctx: Contexte, d: c.SignalerContribution) -> None:
    """A participant points at a card; once per person and card, the team alone sees it."""
    contribution = ctx.contribution(d.contribution_id)
    personnes = ctx.etat.signalements.setdefault(contribution.id, set())
    auteur = ctx.participant().id
    if auteur in personnes:
        return
    personnes.add(auteur)
    _noter(ctx, contribution, "signaler", d.motif)


def laisser_contribution(ctx: Contexte, d: c.LaisserContribution) -> None:
    """The team has looked at the reports and leaves the card as it is."""
    contribution = ctx.contribution(d.contribution_id)
    ctx.etat.signalements.pop(contribution.id, None)
    _noter(ctx, contribution, "laisser", None)


def masquer_contribution(ctx: Contexte, d: c.MasquerContribution) -> None:
    """Take a card off every screen, with a reason."""
    masquer(ctx, ctx.contribution(d.contribution_id), d.motif)


def masquer(ctx: Contexte, contribution: Contribution, motif: str) -> None:
    """Hide one card (``masquer_contribution``, or all the cards of a person put aside)."""
    if contribution.etat == "retiree_auteur":
        raise refus("contribution_retiree")
    contribution.etat, contribution.motif_masquage = "masquee", motif
    _noter(ctx, contribution, "masquer", motif)


def retablir_contribution(ctx: Contexte, d: c.RetablirContribution) -> None:
    """Show a hidden card again."""
    contribution = ctx.contribution(d.contribution_id)
    if contribution.etat == "retiree_auteur":
        raise refus("contribution_retiree")
    contribution.etat, contribution.motif_masquage = "publiee", None
    _noter(ctx, contribution, "retablir", None)


def reformuler_contribution(ctx: Contexte, d: c.ReformulerContribution) -> None:
    """Show another wording, labelled as the team's; the original is kept for the team."""
    contribution = ctx.contribution(d.contribution_id)
    if contribution.etat == "retiree_auteur":
        raise refus("contribution_retiree")
    contribution.texte_reformule = texte_admis(d.texte, TEXTE_MAX) if d.texte is not None else None
    _noter(ctx, contribution, "reformuler", None)


def _noter(ctx: Contexte, contribution: Contribution, action: str, motif: str | None) -> None:
    etat = ctx.etat
    evenement = ModerationEvenement(
        id=nouvel_identifiant(),
        seance_id=etat.seance.id,
        contribution_id=contribution.id,
        action=action,
        motif=motif,
        auteur=ctx.acteur.role,
        participant_id=ctx.acteur.participant_id,
        le=ctx.maintenant,
    )
    etat.reclasser(contribution)
    etat.ajouter(evenement)
    etat.changer(contribution)
    etat.toucher("compteurs")
