"""Tables of the qualification (``domaine.md`` §3.16).

A grid is never changed: editing it makes the next version. An evaluation keeps the version it was made with, a signed score too.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)


class Grille(Base):
    """One version of a fabrique's grid. ``criteres``: [{code, libelle, poids, aide}], weights summing to 100."""

    __tablename__ = "grille"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = mapped_column(Id, ForeignKey("fabrique.id"), index=True)
    numero: Mapped[int]
    criteres: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    cree_par: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))
    __table_args__ = (UniqueConstraint("fabrique_id", "numero", name="uq_grille_numero"),)


class Qualification(Base):
    """The qualification of a dossier: its grid, the round under way, and the score once signed (tenths of a point)."""

    __tablename__ = "qualification"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    grille_id: Mapped[str] = mapped_column(Id, ForeignKey("grille.id"))
    tour: Mapped[int]
    score_dixiemes: Mapped[int | None]
    tour_signe: Mapped[int | None]
    signee_le: Mapped[int | None] = mapped_column(BigInteger)
    signee_par: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))
    ouverte_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class Evaluation(Base):
    """The notes of one evaluator in one round: code → 0…3, and comments by code. Blind until its author has signed."""

    __tablename__ = "evaluation"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), index=True)
    grille_id: Mapped[str] = mapped_column(Id, ForeignKey("grille.id"))
    tour: Mapped[int]
    evaluateur_id: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))
    evaluateur: Mapped[str] = mapped_column(String(120))
    notes: Mapped[dict[str, int]] = mapped_column(JSON)
    commentaires: Mapped[dict[str, str]] = mapped_column(JSON)
    signee_le: Mapped[int | None] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    __table_args__ = (UniqueConstraint("dossier_id", "tour", "evaluateur_id", name="uq_evaluation"),)


class EcartCommente(Base):
    """What was said of a gap of two points or more between evaluators."""

    __tablename__ = "ecart_commente"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    tour: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    texte: Mapped[str] = mapped_column(Text)
    par: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))
    le: Mapped[int] = mapped_column(BigInteger)
