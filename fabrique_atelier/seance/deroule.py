"""The life-cycle of a séance and of its phases (``domaine.md`` §2.8), in one file. Pure.

séance: prete → ouverte → en_cours ↔ en_pause → close (→ en_cours within 24 h)
phase:  preparee → active → prolongee → fermee → revelee, and back to active at any time: going back destroys nothing.
"""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, structs

from fabrique_atelier.seance import commandes as c
from fabrique_atelier.seance import votes
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.contributions import ligne_admise, texte_admis
from fabrique_atelier.seance.etat import EtatSeance, Phase
from fabrique_atelier.seance.refus import refus

REOUVERTURE_MS = 24 * 3600 * 1000
#: Ten seconds to take a reveal back, plus what the network may take.
ANNULATION_MS = 11_000
#: Grace after the end of a phase that closes by itself.
GRACE_MS = 20_000
EN_SEANCE = ("ouverte", "en_cours", "en_pause")
_REGLES_VOTE = ("budget", "max_par_objet", "objets_type")


def ouvrir_seance(ctx: Contexte, _d: c.OuvrirSeance) -> None:
    """Open the waiting room: people may enter."""
    seance = ctx.etat.seance
    if seance.etat != "prete":
        raise refus("transition_impossible")
    seance.etat, seance.ouverte_le = "ouverte", ctx.maintenant
    ctx.etat.changer(seance)


def demarrer_phase(ctx: Contexte, d: c.DemarrerPhase) -> None:
    """Start a phase, later or earlier than the current one; see the notes of ``docs/protocole.md`` §3."""
    etat, phase = ctx.etat, ctx.phase(d.phase_id)
    if etat.seance.etat not in EN_SEANCE or phase.ouverte:
        raise refus("transition_impossible")
    vote = etat.vote_de(phase.id)
    if vote is not None and vote.etat == "detache":
        raise refus("vote_clos")
    quittees = _phases_quittees(etat, phase)
    _verifier_bulletins(etat, [p for p in quittees if p.ordre < phase.ordre], d.confirme)
    if vote is not None:
        # the cards about to be revealed count as visible for the vote that opens
        _verifier_objets(etat, phase, quittees)
    for quittee in quittees:
        _quitter(ctx, quittee, devoiler=quittee.ordre < phase.ordre)
    _verrouiller_au_depart(etat, phase)
    _activer(ctx, phase, d.avec_minuteur)
    if vote is not None:
        vote.objets = votes.objets_du_vote(etat, vote)
        vote.etat, vote.ouvert_le, vote.clos_le, vote.inscrits = "ouvert", ctx.maintenant, None, None
        etat.changer(vote)


def fermer_phase(ctx: Contexte, d: c.FermerPhase) -> None:
    """End a phase without showing anything."""
    phase = ctx.phase(d.phase_id)
    if not phase.ouverte:
        raise refus("transition_impossible")
    _fermer(ctx, phase)


def reveler_phase(ctx: Contexte, d: c.RevelerPhase) -> None:
    """End a phase if needed, and show everybody what it gathered."""
    phase = ctx.phase(d.phase_id)
    if phase.visibilite == "moi" or phase.etat in ("preparee", "revelee"):
        raise refus("transition_impossible")
    _verifier_bulletins(ctx.etat, [phase], d.confirme)
    _quitter(ctx, phase, devoiler=True)


def annuler_revelation(ctx: Contexte, d: c.AnnulerRevelation) -> None:
    """Take a reveal back within ten seconds."""
    phase = ctx.phase(d.phase_id)
    if phase.etat != "revelee" or phase.revelee_le is None or ctx.maintenant - phase.revelee_le > ANNULATION_MS:
        raise refus("trop_tard")
    etat = ctx.etat
    for contribution in etat.contributions.values():
        if contribution.phase_id == phase.id and contribution.devoilee_revision == phase.revelation_revision:
            contribution.devoilee = False
            etat.changer(contribution)
    phase.etat, phase.revelee_le = "fermee", None
    etat.changer(phase)
    _toucher_vote(etat, phase)


def prolonger_phase(ctx: Contexte, d: c.ProlongerPhase) -> None:
    """Give the open phase more time, counted from now when its time is over."""
    phase = ctx.phase(d.phase_id)
    if not phase.ouverte:
        raise refus("transition_impossible")
    ajout = d.secondes * 1000
    if ctx.etat.seance.etat == "en_pause":
        phase.restant_ms = max(phase.restant_ms or 0, 0) + ajout
    else:
        phase.fin = max(phase.fin or 0, ctx.maintenant) + ajout
    phase.etat = "prolongee"
    ctx.etat.changer(phase)


