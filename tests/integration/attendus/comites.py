"""Routes of ``web/comites/comites.py``."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from fabrique_atelier.comite.models import Comite, MembreComite
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import EQUIPE, sous
from tests.outillage.lignes import remplir

ATTENDUS: dict[str, frozenset[str]] = {
    **sous("comites", "liste nouveau fiche modifier clore suivi", EQUIPE),
    **sous("comites", "ajouter_membre modifier_membre retirer_membre", EQUIPE),
}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """A comité d’engagement with a seat held by the planted partner."""
    ids["comite_id"], ids["membre_id"] = nouvel_identifiant(), nouvel_identifiant()
    comite: dict[str, object] = {
        "id": ids["comite_id"],
        "fabrique_id": ids["id"],
        "type": "engagement",
        "portes": ["G1"],
        "version": 1,
    }
    comite |= {"dossier_id": None, "clos_le": None, "majorite": "consensus", "mandat_debut": "", "mandat_fin": ""}
    siege: dict[str, object] = {
        "id": ids["membre_id"],
        "comite_id": ids["comite_id"],
        "partenaire_id": ids["partenaire_id"],
        "version": 1,
    }
    siege |= {"titulaire_id": ids["contact_id"], "suppleant_id": None, "personne_id": None, "college": "ess"}
    siege |= {"voix": "deliberative", "depuis": "2020", "jusqu_au": "", "interets": []}
    connexion.execute(insert(Comite), remplir(connexion, table(Comite), comite))
    connexion.execute(insert(MembreComite), remplir(connexion, table(MembreComite), siege))
