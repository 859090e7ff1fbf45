"""A whole séance in real browsers: a facilitator, a board and four phones, with the accidents of a real room."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.navigateur.accidents import (
    traverser_un_tunnel,
    tuer_le_serveur,
    tuer_un_telephone,
    tuer_un_telephone_qui_vote,
    voter_dans_le_tunnel,
)
from tests.navigateur.pieces import (
    MUR,
    PORTABLE,
    TELEPHONE,
    Observateur,
    Relais,
    aller,
    ecrire,
    entrer,
    gommettes,
    mienne,
    relais,
)
from tests.navigateur.salle import (
    ABRI,
    BUS,
    GARE,
    NAVETTE,
    NOMMEE,
    TOUTES,
    VELOS,
    Salle,
    au_clavier,
    connait,
    glisser,
    nommer,
)
from tests.outillage.navigateur import capturer

if TYPE_CHECKING:
    from tests.conftest import Lanceur
    from tests.outillage.navigateur import Atelier

pytestmark = [pytest.mark.lent]


@pytest.fixture
def observateur() -> Iterator[Observateur]:
    """Watch every request; at the end none may have gone to a third party."""
    observateur = Observateur()
    yield observateur
    assert observateur.requetes
    assert observateur.tiers() == []


@pytest.fixture
def tunnel() -> Iterator[Relais]:
    """The stretch of network that one phone goes through."""
    with relais() as tunnel:
        yield tunnel


@pytest.fixture
def salle(atelier: Atelier, tunnel: Relais, lancer_serveur: Lanceur, observateur: Observateur) -> Salle:
    """Open every device on its page; nobody has joined yet. Only Chloé's phone goes through the tunnel."""
    serveur = lancer_serveur(URL=f"http://127.0.0.1:{tunnel.port}")
    tunnel.vers = serveur.port
    serveur.redemarrer()  # a free port makes it forget its public address; now its port is known
    seance = serveur.creer_seance()
    ecrans = [atelier.appareil(*PORTABLE), atelier.appareil(*MUR)]
    telephones = [atelier.appareil(*TELEPHONE, has_touch=True, is_mobile=True) for _ in range(4)]
    for page in ecrans + telephones:
        observateur.suivre(page)
        page.set_default_timeout(10_000)
    salle = Salle(serveur, seance, tunnel, *ecrans, *telephones)
    salle.regie.goto(salle.adresse("animer"))
    salle.tableau.goto(salle.adresse("tableau"))
    return salle


def test_une_seance_complete(salle: Salle, atelier: Atelier, tmp_path: Path) -> None:
    _entrer(salle)
    _ecrire(salle)
    _montrer(salle)
    _masquer_en_deux_gestes(salle)
    traverser_un_tunnel(salle)
    tuer_un_telephone(salle)
    tuer_le_serveur(salle)
    _regrouper(salle)
    _voter(salle)
    _resultat(salle)
    _clore(salle)
    _suites_en_lecture_seule(salle, atelier)
    _exporter(salle, tmp_path)


def _entrer(salle: Salle) -> None:
    salle.suivre("Ouvrir la séance", "La salle entre : 0 personne")
    for page in (salle.aicha, salle.bruno, salle.denis):
        entrer(page, salle.adresse("rejoindre"))
    chez_chloe = salle.chloe
    chez_chloe.goto(f"http://127.0.0.1:{salle.tunnel.port}/")
    code = salle.seance["code"].lower()
    chez_chloe.get_by_label("Code de séance").fill(f"{code[:3]} {code[3:]}")
    chez_chloe.get_by_role("button", name="Continuer").click()
    chez_chloe.get_by_role("button", name="Entrer", exact=True).click()
    for page in salle.telephones:
        expect(page.get_by_role("heading", name="Vous êtes dans la salle")).to_be_visible()
        expect(page).to_have_url(re.compile(f"/p/{salle.seance['seance']}$"))
    expect(salle.tableau.locator("#nb-personnes")).to_have_text("4")
    aller(salle.regie, "Salle")
    expect(salle.regie.locator("#salle-liste > li")).to_have_count(4)
    expect(salle.regie.locator("#salle-nombre")).to_contain_text("4 en ligne")
    expect(salle.regie.locator("#salle-compte")).to_have_text("4")