def mettre_en_pause(ctx: Contexte, _d: c.MettreEnPause) -> None:
    """Stop the clock; what people send meanwhile is still kept."""
    if ctx.etat.seance.etat != "en_cours":
        raise refus("transition_impossible")
    phase = ctx.etat.phase_active()
    if phase is not None:
        _compter_temps(phase, ctx.maintenant)
        if phase.fin is not None:
            phase.restant_ms, phase.fin = phase.fin - ctx.maintenant, None
        ctx.etat.changer(phase)
    ctx.etat.seance.etat = "en_pause"
    ctx.etat.changer(ctx.etat.seance)


def reprendre(ctx: Contexte, _d: c.Reprendre) -> None:
    """Start the clock again where it stopped."""
    if ctx.etat.seance.etat != "en_pause":
        raise refus("transition_impossible")
    phase = ctx.etat.phase_active()
    if phase is not None:
        phase.actif_depuis = ctx.maintenant
        if phase.restant_ms is not None:
            phase.fin, phase.restant_ms = ctx.maintenant + phase.restant_ms, None
        ctx.etat.changer(phase)
    ctx.etat.seance.etat = "en_cours"
    ctx.etat.changer(ctx.etat.seance)


def modifier_phase(ctx: Contexte, d: c.ModifierPhase) -> None:
    """Change the settings of a phase; visibility and vote rule only before it has started."""
    phase = ctx.phase(d.phase_id)
    champs: dict[str, Any] = {n: v for n, v in structs.asdict(d).items() if v is not UNSET and n != "phase_id"}
    regles = {n: champs.pop(n) for n in _REGLES_VOTE if n in champs}
    if phase.etat != "preparee" and (regles or "visibilite" in champs):
        raise refus("phase_commencee")
    vote = ctx.etat.vote_de(phase.id)
    if regles and vote is None:
        raise refus("vote_inconnu")
    _nettoyer_textes(champs)
    for nom, valeur in champs.items():
        setattr(phase, nom, valeur)
    if "auteurs_affiches" in champs:
        for contribution in ctx.etat.contributions.values():
            if contribution.phase_id == phase.id:
                ctx.etat.changer(contribution)
    if vote is not None:
        for nom, valeur in regles.items():
            setattr(vote, nom, valeur)
        vote.max_par_objet = min(vote.max_par_objet, vote.budget)
        ctx.etat.changer(vote)
    ctx.etat.changer(phase)


def _nettoyer_textes(champs: dict[str, Any]) -> None:
    if "titre" in champs:
        champs["titre"] = ligne_admise(champs["titre"], 60)
    if "consigne" in champs:
        champs["consigne"] = texte_admis(champs["consigne"], 300)


def clore_seance(ctx: Contexte, d: c.CloreSeance) -> None:
    """End the séance: no more writing, results shown, ballots detached from their voters for good."""
    etat = ctx.etat
    if etat.seance.etat not in EN_SEANCE:
        raise refus("transition_impossible")
    restantes = [p for p in etat.phases_triees() if p.ouverte or p.etat == "fermee"]
    _verifier_bulletins(etat, restantes, d.confirme)
    for phase in restantes:
        _quitter(ctx, phase, devoiler=True)
    for vote in etat.votes.values():
        if vote.etat == "clos":
            for participant_id in etat.participants:
                # phones forget the ballot too: nothing links it to them any more
                etat.toucher("bulletin", f"{vote.id}/{participant_id}")
            vote.etat, vote.sel = "detache", None
            etat.changer(vote)
    etat.seance.etat, etat.seance.close_le = "close", ctx.maintenant
    etat.changer(etat.seance)


def rouvrir_seance(ctx: Contexte, _d: c.RouvrirSeance) -> None:
    """Reopen a closed séance within 24 hours; votes already detached stay closed."""
    seance = ctx.etat.seance
    if seance.etat != "close" or seance.close_le is None:
        raise refus("transition_impossible")
    if seance.anonymisee_le is not None:
        raise refus("seance_anonymisee")
    if ctx.maintenant - seance.close_le > REOUVERTURE_MS:
        raise refus("trop_tard")
    seance.etat, seance.close_le = "en_cours", None
    ctx.etat.changer(seance)


def verrouiller_entree(ctx: Contexte, d: c.VerrouillerEntree) -> None:
    """Stop (or let in again) people who have not entered yet."""
    ctx.etat.seance.entree_verrouillee = d.verrouillee
    ctx.etat.changer(ctx.etat.seance)


