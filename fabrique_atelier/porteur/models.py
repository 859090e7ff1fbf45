"""Tables of the porteur, calls and hand-over (``domaine.md`` §3.27–§3.33, §3.39).

Instants are milliseconds since the epoch, UTC; a day is ISO text; a partial date is ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)
PRESENT = text("jusqu_au IS NULL")


def _dossier() -> Mapped[str]:
    return mapped_column(Id, ForeignKey("dossier.id"), index=True)


def _partenaire() -> Mapped[str | None]:
    return mapped_column(Id, ForeignKey("partenaire.id", ondelete="SET NULL"), index=True)


class RecherchePorteur(Base):
    """By which of the three routes a porteur is looked for, and the note of the proactive one."""

    __tablename__ = "recherche_porteur"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    route: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class Porteur(Base):
    """Who carries the project; several may succeed one another, the present one has no ``jusqu_au``.

    ``personnes``: [{nom, fonction, courriel}]; ``colleges``: [{nom, poids}]; ``personne_id``: the account that follows it here.
    """

    __tablename__ = "porteur"
    __table_args__ = (
        Index("ix_porteur_present", "dossier_id", unique=True, sqlite_where=PRESENT, postgresql_where=PRESENT),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    type: Mapped[str] = mapped_column(String(30))
    route: Mapped[str] = mapped_column(String(20))
    nom: Mapped[str] = mapped_column(String(160))
    partenaire_id: Mapped[str | None] = _partenaire()
    candidature_id: Mapped[str | None] = mapped_column(Id, ForeignKey("candidature.id"))
    personne_id: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"), index=True)
    personnes: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    statut_vise: Mapped[str | None] = mapped_column(String(20))
    colleges: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    depuis: Mapped[str] = mapped_column(String(10))
    jusqu_au: Mapped[str | None] = mapped_column(String(10))
    motif_fin: Mapped[str] = mapped_column(Text)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class PorteurMembre(Base):
    """One structure of a consortium; ``nom`` as it was when it joined, should the partner be deleted."""

    __tablename__ = "porteur_membre"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    porteur_id: Mapped[str] = mapped_column(Id, ForeignKey("porteur.id"), index=True)
    partenaire_id: Mapped[str | None] = _partenaire()
    nom: Mapped[str] = mapped_column(String(160))
    role: Mapped[str] = mapped_column(String(120))
    principal: Mapped[bool]


class Appel(Base):
    """A call for candidates, as a dated record. ``criteres``: [{libelle, poids}]; ``jury``: names."""

    __tablename__ = "appel"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    titre: Mapped[str] = mapped_column(String(140))
    cahier_des_charges: Mapped[str] = mapped_column(Text)
    profil: Mapped[str] = mapped_column(Text)
    eligibles: Mapped[list[str]] = mapped_column(JSON)
    criteres: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    ouverture: Mapped[int | None] = mapped_column(BigInteger)
    cloture: Mapped[int | None] = mapped_column(BigInteger)
    jury: Mapped[list[str]] = mapped_column(JSON)
    jury_le: Mapped[str | None] = mapped_column(String(10))
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class Candidature(Base):
    """Who answered a call. ``personne``, ``courriel`` and ``telephone`` go two years after a refusal; the rest stays.

    ``garder``: the person asked us to keep them; ``effacee_le``: when the personal data went.
    """

    __tablename__ = "candidature"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    appel_id: Mapped[str] = mapped_column(Id, ForeignKey("appel.id"), index=True)
    type: Mapped[str] = mapped_column(String(30))
    projet: Mapped[str] = mapped_column(String(140))
    structure: Mapped[str] = mapped_column(String(160))
    personne: Mapped[str] = mapped_column(String(160))
    courriel: Mapped[str] = mapped_column(String(254))
    telephone: Mapped[str] = mapped_column(String(30))
    resume: Mapped[str] = mapped_column(Text)
    recue_le: Mapped[str] = mapped_column(String(10))
    resultat: Mapped[str | None] = mapped_column(String(30))
    rang: Mapped[int | None]
    motif: Mapped[str] = mapped_column(Text)
    decidee_le: Mapped[str | None] = mapped_column(String(10))
    garder: Mapped[bool]
    effacee_le: Mapped[int | None] = mapped_column(BigInteger)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class Convention(Base):
    """The convention de transmission with one porteur. ``parties``, ``engagements``: lines; ``elements``: codes."""

    __tablename__ = "convention"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    porteur_id: Mapped[str] = mapped_column(Id, ForeignKey("porteur.id"), unique=True)
    parties: Mapped[list[str]] = mapped_column(JSON)
    objet: Mapped[str] = mapped_column(Text)
    elements: Mapped[list[str]] = mapped_column(JSON)
    droits: Mapped[str] = mapped_column(Text)
    accompagnement_mois: Mapped[int | None]
    accompagnement: Mapped[str] = mapped_column(Text)
    engagements: Mapped[list[str]] = mapped_column(JSON)
    clause_retour: Mapped[bool]
    clause_texte: Mapped[str] = mapped_column(Text)
    signee_fabrique: Mapped[str | None] = mapped_column(String(10))
    signee_porteur: Mapped[str | None] = mapped_column(String(10))
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class PaquetTransmission(Base):
    """The hand-over file as it was sent on a day, to somebody: never changed."""

    __tablename__ = "paquet_transmission"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    convention_id: Mapped[str] = mapped_column(Id, ForeignKey("convention.id"), index=True)
    jour: Mapped[str] = mapped_column(String(10))
    destinataire: Mapped[str] = mapped_column(String(160))
    elements: Mapped[list[str]] = mapped_column(JSON)
    contenu: Mapped[str] = mapped_column(Text)
    empreinte: Mapped[str] = mapped_column(String(64))
    envoye_le: Mapped[int] = mapped_column(BigInteger)
    envoye_par: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))


class EtudeFaisabilite(Base):
    """What the porteur studied in turn; its two documents are pieces of the dossier."""

    __tablename__ = "etude_faisabilite"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    porteur_id: Mapped[str | None] = mapped_column(Id, ForeignKey("porteur.id"))
    deposee_le: Mapped[str | None] = mapped_column(String(10))
    points_vigilance: Mapped[str] = mapped_column(Text)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
