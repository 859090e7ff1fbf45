"""A committee from its agenda to its signed minutes: a chargée de mission on a laptop, a member on a phone, another put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import update

from fabrique_atelier.comite import models as m
from fabrique_atelier.comite import seances
from fabrique_atelier.socle.base import creer_moteur
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.integration.comites_essai import Salle, ouvrir
from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage.comptes import COOKIE, connecter
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier

AUJOURDHUI = jour_local(maintenant_ms()).isoformat()


def _conforme(page: Page, nom: str, *tailles: tuple[int, int]) -> None:
    """Axe finds nothing, and nothing needs scrolling sideways; a picture of each size."""
    assert violations_axe(page) == []
    for largeur, hauteur in tailles or (TELEPHONE, PORTABLE):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert debord <= 0, f"{page.url} : {debord} px de trop à {largeur}"
        capturer(page, f"comite-{nom}-{largeur}")


def _entrer(atelier: Atelier, serveur: Serveur, salle: Salle, role: str, siege: int | None = None) -> Page:
    """Somebody signed in; with ``siege``, their account holds that seat."""
    personne = connecter(salle.moteur, {salle.fabrique_id: [role]})
    if siege is not None:
        sien = update(m.MembreComite).where(m.MembreComite.id == salle.sieges[siege])
        salle.faire(lambda c: c.execute(sien.values(personne_id=personne.personne_id)))
    page = atelier.appareil(*(PORTABLE if siege is None else TELEPHONE))
    page.context.add_cookies([{"name": COOKIE, "value": personne.secret, "url": serveur.url}])
    return page


def _preparer(page: Page, base: str, salle: Salle) -> str:
    """Put a dossier on the agenda, note a déport, convoke; return the address of the point."""
    page.goto(f"{base}/comites/inscrire/{salle.dossier('Antenne VRAC')}")
    page.get_by_label("Recommandation de l’équipe").select_option("validee")
    page.get_by_label("Pourquoi").fill("Le besoin est prouvé.")
    page.get_by_role("button", name="Inscrire").click()
    expect(page.locator("[data-point]")).to_have_count(1)
    point = f"{base}/comites/points/{page.locator('[data-point]').get_attribute('data-point')}"
    _conforme(page, "preparer")
    page.goto(point)
    page.get_by_text("Noter un déport").click()
    page.locator("#deport-membre").select_option(salle.sieges[3])
    page.locator("#deport-motif").fill("Administre l’antenne")
    page.get_by_role("button", name="Noter le déport").click()
    expect(page.locator("#deports")).to_contain_text("ne prend pas part à ce point")
    page.goto(f"{base}/comites/seances/{salle.seance_id}")
    page.get_by_role("button", name="Convoquer les membres").click()
    expect(page.get_by_role("link", name="Le jour venu")).to_be_visible()
    return point


def test_un_comite_de_l_ordre_du_jour_a_la_signature(atelier: Atelier, serveur: Serveur) -> None:
    moteur = creer_moteur(serveur.base)
    salle = ouvrir(moteur, membres_=4)
    ce_jour = seances.NouvelleSeance(AUJOURDHUI, lieu="Salle du centre social")
    salle.faire(lambda c: seances.modifier(c, salle.geste, (salle.seance_id, 1), ce_jour))
    base = f"{serveur.url}/equipe/bellefontaine"
    page = _entrer(atelier, serveur, salle, "charge_mission")
    membre = _entrer(atelier, serveur, salle, "membre_comite", 1)
    point = _preparer(page, base, salle)
    jour = f"{base}/comites/seances/{salle.seance_id}/jour"
    page.goto(jour)
    page.get_by_role("button", name="Ouvrir la séance").click()
    page.get_by_role("button", name="Sur place Dominique Membre1", exact=True).click()
    _se_presenter(membre, base)
    # the desk sees it without reloading
    expect(page.locator("[data-quorum]")).to_contain_text("2\u00a0voix présentes sur 4")
    _conforme(page, "jour")
    _se_deporter(_entrer(atelier, serveur, salle, "membre_comite", 3), base, salle, point)
    page.goto(point)
    page.get_by_role("button", name="Voter sur les téléphones").click()
    _voter(membre)
    expect(page.locator("[data-exprimes]")).to_have_text("1")
    _decider(page)
    _signer(page, jour)
    membre.goto(f"{base}/mon-comite")
    membre.locator(".tenue__jour").click()
    expect(membre.get_by_text("1\u00a0pour, 1\u00a0déport")).to_be_visible()
    _conforme(membre, "compte-rendu-membre", TELEPHONE)
    moteur.dispose()


def _se_presenter(membre: Page, base: str) -> None:
    """A member on a phone reads the papers, then says « Je suis là »."""
    membre.goto(f"{base}/mon-comite")
    _conforme(membre, "accueil-membre", TELEPHONE)
    membre.get_by_role("link", name="Entrer dans la séance").click()
    membre.get_by_role("link", name="Lire le dossier").click()
    expect(membre.get_by_text("Le besoin est prouvé.")).to_be_visible()
    _conforme(membre, "dossier-du-point", TELEPHONE)
    membre.get_by_role("link", name="Revenir à la séance").click()
    membre.get_by_role("button", name="Je suis là").click()
    expect(membre.get_by_text("Vous êtes là")).to_be_visible()


def _se_deporter(deporte: Page, base: str, salle: Salle, point: str) -> None:
    """A title, a reason, nothing more; the desk's pages are closed to members."""
    deporte.goto(f"{base}/mon-comite/seances/{salle.seance_id}")
    expect(deporte.get_by_text("Ses documents ne vous sont pas montrés")).to_be_visible()
    expect(deporte.get_by_role("link", name="Lire le dossier")).to_have_count(0)
    _conforme(deporte, "deporte", TELEPHONE)
    assert deporte.context.request.get(point).status == 403
    assert deporte.context.request.get(f"{point}/dossier").status == 403


def _voter(membre: Page) -> None:
    """The phone says by itself that the sitting has moved; one touch gives the avis."""
    membre.get_by_role("link", name="Voir", exact=True).click()
    _conforme(membre, "vote-membre", TELEPHONE)
    membre.get_by_role("button", name="Favorable", exact=True).click()
    expect(membre.get_by_role("button", name="Favorable votre avis")).to_have_attribute("aria-pressed", "true")


def _decider(page: Page) -> None:
    page.get_by_role("button", name="Fermer le vote").click()
    expect(page.locator("#avis")).to_contain_text("au secret")
    _conforme(page, "point")
    page.locator("#decision-validee").check()
    page.get_by_label("Motif", exact=True).fill("Besoin prouvé, habitants moteurs.")
    page.get_by_label("Rang de priorité").fill("1")
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_role("status").first).to_contain_text("est enregistrée")


def _signer(page: Page, jour: str) -> None:
    page.goto(jour)
    page.get_by_label("Présidence de la séance").select_option(label="Dominique Membre1")
    page.get_by_role("button", name="Noter", exact=True).last.click()
    page.get_by_role("link", name="Lever la séance et relire").click()
    page.get_by_role("button", name="Lever la séance et faire relire").click()
    page.get_by_label("Date de signature").fill(AUJOURDHUI)
    page.get_by_role("button", name="Le compte rendu est signé").click()
    expect(page.get_by_text("ce compte rendu ne change plus")).to_be_visible()
    _conforme(page, "compte-rendu")
