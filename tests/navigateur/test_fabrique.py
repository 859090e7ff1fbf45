"""Settings, territories and the instance walked through in a real browser, on a phone and on a laptop."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fabrique_atelier.socle.base import creer_moteur
from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage.comptes import COOKIE, connecter, entrer_dans_lequipe
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.reglages import png
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier

TAILLES = pytest.mark.parametrize(
    "taille",
    [pytest.param(TELEPHONE, id="telephone"), pytest.param(PORTABLE, id="portable", marks=pytest.mark.endurance)],
)
FRR = b"code_insee;libelle\n22153;Moncontour\n99999;Nulle part\n"


def _montrer(page: Page, nom: str, taille: tuple[int, int]) -> None:
    """Keep a picture; nothing for axe to say, nothing to scroll sideways."""
    capturer(page, f"{nom}_{taille[0]}")
    assert violations_axe(page) == []
    debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert debord <= 0, f"{page.url} : {debord} px de trop en largeur"


@TAILLES
def test_regler_sa_fabrique(atelier: Atelier, serveur: Serveur, taille: tuple[int, int]) -> None:
    page = atelier.appareil(*taille)
    equipe = entrer_dans_lequipe(page, serveur)
    page.goto(f"{equipe}/reglages")
    _montrer(page, "reglages", taille)
    page.get_by_label("Postes dédiés").fill("beaucoup")
    page.get_by_label("Structure porteuse").fill("Coopérative du Val")
    page.get_by_role("button", name="Enregistrer La fabrique").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien de ce que vous avez écrit n’est perdu")
    expect(page.get_by_label("Structure porteuse")).to_have_value("Coopérative du Val")
    _montrer(page, "reglages_refus", taille)
    page.get_by_role("alert").get_by_role("link", name="Postes dédiés").click()
    expect(page.get_by_label("Postes dédiés")).to_be_in_viewport()
    page.get_by_label("Postes dédiés").fill("0,8")
    page.get_by_role("button", name="Enregistrer La fabrique").click()
    expect(page.get_by_role("status").filter(has_text="C’est enregistré")).to_be_attached()
    expect(page.get_by_text("le réseau conseille au moins un équivalent temps plein")).to_be_visible()
    porteur = page.get_by_role("group", name="Porteur de projet")
    porteur.get_by_label("Au singulier").fill("entrepreneur ou entrepreneuse")
    page.get_by_role("button", name="Enregistrer Vos mots").click()
    expect(porteur).to_contain_text("de l’entrepreneur ou entrepreneuse")
    expect(page.get_by_label("Entrepreneur ou entrepreneuse à trouver")).to_have_value("183")
    page.get_by_label("Image PNG").set_input_files({"name": "l.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_label("Ce que montre").fill("Un pont sur l’Yon")
    page.get_by_role("button", name="Enregistrer Logo").click()
    expect(page.get_by_role("img", name="Un pont sur l’Yon")).to_be_attached()
    page.get_by_role("link", name="Thématiques").click()
    page.get_by_role("button", name="Descendre « Mobilité inclusive »").click()
    expect(page.get_by_role("listitem").filter(has=page.locator("form")).first).to_have_id("t-alimentation_durable")
    page.get_by_role("button", name="Masquer « Funéraire »").click()
    expect(page.get_by_role("button", name="Proposer « Funéraire »")).to_be_visible()
    _montrer(page, "thematiques", taille)
    assert len(atelier.erreurs) == 1
    assert "status of 400 " in atelier.erreurs.pop()


@TAILLES
@pytest.mark.endurance
def test_un_territoire_et_ses_zonages(atelier: Atelier, serveur: Serveur, taille: tuple[int, int]) -> None:
    page = atelier.appareil(*taille)
    equipe = entrer_dans_lequipe(page, serveur)
    page.goto(f"{equipe}/territoires")
    _montrer(page, "territoires_vide", taille)
    page.get_by_role("link", name="Ajouter un territoire").click()
    page.get_by_label("Nom, code INSEE ou code postal").fill("moncontour")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 lieux trouvés")).to_be_visible()
    _montrer(page, "territoires_chercher", taille)
    page.get_by_role("listitem").filter(has_text="22153").get_by_role("link", name="Moncontour").click()
    expect(page.get_by_label("Code INSEE de la commune")).to_have_value("22153")
    _montrer(page, "territoires_ajouter", taille)
    page.get_by_role("button", name="Ajouter ce territoire").click()
    expect(page.get_by_text("CA Lamballe Terre et Mer")).to_be_visible()
    fiche = page.url
    for genre in ("Zone de revitalisation rurale (ZRR)", "Zone rurale"):
        page.get_by_role("link", name="Ajouter un zonage").click()
        page.get_by_role("link", name=genre).click()
        page.get_by_label("Source").fill("Arrêté préfectoral")
        page.get_by_role("button", name="Ajouter ce zonage").click()
        expect(page.get_by_role("link", name=f"Modifier {genre}")).to_be_visible()
    expect(page.get_by_text("jusqu’au 30/06/2024")).to_be_visible()
    _importer_frr(page, serveur, taille)
    entrer_dans_lequipe(page, serveur)
    page.goto(fiche)
    page.get_by_role("button", name="Ajouter Moncontour").click()
    expect(page.get_by_text("depuis le 01/07/2024")).to_be_visible()
    _montrer(page, "territoires_fiche", taille)
    page.get_by_role("link", name="Supprimer ce territoire").click()
    _montrer(page, "territoires_supprimer", taille)
    page.get_by_role("link", name="Le garder").click()
    expect(page).to_have_url(re.compile(re.escape(fiche)))


def _importer_frr(page: Page, serveur: Serveur, taille: tuple[int, int]) -> None:
    moteur = creer_moteur(serveur.base)
    secret = connecter(moteur, {}, instance=True).secret
    moteur.dispose()
    page.context.add_cookies([{"name": COOKIE, "value": secret, "url": serveur.url}])
    page.goto(f"{serveur.url}/instance/")
    page.get_by_role("link", name="Importer une liste").click()
    page.get_by_label("Liste").select_option("frr")
    page.get_by_label("Édition").fill("2025")
    page.get_by_label("Source").fill("ANCT")
    page.get_by_label("Fichier CSV").set_input_files({"name": "frr.csv", "mimeType": "text/csv", "buffer": FRR})
    _montrer(page, "instance_importer", taille)
    page.get_by_role("button", name="Lire la liste").click()
    expect(page.get_by_text("Aucune commune n’a le code")).to_be_visible()
    _montrer(page, "instance_essai", taille)
    page.get_by_role("button", name="Importer cette liste").click()
    expect(page.get_by_text("Édition 2025")).to_be_visible()
    _montrer(page, "instance", taille)
