"""Routes of one sitting: ``web/comites/seance.py`` and its neighbours."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from fabrique_atelier.comite.models import PiecePoint, PointOrdreDuJour, SeanceComite
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import EQUIPE, sous
from tests.outillage.lignes import remplir

ATTENDUS: dict[str, frozenset[str]] = {
    **sous("comite_seance", "nouvelle modifier preparer ordonner ajouter_point preparer_point retirer_point", EQUIPE),
    **sous("comite_seance", "inscrire convoquer convocation agenda dossier_du_point", EQUIPE),
    **sous("comite_seance", "jour tenir presence bureau etat qr_presence", EQUIPE),
    **sous("comite_seance", "point etat_point deporter annuler_deport saisir_avis resumer diverger", EQUIPE),
    **sous("comite_seance", "ouvrir_vote fermer_vote tickets", EQUIPE),
    **sous("comite_seance", "compte_rendu relire reprendre signer telecharger", EQUIPE),
}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """A sitting its members are convoked to, with one point about the planted dossier, its document joined."""
    ids["seance_comite_id"], ids["point_id"] = nouvel_identifiant(), nouvel_identifiant()
    seance: dict[str, object] = {
        "id": ids["seance_comite_id"],
        "comite_id": ids["comite_id"],
        "jour": "2026-12-01",
        "heure": "18:00",
    }
    seance |= {"mode": "presentiel", "etat": "convoquee", "convoquee_le": "2026-11-20", "president_id": None}
    seance |= {"prochaine": None, "version": 1}
    point = {
        "id": ids["point_id"],
        "seance_comite_id": ids["seance_comite_id"],
        "ordre": 1,
        "porte": "G1",
        "version": 1,
    }
    point |= {"dossier_id": ids["dossier_id"], "rectifie_id": None, "recommandation": "", "decide": False}
    point |= {"vote_seance_id": None}
    piece: dict[str, object] = {"point_id": ids["point_id"], "document_id": ids["document_id"]}
    for modele, ligne in ((SeanceComite, seance), (PointOrdreDuJour, point), (PiecePoint, piece)):
        connexion.execute(insert(modele), remplir(connexion, table(modele), ligne))
