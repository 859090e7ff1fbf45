"""Tables of the live workshop (``domaine.md`` §3.7–§3.13). Instants are milliseconds since the epoch, UTC."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)
Jeton = String(64)


def _seance() -> Mapped[str]:
    return mapped_column(Id, ForeignKey("seance.id", ondelete="CASCADE"), index=True)


class Seance(Base):
    """A live workshop; ``revision`` numbers its journal."""

    __tablename__ = "seance"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = mapped_column(Id, ForeignKey("fabrique.id", name="fk_seance_fabrique"), index=True)
    cree_par: Mapped[str | None] = mapped_column(
        Id, ForeignKey("personne.id", name="fk_seance_cree_par", ondelete="SET NULL")
    )
    titre: Mapped[str] = mapped_column(String(120))
    question: Mapped[str] = mapped_column(String(200))
    lieu: Mapped[str] = mapped_column(String(200))
    territoire: Mapped[str] = mapped_column(String(120))
    structure: Mapped[str] = mapped_column(String(120))
    date_debut: Mapped[str | None] = mapped_column(String(10))
    mode_identite: Mapped[str] = mapped_column(String(20))
    mode_entree: Mapped[str] = mapped_column(String(20))
    mineurs_presents: Mapped[bool]
    modele: Mapped[str | None] = mapped_column(String(10))
    etat: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(6), unique=True)
    entree_verrouillee: Mapped[bool]
    empreinte_entree: Mapped[str] = mapped_column(Jeton, unique=True)
    empreinte_animation: Mapped[str] = mapped_column(Jeton, unique=True)
    empreinte_tableau: Mapped[str] = mapped_column(Jeton, unique=True)
    generation: Mapped[int]
    pretee: Mapped[bool]
    revision: Mapped[int]
    phase_id: Mapped[str | None] = mapped_column(Id)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    ouverte_le: Mapped[int | None] = mapped_column(BigInteger)
    close_le: Mapped[int | None] = mapped_column(BigInteger)
    anonymisee_le: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (CheckConstraint("revision >= 0", name="ck_seance_revision"),)


#: ``modele`` of a séance that only carries the live vote of a committee on one point: it is no workshop.
COMITE = "comite"
ATELIER = or_(Seance.modele.is_(None), Seance.modele != COMITE)


class Phase(Base):
    """One step of the déroulé."""

    __tablename__ = "phase"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_id: Mapped[str] = _seance()
    ordre: Mapped[int]
    type: Mapped[str] = mapped_column(String(20))
    titre: Mapped[str] = mapped_column(String(60))
    consigne: Mapped[str] = mapped_column(String(300))
    duree_s: Mapped[int | None]
    minuteur: Mapped[str] = mapped_column(String(20))
    visibilite: Mapped[str] = mapped_column(String(20))
    auteurs_affiches: Mapped[bool]
    longueur_max: Mapped[int]
    max_par_personne: Mapped[int | None]
    type_carte: Mapped[str] = mapped_column(String(20))
    participants_regroupent: Mapped[bool]
    etat: Mapped[str] = mapped_column(String(20))
    debut: Mapped[int | None] = mapped_column(BigInteger)
    fin: Mapped[int | None] = mapped_column(BigInteger)
    restant_ms: Mapped[int | None] = mapped_column(BigInteger)
    actif_depuis: Mapped[int | None] = mapped_column(BigInteger)
    ecoule_ms: Mapped[int] = mapped_column(BigInteger)
    revelee_le: Mapped[int | None] = mapped_column(BigInteger)
    revelation_revision: Mapped[int | None]
    __table_args__ = (UniqueConstraint("seance_id", "ordre", name="uq_phase_ordre"),)


class Participant(Base):
    """A phone in the room, pseudonymous: only the hash of its token is stored."""

    __tablename__ = "participant"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_id: Mapped[str] = _seance()
    numero: Mapped[int]
    empreinte: Mapped[str] = mapped_column(Jeton)
    appareil: Mapped[str | None] = mapped_column(Jeton)
    pseudonyme: Mapped[str | None] = mapped_column(String(24))
    type: Mapped[str] = mapped_column(String(20))
    poids: Mapped[int]
    ecarte: Mapped[bool]
    rejoint_le: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        UniqueConstraint("seance_id", "empreinte", name="uq_participant_empreinte"),
        UniqueConstraint("seance_id", "numero", name="uq_participant_numero"),
    )


class Ticket(Base):
    """One printed entry: one voice. ``appareil`` of its participant moves with the sheet, the voice never doubles."""

    __tablename__ = "ticket"
    seance_id: Mapped[str] = mapped_column(Id, ForeignKey("seance.id", ondelete="CASCADE"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True)
    empreinte: Mapped[str] = mapped_column(Jeton, unique=True)
    annule: Mapped[bool]
    cree_le: Mapped[int] = mapped_column(BigInteger)


class Regroupement(Base):
    """A cluster of contributions."""

    __tablename__ = "regroupement"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_id: Mapped[str] = _seance()
    repere: Mapped[str] = mapped_column(String(4))
    couleur: Mapped[int]
    titre: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(String(300))
    ordre: Mapped[int]
    special: Mapped[str | None] = mapped_column(String(20))
    supprime: Mapped[bool]


class Contribution(Base):
    """One card, exactly as typed."""

    __tablename__ = "contribution"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_id: Mapped[str] = _seance()
    phase_id: Mapped[str] = mapped_column(Id, ForeignKey("phase.id", ondelete="CASCADE"))
    rang: Mapped[int]
    texte: Mapped[str] = mapped_column(Text)
    texte_reformule: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(20))
    participant_id: Mapped[str | None] = mapped_column(Id, ForeignKey("participant.id", ondelete="SET NULL"))
    saisi_par: Mapped[str] = mapped_column(String(20))
    etat: Mapped[str] = mapped_column(String(20))
    motif_masquage: Mapped[str | None] = mapped_column(String(30))
    regroupement_id: Mapped[str | None] = mapped_column(Id, ForeignKey("regroupement.id"))
    position: Mapped[int]
    devoilee: Mapped[bool]
    devoilee_revision: Mapped[int | None]
    __table_args__ = (UniqueConstraint("seance_id", "rang", name="uq_contribution_rang"),)


class Vote(Base):
    """The vote held by one phase."""

    __tablename__ = "vote"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_id: Mapped[str] = _seance()
    phase_id: Mapped[str] = mapped_column(Id, ForeignKey("phase.id", ondelete="CASCADE"), unique=True)
    regle: Mapped[str] = mapped_column(String(30))
    objets_type: Mapped[str] = mapped_column(String(20))
    objets: Mapped[list[str]] = mapped_column(JSON)
    budget: Mapped[int]
    max_par_objet: Mapped[int]
    etat: Mapped[str] = mapped_column(String(20))
    sel: Mapped[str | None] = mapped_column(String(64))
    inscrits: Mapped[int | None]
    ouvert_le: Mapped[int | None] = mapped_column(BigInteger)
    clos_le: Mapped[int | None] = mapped_column(BigInteger)


class Bulletin(Base):
    """One ballot per person and vote: the primary key and the CHECK hold whatever the code does."""

    __tablename__ = "bulletin"
    vote_id: Mapped[str] = mapped_column(Id, ForeignKey("vote.id", ondelete="CASCADE"), primary_key=True)
    jeton_vote: Mapped[str] = mapped_column(Jeton, primary_key=True)
    version: Mapped[int]
    contenu: Mapped[dict[str, int]] = mapped_column(JSON)
    depense: Mapped[int]
    budget: Mapped[int]
    poids: Mapped[int]
    minute: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        CheckConstraint("depense >= 0 AND depense <= budget", name="ck_bulletin_budget"),
        {"sqlite_with_rowid": False},
    )


class Operation(Base):
    """One undoable clustering step."""

    __tablename__ = "operation"
    seance_id: Mapped[str] = mapped_column(Id, ForeignKey("seance.id", ondelete="CASCADE"), primary_key=True)
    numero: Mapped[int] = mapped_column(primary_key=True)
    libelle: Mapped[str] = mapped_column(String(200))
    avant: Mapped[dict[str, Any]] = mapped_column(JSON)
    apres: Mapped[dict[str, Any]] = mapped_column(JSON)
    etat: Mapped[str] = mapped_column(String(10))


class ModerationEvenement(Base):
    """A report or a moderation act on one card."""

    __tablename__ = "moderation_evenement"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_id: Mapped[str] = _seance()
    contribution_id: Mapped[str] = mapped_column(Id, ForeignKey("contribution.id", ondelete="CASCADE"))
    action: Mapped[str] = mapped_column(String(20))
    motif: Mapped[str | None] = mapped_column(String(30))
    auteur: Mapped[str] = mapped_column(String(20))
    participant_id: Mapped[str | None] = mapped_column(Id, ForeignKey("participant.id", ondelete="SET NULL"))
    le: Mapped[int] = mapped_column(BigInteger)


class Journal(Base):
    """Every answered command: ``revision`` 1..n without a gap for accepted ones, NULL for refused ones.

    ``touches`` names what changed, never its text: replaying re-reads the present state, so what was withdrawn or hidden
    since is never sent again. A ballot's line names no participant (``domaine.md`` §7.2 RG13).
    """

    __tablename__ = "journal"
    seance_id: Mapped[str] = mapped_column(Id, ForeignKey("seance.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    revision: Mapped[int | None]
    type: Mapped[str] = mapped_column(String(40))
    acteur: Mapped[str] = mapped_column(String(20))
    participant_id: Mapped[str | None] = mapped_column(Id)
    touches: Mapped[list[list[str]]] = mapped_column(JSON)
    code: Mapped[str | None] = mapped_column(String(40))
    reponse: Mapped[dict[str, Any]] = mapped_column(JSON)
    le: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (
        UniqueConstraint("seance_id", "revision", name="uq_journal_revision"),
        Index("ix_journal_code", "seance_id", "code"),
    )
