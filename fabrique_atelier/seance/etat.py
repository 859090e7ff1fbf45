"""The live state of one séance, held in memory by the executor. Pure: no SQLAlchemy, no clock.

Rules change the entities (``entites.py``) through :meth:`EtatSeance.ajouter` and :meth:`EtatSeance.changer`, which remember
what to write and whom to tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fabrique_atelier.seance.entites import (
    Bulletin,
    Contribution,
    Entite,
    ModerationEvenement,
    Operation,
    Participant,
    Phase,
    Regroupement,
    Seance,
    Ticket,
    Vote,
)
from fabrique_atelier.socle.identifiants import jeton_de_vote

__all__ = [
    "Bulletin",
    "Contribution",
    "Entite",
    "EtatSeance",
    "ModerationEvenement",
    "Operation",
    "Participant",
    "Phase",
    "Regroupement",
    "Seance",
    "Ticket",
    "Vote",
]


@dataclass(slots=True, eq=False)
class EtatSeance:
    """All that is true of one séance at ``seance.revision``.

    ``touches`` lists what the running command changed, as ``(entity, id)`` in order; ``nouveaux`` and ``modifies`` are what
    the transaction must write.
    """

    seance: Seance
    phases: dict[str, Phase] = field(default_factory=dict)
    participants: dict[str, Participant] = field(default_factory=dict)
    contributions: dict[str, Contribution] = field(default_factory=dict)
    regroupements: dict[str, Regroupement] = field(default_factory=dict)
    votes: dict[str, Vote] = field(default_factory=dict)
    bulletins: dict[str, dict[str, Bulletin]] = field(default_factory=dict)
    operations: list[Operation] = field(default_factory=list)
    signalements: dict[str, set[str]] = field(default_factory=dict)
    par_empreinte: dict[str, Participant] = field(default_factory=dict)
    par_telephone: dict[str, Participant] = field(default_factory=dict)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    tickets_par_empreinte: dict[str, Ticket] = field(default_factory=dict)
    par_auteur: dict[str, dict[str, Contribution]] = field(default_factory=dict)
    publiees: set[str] = field(default_factory=set)
    trop_tard: int = 0
    touches: dict[tuple[str, str], None] = field(default_factory=dict)
    nouveaux: dict[int, Entite] = field(default_factory=dict)
    modifies: dict[int, Entite] = field(default_factory=dict)

    def toucher(self, entite: str, cle: str = "") -> None:
        """Say that ``entite`` must be sent again to whoever may see it."""
        self.touches[(entite, cle)] = None

    def ajouter(self, objet: Entite) -> None:
        """Remember a new object: to be inserted and sent."""
        self.nouveaux[id(objet)] = objet
        self._toucher_objet(objet)

    def changer(self, objet: Entite) -> None:
        """Remember a changed object: to be updated and sent."""
        if id(objet) not in self.nouveaux:
            self.modifies[id(objet)] = objet
        self._toucher_objet(objet)

    def indexer(self, contribution: Contribution) -> None:
        """Register a card in the indexes (by author, published)."""
        self.contributions[contribution.id] = contribution
        if contribution.participant_id is not None:
            self.par_auteur.setdefault(contribution.participant_id, {})[contribution.id] = contribution
        self.reclasser(contribution)

    def indexer_participant(self, participant: Participant) -> None:
        """Register a participant in the indexes (by ticket or phone, by phone)."""
        self.participants[participant.id] = participant
        self.par_empreinte[participant.empreinte] = participant
        self.par_telephone[participant.telephone] = participant

    def indexer_ticket(self, ticket: Ticket) -> None:
        """Register a ticket in the indexes."""
        self.tickets[ticket.numero] = ticket
        self.tickets_par_empreinte[ticket.empreinte] = ticket

    def toucher_comptes(self) -> None:
        """Somebody came or was put aside: counts and open votes must be sent again."""
        self.toucher("compteurs")
        for vote in self.votes.values():
            if vote.etat == "ouvert":
                self.toucher("vote", vote.id)

    def bulletin_de(self, vote: Vote, participant: Participant) -> Bulletin | None:
        """The ballot of a participant, as long as the vote is not detached."""
        if vote.sel is None:
            return None
        return self.bulletins.get(vote.id, {}).get(jeton_de_vote(vote.sel, participant.empreinte))

    def reclasser(self, contribution: Contribution) -> None:
        """Keep ``publiees`` true after a change of the card's ``etat``."""
        (self.publiees.add if contribution.etat == "publiee" else self.publiees.discard)(contribution.id)

    def _toucher_objet(self, objet: Entite) -> None:
        if isinstance(objet, Seance):
            self.toucher("seance")
        elif not isinstance(objet, (Bulletin, Operation, ModerationEvenement, Ticket)):
            self.toucher(objet.ENTITE, objet.id)

    @property
    def prochaine_revision(self) -> int:
        """The revision the running command will take."""
        return self.seance.revision + 1

    def phases_triees(self) -> list[Phase]:
        """Phases in the order of the déroulé."""
        return sorted(self.phases.values(), key=lambda p: p.ordre)

    def phase_active(self) -> Phase | None:
        """The current phase while it is open, else None."""
        phase = self.phases.get(self.seance.phase_id or "")
        return phase if phase is not None and phase.ouverte else None

    def regroupements_tries(self) -> list[Regroupement]:
        """Living clusters in display order."""
        return sorted((r for r in self.regroupements.values() if not r.supprime), key=lambda r: (r.ordre, r.id))

    def cartes(self, regroupement_id: str | None) -> list[Contribution]:
        """Every card of a cluster (None: not clustered), hidden ones included, in order."""
        return sorted(
            (c for c in self.contributions.values() if c.regroupement_id == regroupement_id),
            key=lambda c: (c.position, c.rang),
        )

    def vote_de(self, phase_id: str) -> Vote | None:
        """The vote held by a phase."""
        return next((v for v in self.votes.values() if v.phase_id == phase_id), None)
