"""HTTP delivery, one module per audience. Views parse, call, answer."""

from __future__ import annotations

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from fabrique_atelier.web import animation, api, entetes, equipe, erreurs, public, tableau, telephone
from fabrique_atelier.web.contexte import CLE_SERVICES, Services
from fabrique_atelier.web.dates import date_longue
from fabrique_atelier.web.statiques import Statiques

OCTETS_MAX = 65_536


def creer_flask(services: Services) -> Flask:
    """Return the Flask application with its routes, headers and error pages."""
    flask = Flask("fabrique_atelier", static_folder=None)
    flask.config.update(
        SECRET_KEY=services.reglages.cle,
        MAX_CONTENT_LENGTH=OCTETS_MAX,
        MAX_FORM_MEMORY_SIZE=OCTETS_MAX,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="fabrique_formulaires",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=services.reglages.url.startswith("https:"),
        WTF_CSRF_TIME_LIMIT=12 * 3600,
    )
    flask.extensions[CLE_SERVICES] = services
    flask.jinja_env.trim_blocks = flask.jinja_env.lstrip_blocks = True
    flask.jinja_env.globals.update(date_longue=date_longue, demonstration=services.reglages.demonstration)
    csrf = CSRFProtect(flask)
    for module in (public, telephone, tableau, animation, equipe, api):
        flask.register_blueprint(module.pages)
    csrf.exempt(api.pages)  # a bearer token in a header, never a cookie: nothing to forge
    erreurs.installer(flask)
    entetes.installer(flask)
    Statiques(services.reglages.dossier).installer(flask)
    return flask
