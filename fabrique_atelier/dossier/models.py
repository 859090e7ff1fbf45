"""Tables of the dossier, the spine of the parcours (``domaine.md`` §2, §3.14).

Instants are milliseconds since the epoch, UTC; a day is ISO text; a partial date is ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``.
A dossier is never deleted: refused, abandoned, merged or split, it stays where it was, with its history.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)


def _dossier() -> Mapped[str]:
    return mapped_column(Id, ForeignKey("dossier.id"), index=True)


def _personne() -> Mapped[str | None]:
    return mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))


class Dossier(Base):
    """One idea on its way, from the first signal to the autonomous activity.

    ``situation_donnees`` holds what §2.3 asks of the present situation; ``scinde_le`` freezes a dossier that was split;
    ``recherche`` is what a search reads: number, title, need and solution, without accents or case.
    """

    __tablename__ = "dossier"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = mapped_column(Id, ForeignKey("fabrique.id"), index=True)
    numero: Mapped[str] = mapped_column(String(12))
    titre: Mapped[str] = mapped_column(String(140))
    stade: Mapped[str] = mapped_column(String(40))
    situation: Mapped[str] = mapped_column(String(30))
    situation_donnees: Mapped[dict[str, Any]] = mapped_column(JSON)
    stade_depuis: Mapped[str] = mapped_column(String(10))
    situation_depuis: Mapped[str] = mapped_column(String(10))
    nature: Mapped[str | None] = mapped_column(String(20))
    responsable_id: Mapped[str | None] = _personne()
    rang_priorite: Mapped[int | None]
    utilite_sociale: Mapped[list[str]] = mapped_column(JSON)
    utilite_dispense: Mapped[str] = mapped_column(Text)
    innovation: Mapped[dict[str, Any]] = mapped_column(JSON)
    parent_id: Mapped[str | None] = mapped_column(Id, ForeignKey("dossier.id"), index=True)
    fusionne_dans_id: Mapped[str | None] = mapped_column(Id, ForeignKey("dossier.id"), index=True)
    scinde_le: Mapped[str | None] = mapped_column(String(10))
    date_detection: Mapped[str] = mapped_column(String(10))
    confidentialite: Mapped[str] = mapped_column(String(20))
    recherche: Mapped[str] = mapped_column(Text)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    cree_par: Mapped[str | None] = _personne()
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    __table_args__ = (
        UniqueConstraint("fabrique_id", "numero", name="uq_dossier_numero"),
        Index("ix_dossier_stade", "fabrique_id", "stade", "situation"),
    )


class DossierTerritoire(Base):
    """Where a dossier takes place; ``zonages`` as they stood when it was qualified."""

    __tablename__ = "dossier_territoire"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    territoire_id: Mapped[str] = mapped_column(Id, ForeignKey("territoire.id"), primary_key=True)
    zonages: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)


class DossierThematique(Base):
    """A theme of a dossier, by its code in the fabrique's list."""

    __tablename__ = "dossier_thematique"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)


class DossierSource(Base):
    """Where a dossier comes from: a link, never a copy; at least one per dossier (§2.12, 1).

    Exactly one of the typed columns is filled besides ``seance_id``; ``libelle`` says what it was when it was linked;
    ``venue_de_id`` is the dossier it came with, after a merge.
    """

    __tablename__ = "dossier_source"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    type: Mapped[str] = mapped_column(String(20))
    seance_id: Mapped[str | None] = mapped_column(Id, ForeignKey("seance.id"), index=True)
    regroupement_id: Mapped[str | None] = mapped_column(Id, ForeignKey("regroupement.id"), index=True)
    contribution_id: Mapped[str | None] = mapped_column(Id, ForeignKey("contribution.id"), index=True)
    signalement_id: Mapped[str | None] = mapped_column(Id, index=True)
    besoin_id: Mapped[str | None] = mapped_column(Id, index=True)
    origine_id: Mapped[str | None] = mapped_column(Id, ForeignKey("dossier.id"))
    venue_de_id: Mapped[str | None] = mapped_column(Id, ForeignKey("dossier.id"))
    libelle: Mapped[str] = mapped_column(String(300))
    ajoutee_le: Mapped[int] = mapped_column(BigInteger)
    ajoutee_par: Mapped[str | None] = _personne()


