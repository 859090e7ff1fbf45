"""Links that work once: 128 random bits, of which only the hash is stored; one living link per person and kind."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, Select, delete, insert, select, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.socle.identifiants import empreinte, nouvel_identifiant

INVITATION = "invitation"
MOT_DE_PASSE = "mot_de_passe"
DUREES_MS = {INVITATION: 7 * 86_400_000, MOT_DE_PASSE: 30 * 60_000}
OCTETS = 16


@dataclass(frozen=True, slots=True)
class LienVu:
    """What the page of a link needs to know."""

    personne_id: str
    courriel: str
    nom: str
    expire_le: int


def creer(connexion: Connection, genre: str, personne_id: str, maintenant: int, duree_ms: int | None = None) -> str:
    """Return a new token; earlier links of the same kind for that person stop working."""
    duree = DUREES_MS[genre] if duree_ms is None else duree_ms
    lien, jeton = m.LienUnique, secrets.token_urlsafe(OCTETS)
    connexion.execute(
        delete(lien).where(lien.personne_id == personne_id, lien.genre == genre, lien.utilise_le.is_(None))
    )
    connexion.execute(
        insert(lien),
        {
            "id": nouvel_identifiant(),
            "genre": genre,
            "empreinte": empreinte(jeton),
            "personne_id": personne_id,
            "cree_le": maintenant,
            "expire_le": maintenant + duree,
            "utilise_le": None,
        },
    )
    return jeton


def lire(connexion: Connection, genre: str, jeton: str, maintenant: int) -> LienVu | None:
    """Return whose link it is, without using it; None if it opens nothing (any more)."""
    lien = m.LienUnique
    vivant = _vu(genre, jeton).where(lien.utilise_le.is_(None), lien.expire_le > maintenant)
    ligne = connexion.execute(vivant).first()
    return LienVu(*ligne) if ligne else None


def consommer(connexion: Connection, genre: str, jeton: str, maintenant: int) -> LienVu | None:
    """Same, and use it up: of many at the same instant, one gets it."""
    lien = m.LienUnique
    vu = lire(connexion, genre, jeton, maintenant)
    prendre = update(lien).where(
        lien.empreinte == empreinte(jeton),
        lien.genre == genre,
        lien.utilise_le.is_(None),
        lien.expire_le > maintenant,
    )
    # whoever changes the row has it: a second transaction waits for this one, then finds it used
    if vu is None or connexion.execute(prendre.values(utilise_le=maintenant)).rowcount != 1:
        return None
    return vu


def annuler(connexion: Connection, personne_id: str) -> None:
    """Delete every unused link of a person: their password has changed, or their account is closed."""
    lien = m.LienUnique
    connexion.execute(delete(lien).where(lien.personne_id == personne_id, lien.utilise_le.is_(None)))


def _vu(genre: str, jeton: str) -> Select[str, str, str, int]:
    lien, p = m.LienUnique, m.Personne
    requete = select(lien.personne_id, p.courriel, p.nom, lien.expire_le).join(p, p.id == lien.personne_id)
    return requete.where(lien.empreinte == empreinte(jeton), lien.genre == genre, p.active)
