"""Routes of ``web/dossiers/fiche.py``, and one version to look at."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from fabrique_atelier.dossier import models_fiche as m
from fabrique_atelier.dossier.fiche_champs import vide
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import EQUIPE, sous

ATTENDUS: dict[str, frozenset[str]] = {
    **sous("fiche", "fiche ecrire garder ecarter retrouver versions version comparaison imprimer", EQUIPE)
}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """One saved version, number 1 as the addresses of the matrix say."""
    ligne = {"id": nouvel_identifiant(), "dossier_id": ids["dossier_id"], "numero": 1, "base": 0}
    connexion.execute(
        insert(m.FicheVersion), ligne | {"contenu": vide("Une idée"), "le": 1_700_000_000_000, "auteur_id": None}
    )
