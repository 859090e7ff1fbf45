"""Routes of ``web/etude*.py``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from fabrique_atelier.etude import models as m
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import EQUIPE, sous
from tests.outillage.lignes import remplir

ATTENDUS = {
    **sous("etude", "voir imprimer cadre section conclure", EQUIPE),
    **sous("etude", "nouvelle_preuve preuve experiences nouvelle_experience experience", EQUIPE),
    **sous("etude", "nouvelle_mission mission", EQUIPE),
}


#: The experience the form names.
DONNEES: dict[str, dict[str, str]] = {"etude.experiences": {"entree_id": "@entree_id"}}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """Insert a study with one of each thing."""
    ids |= {nom: nouvel_identifiant() for nom in ("preuve_id", "entree_id", "mission_id")} | {"code": "besoin"}
    preuve: dict[str, Any] = {
        "id": ids["preuve_id"],
        "dossier_id": ids["dossier_id"],
        "type": "enquete",
        "dates": ["2018-03"],
    }
    preuve |= {"nb_personnes": 160, "coorganisateurs": [], "section": "besoin", "document_id": None, "version": 1}
    entree: dict[str, Any] = {"id": ids["entree_id"], "fabrique_id": ids["id"], "type": "association", "chiffres": []}
    entree |= {"transferabilite": "directe", "contact_pris_le": None, "version": 1}
    mission: dict[str, Any] = {
        "id": ids["mission_id"],
        "dossier_id": ids["dossier_id"],
        "domaine": "impact",
        "version": 1,
    }
    mission |= {"sollicite_le": "2026-01-05", "rendu_le": None, "partenaire_id": None, "remuneration": None}
    lien = {"entree_id": ids["entree_id"], "dossier_id": ids["dossier_id"]}
    objets = (
        (m.PreuveTerrain, preuve),
        (m.BenchmarkEntree, entree),
        (m.BenchmarkDossier, lien),
        (m.MissionExpert, mission),
    )
    for cible, ligne in objets:
        connexion.execute(insert(cible), remplir(connexion, table(cible), ligne))
