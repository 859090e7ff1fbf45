"""Nobody where they do not belong (``fiabilite.md`` T2, P16): every route × every actor × own and foreign object.

``ATTENDUS`` is written by hand, apart from the code's own table: a route that is not in it, or that lets in one actor more or
less than it says, fails. Each denial must be the right one: 403 in one's own fabrique, 404 outside it, the sign-in page for
whoever is not signed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule

from fabrique_atelier.socle.migrations import mettre_a_niveau
from fabrique_atelier.web.espace import droits_des_routes
from tests.integration.attendus.qui import SANS_COMPTE
from tests.integration.matrice import ATTENDUS, DONNEES, MEMBRES, PROPRES, Terrain, planter
from tests.integration.site import Site, lire_page, ouvrir_site
from tests.outillage.comptes import COOKIE

ROLES = ("administration", "charge_mission", "animation", "membre_comite", "porteur", "lecture_reseau")
#: Actors besides the six roles: admin of the other fabrique, the instance's, nobody, an idle session, a closed one, a disabled person.
#: What a session still opens after 30 idle minutes: conducting a séance that goes on.
ANIMEES = frozenset({"animation.animer_en_equipe"})
AUTRES = ("ailleurs", "instance", "anonyme", "inactive", "revoquee", "desactivee")


@dataclass(frozen=True)
class Cas:
    """One request to make, and what it must come to."""

    endpoint: str
    methode: str
    acteur: str
    objet: str
    attendu: str

    def __str__(self) -> str:
        return f"{self.methode} {self.endpoint} · {self.acteur} · {self.objet}"


@pytest.fixture(scope="module")
def terrain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terrain]:
    """Two fabriques with one of everything, and everybody signed in."""
    dossier: Path = tmp_path_factory.mktemp("matrice")
    mettre_a_niveau(f"sqlite:///{dossier / 'base.db'}")
    with ouvrir_site(f"sqlite:///{dossier / 'base.db'}", dossier) as site:
        event.listen(site.application.moteur, "connect", _sans_fsync)
        site.application.flask.config["WTF_CSRF_CHECK_DEFAULT"] = False  # its own test; here it would hide the rights
        yield planter(site, (*ROLES, *AUTRES))


def _sans_fsync(connexion: Any, _registre: Any) -> None:
    connexion.execute("PRAGMA synchronous=OFF").close()  # two thousand requests, and nothing here outlives the run


def _regles(site: Site) -> list[Rule]:
    return [r for r in site.application.flask.url_map.iter_rules() if r.endpoint != "static"]


def test_chaque_route_est_attendue(terrain: Terrain) -> None:
    presentes = set(droits_des_routes(terrain.site.application.flask))
    assert presentes == set(ATTENDUS)
    assert {r.endpoint for r in _regles(terrain.site)} == presentes


def test_une_route_sans_droit_n_est_pas_construite(terrain: Terrain) -> None:
    flask = terrain.site.application.flask
    flask.view_functions["oubliee"] = lambda: "ouverte"
    flask.url_map.add(Rule("/oubliee", endpoint="oubliee"))
    with pytest.raises(RuntimeError, match="oubliee"):
        droits_des_routes(flask)
    flask.url_map._rules.remove(next(r for r in _regles(terrain.site) if r.endpoint == "oubliee"))
    flask.url_map._rules_by_endpoint.pop("oubliee")


def _cas(terrain: Terrain) -> Iterator[tuple[Rule, Cas]]:
    """Actor by actor: the planted rows are put back when somebody else comes, or after what may have changed them."""
    for acteur in (*ROLES, *AUTRES):
        for regle in _regles(terrain.site):
            qui = ATTENDUS[regle.endpoint]
            if qui is SANS_COMPTE:
                continue
            for methode in sorted((regle.methods or set()) - {"HEAD", "OPTIONS"}):
                yield from _pour(regle, methode, acteur, qui)


def _pour(regle: Rule, methode: str, acteur: str, qui: frozenset[str]) -> Iterator[tuple[Rule, Cas]]:
    def cas(objet: str, attendu: str) -> tuple[Rule, Cas]:
        return regle, Cas(regle.endpoint, methode, acteur, objet, attendu)

    connecte = acteur not in ("anonyme", "revoquee", "desactivee")
    if not connecte or (acteur == "inactive" and regle.endpoint not in ANIMEES):
        yield cas("sien", "connexion")
        return
    dans = "fabrique" in regle.arguments
    if not dans:
        yield cas("sien", "permis" if acteur in qui or qui is MEMBRES else "interdit")
        if "session_id" in regle.arguments:
            yield cas("objet étranger", "introuvable")
        return
    chez_soi = acteur in ROLES or acteur == "inactive"
    role = "administration" if acteur == "inactive" else acteur
    yield cas("sien", ("permis" if role in qui else "interdit") if chez_soi else "introuvable")
    yield cas(
        "fabrique étrangère",
        "introuvable" if acteur != "ailleurs" else ("permis" if "administration" in qui else "interdit"),
    )
    if chez_soi and any(a.endswith("_id") for a in regle.arguments):
        yield cas("objet étranger", "introuvable" if role in qui else "interdit")


def _au_quotidien(cas: Cas) -> bool:
    """What every run tries; the whole of it is in ``make endurance``: idle, closed and disabled sessions have tests of their own."""
    if cas.acteur in ("inactive", "revoquee", "desactivee", "instance"):
        return cas.endpoint in ANIMEES or cas.endpoint.startswith(("instance.", "equipe.", "personnes."))
    if cas.objet != "sien":
        return cas.acteur in ("administration", "ailleurs") and cas.methode == "GET"
    return cas.acteur != "charge_mission" or "charge_mission" not in ATTENDUS[cas.endpoint] or cas.methode == "GET"


def test_la_matrice(terrain: Terrain) -> None:
    assert _parcourir(terrain, _au_quotidien) > 2000


@pytest.mark.endurance
def test_la_matrice_entiere(terrain: Terrain) -> None:
    assert _parcourir(terrain, lambda _: True) > 7000


def _parcourir(terrain: Terrain, voulu: Callable[[Cas], bool]) -> int:
    """Try the cases that are wanted; return how many."""
    fautes, vus = list[str](), 0
    routes: set[str] = set()
    for regle, cas in _cas(terrain):
        if not voulu(cas):
            continue
        reponse = _demander(terrain, regle, cas)
        vus, routes = vus + 1, routes | {cas.endpoint}
        if reponse != cas.attendu:
            fautes.append(f"{cas} : {reponse} au lieu de {cas.attendu}")
    sans_compte = {e for e, qui in ATTENDUS.items() if qui is SANS_COMPTE}
    routes_d_equipe = set(ATTENDUS) - sans_compte
    couverture = f"{vus} cas, {len(routes)} routes d’équipe sur {len(routes_d_equipe)}, {len(ROLES + AUTRES)} acteurs"
    print(f"matrice : {couverture}")  # noqa: T201 (the figure of the run)
    assert fautes == [], "\n".join(fautes)
    assert routes == routes_d_equipe
    return vus


def _demander(terrain: Terrain, regle: Rule, cas: Cas) -> str:
    if terrain.sale or terrain.change_par != cas.acteur:
        terrain.remettre(cas.acteur)
    client: FlaskClient = terrain.site.application.flask.test_client()
    if secret := terrain.secrets.get(cas.acteur):
        client.set_cookie(COOKIE, secret)
    valeurs = terrain.valeurs(cas.acteur, regle.arguments, cas.objet) | PROPRES.get(cas.endpoint, {})
    chemin = re.sub(r"<(?:[^<>:]+:)?([^<>]+)>", lambda m: str(valeurs[m[1]]), regle.rule)
    donnees = {n: terrain.ici[v[1:]] if v.startswith("@") else v for n, v in DONNEES.get(cas.endpoint, {}).items()}
    if cas.acteur == "ailleurs":
        donnees = {n: terrain.la.get(DONNEES[cas.endpoint][n][1:], v) for n, v in donnees.items()}
    page = lire_page(client.open(chemin, method=cas.methode, data=donnees if cas.methode != "GET" else None))
    refus = {401: "connexion", 403: "interdit", 404: "introuvable", 500: "erreur", 405: "erreur"}
    if page.status_code == 303 and page.headers["Location"].startswith("/connexion"):
        return "connexion"
    reponse = refus.get(page.status_code, "permis")
    terrain.sale = (cas.methode != "GET" and reponse == "permis") or cas.acteur == "inactive"
    return reponse
