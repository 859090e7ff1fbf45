"""The team's pages, behind the instance's link: the séances, and the form that creates one."""

from __future__ import annotations

import hmac

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.seance import lectures
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.api import creer_seance
from fabrique_atelier.web.contexte import introuvable, liens_de, services, urls_de
from fabrique_atelier.web.formulaires.equipe import FormulaireSeance, phases_du_modele

pages = Blueprint("equipe", __name__)


@pages.get("/equipe/<jeton>")
def seances(jeton: str) -> str:
    """Every séance, newest first, with its links."""
    _verifier(jeton)
    with lire(services().moteur) as connexion:
        trouvees = lectures.seances(connexion)
    return render_template("equipe/seances.html", jeton=jeton, seances=[_ligne(s) for s in trouvees])


@pages.route("/equipe/<jeton>/seances/nouvelle", methods=["GET", "POST"])
def nouvelle(jeton: str) -> str | Response | tuple[str, int]:
    """The form, prefilled with déroulé T01; a refusal gives it back as it was typed."""
    _verifier(jeton)
    formulaire = FormulaireSeance(data={"phases": phases_du_modele("T01")})
    erreurs: list[str] = []
    if formulaire.validate_on_submit():
        try:
            creer_seance(formulaire.demande())
        except ErreurMetier as erreur:
            erreurs.append(erreur.message)
        else:
            return redirect(url_for("equipe.seances", jeton=jeton), 303)
    page = render_template("equipe/nouvelle.html", jeton=jeton, formulaire=formulaire, erreurs=erreurs)
    return (page, 400) if formulaire.is_submitted() else page


def _ligne(seance: SeanceResumee) -> dict[str, object]:
    """One line of the list: the séance and its addresses."""
    urls = urls_de(liens_de(seance))
    return {
        "seance": seance,
        "url_animer": urls["animer"],
        "url_tableau": urls["tableau"],
        "url_entree": urls["rejoindre"],
        "url_suites": urls["suites"],
    }


def _verifier(jeton: str) -> None:
    if not hmac.compare_digest(jeton.encode(), services().reglages.jeton_equipe.encode()):
        introuvable()
