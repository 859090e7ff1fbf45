"""Tables of what comes in outside a séance: needs, signalements, those who asked to be told (``domaine.md`` §3.4, §3.5).

Instants are milliseconds since the epoch, UTC; a day is ISO text; a partial date is ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)
Jeton = String(64)


def _fabrique() -> Mapped[str]:
    return mapped_column(Id, ForeignKey("fabrique.id", ondelete="CASCADE"), index=True)


def _personne() -> Mapped[str | None]:
    return mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))


def _territoire() -> Mapped[str | None]:
    return mapped_column(Id, ForeignKey("territoire.id", ondelete="SET NULL"))


class Besoin(Base):
    """A need of a territory. ``sources``: at least one, ``{type, date, reference, note}``; ``chiffres``: ``{valeur, unite, annee, source}``."""

    __tablename__ = "besoin"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = _fabrique()
    titre: Mapped[str] = mapped_column(String(140))
    description: Mapped[str] = mapped_column(Text)
    point_de_depart: Mapped[str] = mapped_column(String(30))
    publics: Mapped[list[str]] = mapped_column(JSON)
    territoire_id: Mapped[str | None] = _territoire()
    thematiques: Mapped[list[str]] = mapped_column(JSON)
    sources: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    ampleur: Mapped[str] = mapped_column(String(400))
    chiffres: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    etat: Mapped[str] = mapped_column(String(20))
    recherche: Mapped[str] = mapped_column(Text)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    cree_par: Mapped[str | None] = _personne()
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class Signalement(Base):
    """An idea or a need received outside a séance.

    ``apporteur_id``: a partner known to the fabrique; otherwise ``organisation`` says in its own words who wrote, and both
    empty mean the team itself. ``motif`` and ``reponse`` are written when it is classed: the first for the team, the second
    for whoever wrote.
    """

    __tablename__ = "signalement"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = _fabrique()
    titre: Mapped[str] = mapped_column(String(140))
    texte: Mapped[str] = mapped_column(Text)
    nature: Mapped[str] = mapped_column(String(30))
    canal: Mapped[str] = mapped_column(String(30))
    recu_le: Mapped[str] = mapped_column(String(10))
    apporteur_id: Mapped[str | None] = mapped_column(Id, ForeignKey("partenaire.id", ondelete="SET NULL"), index=True)
    organisation: Mapped[str] = mapped_column(String(160))
    territoire_id: Mapped[str | None] = _territoire()
    lieu: Mapped[str] = mapped_column(String(160))
    thematiques: Mapped[list[str]] = mapped_column(JSON)
    courriel_reponse: Mapped[str] = mapped_column(String(254))
    empreinte: Mapped[str] = mapped_column(Jeton, unique=True)
    statut: Mapped[str] = mapped_column(String(20))
    besoin_id: Mapped[str | None] = mapped_column(Id, ForeignKey("besoin.id"), index=True)
    dossier_id: Mapped[str | None] = mapped_column(Id, ForeignKey("dossier.id"), index=True)
    motif: Mapped[str] = mapped_column(Text)
    reponse: Mapped[str] = mapped_column(Text)
    trie_le: Mapped[str | None] = mapped_column(String(10))
    trie_par: Mapped[str | None] = _personne()
    cree_le: Mapped[int] = mapped_column(BigInteger)
    cree_par: Mapped[str | None] = _personne()
    version: Mapped[int]
    __table_args__ = (Index("ix_signalement_statut", "fabrique_id", "statut"),)


class LienApporteur(Base):
    """The link of one partner to its own page; a new ``generation`` closes the former one."""

    __tablename__ = "lien_apporteur"
    partenaire_id: Mapped[str] = mapped_column(Id, ForeignKey("partenaire.id", ondelete="CASCADE"), primary_key=True)
    generation: Mapped[int]
    empreinte: Mapped[str] = mapped_column(Jeton, unique=True)
    cree_le: Mapped[int] = mapped_column(BigInteger)


class Abonnement(Base):
    """An address that asked for the news of one séance. It is tied to no card, no phone and no name, and deleted at the stop."""

    __tablename__ = "abonnement"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_id: Mapped[str] = mapped_column(Id, ForeignKey("seance.id", ondelete="CASCADE"), index=True)
    courriel: Mapped[str] = mapped_column(String(254))
    empreinte: Mapped[str] = mapped_column(Jeton, unique=True)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    confirme_le: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (UniqueConstraint("seance_id", "courriel", name="uq_abonnement"),)
