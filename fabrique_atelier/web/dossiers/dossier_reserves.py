"""What a decision left to do: réserves to lift."""

from __future__ import annotations

from datetime import date

from fabrique_atelier.comite import reserves
from fabrique_atelier.conduite import complements
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import (
    Reponse,
    aujourdhui,
    dossier_ou_404,
    geste,
    pages,
    rendre,
    revenir,
    tenter,
)
from fabrique_atelier.web.formulaires.dossier import FormulaireLevee


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/reserves/<uuid:reserve_id>", methods=["GET", "POST"], droit="dossier.gerer"
)
def lever(fabrique: FabriqueResumee, dossier_id: object, reserve_id: object) -> Reponse:
    """Say that a réserve is lifted, on which day and how."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        siennes = reserves.reserves(connexion, fabrique.id, dossier.id)
    reserve = next((r for r in siennes if r.id == str(reserve_id)), None) or introuvable()
    f = FormulaireLevee(data={"jour": date.fromisoformat(aujourdhui())})
    f.aujourdhui = aujourdhui()
    fait, erreurs = tenter(f, lambda c: complements.lever(c, geste(fabrique), reserve, f.le, f.texte.data or ""))
    if fait:
        return revenir(fabrique, dossier, "La réserve est levée.")
    return rendre("dossier/lever.html", f, erreurs, dossier=dossier, reserve=reserve)
