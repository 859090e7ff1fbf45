"""HTTP delivery, one module per audience. Views parse, call, answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from fabrique_atelier.web import (
    animation,
    api,
    comite_membre,
    comite_seance,
    comites,
    compte,
    comptes,
    contacts,
    documents,
    donnees,
    dossier,
    dossiers,
    entrees,
    equipe,
    erreurs,
    etude,
    fabrique,
    fiche,
    importation,
    instance,
    journal,
    legal,
    menu,
    parcours,
    partenaires,
    personnes,
    porteur,
    public,
    qualification,
    reseau,
    seances,
    session,
    suites,
    suivi,
    tableau,
    telephone,
    territoires,
    zonages,
)
from fabrique_atelier.web.contexte import CLE_SERVICES, Services
from fabrique_atelier.web.dates import date_longue
from fabrique_atelier.web.espace import droits_des_routes
from fabrique_atelier.web.porte import REFUS
from fabrique_atelier.web.statiques import Statiques

OCTETS_MAX = 65_536
#: One module per audience and room, each with its ``pages``.
PIECES = (
    public,
    telephone,
    tableau,
    animation,
    comptes,
    compte,
    equipe,
    personnes,
    fabrique,
    territoires,
    zonages,
    partenaires,
    contacts,
    importation,
    reseau,
    journal,
    instance,
    legal,
    seances,
    dossiers,
    dossier,
    documents,
    fiche,
    qualification,
    entrees,
    suites,
    comites,
    comite_seance,
    comite_membre,
    etude,
    porteur,
    suivi,
    parcours,
    donnees,  # the rest of api's routes: the same ``pages``
)


def creer_flask(services: Services) -> Flask:
    """Return the Flask application with its routes, headers and error pages."""
    flask = Flask("fabrique_atelier", static_folder=None)
    https = services.reglages.url.startswith("https:")
    flask.config.update(
        SECRET_KEY=services.reglages.cle,
        MAX_CONTENT_LENGTH=OCTETS_MAX,
        MAX_FORM_MEMORY_SIZE=OCTETS_MAX,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="__Host-fabrique_formulaires" if https else "fabrique_formulaires",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=https,
        WTF_CSRF_TIME_LIMIT=12 * 3600,
    )
    flask.extensions[CLE_SERVICES] = services
    flask.jinja_env.trim_blocks = flask.jinja_env.lstrip_blocks = True
    flask.jinja_env.globals.update(date_longue=date_longue, demonstration=services.reglages.demonstration)
    csrf = CSRFProtect(flask)
    for module in PIECES:
        flask.register_blueprint(module.pages)
    csrf.exempt(api.pages)  # a bearer token in a header, never a cookie: nothing to forge
    erreurs.installer(flask)
    session.installer(flask)
    menu.installer(flask)
    legal.installer(flask)
    Statiques(services.reglages.dossier).installer(flask)
    droits_des_routes(flask)
    return flask


def page_de_refus(flask: Flask) -> Callable[[str], bytes]:
    """Draw once, in the house style, what the door answers to those it does not let in."""
    accueil = f"{flask.extensions[CLE_SERVICES].reglages.url}/"
    with flask.test_request_context("/"):
        dessinees = {code: erreurs.dessiner(*textes, accueil=accueil).encode() for code, textes in REFUS.items()}
    return dessinees.__getitem__
