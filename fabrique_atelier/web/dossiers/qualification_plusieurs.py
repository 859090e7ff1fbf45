"""Several ideas side by side: a table, a picture, picked in the address."""

from __future__ import annotations

from flask import render_template, request

from fabrique_atelier.dossier import comparaison
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dossiers.qualification_base import pages


@pages.get("/<fabrique>/qualification/comparer", droit="dossier.lire")
def comparer(fabrique: FabriqueResumee) -> str:
    """``?d=``: the dossiers, eight at most; without any, those that wait for the committee."""
    demandes = list(dict.fromkeys(request.args.getlist("d")))
    with lire(services().moteur) as connexion:
        if not demandes and "choisir" not in request.args:
            demandes = comparaison.au_depart(connexion, fabrique.id)
        lus = comparaison.resultats(connexion, fabrique.id, demandes[: comparaison.COTE_A_COTE])
        proposees = comparaison.proposees(connexion, fabrique.id, [r.dossier_id for r in lus])
    return render_template(
        "qualification/comparer.html",
        resultats=lus,
        rangees=comparaison.rangees(lus),
        proposees=proposees,
        trop=len(demandes) > comparaison.COTE_A_COTE,
        maximum=comparaison.COTE_A_COTE,
    )
