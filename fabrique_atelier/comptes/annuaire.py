"""Reading people: those of a fabrique, and one's own account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select, true

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.droits import ROLES


@dataclass(frozen=True, slots=True)
class PersonneListee:
    """One line of the list of a fabrique's people. ``en_attente``: has not accepted the invitation yet."""

    id: str
    nom: str
    courriel: str
    roles: tuple[str, ...]
    active: bool
    en_attente: bool
    totp: bool
    connectee_le: int | None


@dataclass(frozen=True, slots=True)
class Compte:
    """One's own account. ``encode``: the hashed password, for ``Hacheur.verifier`` only."""

    id: str
    nom: str
    courriel: str
    encode: str | None
    totp: bool
    codes_restants: int


def lister(connexion: Connection, fabrique_id: str) -> list[PersonneListee]:
    """The people of a fabrique, by name."""
    return _lister(connexion, fabrique_id, true())


def une(connexion: Connection, fabrique_id: str, personne_id: str) -> PersonneListee | None:
    """One of them."""
    trouvees = _lister(connexion, fabrique_id, m.Personne.id == personne_id)
    return trouvees[0] if trouvees else None


def compte(connexion: Connection, personne_id: str) -> Compte | None:
    """One's own account."""
    p = m.Personne
    requete = select(p.nom, p.courriel, p.mot_de_passe, p.totp, p.codes_secours).where(p.id == personne_id)
    ligne = connexion.execute(requete).first()
    if ligne is None:
        return None
    codes: Sequence[str] = ligne.codes_secours
    return Compte(personne_id, ligne.nom, ligne.courriel, ligne.mot_de_passe, ligne.totp is not None, len(codes))


def _lister(connexion: Connection, fabrique_id: str, condition: ColumnElement[bool]) -> list[PersonneListee]:
    p, a = m.Personne, m.Attribution
    requete = select(p.id, p.nom, p.courriel, p.active, p.mot_de_passe, p.totp, p.connectee_le, a.role).join(
        a, a.personne_id == p.id
    )
    personnes: dict[str, PersonneListee] = {}
    roles: dict[str, set[str]] = {}
    for ligne in connexion.execute(requete.where(a.fabrique_id == fabrique_id, condition).order_by(p.nom, p.id)):
        siens = roles.setdefault(ligne.id, set())
        siens.add(ligne.role)
        personnes[ligne.id] = PersonneListee(
            id=ligne.id,
            nom=ligne.nom,
            courriel=ligne.courriel,
            roles=tuple(r for r in ROLES if r in siens),
            active=ligne.active,
            en_attente=ligne.mot_de_passe is None,
            totp=ligne.totp is not None,
            connectee_le=ligne.connectee_le,
        )
    return list(personnes.values())
