"""The partners on screen: an import from end to end, then a card, on a laptop and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage.comptes import COOKIE, equipe_de
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur
from tests.outillage.tableurs import DOUZE, en_ods, en_xlsx

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier


def _conforme(page: Page, nom: str) -> None:
    """Axe finds nothing, and nothing needs scrolling sideways, on both screens; a picture of each."""
    assert violations_axe(page) == []
    for largeur, hauteur in (TELEPHONE, PORTABLE):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert debord <= 0, f"{page.url} : {debord} px de trop à {largeur}"
        capturer(page, f"partenaires-{nom}-{largeur}")


def _ouvrir(atelier: Atelier, serveur: Serveur) -> tuple[Page, str]:
    identifiant, personne = equipe_de(serveur.base, "charge_mission")
    page = atelier.appareil(*PORTABLE)
    page.context.add_cookies([{"name": COOKIE, "value": personne.secret, "url": serveur.url}])
    return page, f"{serveur.url}/equipe/{identifiant}/partenaires"


def _deposer(page: Page, fichier: Path) -> None:
    page.get_by_label("Fichier de vos partenaires").set_input_files(fichier)
    page.get_by_role("button", name="Lire le fichier").click()


def test_importer_puis_tenir_une_fiche(atelier: Atelier, serveur: Serveur, tmp_path: Path) -> None:
    page, liste = _ouvrir(atelier, serveur)
    page.goto(liste)
    _conforme(page, "vide")
    page.get_by_role("link", name="Importer un tableur").click()
    _conforme(page, "fichier")
    fichier = tmp_path / "partenaires.xlsx"
    fichier.write_bytes(en_xlsx(DOUZE))
    _deposer(page, fichier)
    expect(page.get_by_role("heading", name="Que contient chaque colonne")).to_be_visible()
    expect(page.get_by_label("Raison sociale")).to_have_value("nom")
    page.get_by_label("Base légale").select_option("interet_legitime")
    page.get_by_label("Source").fill("Salon de l’ESS")
    page.get_by_label("Dernier échange", exact=True).fill("2026-11-02")
    _conforme(page, "colonnes")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Financeur").select_option(label="Accompagnement et financement de l’ESS")
    _conforme(page, "valeurs")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("3 lignes refusées").first).to_be_visible()
    _conforme(page, "verification")
    page.get_by_role("button", name="Enregistrer 7 partenaires").dblclick()
    expect(page.get_by_role("heading", name="L’import est terminé")).to_be_visible()
    _conforme(page, "bilan")
    page.get_by_role("link", name="Voir les partenaires").click()
    expect(page.get_by_text("7 partenaires")).to_be_visible()
    _conforme(page, "liste")
    page.get_by_label("Nom, commune ou contact").fill("oeuvre petit")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Épicerie de l’Œuvre").click()
    expect(page.get_by_text("999 000 102 00015")).to_be_visible()
    _conforme(page, "fiche")
    _corriger_la_fiche(page)
    assert atelier.erreurs == ["Failed to load resource: the server responded with a status of 400 (BAD REQUEST)"]
    atelier.erreurs.clear()


def _corriger_la_fiche(page: Page) -> None:
    page.get_by_role("link", name="Ajouter un contact").click()
    _conforme(page, "contact")
    page.go_back()
    page.get_by_role("link", name="Modifier", exact=True).first.click()
    page.get_by_label("SIRET").fill("123")
    page.get_by_label("Apporte des idées").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("rien de ce que vous avez écrit n’est perdu")
    expect(page.get_by_label("SIRET")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Apporte des idées")).to_be_checked()
    _conforme(page, "refus")
    page.get_by_label("SIRET").fill("999 000 102 00015")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status").first).to_contain_text("Le partenaire est enregistré")
    page.get_by_role("link", name="Supprimer", exact=True).first.click()
    _conforme(page, "supprimer")
    page.get_by_role("button", name="Supprimer ce partenaire").click()
    expect(page.get_by_text("est supprimé")).to_be_visible()
    expect(page.get_by_text("6 partenaires")).to_be_visible()


@pytest.mark.endurance
def test_un_fichier_refuse_garde_la_page(atelier: Atelier, serveur: Serveur, tmp_path: Path) -> None:
    page, liste = _ouvrir(atelier, serveur)
    page.goto(f"{liste}/import")
    abime, lourd, bon = tmp_path / "abime.xlsx", tmp_path / "lourd.csv", tmp_path / "bon.ods"
    abime.write_bytes(en_xlsx(DOUZE)[:-300])
    lourd.write_bytes(b"Nom\n" + b"a" * (3 * 1024 * 1024))
    bon.write_bytes(en_ods(DOUZE))
    _deposer(page, abime)
    expect(page.get_by_role("alert")).to_contain_text("Ce classeur est abîmé")
    _conforme(page, "fichier-refuse")
    _deposer(page, lourd)
    expect(page.get_by_text("Ce fichier dépasse 2 Mo")).to_be_visible()
    page.goto(f"{liste}/import")
    _deposer(page, bon)
    expect(page.get_by_text("ODS, feuille « Partenaires »")).to_be_visible()
    page.get_by_role("button", name="Abandonner cet import").click()
    expect(page.get_by_text("Le fichier est oublié.")).to_be_visible()
    assert all("status of 4" in e for e in atelier.erreurs)
    atelier.erreurs.clear()
