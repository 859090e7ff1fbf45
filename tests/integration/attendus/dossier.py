"""Routes of ``web/dossiers/dossier.py`` and its neighbours; the dossier every other room hangs from."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from fabrique_atelier.comite.models import Reserve
from fabrique_atelier.dossier import models as m
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import EQUIPE, sous
from tests.outillage.lignes import remplir

ATTENDUS: dict[str, frozenset[str]] = {
    **sous("dossier", "page franchir decider origine historique responsable modifier collectif retirer_acteur", EQUIPE),
    **sous("dossier", "lever veille abandonner repondre reprendre fusionner scinder", EQUIPE),
}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """Give the planted dossier one partner around it and one réserve; ``transition`` is one that leaves its stade."""
    ids["transition"] = "T2"
    acteur = {"dossier_id": ids["dossier_id"], "partenaire_id": ids["partenaire_id"], "role": "", "depuis": "2026"}
    connexion.execute(insert(m.DossierActeur), acteur | {"ajoute_le": maintenant_ms()})
    ids["reserve_id"] = nouvel_identifiant()
    reserve = {"id": ids["reserve_id"], "dossier_id": ids["dossier_id"], "point_id": None, "echeance": "2026-12-01"}
    connexion.execute(insert(Reserve), remplir(connexion, table(Reserve), reserve | {"levee_le": None}))
