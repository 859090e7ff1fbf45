"""Territories found in the official list, their dated zones, and what each kind demands."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import insert, select

from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau import territoires, zonages
from fabrique_atelier.socle.base import ecrire, lire
from tests.integration.site import INCONNU, Page, Site, lire_page
from tests.outillage.comptes import connecter, fabrique
from tests.outillage.reglages import champs_de


class Territoires:
    """The territories of the first fabrique, in one browser."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.racine = f"/equipe/{site.fabrique}/territoires"

    def ajouter(self, genre: str, code: str = "", **changes: str) -> Page:
        """Add a territory: as the list proposes it, with these changes."""
        adresse = f"{self.racine}/ajouter/{genre}?code={code}"
        return self.site.poster(adresse, champs_de(self.site.page(adresse).text) | changes)

    def commune(self, insee: str = "22153") -> str:
        """Add a commune; return its address."""
        return str(self.ajouter("commune", insee).headers["Location"])

    def zonage(self, territoire: str, genre: str, **changes: str) -> Page:
        """Attach a zone, with its proposed dates unless changed."""
        adresse = f"{territoire}/zonages/ajouter?type={genre}"
        return self.site.poster(adresse, champs_de(self.site.page(adresse).text) | {"source": "Arrêté"} | changes)

    def stockes(self, modele: type[m.Territoire] | type[m.Zonage] = m.Territoire) -> list[Any]:
        """The rows."""
        with lire(self.site.application.moteur) as connexion:
            return list(connexion.execute(select(modele.__table__)).mappings())


@pytest.fixture
def lieux(site: Site) -> Territoires:
    return Territoires(site)


# ------------------------------------------------------------------------------------------------ territories


def test_chercher_puis_ajouter(lieux: Territoires) -> None:
    page = lieux.site.page(f"{lieux.racine}/chercher?type=commune&q=moncontour").text
    assert "2 lieux trouvés" in page
    assert "ajouter/commune?code=22153" in page
    fiche = lieux.site.page(lieux.commune()).text
    for dit in ("Moncontour", "22153", "22510", "CA Lamballe Terre et Mer", "738", "(2023)"):
        assert dit in fiche, dit
    (stocke,) = lieux.stockes()
    assert (stocke["code_departement"], stocke["code_region"], stocke["millesime_cog"]) == ("22", "53", 2026)
    assert "Moncontour" in lieux.site.page(lieux.racine).text
    assert "Aucun lieu trouvé" in lieux.site.page(f"{lieux.racine}/chercher?type=epci&q=zzz").text
    assert lieux.site.page(f"{lieux.racine}/chercher?type=inventé&q=x").status_code == 200


@pytest.mark.parametrize(
    ("genre", "code", "changes", "attendu"),
    [
        ("commune", "2A004", {}, {"code_insee": "2A004", "code_departement": "2A", "code_region": "94"}),
        ("commune", "", {"nom": "Ain", "code_insee": "01 004"}, {"code_insee": "01004", "code_departement": "01"}),
        ("quartier", "31555", {"nom": "Bagatelle"}, {"nom": "Bagatelle", "code_insee": "31555", "population": None}),
        ("epci", "200069391", {}, {"siren_epci": "200069391", "code_insee": None, "code_departement": "22"}),
        ("arrondissement_municipal", "69383", {}, {"code_insee": "69383", "code_region": "84"}),
        ("departement", "974", {}, {"code_departement": "974", "code_region": "04"}),
        ("region", "53", {}, {"code_region": "53", "code_departement": None}),
        ("bassin", "", {"nom": "Vallée", "code_departement": "2b"}, {"code_departement": "2B", "code_region": "94"}),
        ("autre", "", {"nom": "Un versant", "code_region": "84"}, {"code_region": "84", "code_departement": None}),
    ],
)  # fmt: skip
def test_chaque_type_ses_codes(
    lieux: Territoires, genre: str, code: str, changes: dict[str, str], attendu: dict[str, Any]
) -> None:
    assert lieux.ajouter(genre, code, **changes).status_code == 303
    (stocke,) = lieux.stockes()
    assert {nom: stocke[nom] for nom in attendu} == attendu


FAUTES = [
    ("commune", {"code_insee": ""}), ("commune", {"code_insee": "22510"}), ("commune", {"code_insee": "2C004"}), ("commune", {"nom": " "}),
    ("commune", {"codes_postaux": "22510 2251"}), ("commune", {"population": "12", "population_annee": ""}), ("commune", {"population": "-3"}),
    ("commune", {"nom": "n" * 121}), ("epci", {"siren_epci": ""}), ("epci", {"siren_epci": "200069392"}), ("region", {"code_region": ""}),
    ("region", {"code_region": "05"}), ("departement", {"code_departement": "20"}), ("departement", {"code_departement": ""}),
    ("bassin", {"code_departement": "", "code_region": ""}),
]  # fmt: skip


