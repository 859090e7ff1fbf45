"""The desk of a fabrique's team: the fabriques one belongs to, the séances, and the form that creates one."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.comptes.droits import COMPTE, peut
from fabrique_atelier.conduite.appellation import Exemple, exemples
from fabrique_atelier.reseau.fabriques import FabriqueResumee, fabriques_parmi
from fabrique_atelier.seance import lectures
from fabrique_atelier.seance.creation import Cadre
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.contexte import liens_de, services, urls_de
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.fabrique.reseau import cote_a_cote
from fabrique_atelier.web.formulaires.equipe import FormulaireSeance, phases_du_modele
from fabrique_atelier.web.salle.api import creer_seance

pages = Espace("equipe", __name__, url_prefix="/equipe")


@pages.get("/", droit=COMPTE)
def mes_fabriques() -> str | Response:
    """The fabriques of the person; straight to the only one."""
    with lire(services().moteur) as connexion:
        fabriques = fabriques_parmi(connexion, list(acteur().roles))
    if len(fabriques) == 1:
        return redirect(url_for("equipe.accueil", fabrique=fabriques[0].identifiant), 303)
    return render_template("equipe/fabriques.html", fabriques=fabriques, **cote_a_cote(acteur()))


@pages.get("/<fabrique>/", droit="fabrique.voir")
def accueil(fabrique: FabriqueResumee) -> str:
    """What waits, what a person may do in a fabrique, and what a fabrique under experimentation can now ask for."""
    activites: list[Exemple] = []
    if peut(acteur(), "fabrique.regler", fabrique):
        with lire(services().moteur) as connexion:
            activites = exemples(connexion, fabrique.id)
    return render_template("equipe/accueil.html", fabrique=fabrique, activites=activites)


@pages.get("/<fabrique>/seances", droit="seance.lister")
def seances(fabrique: FabriqueResumee) -> str:
    """Every séance of the fabrique, newest first, with its links."""
    with lire(services().moteur) as connexion:
        trouvees = lectures.seances(connexion, fabrique.id)
    return render_template("equipe/seances.html", fabrique=fabrique, seances=[_ligne(fabrique, s) for s in trouvees])


@pages.route("/<fabrique>/seances/nouvelle", methods=["GET", "POST"], droit="seance.creer")
def nouvelle(fabrique: FabriqueResumee) -> str | Response | tuple[str, int]:
    """The form, prefilled with déroulé T01; a refusal gives it back as it was typed."""
    formulaire = FormulaireSeance(data={"phases": phases_du_modele("T01"), "structure": fabrique.structure_porteuse})
    erreurs: list[str] = []
    if formulaire.validate_on_submit():
        try:
            acces = creer_seance(formulaire.demande(), Cadre(fabrique.id, acteur().personne_id, pretee=False))
        except ErreurMetier as erreur:
            erreurs.append(erreur.message)
        else:
            return redirect(url_for("seances.fiche", fabrique=fabrique.identifiant, seance_id=acces.seance_id), 303)
    page = render_template("equipe/nouvelle.html", fabrique=fabrique, formulaire=formulaire, erreurs=erreurs)
    return (page, 400) if formulaire.is_submitted() else page


def _ligne(fabrique: FabriqueResumee, seance: SeanceResumee) -> dict[str, object]:
    """One line of the list: the séance and its addresses."""
    urls, ou = urls_de(liens_de(seance)), fabrique.identifiant
    return {
        "seance": seance,
        "url_fiche": url_for("seances.fiche", fabrique=ou, seance_id=seance.id),
        "url_animer": url_for("animation.animer_en_equipe", fabrique=ou, seance_id=seance.id),
        "url_tableau": urls["tableau"],
        "url_entree": urls["rejoindre"],
        "url_suites": urls["suites"],
    }
