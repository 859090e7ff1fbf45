"""Tables of the étude d’opportunité (``domaine.md`` §3.22–§3.25).

Instants are milliseconds since the epoch, UTC; a day is ISO text; a partial date is ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``; money is
in cents.
"""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)


def _dossier() -> Mapped[str]:
    return mapped_column(Id, ForeignKey("dossier.id"), index=True)


class Etude(Base):
    """The étude d’opportunité of a dossier. ``verdicts``: V1…V4 → verdict. Who pays for it: ``suivi/models.py: Financement``."""

    __tablename__ = "etude"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    responsable: Mapped[str] = mapped_column(String(160))
    debut: Mapped[str | None] = mapped_column(String(10))
    fin_prevue: Mapped[str | None] = mapped_column(String(10))
    fin_reelle: Mapped[str | None] = mapped_column(String(10))
    mode: Mapped[str | None] = mapped_column(String(20))
    note_positionnement: Mapped[str] = mapped_column(Text)
    verdicts: Mapped[dict[str, str]] = mapped_column(JSON)
    verdicts_notes: Mapped[dict[str, str]] = mapped_column(JSON)
    conclusion: Mapped[str | None] = mapped_column(String(30))
    conclusion_texte: Mapped[str] = mapped_column(Text)
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class EtudeSection(Base):
    """The text of one section; ``code`` is a key of ``nomenclatures.SECTIONS``."""

    __tablename__ = "etude_section"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    texte: Mapped[str] = mapped_column(Text)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    modifie_par: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))
    version: Mapped[int]


class EtudeSectionVersion(Base):
    """What a section said before: every save is kept."""

    __tablename__ = "etude_section_version"
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    texte: Mapped[str] = mapped_column(Text)
    le: Mapped[int] = mapped_column(BigInteger)
    par: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"))


class PreuveTerrain(Base):
    """One piece of field evidence; ``section``: the section of the study it feeds; ``dates``: partial dates."""

    __tablename__ = "preuve_terrain"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    type: Mapped[str] = mapped_column(String(20))
    intitule: Mapped[str] = mapped_column(String(140))
    dates: Mapped[list[str]] = mapped_column(JSON)
    nb_personnes: Mapped[int | None]
    publics: Mapped[str] = mapped_column(String(200))
    coorganisateurs: Mapped[list[str]] = mapped_column(JSON)
    enseignements: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(String(20))
    document_id: Mapped[str | None] = mapped_column(Id, ForeignKey("document.id"))
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class BenchmarkEntree(Base):
    """Something done elsewhere, that one or several dossiers learn from. ``chiffres``: [{libelle, valeur, annee, source}]."""

    __tablename__ = "benchmark_entree"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = mapped_column(Id, ForeignKey("fabrique.id"), index=True)
    nom: Mapped[str] = mapped_column(String(140))
    lieu: Mapped[str] = mapped_column(String(120))
    code_insee: Mapped[str | None] = mapped_column(String(5))
    pays: Mapped[str] = mapped_column(String(60))
    type: Mapped[str] = mapped_column(String(20))
    en_quoi_inspirant: Mapped[str] = mapped_column(Text)
    chiffres: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    modele_economique: Mapped[str] = mapped_column(Text)
    transferabilite: Mapped[str] = mapped_column(String(20))
    transferabilite_note: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(400))
    contact_pris_le: Mapped[str | None] = mapped_column(String(10))
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class BenchmarkDossier(Base):
    """A dossier that uses an entry."""

    __tablename__ = "benchmark_dossier"
    entree_id: Mapped[str] = mapped_column(Id, ForeignKey("benchmark_entree.id"), primary_key=True)
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), primary_key=True)
    ajoutee_le: Mapped[int] = mapped_column(BigInteger)


class MissionExpert(Base):
    """A question put to an expert, and the answer. ``remuneration``: cents."""

    __tablename__ = "mission_expert"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = _dossier()
    partenaire_id: Mapped[str | None] = mapped_column(Id, ForeignKey("partenaire.id", ondelete="SET NULL"))
    nom: Mapped[str] = mapped_column(String(160))
    domaine: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(Text)
    sollicite_le: Mapped[str] = mapped_column(String(10))
    rendu_le: Mapped[str | None] = mapped_column(String(10))
    avis: Mapped[str] = mapped_column(Text)
    remuneration: Mapped[int | None]
    lien_interet: Mapped[str] = mapped_column(String(200))
    cree_le: Mapped[int] = mapped_column(BigInteger)
    modifie_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
