"""Ideas: proposing, editing, withdrawing. Pure rules on the state."""

from __future__ import annotations

from fabrique_atelier.seance import commandes as c
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.droits import PARTICIPANT
from fabrique_atelier.seance.etat import Contribution, Phase
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle import texte as porte

TITRE_MAX, DESCRIPTION_MAX = 80, 300


def proposer_contribution(ctx: Contexte, d: c.ProposerContribution) -> None:
    """Add a card to the open phase; the team may also add one while clustering, for people without a phone."""
    phase = ctx.phase(d.phase_id)
    participant = ctx.acteur.role == PARTICIPANT
    types = ("ideation",) if participant else ("ideation", "regroupement")
    if not phase.ouverte or phase.type not in types:
        raise refus("phase_fermee")
    texte = texte_admis(d.texte, phase.longueur_max)
    if ctx.commande_id in ctx.etat.contributions:
        raise refus("id_deja_pris")
    if participant:
        _verifier_quota(ctx, phase)
    etat = ctx.etat
    devoilee = phase.visibilite == "tous_direct"
    contribution = Contribution(
        id=ctx.commande_id,
        seance_id=etat.seance.id,
        phase_id=phase.id,
        rang=etat.prochaine_revision,
        texte=texte,
        texte_reformule=None,
        type=phase.type_carte,
        participant_id=ctx.acteur.participant_id,
        saisi_par="participant" if participant else "animation",
        etat="publiee",
        motif_masquage=None,
        regroupement_id=None,
        position=etat.prochaine_revision,
        devoilee=devoilee,
        devoilee_revision=etat.prochaine_revision if devoilee else None,
    )
    etat.indexer(contribution)
    etat.ajouter(contribution)
    etat.toucher("compteurs")


def modifier_contribution(ctx: Contexte, d: c.ModifierContribution) -> None:
    """Replace the text of one's own card while its phase is open."""
    contribution, phase = _mienne_modifiable(ctx, d.contribution_id)
    texte = texte_admis(d.texte, phase.longueur_max)
    contribution.texte = texte
    contribution.texte_reformule = None
    ctx.etat.changer(contribution)


def retirer_contribution(ctx: Contexte, d: c.RetirerContribution) -> None:
    """Withdraw one's own card while its phase is open: its text is erased for good."""
    contribution, _phase = _mienne_modifiable(ctx, d.contribution_id)
    contribution.etat = "retiree_auteur"
    contribution.texte = ""
    contribution.texte_reformule = None
    ctx.etat.reclasser(contribution)
    ctx.etat.changer(contribution)
    ctx.etat.toucher("compteurs")


def texte_admis(brut: str, maximum: int) -> str:
    """Pass ``brut`` through the gate, or refuse (``texte_vide``, ``texte_trop_long``)."""
    texte = porte.nettoyer(brut)
    if not texte:
        raise refus("texte_vide")
    if porte.trop_long(texte, maximum):
        raise refus("texte_trop_long", maximum=maximum)
    return texte


def ligne_admise(brut: str, maximum: int) -> str:
    """Same for a title: one line."""
    texte = porte.ligne(brut)
    if not texte:
        raise refus("texte_vide")
    if porte.trop_long(texte, maximum):
        raise refus("texte_trop_long", maximum=maximum)
    return texte


def _verifier_quota(ctx: Contexte, phase: Phase) -> None:
    if phase.max_par_personne is None:
        return
    miennes = ctx.etat.par_auteur.get(ctx.acteur.participant_id or "", {})
    if sum(x.phase_id == phase.id and x.etat != "retiree_auteur" for x in miennes.values()) >= phase.max_par_personne:
        raise refus("quota_atteint", maximum=phase.max_par_personne)


def _mienne_modifiable(ctx: Contexte, identifiant: str) -> tuple[Contribution, Phase]:
    contribution = ctx.contribution(identifiant)
    if not ctx.auteur_de(contribution):
        raise refus("pas_a_vous")
    if contribution.etat != "publiee":
        raise refus("contribution_retiree")
    phase = ctx.phase(contribution.phase_id)
    if not phase.ouverte:
        raise refus("phase_fermee")
    return contribution, phase
