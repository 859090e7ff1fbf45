"""The pages of one dossier, read and sent back as a browser would."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, func, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import ecrire
from tests.integration.reseau_partenaires import champs_de
from tests.integration.site import Page, Site
from tests.outillage import dossiers

_ESPACES = re.compile(r"\s+")


def geste(site: Site, connexion: Connection) -> Geste:
    """A gesture of the person the site is signed in as."""
    return dossiers.geste(connexion, site.fabrique_id, site.personne.personne_id)


def ouvrir(site: Site, titre: str = "Une idée", **champs: Any) -> str:
    """Open a dossier from the team."""
    with ecrire(site.application.moteur) as connexion:
        return dossiers.dossier(connexion, geste(site, connexion), titre, **champs)


def chemin(site: Site, dossier_id: str, fin: str = "") -> str:
    """The address of a page of a dossier."""
    return f"/equipe/{site.fabrique}/dossiers/{dossier_id}{'/' if fin else ''}{fin}"


def envoyer(site: Site, dossier_id: str, fin: str, **champs: Any) -> Page:
    """Fill the form of a page and send it."""
    page = site.page(chemin(site, dossier_id, fin))
    assert page.status_code == 200, page.text
    return site.poster(chemin(site, dossier_id, fin), champs_de(page) | champs)


def lue(site: Site, dossier_id: str, fin: str = "") -> str:
    """The text of a page, without tags, spaces made single."""
    page = site.page(chemin(site, dossier_id, fin))
    assert page.status_code == 200, page.text
    texte = re.sub(r"<[^>]+>", " ", page.text).replace("&nbsp;", " ").replace("&#8239;", " ").replace("\u202f", " ")
    return _ESPACES.sub(" ", texte.replace("\u00a0", " "))


def lu(site: Site, dossier_id: str) -> Any:
    """The row of a dossier."""
    with site.application.moteur.connect() as connexion:
        return connexion.execute(select(m.Dossier.__table__).where(m.Dossier.id == dossier_id)).one()


def comptes(site: Site) -> dict[str, int]:
    """How many rows each table of the dossiers holds."""
    with site.application.moteur.connect() as connexion:
        return {
            x.__tablename__: connexion.execute(select(func.count()).select_from(x)).scalar_one()
            for x in (m.Dossier, m.DossierSource, m.DossierEvenement, m.DossierTerritoire, m.DossierThematique)
        }