def _ecrire(salle: Salle) -> None:
    salle.suivre("Démarrer : Accueil", "Accueil")
    for page in salle.telephones:
        expect(page.get_by_role("heading", name="Accueil")).to_be_visible()
    salle.suivre("Démarrer : Vos idées", "Vos idées")
    for page, textes in (
        (salle.aicha, [NAVETTE, GARE]),
        (salle.bruno, ["Des vélos", ABRI]),
        (salle.denis, [BUS, "À retirer"]),
    ):
        for texte in textes:
            ecrire(page, texte)
            expect(mienne(page, texte).first).to_have_attribute("data-etat", "enregistree")
    velos = mienne(salle.bruno, "Des vélos").first
    velos.get_by_role("button", name="Modifier ou retirer").click()
    velos.get_by_role("button", name="Modifier", exact=True).click()
    velos.get_by_label("Modifier votre idée").fill(VELOS)
    velos.get_by_role("button", name="Enregistrer").click()
    expect(mienne(salle.bruno, VELOS)).to_have_attribute("data-etat", "enregistree")
    retiree = mienne(salle.denis, "À retirer")
    retiree.get_by_role("button", name="Modifier ou retirer").click()
    retiree.get_by_role("button", name="Retirer", exact=True).click()
    retiree.get_by_role("button", name="Oui, la retirer").click()
    expect(salle.tableau.locator("#scene-compte .grand-nombre")).to_have_text("5")
    capturer(salle.denis, "seance_telephone_idees")
    # « tous_fin »: a number on the wall, no text anywhere but at its author's
    assert not connait(salle, "tableau", NAVETTE)
    expect(salle.bruno.get_by_text(NAVETTE)).to_have_count(0)


def _montrer(salle: Salle) -> None:
    salle.suivre("Montrer les idées", "Vos idées")
    expect(salle.cartes_du_mur()).to_have_count(5)
    for texte in (NAVETTE, GARE, VELOS, ABRI, BUS):
        expect(salle.tableau.locator("#cartes").get_by_text(texte, exact=True)).to_be_visible()
    expect(salle.chloe.locator("#autres").get_by_text(NAVETTE)).to_be_visible()
    salle.suivre("Démarrer : Rebondir", "Rebondir")


def _masquer_en_deux_gestes(salle: Salle) -> None:
    ecrire(salle.bruno, NOMMEE)
    partout = [salle.tableau.locator("#cartes"), salle.aicha.locator("#autres"), salle.chloe.locator("#autres")]
    for liste in partout:
        expect(liste.get_by_text(NOMMEE)).to_be_visible()
    aller(salle.regie, "Idées")
    ligne = salle.regie.locator("#idees-liste > li", has_text=NOMMEE)
    ligne.get_by_role("button", name="Masquer").click()
    salle.regie.get_by_role("menuitem", name="Donnée personnelle").click()
    for liste in partout:
        expect(liste.get_by_text(NOMMEE)).to_have_count(0, timeout=1000)
    expect(salle.bruno.locator("#miennes").get_by_text("Carte masquée par l’équipe d’animation")).to_be_visible()
    expect(salle.bruno.get_by_text(NOMMEE)).to_have_count(0)
    assert not connait(salle, "tableau", NOMMEE)
    assert connait(salle, "animation", NOMMEE)
    capturer(salle.regie, "seance_regie_idees")


def _regrouper(salle: Salle) -> None:
    salle.suivre("Démarrer : Regrouper", "Regrouper")
    regie = salle.regie
    aller(regie, "Regrouper")
    for texte in (NAVETTE, BUS):
        regie.get_by_role("checkbox", name=f"Cocher « {texte} »").check()
    regie.get_by_role("button", name="Grouper", exact=True).click()
    nommer(regie, "Transport à la demande")
    navette = regie.get_by_role("region", name="Groupe R1 Transport à la demande")
    expect(navette.locator(".rangee")).to_have_count(2)
    au_clavier(regie, VELOS, "Nouveau groupe…")
    nommer(regie, "À vélo")
    velo = regie.get_by_role("region", name="Groupe R2 À vélo")
    expect(velo.locator(".rangee")).to_have_count(1)
    glisser(regie, regie.locator(".colonne--a-classer .rangee", has_text=ABRI), velo)
    expect(velo.locator(".rangee")).to_have_count(2)
    regie.get_by_role("button", name=f"Déplacer « {GARE} »").click()
    regie.get_by_role("menuitem", name="Transport à la demande").click()
    expect(navette.locator(".rangee")).to_have_count(3)
    regie.get_by_role("button", name=re.compile(r"^Annuler\s:")).click()
    expect(navette.locator(".rangee")).to_have_count(2)
    regie.get_by_role("button", name=re.compile(r"^Rétablir\s:")).click()
    expect(navette.locator(".rangee")).to_have_count(3)
    colonne = salle.tableau.locator("#colonnes .colonne", has_text="À vélo")
    expect(colonne.locator("li")).to_have_count(2)
    expect(salle.aicha.locator("#groupes").get_by_role("heading", name="Transport à la demande")).to_be_visible()
    capturer(regie, "seance_regie_regrouper")
    capturer(salle.tableau, "seance_tableau_regrouper")


