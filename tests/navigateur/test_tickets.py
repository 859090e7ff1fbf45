"""Tickets on real screens: printed, read, moved to another phone; the lent remote taken back under the facilitator's eyes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage.comptes import entrer_dans_lequipe
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier


def creer(page: Page, equipe: str, entree: str, nombre: str = "") -> str:
    """Create a séance through the form; return the address of its page."""
    page.goto(f"{equipe}/seances/nouvelle")
    page.get_by_label("Titre de la séance").fill("Budget participatif")
    page.get_by_label("Question posée").fill("Que faire de la place ?")
    page.get_by_role("radio", name=re.compile(entree)).check()
    if nombre:
        page.get_by_label("Nombre de tickets").fill(nombre)
    page.get_by_role("button", name="Créer la séance").click()
    expect(page.get_by_role("heading", name="Budget participatif")).to_be_visible()
    return page.url


def test_un_ticket_passe_d_un_telephone_a_l_autre(serveur: Serveur, atelier: Atelier) -> None:
    bureau = atelier.appareil(*PORTABLE)
    fiche = creer(bureau, entrer_dans_lequipe(bureau, serveur), "Avec tickets", "9")
    assert violations_axe(bureau) == []
    capturer(bureau, "seance-fiche-1366x768")
    bureau.get_by_role("link", name="Tickets à imprimer").click()
    expect(bureau.locator(".talon")).to_have_count(9)
    expect(bureau.get_by_alt_text("Code QR du ticket 9")).to_be_visible()
    capturer(bureau, "tickets-1366x768")
    assert violations_axe(bureau) == []
    adresse = bureau.locator(".talon__adresse").first.inner_text()
    ticket = f"{serveur.url}/t/{adresse.rsplit('/t/', 1)[1].strip()}"

    bureau.goto(f"{fiche}/animer")
    bureau.get_by_role("button", name="Ouvrir la séance").click()
    expect(bureau.locator("#conduire-etape")).to_have_text("La salle entre : 0 personne")
    premier, second = (atelier.appareil(*TELEPHONE, has_touch=True, is_mobile=True) for _ in range(2))
    sans = atelier.appareil(*TELEPHONE, has_touch=True, is_mobile=True)
    sans.goto(f"{serveur.url}/c/{bureau.locator('.porte__code').inner_text().split()[-1]}")
    sans.get_by_role("button", name="Entrer", exact=True).click()
    expect(sans.get_by_role("alert")).to_contain_text("Cette séance se rejoint avec un ticket.")

    for telephone in (premier, second):
        telephone.goto(ticket)
        telephone.get_by_role("button", name="Entrer", exact=True).click()
        expect(telephone.get_by_role("heading", name="Vous êtes dans la salle")).to_be_visible()
    expect(premier.get_by_role("alert")).to_contain_text("Votre ticket vient de servir sur un autre téléphone")
    capturer(premier, "ticket-deplace-360x740")
    expect(bureau.locator("#bandeau-nombres")).to_contain_text("1 personne")
    # the sheet read again on the first phone brings the person back there
    premier.goto(ticket)
    premier.get_by_role("button", name="Entrer", exact=True).click()
    expect(premier.get_by_role("heading", name="Vous êtes dans la salle")).to_be_visible()
    expect(second.get_by_role("alert")).to_contain_text("Votre ticket vient de servir sur un autre téléphone")

    bureau.locator('.onglets__lien[data-onglet="salle"]').click()
    expect(bureau.locator("#salle-compte")).to_have_text("1")
    expect(bureau.locator(".personne__nom")).to_contain_text("ticket 1")
    capturer(bureau, "salle-tickets-1366x768")


@pytest.mark.endurance
def test_la_telecommande_pretee_puis_reprise(serveur: Serveur, atelier: Atelier) -> None:
    bureau, invitee = atelier.appareil(*PORTABLE), atelier.appareil(*TELEPHONE, has_touch=True, is_mobile=True)
    fiche = creer(bureau, entrer_dans_lequipe(bureau, serveur), "Salle fermée")
    bureau.get_by_role("button", name="Prêter la télécommande").click()
    lien = bureau.locator(".fiche-seance__lien a").get_attribute("href")
    assert lien is not None
    invitee.goto(lien)
    invitee.get_by_role("button", name="Ouvrir la séance").click()
    expect(invitee.locator("#conduire-etape")).to_have_text("La salle entre : 0 personne")
    bureau.goto(fiche)
    bureau.get_by_role("button", name="La reprendre").click()
    expect(bureau.locator(".equipe__message")).to_contain_text("La télécommande est reprise")
    expect(invitee.get_by_role("alert")).to_contain_text("Cette télécommande n’est plus prêtée")
    capturer(invitee, "telecommande-reprise-360x740")
    expect(bureau.locator(".fiche-seance__journal")).to_contain_text("a prêté la télécommande")
