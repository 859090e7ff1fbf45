"""The dossier pack of a point: what whoever decides should have read, on one page to print."""

from __future__ import annotations

from typing import Any

from fabrique_atelier.comite import deports, reserves
from fabrique_atelier.comite.ordre_du_jour import PointLu
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.dossier import lectures
from fabrique_atelier.dossier.comparaison import resultat
from fabrique_atelier.dossier.fiche_lecture import fiche_lue
from fabrique_atelier.etude import etudes
from fabrique_atelier.etude import nomenclatures as n
from fabrique_atelier.etude.benchmarks import en_bref
from fabrique_atelier.porteur import porteurs
from fabrique_atelier.porteur.nomenclatures import TYPES
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import services

#: What these gates decide rests on the étude d’opportunité.
APRES_G1 = ("G2", "G3", "G4")


def paquet(fabrique: FabriqueResumee, point: PointLu, seance: SeanceLue) -> dict[str, Any]:
    """What the template of the pack shows; ``dossier`` None: a point of information."""
    with lire(services().moteur) as connexion:
        dossier = lectures.charger(connexion, fabrique.id, point.dossier_id) if point.dossier_id else None
        contenu: dict[str, Any] = dict.fromkeys(("fiche", "grille", "etude", "porteur", "reserves", "demandes"))
        if dossier is not None:
            contenu = {
                "fiche": fiche_lue(connexion, fabrique.id, dossier.id, ailleurs=en_bref(connexion, dossier.id)),
                "grille": resultat(connexion, fabrique.id, dossier.id),
                "etude": etudes.lire(connexion, dossier.id) if point.porte in APRES_G1 else None,
                "porteur": porteurs.present(connexion, dossier.id) if point.porte in ("G3", "G4") else None,
                "reserves": reserves.reserves(connexion, fabrique.id, dossier.id),
                "demandes": reserves.demandes(connexion, fabrique.id, dossier.id),
            }
        pieces = deports.pieces(connexion, point.id)
    contenu |= {
        "verdicts": n.VERDICTS,
        "valeurs_verdict": n.VALEURS,
        "conclusions": n.CONCLUSIONS,
        "types_porteur": TYPES,
    }
    return contenu | {"point": point, "reunion": seance, "dossier": dossier, "pieces": pieces}
