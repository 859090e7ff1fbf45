"""Signing in through the pages, with a Flask client: the forms as a browser sends them, and what a cookie still opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.socle.base import Base, ecrire, lire
from fabrique_atelier.web.contexte import CLE_SERVICES, Services
from tests.integration.site import Page, Site, lire_page
from tests.outillage.comptes import COOKIE, Connectee, connecter

MOT = "quatre vélos bleus sous la pluie"


def services_de(site: Site) -> Services:
    """What the views of that application are handed."""
    trouves: Services = site.application.flask.extensions[CLE_SERVICES]
    return trouves


def avec_mot_de_passe(site: Site, *roles: str, nom: str = "Nadia Roy") -> tuple[Connectee, str]:
    """Insert somebody who signs in with ``MOT``; return them (with a session open elsewhere) and their address."""
    personne = connecter(site.application.moteur, {site.fabrique_id: list(roles or ("animation",))}, nom=nom)
    encode = services_de(site).hacheur.hacher(MOT)
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(m.Personne).where(m.Personne.id == personne.personne_id).values(mot_de_passe=encode))
    return personne, f"{personne.personne_id}@exemple.invalid"


def champs(page: Page) -> dict[str, str]:
    """Return the hidden fields of what stands in the main part of a page."""
    trouves: dict[str, str] = {}
    for cache in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page.text.split("<main", 1)[1]):
        nom, valeur = re.search(r'name="([^"]*)"', cache), re.search(r'value="([^"]*)"', cache)
        if nom and valeur:
            trouves[nom.group(1)] = valeur.group(1)
    return trouves


def remplir(client: FlaskClient, chemin: str, vers: str = "", **tapes: Any) -> Page:
    """Open a page, fill its form in, send it (to ``vers`` if its button goes elsewhere)."""
    caches = champs(lire_page(client.get(chemin)))
    return lire_page(client.post(vers or chemin, data={**caches, **tapes}))


def se_connecter(client: FlaskClient, courriel: str, mot: str = MOT, suite: str = "") -> Page:
    """Sign in from the page."""
    page = lire_page(client.get("/connexion", query_string={"suite": suite} if suite else None))
    return lire_page(client.post("/connexion", data=champs(page) | {"courriel": courriel, "mot_de_passe": mot}))


def secret_de(client: FlaskClient) -> str:
    """The value of the session cookie."""
    cookie = client.get_cookie(COOKIE)
    return cookie.value if cookie else ""


def entre(site: Site, secret: str) -> bool:
    """Whether a cookie value still opens the team's pages."""
    client = site.application.flask.test_client()
    client.set_cookie(COOKIE, secret)
    return lire_page(client.get("/compte/")).status_code == 200


def actions(site: Site) -> list[str]:
    """The codes of the journal, in order."""
    with lire(site.application.moteur) as connexion:
        return list(connexion.execute(select(m.EntreeAudit.action).order_by(m.EntreeAudit.numero)).scalars())


@contextmanager
def base_inchangee(site: Site) -> Iterator[None]:
    """No row of any table may change inside."""

    def tout() -> list[tuple[str, list[tuple[object, ...]]]]:
        with lire(site.application.moteur) as connexion:
            tables = Base.metadata.sorted_tables
            return [(t.name, sorted((tuple(r) for r in connexion.execute(select(t))), key=repr)) for t in tables]

    avant = tout()
    yield
    assert tout() == avant