def _voter(salle: Salle) -> None:
    salle.suivre("Passer au vote", "Vos préférences")
    for page in salle.telephones:
        expect(page.get_by_text("3 gommettes à poser")).to_be_visible()
    gommettes(salle.aicha, "Transport à la demande", 2)
    gommettes(salle.aicha, "À vélo", 1)
    expect(salle.aicha.locator("#etat-vote")).to_contain_text("Vote enregistré")
    plein = salle.aicha.get_by_role("button", name="Ajouter une gommette à « À vélo »")
    expect(plein).to_have_attribute("aria-disabled", "true")
    gommettes(salle.bruno, "À vélo", 2)
    gommettes(salle.denis, "Transport à la demande", 1)
    expect(salle.denis.locator("#etat-vote")).to_contain_text("Vote enregistré")
    expect(salle.tableau.locator("#scene-vote .participation")).to_have_text("3 sur 4 ont voté")
    capturer(salle.tableau, "seance_tableau_vote")
    tuer_un_telephone_qui_vote(salle)
    voter_dans_le_tunnel(salle)
    expect(salle.tableau.locator("#scene-vote .participation")).to_have_text("4 sur 4 ont voté")


def _resultat(salle: Salle) -> None:
    salle.regie.get_by_role("button", name="Clore le vote et montrer le résultat").click()
    # four ballots only: anybody could guess, so the server asks
    salle.regie.get_by_role("dialog").get_by_role("button", name="Montrer quand même").click()
    lignes = salle.tableau.locator("#lignes tr")
    expect(lignes).to_have_count(2)
    for ligne in (lignes.nth(0), lignes.nth(1)):
        expect(ligne.locator(".rang")).to_have_text("1 ex æquo")
        expect(ligne.locator(".points")).to_have_text("4")
    for page in salle.telephones:
        expect(page.locator("#lignes tr")).to_have_count(2)
    capturer(salle.tableau, "seance_tableau_resultat")
    salle.suivre("Démarrer : Et après ?", "Et après ?")


def _clore(salle: Salle) -> None:
    salle.regie.get_by_role("button", name="Clore la séance").click()
    salle.regie.get_by_role("dialog").get_by_role("button", name="Clore la séance").click()
    expect(salle.regie.locator("#conduire-etape")).to_have_text("La séance est close")
    for page in salle.telephones:
        expect(page.get_by_role("link", name="Voir le résultat complet")).to_be_visible()
    expect(salle.tableau.locator("#lignes tr")).to_have_count(2)
    capturer(salle.regie, "seance_regie_close")


def _suites_en_lecture_seule(salle: Salle, atelier: Atelier) -> None:
    salle.aicha.get_by_role("link", name="Voir le résultat complet").click()
    passant = atelier.appareil(*PORTABLE)
    # « gardez le code »: after the closing it leads here
    passant.goto(salle.adresse("suites").split("/suites/")[0] + f"/c/{salle.seance['code']}")
    expect(passant).to_have_url(salle.adresse("suites"))
    for page in (salle.aicha, passant):
        for texte in TOUTES:
            expect(page.get_by_text(texte, exact=True)).to_have_count(1)
        expect(page.get_by_text(NOMMEE)).to_have_count(0)
        expect(page.locator("form, input, textarea, button")).to_have_count(0)
    capturer(passant, "seance_suites")


def _exporter(salle: Salle, tmp_path: Path) -> None:
    fichiers = {}
    for nom in ("Tableur (CSV)", "Données (JSON)"):
        with salle.regie.expect_download() as telechargement:
            salle.regie.get_by_role("link", name=nom).click()
        fichiers[nom] = tmp_path / telechargement.value.suggested_filename
        telechargement.value.save_as(fichiers[nom])
    tableur = fichiers["Tableur (CSV)"].read_bytes()
    assert tableur.startswith(b"\xef\xbb\xbf")
    lignes = list(csv.DictReader(io.StringIO(tableur.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert sorted(ligne["idée"] for ligne in lignes) == sorted(TOUTES)
    donnees = json.loads(fichiers["Données (JSON)"].read_text(encoding="utf-8"))
    assert {(x["titre"], x["points"], x["rang"]) for x in donnees["vote"]["lignes"]} == {
        ("Transport à la demande", 4, 1),
        ("À vélo", 4, 1),
    }
