"""People, fabriques and open sessions put straight in a database: tests of what comes after signing in."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page
from sqlalchemy import Engine, insert

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes import sessions
from fabrique_atelier.reseau import fabriques
from fabrique_atelier.socle.base import creer_moteur, ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.outillage.serveur import Serveur

COOKIE = "fabrique_session"


@dataclass(frozen=True, slots=True)
class Connectee:
    """Somebody signed in: ``secret`` is the value of the session cookie."""

    personne_id: str
    session_id: str
    secret: str

    @property
    def cookie(self) -> str:
        """The ``Cookie`` header of a server without HTTPS."""
        return f"{COOKIE}={self.secret}"


def fabrique(moteur: Engine, identifiant: str, nom: str | None = None) -> str:
    """Insert a fabrique; return its id."""
    with ecrire(moteur) as connexion:
        return fabriques.creer(connexion, identifiant, nom or identifiant, "Association d’essai", maintenant_ms())


def premiere_fabrique(moteur: Engine) -> tuple[str, str]:
    """Return (id, identifier) of the fabrique where séances made through the API go, created if there is none."""
    with ecrire(moteur) as connexion:
        return fabriques.premiere(connexion, maintenant_ms()), fabriques.PREMIERE


def connecter(
    moteur: Engine, roles: dict[str, list[str]], *, instance: bool = False, nom: str = "Claire Moreau", age_ms: int = 0
) -> Connectee:
    """Insert a person with ``roles`` (fabrique id → roles) and an open session begun ``age_ms`` ago."""
    personne_id, maintenant = nouvel_identifiant(), maintenant_ms() - age_ms
    with ecrire(moteur) as connexion:
        connexion.execute(
            insert(m.Personne),
            {
                "id": personne_id,
                "courriel": f"{personne_id}@exemple.invalid",
                "nom": nom,
                "mot_de_passe": "!",  # no password opens this; without one the invitation would still be waiting
                "codes_secours": [],
                "active": True,
                "instance": instance,
                "cree_le": maintenant,
            },
        )
        lignes = [
            {"personne_id": personne_id, "fabrique_id": f, "role": r, "cree_le": maintenant}
            for f, siens in roles.items()
            for r in siens
        ]
        if lignes:
            connexion.execute(insert(m.Attribution), lignes)
        secret, session_id = sessions.ouvrir(connexion, personne_id, "Navigateur d’essai", maintenant)
    return Connectee(personne_id, session_id, secret)


def equipe_de(url_de_base: str, *roles: str) -> tuple[str, Connectee]:
    """On a running server's database: return the first fabrique's identifier, and somebody signed in with ``roles``."""
    moteur = creer_moteur(url_de_base)
    try:
        fabrique_id, identifiant = premiere_fabrique(moteur)
        return identifiant, connecter(moteur, {fabrique_id: list(roles or ("administration",))})
    finally:
        moteur.dispose()


def entrer_dans_lequipe(page: Page, serveur: Serveur, *roles: str) -> str:
    """Sign a browser in on a running server; return the address of the fabrique's pages."""
    identifiant, personne = equipe_de(serveur.base, *roles)
    page.context.add_cookies([{"name": COOKIE, "value": personne.secret, "url": serveur.url}])
    return f"{serveur.url}/equipe/{identifiant}"
