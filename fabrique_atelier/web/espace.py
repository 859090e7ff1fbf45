"""Routes that cannot exist without their permission (``fiabilite.md`` T2).

:class:`Espace` is a blueprint whose ``route`` wants ``droit=``: ``PUBLIC``, a capability link (``LIEN_…``), a bearer token
(``PORTEUR_DE_JETON``), or an action of ``comptes/droits.py``. For an action, the view runs only for a signed-in person who
holds it; ``<fabrique>`` in the address is replaced by the fabrique, loaded through that person's own scope: what is not in
it does not exist (404). ``verifier_les_routes`` refuses to build an application with a route registered any other way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, g, make_response, request

from fabrique_atelier.comptes.droits import ACTIONS_DE_SEANCE, COMPTE, INSTANCE, PERMISSIONS, ActeurEquipe, autoriser
from fabrique_atelier.reseau.fabriques import FabriqueResumee, fabrique_parmi
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web import session
from fabrique_atelier.web.contexte import introuvable, services

PUBLIC = "public"
LIEN_ENTREE = "lien:entree"
LIEN_ANIMATION = "lien:animation"
LIEN_TABLEAU = "lien:tableau"
LIEN_UNIQUE = "lien:unique"
PORTEUR_DE_JETON = "jeton:porteur"
SANS_COMPTE = frozenset({PUBLIC, LIEN_ENTREE, LIEN_ANIMATION, LIEN_TABLEAU, LIEN_UNIQUE, PORTEUR_DE_JETON})
_CONNUS = SANS_COMPTE | frozenset(PERMISSIONS) | {COMPTE, INSTANCE}
Vue = Callable[..., Any]


class Espace(Blueprint):
    """The pages of one audience, each with its permission."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.droits: dict[str, str] = {}

    def route(self, rule: str, *, droit: str, **options: Any) -> Callable[[Vue], Vue]:  # type: ignore[override]
        """Register a view under ``rule`` for those who hold ``droit``."""
        if droit not in _CONNUS:
            raise ValueError(f"{rule}: unknown permission {droit!r}")

        def decorer(vue: Vue) -> Vue:
            nom = options.pop("endpoint", vue.__name__)
            self.droits[f"{self.name}.{nom}"] = droit
            self.add_url_rule(rule, nom, vue if droit in SANS_COMPTE else _garder(vue, droit), **options)
            return vue

        return decorer


def _garder(vue: Vue, droit: str) -> Vue:
    @wraps(vue)
    def gardee(**valeurs: Any) -> Any:
        _refuser_les_nuls(valeurs)
        if session.acteur() is None or (droit not in ACTIONS_DE_SEANCE and not session.fraiche()):
            return session.demander()
        objet: Any = None
        if droit in PERMISSIONS:
            objet = g.fabrique = valeurs["fabrique"] = _fabrique(valeurs.get("fabrique", ""))
        autoriser(session.acteur(), droit, objet)
        return make_response(vue(**valeurs))

    return gardee


def _refuser_les_nuls(valeurs: dict[str, Any]) -> None:
    """Answer 404 to a NUL in an address, 400 in a form: no page sends one, and PostgreSQL cannot even compare it."""
    if any("\x00" in str(v) for v in [*valeurs.values(), *request.args.values()]):
        introuvable()
    if any("\x00" in v for _, v in request.form.items(multi=True)):
        abort(400)


def _fabrique(identifiant: str) -> FabriqueResumee:
    present = acteur()
    with lire(services().moteur) as connexion:
        trouvee = fabrique_parmi(connexion, identifiant, list(present.roles))
    return trouvee or introuvable()


def acteur() -> ActeurEquipe:
    """The signed-in person of a view that has a permission."""
    present = session.acteur()
    if present is None:
        raise RuntimeError("no signed-in person here: the route has no staff permission")
    return present


def droits_des_routes(flask: Flask) -> dict[str, str]:
    """Return endpoint → permission for every route of the application.

    Raises:
        RuntimeError: a route was registered without one.
    """
    droits = {e: d for pages in flask.blueprints.values() if isinstance(pages, Espace) for e, d in pages.droits.items()}
    oubliees = sorted({r.endpoint for r in flask.url_map.iter_rules()} - set(droits))
    if oubliees:
        raise RuntimeError(f"routes without a permission: {', '.join(oubliees)}")
    return droits
