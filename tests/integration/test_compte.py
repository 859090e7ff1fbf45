"""One's own account: invitation, name, password, second factor, connections, and the link for those who forgot."""

from __future__ import annotations

import base64
import html
import re
import time

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from flask.testing import FlaskClient
from sqlalchemy import select, update

from fabrique_atelier.comptes import liens, sessions
from fabrique_atelier.comptes import models as m
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.comptes import etapes
from tests.integration.site import Page, Site, lire_page
from tests.outillage.connexion import (
    MOT,
    actions,
    avec_mot_de_passe,
    champs,
    entre,
    remplir,
    se_connecter,
    secret_de,
)
from tests.outillage.personnes import inviter

AUTRE = "une lampe, trois chaises et un poêle"


def lien(site: Site, genre: str, personne_id: str, age_ms: int = 0) -> str:
    with ecrire(site.application.moteur) as connexion:
        return liens.creer(connexion, genre, personne_id, maintenant_ms() - age_ms)


def code_de(page: Page, pas: int = 0) -> str:
    """What the phone shows, from the key that the page spells out."""
    cle = re.search(r'gestes__cle chiffres">([A-Z2-7 ]+)<', page.text)
    assert cle is not None
    totp = TOTP(base64.b32decode(cle.group(1).replace(" ", "")), 6, SHA1(), 30)  # noqa: S303 (RFC 6238)
    return totp.generate(time.time() + 30 * pas).decode()


def activer(client: FlaskClient) -> list[str]:
    """Switch the second factor on; return the recovery codes."""
    page = lire_page(client.get("/compte/double-verification"))
    fin = lire_page(client.post("/compte/double-verification", data=champs(page) | {"code": code_de(page)}))
    assert fin.status_code == 200, fin.text
    return re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", fin.text)


def test_une_invitation_ouvre_un_compte_une_fois(site: Site) -> None:
    invitation = inviter(site.application.moteur, site.fabrique_id)
    with ecrire(site.application.moteur) as connexion:  # the tool lives in another time
        jeton = liens.creer(connexion, liens.INVITATION, invitation.personne_id, maintenant_ms())
    chemin, client = f"/invitation/{jeton}", site.navigateur(site.personne)
    refus = remplir(client, chemin, nom="Samia <Petit>", mot_de_passe="fabrique2026!")
    assert refus.status_code == 400
    assert "Samia &lt;Petit&gt;" in refus.text
    assert "fabrique2026" not in refus.text
    entree = remplir(client, chemin, nom="Samia Petit", mot_de_passe=MOT)
    assert (entree.status_code, entree.headers["Location"]) == (303, "/equipe/")
    assert "Samia Petit" in lire_page(client.get("/compte/")).text
    assert not entre(site, site.personne.secret)  # the session that this browser held before
    assert lire_page(client.get(chemin)).status_code == 404
    assert remplir(site.navigateur(), "/connexion", vers=chemin, nom="Intrus", mot_de_passe=AUTRE).status_code == 404
    assert se_connecter(site.navigateur(), "sam.petit@exemple.invalid").status_code == 303


def test_un_lien_perime_ou_d_un_autre_genre_n_ouvre_rien(site: Site) -> None:
    personne, courriel = avec_mot_de_passe(site)
    perime = lien(site, liens.MOT_DE_PASSE, personne.personne_id, age_ms=31 * 60_000)
    perimee = lien(site, liens.INVITATION, personne.personne_id, age_ms=8 * 86_400_000)
    for chemin in (f"/mot-de-passe/{perime}", f"/invitation/{perimee}"):
        assert lire_page(site.client.get(chemin)).status_code == 404
    bon = lien(site, liens.MOT_DE_PASSE, personne.personne_id)
    page = lire_page(site.client.get(f"/invitation/{bon}"))
    assert page.status_code == 404
    assert courriel not in page.text


def test_un_nouveau_mot_de_passe_par_lien_ferme_tout(site: Site) -> None:
    personne, courriel = avec_mot_de_passe(site)
    chemin, client = f"/mot-de-passe/{lien(site, liens.MOT_DE_PASSE, personne.personne_id)}", site.navigateur()
    refus = remplir(client, chemin, mot_de_passe="court")
    assert refus.status_code == 400
    assert "au moins 12" in html.unescape(refus.text)
    fin = remplir(client, chemin, mot_de_passe=AUTRE)
    assert (fin.status_code, fin.headers["Location"]) == (303, "/connexion")
    assert secret_de(client) == ""  # the code, for whoever has one, is still asked for
    assert not entre(site, personne.secret)
    assert se_connecter(client, courriel, MOT).status_code == 400
    assert se_connecter(client, courriel, AUTRE).status_code == 303


def test_changer_son_mot_de_passe_demande_l_ancien(site: Site) -> None:
    personne, courriel = avec_mot_de_passe(site)
    with ecrire(site.application.moteur) as connexion:
        ailleurs, _ = sessions.ouvrir(connexion, personne.personne_id, "Ailleurs", maintenant_ms())
    client = site.navigateur(personne)
    refus = remplir(client, "/compte/mot-de-passe", actuel="pas celui-là du tout", mot_de_passe=AUTRE)
    assert refus.status_code == 400
    assert entre(site, ailleurs)
    refus = remplir(client, "/compte/mot-de-passe", actuel=MOT, mot_de_passe="Nadia Roy 2026")
    assert "se devine" in refus.text
    assert remplir(client, "/compte/mot-de-passe", actuel=MOT, mot_de_passe=AUTRE).status_code == 303
    assert (entre(site, personne.secret), entre(site, ailleurs)) == (True, False)
    assert se_connecter(site.navigateur(), courriel, AUTRE).status_code == 303


