"""The official list of places brought up to date by a file: tried, kept, and the newest edition answers everywhere."""

from __future__ import annotations

import gzip
import html
import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.reseau import cog, cog_editions, cog_import
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.integration.site import Page, Site, lire_page
from tests.outillage.comptes import connecter
from tests.outillage.reglages import champs_de, envoi_de_fichier

LIVREE = Path(cog.__file__).with_name("donnees") / "cog.csv.gz"
NOUVELLE = "Moncontour-la-Neuve"


@lru_cache(maxsize=1)
def texte() -> str:
    """The embedded edition, as the tool writes it."""
    return gzip.decompress(LIVREE.read_bytes()).decode()


def renommee() -> str:
    """The same, where Moncontour has another name and a new commune has appeared."""
    avant = "moncontour;commune;22153;Moncontour;"
    assert avant in texte()
    neuve = ";commune;22999;Ville-d’Essai;22;53;200069391;22000;1234\n"
    return texte().replace(avant, f"peu importe;commune;22153;{NOUVELLE};") + neuve


class Instance:
    """Somebody who looks after the instance, in a browser; ``site`` is somebody of a fabrique."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.client = site.navigateur(connecter(site.application.moteur, {}, instance=True))

    def page(self, chemin: str = "") -> str:
        return html.unescape(lire_page(self.client.get(f"/instance/{chemin}")).text)

    def essayer(self, contenu: bytes, millesime: str) -> Page:
        champs = champs_de(self.page("referentiels/importer"))
        champs |= {"type": "cog", "millesime": millesime, "source": "INSEE, édition d’essai"}
        envoi = envoi_de_fichier(champs, "fichier", contenu)
        return lire_page(self.client.post("/instance/referentiels/importer", **envoi))

    def importer(self, contenu: bytes, millesime: str) -> str:
        essai = self.essayer(contenu, millesime)
        assert essai.status_code == 200, essai.text
        suite = self.client.post("/instance/referentiels/confirmer", data=champs_de(essai.text, "/confirmer"))
        assert lire_page(suite).status_code == 303
        return self.page()

    def edition(self) -> cog.Cog:
        with lire(self.site.application.moteur) as connexion:
            return cog_editions.en_service(connexion)

    def chercher(self, mots: str) -> str:
        adresse = f"/equipe/{self.site.fabrique}/territoires/chercher"
        return html.unescape(self.site.page(adresse, query_string={"type": "commune", "q": mots}).text)


@pytest.fixture
def instance(site: Site) -> Instance:
    cog_editions._EDITIONS.clear()
    return Instance(site)


def test_une_edition_plus_recente_sert_partout(instance: Instance) -> None:
    assert "Édition 2026, livrée avec l’application, en service · 34\u202f875 communes" in instance.page()
    essai = instance.essayer(renommee().encode(), "2027")
    compte = dict(re.findall(r'<dt>([^<]+)</dt><dd class="chiffres">([^<]+)</dd>', essai.text))
    assert (compte["Communes"], compte["Départements"], compte["Intercommunalités"]) == (
        "34\u202f876",
        "101",
        "1\u202f255",
    )
    assert instance.edition().livree  # nothing is kept by a trial
    page = instance.importer(LIVREE.read_bytes(), "2027")  # as the tool leaves it
    assert "L’édition en service est 2027." in page
    page = instance.importer(renommee().encode(), "2027-2")
    assert "Édition 2026, livrée avec l’application, remplacée par une plus récente" in page
    assert "Édition 2027-2, en service · 34\u202f876 communes" in page
    assert "Édition 2027, gardée sans servir" in page
    trouves = instance.chercher("moncontour")
    assert NOUVELLE in trouves
    assert "édition 2027-2" in trouves
    assert "Ville-d’Essai" in instance.chercher("ville essai")


def test_le_territoire_prend_ce_que_dit_ledition_en_service(instance: Instance) -> None:
    racine = f"/equipe/{instance.site.fabrique}/territoires/ajouter/commune"
    instance.importer(gzip.compress(renommee().encode()), "2027")
    assert f'value="{NOUVELLE}"' in instance.site.page(f"{racine}?code=22153").text
    champs = champs_de(instance.site.page(f"{racine}?code=22999").text)
    adresse = str(instance.site.poster(f"{racine}?code=22999", champs).headers["Location"])
    fiche = html.unescape(instance.site.page(adresse).text)
    assert '<dd class="chiffres">2027</dd>' in fiche
    assert "CA Lamballe Terre et Mer" in fiche
    assert "2024" in champs.values()  # the legal population of 2027 is that of 2024
    # a list of zones is checked against the same edition
    champs = champs_de(instance.page("referentiels/importer")) | {"type": "frr", "millesime": "2027", "source": "ANCT"}
    envoi = envoi_de_fichier(champs, "fichier", b"code_insee\n22999\n")
    assert (
        'laissées de côté</dt><dd class="chiffres">0'
        in lire_page(instance.client.post("/instance/referentiels/importer", **envoi)).text
    )


@pytest.mark.parametrize("millesime", ["2025-12", "2026"])
def test_une_edition_plus_ancienne_est_gardee_sans_servir(instance: Instance, millesime: str) -> None:
    assert "elle sera gardée, sans servir" in instance.essayer(renommee().encode(), millesime).text
    page = instance.importer(renommee().encode(), millesime)
    assert f"L’édition {millesime} est gardée. L’édition 2026 livrée avec l’application sert toujours." in page
    assert f"Édition {millesime}, gardée sans servir" in page
    assert "livrée avec l’application, en service" in page
    assert instance.edition() is cog.cog()
    assert NOUVELLE not in instance.chercher("moncontour")
    # nor does it disturb what the lists of zones propose on a commune
    racine = f"/equipe/{instance.site.fabrique}/territoires/ajouter/commune?code=22153"
    adresse = str(instance.site.poster(racine, champs_de(instance.site.page(racine).text)).headers["Location"])
    assert instance.site.page(adresse).status_code == 200


def test_chaque_base_a_son_edition_lue_une_fois(instance: Instance) -> None:
    instance.importer(renommee().encode(), "2027")
    premiere = instance.edition()
    assert instance.edition() is premiere
    assert len(cog_editions._EDITIONS) == 1
    cog_editions._EDITIONS.clear()  # as after a restart
    relue = instance.edition()
    assert (relue.edition, relue.communes) == ("2027", premiere.communes)


def test_limport_est_note_sans_texte(instance: Instance) -> None:
    instance.importer(renommee().encode(), "2027")
    with lire(instance.site.application.moteur) as connexion:
        lignes = connexion.execute(comptes.EntreeAudit.__table__.select()).mappings().all()
    assert (lignes[-1]["action"], lignes[-1]["objet_id"]) == ("referentiel.importer", "cog")
    assert "édition d’essai" not in str(lignes)


def test_un_fichier_incomplet_est_refuse_et_rien_nest_garde(instance: Instance) -> None:
    lignes = texte().splitlines(keepends=True)
    refus = instance.essayer("".join(lignes[:20_000]).encode(), "2027")
    assert refus.status_code == 400
    assert "communes lisibles, et la France en a plus de 30000" in html.unescape(refus.text)
    assert 'value="INSEE, édition d’essai"' in html.unescape(refus.text)
    assert instance.edition().livree


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"", "La première ligne doit être exactement"),
        (b"code_insee;libelle\n22153;M\n", "La première ligne doit être exactement"),
        (b"PK\x03\x04" + b"\0" * 50, "pas un CSV"),
        (b"\x1f\x8b" + b"\x08" * 50, "pas un CSV"),
        (gzip.compress(b"x" * 20_000_000), "trop long"),
        (b"cle;genre;code;nom;departement;region;parent;codes_postaux;population\n", "contient 0\u00a0communes"),
        (b"cle;genre;code;nom;departement;region;parent;codes_postaux;population\n;commune;1;A;22;53;;;\n", "ligne\u00a02\u00a0: Ce code INSEE"),
    ],
)  # fmt: skip
def test_un_fichier_impossible_dit_pourquoi(contenu: bytes, dit: str) -> None:
    with pytest.raises(ErreurMetier) as refus:
        cog_import.essayer(contenu)
    assert dit in refus.value.message


def test_des_departements_inconnus_refusent_tout_le_fichier() -> None:
    with pytest.raises(ErreurMetier) as refus:
        cog_import.essayer(texte().replace(";Ambérieu-en-Bugey;01;", ";Ambérieu-en-Bugey;1;").encode())
    assert refus.value.code == "departements_inconnus"
    assert ": 1." in refus.value.message.replace("\u00a0", " ")


def test_chaque_ligne_fausse_est_dite_et_laissee_de_cote() -> None:
    fautes = {
        ";village;22991;X;22;53;;;": "n’existe pas",
        ";commune;2299;X;22;53;;;": "Ce code INSEE",
        ";commune;22992;;22;53;;;": "Il manque le code ou le nom",
        ";commune;22153;Double;22;53;;;": "déjà plus haut",
        ';commune;22993;"Un;nom";22;53;;;': "point-virgule",
        ";commune;22994;X;22;99;;;": "La région",
        ";commune;22995;X;22;53;;2200;": "5\u00a0chiffres",
        ";commune;22996;X;22;53;;;mille": "La population",
        ";commune;22997;X;22;53;200000000;;": "n’est pas dans la liste (intercommunalité)",
        ";ancienne;22998;X;22;53;22000;;": "n’est pas dans la liste (commune)",
        ";epci;123456789;X;22;53;;;": "SIREN",
        ";commune;22990;X;22;53": "6\u00a0colonnes au lieu de 9",
    }
    avant = texte().count("\n")
    essai = cog_import.essayer((texte() + "\n".join(fautes)).encode())
    dites = dict(essai.erreurs)
    assert essai.refusees == len(fautes)
    for numero, (faute, dit) in enumerate(fautes.items(), avant + 1):
        assert dit in dites[numero], faute
    assert essai.communes == 34_875


def test_ce_que_loutil_ecrit_est_garde_tel_quel() -> None:
    """The stored edition answers as the embedded one does, names with quotes included."""
    essai = cog_import.essayer(LIVREE.read_bytes())
    assert (essai.refusees, essai.erreurs) == (0, [])
    relue = cog.Cog(gzip.decompress(essai.contenu).decode())
    for genre, code in cog.cog()._par_code:
        lieu = cog.cog().lieu(genre, code)
        assert lieu is not None
        assert relue.lieu(genre, code) == replace(lieu, nom=" ".join(lieu.nom.split())), code
    assert relue.lieu("epci", "200036473").nom == 'CA "Saintes - Grandes Rives - L’Agglo"'  # type: ignore[union-attr]
