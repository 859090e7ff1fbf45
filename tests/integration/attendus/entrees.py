"""Routes of ``web/dossiers/entrees.py``, ``web/dossiers/a_trier.py`` and ``web/dossiers/besoins.py``."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from fabrique_atelier.dossier import models_entrees as m
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.attendus.qui import EQUIPE, sous
from tests.outillage.lignes import remplir

ATTENDUS: dict[str, frozenset[str]] = {
    **sous("entrees", "promouvoir nouvelle_idee", EQUIPE),
    **sous("entrees", "a_trier noter signalement suivre rattacher classer apporteurs lien", EQUIPE),
    **sous("entrees", "liste_besoins besoin nouveau_besoin modifier_besoin", EQUIPE),
}


def planter(connexion: Connection, ids: dict[str, str]) -> None:
    """One need, one signalement still to be sorted."""
    ids |= {"besoin_id": nouvel_identifiant(), "signalement_id": nouvel_identifiant()}
    besoin = {
        "id": ids["besoin_id"],
        "fabrique_id": ids["id"],
        "titre": "Se déplacer sans voiture",
        "point_de_depart": "besoin",
        "etat": "signale",
        "territoire_id": ids["territoire_id"],
        "publics": [],
        "thematiques": ["insertion"],
        "sources": [{"type": "entretien", "date": "2026", "reference": "", "note": ""}],
        "chiffres": [],
        "version": 1,
    }
    signalement = {
        "id": ids["signalement_id"],
        "fabrique_id": ids["id"],
        "titre": "Permanence mobile",
        "nature": "besoin",
        "canal": "formulaire",
        "recu_le": "2026-11-01",
        "thematiques": [],
        "statut": "recu",
        "version": 1,
        "empreinte": nouvel_identifiant(),
    }
    vides = dict.fromkeys(("apporteur_id", "territoire_id", "besoin_id", "dossier_id", "trie_le"))
    for cible, ligne in ((m.Besoin, besoin), (m.Signalement, signalement | vides)):
        connexion.execute(insert(cible), remplir(connexion, table(cible), ligne))
