"""No page of another site acts for somebody signed in (``fiabilite.md`` T10): generated over every route there is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, MetaData, select, update
from werkzeug.routing import Rule

from fabrique_atelier.comptes.models import SessionEquipe
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.espace import PORTEUR_DE_JETON, droits_des_routes
from tests.integration.site import INCONNU, Page, Site, lire_page
from tests.outillage.comptes import connecter

MODIFIENT = {"POST", "PUT", "PATCH", "DELETE"}
ROLES = ["administration", "animation", "lecture_reseau"]
#: Served without a cookie, from what the request itself holds: nothing to forge (``docs/protocole.md`` §3).
SANS_TEMOIN = re.compile(r"/api/")


def regles(site: Site) -> list[Rule]:
    """Every rule of the application."""
    trouvees = list(site.application.flask.url_map.iter_rules())
    assert len(trouvees) > 30
    return trouvees


def chemin(site: Site, seance: dict[str, Any], regle: Rule) -> str:
    """Fill a rule with values that exist wherever we know one."""
    jetons = {"/animer/": "animation", "/tableau/": "tableau", "/r/": "entree", "/qr/": "entree"}
    jeton = next((seance[nom] for debut, nom in jetons.items() if regle.rule.startswith(debut)), "x" * 22)
    connus = {
        "fabrique": site.fabrique,
        "seance_id": seance["seance"],
        "jeton": jeton,
        "code": seance["code"],
        "genre": "csv",
    }
    return re.sub(
        r"<(?:[^:<>]+:)?([^<>]+)>", lambda t: connus.get(t[1], "1" if "int:" in t[0] else INCONNU), regle.rule
    )


def empreinte(moteur: Engine) -> str:
    """Hash every row of every table."""
    schema, condense = MetaData(), hashlib.sha256()
    with moteur.connect() as connexion:
        schema.reflect(connexion)
        assert len(schema.tables) > 10
        for nom in sorted(schema.tables):
            table = schema.tables[nom]
            lignes = sorted(repr(tuple(ligne)) for ligne in connexion.execute(select(table)))
            condense.update(f"{nom}{lignes}".encode())
    return condense.hexdigest()


@pytest.fixture
def connectee(site: Site) -> FlaskClient:
    """Somebody who may do everything here."""
    return site.navigateur(connecter(site.application.moteur, {site.fabrique_id: ROLES}, instance=True))


def appeler(client: FlaskClient, methode: str, adresse: str, **options: Any) -> Page:
    """Send one request, as the browser of somebody signed in does."""
    return lire_page(client.open(adresse, method=methode, **options))


def changeantes(site: Site) -> Iterator[tuple[Rule, str]]:
    """Every rule that changes something, with each of its methods."""
    for regle in regles(site):
        for methode in sorted((regle.methods or set()) & MODIFIENT):
            yield regle, methode


def test_sans_jeton_de_formulaire_rien_ne_change(site: Site, seance: dict[str, Any], connectee: FlaskClient) -> None:
    avant, fautes, vues = empreinte(site.application.moteur), [], 0
    for regle, methode in changeantes(site):
        if SANS_TEMOIN.match(regle.rule):
            continue
        for donnees in ({}, {"csrf_token": ""}, {"csrf_token": "IjAi.aaaa.bbbb"}):
            vues += 1
            reponse = appeler(connectee, methode, chemin(site, seance, regle), data=donnees)
            if reponse.status_code != 400 or "Formulaire expiré" not in reponse.text:
                fautes.append(f"{methode} {regle.rule} {donnees} : {reponse.status_code}")
    assert fautes == []
    assert vues >= 9, "trop peu de formulaires : la table n’a rien regardé"
    assert empreinte(site.application.moteur) == avant


def test_le_jeton_d_une_autre_personne_ne_vaut_rien(site: Site, seance: dict[str, Any], connectee: FlaskClient) -> None:
    """The token is bound to the cookie of one browser: copied into another one it opens nothing."""
    champ = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', appeler(connectee, "GET", site.nouvelle).text)
    assert champ is not None
    avant = empreinte(site.application.moteur)
    for regle, methode in changeantes(site):
        if not SANS_TEMOIN.match(regle.rule):
            donnees = {"csrf_token": champ[1]}
            assert site.poster(chemin(site, seance, regle), donnees, method=methode).status_code == 400, regle.rule
    assert empreinte(site.application.moteur) == avant


def test_les_routes_a_jeton_refusent_un_temoin_seul(site: Site, seance: dict[str, Any], connectee: FlaskClient) -> None:
    avant, droits = empreinte(site.application.moteur), droits_des_routes(site.application.flask)
    porteurs = [r for r in regles(site) if droits[r.endpoint] == PORTEUR_DE_JETON]
    assert len(porteurs) >= 3
    for regle in porteurs:
        assert SANS_TEMOIN.match(regle.rule), f"{regle.rule} : une route à jeton est sous /api/"
        for methode in sorted((regle.methods or set()) - {"OPTIONS"}):
            for role in ("animation", "participant", "tableau", None):
                corps = {
                    "role": role,
                    "seance": seance["seance"],
                    "commande": {"id": INCONNU, "type": "clore_seance", "donnees": {}},
                }
                adresse = f"{chemin(site, seance, regle)}?role={role}&seance={seance['seance']}"
                reponse = appeler(
                    connectee, methode, adresse, **({} if methode in {"GET", "HEAD"} else {"json": corps})
                )
                assert 400 <= reponse.status_code < 500, (methode, regle.rule, role, reponse.status_code)
    assert empreinte(site.application.moteur) == avant


def test_toute_route_qui_change_sans_formulaire_est_a_jeton_ou_publique(site: Site) -> None:
    """Whatever is exempt from the form token is served from ``/api/``, and never looks at a cookie."""
    csrf = site.application.flask.extensions["csrf"]
    exemptes = {pages.name for pages in csrf._exempt_blueprints} | set(csrf._exempt_views)
    assert exemptes == {"api"}
    assert "request.cookies" not in (site_source := _source_de_l_api())
    assert "session" not in re.findall(r"from fabrique_atelier\.web import (.*)", site_source)


def _source_de_l_api() -> str:
    from fabrique_atelier.web import api

    with open(api.__file__, encoding="utf-8") as fichier:  # noqa: PTH123 (a module's own file)
        return fichier.read()


DIX = 10


def test_lire_ne_change_rien(site: Site, seance: dict[str, Any], connectee: FlaskClient) -> None:
    """Every GET and HEAD, signed in and not, leaves every row of every table as it was."""
    moteur = site.application.moteur
    with ecrire(moteur) as connexion:  # a session is noted once a minute: not in the middle of this long look
        connexion.execute(update(SessionEquipe).values(vue_le=maintenant_ms() + 600_000))
    avant, trouvees = empreinte(moteur), 0
    lues = [regle for regle in regles(site) if "GET" in (regle.methods or set())]
    for n, regle in enumerate(lues, start=1):
        for client in (connectee, site.navigateur()):
            for methode in ("GET", "HEAD"):
                reponse = appeler(client, methode, chemin(site, seance, regle))
                assert reponse.status_code < 500, (methode, regle.rule)
                trouvees += reponse.status_code == 200
        if n % DIX == 0 or n == len(lues):  # hashing every table is dear: the fault is in one of the last ten
            assert empreinte(moteur) == avant, [r.rule for r in lues[max(0, n - DIX) : n]]
    assert trouvees > 40, "presque rien n’a répondu : la table n’a rien regardé"
