"""Routes of ``web/porteur*.py`` and of ``web/porteur/mon_projet.py``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert

from fabrique_atelier.porteur import models as m
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import EQUIPE, PORTEUR, sous
from tests.outillage.lignes import remplir

ATTENDUS = {
    **sous("porteur", "voir voie designer modifier terminer deposer", EQUIPE),
    **sous("porteur", "voir_appel ecrire_appel inscrire_candidature candidature", EQUIPE),
    **sous("porteur", "voir_convention ecrire_convention faisabilite", EQUIPE),
    **sous("porteur", "transmettre telecharger envoyer envoyee", EQUIPE),
    **sous("porteur", "mon_projet ma_transmission ma_piece deposer_le_mien", PORTEUR),
}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """Insert a porteur and a call with one candidate."""
    noms = ("porteur_id", "appel_id", "candidature_id")
    ids |= {nom: nouvel_identifiant() for nom in noms}
    appel: dict[str, Any] = {
        "id": ids["appel_id"],
        "dossier_id": ids["dossier_id"],
        "criteres": [],
        "jury": [],
        "eligibles": [],
    }
    appel |= {"jury_le": None, "version": 1}
    candidature: dict[str, Any] = {
        "id": ids["candidature_id"],
        "appel_id": ids["appel_id"],
        "type": "association",
        "resultat": None,
    }
    candidature |= {"recue_le": "2026-11-02", "decidee_le": None, "rang": None, "effacee_le": None, "version": 1}
    porteur: dict[str, Any] = {
        "id": ids["porteur_id"],
        "dossier_id": ids["dossier_id"],
        "type": "structure_existante",
        "version": 1,
    }
    porteur |= {"route": "pressenti", "partenaire_id": None, "candidature_id": None, "personne_id": None}
    porteur |= {"personnes": [], "colleges": [], "statut_vise": None, "depuis": "2026", "jusqu_au": None}
    for modele, ligne in ((m.Appel, appel), (m.Candidature, candidature), (m.Porteur, porteur)):
        connexion.execute(insert(modele), remplir(connexion, table(modele), ligne))
