"""Where a fabrique works, and the policy zones of these places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier.reseau import territoires
from fabrique_atelier.reseau.cog import LIMITE, Cog
from fabrique_atelier.reseau.cog_editions import en_service
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.territoires import Territoire, TerritoireModifie
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.champs import dire_conflits
from fabrique_atelier.web.formulaires.territoires import (
    FormulaireRecherche,
    FormulaireTerritoire,
    placer,
    saisie_territoire,
)

Page = str | tuple[str, int]
T = TypeVar("T")
pages = Espace("territoires", __name__, url_prefix="/equipe")


@pages.get("/<fabrique>/territoires", droit="territoire.lire")
def liste(fabrique: FabriqueResumee) -> str:
    """Every territory of the fabrique."""
    with lire(services().moteur) as connexion:
        trouves = territoires.lister(connexion, fabrique.id)
    return render_template("territoires/liste.html", fabrique=fabrique, territoires=trouves, types=territoires.TYPES)


@pages.get("/<fabrique>/territoires/chercher", droit="territoire.gerer")
def chercher(fabrique: FabriqueResumee) -> str:
    """First step of an addition: the kind, then the place in the official list."""
    formulaire = FormulaireRecherche(formdata=request.args)
    genre = formulaire.type.data if formulaire.type.data in territoires.TYPES else ""
    genres = territoires.GENRES_COG.get(genre, ())
    trouves = edition_du_cog().chercher(formulaire.q.data or "", genres) if genres else []
    return render_template(
        "territoires/chercher.html",
        fabrique=fabrique,
        f=formulaire,
        genre=genre,
        trouves=trouves,
        dans_la_liste=bool(genres),
        cog=edition_du_cog(),
        limite=LIMITE,
    )


@pages.route("/<fabrique>/territoires/ajouter/<genre>", methods=["GET", "POST"], droit="territoire.gerer")
def ajouter(fabrique: FabriqueResumee, genre: str) -> Page | Response:
    """Second step: the form, filled with what the official list says of ``?code=``."""
    if genre not in territoires.TYPES:
        introuvable()
    trouve = territoires.fiche_du_cog(edition_du_cog(), genre, request.args.get("code", ""))
    formulaire = FormulaireTerritoire(data=saisie_territoire(trouve) if trouve else None)
    if formulaire.validate_on_submit():
        ajoute = essayer(formulaire, fabrique, lambda c, g: territoires.ajouter(c, g, formulaire.fiche(genre)))
        if ajoute:
            flash("Le territoire est ajouté.")
            return redirect(url_for("zonages.fiche", fabrique=fabrique.identifiant, territoire_id=ajoute), 303)
    return _rendre(fabrique, formulaire, genre, None)


@pages.route("/<fabrique>/territoires/<territoire_id>/modifier", methods=["GET", "POST"], droit="territoire.gerer")
def modifier(fabrique: FabriqueResumee, territoire_id: str) -> Page | Response:
    """Change a territory; its kind stays."""
    present = charger(fabrique, territoire_id)
    formulaire = FormulaireTerritoire(data=saisie_territoire(present))
    if formulaire.validate_on_submit() and essayer(formulaire, fabrique, _modification(present, formulaire)):
        flash("C’est enregistré.")
        return redirect(url_for("zonages.fiche", fabrique=fabrique.identifiant, territoire_id=present.id), 303)
    return _rendre(fabrique, formulaire, present.type, present)


@pages.route("/<fabrique>/territoires/<territoire_id>/supprimer", methods=["GET", "POST"], droit="territoire.gerer")
def supprimer(fabrique: FabriqueResumee, territoire_id: str) -> Page | Response:
    """Asked once more on its own page, with what goes away."""
    present = charger(fabrique, territoire_id)
    if request.method == "POST":
        ecrire(fabrique, lambda c, g: territoires.supprimer(c, g, present.id))
        flash("Le territoire est supprimé.")
        return redirect(url_for("territoires.liste", fabrique=fabrique.identifiant), 303)
    with lire(services().moteur) as connexion:
        partenaires = territoires.partenaires(connexion, present.id)
    return render_template("territoires/supprimer.html", fabrique=fabrique, t=present, partenaires=partenaires)


def edition_du_cog() -> Cog:
    """The official list of places that answers today."""
    with lire(services().moteur) as connexion:
        return en_service(connexion)


def ecrire(fabrique: FabriqueResumee, cas_d_usage: Callable[[Connection, Geste], T]) -> T:
    """Run one change of the signed-in person in the one line of writes."""
    geste = Geste(services().audit, acteur().personne_id, fabrique.id, maintenant_ms())
    return services().executeur.ecrire_seul(lambda connexion: cas_d_usage(connexion, geste))


def essayer(formulaire: Any, fabrique: FabriqueResumee, cas_d_usage: Callable[[Connection, Geste], T]) -> T | None:
    """Same; a refusal goes in the form and None comes back."""
    try:
        return ecrire(fabrique, cas_d_usage)
    except TerritoireModifie as erreur:
        formulaire.form_errors.append(erreur.message)
        dire_conflits(formulaire, saisie_territoire(erreur.actuel))
    except ErreurMetier as erreur:
        placer(formulaire, erreur)
    return None


def charger(fabrique: FabriqueResumee, territoire_id: str) -> Territoire:
    """One territory of this fabrique, or 404."""
    try:
        propre = str(UUID(territoire_id))
    except ValueError:
        introuvable()
    with lire(services().moteur) as connexion:
        return territoires.un(connexion, fabrique.id, propre) or introuvable()


def _modification(present: Territoire, formulaire: FormulaireTerritoire) -> Callable[[Connection, Geste], bool]:
    version = request.form.get("version", "")
    vue = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0

    def modifier_(connexion: Connection, geste: Geste) -> bool:
        territoires.modifier(connexion, geste, present.id, formulaire.fiche(present.type), vue)
        return True

    return modifier_


def _rendre(
    fabrique: FabriqueResumee, formulaire: FormulaireTerritoire, genre: str, present: Territoire | None
) -> Page:
    if present is not None and formulaire.is_submitted():
        present = charger(fabrique, present.id)  # the next save is made on what is shown now
    page = render_template(
        "territoires/formulaire.html",
        fabrique=fabrique,
        f=formulaire,
        champs=formulaire.montres(genre),
        genre=genre,
        libelle=territoires.TYPES[genre],
        t=present,
        cog=edition_du_cog(),
    )
    return (page, 400) if formulaire.is_submitted() else page
