"""The entities of a séance, as the executor holds them. Pure: no SQLAlchemy, no clock.

Each dataclass mirrors one table of ``models`` (a test compares them field by field). Instants are integer milliseconds
since the epoch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(slots=True, eq=False)
class Seance:
    """``domaine.md`` §3.7."""

    ENTITE: ClassVar[str] = "seance"
    id: str
    fabrique_id: str
    cree_par: str | None
    titre: str
    question: str
    lieu: str
    territoire: str
    structure: str
    date_debut: str | None
    mode_identite: str
    mode_entree: str
    mineurs_presents: bool
    modele: str | None
    etat: str
    code: str
    entree_verrouillee: bool
    empreinte_entree: str
    empreinte_animation: str
    empreinte_tableau: str
    generation: int
    pretee: bool
    revision: int
    phase_id: str | None
    cree_le: int
    ouverte_le: int | None
    close_le: int | None
    anonymisee_le: int | None


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
    appareil: str | None
    pseudonyme: str | None
    type: str
    poids: int
    ecarte: bool
    rejoint_le: int

    @property
    def telephone(self) -> str:
        """Hash of the token of the phone it is on: a ticket's phone may change, its own ``empreinte`` never does."""
        return self.empreinte if self.appareil is None else self.appareil

    @property
    def nom(self) -> str:
        """What the facilitation team sees: the pseudonym, or a neutral generated one."""
        return self.pseudonyme or f"Participant\u00a0{self.numero}"


@dataclass(slots=True, eq=False)
class Ticket:
    """One printed entry; its ``empreinte`` is its participant's."""

    ENTITE: ClassVar[str] = "ticket"
    seance_id: str
    numero: int
    empreinte: str
    annule: bool
    cree_le: int


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


Entite = (
    Seance
    | Phase
    | Participant
    | Ticket
    | Contribution
    | Regroupement
    | Vote
    | Bulletin
    | Operation
    | ModerationEvenement
)
