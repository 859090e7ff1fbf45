"""People in the room: joining, pseudonym, putting aside. Pure rules on the state."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique_atelier.seance import commandes as c
from fabrique_atelier.seance import moderation, tickets
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.etat import EtatSeance, Participant
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle import texte as porte
from fabrique_atelier.socle.identifiants import nouvel_identifiant

PSEUDONYME_MAX = 24
#: Familiar, neither flattering nor unkind, easy to read aloud.
ANIMAUX = (
    "Hérisson", "Loutre", "Mésange", "Renard", "Libellule", "Écureuil", "Chouette", "Dauphin", "Coccinelle", "Castor",
    "Hirondelle", "Lièvre", "Tortue", "Papillon", "Cigogne", "Chamois", "Grenouille", "Merle", "Abeille", "Phoque",
    "Alouette", "Blaireau", "Sauterelle", "Cerf",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arrivee:
    """Someone at the door: the hash of the phone's token, the pseudonym it wishes, the hash of the ticket it has read."""

    telephone: str
    pseudonyme: str
    capacite: int
    ticket: str | None = None


def rejoindre(etat: EtatSeance, arrivee: Arrivee, maintenant: int) -> Participant:
    """Return the participant of this phone or of this ticket, created if it is new.

    Raises:
        ErreurMetier: ``ecarte``, ``seance_non_ouverte``, ``entree_verrouillee``, ``seance_close``, ``seance_pleine``,
            ``ticket_requis``, ``ticket_annule``.
    """
    avec_tickets = etat.seance.mode_entree == "tickets"
    if avec_tickets and arrivee.ticket is not None:
        return _par_ticket(etat, arrivee, arrivee.ticket, maintenant)
    connu = etat.par_telephone.get(arrivee.telephone)
    if connu is not None:
        return _admis(connu)
    _verifier_entree(etat, arrivee.capacite)
    if avec_tickets:
        raise refus("ticket_requis")
    return _creer(etat, arrivee, arrivee.telephone, None, maintenant)


def _par_ticket(etat: EtatSeance, arrivee: Arrivee, empreinte: str, maintenant: int) -> Participant:
    """One sheet, one voice: read on another phone it moves there, whatever the entry has become."""
    ticket = etat.tickets_par_empreinte.get(empreinte)
    if ticket is None:
        raise refus("code_inconnu")
    if ticket.annule:
        raise refus("ticket_annule")
    connu = etat.par_empreinte.get(empreinte)
    if connu is None:
        _verifier_entree(etat, arrivee.capacite)
        nouveau = _creer(etat, arrivee, empreinte, tickets.SANS_TELEPHONE, maintenant)
        tickets.deplacer(etat, nouveau, arrivee.telephone)
        return nouveau
    if _admis(connu).telephone != arrivee.telephone:
        if etat.seance.etat == "close":
            raise refus("seance_close")
        tickets.deplacer(etat, connu, arrivee.telephone)
    return connu


def _admis(participant: Participant) -> Participant:
    if participant.ecarte:
        raise refus("ecarte")
    return participant


def _creer(etat: EtatSeance, arrivee: Arrivee, empreinte: str, appareil: str | None, maintenant: int) -> Participant:
    numero = len(etat.participants) + 1
    participant = Participant(
        id=nouvel_identifiant(),
        seance_id=etat.seance.id,
        numero=numero,
        empreinte=empreinte,
        appareil=appareil,
        pseudonyme=_nom_d_arrivee(etat, arrivee, numero),
        type="telephone",
        poids=1,
        ecarte=False,
        rejoint_le=maintenant,
    )
    etat.indexer_participant(participant)
    etat.ajouter(participant)
    etat.toucher_comptes()
    return participant


def _nom_d_arrivee(etat: EtatSeance, arrivee: Arrivee, numero: int) -> str | None:
    """With minors in the room, an animal and a number nobody else has; nothing that one could type."""
    if etat.seance.mineurs_presents:
        return f"{ANIMAUX[(numero - 1) % len(ANIMAUX)]}\u00a0{numero}"
    return None if etat.seance.mode_identite == "anonyme" else _pseudonyme(etat, arrivee.pseudonyme, None)


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
    ctx.etat.toucher_comptes()
    if d.masquer:
        for contribution in list(ctx.etat.par_auteur.get(participant.id, {}).values()):
            if contribution.etat == "publiee":
                moderation.masquer(ctx, contribution, "autre")


def reintegrer_participant(ctx: Contexte, d: c.ReintegrerParticipant) -> None:
    """Let a phone that was put aside come back."""
    participant = _designe(ctx, d.participant_id)
    participant.ecarte = False
    ctx.etat.changer(participant)
    ticket = tickets.ticket_de(ctx.etat, participant)
    if ticket is not None and ticket.annule:
        ticket.annule = False
        ctx.etat.changer(ticket)
    ctx.etat.toucher_comptes()


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
