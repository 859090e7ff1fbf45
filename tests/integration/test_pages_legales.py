"""The legal pages: complete, true to the fabrique they speak for, and one tap away from everywhere."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import update

from fabrique_atelier.reseau import models as m
from fabrique_atelier.seance.mes_donnees import lire as lire_donnees
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.web.espace import PUBLIC, droits_des_routes
from fabrique_atelier.web.publiques import legal
from tests.integration.site import INCONNU, Site
from tests.outillage.comptes import fabrique

FABRIQUE = {
    "nom": "Fabrique du Val d’Yon",
    "structure_porteuse": "Association du Val d’Yon",
    "contact_donnees": "donnees@exemple.invalid",
    "referent_accessibilite": "acces@exemple.invalid",
    "conservation_jours": 12,
    "mentions": {
        "editeur": "Éditrice d’essai",
        "responsable_publication": "Responsable d’essai",
        "hebergeur": "Hébergeur d’essai",
    },
}


def _regler(site: Site, fabrique_id: str, **valeurs: Any) -> None:
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(m.Fabrique).where(m.Fabrique.id == fabrique_id).values(**valeurs))


def _texte(html: str) -> str:
    sans = re.sub(r"<(script|template)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"[\s\u00a0\u202f]+", " ", unescape(re.sub(r"<[^>]+>", " ", sans)))


@pytest.fixture
def regle(site: Site) -> Site:
    _regler(site, site.fabrique_id, **FABRIQUE)
    return site


def test_la_notice_dit_tout_l_article_13(regle: Site, seance: dict[str, Any]) -> None:
    texte = _texte(regle.page(f"/notice/{seance['seance']}").text)
    attendus = (
        "responsable du traitement est Association du Val d’Yon",  # controller
        "donnees@exemple.invalid", "délégué à la protection des données",  # DPO contact
        "À quoi servent vos données",  # purposes
        "intérêt légitime (article 6.1.f",  # lawful basis
        "Qui les voit", "Hébergeur d’essai",  # recipients
        "effacés 12 jours après la fin de la séance",  # duration
        "droits d’accès, de rectification, d’effacement, de limitation et d’opposition",  # rights
        "réclamation à la CNIL",  # complaint
        "Participer est libre",  # whether mandatory
        "Aucune décision n’est prise de façon automatique",  # no automated decision
        "aucun bandeau", "fabrique_formulaires (cookie)",  # cookies
        "Titre de la séance",
    )  # fmt: skip
    assert [x for x in attendus if x not in texte] == []


@pytest.mark.parametrize(
    ("fondement", "article"),
    [("mission_interet_public", "6.1.e"), ("consentement", "6.1.a"), ("interet_legitime", "6.1.f")],
)
def test_la_base_legale_est_celle_de_la_fabrique(regle: Site, fondement: str, article: str) -> None:
    _regler(regle, regle.fabrique_id, base_legale=fondement)
    texte = _texte(regle.page("/notice").text)
    assert [a for a in ("6.1.a", "6.1.e", "6.1.f") if a in texte] == [article]


def test_la_notice_d_une_seance_parle_de_sa_fabrique(regle: Site, seance: dict[str, Any]) -> None:
    autre = fabrique(regle.application.moteur, "autre", "Autre fabrique")
    _regler(regle, autre, structure_porteuse="Commune d’Ailleurs", conservation_jours=0)
    for adresse in ("/notice?fabrique=autre", "/mentions-legales?fabrique=autre", "/accessibilite?fabrique=autre"):
        assert "Commune d’Ailleurs" in _texte(regle.page(adresse).text), adresse
    assert "effacés dès la fin de la séance" in _texte(regle.page("/notice?fabrique=autre").text)
    assert "Commune d’Ailleurs" not in regle.page(f"/notice/{seance['seance']}").text
    assert "Commune d’Ailleurs" not in regle.page("/notice").text, "sans précision, la fabrique la plus ancienne"


@pytest.mark.parametrize("adresse", [f"/notice/{INCONNU}", "/notice/x", f"/notice?seance={INCONNU}", "/notice?fabrique=inconnue",
                                     "/mentions-legales?seance=%00", "/notice?fabrique=%00", "/donnees?seance=x"])  # fmt: skip
def test_une_adresse_fausse_est_introuvable(site: Site, adresse: str) -> None:
    assert site.page(adresse).status_code == 404


def test_une_fabrique_sans_reglages_le_dit_sans_casser(site: Site) -> None:
    _regler(site, site.fabrique_id, structure_porteuse="", mentions={}, contact_donnees="", referent_accessibilite="")
    assert "Non renseigné" in site.page("/mentions-legales").text
    assert "il n’est pas encore indiqué" in _texte(site.page("/notice").text)
    for adresse in ("/accessibilite", "/donnees", "/plan-du-site"):
        assert site.page(adresse).status_code == 200


def test_la_declaration_d_accessibilite_est_complete(regle: Site) -> None:
    texte = _texte(regle.page("/accessibilite").text)
    attendus = ("Association du Val d’Yon", "s’applique à", "non conforme", "Non-conformités connues", "Dérogations", "exemptés",
                "22 novembre 2026", "Technologies", "Environnement de test", "Outils", "Pages contrôlées", "acces@exemple.invalid",
                "Défenseur des droits", "Libre réponse 71120, 75342 Paris CEDEX 07")  # fmt: skip
    assert [x for x in attendus if x not in texte] == []


def test_l_accueil_porte_exactement_une_mention_d_accessibilite(site: Site) -> None:
    page = site.page("/").text
    mentions = re.findall(r"Accessibilité\s*:\s*(?:totalement|partiellement|non)\s*conforme", _texte(page))
    assert mentions == ["Accessibilité : non conforme"]
    assert re.search(r'<a href="/accessibilite[^"]*">Accessibilité', page)


def test_les_mentions_sont_celles_de_la_fabrique(regle: Site) -> None:
    texte = _texte(regle.page("/mentions-legales").text)
    attendus = ("Éditrice d’essai", "Responsable d’essai", "Hébergeur d’essai", "donnees@exemple.invalid")
    assert [x for x in attendus if x not in texte] == []


def test_les_pages_legales_sont_au_pied_de_toutes_les_pages(regle: Site, seance: dict[str, Any]) -> None:
    """From the phone, the board, the result and the team's desk, one link leads to each, about the right séance."""
    s = seance["seance"]
    communes = ["/", f"/p/{s}", f"/r/{seance['entree']}", f"/c/{seance['code']}", f"/tableau/{seance['tableau']}", f"/suites/{s}",
                f"/equipe/{regle.fabrique}/journal", "/mentions-legales", "/introuvable"]  # fmt: skip
    for adresse in communes:
        page = regle.page(adresse).text
        cibles = {re.sub(r"\?.*|/notice/.*", "", c) or "/notice" for c in re.findall(r'href="([^"]+)"', page)}
        assert {"/notice", "/accessibilite", "/mentions-legales", "/plan-du-site"} <= cibles, adresse
    for adresse in (f"/p/{s}", f"/tableau/{seance['tableau']}", f"/suites/{s}"):
        assert f'href="/notice/{s}"' in regle.page(adresse).text, adresse
    assert f'href="/notice?fabrique={regle.fabrique}"' in regle.page(f"/equipe/{regle.fabrique}/journal").text


