"""Partners put in the database, and their pages read back."""

from __future__ import annotations

import re
from typing import Any

from fabrique_atelier.reseau import partenaires
from fabrique_atelier.reseau.plan import PARTENAIRE_VIDE
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.site import Page, Site


def semer(site: Site, *noms: str, fabrique_id: str = "", **champs: Any) -> list[str]:
    lieu = fabrique_id or site.fabrique_id
    with ecrire(site.application.moteur) as connexion:
        return [
            partenaires.creer(
                connexion, lieu, {**PARTENAIRE_VIDE, "college": "ess", **champs, "nom": nom}, maintenant_ms()
            )
            for nom in noms
        ]


def chemin(site: Site, suite: str = "") -> str:
    return f"/equipe/{site.fabrique}/partenaires{suite}"


def noms(page: Page) -> list[str]:
    return re.findall(r'class="partenaires__nom"[^>]*>([^<]*)</a>', page.text)


def champs_de(page: Page) -> dict[str, Any]:
    """Return a form as a browser would send it back."""
    lus: dict[str, Any] = dict(re.findall(r'<input[^>]*?\bname="([^"]+)"[^>]*?\bvalue="([^"]*)"', page.text))
    for nom, choix in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        choisi = re.search(r'<option selected value="([^"]*)"', choix)
        lus[nom] = choisi.group(1) if choisi else ""
    for case in re.findall(r'<input[^>]*type="checkbox"[^>]*>', page.text):
        nom = re.search(r'name="([^"]+)"', case)
        if nom and " checked" not in case:
            lus.pop(nom.group(1), None)
    return lus


def contact(partenaire_id: str, **autres: Any) -> dict[str, Any]:
    vide = dict.fromkeys("nom prenom fonction courriel telephone".split(), "")
    droit = {
        "base_legale": "interet_legitime",
        "source": "Salon",
        "dernier_echange": "2026-05-01",
        "transmissible": False,
    }
    cle_ = {"id": nouvel_identifiant(), "partenaire_id": partenaire_id, "cree_le": maintenant_ms(), "version": 1}
    return {**vide, **droit, **cle_, **autres}
