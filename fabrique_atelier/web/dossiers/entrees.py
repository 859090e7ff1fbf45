"""What comes in: promotion from a séance, and ideas of the team. « À trier » and the needs are in their own modules."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from fabrique_atelier.dossier import besoins as lus
from fabrique_atelier.dossier import promotion
from fabrique_atelier.dossier.creation import Nouveau, Source, creer
from fabrique_atelier.dossier.promotion import Choix, Groupe
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.piece_entrees import (
    Reponse,
    aujourdhui,
    geste,
    lieux_et_themes,
    pages,
    vers_le_dossier,
)
from fabrique_atelier.web.formulaires.entrees import FormulaireIdee, FormulairePromotion
from fabrique_atelier.web.salle.animation import seance_de


@pages.route("/<fabrique>/seances/<uuid:seance_id>/promouvoir", methods=["GET", "POST"], droit="dossier.gerer")
def promouvoir(fabrique: FabriqueResumee, seance_id: object) -> Reponse:
    """The wall with its votes: tick what becomes a dossier."""
    seance = seance_de(fabrique, str(seance_id))
    formulaire = FormulairePromotion()
    _proposer(fabrique, formulaire)
    erreurs: list[str] = []
    if formulaire.validate_on_submit():
        try:
            return _promouvoir(fabrique, _choix(seance, formulaire))
        except ErreurMetier as refus:
            erreurs.append(refus.message)
    return _mur(fabrique, seance, formulaire, erreurs)


@pages.route("/<fabrique>/idees/nouvelle", methods=["GET", "POST"], droit="dossier.gerer")
def nouvelle_idee(fabrique: FabriqueResumee) -> Reponse:
    """An idea of the team, without a séance."""
    formulaire = FormulaireIdee(data={"besoin_id": request.args.get("besoin", "")})
    _proposer(fabrique, formulaire)
    erreurs: list[str] = []
    if formulaire.validate_on_submit():
        try:
            dossier_id = services().executeur.ecrire_seul(lambda c: _creer(c, fabrique, formulaire))
            return redirect(vers_le_dossier(fabrique, dossier_id), 303)
        except ErreurMetier as refus:
            erreurs.append(refus.message)
    page = render_template("entrees/idee.html", f=formulaire, erreurs=erreurs)
    return (page, 400) if formulaire.is_submitted() else page


def _creer(connexion: Any, fabrique: FabriqueResumee, f: FormulaireIdee) -> str:
    sources = [Source("equipe", f.origine.data or "")]
    if f.besoin_id.data:
        besoin = lus.exiger(connexion, fabrique.id, f.besoin_id.data)
        sources.append(Source("besoin", besoin.titre, besoin_id=besoin.id))
    jour = aujourdhui()
    nouveau = Nouveau(f.titre.data or "", sources, f.territoires.data or [], f.thematiques.data or [], jour, jour)
    return creer(connexion, geste(fabrique), nouveau)


def _proposer(fabrique: FabriqueResumee, formulaire: FormulairePromotion | FormulaireIdee) -> None:
    with lire(services().moteur) as connexion:
        territoires, themes = lieux_et_themes(connexion, fabrique.id)
        formulaire.proposer(territoires, themes, lus.choix(connexion, fabrique.id))
    if not formulaire.is_submitted() and len(territoires) == 1:
        formulaire.territoires.data = [territoires[0][0]]


def _choix(seance: SeanceResumee, f: FormulairePromotion) -> Choix:
    return Choix(
        seance.id,
        f.titre.data or "",
        regroupements=request.form.getlist("groupe"),
        contributions=request.form.getlist("carte"),
        territoires=f.territoires.data or [],
        thematiques=f.thematiques.data or [],
        besoin_id=f.besoin_id.data or None,
        confirme=f.confirme.data,
        encore=f.encore.data,
    )


def _promouvoir(fabrique: FabriqueResumee, choix: Choix) -> Reponse:
    """One dossier, or one for each; then the dossier, or the wall again with all its numbers."""
    qui, jour = geste(fabrique), aujourdhui()
    if request.form.get("geste") == "chacun":
        crees = services().executeur.ecrire_seul(lambda c: promotion.promouvoir_chacun(c, qui, choix, jour))
        flash("1\u00a0dossier est ouvert." if len(crees) == 1 else f"{len(crees)}\u00a0dossiers sont ouverts.")
        ici = url_for("entrees.promouvoir", fabrique=fabrique.identifiant, seance_id=choix.seance_id)
        return redirect(ici if len(crees) != 1 else vers_le_dossier(fabrique, crees[0]), 303)
    dossier_id = services().executeur.ecrire_seul(lambda c: promotion.promouvoir(c, qui, choix, jour))
    flash("Le dossier est ouvert.")
    return redirect(vers_le_dossier(fabrique, dossier_id), 303)


def _mur(fabrique: FabriqueResumee, seance: SeanceResumee, f: FormulairePromotion, erreurs: list[str]) -> Reponse:
    with services().executeur.etat(seance.id) as etat:
        if etat is None:
            introuvable()
        groupes = promotion.mur(etat)
    with lire(services().moteur) as connexion:
        deja = promotion.promus(connexion, fabrique.id, seance.id)
    coches = set(request.form.getlist("groupe") + request.form.getlist("carte")) or set(request.args.getlist("choix"))
    if not f.is_submitted():
        f.titre.data = _titre(groupes, coches)
    page = render_template(
        "entrees/promouvoir.html", f=f, erreurs=erreurs, seance=seance, groupes=groupes, deja=deja, coches=coches
    )
    return (page, 400) if f.is_submitted() else page


def _titre(groupes: list[Groupe], coches: set[str]) -> str:
    """What the first chosen thing is called."""
    for groupe in groupes:
        if groupe.id in coches:
            return promotion.titre_propose(groupe.titre)
        for carte in groupe.cartes:
            if carte.id in coches:
                return promotion.titre_propose(carte.texte)
    return ""
