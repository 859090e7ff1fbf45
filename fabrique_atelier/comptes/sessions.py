"""Server-side sessions of staff (``fiabilite.md`` F7, T4, T11): a 256-bit secret in the cookie, its hash in the database.

Two idle limits: 30 minutes for everything, 12 hours for conducting a séance that goes on; 12 hours in all. The row and
the roles are read again for every request, every socket command and, twice a second, for every open staff socket.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.droits import ActeurEquipe
from fabrique_atelier.socle.identifiants import empreinte, nouvel_identifiant

INACTIVITE_MS = 30 * 60_000
ABSOLUE_MS = 12 * 3_600_000
#: A rotated secret still opens its session that long: two tabs may load at once.
CHEVAUCHEMENT_MS = 10_000
#: ``vue_le`` is written at most that often.
PAS_DE_VUE_MS = 30_000


@dataclass(frozen=True, slots=True)
class Session:
    """A living session: who, and what it still opens. ``fraiche``: used within the last 30 minutes."""

    acteur: ActeurEquipe
    fraiche: bool
    a_tourner: bool
    a_dater: bool


@dataclass(frozen=True, slots=True)
class SessionListee:
    """One line of « vos connexions »."""

    id: str
    appareil: str
    cree_le: int
    vue_le: int


def ouvrir(connexion: Connection, personne_id: str, appareil: str, maintenant: int) -> tuple[str, str]:
    """Open a session; return (secret for the cookie, session id)."""
    secret, identifiant = secrets.token_urlsafe(32), nouvel_identifiant()
    connexion.execute(
        insert(m.SessionEquipe),
        {
            "id": identifiant,
            "personne_id": personne_id,
            "empreinte": empreinte(secret),
            "empreinte_precedente": None,
            "a_tourner": False,
            "tournee_le": maintenant,
            "cree_le": maintenant,
            "vue_le": maintenant,
            "appareil": appareil[:80],
            "revoquee_le": None,
        },
    )
    return secret, identifiant


def par_secret(connexion: Connection, secret: str, maintenant: int) -> Session | None:
    """Return the living session a cookie opens, with the roles held now."""
    condense, s = empreinte(secret), m.SessionEquipe
    recente = and_(s.empreinte_precedente == condense, s.tournee_le > maintenant - CHEVAUCHEMENT_MS)
    return _une(connexion, or_(s.empreinte == condense, recente), maintenant)


def par_id(connexion: Connection, session_id: str, maintenant: int) -> Session | None:
    """Same, by its public id: what a socket carries."""
    return _une(connexion, m.SessionEquipe.id == session_id, maintenant)


def vivantes(connexion: Connection, ids: Iterable[str], maintenant: int) -> dict[str, Session]:
    """Same, for many: the open staff sockets."""
    return {i: s for i in ids if (s := par_id(connexion, i, maintenant)) is not None}


def dater(connexion: Connection, session_id: str, maintenant: int) -> None:
    """Remember that the person is active."""
    connexion.execute(update(m.SessionEquipe).where(m.SessionEquipe.id == session_id).values(vue_le=maintenant))


def tourner(connexion: Connection, session_id: str, maintenant: int) -> str:
    """Give a session a new secret, its id staying the same; return it."""
    secret, s = secrets.token_urlsafe(32), m.SessionEquipe
    connexion.execute(
        update(s)
        .where(s.id == session_id)
        .values(empreinte_precedente=s.empreinte, empreinte=empreinte(secret), tournee_le=maintenant, a_tourner=False)
    )
    return secret


def demander_rotation(connexion: Connection, personne_id: str) -> None:
    """Have every session of a person change its secret at its next page: their roles have changed."""
    connexion.execute(update(m.SessionEquipe).where(_de(personne_id)).values(a_tourner=True))


def revoquer(connexion: Connection, session_id: str, maintenant: int) -> None:
    """End one session."""
    s = m.SessionEquipe
    connexion.execute(update(s).where(s.id == session_id, s.revoquee_le.is_(None)).values(revoquee_le=maintenant))


def revoquer_toutes(connexion: Connection, personne_id: str, maintenant: int, sauf: str = "") -> None:
    """End every session of a person, but perhaps the present one."""
    requete = update(m.SessionEquipe).where(_de(personne_id), m.SessionEquipe.id != sauf)
    connexion.execute(requete.values(revoquee_le=maintenant))


def lister(connexion: Connection, personne_id: str, maintenant: int) -> list[SessionListee]:
    """The living sessions of a person, the latest used first."""
    s = m.SessionEquipe
    requete = select(s.id, s.appareil, s.cree_le, s.vue_le).where(_de(personne_id), s.cree_le > maintenant - ABSOLUE_MS)
    return [SessionListee(*ligne) for ligne in connexion.execute(requete.order_by(s.vue_le.desc()))]


def roles_de(connexion: Connection, personne_id: str) -> dict[str, frozenset[str]]:
    """Return the roles of a person, by fabrique id."""
    roles: dict[str, set[str]] = {}
    requete = select(m.Attribution.fabrique_id, m.Attribution.role).where(m.Attribution.personne_id == personne_id)
    for fabrique_id, role in connexion.execute(requete):
        roles.setdefault(fabrique_id, set()).add(role)
    return {fabrique_id: frozenset(siens) for fabrique_id, siens in roles.items()}


def _de(personne_id: str) -> ColumnElement[bool]:
    return and_(m.SessionEquipe.personne_id == personne_id, m.SessionEquipe.revoquee_le.is_(None))


def _une(connexion: Connection, condition: ColumnElement[bool], maintenant: int) -> Session | None:
    s, p = m.SessionEquipe, m.Personne
    requete = select(s.id, s.vue_le, s.a_tourner, p.id, p.nom, p.courriel, p.instance).join(p, p.id == s.personne_id)
    vivante = and_(s.revoquee_le.is_(None), s.cree_le > maintenant - ABSOLUE_MS, p.active)
    ligne = connexion.execute(requete.where(condition, vivante)).first()
    if ligne is None:
        return None
    session_id, vue_le, a_tourner, personne_id, nom, courriel, instance = ligne
    acteur = ActeurEquipe(personne_id, nom, courriel, instance, roles_de(connexion, personne_id), session_id)
    inactive = maintenant - vue_le
    return Session(acteur, inactive < INACTIVITE_MS, a_tourner, inactive > PAS_DE_VUE_MS)
