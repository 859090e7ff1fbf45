"""The two forms: what is refused comes back as it was typed, and what was not sent by us is not taken."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.integration.site import Site, lire_page
from tests.outillage.comptes import COOKIE

CHAMP_CACHE = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def test_un_code_se_tape_comme_on_veut(site: Site, seance: dict[str, Any]) -> None:
    champs = {"csrf_token": site.formulaire()["csrf_token"]}
    code = seance["code"]
    suite = site.poster("/rejoindre", champs | {"code": f" {code[:3].lower()} {code[3:]} "})
    assert (suite.status_code, suite.headers["Location"]) == (303, f"/c/{code}")
    refus = site.poster("/rejoindre", champs | {"code": "<b>12"})
    assert refus.status_code == 400
    assert 'value="&lt;b&gt;12"' in refus.text


def test_un_formulaire_sans_jeton_csrf_est_refuse(site: Site) -> None:
    autre = site.application.flask.test_client()
    for chemin in ("/rejoindre", site.nouvelle):
        refus = lire_page(autre.post(chemin, data={"code": "ABCDEF", "titre": "Titre"}))
        assert refus.status_code == 400
        assert "Formulaire expiré" in refus.text


def test_la_seance_du_formulaire(site: Site) -> None:
    champs = site.formulaire() | {
        "titre": "Depuis le formulaire",
        "question": "Que faire ?",
        "date_debut": "2026-11-22",
    }
    champs["phases-1-duree_min"] = "7"
    champs.pop("phases-2-active")
    suite = site.poster(site.nouvelle, champs)
    assert suite.status_code == 303
    assert re.fullmatch(f"{site.equipe}/[0-9a-f-]{{36}}", suite.headers["Location"])
    page = site.page(site.equipe).text
    assert "Depuis le formulaire" in page
    assert "22\u00a0novembre\u00a02026" in page
    telecommande = site.page(f"{suite.headers['Location']}/animer").text
    prise = dict(re.findall(r'data-(jeton|session|seance)="([^"]+)"', telecommande))
    qui = f"role=animation&seance={prise['seance']}&session={prise['session']}"
    etat = site.json("GET", f"/api/etat?{qui}", jeton=prise["jeton"]).json["instantane"]["c"]
    phases = sorted((v for e, _i, v in etat if e == "phase"), key=lambda v: v["ordre"])
    assert [p["type"] for p in phases] == ["accueil", "ideation", "regroupement", "vote", "restitution"]
    assert phases[1]["duree_s"] == 420


FAUTES = [
    ("titre", ""), ("titre", "\u200b"), ("titre", "t" * 121), ("question", "q" * 201), ("date_debut", "22/11"),
    ("phases-1-titre", ""), ("phases-1-consigne", "c" * 301), ("phases-1-duree_min", "0"), ("phases-4-budget", "21"),
    ("phases-1-type", "inventé"), ("mode_identite", "nominatif"), ("lieu", "l" * 201),
]  # fmt: skip


def test_un_refus_garde_ce_qui_etait_tape(site: Site) -> None:
    tapes = {"titre": "Titre gardé", "question": "Question <gardée>", "structure": "Structure gardée"}
    tapes["phases-2-titre"] = "Étape renommée"
    champs = site.formulaire() | tapes
    for champ, valeur in FAUTES:
        refus = site.poster(site.nouvelle, champs | {champ: valeur})
        assert refus.status_code == 400, champ
        assert 'role="alert"' in refus.text, champ
        for nom, texte in tapes.items():
            assert nom == champ or html.escape(texte) in refus.text, (champ, nom)
    assert "Titre gardé" not in site.page(site.equipe).text
    assert site.poster(site.nouvelle, champs).status_code == 303


ICI = {"Sec-Fetch-Site": "same-origin"}
CACHE = '<input type="hidden" name="titre" value="Titre &lt;gardé&gt;">'


def test_une_session_fermee_pendant_la_saisie_ne_perd_rien(site: Site) -> None:
    """Idle for half an hour over a long form: it comes back whole, is sent again once signed in, and is then taken."""
    champs = site.formulaire() | {"titre": "Titre <gardé>", "question": "Que faire ?"}
    site.client.delete_cookie(COOKIE)
    refus = site.poster(site.nouvelle, champs, headers=ICI)
    assert refus.status_code == 401
    assert "Votre session est fermée" in refus.text
    assert CACHE in refus.text
    site.client.set_cookie(COOKIE, site.personne.secret)
    renvoyes = {n: html.unescape(v) for n, v in CHAMP_CACHE.findall(refus.text)}
    assert site.poster(site.nouvelle, renvoyes, headers=ICI).status_code == 303
    assert "Titre &lt;gardé&gt;" in site.page(site.equipe).text


def test_un_formulaire_perime_rend_la_saisie_a_nos_pages_seulement(site: Site) -> None:
    saisie = {"titre": "Titre <gardé>", "mot_de_passe": "secret-tapé-ici", "csrf_token": "périmé"}
    rendu = site.poster(site.nouvelle, saisie, headers=ICI)
    assert (rendu.status_code, CACHE in rendu.text) == (400, True)
    assert "secret-tapé-ici" not in rendu.text
    assert CACHE not in site.poster(site.nouvelle, saisie).text
