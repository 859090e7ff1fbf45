"""The étude d’opportunité as its pages write it (``domaine.md`` §3.22–§3.25, SY05, SY08)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pytest

from fabrique_atelier.conduite.faits import faits
from fabrique_atelier.dossier import parcours
from fabrique_atelier.etude import etudes, sections
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.socle.base import ecrire, lire
from tests.integration.site import Page, Site
from tests.outillage import dossiers


@pytest.fixture
def adresse(site: Site) -> str:
    """The study of a project whose study is under way."""
    with ecrire(site.application.moteur) as c:
        par = dossiers.geste(c, site.fabrique_id)
        dossier_id = dossiers.dossier(c, par, "Tiers-lieu", stade="etude_en_cours")
    return f"/equipe/{site.fabrique}/dossiers/{dossier_id}/etude"


def dossier_de(adresse: str) -> str:
    return adresse.split("/")[4]


def poster(site: Site, chemin: str, champs: Mapping[str, object]) -> Page:
    jeton = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', site.page(chemin).text)
    assert jeton, chemin
    return site.poster(chemin, {"csrf_token": jeton[1], **champs})


def mots(page: Page) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page.text)))


def test_sy05_un_questionnaire_compte_ses_personnes_et_dit_sa_methode(site: Site, adresse: str) -> None:
    champs = {"type": "enquete", "intitule": "Questionnaire", "dates": "03/2018", "nb_personnes": "160"}
    mauvaise = poster(site, f"{adresse}/preuves/nouvelle", {**champs, "dates": "bientôt", "enseignements": "Rien."})
    assert mauvaise.status_code == 400
    fait = poster(site, f"{adresse}/preuves/nouvelle", {**champs, "enseignements": "Manque d’accompagnement."})
    assert fait.status_code == 303, fait.text
    for chemin in (adresse, f"{adresse}/imprimer", f"{adresse}/sections/besoin"):
        lu = mots(site.page(chemin))
        assert "Questionnaire , 160 personnes" in lu, chemin
        assert "160 personnes entendues en tout" in lu
    assert "mars 2018" in mots(site.page(f"{adresse}/imprimer"))


def test_sy08_un_verdict_negatif_interdit_concluante(site: Site, adresse: str) -> None:
    verdicts = {"V1": "valide", "V2": "valide", "V3": "valide", "V4": "invalide"}
    refus = poster(
        site, f"{adresse}/verdicts", {**verdicts, "conclusion": "concluante", "V4_note": "Trop peu de clients."}
    )
    assert refus.status_code == 400
    assert "Un verdict est négatif" in refus.text
    assert "Trop peu de clients." in refus.text, "ce qui a été tapé reste"
    with lire(site.application.moteur) as c:
        assert etudes.lire(c, dossier_de(adresse)).version == 0
    accepte = poster(site, f"{adresse}/verdicts", {**verdicts, "conclusion": "non_concluante"})
    assert accepte.status_code == 303
    assert "L’étude est non concluante" in mots(site.page(adresse))


def test_sy16_une_prestation_dit_son_positionnement_en_preambule(site: Site, adresse: str) -> None:
    cadre = {"responsable": "Claire", "debut": "05/2018", "mode": "prestation"}
    assert poster(site, f"{adresse}/cadre", {**cadre, "version": "0"}).status_code == 303
    with lire(site.application.moteur) as c:
        assert etudes.lire(c, dossier_de(adresse)).version == 1
    note = {"note_positionnement": "La fabrique reste maîtresse de ses conclusions."}
    assert poster(site, f"{adresse}/cadre", {**cadre, **note, "version": "1"}).status_code == 303
    assert "Préambule : positionnement La fabrique reste maîtresse" in mots(site.page(f"{adresse}/imprimer"))


def test_deux_personnes_sur_une_section_ne_perdent_rien(site: Site, adresse: str) -> None:
    page = f"{adresse}/sections/besoin"
    assert poster(site, page, {"texte": "Le texte de Claire.", "version": "0"}).status_code == 303
    conflit = poster(site, page, {"texte": "Le texte de Karim.", "version": "0"})
    assert conflit.status_code == 400
    assert "Le texte de Claire." in conflit.text
    assert "Le texte de Karim." in conflit.text
    apres = re.search(r'name="version"[^>]*value="(\d+)"', conflit.text)
    assert apres
    assert poster(site, page, {"texte": "Les deux textes.", "version": apres[1]}).status_code == 303
    with lire(site.application.moteur) as c:
        versions = sections.versions(c, dossier_de(adresse), "besoin")
    assert [v.texte for v in versions] == ["Les deux textes.", "Le texte de Claire."]


def test_qui_paie_l_etude_s_ecrit_une_fois(site: Site, adresse: str) -> None:
    d = dossier_de(adresse)

    def manques() -> list[str]:
        with lire(site.application.moteur) as c:
            return [x.code for x in parcours.manques("T6", faits(c, site.fabrique_id, d))]

    assert "financement" in manques()
    nouveau = adresse.replace("/etude", "/suivi/financements/nouveau") + "?beneficiaire=etude"
    ligne = {
        "beneficiaire": "etude",
        "financeur": "Ville de Toulouse",
        "categorie": "collectivite_locale",
        "partenaire": "",
    }
    ligne |= {"nature": "prestation", "etat": "accorde", "montant_accorde": "12000"}
    assert poster(site, nouveau, ligne).status_code == 400, "une prestation dit son positionnement"
    fait = poster(site, nouveau, {**ligne, "note_positionnement": "Nous n’y vendons pas de conseil."})
    assert fait.status_code == 303, mots(fait)
    assert fait.headers["Location"] == adresse
    assert "Ville de Toulouse , 12 000 €" in mots(site.page(adresse))
    papier = mots(site.page(f"{adresse}/imprimer"))
    assert "Financée par Ville de Toulouse." in papier
    assert "positionnement Nous n’y vendons pas de conseil." in papier
    assert "financement" not in manques()


def test_une_experience_sert_plusieurs_dossiers(site: Site, adresse: str) -> None:
    champs = {"nom": "VRAC Lyon", "lieu": "Lyon", "type": "association", "en_quoi_inspirant": "Achats groupés."}
    champs |= {
        "transferabilite": "directe",
        "source": "visite",
        "chiffres-0-libelle": "quartiers",
        "chiffres-0-valeur": "13",
    }
    assert poster(site, f"{adresse}/experiences/nouvelle", champs).status_code == 303
    with ecrire(site.application.moteur) as c:
        autre = dossiers.dossier(c, dossiers.geste(c, site.fabrique_id), "Autre", stade="etude_en_cours")
    la_bas = adresse.replace(dossier_de(adresse), autre)
    liste = site.page(f"{la_bas}/experiences").text
    entree = re.search(r'name="entree_id" value="([^"]+)"', liste)
    assert entree
    assert poster(site, f"{la_bas}/experiences", {"entree_id": entree[1]}).status_code == 303
    assert "VRAC Lyon" in site.page(la_bas).text
    assert poster(site, f"{la_bas}/experiences", {"entree_id": entree[1], "detacher": "1"}).status_code == 303
    site.page(la_bas)  # says once more what was just done
    assert "VRAC Lyon" not in site.page(la_bas).text
    assert "VRAC Lyon" in site.page(adresse).text
    fiches = [site.page(page.replace("/etude", "/fiche/imprimer")).text for page in (adresse, la_bas)]
    assert ["VRAC Lyon, Lyon\u00a0: Achats groupés." in lue for lue in fiches] == [True, False]


def test_une_version_depassee_est_refusee_dans_la_base(site: Site, adresse: str) -> None:
    with ecrire(site.application.moteur) as c:
        par = dossiers.geste(c, site.fabrique_id)
        sections.ecrire(c, par, dossier_de(adresse), "modele", 0, "un")
        with pytest.raises(VersionDepassee):
            sections.ecrire(c, par, dossier_de(adresse), "modele", 0, "deux")
        assert sections.ecrire(c, par, dossier_de(adresse), "modele", 1, "un") == 1, "le même texte n’écrit rien"
