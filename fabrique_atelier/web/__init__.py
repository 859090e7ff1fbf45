"""HTTP delivery, one package per room and audience. Views parse, call, answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from fabrique_atelier.socle.texte import insecable
from fabrique_atelier.web import (
    comites,
    comptes,
    dossiers,
    erreurs,
    etude,
    fabrique,
    menu,
    porteur,
    publiques,
    salle,
    session,
    suivi,
)
from fabrique_atelier.web.contexte import CLE_SERVICES, Services
from fabrique_atelier.web.dates import date_longue
from fabrique_atelier.web.espace import droits_des_routes
from fabrique_atelier.web.porte import REFUS
from fabrique_atelier.web.publiques import legal
from fabrique_atelier.web.routes import Regle
from fabrique_atelier.web.salle import api
from fabrique_atelier.web.statiques import Statiques

OCTETS_MAX = 65_536
#: One package per room of the house; each names its ``ESPACES``.
PIECES = (publiques, salle, comptes, fabrique, dossiers, comites, etude, porteur, suivi)
#: Every address we answer to.
ESPACES = tuple(espace for piece in PIECES for espace in piece.ESPACES)


def creer_flask(services: Services) -> Flask:
    """Return the Flask application with its routes, headers and error pages."""
    flask = Flask("fabrique_atelier", static_folder=None)
    flask.url_rule_class = Regle
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
    flask.jinja_env.filters["insecable"] = insecable
    flask.jinja_env.globals.update(date_longue=date_longue, demonstration=services.reglages.demonstration)
    csrf = CSRFProtect(flask)
    for espace in ESPACES:
        flask.register_blueprint(espace)
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
