"""What came after the launch of the demo's projects: the points held with whoever carries them, all of it invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from fabrique_atelier.porteur import conventions, porteurs
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.suivi import points
from fabrique_atelier.suivi.dates import plus_tard

#: Months after the convention → state, what was difficult, figures of that year.
VRAC: dict[int, tuple[str, str, dict[str, float]]] = {
    3: ("avance_comme_prevu", "", {"adherents": 60, "benevoles": 12}),
    6: ("a_surveiller", "Deux centres sociaux n’ont pas de place pour stocker.", {"adherents": 140, "benevoles": 20}),
    12: ("avance_comme_prevu", "", {"adherents": 310, "benevoles": 35, "etp": 1.5, "partenaires_actifs": 9}),
    24: ("a_surveiller", "Les distributions se sont arrêtées deux mois.", {"adherents": 420, "etp": 2}),
    36: ("avance_comme_prevu", "", {"adherents": 640, "benevoles": 60, "etp": 3, "autonomie_pct": 34}),
}
YVONNE: dict[int, tuple[str, str, dict[str, float]]] = {
    3: ("avance_comme_prevu", "", {"adherents": 45, "benevoles": 18}),
    6: ("en_difficulte", "Le lieu a ouvert puis fermé pendant trois mois.", {"adherents": 80}),
    12: ("a_surveiller", "Le coworking démarre lentement.", {"adherents": 130, "etp": 1, "partenaires_actifs": 10}),
}


def suivre(
    connexion: Connection,
    gestes: Callable[[], Geste],
    dossier_id: str,
    tenus: dict[int, tuple[str, str, dict[str, float]]],
) -> None:
    """Hold the points of a project, each on the day it was due."""
    convention = conventions.presente(connexion, dossier_id)
    if convention is None or convention.signee_le is None:
        raise LookupError(dossier_id)
    for mois, (etat, difficultes, chiffres) in tenus.items():
        jour = plus_tard(convention.signee_le, mois)
        point: dict[str, Any] = {"jour": jour, "mois": mois, "forme": "entretien", "etat": etat, "difficultes": difficultes,
                                 "suites": [], "annee": date.fromisoformat(jour).year, "indicateurs": chiffres}  # fmt: skip
        points.enregistrer(connexion, gestes(), dossier_id, (None, 0), point)


def confier(connexion: Connection, geste: Geste, dossier_id: str, personne_id: str) -> None:
    """Let the demo's account of a porteur follow this project."""
    porteur = porteurs.present(connexion, dossier_id)
    if porteur is None:
        raise LookupError(dossier_id)
    donnees = {n: getattr(porteur, n) for n in porteurs.CHAMPS} | {"personne_id": personne_id}
    porteurs.modifier(connexion, geste, (porteur, porteur.version), donnees, porteur.membres)
