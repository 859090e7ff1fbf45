"""The pages of the fiche idée: written by two people, refused without losing a word, kept as a draft, read and printed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.integration.site import Page, Site, lire_page
from tests.outillage.comptes import Connectee, connecter
from tests.outillage.fiches import CARTES, Semis, semer


class Ecriture:
    """The form of a fiche in a browser."""

    def __init__(self, site: Site, semis: Semis, personne: Connectee) -> None:
        self.client = site.navigateur(personne)
        self.base = f"/equipe/{site.fabrique}/dossiers/{semis.dossier_id}/fiche"

    def page(self, fin: str = "") -> Page:
        return lire_page(self.client.get(self.base + fin))

    def champs(self) -> dict[str, str]:
        page = self.page("/ecrire").text
        lus = dict(re.findall(r'<input[^>]*?\bname="([^"]+)"[^>]*?\bvalue="([^"]*)"', page))
        lus |= dict(re.findall(r'<textarea[^>]*?\bname="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page))
        lus["territoire"] = (re.findall(r'<option selected value="([^"]*)"', page) or [""])[0]
        return {
            n: v
            for n, v in lus.items()
            if n not in ("verbatims", "partenaires_pressentis") and not n.startswith("choix_")
        }

    def poster(self, champs: dict[str, Any]) -> Page:
        return lire_page(self.client.post(self.base + "/ecrire", data=champs))

    def brouillon(self, champs: dict[str, str], jeton: str | None = None, rang: int = 1) -> Page:
        corps = {"rang": rang, "champs": [[n, v] for n, v in champs.items() if n != "csrf_token"]}
        entetes = {"X-CSRFToken": jeton or champs.get("csrf_token", "")}
        return lire_page(self.client.post(self.base + "/brouillon", json=corps, headers=entetes))


@pytest.fixture
def deux(site: Site) -> tuple[Ecriture, Ecriture]:
    semis = semer(site.application.moteur)
    roles = {site.fabrique_id: ["charge_mission"]}
    claire = connecter(site.application.moteur, roles, nom="Claire Moreau")
    karim = connecter(site.application.moteur, roles, nom="Karim Benali")
    return Ecriture(site, semis, claire), Ecriture(site, semis, karim)


def test_ecrire_ensemble_dans_le_navigateur(deux: tuple[Ecriture, Ecriture]) -> None:
    claire, karim = deux
    siens, leurs = claire.champs(), karim.champs()
    assert siens["territoire"]
    assert karim.poster({**leurs, "publics": "Les jeunes", "besoin_resume": "Le soir est vide"}).status_code == 303
    refus = claire.poster({**siens, "publics": "Les anciens", "solution": "Un café"})
    assert refus.status_code == 400
    for texte in ("Les jeunes", "Les anciens", "Un café", "Le soir est vide", "Karim Benali"):
        assert texte in refus.text
    assert "Les jeunes" in karim.page().text
    repris = claire.champs()  # the tab was closed: everything is still there, and the choice with it
    assert (repris["solution"], repris["publics"]) == ("Un café", "Les anciens")
    assert "Les jeunes" in claire.page("/ecrire").text
    assert claire.poster(repris).status_code == 400
    assert claire.poster({**repris, "choix_publics": "mien"}).status_code == 303
    lue = karim.page().text
    assert "Les anciens" in lue
    assert "Les jeunes" not in lue
    compare = claire.page("/comparer?avant=1&apres=2").text
    assert re.search(r"<del>.*?jeunes.*?</del>\s*<ins>.*?anciens.*?</ins>", compare)
    assert "Les jeunes" in claire.page("/versions/1").text


def test_un_texte_trop_long_reste_sur_la_page_et_en_brouillon(deux: tuple[Ecriture, Ecriture]) -> None:
    claire, _karim = deux
    refus = claire.poster({**claire.champs(), "publics": "x" * 301})
    assert refus.status_code == 400
    assert "301\u00a0caractères, 300 au plus" in refus.text
    assert "x" * 301 in refus.text
    assert "x" * 301 in claire.page("/ecrire").text
    assert "Personne n’a encore enregistré cette fiche" in claire.page().text


def test_le_brouillon_est_a_soi_et_demande_son_jeton(deux: tuple[Ecriture, Ecriture]) -> None:
    claire, karim = deux
    champs = {**claire.champs(), "publics": "Brouillon de Claire"}
    assert claire.brouillon(champs, "faux").status_code == 400
    garde = claire.brouillon(champs)
    assert (garde.status_code, garde.json["autres"], garde.json["version"]) == (200, [], 0)
    assert "Brouillon de Claire" in claire.page("/ecrire").text
    assert "Votre brouillon du" in claire.page("/ecrire").text
    plein = {**champs, "publics": "Sans script", "brouillon": "oui"}
    assert claire.poster(plein).status_code == 303  # the other button, where no script runs
    assert "Sans script" in claire.page("/ecrire").text
    repris = {**claire.champs(), "publics": "Brouillon de Claire"}
    assert claire.brouillon(repris, rang=2).status_code == 200
    assert claire.brouillon({**repris, "publics": "Parti avant, arrivé après"}, rang=1).status_code == 200
    chez_karim = karim.page("/ecrire").text
    assert "Brouillon de Claire" not in chez_karim
    assert "Claire Moreau écrit aussi" in chez_karim
    assert karim.brouillon(karim.champs()).json["autres"] == ["Claire Moreau"]
    jeton = {"csrf_token": champs["csrf_token"]}
    assert lire_page(claire.client.post(claire.base + "/brouillon/ecarter", data=jeton)).status_code == 303
    assert "Brouillon de Claire" not in claire.page("/ecrire").text
    assert lire_page(claire.client.post(claire.base + "/brouillon/retrouver", data=jeton)).status_code == 303
    assert "Brouillon de Claire" in claire.page("/ecrire").text
    illisibles: tuple[Any, ...] = (
        None,
        [],
        {"champs": "x"},
        {"champs": [["a"]]},
        {"champs": [["a", 1]]},
        {"champs": [["a", "\x00"]]},
    )
    for corps in illisibles:
        entetes = {"X-CSRFToken": champs["csrf_token"]}
        assert claire.client.post(claire.base + "/brouillon", json=corps, headers=entetes).status_code == 400


def test_un_brouillon_arrive_trop_tard(deux: tuple[Ecriture, Ecriture]) -> None:
    claire, _karim = deux
    avant = {**claire.champs(), "publics": "Encore en route"}
    autre_onglet = {**claire.champs(), "existant": "Dans un autre onglet"}
    assert claire.poster({**avant, "publics": "Enregistré"}).status_code == 303
    assert claire.brouillon(avant).status_code == 200
    assert "Encore en route" not in claire.page("/ecrire").text
    assert claire.brouillon(autre_onglet).status_code == 200
    assert "Dans un autre onglet" in claire.page("/ecrire").text


def test_paroles_partenaires_et_votes_se_lisent(deux: tuple[Ecriture, Ecriture]) -> None:
    claire, _karim = deux
    page = claire.page("/ecrire").text
    assert CARTES[3] not in page
    cartes = re.findall(r'name="verbatims" id="[^"]+" value="([^"]+)"', page)
    assert len(cartes) == 3
    noms = ["ecole de l'oeuvre", "Une voisine"]
    champs = {
        **claire.champs(),
        "verbatims": cartes[:2],
        "partenaires_pressentis": noms,
        "porteur_pressenti": "Paul Durand",
    }
    assert claire.poster(champs).status_code == 303
    lue = claire.page().text
    for texte in (
        CARTES[0],
        CARTES[1],
        "École de l’Œuvre",
        "Une voisine",
        "Paul Durand",
        "2&nbsp;points, 1&nbsp;votant",
    ):
        assert texte in lue
    papier = claire.page("/imprimer").text
    assert CARTES[0] in papier
    assert "Paul Durand" not in papier


def test_les_versions_inconnues_n_existent_pas(deux: tuple[Ecriture, Ecriture]) -> None:
    claire, _karim = deux
    assert claire.page("/comparer").status_code == 404
    assert claire.page("/versions").status_code == 200
    claire.poster({**claire.champs(), "publics": "Tous"})
    assert claire.page("/comparer").status_code == 200
    for fin in ("/versions/2", "/comparer?avant=9", "/comparer?apres=x9"):
        assert claire.page(fin).status_code == (200 if fin.endswith("x9") else 404)
