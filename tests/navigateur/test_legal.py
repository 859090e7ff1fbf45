"""The legal pages, the journal and the figures on real screens; « Mes données » from the phone that wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.navigateur.pieces import PORTABLE, TELEPHONE, Parcours, animer, ecrire, entrer, mienne, phases
from tests.outillage.comptes import entrer_dans_lequipe
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier

PAGES = ("notice", "donnees", "accessibilite", "mentions-legales", "plan-du-site")


TAILLES = [TELEPHONE, pytest.param(PORTABLE, marks=pytest.mark.endurance)]


@pytest.fixture(scope="module")
def serveur(serveur_du_fichier: Serveur) -> Serveur:
    """The same for all of them."""
    return serveur_du_fichier


def _sain(page: Page) -> None:
    """Axe finds nothing and nothing overflows, at this width and at 320 px with text twice as big."""
    assert violations_axe(page) == []
    avant = page.viewport_size
    assert avant is not None
    page.set_viewport_size({"width": 320, "height": 256})
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert debord <= 0, f"{page.url} : {debord} px de trop"
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size(avant)


@pytest.mark.parametrize("taille", TAILLES, ids=["360x740", "1366x768"])
def test_les_pages_legales_se_lisent(atelier: Atelier, serveur: Serveur, taille: tuple[int, int]) -> None:
    page = atelier.appareil(*taille)
    page.goto(serveur.url)
    capturer(page, f"legal_accueil_{taille[0]}x{taille[1]}")
    for nom in PAGES:
        page.goto(serveur.url)
        page.get_by_role("contentinfo").locator(f'a[href^="/{nom}"]').click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        _sain(page)
        capturer(page, f"legal_{nom}_{taille[0]}x{taille[1]}")


@pytest.mark.parametrize("taille", TAILLES, ids=["360x740", "1366x768"])
def test_le_journal_et_les_chiffres(atelier: Atelier, serveur: Serveur, taille: tuple[int, int]) -> None:
    seance = serveur.creer_seance()
    animer(serveur, seance, "ouvrir_seance")
    page = atelier.appareil(*taille)
    equipe = entrer_dans_lequipe(page, serveur, "administration")
    for nom, titre in (("journal", "Journal"), ("chiffres", "Chiffres")):
        page.goto(f"{equipe}/{nom}")
        expect(page.get_by_role("heading", level=1)).to_have_text(titre)
        _sain(page)
        capturer(page, f"equipe_{nom}_{taille[0]}x{taille[1]}")


def test_mes_donnees_du_telephone_qui_a_ecrit(atelier: Atelier, serveur: Serveur, tmp_path: Path) -> None:
    seance = serveur.creer_seance(structure="Communauté de communes")
    animer(serveur, seance, "ouvrir_seance")
    parcours = Parcours(serveur, seance, phases(serveur, seance))
    telephone = atelier.appareil(*TELEPHONE, has_touch=True, accept_downloads=True)
    mur = atelier.appareil(*PORTABLE)
    mur.goto(seance["urls"]["tableau"])
    entrer(telephone, seance["urls"]["rejoindre"], "Zoé")
    parcours.demarrer(1)
    ecrire(telephone, "Un four à pain")
    expect(mienne(telephone, "Un four à pain")).to_have_attribute("data-etat", "enregistree")
    parcours.demarrer(2)
    expect(mur.locator("#cartes")).to_contain_text("Un four à pain")

    telephone.goto(f"{serveur.url}/donnees")
    ligne = telephone.locator(".ma-seance")
    expect(ligne).to_contain_text("Un four à pain")
    expect(ligne).to_contain_text("Pseudonyme\u00a0: Zoé")
    _sain(telephone)
    capturer(telephone, "mes_donnees_360x740")
    with telephone.expect_download() as attendu:
        ligne.get_by_role("button", name="Télécharger").click()
    attendu.value.save_as(tmp_path / "mes-donnees.json")
    fichier = json.loads((tmp_path / "mes-donnees.json").read_text(encoding="utf-8"))
    assert ([c["texte"] for c in fichier["cartes"]], fichier["pseudonyme"]) == (["Un four à pain"], "Zoé")

    ligne.get_by_role("button", name="Effacer mes cartes").click()
    _sain(telephone)
    capturer(telephone, "mes_donnees_confirmer_360x740")
    ligne.get_by_role("button", name="Effacer pour toujours").click()
    expect(ligne).to_contain_text("0\u00a0carte")
    expect(ligne).not_to_contain_text("Zoé")
    expect(mur.locator("#cartes")).not_to_contain_text("Un four à pain", timeout=2000)


def test_sans_cle_la_page_le_dit(page: Page, serveur: Serveur) -> None:
    page.goto(f"{serveur.url}/donnees")
    expect(page.locator("#etat")).to_contain_text("n’a de clé pour aucune séance")


def test_rien_d_autre_que_ce_que_la_notice_liste(atelier: Atelier, serveur: Serveur) -> None:
    """RG20: what a phone, a board and somebody of the team really keep, against the table of the notice."""
    seance = serveur.creer_seance()
    animer(serveur, seance, "ouvrir_seance")
    appareil = atelier.appareil(*TELEPHONE)
    equipe = entrer_dans_lequipe(appareil, serveur, "administration")
    appareil.goto(f"{equipe}/seances/nouvelle")
    appareil.goto(seance["urls"]["tableau"])
    appareil.get_by_role("button", name="Thème").click()
    entrer(appareil, seance["urls"]["rejoindre"], "Zoé")
    gardes = {c["name"] for c in appareil.context.cookies()}
    gardes |= set(appareil.evaluate("() => Object.keys(localStorage).concat(Object.keys(sessionStorage))"))
    gardes |= set(appareil.evaluate("() => indexedDB.databases().then((l) => l.map((b) => b.name))"))
    appareil.goto(f"{serveur.url}/notice")
    listes = {t.split(" ")[0] for t in appareil.locator(".liste-table tbody th").all_inner_texts()}
    assert {"fabrique", "fabrique_session"} <= gardes
    assert gardes <= listes
