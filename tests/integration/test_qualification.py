"""The qualification on its pages: two people score blind, compare, explain, sign (``domaine.md`` §3.16, T4, SY06)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import update

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.scores import scores, signes
from fabrique_atelier.socle.base import ecrire, lire
from tests.integration.qualification_essai import UNE_BASE, VRAC, Personne, deux_personnes, lue, manques, mots
from tests.integration.site import Site, lire_page


@pytest.fixture
def deux(site: Site) -> tuple[Personne, Personne]:
    return deux_personnes(site)


def test_sy06_deux_personnes_un_ecart_un_commentaire_85(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    claire.signer(VRAC | {"C4": 3})
    karim.signer(VRAC | {"C4": 1})
    page = karim.page()
    assert page.text.count("critere-compare--ecart") == 1
    assert "Écart de 2 points : à commenter avant de signer" in mots(page)
    assert "2 de 1 à 3" in mots(page)
    assert {"ecarts", "grille"} <= manques(claire)
    refus = claire.conclure(signer="1")
    assert refus.status_code == 400
    assert "Commentez d’abord les écarts d’au moins 2 points : Modèle économique possible" in mots(refus)
    assert not lue(claire).signee
    assert claire.poster("/qualification/utilite", buts="soutien_publics_fragiles").status_code == 303
    assert claire.conclure(ecart_C4="L’un compte les subventions.", signer="1").status_code == 303
    apres = mots(karim.page())
    assert "85,0 sur 100" in apres
    assert "L’un compte les subventions." in apres
    assert "Déclarer l’idée prête" in apres
    assert not manques(claire)
    with lire(claire.site.application.moteur) as c:
        assert scores(c, [claire.dossier_id]) == {claire.dossier_id: 850}
        assert signes(c, claire.site.fabrique_id, "en_qualification") == {claire.dossier_id}


def test_personne_ne_voit_les_notes_des_autres_avant_les_siennes(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    secret = "Le besoin n’existe pas, dit Karim."
    karim.signer(VRAC | {"C1": 0, "C2": 0}, commentaire_C1=secret)
    pages = [claire.page(f) for f in ("", "/qualification", "/qualification/noter", "/historique", "/fiche")]
    comparer = f"/equipe/{claire.site.fabrique}/qualification/comparer?d={claire.dossier_id}"
    pages.append(lire_page(claire.client.get(comparer)))
    pages.append(claire.conclure(signer="1"))
    pages.append(claire.poster("/qualification/tour", "/qualification", tour="1"))
    brouillon = claire.poster("/qualification/brouillon", "/qualification/noter", note_C1="3")
    assert set(brouillon.json) == {"version", "heure"}
    for page in [*pages, brouillon, claire.page(), claire.page("/qualification/noter")]:
        assert page.status_code in (200, 303, 400), page.text
        assert secret not in unescape(page.text)
        assert "85,0" not in page.text
        assert "besoin est noté 0" not in mots(page)
        assert "échelle" not in page.text
        assert 'class="echelle' not in page.text
    assert lue(claire).tour == 1
    assert not lue(claire).signee
    claire.signer(VRAC)
    assert secret in mots(claire.page())
    assert "Claire Moreau : 3, fort" in mots(karim.page())


@UNE_BASE
def test_un_brouillon_garde_et_deux_appareils_ne_perdent_rien(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    telephone = claire.champs("/qualification/noter")
    assert claire.noter({"C1": 2}, commentaire_C1="Depuis l’ordinateur.").status_code == 303
    page = claire.page("/qualification/noter").text
    assert "Depuis l’ordinateur." in page
    brouillon = telephone | {"note_C1": "3", "commentaire_C1": "Depuis le téléphone."}
    refus = lire_page(claire.client.post(claire.dossier + "/qualification/brouillon", data=brouillon))
    assert refus.status_code == 409
    conflit = lire_page(claire.client.post(claire.dossier + "/qualification/noter", data=brouillon))
    assert conflit.status_code == 400
    assert "Depuis l’ordinateur." in conflit.text
    assert "Depuis le téléphone." in conflit.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', conflit.text)
    assert version
    repris = lire_page(
        claire.client.post(claire.dossier + "/qualification/noter", data=brouillon | {"version": version[1]})
    )
    assert repris.status_code == 303
    assert lue(claire).evaluations[0].notes == {"C1": 3}


@UNE_BASE
def test_signer_demande_toutes_les_notes_et_ne_perd_pas_le_texte(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    refus = claire.noter({c: n for c, n in VRAC.items() if c != "C7"}, signer="1", commentaire_C2="Déjà écrit.")
    assert refus.status_code == 400
    assert refus.text.count("Choisissez une note pour ce critère.") == 1
    assert "Déjà écrit." in refus.text
    assert claire.noter({"C1": 4}).status_code == 400
    claire.signer(VRAC)
    assert claire.page("/qualification/noter").status_code == 303
    assert claire.noter(VRAC | {"C1": 0}).status_code in (303, 400)
    assert lue(claire).evaluations[0].notes == VRAC


@UNE_BASE
def test_un_second_tour_reprend_ses_notes_et_garde_le_premier(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    claire.signer(VRAC)
    en_cours = karim.champs("/qualification/noter")
    assert claire.poster("/qualification/tour", "/qualification", tour="1").status_code == 303
    assert claire.poster("/qualification/tour", "/qualification", tour="1").status_code == 303
    assert lue(claire).tour == 2, "un second appui n’ouvre rien de plus"
    retard = lire_page(
        karim.client.post(
            karim.dossier + "/qualification/noter", data=en_cours | {"note_C1": "1", "commentaire_C1": "Ici."}
        )
    )
    assert retard.status_code == 400
    assert "Le tour 2 a été ouvert entre-temps" in mots(retard)
    assert "Ici." in retard.text
    assert (
        "checked"
        in re.findall(r'<input[^>]*name="note_C4"[^>]*value="2"[^>]*>', claire.page("/qualification/noter").text)[0]
    )
    claire.signer(VRAC | {"C1": 2})
    page = mots(claire.page())
    assert "Tour 1" in page
    assert "Tour 2" in page
    assert "Tour 1 : Claire Moreau 3" in page
    assert claire.conclure(signer="1").status_code == 303
    assert (lue(claire).score(1), lue(claire).score_dixiemes) == (850, 783)


@UNE_BASE
def test_deux_commentaires_du_meme_ecart_ne_s_ecrasent_pas(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    claire.signer(VRAC | {"C4": 3})
    karim.signer(VRAC | {"C4": 0})
    ouverte = karim.champs("/qualification")
    assert claire.conclure(ecart_C4="Le texte de Claire.").status_code == 303
    refus = lire_page(
        karim.client.post(karim.dossier + "/qualification/conclure", data=ouverte | {"ecart_C4": "Le texte de Karim."})
    )
    assert refus.status_code == 400
    assert "Le texte de Claire." in mots(refus)
    assert "Le texte de Karim." in mots(refus)
    assert lue(claire).ecarts == {(1, "C4"): "Le texte de Claire."}
    avant = re.search(r'name="avant_C4"[^>]*value="([^"]*)"', refus.text)
    assert avant
    repris = ouverte | {"avant_C4": unescape(avant[1]), "ecart_C4": "Les deux."}
    assert lire_page(karim.client.post(karim.dossier + "/qualification/conclure", data=repris)).status_code == 303
    assert lue(claire).ecarts == {(1, "C4"): "Les deux."}


@UNE_BASE
def test_un_dossier_ferme_ou_ailleurs_ne_se_note_pas(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    champs = claire.champs("/qualification/noter")
    with ecrire(claire.site.application.moteur) as c:
        c.execute(update(m.Dossier).where(m.Dossier.id == claire.dossier_id).values(stade="pret_comite"))
    refus = lire_page(claire.client.post(claire.dossier + "/qualification/noter", data=champs | {"note_C1": "2"}))
    assert refus.status_code == 400
    assert "n’est pas en cours de qualification" in mots(refus)
    assert lue(claire).version == 0
