"""Crossing: the evidence gathered and the move made in one transaction, whoever asks, screen, demo or test."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from fabrique_atelier.comite import ordre_du_jour, reserves
from fabrique_atelier.comite.decisions import vient_d_une_seance
from fabrique_atelier.comite.ordre_du_jour import NouveauPoint
from fabrique_atelier.conduite.faits import faits
from fabrique_atelier.dossier import transitions
from fabrique_atelier.dossier.decisions import Decision
from fabrique_atelier.dossier.lectures import DossierLu, exiger
from fabrique_atelier.dossier.parcours import Manque, Transition, depuis, manques, manques_de_la_decision
from fabrique_atelier.dossier.stades import ACTIF, EQUIPE, PORTES, porte_de_l_equipe
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier


def possibles(connexion: Connection, fabrique_id: str, dossier_id: str) -> list[tuple[Transition, list[Manque]]]:
    """Every transition that leaves the present stade, with what each still lacks; none for a stopped dossier."""
    dossier = exiger(connexion, fabrique_id, dossier_id)
    if dossier.situation != ACTIF or dossier.ferme:
        return []
    connus = faits(connexion, fabrique_id, dossier_id)
    return [(t, manques(t.id, connus)) for t in depuis(dossier.stade, connus.portes)]


def decision_de_l_equipe(connexion: Connection, fabrique_id: str, dossier_id: str) -> tuple[str, list[Manque]] | None:
    """The gate the team itself decides at this stade, with what a positive decision would lack; None: a committee does."""
    dossier = exiger(connexion, fabrique_id, dossier_id)
    connus = faits(connexion, fabrique_id, dossier_id)
    porte = porte_de_l_equipe(dossier.stade, connus.portes)
    if porte is None or dossier.situation != ACTIF or dossier.ferme:
        return None
    return porte, manques_de_la_decision(porte, connus)


def franchir(
    connexion: Connection, geste: Geste, dossier_id: str, transition: str, jour: str, texte: str = ""
) -> DossierLu:
    """Cross a transition of the team.

    Raises:
        PreuvesManquantes, ErreurMetier: as ``dossier.transitions.franchir``.
    """
    connus = faits(connexion, geste.fabrique_id, dossier_id)
    return transitions.franchir(connexion, geste, dossier_id, transition, connus, jour, texte)


def decider_en_equipe(connexion: Connection, geste: Geste, dossier_id: str, decision: Decision) -> DossierLu:
    """Decide in place of a committee the fabrique does not have.

    Raises:
        PreuvesManquantes, ErreurMetier: as ``dossier.transitions.decider``.
    """
    connus = faits(connexion, geste.fabrique_id, dossier_id)
    if (
        not decision.reponse_publique
        and decision.decision != "non_examinee"
        and vient_d_une_seance(connexion, dossier_id)
    ):
        raise ErreurMetier(
            "reponse_publique_absente",
            "Cette idée vient d’une séance\u00a0: écrivez en français simple la réponse que liront les personnes qui l’ont donnée.",
        )
    dossier = transitions.decider(connexion, geste, dossier_id, replace(decision, instance=EQUIPE), connus)
    reserves.ajouter(connexion, geste, dossier_id, decision.reserves, decision.demandes)
    return dossier


def inscrire(connexion: Connection, geste: Geste, seance_comite_id: str, point: NouveauPoint, jour: str) -> str:
    """Put a dossier on the agenda of a committee, and move it there; return the id of the point.

    Raises:
        PreuvesManquantes, ErreurMetier: as ``dossier.transitions.inscrire`` and ``comite.ordre_du_jour.inscrire``.
    """
    point_id = ordre_du_jour.inscrire(connexion, geste, seance_comite_id, point)
    if point.dossier_id is not None and point.porte in PORTES:
        connus = faits(connexion, geste.fabrique_id, point.dossier_id)
        transitions.inscrire(connexion, geste, point.dossier_id, point.porte, connus, jour, point_id)
    return point_id
