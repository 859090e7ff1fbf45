"""Queries of the live workshop: finding a séance by a link or a code, listing, catching up."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from fabrique_atelier.seance import models as m
from fabrique_atelier.socle.identifiants import LONGUEUR_JETON, empreinte, normaliser_code

#: Older than this, a snapshot is cheaper than the batches.
RETARD_MAX = 500
_COLONNES = {
    "entree": m.Seance.empreinte_entree,
    "animation": m.Seance.empreinte_animation,
    "tableau": m.Seance.empreinte_tableau,
}


@dataclass(frozen=True, slots=True)
class SeanceResumee:
    """What a list or a page header needs to know of a séance."""

    id: str
    titre: str
    question: str
    code: str
    etat: str
    lieu: str
    structure: str
    date_debut: str | None
    cree_le: int


def seance_par_jeton(connexion: Connection, role: str, jeton: str) -> SeanceResumee | None:
    """Find the séance a link opens; ``role`` is ``entree``, ``animation`` or ``tableau``."""
    if len(jeton) != LONGUEUR_JETON:
        return None
    return _une(connexion, _COLONNES[role] == empreinte(jeton))


def seance_par_entree(connexion: Connection, entree: str) -> SeanceResumee | None:
    """Find the séance by the QR's token or by the typed code (never a closed one by its code)."""
    trouvee = seance_par_jeton(connexion, "entree", entree)
    if trouvee is None:
        code = normaliser_code(entree)
        trouvee = _une(connexion, m.Seance.code == code) if len(code) == 6 else None
    return trouvee


def seance_par_id(connexion: Connection, seance_id: str) -> SeanceResumee | None:
    """Find a séance by its identifier."""
    return _une(connexion, m.Seance.id == seance_id)


def seances(connexion: Connection) -> list[SeanceResumee]:
    """Every séance, newest first."""
    requete = select(*_CHAMPS).order_by(m.Seance.cree_le.desc(), m.Seance.id)
    return [SeanceResumee(**r) for r in connexion.execute(requete).mappings()]


def touches_depuis(connexion: Connection, seance_id: str, depuis: int) -> dict[tuple[str, str], None]:
    """What the accepted commands after ``depuis`` have touched, in order, each once."""
    requete = (
        select(m.Journal.touches)
        .where(m.Journal.seance_id == seance_id, m.Journal.revision > depuis)
        .order_by(m.Journal.revision)
    )
    return {(entite, cle): None for (touches,) in connexion.execute(requete) for entite, cle in touches}


_CHAMPS = tuple(getattr(m.Seance, n) for n in SeanceResumee.__slots__)


def _une(connexion: Connection, condition: object) -> SeanceResumee | None:
    ligne = connexion.execute(select(*_CHAMPS).where(condition)).mappings().first()  # type: ignore[arg-type]
    return SeanceResumee(**ligne) if ligne else None
