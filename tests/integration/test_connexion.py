"""Signing in and out: where one lands, what the old cookie is worth, what a form without its token does."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from fabrique_atelier.comptes import liens
from fabrique_atelier.comptes import models as m
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.suite import locale
from tests.integration.site import Site, lire_page
from tests.outillage.comptes import COOKIE, Connectee
from tests.outillage.connexion import (
    MOT,
    actions,
    avec_mot_de_passe,
    base_inchangee,
    entre,
    remplir,
    se_connecter,
    secret_de,
    services_de,
)

HOSTILES = [
    "//ailleurs.example", "///ailleurs.example", "////ailleurs.example/equipe/", "/\\ailleurs.example", "\\\\ailleurs.example",
    "\\/ailleurs.example", "/\t/ailleurs.example", "/\n/ailleurs.example", "/\r/ailleurs.example", "\t//ailleurs.example",
    " //ailleurs.example", "//ailleurs.example\\@atelier", "https://ailleurs.example", "http://ailleurs.example", "HTTPS://ailleurs.example",
    "https:ailleurs.example", "https:/ailleurs.example", "https:\\\\ailleurs.example", "http:///ailleurs.example", "ftp://ailleurs.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x",
    "ailleurs.example", "ailleurs.example/equipe", "@ailleurs.example", ":80", ":@ailleurs.example",
    "//127.0.0.1@ailleurs.example", "/%5cailleurs.example\n", "/\u2028/ailleurs.example", "/\u00a0/ailleurs.example", "\uff0f\uff0failleurs.example",
    "/é//ailleurs.example", "/equipe//ailleurs.example", "/equipe/\\ailleurs.example", "/equipe/ ailleurs", "/\x00/ailleurs.example",
    "/\x7f/ailleurs.example", "?//ailleurs.example", "#//ailleurs.example", "", "equipe", "./equipe", "../equipe",
    "/" + "a" * 600, "/equipe\r\nLocation: https://ailleurs.example", "/equipe\r\nSet-Cookie: a=b",
]  # fmt: skip


def test_on_entre_et_on_sort(site: Site) -> None:
    _personne, courriel = avec_mot_de_passe(site)
    client = site.navigateur()
    entree = se_connecter(client, f"  {courriel.upper()} ", suite=f"{site.equipe}?page=2")
    assert (entree.status_code, entree.headers["Location"]) == (303, f"{site.equipe}?page=2")
    cookie = next(c for c in entree.headers.getlist("Set-Cookie") if c.startswith(f"{COOKIE}="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    secret = secret_de(client)
    assert entre(site, secret)
    sortie = remplir(client, "/deconnexion")
    assert (sortie.status_code, sortie.headers["Location"]) == (303, "/deconnexion")
    assert not entre(site, secret)
    assert "Votre session est fermée." in lire_page(client.get("/deconnexion")).text
    with lire(site.application.moteur) as connexion:
        revoquees = select(m.SessionEquipe.id).where(m.SessionEquipe.revoquee_le.is_not(None))
        assert len(connexion.execute(revoquees).all()) == 1
    assert actions(site)[-2:] == ["connexion.ouvrir", "connexion.deconnecter"]


@pytest.mark.parametrize("hostile", HOSTILES)
def test_la_suite_reste_ici(hostile: str) -> None:
    assert locale(hostile) == ""


@pytest.mark.parametrize("bonne", ["/equipe/", "/equipe/ma-fabrique/seances?page=2&q=a%20b", "/compte/", "/?a=//b"])
def test_une_vraie_suite_est_gardee(bonne: str) -> None:
    assert locale(bonne) == bonne


def test_cinquante_suites_hostiles_restent_ici(site: Site) -> None:
    assert len(HOSTILES) == 50
    personne, _courriel = avec_mot_de_passe(site)
    client = site.navigateur(personne)  # already in: the page sends on at once
    for hostile in HOSTILES:
        reponse = lire_page(client.get("/connexion", query_string={"suite": hostile}))
        arrivee = urlsplit(reponse.headers["Location"])
        assert (reponse.status_code, arrivee.scheme, arrivee.netloc, arrivee.path) == (303, "", "", "/equipe/"), hostile


def test_la_suite_hostile_ne_passe_pas_par_le_formulaire(site: Site) -> None:
    _personne, courriel = avec_mot_de_passe(site)
    for hostile in HOSTILES[:5]:
        entree = se_connecter(site.navigateur(), courriel, suite=hostile)
        assert entree.headers["Location"] == "/equipe/"


def test_le_cookie_d_avant_ne_vaut_plus_rien(site: Site) -> None:
    personne, courriel = avec_mot_de_passe(site)
    autre, _ = avec_mot_de_passe(site, nom="Karim Benali")
    for ancienne in (autre, personne):  # somebody else's session, then one's own, idle
        client = site.navigateur(ancienne)
        _endormir(site, ancienne)
        assert "Plus de 30" in lire_page(client.get("/connexion")).text
        assert se_connecter(client, courriel).status_code == 303
        nouveau = secret_de(client)
        assert nouveau not in ("", ancienne.secret)
        assert not entre(site, ancienne.secret)
        assert entre(site, nouveau)


def _endormir(site: Site, personne: Connectee) -> None:
    s = m.SessionEquipe
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(s).where(s.id == personne.session_id).values(vue_le=s.vue_le - 31 * 60_000))


def test_un_secret_choisi_par_autrui_n_est_jamais_adopte(site: Site) -> None:
    _personne, courriel = avec_mot_de_passe(site)
    client = site.application.flask.test_client()
    client.set_cookie(COOKIE, "choisi-par-autrui")
    assert se_connecter(client, courriel).status_code == 303
    assert secret_de(client) != "choisi-par-autrui"
    assert not entre(site, "choisi-par-autrui")


def test_un_refus_garde_l_adresse_jamais_le_mot_de_passe(site: Site) -> None:
    _personne, courriel = avec_mot_de_passe(site)
    refus = se_connecter(site.navigateur(), courriel, "pas le bon mot <b>", suite=site.equipe)
    assert refus.status_code == 400
    assert 'role="alert"' in refus.text
    assert f'value="{courriel}"' in refus.text
    assert f'value="{site.equipe}"' in refus.text
    assert "pas le bon" not in refus.text.split("<main", 1)[1].replace("n’est pas le bon", "")
    inconnu = se_connecter(site.navigateur(), "personne@exemple.invalid", "pas le bon mot <b>")
    sans_jeton = re.compile(r'value="[^"]*"')
    assert sans_jeton.sub("", refus.text) == sans_jeton.sub("", inconnu.text)


def test_apres_cinq_echecs_il_faut_attendre(site: Site) -> None:
    _personne, courriel = avec_mot_de_passe(site)
    client = site.navigateur()
    textes = [se_connecter(client, courriel, "mauvais mot de passe").text for _ in range(6)]
    assert "il faut attendre" in textes[-1]
    assert "il faut attendre" not in textes[-2]


def test_sans_jeton_csrf_rien_ne_se_fait(site: Site) -> None:
    personne, courriel = avec_mot_de_passe(site, "administration")
    client = site.navigateur(personne)
    fabrique = f"/equipe/{site.fabrique}/personnes"
    chemins = [
        "/connexion", "/connexion/code", "/deconnexion", "/mot-de-passe/oublie", "/mot-de-passe/jeton", "/invitation/jeton",
        "/compte/", "/compte/mot-de-passe", "/compte/double-verification", "/compte/double-verification/arret",
        "/compte/connexions", f"/compte/connexions/{personne.session_id}",
        f"{fabrique}/inviter", f"{fabrique}/{personne.personne_id}", f"{fabrique}/{personne.personne_id}/retirer",
        f"{fabrique}/{personne.personne_id}/invitation",
    ]  # fmt: skip
    with base_inchangee(site):
        for chemin in chemins:
            refus = lire_page(client.post(chemin, data={"courriel": courriel, "mot_de_passe": MOT, "nom": "Autre"}))
            assert (refus.status_code, "Formulaire expiré" in refus.text) == (400, True), chemin
    assert entre(site, personne.secret)


def test_lire_ne_change_rien(site: Site) -> None:
    personne, _courriel = avec_mot_de_passe(site, "administration")
    jeton = services_de(site).executeur.ecrire_seul(
        lambda c: liens.creer(c, liens.INVITATION, personne.personne_id, maintenant_ms())
    )
    client = site.navigateur(personne)
    fabrique = f"/equipe/{site.fabrique}/personnes"
    chemins = [
        "/connexion", "/connexion/code", "/deconnexion", "/mot-de-passe/oublie", f"/invitation/{jeton}",
        "/mot-de-passe/inconnu", "/compte/", "/compte/mot-de-passe", "/compte/double-verification",
        "/compte/double-verification/arret", fabrique, f"{fabrique}/inviter", f"{fabrique}/{personne.personne_id}",
        f"{fabrique}/{personne.personne_id}/retirer",
    ]  # fmt: skip
    with base_inchangee(site):
        for chemin in chemins:
            assert lire_page(client.get(chemin)).status_code in (200, 303, 404), chemin
