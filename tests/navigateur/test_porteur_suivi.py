"""Finding a porteur and following up, on screen: a short walk by the team, nothing out of reach on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from fabrique_atelier.porteur import recherche
from fabrique_atelier.porteur.recherche import Recherche
from fabrique_atelier.socle.base import creer_moteur, ecrire
from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage import dossiers
from tests.outillage.comptes import entrer_dans_lequipe, premiere_fabrique
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier


def _conforme(page: Page, nom: str) -> None:
    assert violations_axe(page) == []
    for largeur, hauteur in (TELEPHONE, PORTABLE):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert debord <= 0, f"{page.url} : {debord} px de trop à {largeur}"
        capturer(page, f"{nom}-{largeur}")


def test_designer_dater_suivre(serveur: Serveur, atelier: Atelier) -> None:
    moteur = creer_moteur(serveur.base)
    fabrique_id, _ = premiere_fabrique(moteur)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion, fabrique_id)
        dossier_id = dossiers.dossier(connexion, par, "Café des parents", stade="transmission", date_detection="2016")
        recherche.choisir(connexion, par, dossier_id, Recherche("pressenti", "", 0))
    moteur.dispose()
    page = atelier.appareil(*TELEPHONE)
    racine = f"{entrer_dans_lequipe(page, serveur)}/dossiers/{dossier_id}"
    page.goto(f"{racine}/porteur")
    page.get_by_role("link", name="Désigner la personne ou la structure").click()
    _conforme(page, "porteur-designer")
    page.get_by_label("Qui porterait le projet").select_option(label="Une personne")
    page.get_by_label("Nom").first.fill("Awa Diallo")
    page.get_by_label("Depuis").fill("10/2018")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Awa Diallo")).to_be_visible()
    page.goto(f"{racine}/suivi/jalons/nouveau")
    page.locator("#type").select_option(label="Premier recrutement")
    page.get_by_label("Date réelle").fill("04/2019")
    page.get_by_role("button", name="Enregistrer le jalon").click()
    expect(page.get_by_text("au moins 27\u00a0mois après la détection")).to_be_visible()
    _conforme(page, "suivi-jalons")
    page.goto(f"{racine}/suivi")
    expect(page.get_by_role("img", name="Le projet dans le temps")).to_be_visible()
    _conforme(page, "suivi-vue")