def phase_a_fermer(etat: EtatSeance, maintenant: int) -> Phase | None:
    """The phase that must close by itself now (``fermeture_auto``, after its grace), if any."""
    phase = etat.phase_active()
    if phase is None or phase.minuteur != "fermeture_auto" or phase.fin is None:
        return None
    return phase if maintenant >= phase.fin + GRACE_MS else None


def _phases_quittees(etat: EtatSeance, cible: Phase) -> list[Phase]:
    """The open phase, and the earlier ones that were closed without being shown."""
    return [
        p
        for p in etat.phases_triees()
        if p is not cible and (p.ouverte or (p.etat == "fermee" and p.ordre < cible.ordre))
    ]


def _verifier_bulletins(etat: EtatSeance, phases: list[Phase], confirme: bool) -> None:
    for phase in phases:
        vote = etat.vote_de(phase.id)
        if vote is not None and not confirme and 0 < votes.votants(etat, vote) < votes.SEUIL_SECRET:
            raise refus("trop_peu_de_bulletins")


def _verifier_objets(etat: EtatSeance, phase: Phase, quittees: list[Phase]) -> None:
    bientot = {p.id for p in quittees if p.ordre < phase.ordre and p.visibilite != "moi"}
    vote = etat.vote_de(phase.id)
    cartes = [x for x in etat.contributions.values() if x.etat == "publiee" and (x.devoilee or x.phase_id in bientot)]
    if vote is not None and vote.objets_type == "regroupements":
        normaux = {r.id for r in etat.regroupements_tries() if r.special is None}
        cartes = [x for x in cartes if x.regroupement_id in normaux]
    if not cartes:
        raise refus("vote_sans_objet")


def _verrouiller_au_depart(etat: EtatSeance, phase: Phase) -> None:
    """« Salle fermée »: the entry locks by itself when the work starts; people still come in during the welcome."""
    a_demarre = any(p.type != "accueil" and p.debut is not None for p in etat.phases.values())
    if etat.seance.mode_entree == "salle_fermee" and phase.type != "accueil" and not a_demarre:
        etat.seance.entree_verrouillee = True
        etat.changer(etat.seance)


def _activer(ctx: Contexte, phase: Phase, avec_minuteur: bool) -> None:
    phase.etat, phase.debut, phase.actif_depuis = "active", ctx.maintenant, ctx.maintenant
    phase.restant_ms, phase.revelee_le = None, None
    minute = avec_minuteur and phase.minuteur != "aucun" and phase.duree_s is not None
    phase.fin = ctx.maintenant + (phase.duree_s or 0) * 1000 if minute else None
    ctx.etat.changer(phase)
    ctx.etat.seance.etat, ctx.etat.seance.phase_id = "en_cours", phase.id
    ctx.etat.changer(ctx.etat.seance)


def _compter_temps(phase: Phase, maintenant: int) -> None:
    if phase.actif_depuis is not None:
        phase.ecoule_ms += max(0, maintenant - phase.actif_depuis)
        phase.actif_depuis = None


def _fermer(ctx: Contexte, phase: Phase) -> None:
    _compter_temps(phase, ctx.maintenant)
    phase.etat, phase.restant_ms = "fermee", None
    ctx.etat.changer(phase)
    vote = ctx.etat.vote_de(phase.id)
    if vote is not None and vote.etat == "ouvert":
        vote.inscrits = votes.inscrits(ctx.etat, vote)
        vote.etat, vote.clos_le = "clos", ctx.maintenant
        ctx.etat.changer(vote)


def _quitter(ctx: Contexte, phase: Phase, *, devoiler: bool) -> None:
    if phase.ouverte:
        _fermer(ctx, phase)
    if not devoiler or phase.visibilite == "moi":
        return
    etat = ctx.etat
    phase.etat, phase.revelee_le, phase.revelation_revision = "revelee", ctx.maintenant, etat.prochaine_revision
    etat.changer(phase)
    for contribution in etat.contributions.values():
        if contribution.phase_id == phase.id and not contribution.devoilee:
            contribution.devoilee, contribution.devoilee_revision = True, etat.prochaine_revision
            etat.changer(contribution)
    _toucher_vote(etat, phase)


def _toucher_vote(etat: EtatSeance, phase: Phase) -> None:
    vote = etat.vote_de(phase.id)
    if vote is not None:
        etat.toucher("vote", vote.id)
