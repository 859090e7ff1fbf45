"""One territory's page, and its dated zones: proposed from the imported lists, or written by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier.reseau import codes, referentiels, territoires, zonages
from fabrique_atelier.reseau.cog import Lieu
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.territoires import Territoire
from fabrique_atelier.reseau.zonages import Zonage, ZonageModifie
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace
from fabrique_atelier.web.fabrique.territoires import Page, charger, ecrire, edition_du_cog
from fabrique_atelier.web.formulaires.champs import dire_conflits
from fabrique_atelier.web.formulaires.territoires import FormulaireZonage, placer, saisie_zonage

pages = Espace("zonages", __name__, url_prefix="/equipe")
RACINE = "/<fabrique>/territoires/<territoire_id>"


@pages.get(RACINE, droit="territoire.lire")
def fiche(fabrique: FabriqueResumee, territoire_id: str) -> str:
    """A territory with its zones, in force and past, and those that the imported lists know."""
    present = charger(fabrique, territoire_id)
    return render_template(
        "territoires/fiche.html",
        fabrique=fabrique,
        t=present,
        types=territoires.TYPES,
        genres=zonages.TYPES,
        epci=_epci(present),
        jour_lisible=codes.date_affichee,
        **_histoire(present),
    )


@pages.route(f"{RACINE}/zonages/ajouter", methods=["GET", "POST"], droit="territoire.gerer")
def ajouter_zonage(fabrique: FabriqueResumee, territoire_id: str) -> Page | Response:
    """Choose a kind (``?type=``), then fill the form, its usual dates proposed."""
    present = charger(fabrique, territoire_id)
    genre = request.args.get("type", "")
    if genre not in zonages.TYPES:
        return render_template("territoires/zonage_type.html", fabrique=fabrique, t=present, genres=zonages.TYPES)
    formulaire = _formulaire(_depart(present, genre))
    if formulaire.validate_on_submit() and _essayer(
        formulaire, fabrique, lambda c, g: zonages.ajouter(c, g, present.id, formulaire.fiche(genre))
    ):
        return _vers(fabrique, present, "Le zonage est ajouté.")
    return _rendre(fabrique, present, formulaire, genre, None)


@pages.route(f"{RACINE}/zonages/<zonage_id>", methods=["GET", "POST"], droit="territoire.gerer")
def modifier_zonage(fabrique: FabriqueResumee, territoire_id: str, zonage_id: str) -> Page | Response:
    """Change a zone."""
    present = charger(fabrique, territoire_id)
    zonage = _zonage(present, zonage_id)
    formulaire = _formulaire(zonage)
    vue = request.form.get("version", "")
    if formulaire.validate_on_submit() and _essayer(
        formulaire,
        fabrique,
        lambda c, g: zonages.modifier(c, g, present.id, zonage.id, formulaire.fiche(zonage.type), vue),
    ):
        return _vers(fabrique, present, "C’est enregistré.")
    return _rendre(fabrique, present, formulaire, zonage.type, zonage)


@pages.route(f"{RACINE}/zonages/<zonage_id>/supprimer", methods=["GET", "POST"], droit="territoire.gerer")
def supprimer_zonage(fabrique: FabriqueResumee, territoire_id: str, zonage_id: str) -> Page | Response:
    """Only a mistake is deleted: what has ended gets an end date instead. Asked once more."""
    present = charger(fabrique, territoire_id)
    zonage = _zonage(present, zonage_id)
    if request.method == "POST":
        ecrire(fabrique, lambda c, g: zonages.supprimer(c, g, present.id, zonage.id))
        return _vers(fabrique, present, "Le zonage est supprimé.")
    return render_template("territoires/zonage_supprimer.html", fabrique=fabrique, t=present, z=zonage)


@pages.route(f"{RACINE}/zonages/reprendre", methods=["POST"], droit="territoire.gerer")
def reprendre_zonage(fabrique: FabriqueResumee, territoire_id: str) -> Response:
    """Take one zone that an imported list knows, as the list says it."""
    present = charger(fabrique, territoire_id)
    voulu = (request.form.get("type", ""), request.form.get("code", ""))
    choisi = next((p for p in _histoire(present)["proposes"] if (p.type, p.code) == voulu), None)
    if choisi is None:
        return _vers(fabrique, present, "Ce zonage est déjà là, ou n’est plus dans la liste importée.")
    ecrire(fabrique, lambda c, g: zonages.ajouter(c, g, present.id, choisi))
    return _vers(fabrique, present, "Le zonage est ajouté.")


def _formulaire(depart: zonages.Fiche) -> FormulaireZonage:
    formulaire = FormulaireZonage(data=saisie_zonage(depart))
    formulaire.genre = depart.type
    return formulaire


def _histoire(present: Territoire) -> dict[str, Any]:
    """The zones in force, the others, and those that the imported lists know."""
    jour = jour_local(maintenant_ms()).isoformat()
    with lire(services().moteur) as connexion:
        siens = zonages.lister(connexion, present.id, jour)
        proposes = referentiels.proposes(connexion, present, siens)
    en_vigueur = [z for z in siens if z.en_vigueur(jour)]
    return {"presents": en_vigueur, "autres": [z for z in siens if z not in en_vigueur], "proposes": proposes}


def _essayer(
    formulaire: FormulaireZonage, fabrique: FabriqueResumee, cas_d_usage: Callable[[Connection, Geste], object]
) -> bool:
    try:
        ecrire(fabrique, cas_d_usage)
    except ZonageModifie as erreur:
        formulaire.form_errors.append(erreur.message)
        dire_conflits(formulaire, saisie_zonage(erreur.actuel))
        return False
    except ErreurMetier as erreur:
        placer(formulaire, erreur)
        return False
    return True


def _depart(present: Territoire, genre: str) -> zonages.Fiche:
    debut, fin = zonages.dates_usuelles(genre, present.code_departement)
    aujourdhui = jour_local(maintenant_ms()).isoformat()
    return zonages.Fiche(genre, "", zonages.TYPES[genre], debut, fin, "", aujourdhui)


def _zonage(present: Territoire, zonage_id: str) -> Zonage:
    with lire(services().moteur) as connexion:
        return zonages.un(connexion, present.id, zonage_id) or introuvable()


def _epci(present: Territoire) -> Lieu | None:
    cog = edition_du_cog()
    commune = cog.commune(present.code_insee) if present.code_insee else None
    return cog.lieu("epci", commune.parent) if commune else None


def _vers(fabrique: FabriqueResumee, present: Territoire, message: str) -> Response:
    flash(message)
    return redirect(url_for("zonages.fiche", fabrique=fabrique.identifiant, territoire_id=present.id), 303)


def _rendre(
    fabrique: FabriqueResumee, present: Territoire, formulaire: FormulaireZonage, genre: str, zonage: Zonage | None
) -> Page:
    if zonage is not None and formulaire.is_submitted():
        zonage = _zonage(present, zonage.id)
    page = render_template(
        "territoires/zonage.html",
        fabrique=fabrique,
        t=present,
        f=formulaire,
        genre=genre,
        libelle=zonages.TYPES[genre],
        exemple=codes.EXEMPLES_ZONAGES.get(genre, ""),
        z=zonage,
    )
    return (page, 400) if formulaire.is_submitted() else page
