"""Legal pages: the full notice, the accessibility statement, the legal mentions, the site map, « Mes données ».

Each speaks for one fabrique: the séance's (``/notice/<seance_id>``, ``?seance=``), the one named by ``?fabrique=``, or
the oldest of the instance. What they say of a fabrique is public by law.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, render_template, request, url_for

from fabrique_atelier.comptes.droits import peut
from fabrique_atelier.reseau import legal
from fabrique_atelier.reseau.fabriques import fabriques_parmi
from fabrique_atelier.reseau.legal import CadreLegal
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web import session
from fabrique_atelier.web.contexte import introuvable, seance_par_id_ou_404, services
from fabrique_atelier.web.espace import PUBLIC, Espace
from fabrique_atelier.web.menu import ENTREES

pages = Espace("legal", __name__)
#: Public pages of the map: endpoint, label. What is not for reading is in ``HORS_PLAN``.
PAGES_PUBLIQUES = (
    ("telephone.accueil", "Rejoindre une séance"),
    ("legal.notice", "Vos données\u00a0: la notice complète"),
    ("legal.donnees", "Mes données\u00a0: ce que mon téléphone a laissé"),
    ("legal.accessibilite", "Accessibilité\u00a0: non conforme"),
    ("legal.mentions", "Mentions légales"),
    ("legal.plan", "Plan du site"),
    ("comptes.connexion", "Espace de l’équipe\u00a0: se connecter"),
    ("comptes.oubli", "Mot de passe oublié"),
)
#: Steps of another page, and the probe of machines.
HORS_PLAN = frozenset({"public.sante", "comptes.deconnexion", "comptes.code"})


@dataclass(frozen=True, slots=True)
class Lien:
    """One line of the map."""

    libelle: str
    url: str


@pages.get("/notice", droit=PUBLIC)
def notice() -> str:
    """The full notice (art. 13), for the fabrique the address names."""
    return render_template("public/notice.html", **_cadre())


@pages.get("/notice/<seance_id>", droit=PUBLIC)
def notice_de(seance_id: str) -> str:
    """The same, for the people of a séance."""
    return render_template("public/notice.html", **_cadre(seance_par_id_ou_404(seance_id)))


@pages.get("/accessibilite", droit=PUBLIC)
def accessibilite() -> str:
    """The accessibility statement."""
    return render_template("public/accessibilite.html", **_cadre())


@pages.get("/mentions-legales", droit=PUBLIC)
def mentions() -> str:
    """Who publishes, who hosts."""
    return render_template("legal/mentions.html", **_cadre())


@pages.get("/donnees", droit=PUBLIC)
def donnees() -> str:
    """« Mes données »: what the phone at hand has left, read by its own script with its own token."""
    return render_template("legal/donnees.html", **_cadre())


@pages.get("/plan-du-site", droit=PUBLIC)
def plan() -> str:
    """Every public page, and for somebody signed in every room they may enter."""
    publiques = [Lien(libelle, url_for(endpoint)) for endpoint, libelle in PAGES_PUBLIQUES if _existe(endpoint)]
    return render_template("legal/plan.html", publiques=publiques, fabriques=_pieces(), **_cadre())


def installer(flask: Flask) -> None:
    """Give the footer of every page ``lien_legal(endpoint)``: the page at hand's own séance or fabrique goes with it."""
    flask.context_processor(lambda: {"lien_legal": _lien_legal})


def _lien_legal(endpoint: str, seance_id: str = "") -> str:
    if seance_id and endpoint == "legal.notice":
        return url_for("legal.notice_de", seance_id=seance_id)
    fabrique = g.get("fabrique")
    pour = {"seance": seance_id} if seance_id else {"fabrique": fabrique.identifiant} if fabrique else _present()
    return url_for(endpoint, **pour)


def _present() -> dict[str, Any]:
    """What the legal page at hand speaks for: its own footer keeps it."""
    if (request.blueprint or "") != pages.name:
        return {}
    seance = (request.view_args or {}).get("seance_id") or request.args.get("seance")
    return {n: v for n, v in (("seance", seance), ("fabrique", request.args.get("fabrique"))) if v}


def _cadre(seance: SeanceResumee | None = None) -> dict[str, Any]:
    if seance is None and request.args.get("seance"):
        seance = seance_par_id_ou_404(request.args["seance"])
    identifiant = request.args.get("fabrique", "")
    if "\x00" in identifiant:
        introuvable()
    with lire(services().moteur) as connexion:
        if seance is not None:
            cadre = legal.de_la_fabrique(connexion, seance.fabrique_id)
        elif identifiant:
            cadre = legal.de_l_identifiant(connexion, identifiant) or introuvable()
        else:
            cadre = legal.du_serveur(connexion)
    return {"cadre": cadre or _SANS_FABRIQUE, "seance_notice": seance, "https": _https()}


def _https() -> bool:
    return services().reglages.url.startswith("https:")


def _pieces() -> list[tuple[str, list[Lien]]]:
    """(name, rooms) of the fabriques of the person signed in."""
    acteur = session.acteur()
    if acteur is None:
        return []
    with lire(services().moteur) as connexion:
        fabriques = fabriques_parmi(connexion, list(acteur.roles))
    return [
        (
            f.nom,
            [Lien("Accueil", url_for("equipe.accueil", fabrique=f.identifiant))]
            + [
                Lien(nom, url_for(endpoint, fabrique=f.identifiant))
                for action, endpoint, nom, _phrase in ENTREES
                if peut(acteur, action, f)
            ],
        )
        for f in fabriques
    ]


def _existe(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


_SANS_FABRIQUE = CadreLegal("", "", "", "interet_legitime", "", "", legal.CONSERVATION_PAR_DEFAUT, {})
