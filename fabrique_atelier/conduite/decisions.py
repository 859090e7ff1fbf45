"""What a committee decides, recorded once and carried to the dossier in the same transaction."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from fabrique_atelier.comite import decisions as comite_decisions
from fabrique_atelier.comite import ordre_du_jour, seances
from fabrique_atelier.conduite.faits import faits
from fabrique_atelier.dossier import transitions
from fabrique_atelier.dossier.decisions import Decision
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.dossier.stades import PORTES
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier


def decider(connexion: Connection, geste: Geste, point_id: str, decision: Decision) -> None:
    """Record the decision on a point, its quorum frozen, and apply it to the dossier; ``jour`` becomes the session’s.

    Raises:
        ErreurMetier: ``introuvable``, or as ``comite.decisions.enregistrer`` and ``dossier.transitions.decider``.
    """
    point = ordre_du_jour.charger(connexion, geste.fabrique_id, point_id)
    seance = seances.charger(connexion, geste.fabrique_id, point.seance_comite_id) if point else None
    if point is None or seance is None:
        raise ErreurMetier("introuvable", "Ce point n’existe plus à l’ordre du jour. Revenez à la séance.")
    if decision.motif_code and decision.motif_code not in reglage(connexion, geste.fabrique_id).tous_les_motifs:
        raise ErreurMetier("motif_code_absent", "Choisissez un motif dans la liste de votre fabrique.")
    complete = replace(decision, porte=point.porte, jour=seance.jour, instance=seance.comite.type, point_id=point_id)
    comite_decisions.enregistrer(connexion, geste, point_id, complete)
    if point.dossier_id is not None and point.porte in PORTES:
        connus = faits(connexion, geste.fabrique_id, point.dossier_id)
        transitions.decider(connexion, geste, point.dossier_id, complete, connus)