def test_un_refus_garde_ce_qui_etait_tape(lieux: Territoires) -> None:
    for genre, faute in FAUTES:
        code = "22153" if genre == "commune" else "200069391"
        refus = lieux.ajouter(genre, code, **({"nom": "Nom <gardé>"} | faute))
        assert refus.status_code == 400, (genre, faute)
        assert 'role="alert"' in refus.text
        assert "nom" in faute or "Nom &lt;gardé&gt;" in refus.text
        assert 'aria-invalid="true"' in refus.text, (genre, faute)
    assert lieux.stockes() == []
    assert lieux.commune().startswith(lieux.racine)
    assert "déjà dans la liste" in lieux.ajouter("commune", "22153", nom="Autre nom").text
    assert lieux.site.page(f"{lieux.racine}/ajouter/planete").status_code == 404


def test_deux_personnes_sur_le_meme_territoire(lieux: Territoires) -> None:
    adresse = f"{lieux.commune()}/modifier"
    vus = champs_de(lieux.site.page(adresse).text)
    assert lieux.site.poster(adresse, vus | {"nom": "Moncontour de Bretagne"}).status_code == 303
    refus = lieux.site.poster(adresse, vus | {"population": "800", "population_annee": "2024"})
    assert refus.status_code == 400
    assert "Enregistré entre-temps\u00a0: «\u00a0Moncontour de Bretagne\u00a0»" in refus.text
    assert lieux.site.poster(adresse, champs_de(refus.text)).status_code == 303
    (stocke,) = lieux.stockes()
    assert (stocke["nom"], stocke["population"], stocke["version"]) == ("Moncontour", 800, 3)


def test_supprimer_dit_ce_qui_part(lieux: Territoires) -> None:
    adresse = lieux.commune()
    lieux.zonage(adresse, "frr")
    partenaire = {
        "id": INCONNU,
        "fabrique_id": lieux.site.fabrique_id,
        "nom": "P",
        "nom_cle": "p",
        "college": "ess",
        "roles": [],
    }
    vides = {"site_web": "", "adresse": "", "commune": "", "cree_le": 1, "modifie_le": 1, "version": 1}
    (stocke,) = lieux.stockes()
    with ecrire(lieux.site.application.moteur) as connexion:
        connexion.execute(insert(m.Partenaire), partenaire | vides)
        connexion.execute(insert(m.PartenaireTerritoire), {"partenaire_id": INCONNU, "territoire_id": stocke["id"]})
    question = lieux.site.page(f"{adresse}/supprimer").text
    assert "Un partenaire y est rattaché" in question
    assert len(lieux.stockes()) == 1
    assert lieux.site.poster(f"{adresse}/supprimer", champs_de(question)).status_code == 303
    assert (lieux.stockes(), lieux.stockes(m.Zonage)) == ([], [])
    assert lieux.site.page(adresse).status_code == 404


# ------------------------------------------------------------------------------------------------ zones


def test_les_dates_habituelles_et_lhistoire(lieux: Territoires) -> None:
    adresse = lieux.commune()
    assert lieux.zonage(adresse, "zrr").status_code == 303
    assert lieux.zonage(adresse, "frr").status_code == 303
    assert lieux.zonage(adresse, "pvd", code="PVD-53-22-4", date_debut="2021").status_code == 303
    page = lieux.site.page(adresse).text
    presents, _titre, passes = page.partition("Hors période")
    assert "depuis le 01/07/2024" in presents
    assert "pvd-53-22-4" in presents
    assert "depuis 2021" in presents
    assert "jusqu’au 30/06/2024" in passes
    assert "ZRR" not in presents
    dates = {z["type"]: (z["date_debut"], z["date_fin"]) for z in lieux.stockes(m.Zonage)}
    assert dates == {"zrr": (None, "2024-06-30"), "frr": ("2024-07-01", None), "pvd": ("2021", None)}
    assert zonages.dates_usuelles("qpv_2024", "974")[0] == "2025-01-01"
    assert zonages.dates_usuelles("qpv_2015", "31")[1] == "2023-12-31"


FAUTES_ZONAGE = [
    ("qpv_2024", {"code": ""}, "QN"), ("qpv_2024", {"code": "QP031001"}, "QN"), ("acv", {"code": "12"}, "ACV"), ("ti", {"code": "8413"}, "ti-8413"),
    ("frr", {"code": "X"}, ""), ("frr", {"source": ""}, "nécessaire"), ("frr", {"libelle": ""}, "nécessaire"),
    ("frr", {"date_debut": "2024-07-01", "date_fin": "2024-06"}, "avant le début"), ("zrr", {"date_debut": "2025"}, "avant le début"),
    ("frr", {"date_debut": "hier"}, "Cette date"), ("frr", {"verifie_le": "40/01/2024"}, "Cette date"),
]  # fmt: skip


