"""Routes of ``web/suivi*.py``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from fabrique_atelier.suivi import models as m
from tests.integration.attendus.qui import EQUIPE, sous
from tests.outillage.lignes import remplir

ATTENDUS = {
    **sous("suivi", "voir nouveau_point point criteres", EQUIPE),
    **sous("suivi", "liste_jalons nouveau_jalon jalon supprimer_jalon", EQUIPE),
    **sous("suivi", "liste_financements nouveau_financement financement supprimer_financement", EQUIPE),
}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """Insert a milestone, a funding line and a follow-up point."""
    ids |= {nom: nouvel_identifiant() for nom in ("jalon_id", "financement_id", "point_suivi_id")}
    commun = {"dossier_id": ids["dossier_id"], "version": 1}
    jalon: dict[str, Any] = {
        "id": ids["jalon_id"],
        "type": "ouverture",
        "fiabilite": "certaine",
        "prevu": None,
        "reel": "2026-10",
    }
    argent: dict[str, Any] = {
        "id": ids["financement_id"],
        "beneficiaire": "projet",
        "categorie": "region",
        "nature": "pret",
    }
    argent |= {"etat": "accorde", "annees": [], "partenaire_id": None}
    point: dict[str, Any] = {
        "id": ids["point_suivi_id"],
        "jour": "2026-10-01",
        "mois": None,
        "forme": "visite",
        "annee": None,
    }
    point |= {"etat": "a_surveiller", "suites": [], "indicateurs": {}}
    for modele, ligne in ((m.Jalon, jalon), (m.Financement, argent), (m.PointSuivi, point)):
        connexion.execute(insert(modele), remplir(connexion, table(modele), {**commun, **ligne}))
