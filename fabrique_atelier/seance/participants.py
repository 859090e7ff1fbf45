"""People in the room: joining, pseudonym, putting aside. Pure rules on the state."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique_atelier.seance import commandes as c
from fabrique_atelier.seance import moderation
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.etat import EtatSeance, Participant
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle import texte as porte
from fabrique_atelier.socle.identifiants import nouvel_identifiant

PSEUDONYME_MAX = 24


@dataclass(frozen=True, slots=True)
class Arrivee:
    """Someone at the door: the hash of the phone's token, and the pseudonym it wishes."""

    empreinte: str
    pseudonyme: str
    capacite: int


def rejoindre(etat: EtatSeance, arrivee: Arrivee, maintenant: int) -> Participant:
    """Return the participant of this phone, created if it is new.

    Raises:
        ErreurMetier: ``ecarte``, ``seance_non_ouverte``, ``entree_verrouillee``, ``seance_close``, ``seance_pleine``.
    """
    connu = etat.par_empreinte.get(arrivee.empreinte)
    if connu is not None:
        if connu.ecarte:
            raise refus("ecarte")
        return connu
    _verifier_entree(etat, arrivee.capacite)
    participant = Participant(
        id=nouvel_identifiant(),
        seance_id=etat.seance.id,
        numero=len(etat.participants) + 1,
        empreinte=arrivee.empreinte,
        pseudonyme=_pseudonyme(etat, arrivee.pseudonyme, None) if etat.seance.mode_identite != "anonyme" else None,
        type="telephone",
        poids=1,
        ecarte=False,
        rejoint_le=maintenant,
    )
    etat.participants[participant.id] = participant
    etat.par_empreinte[participant.empreinte] = participant
    etat.ajouter(participant)
    _toucher_comptes(etat)
    return participant


def changer_pseudonyme(ctx: Contexte, d: c.ChangerPseudonyme) -> None:
    """Take another pseudonym, or erase it."""
    if ctx.etat.seance.mode_identite == "anonyme":
        raise refus("pseudonyme_interdit")
    participant = ctx.participant()
    participant.pseudonyme = _pseudonyme(ctx.etat, d.pseudonyme, participant)
    ctx.etat.changer(participant)
    for contribution in ctx.etat.par_auteur.get(participant.id, {}).values():
        if ctx.etat.phases[contribution.phase_id].auteurs_affiches:
            ctx.etat.changer(contribution)


def ecarter_participant(ctx: Contexte, d: c.EcarterParticipant) -> None:
    """Close the séance to one phone, and hide all its cards if asked."""
    participant = _designe(ctx, d.participant_id)
    participant.ecarte = True
    ctx.etat.changer(participant)
    _toucher_comptes(ctx.etat)
    if d.masquer:
        for contribution in list(ctx.etat.par_auteur.get(participant.id, {}).values()):
            if contribution.etat == "publiee":
                moderation.masquer(ctx, contribution, "autre")


def reintegrer_participant(ctx: Contexte, d: c.ReintegrerParticipant) -> None:
    """Let a phone that was put aside come back."""
    participant = _designe(ctx, d.participant_id)
    participant.ecarte = False
    ctx.etat.changer(participant)
    _toucher_comptes(ctx.etat)


def _verifier_entree(etat: EtatSeance, capacite: int) -> None:
    if etat.seance.etat == "close":
        raise refus("seance_close")
    if etat.seance.etat == "prete":
        raise refus("seance_non_ouverte")
    if etat.seance.entree_verrouillee:
        raise refus("entree_verrouillee")
    if len(etat.participants) >= capacite:
        raise refus("seance_pleine", capacite=capacite)


def _designe(ctx: Contexte, identifiant: str) -> Participant:
    participant = ctx.etat.participants.get(identifiant)
    if participant is None:
        raise refus("participant_inconnu")
    return participant


def _pseudonyme(etat: EtatSeance, brut: str, porteur: Participant | None) -> str | None:
    """Clean it; a name already worn gets a number, so that nobody passes for another."""
    nom = porte.ligne(brut)
    if not nom:
        return None
    if porte.trop_long(nom, PSEUDONYME_MAX):
        raise refus("texte_trop_long", maximum=PSEUDONYME_MAX)
    pris = {p.pseudonyme.casefold() for p in etat.participants.values() if p.pseudonyme and p is not porteur}
    candidat, n = nom, 2
    while candidat.casefold() in pris:
        candidat = f"{nom[: PSEUDONYME_MAX - len(str(n)) - 1]} {n}"
        n += 1
    return candidat


def _toucher_comptes(etat: EtatSeance) -> None:
    etat.toucher("compteurs")
    for vote in etat.votes.values():
        if vote.etat == "ouvert":
            etat.toucher("vote", vote.id)