def test_un_zonage_refuse(lieux: Territoires) -> None:
    adresse = lieux.commune()
    for genre, faute, dit in FAUTES_ZONAGE:
        refus = lieux.zonage(adresse, genre, **faute)
        assert refus.status_code == 400, (genre, faute)
        assert dit in refus.text, (genre, faute)
    assert lieux.stockes(m.Zonage) == []
    assert lieux.zonage(adresse, "frr", date_debut="2024", date_fin="2024").status_code == 303
    assert "déjà attaché" in lieux.zonage(adresse, "frr", date_debut="2024").text


def test_deux_personnes_sur_le_meme_zonage(lieux: Territoires) -> None:
    adresse = lieux.commune()
    lieux.zonage(adresse, "frr")
    (zonage,) = lieux.stockes(m.Zonage)
    ici = f"{adresse}/zonages/{zonage['id']}"
    vus = champs_de(lieux.site.page(ici).text)
    assert lieux.site.poster(ici, vus | {"source": "Décret"}).status_code == 303
    refus = lieux.site.poster(ici, vus | {"date_fin": "2029"})
    assert refus.status_code == 400
    assert "Enregistré entre-temps\u00a0: «\u00a0Décret\u00a0»" in refus.text
    assert lieux.site.poster(ici, champs_de(refus.text) | {"source": "Décret"}).status_code == 303
    (zonage,) = lieux.stockes(m.Zonage)
    assert (zonage["source"], zonage["date_fin"]) == ("Décret", "2029")
    assert lieux.site.poster(f"{ici}/supprimer", champs_de(lieux.site.page(f"{ici}/supprimer").text)).status_code == 303
    assert lieux.stockes(m.Zonage) == []


@pytest.mark.parametrize(
    ("debut", "fin", "dit"),
    [
        ("2024-07-01", "2025-12-31", "du 01/07/2024 au 31/12/2025"),
        ("2021", "2023-06", "de 2021 à 06/2023"),
        ("2021", None, "depuis 2021"),
        ("2024-07-01", None, "depuis le 01/07/2024"),
        (None, "2023", "jusqu’en 2023"),
        (None, "2024-06-30", "jusqu’au 30/06/2024"),
        (None, None, "sans date"),
    ],
)
def test_une_periode_se_dit(debut: str | None, fin: str | None, dit: str) -> None:
    assert zonages.Fiche("frr", "", "FRR", debut, fin, "", None).periode == dit


@pytest.mark.parametrize(
    ("debut", "fin", "jour", "oui"),
    [
        (None, None, "2024-01-01", True), ("2024", "2024", "2024-12-31", True), ("2024", "2024", "2025-01-01", False),
        ("2024-03", "2024-03", "2024-03-31", True), ("2024-03", None, "2024-02-29", False), (None, "2024-06-30", "2024-06-30", True),
    ],
)  # fmt: skip
def test_en_vigueur(debut: str | None, fin: str | None, jour: str, oui: bool) -> None:
    assert zonages.Zonage("frr", "", "FRR", debut, fin, "", None, "id").en_vigueur(jour) is oui


def test_une_autre_fabrique_reste_a_elle(lieux: Territoires) -> None:
    adresse = lieux.commune()
    lieux.zonage(adresse, "frr")
    (zonage,) = lieux.stockes(m.Zonage)
    moteur = lieux.site.application.moteur
    voisine_id = fabrique(moteur, "voisine")
    voisine = lieux.site.navigateur(connecter(moteur, {voisine_id: ["administration"]}))
    animation = lieux.site.navigateur(connecter(moteur, {lieux.site.fabrique_id: ["animation"]}))
    identifiant = adresse.rpartition("/")[2]
    for suite in ("", "/modifier", "/supprimer", "/zonages/ajouter", f"/zonages/{zonage['id']}"):
        assert lire_page(voisine.get(f"{adresse}{suite}")).status_code == 404
        assert lire_page(voisine.get(f"/equipe/voisine/territoires/{identifiant}{suite}")).status_code == 404
        assert suite == "" or lire_page(animation.get(f"{adresse}{suite}")).status_code == 403
    page = lire_page(animation.get(adresse)).text
    assert "Moncontour" in page
    assert not re.search("Modifier|Supprimer|Ajouter", page)
    with lire(moteur) as connexion:
        assert territoires.un(connexion, voisine_id, identifiant) is None
    for inconnu in ("x", INCONNU, "%00"):
        assert lieux.site.page(f"{lieux.racine}/{inconnu}").status_code == 404
