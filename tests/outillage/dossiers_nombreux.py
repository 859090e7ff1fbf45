"""Thousands of dossiers in one fabrique, put straight in the database: what the desk must stay quick with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.ecriture import recherche
from fabrique_atelier.reseau.models import Territoire
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.outillage.lignes import remplir

QUOI = "Épicerie,Recyclerie,Crèche,Atelier vélo,Conserverie,Café associatif,Jardin partagé,Garage,Librairie,Œuvre d’art"
OU = "de l’école,du marché,des prés,de la gare,du coteau,d’en haut,de l’île,des Trois-Ponts,du bourg,de la halle"
SITUATIONS = (s.ACTIF,) * 7 + (s.COMPLEMENT, s.AJOURNE, s.VEILLE, s.REFUSE, s.ABANDONNE)


def semer(
    connexion: Connection, fabrique_id: str, combien: int, jour: str, responsables: list[str], depuis: int = 0
) -> list[str]:
    """Insert ``combien`` dossiers spread over stades, situations, territories and people; ``depuis``: how many there are already."""
    lieux = _territoires(connexion, fabrique_id)
    lignes = [_dossier(fabrique_id, n, jour, responsables) for n in range(depuis, depuis + combien)]
    ids = [ligne["id"] for ligne in lignes]
    par_id: list[tuple[Table, list[dict[str, Any]]]] = [
        (table(m.Dossier), lignes),
        (table(m.DossierTerritoire), [_lieu(i, lieux[n % len(lieux)]) for n, i in enumerate(ids)]),
        (table(m.DossierThematique), [{"dossier_id": i, "code": "insertion"} for i in ids[::3]]),
    ]
    for cible, celles in par_id:
        for debut in range(0, len(celles), 500):
            connexion.execute(insert(cible), celles[debut : debut + 500])
    return ids


def _lieu(dossier_id: str, territoire_id: str) -> dict[str, Any]:
    return {"dossier_id": dossier_id, "territoire_id": territoire_id, "zonages": None}


def _territoires(connexion: Connection, fabrique_id: str) -> list[str]:
    commun = {"fabrique_id": fabrique_id, "type": "bassin", "code_departement": "54", "code_region": "44"}
    noms = ("Écouves", "Grand Nancy", "Œting", "Toul", "Vézelise")
    lignes = [
        remplir(
            connexion,
            table(Territoire),
            commun | {"id": nouvel_identifiant(), "nom": nom, "codes_postaux": [], "millesime_cog": 2026, "version": 1},
        )
        for nom in noms
    ]
    connexion.execute(insert(Territoire), lignes)
    return [str(x["id"]) for x in lignes]


def _dossier(fabrique_id: str, n: int, jour: str, responsables: list[str]) -> dict[str, Any]:
    situation = SITUATIONS[n % len(SITUATIONS)]
    quoi, ou = QUOI.split(","), OU.split(",")
    numero, titre = f"{2020 + n // 900}-{n % 900 + 1:03d}", f"{quoi[n % len(quoi)]} {ou[n // len(quoi) % len(ou)]}"
    depuis = (date.fromisoformat(jour) - timedelta(days=n * 7 % 700)).isoformat()
    ligne: dict[str, Any] = {
        "id": nouvel_identifiant(),
        "fabrique_id": fabrique_id,
        "numero": numero,
        "titre": titre,
        "stade": s.STADES[n * 5 % 19],
        "situation": situation,
        "situation_donnees": _donnees(situation, jour),
        "stade_depuis": depuis,
        "situation_depuis": depuis,
        "responsable_id": [*responsables, None][n % (len(responsables) + 1)],
        "date_detection": depuis[:7],
        "confidentialite": "public" if n % 4 == 0 else "equipe",
        "recherche": recherche(numero, titre, "Un besoin dit en quelques mots par des habitants."),
        "rang_priorite": n % 9 + 1 if s.STADES[n * 5 % 19] == "etude_a_lancer" else None,
        "utilite_sociale": [],
        "utilite_dispense": "",
        "innovation": {},
        "cree_le": 1,
        "modifie_le": 1,
        "version": 1,
    }
    vides: dict[str, Any] = dict.fromkeys(("nature", "parent_id", "fusionne_dans_id", "scinde_le", "cree_par"))
    return ligne | vides


def _donnees(situation: str, jour: str) -> dict[str, Any]:
    if situation == s.COMPLEMENT:
        demande = {"texte": "Chiffrer le loyer", "responsable": "Mairie", "echeance": jour, "repondu_le": None}
        return {"demandes": [demande]}
    return {s.AJOURNE: {"prochaine": jour}, s.VEILLE: {"motif": "Trop tôt", "revue": jour}}.get(situation, {})
