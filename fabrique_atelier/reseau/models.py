"""Tables of the reference data (``domaine.md`` §3.1–§3.3, §3.34).

Instants are milliseconds since the epoch, UTC; dates are ISO text, partial dates are ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)


def _fabrique() -> Mapped[str]:
    return mapped_column(Id, ForeignKey("fabrique.id", ondelete="CASCADE"), index=True)


class Fabrique(Base):
    """One Fabrique à initiatives, or another generator of projects; ``identifiant`` is its name in addresses."""

    __tablename__ = "fabrique"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    identifiant: Mapped[str] = mapped_column(String(60), unique=True)
    nom: Mapped[str] = mapped_column(String(120))
    structure_porteuse: Mapped[str] = mapped_column(String(160))
    statut_reseau: Mapped[str] = mapped_column(String(30))
    date_statut: Mapped[str | None] = mapped_column(String(10))
    annee_creation: Mapped[int | None]
    strategie_regionale: Mapped[list[str]] = mapped_column(JSON)
    competences: Mapped[list[str]] = mapped_column(JSON)
    etp_centiemes: Mapped[int | None]
    vocabulaire: Mapped[dict[str, Any]] = mapped_column(JSON)
    prereglage: Mapped[str] = mapped_column(String(30))
    base_legale: Mapped[str] = mapped_column(String(30))
    referent_accessibilite: Mapped[str] = mapped_column(String(200))
    contact_donnees: Mapped[str] = mapped_column(String(200))
    mentions: Mapped[dict[str, str]] = mapped_column(JSON)
    seuils_alerte: Mapped[dict[str, int]] = mapped_column(JSON)
    conservation_jours: Mapped[int]
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str | None] = mapped_column(String(20))
    logo_alternative: Mapped[str] = mapped_column(String(200))
    cree_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    __table_args__ = (
        CheckConstraint("conservation_jours >= 0 AND conservation_jours <= 90", name="ck_fabrique_conservation"),
    )


class Thematique(Base):
    """One theme of a fabrique's controlled list."""

    __tablename__ = "thematique"
    fabrique_id: Mapped[str] = mapped_column(Id, ForeignKey("fabrique.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    libelle: Mapped[str] = mapped_column(String(80))
    ordre: Mapped[int]
    active: Mapped[bool]


class Territoire(Base):
    """A place where a fabrique works. INSEE codes are text: leading zeros and 2A/2B count."""

    __tablename__ = "territoire"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = _fabrique()
    type: Mapped[str] = mapped_column(String(30))
    nom: Mapped[str] = mapped_column(String(120))
    code_insee: Mapped[str | None] = mapped_column(String(5))
    codes_postaux: Mapped[list[str]] = mapped_column(JSON)
    siren_epci: Mapped[str | None] = mapped_column(String(9))
    code_departement: Mapped[str | None] = mapped_column(String(3))
    code_region: Mapped[str | None] = mapped_column(String(2))
    population: Mapped[int | None]
    population_annee: Mapped[int | None]
    millesime_cog: Mapped[int]
    cree_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class Zonage(Base):
    """A policy perimeter attached to a territory, dated."""

    __tablename__ = "zonage"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    territoire_id: Mapped[str] = mapped_column(Id, ForeignKey("territoire.id", ondelete="CASCADE"), index=True)
    type: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20))
    libelle: Mapped[str] = mapped_column(String(160))
    date_debut: Mapped[str | None] = mapped_column(String(10))
    date_fin: Mapped[str | None] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(200))
    verifie_le: Mapped[str | None] = mapped_column(String(10))


class Partenaire(Base):
    """An organisation working with a fabrique. ``nom_cle`` is its name for searching: no accent, no case."""

    __tablename__ = "partenaire"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = _fabrique()
    nom: Mapped[str] = mapped_column(String(160))
    nom_cle: Mapped[str] = mapped_column(String(200), index=True)
    college: Mapped[str] = mapped_column(String(40))
    roles: Mapped[list[str]] = mapped_column(JSON)
    forme_juridique: Mapped[str | None] = mapped_column(String(30))
    siret: Mapped[str | None] = mapped_column(String(14))
    rna: Mapped[str | None] = mapped_column(String(10))
    est_ess: Mapped[bool | None]
    droit_de_tirage_annuel: Mapped[int | None]
    site_web: Mapped[str] = mapped_column(String(200))
    adresse: Mapped[str] = mapped_column(String(300))
    code_insee: Mapped[str | None] = mapped_column(String(5))
    commune: Mapped[str] = mapped_column(String(120))
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    __table_args__ = (UniqueConstraint("fabrique_id", "siret", name="uq_partenaire_siret"),)


class PartenaireTerritoire(Base):
    """Where a partner acts."""

    __tablename__ = "partenaire_territoire"
    partenaire_id: Mapped[str] = mapped_column(Id, ForeignKey("partenaire.id", ondelete="CASCADE"), primary_key=True)
    territoire_id: Mapped[str] = mapped_column(Id, ForeignKey("territoire.id", ondelete="CASCADE"), primary_key=True)


class Contact(Base):
    """A person of a partner, with what the law asks: on which basis, from where, when last spoken to."""

    __tablename__ = "contact"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    partenaire_id: Mapped[str] = mapped_column(Id, ForeignKey("partenaire.id", ondelete="CASCADE"), index=True)
    nom: Mapped[str] = mapped_column(String(80))
    prenom: Mapped[str] = mapped_column(String(80))
    fonction: Mapped[str] = mapped_column(String(120))
    courriel: Mapped[str] = mapped_column(String(254))
    telephone: Mapped[str] = mapped_column(String(20))
    base_legale: Mapped[str] = mapped_column(String(30))
    source: Mapped[str] = mapped_column(String(200))
    dernier_echange: Mapped[str] = mapped_column(String(10))
    transmissible: Mapped[bool]
    cree_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class Referentiel(Base):
    """One edition of an official list brought from a file; the embedded edition needs no row. ``contenu``: gzip of CSV."""

    __tablename__ = "referentiel"
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    millesime: Mapped[str] = mapped_column(String(10), primary_key=True)
    source: Mapped[str] = mapped_column(String(200))
    lignes: Mapped[int]
    empreinte: Mapped[str] = mapped_column(String(64))
    importe_le: Mapped[int] = mapped_column(BigInteger)
    contenu: Mapped[bytes] = mapped_column(LargeBinary)


class ImportPartenaires(Base):
    """A file of partners being brought in: kept between the mapping, the dry run and the confirmation."""

    __tablename__ = "import_partenaires"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = _fabrique()
    personne_id: Mapped[str] = mapped_column(Id, ForeignKey("personne.id", ondelete="CASCADE"))
    nom_fichier: Mapped[str] = mapped_column(String(160))
    lignes: Mapped[list[list[str]]] = mapped_column(JSON)
    correspondance: Mapped[dict[str, Any]] = mapped_column(JSON)
    rapport: Mapped[str | None] = mapped_column(Text)
    cree_le: Mapped[int] = mapped_column(BigInteger)