def test_le_plan_du_site_ne_cache_aucune_page_publique(site: Site) -> None:
    flask = site.application.flask
    droits = droits_des_routes(flask)
    publiques = {
        r.endpoint
        for r in flask.url_map.iter_rules()
        if droits[r.endpoint] == PUBLIC
        and "GET" in (r.methods or ())
        and not r.arguments
        and not r.rule.startswith("/api/")
    }
    assert publiques - {e for e, _ in legal.PAGES_PUBLIQUES} - legal.HORS_PLAN == set()
    page = site.page("/plan-du-site").text
    liens = re.findall(r'<ul class="plan">(.*?)</ul>', page, re.DOTALL)
    assert "Rejoindre une séance" in liens[0]
    assert f"/equipe/{site.fabrique}/journal" in liens[1], "les pièces de la personne connectée"
    assert len(re.findall('class="plan"', site.navigateur().get("/plan-du-site").get_data(as_text=True))) == 1
    for lien in re.findall(r'href="([^"]+)"', liens[0]):
        assert site.navigateur().get(lien).status_code == 200, lien


def test_la_notice_courte_tient_en_soixante_mots(regle: Site, seance: dict[str, Any]) -> None:
    """RG04, with the séance's own structure and the fabrique's own days."""
    page = regle.page(f"/r/{seance['entree']}").text
    notice = _texte(re.findall(r"<p>(Vos idées servent.*?)</p>", page, re.DOTALL)[0])
    mots = [x for x in notice.split() if re.search(r"\w", x)]
    assert len(mots) <= 60, notice
    assert "Association du Val d’Yon" in notice
    assert "effacé 12 jours" in notice


# ------------------------------------------------------------------------------------------------ mes données, par HTTP


def test_mes_donnees_par_http(site: Site, seance: dict[str, Any]) -> None:
    jeton, _ = site.entrer(seance, "Hirondelle")
    phases = site.phases(seance)
    site.reussir(seance["animation"], "demarrer_phase", phase_id=phases[1])
    commande = site.commander(
        jeton, "proposer_contribution", seance=seance["seance"], phase_id=phases[1], texte="un four à pain"
    )
    assert commande.status_code == 200, commande.text
    adresse = f"/api/mes-donnees?seance={seance['seance']}"
    lues = site.json("GET", adresse, jeton=jeton)
    assert (lues.status_code, lues.json["pseudonyme"]) == (200, "Hirondelle")
    assert [c["texte"] for c in lues.json["cartes"]] == ["un four à pain"]
    for faux in ("0" * 32, "", seance["animation"]):
        assert site.json("GET", adresse, jeton=faux).status_code == 404, faux
        assert site.json("DELETE", adresse, jeton=faux).status_code == 404, faux
    for mauvaise in ("", "?seance=x", "?seance=%00"):
        assert site.json("GET", f"/api/mes-donnees{mauvaise}", jeton=jeton).status_code == 400, mauvaise
    assert site.json("DELETE", adresse, jeton=jeton).json == {"ok": True, "cartes": 1}
    relues = site.json("GET", adresse, jeton=jeton).json
    assert (relues["pseudonyme"], relues["cartes"]) == (None, [])


def test_la_lecture_ne_dit_que_les_siennes(site: Site, seance: dict[str, Any]) -> None:
    _jeton, moi = site.entrer(seance, "Moi")
    autre, _ = site.entrer(seance, "Autre canari")
    phases = site.phases(seance)
    site.reussir(seance["animation"], "demarrer_phase", phase_id=phases[1])
    site.commander(autre, "proposer_contribution", seance=seance["seance"], phase_id=phases[1], texte="carte canari")
    with site.application.executeur.etat(seance["seance"]) as etat:
        assert etat is not None
        assert "canari" not in repr(lire_donnees(etat, etat.participants[moi]))
