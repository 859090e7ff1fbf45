"""A dossier that comes from a séance: a cluster with its cards, one of them hidden, and a closed vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert

from fabrique_atelier.dossier.creation import Nouveau, Source, creer
from fabrique_atelier.dossier.fiche_champs import Contenu, vide
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.seance import models as ms
from fabrique_atelier.socle.base import Base, ecrire, table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.outillage.dossiers import JOUR, geste, territoire
from tests.outillage.lignes import remplir

CARTES = ("Un four à pain pour tous", "Les anciens s’ennuient", "Il manque un lieu ouvert le soir", "Carte masquée")


@dataclass(frozen=True, slots=True)
class Semis:
    """What was planted: the dossier, its territory, its cards in order, its cluster, a partner of the fabrique."""

    dossier_id: str
    territoire_id: str
    cartes: tuple[str, ...]
    groupe_id: str
    partenaire_id: str


def semer(moteur: Engine, fabrique_id: str | None = None, titre: str = "Un lieu ouvert le soir") -> Semis:
    """Plant one dossier promoted from a cluster of four cards, the last one hidden."""
    with ecrire(moteur) as connexion:
        par = geste(connexion, fabrique_id)
        lieu = territoire(connexion, par.fabrique_id)
        seance_id, groupe_id, cartes = _seance(connexion, par.fabrique_id)
        source = Source("regroupement", "R1", seance_id=seance_id, regroupement_id=groupe_id)
        nouveau = Nouveau(titre, [source], [lieu], ["insertion"], JOUR[:7], JOUR)
        dossier_id = creer(connexion, par, nouveau)
        return Semis(dossier_id, lieu, cartes, groupe_id, _partenaire(connexion, par.fabrique_id))


def remplie(semis: Semis, **champs: Any) -> Contenu:
    """A content with all T3 asks for."""
    return vide("Un lieu ouvert le soir", semis.territoire_id) | {
        "besoin_resume": "Le soir, tout est fermé.",
        "publics": "Les habitants du bourg.",
        "solution": "Un café tenu à tour de rôle.",
        "existant": "La salle des fêtes, sur réservation.",
        **champs,
    }


def _seance(connexion: Connection, fabrique_id: str) -> tuple[str, str, tuple[str, ...]]:
    seance_id, phase_id, groupe_id, vote_id = (nouvel_identifiant() for _ in range(4))
    cartes = tuple(nouvel_identifiant() for _ in CARTES)
    jetons = {n: nouvel_identifiant() for n in ("empreinte_entree", "empreinte_animation", "empreinte_tableau")}
    _poser(
        connexion,
        ms.Seance,
        {"id": seance_id, "fabrique_id": fabrique_id, "titre": "Soirée d’idées", "etat": "close", "revision": 0}
        | jetons
        | {"date_debut": "2026-11-02", "modele": None, "phase_id": None, "code": seance_id[-6:]},
    )
    _poser(connexion, ms.Phase, {"id": phase_id, "seance_id": seance_id, "ordre": 1, "type": "vote"})
    _poser(
        connexion,
        ms.Regroupement,
        {"id": groupe_id, "seance_id": seance_id, "repere": "R1", "titre": "Le soir", "couleur": 1, "supprime": False},
    )
    for rang, (identifiant, texte) in enumerate(zip(cartes, CARTES, strict=True), 1):
        etat = "masquee" if texte == "Carte masquée" else "publiee"
        carte = {"id": identifiant, "seance_id": seance_id, "phase_id": phase_id, "rang": rang, "texte": texte}
        carte |= {"texte_reformule": None, "etat": etat, "regroupement_id": groupe_id, "participant_id": None}
        _poser(connexion, ms.Contribution, carte | {"devoilee": True, "position": rang})
    _poser(
        connexion, ms.Vote, {"id": vote_id, "seance_id": seance_id, "phase_id": phase_id, "etat": "clos", "objets": []}
    )
    bulletin = {"vote_id": vote_id, "contenu": {groupe_id: 2}, "depense": 2, "budget": 3, "poids": 1}
    _poser(connexion, ms.Bulletin, bulletin)
    return seance_id, groupe_id, cartes


def _partenaire(connexion: Connection, fabrique_id: str) -> str:
    ligne: dict[str, Any] = {
        "id": nouvel_identifiant(),
        "fabrique_id": fabrique_id,
        "nom": "École de l’Œuvre",
        "version": 1,
    }
    ligne |= {"nom_cle": cle("École de l’Œuvre"), "college": "ess", "roles": [], "site_web": ""}
    ligne |= dict.fromkeys(("siret", "rna", "forme_juridique", "code_insee", "droit_de_tirage_annuel"))
    _poser(connexion, mr.Partenaire, ligne)
    return str(ligne["id"])


def _poser(connexion: Connection, modele: type[Base], ligne: dict[str, Any]) -> None:
    connexion.execute(insert(modele), remplir(connexion, table(modele), ligne))
