"""Tables of the follow-up (``domaine.md`` §3.35, §3.36, §3.45).

Partial dates are ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``; amounts are euro cents.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)


def _dossier() -> Mapped[str]:
    return mapped_column(Id, ForeignKey("dossier.id"), index=True)


def _personne() -> Mapped[str | None]:
    return mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))


class Jalon(Base):
    """A milestone, planned or come; never locked by the stade."""

    __tablename__ = "jalon"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    type: Mapped[str] = mapped_column(String(30))
    libelle: Mapped[str] = mapped_column(String(140))
    prevu: Mapped[str | None] = mapped_column(String(10))
    reel: Mapped[str | None] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(300))
    fiabilite: Mapped[str] = mapped_column(String(10))
    public: Mapped[bool]
    cree_par: Mapped[str | None] = _personne()
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class Financement(Base):
    """One line of money: who, for whom, of which nature; cents. ``annees``: [{annee, montant}]."""

    __tablename__ = "financement"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    beneficiaire: Mapped[str] = mapped_column(String(20))
    partenaire_id: Mapped[str | None] = mapped_column(Id, ForeignKey("partenaire.id", ondelete="SET NULL"), index=True)
    financeur: Mapped[str] = mapped_column(String(160))
    categorie: Mapped[str] = mapped_column(String(30))
    nature: Mapped[str] = mapped_column(String(30))
    etat: Mapped[str] = mapped_column(String(20))
    montant_demande: Mapped[int | None] = mapped_column(BigInteger)
    montant_accorde: Mapped[int | None] = mapped_column(BigInteger)
    montant_verse: Mapped[int | None] = mapped_column(BigInteger)
    annees: Mapped[list[dict[str, int]]] = mapped_column(JSON)
    dispositif: Mapped[str] = mapped_column(String(200))
    reference: Mapped[str] = mapped_column(String(120))
    note_positionnement: Mapped[str] = mapped_column(Text)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class PointSuivi(Base):
    """A follow-up point held. ``mois``: the proposal it answers (3, 6, 12, 24, 36), none for one held besides them.

    ``suites``: [{action, qui, echeance}]; ``indicateurs``: code → figure, for the year ``annee``.
    """

    __tablename__ = "point_suivi"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    jour: Mapped[str] = mapped_column(String(10))
    mois: Mapped[int | None]
    forme: Mapped[str] = mapped_column(String(20))
    etat: Mapped[str] = mapped_column(String(30))
    difficultes: Mapped[str] = mapped_column(Text)
    suites: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    annee: Mapped[int | None]
    indicateurs: Mapped[dict[str, Any]] = mapped_column(JSON)
    cree_par: Mapped[str | None] = _personne()
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class CriteresSortie(Base):
    """The three criteria of the way out: code → {atteint, preuve}."""

    __tablename__ = "criteres_sortie"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    criteres: Mapped[dict[str, Any]] = mapped_column(JSON)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
