"""Tables of the fiche idée (``domaine.md`` §3.15).

A version is written once and never changed; a draft belongs to one person and is nobody else’s reading. Cards of a séance are
named by their id, never copied: a card hidden since disappears from every version at once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)


class FicheVersion(Base):
    """What a fiche said each time it was saved; the present one is the last. ``base``: the version it was written on."""

    __tablename__ = "fiche_version"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"))
    numero: Mapped[int]
    base: Mapped[int]
    contenu: Mapped[dict[str, Any]] = mapped_column(JSON)
    le: Mapped[int] = mapped_column(BigInteger)
    auteur_id: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))
    __table_args__ = (UniqueConstraint("dossier_id", "numero", name="uq_fiche_version_numero"),)


class FicheBrouillon(Base):
    """What one person is writing: kept every few seconds, until it is saved or put aside.

    ``base`` is the version it is written on; ``close`` is the form saved last, of which a late draft is no longer taken; the columns ``ecarte`` hold a draft put aside, so that it can be found again.
    """

    __tablename__ = "fiche_brouillon"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    personne_id: Mapped[str] = mapped_column(Id, ForeignKey("personne.id", ondelete="CASCADE"), primary_key=True)
    base: Mapped[int]
    contenu: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    le: Mapped[int] = mapped_column(BigInteger)
    close: Mapped[str | None] = mapped_column(Id)
    ecarte_base: Mapped[int | None]
    ecarte: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    ecarte_le: Mapped[int | None] = mapped_column(BigInteger)
