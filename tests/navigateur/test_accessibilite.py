"""Every screen under axe, at 320 px, with text twice as big, and with a keyboard only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.navigateur.pieces import (
    MUR,
    PORTABLE,
    TELEPHONE,
    Parcours,
    aller,
    animer,
    ecrire,
    entrer,
    mienne,
    phases,
    voter,
)
from tests.outillage.comptes import entrer_dans_lequipe
from tests.outillage.navigateur import violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier

PETIT = (320, 256)
# Under an open dialogue or menu, axe measures what is left to see of buttons that cannot be reached.
RECOUVERTE = ("target-size",)


@pytest.fixture(scope="module")
def serveur(serveur_du_fichier: Serveur) -> Serveur:
    """The same for all of them."""
    return serveur_du_fichier


@pytest.fixture
def parcours(serveur: Serveur) -> Parcours:
    """An open séance of déroulé T01."""
    seance = serveur.creer_seance(structure="Communauté de communes", lieu="Salle des fêtes")
    animer(serveur, seance, "ouvrir_seance")
    return Parcours(serveur, seance, phases(serveur, seance))


def _sans_defilement(page: Page) -> None:
    """Nothing to read may need scrolling sideways (WCAG 1.4.10)."""
    debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert debord <= 0, f"{page.url} : {debord} px de trop en largeur"


def _conforme(page: Page) -> None:
    """Axe finds nothing; the same screen reflows at 320×256 and stands text twice as big."""
    assert violations_axe(page) == []
    avant = page.viewport_size
    assert avant is not None
    page.set_viewport_size({"width": PETIT[0], "height": PETIT[1]})
    _sans_defilement(page)
    page.set_viewport_size(avant)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    _sans_defilement(page)
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")


def test_pages_publiques(atelier: Atelier, serveur: Serveur) -> None:
    page = atelier.appareil(*TELEPHONE)
    for chemin in ("/", "/notice", "/accessibilite", "/nulle-part"):
        page.goto(serveur.url + chemin)
        _conforme(page)
    page.goto(serveur.url)
    page.get_by_label("Code de séance").fill("K7")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_label("Code de séance")).to_have_attribute("aria-invalid", "true")
    _conforme(page)
    # the two pages above answer 404 and 400, which Chromium says on its console
    attendus = re.compile(r"status of 40[04] ")
    assert len(atelier.erreurs) == 2
    atelier.erreurs[:] = [erreur for erreur in atelier.erreurs if not attendus.search(erreur)]


def test_telephone(atelier: Atelier, parcours: Parcours) -> None:
    page = atelier.appareil(*TELEPHONE, has_touch=True)
    page.goto(parcours.seance["urls"]["rejoindre"])
    page.get_by_role("button", name="Entrer", exact=True).wait_for()
    _conforme(page)
    entrer(page, parcours.seance["urls"]["rejoindre"], "Zoé")
    expect(page.get_by_role("heading", name="Vous êtes dans la salle")).to_be_visible()
    _conforme(page)
    parcours.demarrer(1)
    ecrire(page, "Une navette les jours de marché, anticonstitutionnellement")
    carte = mienne(page, "Une navette")
    expect(carte).to_have_attribute("data-etat", "enregistree")
    carte.get_by_role("button", name="Modifier ou retirer").click()
    _conforme(page)
    carte.get_by_role("button", name="Modifier", exact=True).click()
    _conforme(page)
    cartes = parcours.proposer("Des vélos en libre-service", "Un abri")
    parcours.demarrer(2)
    expect(page.locator("#autres > li")).to_have_count(2)
    page.locator("#autres > li").first.get_by_role("button", name="Signaler").click()
    _conforme(page)
    parcours.animer("modifier_phase", phase_id=parcours.etapes[3], participants_regroupent=True)
    parcours.grouper("À vélo", cartes[0])
    parcours.demarrer(3)
    # a card is being corrected: nobody is moved, the next step is offered
    page.get_by_role("button", name="Y aller").wait_for()
    _conforme(page)
    page.get_by_role("button", name="Y aller").click()
    expect(page.locator("#groupes").get_by_role("heading", name="À vélo")).to_be_visible()
    _conforme(page)


def test_telephone_vote_et_resultat(atelier: Atelier, parcours: Parcours) -> None:
    page = atelier.appareil(*TELEPHONE, has_touch=True)
    entrer(page, parcours.seance["urls"]["rejoindre"])
    _jusquau_vote(parcours)
    page.get_by_role("button", name="Ajouter une gommette à « À vélo »").click()
    expect(page.locator("#etat-vote")).to_contain_text("Vote enregistré")
    _conforme(page)
    parcours.animer("reveler_phase", phase_id=parcours.etapes[4], confirme=True)
    expect(page.locator("#lignes tr")).to_have_count(2)
    _conforme(page)
    parcours.animer("clore_seance", confirme=True)
    expect(page.get_by_role("link", name="Voir le résultat complet")).to_be_visible()
    _conforme(page)
    page.get_by_role("link", name="Voir le résultat complet").click()
    expect(page.get_by_role("heading", name="Les groupes d’idées")).to_be_visible()
    _conforme(page)
    autre = atelier.appareil(*TELEPHONE)
    autre.goto(f"{parcours.serveur.url}/c/ZZZZZZ")
    autre.get_by_role("button", name="Entrer", exact=True).click()
    expect(autre.get_by_role("alert")).to_be_visible()
    _conforme(autre)


def _jusquau_vote(parcours: Parcours) -> None:
    parcours.demarrer(1)
    cartes = parcours.proposer("Des vélos en libre-service", "Un abri", "Une navette")
    parcours.demarrer(2)
    parcours.demarrer(3)
    parcours.grouper("À vélo", *cartes[:2])
    parcours.grouper("Transport à la demande", cartes[2])
    parcours.demarrer(4)


@pytest.mark.endurance
def test_telephone_ecarte(atelier: Atelier, parcours: Parcours) -> None:
    page = atelier.appareil(*TELEPHONE)
    entrer(page, parcours.seance["urls"]["rejoindre"])
    regie = atelier.appareil(*PORTABLE)
    regie.goto(parcours.seance["urls"]["animer"])
    aller(regie, "Salle")
    regie.get_by_role("button", name="Écarter Participant 1").click()
    assert violations_axe(regie, sauf=RECOUVERTE) == []
    regie.get_by_role("dialog").get_by_role("button", name="Écarter").click()
    expect(page.get_by_role("alert")).to_be_visible()
    _conforme(page)


def test_tableau_dans_les_trois_themes(atelier: Atelier, parcours: Parcours) -> None:
    page = atelier.appareil(*MUR)
    page.goto(parcours.seance["urls"]["tableau"])
    expect(page.locator("#scene-attente h2")).to_be_visible()
    _trois_themes(page)
    parcours.demarrer(1)
    expect(page.locator("#scene-compte")).to_be_visible()
    _trois_themes(page)
    cartes = parcours.proposer("Des vélos en libre-service", "Un abri", "Une navette")
    parcours.demarrer(2)
    expect(page.locator("#cartes > li")).to_have_count(3)
    _trois_themes(page)
    parcours.demarrer(3)
    groupe = parcours.grouper("À vélo", *cartes[:2])
    expect(page.locator("#colonnes .colonne")).to_have_count(2)
    _trois_themes(page)
    parcours.demarrer(4)
    voter(parcours.serveur, parcours.seance, [{groupe: 2}, {groupe: 1}])
    expect(page.locator("#objets > li")).to_have_count(1)
    _trois_themes(page)
    parcours.animer("reveler_phase", phase_id=parcours.etapes[4], confirme=True)
    expect(page.locator("#lignes tr")).to_have_count(1)
    _trois_themes(page)


def _trois_themes(page: Page) -> None:
    for _ in range(3):
        assert violations_axe(page) == []
        avant = page.locator("html").get_attribute("data-theme") or ""
        page.mouse.move(200, 200)
        page.mouse.move(210, 210)
        page.locator("#theme").click()
        expect(page.locator("html")).not_to_have_attribute("data-theme", avant)


@pytest.mark.parametrize(
    "taille", [TELEPHONE, pytest.param(PORTABLE, marks=pytest.mark.endurance)], ids=["telephone", "portable"]
)
def test_telecommande(atelier: Atelier, parcours: Parcours, taille: tuple[int, int]) -> None:
    page = atelier.appareil(*taille)
    page.goto(parcours.seance["urls"]["animer"])
    expect(page.locator("#suite-bouton")).to_be_visible()
    _jusquau_vote(parcours)
    expect(page.locator("#suite-bouton")).to_have_text("Clore le vote et montrer le résultat")
    assert violations_axe(page) == []
    page.get_by_role("button", name="Réglages de « Et après").click()
    assert violations_axe(page, sauf=RECOUVERTE) == []
    page.keyboard.press("Escape")
    aller(page, "Regrouper")
    page.get_by_role("checkbox", name="Cocher « Un abri »").check()
    assert violations_axe(page) == []
    page.get_by_role("button", name="Déplacer « Un abri »").click()
    assert violations_axe(page, sauf=RECOUVERTE) == []
    page.keyboard.press("Escape")
    for onglet, repere in (("Idées", "#idees-liste > li"), ("Salle", ".porte__qr")):
        aller(page, onglet)
        expect(page.locator(repere).first).to_be_visible()
        assert violations_axe(page) == []
        _sans_defilement(page)
    parcours.animer("clore_seance", confirme=True)
    if taille == TELEPHONE:
        aller(page, "Conduire")
    expect(page.get_by_role("link", name="Tableur (CSV)")).to_be_visible()
    assert violations_axe(page) == []
    _sans_defilement(page)


def test_pages_de_lequipe(atelier: Atelier, parcours: Parcours) -> None:
    page = atelier.appareil(*PORTABLE)
    page.goto(f"{entrer_dans_lequipe(page, parcours.serveur)}/seances")
    _conforme(page)
    page.get_by_role("link", name="Nouvelle séance").click()
    page.get_by_role("button", name="Créer la séance").wait_for()
    _conforme(page)
    page.get_by_role("button", name="Créer la séance").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    _conforme(page)
    assert len(atelier.erreurs) == 1
    assert "status of 400 " in atelier.erreurs.pop()  # the refused form, as Chromium says it


def test_au_clavier_seul(atelier: Atelier, parcours: Parcours) -> None:
    """Join, write, correct, vote: Tab, Enter, arrows and letters, nothing else."""
    page = atelier.appareil(*TELEPHONE)
    page.goto(parcours.serveur.url)
    _tabuler(page, "#code")
    page.keyboard.type(parcours.seance["code"])
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Entrer", exact=True).wait_for()
    _tabuler(page, "#pseudonyme")
    page.keyboard.type("Zoé")
    page.keyboard.press("Enter")
    page.locator("#reglages").wait_for()
    parcours.demarrer(1)
    page.get_by_label("Votre idée", exact=True).wait_for()
    _tabuler(page, "#idee")
    page.keyboard.type("Un abri fermé")
    _tabuler(page, "#formulaire-idee [type=submit]")
    page.keyboard.press("Enter")
    expect(mienne(page, "Un abri fermé")).to_have_attribute("data-etat", "enregistree")
    expect(page.locator("#idee")).to_be_focused()
    # others write meanwhile: the field keeps the focus and what is typed
    page.keyboard.type("Commencée ")
    cartes = parcours.proposer("Une idée de la salle")
    page.keyboard.type("et finie")
    expect(page.locator("#idee")).to_have_value("Commencée et finie")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    parcours.demarrer(3)
    parcours.grouper("À vélo", *cartes)
    parcours.demarrer(4)
    page.get_by_role("button", name="Y aller").or_(page.locator("#objets > li")).first.wait_for()
    if page.get_by_role("button", name="Y aller").is_visible():
        _tabuler(page, "#bandeau button")
        page.keyboard.press("Enter")
    page.locator("#objets > li").first.wait_for()
    _tabuler(page, "#objets [data-sens='1']")
    page.keyboard.press("Enter")
    expect(page.locator("#etat-vote")).to_contain_text("Vote enregistré")
    expect(page.locator("#objets [data-sens='1']")).to_be_focused()


def _tabuler(page: Page, cible: str) -> None:
    """Press Tab until ``cible`` has the focus, which must show."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{cible}:focus").count():
            break
    expect(page.locator(cible).first).to_be_focused()
    anneau = page.locator(cible).first.evaluate(
        "(e) => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; }"
    )
    assert anneau, f"{cible} : le focus ne se voit pas"
