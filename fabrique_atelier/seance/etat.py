"""The live state of one séance, held in memory by the executor. Pure: no SQLAlchemy, no clock.

Each dataclass mirrors one table of ``models`` (a test compares them field by field). Rules change the state through
:meth:`EtatSeance.ajouter` and :meth:`EtatSeance.changer`, which remember what to write and whom to tell.
Instants are integer milliseconds since the epoch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(slots=True, eq=False)
class Seance:
    """``domaine.md`` §3.7."""

    ENTITE: ClassVar[str] = "seance"
    id: str
    titre: str
    question: str
    lieu: str
    territoire: str
    structure: str
    date_debut: str | None
    mode_identite: str
    modele: str | None
    etat: str
    code: str
    entree_verrouillee: bool
    empreinte_entree: str
    empreinte_animation: str
    empreinte_tableau: str
    revision: int
    phase_id: str | None
    cree_le: int
    ouverte_le: int | None
    close_le: int | None


@dataclass(slots=True, eq=False)
class Phase:
    """``domaine.md`` §3.8."""

    ENTITE: ClassVar[str] = "phase"
    id: str
    seance_id: str
    ordre: int
    type: str
    titre: str
    consigne: str
    duree_s: int | None
    minuteur: str
    visibilite: str
    auteurs_affiches: bool
    longueur_max: int
    max_par_personne: int | None
    type_carte: str
    participants_regroupent: bool
    etat: str = "preparee"
    debut: int | None = None
    fin: int | None = None
    restant_ms: int | None = None
    actif_depuis: int | None = None
    ecoule_ms: int = 0
    revelee_le: int | None = None
    revelation_revision: int | None = None

    @property
    def ouverte(self) -> bool:
        """Whether writing is possible in this phase."""
        return self.etat in ("active", "prolongee")


@dataclass(slots=True, eq=False)
class Participant:
    """``domaine.md`` §3.9."""

    ENTITE: ClassVar[str] = "participant"
    id: str
    seance_id: str
    numero: int
    empreinte: str
    pseudonyme: str | None
    type: str
    poids: int
    ecarte: bool
    rejoint_le: int

    @property
    def nom(self) -> str:
        """What the facilitation team sees: the pseudonym, or a neutral generated one."""
        return self.pseudonyme or f"Participant\u00a0{self.numero}"


@dataclass(slots=True, eq=False)
class Contribution:
    """``domaine.md`` §3.10. ``devoilee``: the phase's visibility lets everybody see it."""

    ENTITE: ClassVar[str] = "contribution"
    id: str
    seance_id: str
    phase_id: str
    rang: int
    texte: str
    texte_reformule: str | None
    type: str
    participant_id: str | None
    saisi_par: str
    etat: str
    motif_masquage: str | None
    regroupement_id: str | None
    position: int
    devoilee: bool
    devoilee_revision: int | None

    @property
    def publique(self) -> bool:
        """Whether the board and the other phones may show it."""
        return self.devoilee and self.etat == "publiee"


@dataclass(slots=True, eq=False)
class Regroupement:
    """``domaine.md`` §3.11. Never deleted: ``supprime`` keeps the identity for undo and for the lineage."""

    ENTITE: ClassVar[str] = "regroupement"
    id: str
    seance_id: str
    repere: str
    couleur: int
    titre: str
    description: str
    ordre: int
    special: str | None
    supprime: bool


@dataclass(slots=True, eq=False)
class Vote:
    """``domaine.md`` §3.12. ``sel`` is destroyed when the séance closes: ballots are then detached for good.

    ``inscrits`` is frozen at the closing: how many people could vote does not change with who comes in later.
    """

    ENTITE: ClassVar[str] = "vote"
    id: str
    seance_id: str
    phase_id: str
    regle: str
    objets_type: str
    objets: list[str]
    budget: int
    max_par_objet: int
    etat: str
    sel: str | None
    inscrits: int | None = None
    ouvert_le: int | None = None
    clos_le: int | None = None


@dataclass(slots=True, eq=False)
class Bulletin:
    """One ballot; ``depense`` ≤ ``budget`` is also a CHECK in the database."""

    ENTITE: ClassVar[str] = "bulletin"
    vote_id: str
    jeton_vote: str
    version: int
    contenu: dict[str, int]
    depense: int
    budget: int
    poids: int
    minute: int


@dataclass(slots=True, eq=False)
class Operation:
    """One undoable clustering step: what the touched objects were before and after."""

    ENTITE: ClassVar[str] = "operation"
    seance_id: str
    numero: int
    libelle: str
    avant: dict[str, Any]
    apres: dict[str, Any]
    etat: str


@dataclass(slots=True, eq=False)
class ModerationEvenement:
    """``domaine.md`` §3.13; the reporter's identity is never shown."""

    ENTITE: ClassVar[str] = "moderation_evenement"
    id: str
    seance_id: str
    contribution_id: str
    action: str
    motif: str | None
    auteur: str
    participant_id: str | None
    le: int


Entite = Seance | Phase | Participant | Contribution | Regroupement | Vote | Bulletin | Operation | ModerationEvenement


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

    def reclasser(self, contribution: Contribution) -> None:
        """Keep ``publiees`` true after a change of the card's ``etat``."""
        (self.publiees.add if contribution.etat == "publiee" else self.publiees.discard)(contribution.id)

    def _toucher_objet(self, objet: Entite) -> None:
        if isinstance(objet, Seance):
            self.toucher("seance")
        elif not isinstance(objet, (Bulletin, Operation, ModerationEvenement)):
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
