"""The settings of a fabrique: one page, one save per section; its themes; its logo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response as ReponseFlask
from flask import flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier.reseau import reglages as cas
from fabrique_atelier.reseau import thematiques as themes
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.vocabulaire import DEPARTS, Vocabulaire
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import televersements
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.champs import dire_conflits
from fabrique_atelier.web.formulaires.fabrique import FORMULAIRES, Mots, Section

Page = str | tuple[str, int]
T = TypeVar("T")
pages = Espace("fabrique", __name__, url_prefix="/equipe")
# above the 200 KB a logo may weigh: a slightly bigger one is refused beside its field, not by an error page
televersements.permettre(pages, {"enregistrer": 2 * 1024 * 1024})


@pages.get("/<fabrique>/reglages", droit="fabrique.regler")
def reglages(fabrique: FabriqueResumee) -> Page:
    """Every section; ``?mots=`` proposes the words of a member of the network, not saved yet."""
    return _page(fabrique, _reglages(fabrique), {})


@pages.route("/<fabrique>/reglages/<section>", methods=["GET", "POST"], droit="fabrique.regler")
def enregistrer(fabrique: FabriqueResumee, section: str) -> Page | Response:
    """Save one section; a refusal gives the page back as it was typed."""
    if section not in FORMULAIRES:
        introuvable()
    ou = redirect(url_for("fabrique.reglages", fabrique=fabrique.identifiant, _anchor=section), 303)
    if request.method != "POST":
        return ou
    stockes = _reglages(fabrique)
    formulaire = _formulaire(section, stockes, soumis=True)
    if formulaire.validate() and _sauver(fabrique, section, stockes, formulaire):
        flash("C’est enregistré.")
        return ou
    return _page(fabrique, _reglages(fabrique), {section: formulaire})


@pages.get("/<fabrique>/reglages/thematiques", droit="fabrique.regler")
def thematiques(fabrique: FabriqueResumee) -> Page:
    """The list of themes."""
    return _page_thematiques(fabrique)


@pages.route("/<fabrique>/reglages/thematiques", methods=["POST"], droit="fabrique.regler")
def regler_thematiques(fabrique: FabriqueResumee) -> Page | Response:
    """Add, rename, hide, show or move one theme, according to the button."""
    code, geste = request.form.get("code", ""), request.form.get("geste", "")
    if geste not in GESTES:
        introuvable()
    try:
        ecrire(fabrique, lambda c, g: GESTES[geste](c, g, code))
    except ErreurMetier as erreur:
        return _page_thematiques(fabrique, erreur.message, code if geste == "renommer" else ""), 400
    return redirect(url_for("fabrique.thematiques", fabrique=fabrique.identifiant, _anchor=f"t-{code}"), 303)


@pages.get("/<fabrique>/logo", droit="fabrique.voir")
def logo(fabrique: FabriqueResumee) -> ReponseFlask:
    """The logo's bytes, as the image they were found to be."""
    with lire(services().moteur) as connexion:
        image = cas.logo(connexion, fabrique.id) or introuvable()
    reponse = make_response(image.contenu)
    reponse.headers["Content-Type"] = image.type
    reponse.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return reponse


GESTES: dict[str, Callable[[Connection, Geste, str], Any]] = {
    "reprendre": lambda c, g, _code: themes.reprendre(c, g),
    "ajouter": lambda c, g, _code: themes.ajouter(c, g, request.form.get("libelle", "")),
    "renommer": lambda c, g, code: themes.renommer(c, g, code, request.form.get("libelle", "")),
    "monter": lambda c, g, code: themes.deplacer(c, g, code, -1),
    "descendre": lambda c, g, code: themes.deplacer(c, g, code, 1),
    "masquer": lambda c, g, code: themes.montrer(c, g, code, active=False),
    "proposer": lambda c, g, code: themes.montrer(c, g, code, active=True),
}


def ecrire(fabrique: FabriqueResumee, cas_d_usage: Callable[[Connection, Geste], T]) -> T:
    """Run one change of the signed-in person in the one line of writes."""
    geste = Geste(services().audit, acteur().personne_id, fabrique.id, maintenant_ms())
    return services().executeur.ecrire_seul(lambda connexion: cas_d_usage(connexion, geste))


def _reglages(fabrique: FabriqueResumee) -> dict[str, Any]:
    with lire(services().moteur) as connexion:
        return cas.lire_reglages(connexion, fabrique.id)


def _formulaire(section: str, stockes: dict[str, Any], *, soumis: bool = False) -> Section:
    classe = FORMULAIRES[section]
    depart = request.args.get("mots", "")
    donnees = Mots.depart(depart) if section == "vocabulaire" and depart in DEPARTS else classe.donnees(stockes)
    options = {} if soumis else {"formdata": None}
    formulaire = classe(prefix=section, data=donnees, **options)
    formulaire.nommer(Vocabulaire(stockes["vocabulaire"]))
    return formulaire


def _sauver(fabrique: FabriqueResumee, section: str, stockes: dict[str, Any], formulaire: Section) -> bool:
    """Write the section; on a refusal, put it in the form and return False."""
    try:
        valeurs = _valeurs_du_logo(stockes, formulaire) if section == "logo" else formulaire.valeurs(stockes)
        marque = request.form.get("version", "")
        ecrire(fabrique, lambda c, g: cas.enregistrer(c, g, section, valeurs, marque))
    except cas.Conflit as conflit:
        formulaire.form_errors.append(conflit.message)
        dire_conflits(formulaire, formulaire.donnees(conflit.actuelles))
        return False
    except ErreurMetier as erreur:
        formulaire["fichier"].errors = [erreur.message]
        return False
    return True


def _valeurs_du_logo(stockes: dict[str, Any], formulaire: Section) -> dict[str, Any]:
    if "retirer" in request.form:
        return cas.sans_logo()
    contenu = televersements.contenu(formulaire["fichier"].data)
    return cas.valeurs_du_logo(contenu, stockes["logo_type"], formulaire["logo_alternative"].data or "")


def _page(fabrique: FabriqueResumee, stockes: dict[str, Any], refuses: dict[str, Section]) -> Page:
    formulaires = {s: refuses.get(s) or _formulaire(s, stockes) for s in FORMULAIRES}
    page = render_template(
        "fabrique/reglages.html",
        fabrique=fabrique,
        formulaires=formulaires,
        refuse=next(iter(refuses), None),
        marques={s: cas.marque(stockes, s) for s in FORMULAIRES},
        reglages=stockes,
        reglages_stades=list(cas.SEUILS),
        departs={nom: libelle for nom, (libelle, _mots) in DEPARTS.items()},
        depart=request.args.get("mots", ""),
    )
    return (page, 400) if refuses else page


def _page_thematiques(fabrique: FabriqueResumee, erreur: str = "", code: str = "") -> str:
    with lire(services().moteur) as connexion:
        liste = themes.lister(connexion, fabrique.id)
    return render_template(
        "fabrique/thematiques.html",
        fabrique=fabrique,
        thematiques=liste,
        erreur=erreur,
        code=code,
        tape=request.form.get("libelle", ""),
    )
