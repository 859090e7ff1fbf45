"""Routes of ``web/dossiers/documents.py``."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from fabrique_atelier.dossier import models as m
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import EQUIPE, sous
from tests.outillage.lignes import remplir

ATTENDUS: dict[str, frozenset[str]] = {**sous("documents", "liste telecharger", EQUIPE)}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """Keep a file with the dossier."""
    ids["document_id"] = nouvel_identifiant()
    ligne = {
        "id": ids["document_id"],
        "dossier_id": ids["dossier_id"],
        "piece": "etude",
        "type_mime": "application/pdf",
    }
    connexion.execute(insert(m.Document), remplir(connexion, table(m.Document), ligne))
