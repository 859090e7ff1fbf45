"""The dossier pack of a point: what whoever decides should have read, on one page to print."""

from __future__ import annotations

from typing import Any

from fabrique_atelier.comite import deports, reserves
from fabrique_atelier.comite.ordre_du_jour import PointLu
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.dossier import lectures
from fabrique_atelier.dossier.comparaison import resultat
from fabrique_atelier.dossier.fiche_lecture import fiche_lue
from fabrique_atelier.etude.benchmarks import en_bref
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import services


def paquet(fabrique: FabriqueResumee, point: PointLu, seance: SeanceLue) -> dict[str, Any]:
    """What the template of the pack shows; ``dossier`` None: a point of information."""
    with lire(services().moteur) as connexion:
        dossier = lectures.charger(connexion, fabrique.id, point.dossier_id) if point.dossier_id else None
        contenu: dict[str, Any] = {"fiche": None, "grille": None, "reserves": [], "demandes": []}
        if dossier is not None:
            contenu = {
                "fiche": fiche_lue(connexion, fabrique.id, dossier.id, ailleurs=en_bref(connexion, dossier.id)),
                "grille": resultat(connexion, fabrique.id, dossier.id),
                "reserves": reserves.reserves(connexion, fabrique.id, dossier.id),
                "demandes": reserves.demandes(connexion, fabrique.id, dossier.id),
            }
        pieces = deports.pieces(connexion, point.id)
    return contenu | {"point": point, "reunion": seance, "dossier": dossier, "pieces": pieces}
