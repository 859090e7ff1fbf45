"""Official lists brought from their files: tried, confirmed, kept by edition, proposed on territories; new fabriques."""

from __future__ import annotations

import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau import referentiels
from fabrique_atelier.reseau.cog import cog
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.formulaires.instance import identifiant_de
from tests.integration.site import Page, Site, lire_page
from tests.outillage.comptes import connecter
from tests.outillage.reglages import champs_de, envoi_de_fichier

PVD = "insee_com,lib_com,id_pvd,date_signature\n22153,Moncontour,pvd-53-22-1,2021-05-12\n84019,Bollène,pvd-93-84-1,\n"


class Instance:
    """Somebody who looks after the instance, in a browser."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.client: FlaskClient = site.navigateur(connecter(site.application.moteur, {}, instance=True))

    def page(self, chemin: str) -> Page:
        return lire_page(self.client.get(f"/instance/{chemin}"))

    def poster(self, chemin: str, champs: Any, **options: Any) -> Page:
        return lire_page(self.client.post(f"/instance/{chemin}", data=champs, **options))

    def essayer(self, contenu: str | bytes, genre: str = "pvd", millesime: str = "2024") -> Page:
        brut = contenu.encode() if isinstance(contenu, str) else contenu
        champs = champs_de(self.page("referentiels/importer").text)
        champs |= {"type": genre, "millesime": millesime, "source": "ANCT"}
        envoi = envoi_de_fichier(champs, "fichier", brut)
        return lire_page(self.client.post("/instance/referentiels/importer", **envoi))

    def importer(self, contenu: str, genre: str = "pvd", millesime: str = "2024") -> Page:
        essai = self.essayer(contenu, genre, millesime)
        assert essai.status_code == 200, essai.text
        return self.poster("referentiels/confirmer", champs_de(essai.text, "/confirmer"))

    def editions(self) -> list[referentiels.Edition]:
        with lire(self.site.application.moteur) as connexion:
            return referentiels.editions(connexion)


@pytest.fixture
def instance(site: Site) -> Instance:
    return Instance(site)


def test_essayer_ne_garde_rien_puis_confirmer_garde(instance: Instance) -> None:
    essai = instance.essayer(PVD + "99999,Nulle part,pvd-1-1,\n22093,Lamballe,pvd-faux,\n")
    assert essai.status_code == 200
    for dit in ("Petites villes de demain", "Ligne 4", "Ligne 5", "n’a pas la forme attendue"):
        assert dit in essai.text, dit
    assert instance.editions() == []
    confirmation = champs_de(essai.text, "/confirmer")
    assert instance.poster("referentiels/confirmer", confirmation).status_code == 303
    (edition,) = instance.editions()
    assert (edition.type, edition.millesime, edition.source, edition.lignes) == ("pvd", "2024", "ANCT", 2)
    assert "Édition 2024" in instance.page("").text
    # twice the same: an edition does not change
    assert instance.poster("referentiels/confirmer", confirmation).status_code == 303
    assert "déjà importée" in instance.page("").text
    assert instance.editions() == [edition]


def test_une_confirmation_truquee_est_refusee(instance: Instance) -> None:
    champs = champs_de(instance.essayer(PVD).text, "/confirmer")
    for liste in (champs["liste"][:-2] + "xx", "", "a.b.c", "é"):
        assert instance.poster("referentiels/confirmer", champs | {"liste": liste}).status_code == 303
    autre = Instance(instance.site)
    jeton = champs_de(autre.page("referentiels/importer").text)["csrf_token"]
    assert autre.poster("referentiels/confirmer", champs | {"csrf_token": jeton}).status_code == 303
    assert instance.editions() == []


@pytest.mark.parametrize(
    ("genre", "contenu", "lignes"),
    [
        ("pvd", PVD, [("pvd-53-22-1", "Moncontour", "22153", "2021-05-12"), ("pvd-93-84-1", "Bollène", "84019", "")]),
        ("acv", "insee_com,lib_com,id_acv,lib_acv,date_signature\n31555,Toulouse,ACV001,Cœur,12/05/2018\n", [("ACV001", "Cœur", "31555", "2018-05-12")]),
        ("ti", "insee_com;lib_com;id_ti;lib_ti\n22093;Lamballe-Armor;TI-8413;Le Territoire\n", [("ti-8413", "Le Territoire", "22093", "")]),
        ("qpv_2024", "code;libelle;code_insee\nqn03101m;Bagatelle;31555\nQN03102N;Mirail;31555\n", [("QN03101M", "Bagatelle", "31555", ""), ("QN03102N", "Mirail", "31555", "")]),
        ("frr", "code_insee\n01004\n2a004\n", [("", "", "01004", ""), ("", "", "2A004", "")]),
        ("frr", "\ufeffCode INSEE\tNom commune\n22153\tMoncontour\n\n22153\tMoncontour\n", [("", "Moncontour", "22153", "")]),
        ("frr", '"code_insee";"libelle"\r\n"22153";"Une ; virgule\npoint"\r\n', [("", "Une ; virgule point", "22153", "")]),
        ("frr", "code_insee;libelle\n22142;Ancienne commune de Lamballe-Armor\n", [("", "Ancienne commune de Lamballe-Armor", "22093", "")]),
    ],
)  # fmt: skip
def test_les_colonnes_publiees(genre: str, contenu: str, lignes: list[tuple[str, ...]]) -> None:
    essai = referentiels.essayer(genre, contenu.encode())
    assert (essai.lignes, essai.erreurs) == (lignes, [])


def test_un_fichier_de_tableur_en_windows_1252() -> None:
    essai = referentiels.essayer("frr", "code_insee;libellé\n84019;Bollène\n".encode("cp1252"))
    assert essai.lignes == [("", "Bollène", "84019", "")]
    assert essai.encodage == "Windows-1252"


@pytest.mark.parametrize(
    ("genre", "contenu", "dit"),
    [
        ("pvd", b"", "Il manque"),
        ("pvd", b"insee_com;nom\n22153;M\n", "id_"),
        ("frr", b"nom\nMoncontour\n", "insee_com"),
        ("frr", b"code_insee\n", "aucune ligne"),
        ("frr", b"PK\x03\x04" + b"\0" * 50, "pas un CSV"),
        ("frr", b"code_insee\n\x00\x01", "pas un CSV"),
        ("frr", b'code_insee\n"' + b"x" * 200_000 + b'"\n', "pas un CSV"),
        ("frr", b"code_insee\n" + b"22153\n" * 60_001, "60000"),
        ("inconnu", b"code_insee\n", "menu"),
    ],
)
def test_un_fichier_impossible_dit_pourquoi(genre: str, contenu: bytes, dit: str) -> None:
    with pytest.raises(ErreurMetier) as refus:
        referentiels.essayer(genre, contenu)
    assert dit in refus.value.message


def test_le_formulaire_dit_ce_qui_ne_va_pas(instance: Instance) -> None:
    for contenu, millesime in ((b"x", "2024"), (PVD.encode(), "l’an 2024"), (PVD.encode(), ""), (b"", "2024")):
        refus = instance.essayer(contenu, millesime=millesime)
        assert refus.status_code == 400
        assert 'aria-invalid="true"' in refus.text
        assert 'value="ANCT"' in refus.text
    assert instance.essayer(b"a" * (referentiels.OCTETS_MAX + 70_000)).status_code == 413


def test_la_plus_recente_est_proposee_sur_la_commune(instance: Instance) -> None:
    site = instance.site
    racine = f"/equipe/{site.fabrique}/territoires/ajouter/commune?code=22153"
    adresse = str(site.poster(racine, champs_de(site.page(racine).text)).headers["Location"])
    assert "listes officielles" not in site.page(adresse).text
    instance.importer("code;libelle;code_insee\npvd-53-22-9;Ancienne;22153\n", millesime="2023")
    instance.importer(PVD)
    instance.importer("code_insee\n22153\n", "frr")
    page = site.page(adresse).text
    assert "pvd-53-22-1" in page
    assert "pvd-53-22-9" not in page
    assert "source&nbsp;: ANCT, 2024" in page
    choix = champs_de(page, "/reprendre")
    for genre, code in (("pvd", "pvd-53-22-1"), ("frr", ""), ("frr", ""), ("pvd", "pvd-93-84-1")):
        assert site.poster(f"{adresse}/zonages/reprendre", choix | {"type": genre, "code": code}).status_code == 303
    with lire(site.application.moteur) as connexion:
        zonages = connexion.execute(select(m.Zonage.__table__)).mappings().all()
    assert sorted((z["type"], z["code"], z["date_debut"]) for z in zonages) == [
        ("frr", "", "2024-07-01"),
        ("pvd", "pvd-53-22-1", "2021-05-12"),
    ]
    assert "listes officielles" not in site.page(adresse).text


def test_une_liste_de_18000_communes_se_lit_vite() -> None:
    codes = [ligne.split(";")[2] for ligne in cog()._lignes if ";commune;" in ligne][:18_000]
    contenu = ("code_insee;libelle\n" + "\n".join(f"{c};FRR" for c in codes)).encode()
    debut = time.process_time()
    essai = referentiels.essayer("frr", contenu)
    assert (len(essai.lignes), essai.communes) == (18_000, 18_000)
    assert len(essai.contenu) < 400_000
    assert time.process_time() - debut < 3


# ------------------------------------------------------------------------------------------------ fabriques


NOUVELLE = {
    "nom": "La Serre à projets",
    "identifiant": "",
    "structure_porteuse": "Kèpos",
    "personne": "Zoé Petit",
    "courriel": "zoe@exemple.invalid",
}


def test_creer_une_fabrique_et_sa_premiere_administration(instance: Instance) -> None:
    champs = champs_de(instance.page("fabriques/nouvelle").text)
    creee = instance.poster("fabriques/nouvelle", champs | NOUVELLE)
    assert creee.status_code == 200
    assert "/equipe/la-serre-a-projets/" in creee.text
    assert "/invitation/" in creee.text
    with lire(instance.site.application.moteur) as connexion:
        fabrique = connexion.execute(select(m.Fabrique).where(m.Fabrique.identifiant == "la-serre-a-projets")).one()
        roles = connexion.execute(
            select(comptes.Attribution.role).where(comptes.Attribution.fabrique_id == fabrique.id)
        ).scalars()
        assert list(roles) == ["administration"]
        assert len(connexion.execute(select(m.Thematique).where(m.Thematique.fabrique_id == fabrique.id)).all()) == 21
    # the instance opens nothing inside
    assert lire_page(instance.client.get("/equipe/la-serre-a-projets/reglages")).status_code == 404
    pris = instance.poster("fabriques/nouvelle", champs | NOUVELLE | {"nom": "LA SERRE (à projets)"})
    assert pris.status_code == 400
    assert "porte déjà le nom" in pris.text
    assert 'value="LA SERRE (à projets)"' in pris.text


@pytest.mark.parametrize(
    ("champ", "valeur"), [("nom", ""), ("nom", "日本"), ("structure_porteuse", " "), ("courriel", "zoe"), ("courriel", ""), ("personne", "")]
)  # fmt: skip
def test_une_fabrique_refusee_ne_laisse_rien(instance: Instance, champ: str, valeur: str) -> None:
    champs = champs_de(instance.page("fabriques/nouvelle").text)
    refus = instance.poster("fabriques/nouvelle", champs | NOUVELLE | {champ: valeur})
    assert refus.status_code == 400
    assert 'role="alert"' in refus.text
    assert champ == "structure_porteuse" or "Kèpos" in refus.text
    with lire(instance.site.application.moteur) as connexion:
        assert len(connexion.execute(select(m.Fabrique.id)).all()) == 1


def test_seule_linstance_y_entre(instance: Instance) -> None:
    chemins = ("/instance/", "/instance/fabriques/nouvelle", "/instance/referentiels/importer")
    for chemin in chemins:
        assert instance.site.page(chemin).status_code == 403
        assert lire_page(instance.site.navigateur().get(chemin)).status_code == 303
    assert "34\u202f875 communes" in instance.page("").text


@pytest.mark.parametrize(
    ("nom", "identifiant"),
    [
        ("La Serre à projets", "la-serre-a-projets"), ("Fabrique d’Œuvres n° 2", "fabrique-d-oeuvres-n-2"), ("../..//x", "x"),
        ("日本", ""), ("é" * 80, "e" * 60), ("<b>&", "b"),
    ],
)  # fmt: skip
def test_lidentifiant_dune_adresse(nom: str, identifiant: str) -> None:
    assert identifiant_de(nom) == identifiant
