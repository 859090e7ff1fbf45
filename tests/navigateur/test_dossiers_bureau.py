"""The staff desk on screen: the board by keyboard and by hand, the list, what waits, the settings, on a laptop and a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from fabrique_atelier.reseau.fabriques import PREMIERE
from fabrique_atelier.socle.base import creer_moteur, ecrire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage.comptes import COOKIE, connecter, premiere_fabrique
from tests.outillage.dossiers_nombreux import semer
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.outillage.navigateur import Atelier


def _ouvrir(atelier: Atelier, serveur: Serveur) -> tuple[Page, str]:
    """Sixty dossiers, and somebody signed in who administers the fabrique."""
    moteur = creer_moteur(serveur.base)
    try:
        fabrique_id, _ = premiere_fabrique(moteur)
        personne = connecter(moteur, {fabrique_id: ["administration"]})
        with ecrire(moteur) as connexion:
            jour = jour_local(maintenant_ms()).isoformat()
            semer(connexion, fabrique_id, 60, jour, [personne.personne_id])
    finally:
        moteur.dispose()
    page = atelier.appareil(*PORTABLE)
    page.context.add_cookies([{"name": COOKIE, "value": personne.secret, "url": serveur.url}])
    return page, f"{serveur.url}/equipe/{PREMIERE}"


def _conforme(page: Page, nom: str) -> None:
    """Axe finds nothing, and nothing needs scrolling sideways, on both screens; a picture of each."""
    assert violations_axe(page) == []
    for largeur, hauteur in (TELEPHONE, PORTABLE):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert debord <= 0, f"{page.url} : {debord} px de trop à {largeur}"
        capturer(page, f"dossiers-{nom}-{largeur}")


def test_le_bureau_de_l_equipe(atelier: Atelier, serveur: Serveur) -> None:
    page, base = _ouvrir(atelier, serveur)
    page.goto(f"{base}/dossiers")
    _conforme(page, "tableau")
    _au_clavier(page, f"{base}/dossiers")
    _a_la_main(page, f"{base}/dossiers")
    page.get_by_role("link", name="Liste").click()
    page.get_by_label("Numéro, titre, besoin ou solution").fill("ecole")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_role("link", name="Café associatif de l’école")).to_be_visible()
    page.get_by_role("link", name="Titre", exact=True).click()
    expect(page).to_have_url(f"{base}/dossiers?q=ecole&vue=liste&tri=titre")
    _conforme(page, "liste")
    page.goto(f"{base}/attentes")
    _conforme(page, "attentes")
    page.goto(f"{base}/reglages/parcours")
    _conforme(page, "parcours")


def _au_clavier(page: Page, bureau: str) -> None:
    """The menu of a card: Enter opens it, arrows walk, Escape closes, and a way leads to the page that explains."""
    carte = page.locator('[data-stade="porteur_a_trouver"] .mur-carte').filter(has=page.locator(".avancer")).first
    bouton = carte.locator("summary")
    bouton.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(carte.get_by_role("link", name="Proposer la personne ou la structure pressentie")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(bouton).to_be_focused()
    expect(carte.locator(".avancer__menu")).to_be_hidden()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/franchir/T8c")
    page.goto(bureau)


def _a_la_main(page: Page, bureau: str) -> None:
    """Dropping a card never moves it: it opens the crossing, asks which, or says why not."""
    piste = page.locator('[data-stade="piste"] .mur-carte').filter(has=page.locator(".avancer")).first
    _glisser(page, piste, '[data-stade="en_qualification"]')
    expect(page.locator(".mur__message")).to_contain_text(
        "ne va pas directement à «\u00a0Qualification en cours\u00a0»"
    )
    porteur = page.locator('[data-stade="porteur_a_trouver"] .mur-carte').filter(has=page.locator(".avancer")).first
    _glisser(page, porteur, '[data-stade="porteur_propose"]')
    expect(page.locator(".mur__message")).to_contain_text("Plusieurs chemins mènent là")
    expect(porteur.get_by_role("link", name="Proposer la personne ou la structure pressentie")).to_be_focused()
    _glisser(page, piste, '[data-stade="fiche_en_cours"]')
    page.wait_for_url("**/franchir/T2")
    page.go_back()
    expect(page).to_have_url(bureau)
    expect(piste).to_be_visible()


def _glisser(page: Page, carte: Locator, colonne: str) -> None:
    """A mouse that takes the card by its middle and lets it go on the name of a column."""
    carte.scroll_into_view_if_needed()
    depart, arrivee = carte.bounding_box(), page.locator(f"{colonne} h3").bounding_box()
    assert depart is not None
    assert arrivee is not None
    page.mouse.move(depart["x"] + depart["width"] / 2, depart["y"] + depart["height"] / 2)
    page.mouse.down()
    page.mouse.move(arrivee["x"] + 20, arrivee["y"] + 60, steps=6)
    page.mouse.move(arrivee["x"] + 20, arrivee["y"] + 10, steps=4)
    page.mouse.up()
