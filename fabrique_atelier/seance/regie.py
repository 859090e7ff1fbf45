"""The right to conduct a séance, read again from the database: never trusted longer than one transaction (T4).

Two ways in: a person's session, while they hold the permission in the séance's fabrique, or the link of a lent remote.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from fabrique_atelier.comptes import sessions
from fabrique_atelier.comptes.droits import peut
from fabrique_atelier.comptes.sessions import INACTIVITE_MS, Session
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.droits import ANIMATION, Acteur
from fabrique_atelier.seance.etat import Seance
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import jeton_derive

ANIMER = "seance.animer"


@dataclass(frozen=True, slots=True)
class Conduite:
    """What the right to conduct a séance depends on."""

    id: str
    fabrique_id: str
    etat: str
    close_le: int | None
    pretee: bool
    empreinte_animation: str


_CHAMPS = tuple(getattr(m.Seance, n) for n in Conduite.__slots__)


def jeton_de_prise(cle: bytes, session_id: str, seance_id: str) -> str:
    """The token that opens the remote of one séance to one session: the page carries it, no handler reads a cookie."""
    return jeton_derive(cle, "prise", f"{session_id}|{seance_id}")


def conduites(connexion: Connection, ids: Iterable[str]) -> dict[str, Conduite]:
    """What the rights on these séances depend on, by id."""
    requete = select(*_CHAMPS).where(m.Seance.id.in_(set(ids)))
    return {r["id"]: Conduite(**r) for r in connexion.execute(requete).mappings()}


def verifier(
    connexion: Connection, seance: Seance | Conduite | None, acteur: Acteur, maintenant: int, action: str = ANIMER
) -> Session | None:
    """Let an animation actor through, and return their session (None: a lent link), or raise.

    Raises:
        ErreurMetier: ``session_finie`` (signed out, idle, demoted, deactivated) or ``lien_repris``.
    """
    if acteur.session_id is not None:
        session = sessions.par_id(connexion, acteur.session_id, maintenant)
        if session is None or seance is None or not _autorisee(session, seance, maintenant, action):
            raise refus("session_finie")
        return session
    prete = seance is not None and seance.pretee and hmac.compare_digest(seance.empreinte_animation, acteur.lien or "")
    if not prete or action != ANIMER:
        raise refus("lien_repris")
    return None


def perimes(
    connexion: Connection, ouvertes: Iterable[tuple[str, Acteur]], maintenant: int
) -> dict[tuple[str, Acteur], ErreurMetier]:
    """Among (séance id, actor) of open sockets, the animation ones that have lost their right, and why."""
    couples = {c for c in ouvertes if c[1].role == ANIMATION}
    connues = conduites(connexion, {seance_id for seance_id, _acteur in couples})
    perdus = {}
    for seance_id, acteur in couples:
        try:
            verifier(connexion, connues.get(seance_id), acteur, maintenant)
        except ErreurMetier as erreur:
            perdus[seance_id, acteur] = erreur
    return perdus


def _autorisee(session: Session, seance: Seance | Conduite, maintenant: int, action: str) -> bool:
    """Conducting outlives the idle limit while the séance goes on, and as long again after its closing."""
    if not peut(session.acteur, action, seance):
        return False
    if session.fraiche or seance.etat != "close":
        return True
    return seance.close_le is not None and maintenant - seance.close_le < INACTIVITE_MS
