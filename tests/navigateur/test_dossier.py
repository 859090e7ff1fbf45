"""One dossier on screen: from the piste to the committee's door with the keyboard alone, then where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import select, update

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import fiche, fiche_versions, lectures, qualification
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.creation import Nouveau, Source, creer
from fabrique_atelier.dossier.fiche import Saisie
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import creer_moteur, ecrire
from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage import dossiers
from tests.outillage.comptes import entrer_dans_lequipe, premiere_fabrique
from tests.outillage.mur import moncontour
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from sqlalchemy import Engine

    from tests.outillage.navigateur import Atelier

#: More stops than any page here has before its strong button.
ARRETS_MAX = 60


def _conforme(page: Page, nom: str) -> None:
    """Axe finds nothing, and nothing needs scrolling sideways, on both screens; a picture of each."""
    assert violations_axe(page) == []
    for largeur, hauteur in (TELEPHONE, PORTABLE):
        page.set_viewport_size({"width": largeur, "height": hauteur})
        debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert debord <= 0, f"{page.url} : {debord} px de trop à {largeur}"
        capturer(page, f"dossier-{nom}-{largeur}")


def _atteindre(page: Page, role: str, nom: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    cible = page.get_by_role(role, name=nom, exact=True).last  # type: ignore[arg-type]
    expect(cible).to_be_visible()
    for _ in range(ARRETS_MAX):
        page.keyboard.press("Tab")
        if cible.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"« {nom} » ne s’atteint pas au clavier sur {page.url}")


def _appuyer(page: Page, role: str, nom: str) -> None:
    _atteindre(page, role, nom)
    page.keyboard.press("Enter")


def _franchir(page: Page, nom: str, arrivee: str) -> None:
    """Cross from the page of the dossier: the strong button, then the same words to confirm."""
    _appuyer(page, "link", nom)
    expect(page.get_by_role("heading", name=nom, level=1)).to_be_visible()
    _appuyer(page, "button", nom)
    expect(page.locator(".dossier__ou strong")).to_have_text(arrivee)


def _ouvrir(moteur: Engine) -> str:
    fabrique_id, _ = premiere_fabrique(moteur)
    with ecrire(moteur) as connexion:
        seance_id, groupes = moncontour(connexion, fabrique_id)
        sources = [Source("regroupement", r, seance_id=seance_id, regroupement_id=i) for r, i in groupes.items()]
        lieu = dossiers.territoire(connexion, fabrique_id)
        nouveau = Nouveau("Un lieu pour tous les âges", sources, [lieu], ["numerique"], "2018-03", "2018-03-12")
        return creer(connexion, dossiers.geste(connexion, fabrique_id), nouveau)


def _remplir_la_fiche(moteur: Engine, dossier_id: str) -> None:
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier = lectures.exiger(connexion, par.fabrique_id, dossier_id)
        vide = fiche_versions.initiale(dossier).contenu
        textes = dict.fromkeys(("besoin_resume", "publics", "solution", "existant"), "Un texte.")
        contenu = vide | textes | {"territoire": dossier.territoires[0][0]}
        fiche.enregistrer(connexion, par, dossier_id, Saisie(0, contenu, dossier.titre))


def _qualifier(moteur: Engine, dossier_id: str) -> None:
    with ecrire(moteur) as connexion:
        acteur_id = connexion.execute(select(Personne.id)).scalars().first()
        par: Geste = dossiers.geste(connexion, acteur_id=str(acteur_id))
        grille = qualification.lire(connexion, par.fabrique_id, dossier_id).grille
        qualification.noter(connexion, par, dossier_id, 0, dict.fromkeys(grille.codes, 2), {})
        qualification.signer_evaluation(connexion, par, dossier_id)
        qualification.signer(connexion, par, dossier_id)
        connexion.execute(
            update(m.Dossier).where(m.Dossier.id == dossier_id).values(utilite_sociale=["soutien_publics_fragiles"])
        )


def test_de_la_piste_au_comite_au_clavier(atelier: Atelier, serveur: Serveur) -> None:
    moteur = creer_moteur(serveur.base)
    try:
        _parcourir(atelier, serveur, moteur)
    finally:
        moteur.dispose()


def _parcourir(atelier: Atelier, serveur: Serveur, moteur: Engine) -> None:
    page = atelier.appareil(*PORTABLE)
    base = entrer_dans_lequipe(page, serveur, "charge_mission")
    dossier_id = _ouvrir(moteur)
    ici = f"{base}/dossiers/{dossier_id}"
    page.goto(ici)
    expect(page.get_by_role("heading", name="La suite : commencer la fiche idée")).to_be_visible()
    _conforme(page, "piste")
    _appuyer(page, "link", "Dire qui suit ce dossier")
    _atteindre(page, "combobox", "Personne qui suit ce dossier (nécessaire)")
    page.keyboard.type("Claire")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".equipe__message")).to_have_text("C’est noté.")
    _franchir(page, "Commencer la fiche idée", "Fiche idée en cours")
    expect(page.get_by_role("link", name="Compléter la fiche idée", exact=True)).to_be_visible()
    _remplir_la_fiche(moteur, dossier_id)
    page.goto(ici)
    _franchir(page, "Passer à la qualification", "Qualification en cours")
    expect(page.get_by_role("link", name="Continuer la qualification", exact=True)).to_be_visible()
    _qualifier(moteur, dossier_id)
    page.goto(f"{ici}/franchir/T4")
    _conforme(page, "franchir")
    page.goto(ici)
    _franchir(page, "Déclarer l’idée prête", "Prête pour le comité d’engagement")
    _appuyer(page, "link", "Origine")
    expect(page.get_by_text("4 regroupements, 18 cartes, 33 personnes ont voté")).to_be_visible()
    _conforme(page, "origine")
    for fin in ("collectif", "modifier"):
        page.goto(f"{ici}/{fin}")
        _conforme(page, fin)