class DossierEvenement(Base):
    """One line of a dossier's history, never changed: what moved, why, who decided, on which day.

    ``jour`` is the day of the fact (a committee of last week), ``le`` the instant it was written down. ``reponse_publique``
    is what the people who gave the ideas read.
    """

    __tablename__ = "dossier_evenement"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    numero: Mapped[int]
    type: Mapped[str] = mapped_column(String(20))
    de_stade: Mapped[str | None] = mapped_column(String(40))
    vers_stade: Mapped[str] = mapped_column(String(40))
    de_situation: Mapped[str | None] = mapped_column(String(30))
    vers_situation: Mapped[str] = mapped_column(String(30))
    porte: Mapped[str | None] = mapped_column(String(2))
    decision: Mapped[str | None] = mapped_column(String(30))
    motif_code: Mapped[str | None] = mapped_column(String(40))
    texte: Mapped[str] = mapped_column(Text)
    reponse_publique: Mapped[str] = mapped_column(Text)
    donnees: Mapped[dict[str, Any]] = mapped_column(JSON)
    point_id: Mapped[str | None] = mapped_column(Id)
    autre_dossier_id: Mapped[str | None] = mapped_column(Id, ForeignKey("dossier.id"))
    auteur_id: Mapped[str | None] = _personne()
    jour: Mapped[str] = mapped_column(String(10))
    le: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (UniqueConstraint("dossier_id", "numero", name="uq_dossier_evenement"),)


class PorteAnticipee(Base):
    """A gate taken ahead of its stage (§2.4): kept until the dossier gets there."""

    __tablename__ = "porte_anticipee"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    porte: Mapped[str] = mapped_column(String(2), primary_key=True)
    decision: Mapped[str] = mapped_column(String(30))
    point_id: Mapped[str | None] = mapped_column(Id)
    jour: Mapped[str] = mapped_column(String(10))
    appliquee_le: Mapped[str | None] = mapped_column(String(10))


class DossierActeur(Base):
    """Somebody gathered around a project (« 31 acteurs impliqués » counts these lines)."""

    __tablename__ = "dossier_acteur"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    partenaire_id: Mapped[str] = mapped_column(Id, ForeignKey("partenaire.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(120))
    depuis: Mapped[str] = mapped_column(String(10))
    ajoute_le: Mapped[int] = mapped_column(BigInteger)


class Document(Base):
    """A file kept with a dossier; its content lives in the database, so that a backup holds it."""

    __tablename__ = "document"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    piece: Mapped[str] = mapped_column(String(40))
    nom: Mapped[str] = mapped_column(String(160))
    type_mime: Mapped[str] = mapped_column(String(100))
    octets: Mapped[int]
    empreinte: Mapped[str] = mapped_column(String(64))
    contenu: Mapped[bytes] = mapped_column(LargeBinary)
    depose_le: Mapped[int] = mapped_column(BigInteger)
    depose_par: Mapped[str | None] = _personne()


class ReglageParcours(Base):
    """How one fabrique runs its parcours; no row: the preset « Avise standard »."""

    __tablename__ = "reglage_parcours"
    fabrique_id: Mapped[str] = mapped_column(Id, ForeignKey("fabrique.id", ondelete="CASCADE"), primary_key=True)
    portes: Mapped[dict[str, str]] = mapped_column(JSON)
    comite_suivi_min: Mapped[int]
    delai_envoi_jours: Mapped[int]
    benchmark_obligatoire: Mapped[bool]
    motifs: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    version: Mapped[int]
