"""The desk of a committee: its team signed in, members with accounts, pages read and forms posted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import update

from fabrique_atelier.comite import models as m
from tests.integration.comites_essai import Salle, ouvrir
from tests.integration.site import Page, Site, lire_page
from tests.outillage.comptes import connecter

Donnees = Mapping[str, Any]


class Bureau:
    """The committee of ``Salle`` with a chargée de mission at her desk and a member with an account."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.salle: Salle = ouvrir(site.application.moteur)
        roles = {self.salle.fabrique_id: ["charge_mission"]}
        self.equipe = site.navigateur(connecter(site.application.moteur, roles))
        self.base = "/equipe/bellefontaine"
        site.application.flask.config["WTF_CSRF_ENABLED"] = False

    def membre(self, siege: int) -> FlaskClient:
        """A browser signed in as whoever holds that seat."""
        personne = connecter(self.site.application.moteur, {self.salle.fabrique_id: ["membre_comite"]})
        sien = update(m.MembreComite).where(m.MembreComite.id == self.salle.sieges[siege])
        self.salle.faire(lambda c: c.execute(sien.values(personne_id=personne.personne_id)))
        return self.site.navigateur(personne)

    def navigateur(self) -> FlaskClient:
        """A browser signed in as a committee member who holds no seat."""
        return self.site.navigateur(
            connecter(self.site.application.moteur, {self.salle.fabrique_id: ["membre_comite"]})
        )

    def lire(self, chemin: str, qui: FlaskClient | None = None) -> Page:
        return lire_page((qui or self.equipe).get(self.base + chemin))

    def poster(self, chemin: str, donnees: Donnees | None = None, qui: FlaskClient | None = None) -> Page:
        return lire_page((qui or self.equipe).post(self.base + chemin, data=donnees or {}))

    def fait(self, chemin: str, donnees: Donnees | None = None, qui: FlaskClient | None = None) -> str:
        """Post what must be accepted; return the page one is sent to, its messages included."""
        reponse = self.poster(chemin, donnees, qui)
        assert reponse.status_code == 303, reponse.text
        vers = reponse.headers["Location"].partition("#")[0]
        return lire_page((qui or self.equipe).get(vers)).text

    def version(self, chemin: str) -> str:
        """The version a form is made on."""
        trouvee = re.search(r'name="version"[^>]*value="(\d+)"', self.lire(chemin).text)
        assert trouvee
        return trouvee[1]

    @property
    def seance(self) -> str:
        return f"/comites/seances/{self.salle.seance_id}"