def test_changer_son_nom(site: Site) -> None:
    personne, _courriel = avec_mot_de_passe(site)
    client = site.navigateur(personne)
    assert remplir(client, "/compte/", nom="\u200b").status_code == 400
    assert remplir(client, "/compte/", nom=" Nadia  Roy-Petit ").status_code == 303
    assert 'value="Nadia Roy-Petit"' in lire_page(client.get("/compte/")).text
    assert actions(site)[-1] == "compte.nom"


def test_la_double_verification(site: Site) -> None:
    personne, courriel = avec_mot_de_passe(site)
    client = site.navigateur(personne)
    page = lire_page(client.get("/compte/double-verification"))
    faux = lire_page(client.post("/compte/double-verification", data=champs(page) | {"code": "000000"}))
    assert faux.status_code == 400
    assert code_de(faux) == code_de(page)  # the same key: no need to scan again
    codes = activer(client)
    assert len(set(codes)) == 10
    assert lire_page(client.get("/compte/double-verification")).status_code == 303
    autre = site.navigateur()
    etape = se_connecter(autre, courriel, suite=site.equipe)
    assert (etape.status_code, secret_de(autre)) == (200, "")  # nothing is open before the code
    refus = lire_page(autre.post("/connexion/code", data=champs(etape) | {"code": "123456"}))
    assert refus.status_code == 400
    entree = lire_page(autre.post("/connexion/code", data=champs(refus) | {"code": codes[0]}))
    assert (entree.status_code, entree.headers["Location"]) == (303, site.equipe)
    assert "Il vous reste 9" in html.unescape(lire_page(autre.get("/compte/")).text).replace("\u00a0", " ")
    assert remplir(autre, "/compte/double-verification/arret", mot_de_passe="pas celui-là").status_code == 400
    assert remplir(autre, "/compte/double-verification/arret", mot_de_passe=MOT).status_code == 303
    assert se_connecter(site.navigateur(), courriel).status_code == 303


def test_la_cle_d_une_autre_personne_ne_s_active_pas(site: Site) -> None:
    (une, _), (autre, _) = avec_mot_de_passe(site), avec_mot_de_passe(site, nom="Karim Benali")
    page = lire_page(site.navigateur(une).get("/compte/double-verification"))
    client = site.navigateur(autre)
    volee = champs(lire_page(client.get("/compte/double-verification")))
    volee |= {"preparation": champs(page)["preparation"], "code": code_de(page)}
    assert lire_page(client.post("/compte/double-verification", data=volee)).status_code == 400
    with lire(site.application.moteur) as connexion:
        assert connexion.execute(select(m.Personne.id).where(m.Personne.totp.is_not(None))).all() == []


@pytest.mark.parametrize("faute", ["altérée", "périmée", "mot de passe changé", "autre usage"])
def test_l_etape_entre_mot_de_passe_et_code(site: Site, monkeypatch: pytest.MonkeyPatch, faute: str) -> None:
    personne, courriel = avec_mot_de_passe(site)
    client = site.navigateur(personne)
    codes, page = activer(client), lire_page(site.navigateur().get("/connexion"))
    autre = site.navigateur()
    etape = champs(se_connecter(autre, courriel))
    if faute == "altérée":
        etape["etape"] = etape["etape"][:-2] + ("AA" if not etape["etape"].endswith("AA") else "BB")
    elif faute == "périmée":
        monkeypatch.setattr(etapes, "PREUVE_S", -1)
    elif faute == "mot de passe changé":
        p = m.Personne
        with ecrire(site.application.moteur) as connexion:
            connexion.execute(update(p).where(p.id == personne.personne_id).values(mot_de_passe="autre"))
    else:
        with site.application.flask.app_context():
            # as close to a proof as the other page can be made to sign
            etape["etape"] = etapes.signer_secret(personne.personne_id, etapes._mot_de_passe(personne.personne_id))
    assert page.status_code == 200
    refus = lire_page(autre.post("/connexion/code", data=etape | {"code": codes[0]}))
    assert (refus.status_code, refus.headers.get("Location")) == (303, "/connexion")
    assert secret_de(autre) == ""


def test_fermer_ses_connexions_et_pas_celles_des_autres(site: Site) -> None:
    personne, _courriel = avec_mot_de_passe(site)
    with ecrire(site.application.moteur) as connexion:
        ouvertes = [sessions.ouvrir(connexion, personne.personne_id, f"App. {n}", maintenant_ms()) for n in range(3)]
    client = site.navigateur(personne)
    assert "App. 2" in lire_page(client.get("/compte/")).text
    secret, identifiant = ouvertes[0]
    assert remplir(client, "/compte/", vers=f"/compte/connexions/{identifiant}").status_code == 303
    assert [entre(site, s) for s, _ in ouvertes] == [False, True, True]
    assert not entre(site, secret)
    for etrangere in (site.personne.session_id, identifiant, "inconnue"):
        assert remplir(client, "/compte/", vers=f"/compte/connexions/{etrangere}").status_code == 404
    assert entre(site, site.personne.secret)
    assert remplir(client, "/compte/", vers="/compte/connexions").status_code == 303
    assert [entre(site, s) for s, _ in ouvertes] == [False, False, False]
    assert entre(site, personne.secret)
    assert remplir(client, "/compte/", vers=f"/compte/connexions/{personne.session_id}").status_code == 303
    assert not entre(site, personne.secret)


def test_sans_courriel_la_page_le_dit(site: Site) -> None:
    page = lire_page(site.navigateur().get("/mot-de-passe/oublie"))
    assert "n’envoie pas de courriel" in page.text
    assert "<form" not in page.text.split("<main", 1)[1]
