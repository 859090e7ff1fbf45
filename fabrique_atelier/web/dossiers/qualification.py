"""The qualification of a dossier: scoring blind, comparing, explaining the gaps, signing; its utilité sociale."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import redirect, request, url_for
from sqlalchemy import Connection

from fabrique_atelier.dossier import qualification
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.utilite import enregistrer
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.calendrier import heure_locale
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dossiers import qualification_base as b
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404, geste, revenir, tenter
from fabrique_atelier.web.dossiers.qualification_base import UN, Reponse, lire_vue, pages
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.qualification import (
    FormulaireEcarts,
    FormulaireEvaluation,
    FormulaireUtilite,
    formulaire_ecarts,
    formulaire_evaluation,
    saisie_evaluation,
    saisie_utilite,
)

_EVALUER = "dossier.evaluer"


@pages.get(UN, droit="dossier.lire")
def voir(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Where the qualification stands: one's own part, then everybody's once it is signed."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    return _page(fabrique, dossier, formulaire_ecarts(lire_vue(fabrique, dossier).qualification), [])


@pages.route(f"{UN}/noter", methods=["GET", "POST"], droit=_EVALUER)
def evaluer(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Score the criteria one after the other; keep, or sign."""
    dossier, signer = dossier_ou_404(fabrique, dossier_id), "signer" in request.form
    vue = lire_vue(fabrique, dossier)
    if request.method == "GET" and (vue.ouverte or not b.ouverte_a_la_notation(dossier)):
        return redirect(url_for("qualification.voir", fabrique=fabrique.identifiant, dossier_id=dossier.id), 303)
    f = formulaire_evaluation(vue)
    if signer:
        f.exiger()
    fait, erreurs = s.essayer(f, lambda c: _noter(c, geste(fabrique), dossier.id, f, signer=signer), saisie_evaluation)
    if fait:
        return revenir(fabrique, dossier, _dit(signer=signer), "qualification.voir")
    if erreurs:
        f.situer(lire_vue(fabrique, dossier))
    return b.rendre("qualification/evaluer.html", dossier, f, erreurs, v=vue)


@pages.post(f"{UN}/brouillon", droit=_EVALUER)
def garder(fabrique: FabriqueResumee, dossier_id: object) -> Any:
    """Keep the notes as they are given, while the page is open; answer in JSON."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = formulaire_evaluation(lire_vue(fabrique, dossier))
    if not f.validate_on_submit():
        return {"message": "; ".join(str(e) for x in f.errors.values() for e in x)}, 400
    try:
        version = services().executeur.ecrire_seul(lambda c: _noter(c, geste(fabrique), dossier.id, f))
    except ErreurMetier as refus:
        return {"message": refus.message}, 409 if isinstance(refus, VersionDepassee) else 400
    quand = heure_locale(maintenant_ms())
    return {"version": version, "heure": f"{quand.hour}\u00a0h\u00a0{quand.minute:02d}"}


@pages.post(f"{UN}/conclure", droit=_EVALUER)
def conclure(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Keep what explains the gaps; and sign the grid, if that was asked."""
    dossier, signer = dossier_ou_404(fabrique, dossier_id), "signer" in request.form
    f = formulaire_ecarts(lire_vue(fabrique, dossier).qualification)
    fait, erreurs = tenter(f, lambda c: _conclure(c, geste(fabrique), dossier.id, f, signer=signer))
    if fait:
        return revenir(
            fabrique, dossier, "La grille est signée." if signer else "C’est enregistré.", "qualification.voir"
        )
    f.situer(lire_vue(fabrique, dossier).qualification)
    return _page(fabrique, dossier, f, erreurs)


@pages.post(f"{UN}/tour", droit=_EVALUER)
def ouvrir_tour(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Open another round; a second press on the button opens nothing more."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    lu = request.form.get("tour", "")
    tour = int(lu) if lu.isascii() and lu.isdigit() and len(lu) < 6 else None
    try:
        n = services().executeur.ecrire_seul(lambda c: qualification.ouvrir_tour(c, geste(fabrique), dossier.id, tour))
    except ErreurMetier as refus:
        return revenir(fabrique, dossier, refus.message, "qualification.voir")
    return revenir(
        fabrique, dossier, f"Le tour\u00a0{n} est ouvert\u00a0: chacun note de nouveau.", "qualification.voir"
    )


@pages.route(f"{UN}/utilite", methods=["GET", "POST"], droit="dossier.gerer")
def utilite(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The purposes of the law, the waiver, the four questions on social innovation."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = FormulaireUtilite(data=saisie_utilite(asdict(dossier)))
    fait, erreurs = s.essayer(
        f,
        lambda c: enregistrer(c, geste(fabrique), dossier.id, s.version_de(f.version), f.utilite()),
        saisie_utilite,
    )
    if fait:
        return revenir(fabrique, dossier, "L’utilité sociale est enregistrée.", "qualification.voir")
    return b.rendre("qualification/utilite.html", dossier, f, erreurs)


def _page(fabrique: FabriqueResumee, dossier: DossierLu, f: FormulaireEcarts, erreurs: list[str]) -> Reponse:
    return b.rendre(
        "qualification/voir.html",
        dossier,
        f,
        erreurs,
        v=lire_vue(fabrique, dossier),
        manques=b.suite(fabrique, dossier),
        a_noter=b.ouverte_a_la_notation(dossier),
        zonages=b.zonages_figes(dossier),
    )


def _noter(connexion: Connection, par: Geste, dossier_id: str, f: FormulaireEvaluation, *, signer: bool = False) -> int:
    version, tour = s.version_de(f.version), s.version_de(f.tour)
    nouvelle = qualification.noter(connexion, par, dossier_id, version, f.notes, f.commentaires, tour)
    if signer:
        qualification.signer_evaluation(connexion, par, dossier_id)
    return nouvelle


def _conclure(connexion: Connection, par: Geste, dossier_id: str, f: FormulaireEcarts, *, signer: bool) -> None:
    for code, texte, avant in f.textes:
        qualification.commenter_ecart(connexion, par, dossier_id, code, texte, avant)
    if signer:
        qualification.signer(connexion, par, dossier_id)


def _dit(*, signer: bool) -> str:
    return "Votre évaluation est signée." if signer else "Vos notes sont gardées. Vous pourrez les reprendre."
