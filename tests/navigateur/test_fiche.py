"""The fiche idée on screen: two people write at once, each on their device, and nothing is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from fabrique_atelier.socle.base import creer_moteur
from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage.comptes import COOKIE, connecter, premiere_fabrique
from tests.outillage.fiches import CARTES, semer
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier

REFUSEE = "Failed to load resource: the server responded with a status of 400 (BAD REQUEST)"
GARDE = "Brouillon gardé à"


def _conforme(page: Page, nom: str) -> None:
    """Axe finds nothing, and nothing needs scrolling sideways, on both screens; a picture of each."""
    for largeur, hauteur in (TELEPHONE, PORTABLE):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert debord <= 0, f"{page.url} : {debord} px de trop à {largeur}"
        capturer(page, f"fiche-{nom}-{largeur}")
    assert violations_axe(page) == []


def _ouvrir(atelier: Atelier, serveur: Serveur) -> tuple[Page, Page]:
    """Claire on a laptop, Karim on a phone, both on the form of the same fiche."""
    moteur = creer_moteur(serveur.base)
    try:
        fabrique_id, identifiant = premiere_fabrique(moteur)
        semis = semer(moteur)
        gens = [connecter(moteur, {fabrique_id: ["charge_mission"]}, nom=n) for n in ("Claire Moreau", "Karim Benali")]
    finally:
        moteur.dispose()
    claire, karim = atelier.appareil(*PORTABLE), atelier.appareil(*TELEPHONE)
    for page, personne in zip((claire, karim), gens, strict=True):
        page.context.add_cookies([{"name": COOKIE, "value": personne.secret, "url": serveur.url}])
        page.goto(f"{serveur.url}/equipe/{identifiant}/dossiers/{semis.dossier_id}/fiche/ecrire")
    return claire, karim


def _enregistrer(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer la fiche").click()


def _une_page(page: Page) -> None:
    """Every text at its limit, five words of the séance: still one sheet of A4."""
    page.goto(page.url.split("/fiche")[0] + "/fiche/ecrire")
    phrase = "Le soir, tout est fermé dans le bourg et dans les hameaux voisins. "
    for champ in page.locator("[data-maximum]").all():
        champ.fill((phrase * 20)[: int(champ.get_attribute("data-maximum") or 0)].strip())
    for carte in page.locator("[name=verbatims]").all():
        carte.check()
    _enregistrer(page)
    page.get_by_role("link", name="Imprimer sur une page").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    _conforme(page, "imprimer")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_deux_personnes_ecrivent_la_meme_fiche(atelier: Atelier, serveur: Serveur) -> None:
    claire, karim = _ouvrir(atelier, serveur)
    karim.get_by_label("Pour qui").fill("Les jeunes")
    expect(karim.get_by_text(GARDE)).to_be_visible()
    claire.get_by_label("Pour qui").fill("Les anciens")
    claire.get_by_label("À quel besoin").fill("Le soir, tout est fermé.")
    expect(claire.get_by_text("Encore 476")).to_be_visible()
    expect(claire.get_by_text("Karim Benali écrit aussi.")).to_be_visible()
    claire.reload()  # the draft is taken up again
    expect(claire.get_by_text("Votre brouillon du")).to_be_visible()
    expect(claire.get_by_label("Pour qui")).to_have_value("Les anciens")
    expect(claire.get_by_label("À quel besoin")).to_have_value("Le soir, tout est fermé.")
    claire.get_by_label(CARTES[0]).check()
    _conforme(claire, "ecrire")

    _enregistrer(karim)
    expect(karim.get_by_text("La fiche est enregistrée")).to_be_visible()
    claire.get_by_label("En quoi consiste").fill("Un café à tour de rôle.")
    expect(claire.get_by_text("Karim Benali vient d’enregistrer la fiche.")).to_be_visible()
    _enregistrer(claire)
    expect(claire.get_by_role("heading", name="Deux textes pour la même question")).to_be_visible()
    _conforme(claire, "conflit")
    claire.get_by_label("Garder les deux").check()
    _enregistrer(claire)
    for texte in ("Les jeunes", "Les anciens", "Un café à tour de rôle.", CARTES[0], "2 points, 1 votant"):
        expect(claire.locator(".fiche-idee")).to_contain_text(texte)
    _conforme(claire, "lue")
    claire.get_by_role("link", name="Toutes les versions").click()
    claire.get_by_role("button", name="Comparer").click()
    expect(claire.locator("ins").filter(has_text="Les anciens")).to_be_visible()
    _conforme(claire, "comparer")
    _une_page(claire)
    assert atelier.erreurs == [REFUSEE]  # the page of the conflict is a refusal, and says so
    atelier.erreurs.clear()
