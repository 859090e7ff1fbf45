"""Tables of the committees (``domaine.md`` §3.17–§3.21).

Days are ISO text, hours ``HH:MM`` (France's own time), instants milliseconds since the epoch, UTC. Once a session is
``signee``, triggers refuse every change of what its minutes say (``migrations``, 0990): corrections are a new point.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fabrique_atelier.socle.base import Base

Id = String(36)


def _seance() -> Mapped[str]:
    return mapped_column(Id, ForeignKey("seance_comite.id"), index=True)


def _point(*, cle: bool = False) -> Mapped[str]:
    return mapped_column(Id, ForeignKey("point_ordre_du_jour.id"), primary_key=cle, index=not cle)


class Comite(Base):
    """A body that decides: permanent (engagement, pilotage, jury) or made for one dossier (suivi).

    ``nominatif``: its rules ask for the opinion of each member by name; ``clos_le``: the day it stopped sitting.
    """

    __tablename__ = "comite"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    fabrique_id: Mapped[str] = mapped_column(Id, ForeignKey("fabrique.id"), index=True)
    type: Mapped[str] = mapped_column(String(20))
    nom: Mapped[str] = mapped_column(String(120))
    dossier_id: Mapped[str | None] = mapped_column(Id, ForeignKey("dossier.id"), index=True)
    appel_id: Mapped[str | None] = mapped_column(Id)
    portes: Mapped[list[str]] = mapped_column(JSON)
    quorum_pct: Mapped[int]
    majorite: Mapped[str] = mapped_column(String(20))
    voix_preponderante: Mapped[bool]
    pouvoirs_max: Mapped[int]
    delai_envoi_jours: Mapped[int]
    nominatif: Mapped[bool]
    frequence: Mapped[str] = mapped_column(String(40))
    mandat_debut: Mapped[str] = mapped_column(String(10))
    mandat_fin: Mapped[str] = mapped_column(String(10))
    clos_le: Mapped[str | None] = mapped_column(String(10))
    cree_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]


class MembreComite(Base):
    """A seat: held by a partner, taken by its titulaire or suppléant. ``personne_id``: the account that may look at the papers.

    A seat is never deleted, it is left (``actif`` false): the sessions it sat in go on knowing it.
    """

    __tablename__ = "membre_comite"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    comite_id: Mapped[str] = mapped_column(Id, ForeignKey("comite.id"), index=True)
    partenaire_id: Mapped[str | None] = mapped_column(Id, ForeignKey("partenaire.id", ondelete="SET NULL"), index=True)
    titulaire_id: Mapped[str | None] = mapped_column(Id, ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    suppleant_id: Mapped[str | None] = mapped_column(Id, ForeignKey("contact.id", ondelete="SET NULL"), index=True)
    personne_id: Mapped[str | None] = mapped_column(Id, ForeignKey("personne.id", ondelete="SET NULL"), index=True)
    college: Mapped[str] = mapped_column(String(40))
    voix: Mapped[str] = mapped_column(String(20))
    depuis: Mapped[str] = mapped_column(String(10))
    jusqu_au: Mapped[str] = mapped_column(String(10))
    actif: Mapped[bool]
    interets: Mapped[list[str]] = mapped_column(JSON)
    version: Mapped[int]


class SeanceComite(Base):
    """One sitting. ``sequence`` counts the changes of day, hour or place told to the members (ICS)."""

    __tablename__ = "seance_comite"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    comite_id: Mapped[str] = mapped_column(Id, ForeignKey("comite.id"), index=True)
    jour: Mapped[str] = mapped_column(String(10))
    heure: Mapped[str] = mapped_column(String(5))
    duree_min: Mapped[int]
    lieu: Mapped[str] = mapped_column(String(200))
    mode: Mapped[str] = mapped_column(String(30))
    etat: Mapped[str] = mapped_column(String(30))
    convoquee_le: Mapped[str | None] = mapped_column(String(10))
    president_id: Mapped[str | None] = mapped_column(Id, ForeignKey("membre_comite.id"))
    secretaire: Mapped[str] = mapped_column(String(160))
    prochaine: Mapped[str | None] = mapped_column(String(10))
    notes: Mapped[str] = mapped_column(Text)
    sequence: Mapped[int]
    cree_le: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]
    __table_args__ = (Index("ix_seance_comite_jour", "comite_id", "jour"),)


class Presence(Base):
    """Who is there; ``pouvoir_a``: the member a ``represente`` gave their voice to."""

    __tablename__ = "presence"
    seance_comite_id: Mapped[str] = mapped_column(Id, ForeignKey("seance_comite.id"), primary_key=True)
    membre_id: Mapped[str] = mapped_column(Id, ForeignKey("membre_comite.id"), primary_key=True)
    etat: Mapped[str] = mapped_column(String(20))
    pouvoir_a: Mapped[str | None] = mapped_column(Id, ForeignKey("membre_comite.id"))
    par_suppleant: Mapped[bool]
    le: Mapped[int] = mapped_column(BigInteger)


class PointOrdreDuJour(Base):
    """One item of an agenda. ``decide`` turns true once, when its decision is recorded.

    ``rectifie_id``: the point it corrects; ``vote_seance_id``: the hidden séance where its avis is given live.
    """

    __tablename__ = "point_ordre_du_jour"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_comite_id: Mapped[str] = _seance()
    ordre: Mapped[int]
    porte: Mapped[str] = mapped_column(String(20))
    dossier_id: Mapped[str | None] = mapped_column(Id, ForeignKey("dossier.id"), index=True)
    candidature_id: Mapped[str | None] = mapped_column(Id)
    rectifie_id: Mapped[str | None] = mapped_column(Id, ForeignKey("point_ordre_du_jour.id"), index=True)
    titre: Mapped[str] = mapped_column(String(140))
    recommandation: Mapped[str] = mapped_column(String(30))
    recommandation_texte: Mapped[str] = mapped_column(Text)
    synthese: Mapped[str] = mapped_column(Text)
    decide: Mapped[bool]
    vote_seance_id: Mapped[str | None] = mapped_column(Id, ForeignKey("seance.id"))
    version: Mapped[int]


class TicketAvis(Base):
    """Which ticket of the live vote of a point is whose; gone once the totals are in."""

    __tablename__ = "ticket_avis"
    point_id: Mapped[str] = _point(cle=True)
    numero: Mapped[int] = mapped_column(primary_key=True)
    membre_id: Mapped[str] = mapped_column(Id, ForeignKey("membre_comite.id"))


class PiecePoint(Base):
    """A document of the dossier put in the pack of a point."""

    __tablename__ = "piece_point"
    point_id: Mapped[str] = _point(cle=True)
    document_id: Mapped[str] = mapped_column(Id, ForeignKey("document.id", ondelete="CASCADE"), primary_key=True)


class Deport(Base):
    """A member who withdraws from a point: no document, no debate, no vote. ``apres_envoi``: told once the papers had left."""

    __tablename__ = "deport"
    point_id: Mapped[str] = _point(cle=True)
    membre_id: Mapped[str] = mapped_column(Id, ForeignKey("membre_comite.id"), primary_key=True)
    motif: Mapped[str] = mapped_column(String(300))
    apres_envoi: Mapped[bool]
    le: Mapped[int] = mapped_column(BigInteger)


class Avis(Base):
    """What the members said on a point, counted in voices.

    ``sur``: ``decision`` (on what is proposed) or ``idee`` (on the idea itself); ``source``: ``main``, ``nominatif``,
    ``direct`` (then ``vote_seance_id`` is the live séance); ``president``: how the chair voted, for a casting vote.
    """

    __tablename__ = "avis"
    point_id: Mapped[str] = _point(cle=True)
    favorable: Mapped[int]
    favorable_reserves: Mapped[int]
    defavorable: Mapped[int]
    abstention: Mapped[int]
    sur: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))
    president: Mapped[str] = mapped_column(String(20))
    vote_seance_id: Mapped[str | None] = mapped_column(Id, ForeignKey("seance.id"))
    le: Mapped[int] = mapped_column(BigInteger)


class AvisNominatif(Base):
    """The opinion of one member, when the rules of the committee ask for names."""

    __tablename__ = "avis_nominatif"
    point_id: Mapped[str] = _point(cle=True)
    membre_id: Mapped[str] = mapped_column(Id, ForeignKey("membre_comite.id"), primary_key=True)
    avis: Mapped[str] = mapped_column(String(20))


class OpinionDivergente(Base):
    """A member who asked that their disagreement be written down."""

    __tablename__ = "opinion_divergente"
    point_id: Mapped[str] = _point(cle=True)
    membre_id: Mapped[str] = mapped_column(Id, ForeignKey("membre_comite.id"), primary_key=True)
    texte: Mapped[str] = mapped_column(Text)
    le: Mapped[int] = mapped_column(BigInteger)


class DecisionComite(Base):
    """The one decision of a point, with the quorum and the majority as they were when it was taken.

    ``par`` is a person's id without a foreign key: the account may go, the line stays as it was written.
    """

    __tablename__ = "decision_comite"
    point_id: Mapped[str] = _point(cle=True)
    seance_comite_id: Mapped[str] = mapped_column(Id, ForeignKey("seance_comite.id"))
    decision: Mapped[str] = mapped_column(String(30))
    jour: Mapped[str] = mapped_column(String(10))
    motif: Mapped[str] = mapped_column(Text)
    motif_code: Mapped[str | None] = mapped_column(String(40))
    rang: Mapped[int | None]
    reponse_publique: Mapped[str] = mapped_column(Text)
    prochaine: Mapped[str | None] = mapped_column(String(10))
    retour: Mapped[str] = mapped_column(String(40))
    destinataire: Mapped[str] = mapped_column(String(200))
    voix: Mapped[int]
    voix_presentes: Mapped[int]
    deports: Mapped[int]
    quorum: Mapped[int]
    quorum_atteint: Mapped[bool]
    regle: Mapped[str] = mapped_column(String(20))
    adoptee: Mapped[bool | None]
    par: Mapped[str] = mapped_column(Id)
    le: Mapped[int] = mapped_column(BigInteger)
    __table_args__ = (UniqueConstraint("seance_comite_id", "rang", name="uq_decision_comite_rang"),)


class Reserve(Base):
    """A condition of a positive decision, followed until it is lifted; without a point: the team decided alone."""

    __tablename__ = "reserve"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), index=True)
    point_id: Mapped[str | None] = mapped_column(Id, ForeignKey("point_ordre_du_jour.id"), index=True)
    texte: Mapped[str] = mapped_column(Text)
    responsable: Mapped[str] = mapped_column(String(160))
    echeance: Mapped[str] = mapped_column(String(10))
    levee_le: Mapped[str | None] = mapped_column(String(10))
    levee_texte: Mapped[str] = mapped_column(Text)


class Demande(Base):
    """Something the committee asked to know before deciding; ``reponse`` once it was given."""

    __tablename__ = "demande"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    dossier_id: Mapped[str] = mapped_column(Id, ForeignKey("dossier.id"), index=True)
    point_id: Mapped[str | None] = mapped_column(Id, ForeignKey("point_ordre_du_jour.id"), index=True)
    texte: Mapped[str] = mapped_column(Text)
    responsable: Mapped[str] = mapped_column(String(160))
    echeance: Mapped[str] = mapped_column(String(10))
    repondu_le: Mapped[str | None] = mapped_column(String(10))
    reponse: Mapped[str] = mapped_column(Text)


class CompteRendu(Base):
    """The minutes, frozen when they are signed: ``contenu`` is what was signed, whatever happens to the people and names later."""

    __tablename__ = "compte_rendu"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seance_comite_id: Mapped[str] = mapped_column(Id, ForeignKey("seance_comite.id"), unique=True)
    contenu: Mapped[dict[str, Any]] = mapped_column(JSON)
    signataires: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    empreinte: Mapped[str] = mapped_column(String(64))
    signe_le: Mapped[int] = mapped_column(BigInteger)
    signe_par: Mapped[str] = mapped_column(Id)
