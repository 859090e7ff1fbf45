"""Printed tickets: one sheet, one voice (``fiabilite.md`` T6). Pure.

The voice belongs to the sheet: ballots derive from the ticket's hash, and the sheet read on another phone moves there.
"""

from __future__ import annotations

from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.etat import EtatSeance, Participant, Ticket
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.identifiants import empreinte, jeton_derive

MAXIMUM = 400
#: No phone: the sheet whose phone has taken another sheet keeps its voice until it is read again.
SANS_TELEPHONE = ""


def jeton_de_ticket(cle: bytes, seance_id: str, numero: int) -> str:
    """The token printed on a sheet; the database keeps its hash only."""
    return jeton_derive(cle, "ticket", f"{seance_id}|{numero}")


def fabriquer(cle: bytes, seance_id: str, premier: int, nombre: int, maintenant: int) -> list[Ticket]:
    """Return ``nombre`` new tickets, numbered from ``premier``."""
    return [
        Ticket(seance_id, n, empreinte(jeton_de_ticket(cle, seance_id, n)), annule=False, cree_le=maintenant)
        for n in range(premier, premier + nombre)
    ]


def ajouter(ctx: Contexte, nombre: int) -> None:
    """Print ``nombre`` more; numbers never serve twice."""
    etat = ctx.etat
    if etat.seance.etat == "close" or etat.seance.mode_entree != "tickets":
        raise refus("transition_impossible")
    if nombre < 1 or len(etat.tickets) + nombre > MAXIMUM:
        raise refus("trop_de_tickets", maximum=MAXIMUM)
    for ticket in fabriquer(ctx.cle, etat.seance.id, len(etat.tickets) + 1, nombre, ctx.maintenant):
        etat.indexer_ticket(ticket)
        etat.ajouter(ticket)
    etat.toucher("seance")


def annuler(ctx: Contexte, numero: int) -> int:
    """Put whoever holds a ticket aside, and take their ballots out of the votes still tied to people; return how many."""
    etat = ctx.etat
    ticket = etat.tickets.get(numero)
    if ticket is None or ticket.annule or etat.seance.etat == "close":
        raise refus("transition_impossible")
    ticket.annule = True
    etat.changer(ticket)
    etat.toucher("seance")
    porteur = etat.par_empreinte.get(ticket.empreinte)
    if porteur is None:
        return 0
    porteur.ecarte = True
    etat.changer(porteur)
    etat.toucher_comptes()
    return _retirer_bulletins(etat, porteur)


def ticket_de(etat: EtatSeance, participant: Participant) -> Ticket | None:
    """The ticket a participant came with."""
    return etat.tickets_par_empreinte.get(participant.empreinte)


def deplacer(etat: EtatSeance, participant: Participant, telephone: str) -> None:
    """Give a participant to another phone; what that phone was before waits for its own sheet."""
    precedent = etat.par_telephone.get(telephone)
    if precedent is not None:
        precedent.appareil = SANS_TELEPHONE
        etat.changer(precedent)
    etat.par_telephone.pop(participant.telephone, None)
    participant.appareil = telephone
    etat.par_telephone[telephone] = participant
    etat.changer(participant)


def _retirer_bulletins(etat: EtatSeance, participant: Participant) -> int:
    """Empty them: as long as a vote has its salt, the ballot of a ticket can be found again."""
    retires = 0
    for vote in etat.votes.values():
        bulletin = etat.bulletin_de(vote, participant)
        if bulletin is not None and bulletin.depense:
            bulletin.contenu, bulletin.depense = {}, 0
            etat.changer(bulletin)
            etat.toucher("vote", vote.id)
            etat.toucher("bulletin", f"{vote.id}/{participant.id}")
            retires += 1
    return retires
