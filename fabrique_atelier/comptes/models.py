"""Tables of the staff accounts (``domaine.md`` §3.42, §3.44). Instants are milliseconds since the epoch, UTC."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)
Empreinte = String(64)


class Personne(Base):
    """Somebody who signs in. ``instance``: may create fabriques here, and sees nothing of what they hold."""

    __tablename__ = "personne"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    courriel: Mapped[str] = mapped_column(String(254), unique=True)
    nom: Mapped[str] = mapped_column(String(120))
    mot_de_passe: Mapped[str | None] = mapped_column(String(255))
    totp: Mapped[str | None] = mapped_column(String(255))
    totp_pas: Mapped[int | None] = mapped_column(BigInteger)
    codes_secours: Mapped[list[str]] = mapped_column(JSON)
    active: Mapped[bool]
    instance: Mapped[bool]
    cree_le: Mapped[int] = mapped_column(BigInteger)
    connectee_le: Mapped[int | None] = mapped_column(BigInteger)


class Attribution(Base):
    """One role of one person in one fabrique."""

    __tablename__ = "attribution"
    personne_id: Mapped[str] = mapped_column(Id, ForeignKey("personne.id", ondelete="CASCADE"), primary_key=True)
    fabrique_id: Mapped[str] = mapped_column(Id, ForeignKey("fabrique.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (Index("ix_attribution_fabrique", "fabrique_id"),)


class SessionEquipe(Base):
    """A signed-in browser: only the hash of its secret is stored; ``id`` is public, the secret is in the cookie.

    ``empreinte_precedente`` still opens the session for a few seconds after a rotation: two tabs may load at once.
    """

    __tablename__ = "session_equipe"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    personne_id: Mapped[str] = mapped_column(Id, ForeignKey("personne.id", ondelete="CASCADE"), index=True)
    empreinte: Mapped[str] = mapped_column(Empreinte, unique=True)
    empreinte_precedente: Mapped[str | None] = mapped_column(Empreinte, unique=True)
    a_tourner: Mapped[bool]
    tournee_le: Mapped[int] = mapped_column(BigInteger)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    vue_le: Mapped[int] = mapped_column(BigInteger)
    appareil: Mapped[str] = mapped_column(String(80))
    revoquee_le: Mapped[int | None] = mapped_column(BigInteger)


class LienUnique(Base):
    """A link that works once: ``genre`` is ``invitation`` or ``mot_de_passe``. Only its hash is stored."""

    __tablename__ = "lien_unique"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    genre: Mapped[str] = mapped_column(String(20))
    empreinte: Mapped[str] = mapped_column(Empreinte, unique=True)
    personne_id: Mapped[str] = mapped_column(Id, ForeignKey("personne.id", ondelete="CASCADE"), index=True)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    expire_le: Mapped[int] = mapped_column(BigInteger)
    utilise_le: Mapped[int | None] = mapped_column(BigInteger)


class EntreeAudit(Base):
    """Who did what, when, on which object; each line carries the keyed hash of the one before. Never updated.

    ``details`` hold codes, figures and identifiers, never a text somebody typed, a token or an address.
    """

    __tablename__ = "audit"
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    le: Mapped[int] = mapped_column(BigInteger)
    fabrique_id: Mapped[str | None] = mapped_column(Id)
    acteur: Mapped[str] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(60))
    objet_type: Mapped[str] = mapped_column(String(40))
    objet_id: Mapped[str] = mapped_column(String(36))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    precedente: Mapped[str] = mapped_column(Empreinte)
    empreinte: Mapped[str] = mapped_column(Empreinte, unique=True)
    __table_args__ = (Index("ix_audit_fabrique", "fabrique_id", "numero"),)


class CoupeAudit(Base):
    """Where retention has cut the audit journal: lines up to ``numero`` may be deleted, the chain goes on from here."""

    __tablename__ = "audit_coupe"
    numero: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    empreinte: Mapped[str] = mapped_column(Empreinte)
    le: Mapped[int] = mapped_column(BigInteger)
