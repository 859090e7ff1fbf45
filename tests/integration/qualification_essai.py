"""Two people who qualify an idea, each in a browser."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from fabrique_atelier.conduite import passages
from fabrique_atelier.dossier import qualification
from fabrique_atelier.dossier.grilles import PAR_DEFAUT
from fabrique_atelier.dossier.qualification_lecture import QualificationLue
from fabrique_atelier.socle.base import ecrire, lire
from tests.integration.site import Page, Site, lire_page
from tests.outillage import dossiers
from tests.outillage.comptes import connecter

UNE_BASE = pytest.mark.parametrize("base", ["sqlite"], indirect=True)
VRAC = dict(zip((c.code for c in PAR_DEFAUT), (3, 3, 3, 2, 2, 3, 3, 1, 3, 1), strict=True))


def mots(page: Page) -> str:
    """What is read on a page."""
    texte = re.sub(r"<(script|svg).*?</\1>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", texte)))


class Personne:
    """Somebody of the team, in a browser."""

    def __init__(self, site: Site, dossier_id: str, nom: str) -> None:
        self.site, self.dossier_id = site, dossier_id
        self.compte = connecter(site.application.moteur, {site.fabrique_id: ["charge_mission"]}, nom=nom)
        self.client = site.navigateur(self.compte)
        self.dossier = f"/equipe/{site.fabrique}/dossiers/{dossier_id}"

    def page(self, fin: str = "/qualification") -> Page:
        return lire_page(self.client.get(self.dossier + fin))

    def champs(self, fin: str) -> dict[str, str]:
        page = self.page(fin).text
        lus = dict(re.findall(r'<input[^>]*type="hidden"[^>]*?\bname="([^"]+)"[^>]*?\bvalue="([^"]*)"', page))
        return lus | dict(re.findall(r'<input[^>]*\bname="([^"]+)" type="hidden" value="([^"]*)"', page))

    def poster(self, fin: str, depuis: str | None = None, **champs: Any) -> Page:
        return lire_page(self.client.post(self.dossier + fin, data=self.champs(depuis or fin) | champs))

    def noter(self, notes: dict[str, int], **champs: Any) -> Page:
        return self.poster("/qualification/noter", **{f"note_{c}": str(n) for c, n in notes.items()}, **champs)

    def signer(self, notes: dict[str, int], **champs: Any) -> None:
        reponse = self.noter(notes, signer="1", **champs)
        assert reponse.status_code == 303, reponse.text

    def conclure(self, **champs: Any) -> Page:
        return self.poster("/qualification/conclure", "/qualification", **champs)


def ouvrir(site: Site, titre: str = "Groupement d’achats") -> str:
    with ecrire(site.application.moteur) as c:
        return dossiers.dossier(c, dossiers.geste(c, site.fabrique_id), titre, stade="en_qualification")


def deux_personnes(site: Site) -> tuple[Personne, Personne]:
    """Claire and Karim, before the same idea."""
    dossier_id = ouvrir(site)
    return Personne(site, dossier_id, "Claire Moreau"), Personne(site, dossier_id, "Karim Benali")


def lue(p: Personne) -> QualificationLue:
    with lire(p.site.application.moteur) as c:
        return qualification.lire(c, p.site.fabrique_id, p.dossier_id)


def manques(p: Personne) -> set[str]:
    with lire(p.site.application.moteur) as c:
        return {x.code for x in passages.possibles(c, p.site.fabrique_id, p.dossier_id)[0][1]}
