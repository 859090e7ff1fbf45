"""The grid of the fabrique: changing it makes its next version."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for

from fabrique_atelier.dossier import grilles
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dossiers.dossier_base import geste, tenter
from fabrique_atelier.web.dossiers.qualification_base import Reponse, pages
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.qualification import formulaire_grille


@pages.route("/<fabrique>/reglages/grille", methods=["GET", "POST"], droit="parcours.regler")
def grille(fabrique: FabriqueResumee) -> Reponse:
    """The criteria, their weights, their help; the versions of before."""
    actuelle, toutes = _lire(fabrique)
    f = formulaire_grille(actuelle)
    connus = {c.code for g in [*toutes, actuelle] for c in g.criteres}
    lue = s.version_de(f.version)
    fait, erreurs = tenter(f, lambda c: grilles.reviser(c, geste(fabrique), lue, f.valeurs(connus)))
    if fait:
        flash("La grille est enregistrée. Les idées déjà notées gardent la leur.")
        return redirect(url_for("qualification.grille", fabrique=fabrique.identifiant), 303)
    actuelle, toutes = _lire(fabrique)
    entretemps = actuelle if erreurs and actuelle.numero != lue else None
    if entretemps:
        f.version.data = str(actuelle.numero)
    page = render_template("qualification/grille.html", f=f, erreurs=erreurs, entretemps=entretemps, passees=toutes[1:])
    return (page, 400) if f.is_submitted() else page


def _lire(fabrique: FabriqueResumee) -> tuple[grilles.GrilleLue, list[grilles.GrilleLue]]:
    with lire(services().moteur) as connexion:
        toutes = grilles.versions(connexion, fabrique.id)
        return grilles.courante(connexion, fabrique.id), toutes
