"""What tests on people say in one word: invite, accept, change roles, open a session, read the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, select

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes import personnes, sessions, soi
from fabrique_atelier.comptes.audit import SYSTEME, Audit
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.personnes import Invitation
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.outillage.comptes import connecter

AUDIT = Audit(b"cle-d-essai-0123456789-0123456789-0123")
MAINTENANT = 1_800_000_000_000
SAM = "sam.petit@exemple.invalid"


def auteur(acteur_id: str = SYSTEME) -> Auteur:
    return Auteur(AUDIT, acteur_id, MAINTENANT)


def en_place(moteur: Engine, fabrique_id: str, *roles: str) -> str:
    """Somebody who has accepted: the invitation counts once there is a password."""
    return connecter(moteur, {fabrique_id: list(roles)}).personne_id


def inviter(moteur: Engine, fabrique_id: str, courriel: str = SAM, roles: Iterable[str] = ("animation",)) -> Invitation:
    with ecrire(moteur) as connexion:
        return personnes.inviter(
            connexion, auteur(), fabrique_id=fabrique_id, courriel=courriel, nom="Sam Petit", roles=list(roles)
        )


def accepter(moteur: Engine, jeton: str | None, nom: str = "Sam Petit") -> str:
    with ecrire(moteur) as connexion:
        return soi.accepter(connexion, AUDIT, jeton=jeton or "", nom=nom, encode="!", maintenant=MAINTENANT)


def roles_de(moteur: Engine, personne_id: str) -> dict[str, frozenset[str]]:
    with lire(moteur) as connexion:
        return sessions.roles_de(connexion, personne_id)


def changer(moteur: Engine, fabrique_id: str, personne_id: str, roles: list[str], vus: list[str]) -> bool:
    with ecrire(moteur) as connexion:
        return personnes.changer_roles(
            connexion, auteur(), fabrique_id=fabrique_id, personne_id=personne_id, roles=roles, vus=vus
        )


def retirer(moteur: Engine, fabrique_id: str, personne_id: str) -> None:
    with ecrire(moteur) as connexion:
        personnes.retirer(connexion, auteur(), fabrique_id=fabrique_id, personne_id=personne_id)


def ouvrir_session(moteur: Engine, personne_id: str) -> str:
    with ecrire(moteur) as connexion:
        return sessions.ouvrir(connexion, personne_id, "essai", MAINTENANT)[1]


def vivante(moteur: Engine, session_id: str) -> bool:
    with lire(moteur) as connexion:
        return sessions.par_id(connexion, session_id, MAINTENANT) is not None


def actions(moteur: Engine) -> list[str]:
    with lire(moteur) as connexion:
        return list(connexion.execute(select(m.EntreeAudit.action).order_by(m.EntreeAudit.numero)).scalars())


@contextmanager
def refus(code: str) -> Iterator[None]:
    with pytest.raises(ErreurMetier) as leve:
        yield
    assert leve.value.code == code
    assert leve.value.message.endswith(".")
