"""Queries of the live workshop: finding a séance by a link or a code, listing, catching up."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select

from fabrique_atelier.comptes.lecture_audit import LigneLue
from fabrique_atelier.comptes.models import EntreeAudit, Personne
from fabrique_atelier.seance import models as m
from fabrique_atelier.socle.identifiants import LONGUEUR_JETON, empreinte

#: Older than this, a snapshot is cheaper than the batches.
RETARD_MAX = 500
AUDIT_MAX = 50
_COLONNES = {
    "entree": m.Seance.empreinte_entree,
    "animation": m.Seance.empreinte_animation,
    "tableau": m.Seance.empreinte_tableau,
}


@dataclass(frozen=True, slots=True)
class SeanceResumee:
    """What a list or a page header needs to know of a séance."""

    id: str
    fabrique_id: str
    titre: str
    question: str
    code: str
    etat: str
    lieu: str
    structure: str
    date_debut: str | None
    mode_identite: str
    mode_entree: str
    mineurs_presents: bool
    generation: int
    pretee: bool
    cree_le: int


def seance_par_jeton(connexion: Connection, role: str, jeton: str) -> SeanceResumee | None:
    """Find the séance a link opens; ``role`` is ``entree``, ``animation`` (only while lent) or ``tableau``."""
    if len(jeton) != LONGUEUR_JETON:
        return None
    condition = _COLONNES[role] == empreinte(jeton)
    return _une(connexion, and_(condition, m.Seance.pretee) if role == "animation" else condition)


def seance_par_code(connexion: Connection, code: str) -> SeanceResumee | None:
    """Find the séance by its typed code, already normalised; a closed one too."""
    return _une(connexion, m.Seance.code == code)


def seance_du_telephone(connexion: Connection, code: str, empreinte_telephone: str) -> str | None:
    """Return the id of the open séance of that code, if that phone is already in it."""
    requete = (
        select(m.Seance.id)
        .join(m.Participant, m.Participant.seance_id == m.Seance.id)
        .where(m.Seance.code == code, m.Seance.etat != "close", _sur(empreinte_telephone))
    )
    trouvee: str | None = connexion.execute(requete).scalar()
    return trouvee


def seance_du_ticket(connexion: Connection, jeton: str) -> str | None:
    """Return the id of the séance a printed ticket belongs to."""
    if len(jeton) != LONGUEUR_JETON:
        return None
    trouvee: str | None = connexion.execute(
        select(m.Ticket.seance_id).where(m.Ticket.empreinte == empreinte(jeton))
    ).scalar()
    return trouvee


def seance_par_id(connexion: Connection, seance_id: str, *, ateliers: bool = False) -> SeanceResumee | None:
    """Find a séance by its identifier; ``ateliers``: only if it is a workshop."""
    celle_ci = m.Seance.id == seance_id
    return _une(connexion, and_(celle_ci, m.ATELIER) if ateliers else celle_ci)


def seance_de_la_fabrique(connexion: Connection, fabrique_id: str, seance_id: str) -> SeanceResumee | None:
    """Find a séance by its identifier, only in this fabrique."""
    return _une(connexion, and_(m.Seance.id == seance_id, m.Seance.fabrique_id == fabrique_id))


def seances(connexion: Connection, fabrique_id: str | None = None) -> list[SeanceResumee]:
    """Every workshop of a fabrique (None: of the instance), newest first; the live votes of a committee are none."""
    requete = select(*_CHAMPS).where(m.ATELIER).order_by(m.Seance.cree_le.desc(), m.Seance.id)
    if fabrique_id is not None:
        requete = requete.where(m.Seance.fabrique_id == fabrique_id)
    return [SeanceResumee(**r) for r in connexion.execute(requete).mappings()]


@dataclass(frozen=True, slots=True)
class TicketVu:
    """A printed ticket, and who has come with it."""

    numero: int
    annule: bool
    participant: int | None
    ecarte: bool | None
    sur_un_telephone: bool


def tickets(connexion: Connection, seance_id: str) -> list[TicketVu]:
    """Every ticket of a séance, by number."""
    t, p = m.Ticket, m.Participant
    requete = (
        select(t.numero, t.annule, p.numero, p.ecarte, p.appareil)
        .outerjoin(p, and_(p.seance_id == t.seance_id, p.empreinte == t.empreinte))
        .where(t.seance_id == seance_id)
        .order_by(t.numero)
    )
    return [TicketVu(n, annule, qui, ecarte, bool(sur)) for n, annule, qui, ecarte, sur in connexion.execute(requete)]


def audit_de(connexion: Connection, fabrique_id: str, seance_id: str) -> list[LigneLue]:
    """What the team did on a séance, latest first."""
    a, p = EntreeAudit, Personne
    champs = (a.numero, a.le, a.acteur, func.coalesce(p.nom, ""), a.action, a.objet_type, a.objet_id, a.details)
    requete = (
        select(*champs)
        .outerjoin(p, p.id == a.acteur)
        .where(a.fabrique_id == fabrique_id, a.objet_type == "seance", a.objet_id == seance_id)
        .order_by(a.numero.desc())
        .limit(AUDIT_MAX)
    )
    return [LigneLue(*ligne) for ligne in connexion.execute(requete)]


def touches_depuis(connexion: Connection, seance_id: str, depuis: int) -> dict[tuple[str, str], None]:
    """What the accepted commands after ``depuis`` have touched, in order, each once."""
    requete = (
        select(m.Journal.touches)
        .where(m.Journal.seance_id == seance_id, m.Journal.revision > depuis)
        .order_by(m.Journal.revision)
    )
    return {(entite, cle): None for (touches,) in connexion.execute(requete) for entite, cle in touches}


def _sur(telephone: str) -> ColumnElement[bool]:
    """A participant on that phone: its own hash, or the one its ticket was last read on."""
    return func.coalesce(m.Participant.appareil, m.Participant.empreinte) == telephone


_CHAMPS = tuple(getattr(m.Seance, n) for n in SeanceResumee.__slots__)


def _une(connexion: Connection, condition: ColumnElement[bool]) -> SeanceResumee | None:
    ligne = connexion.execute(select(*_CHAMPS).where(condition)).mappings().first()
    return SeanceResumee(**ligne) if ligne else None
