"""A séance that is over, put straight in the database: clusters, cards as typed, one closed vote with its ballots."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.seance import models as ms
from fabrique_atelier.seance.creation import Cadre, SeanceACreer, creer_seance
from fabrique_atelier.socle.base import Base, table
from fabrique_atelier.socle.identifiants import empreinte, nouvel_identifiant
from tests.outillage.dossiers import CLE, MAINTENANT
from tests.outillage.lignes import remplir

#: « Chez Yvonne », 10 March 2018 (``domaine.md`` §5.2): cluster → its title, its cards, its dots.
MONCONTOUR: dict[str, tuple[str, tuple[str, ...], int]] = {
    "A": (
        "Accompagnement au numérique pour tous",
        (
            "un endroit pour apprendre internet sans se faire engueuler",
            "aide pour les papiers sur ordi (impots, carte grise)",
            "des jeunes qui aident les anciens avec les tablettes",
            "permanence CAF et CPAM",
            "avec les écoles, sur les dangers d'internet",
        ),
        25,
    ),
    "B": (
        "Travailler au village",
        (
            "bureau partagé pour ceux qui télétravaillent, la fibre est là !",
            "imprimante + scanner, plus rien dans le bourg",
            "formation pour les artisans: faire un site",
        ),
        21,
    ),
    "C": (
        "Lieu de vie ouvert à tous les âges",
        (
            "un café ouvert l'après midi",
            "un lieu chauffé pour se retrouver l'hiver",
            "espace pour les associations",
            "bibliothèque de livres et de jeux",
            "pas d'ordinateur chez moi et j'en veux pas, mais venir pour le café oui",
            "ouvrir le samedi pour les familles",
        ),
        23,
    ),
    "D": (
        "Bien vieillir et services à domicile",
        (
            "atelier photos de famille / généalogie à l'ehpad",
            "une salle avec visio pour le medecin",
            "Tester les trucs pour rester chez soi (domotique)",
            "acceuillir une start up qui fait des services aux vieux",
        ),
        17,
    ),
}
VOTANTS = 33
#: How many of them place three dots; the others place two.
TROIS = 20


def moncontour(connexion: Connection, fabrique_id: str) -> tuple[str, dict[str, str]]:
    """Insert the séance of Moncontour; return its id and cluster letter → id."""
    demande = SeanceACreer(
        titre="Moncontour demain",
        question="Comment pourrions-nous faire revivre ce local pour tous les âges\u202f?",
        lieu="Salle des fêtes",
        date_debut="2018-03-10",
        modele="T01",
    )
    seance_id = creer_seance(connexion, CLE, demande, MAINTENANT, Cadre(fabrique_id)).seance_id
    fin = {"etat": "close", "ouverte_le": MAINTENANT - 7_200_000, "close_le": MAINTENANT}
    connexion.execute(update(ms.Seance).where(ms.Seance.id == seance_id).values(**fin))
    phase_id = (
        connexion.execute(select(ms.Phase.id).where(ms.Phase.seance_id == seance_id, ms.Phase.type == "ideation"))
        .scalars()
        .all()[0]
    )
    ids: dict[str, str] = {}
    rang = 0
    for ordre, (repere, (titre, cartes, _)) in enumerate(MONCONTOUR.items(), 1):
        ids[repere] = nouvel_identifiant()
        groupe = {"id": ids[repere], "seance_id": seance_id, "repere": repere, "titre": titre, "couleur": ordre}
        _poser(connexion, ms.Regroupement, groupe | {"ordre": ordre, "special": None, "supprime": False})
        for texte in cartes:
            rang += 1
            carte(connexion, (seance_id, phase_id, ids[repere]), rang, texte)
    _voter(connexion, seance_id, ids)
    return seance_id, ids


def carte(connexion: Connection, ou: tuple[str, str, str | None], rang: int, texte: str, etat: str = "publiee") -> str:
    """Put one card on the wall; ``ou``: séance, phase, cluster."""
    contribution_id = nouvel_identifiant()
    seance_id, phase_id, groupe_id = ou
    ligne = {"id": contribution_id, "seance_id": seance_id, "phase_id": phase_id, "regroupement_id": groupe_id}
    vide = dict.fromkeys(("texte_reformule", "participant_id", "motif_masquage", "devoilee_revision"))
    _poser(
        connexion,
        ms.Contribution,
        ligne | vide | {"rang": rang, "texte": texte, "position": rang, "etat": etat, "devoilee": True, "type": "idee"},
    )
    return contribution_id


def _voter(connexion: Connection, seance_id: str, ids: dict[str, str]) -> None:
    """Cast the ballots, three dots each at most, until every cluster has its count."""
    v = ms.Vote
    vote_id = connexion.execute(select(v.id).where(v.seance_id == seance_id)).scalars().first()
    connexion.execute(update(v).where(v.id == vote_id).values(etat="clos", inscrits=34, objets=list(ids.values())))
    restent = {ids[r]: points for r, (_, _, points) in MONCONTOUR.items()}
    for n in range(VOTANTS):
        choisis = sorted(restent, key=lambda i: -restent[i])[: 3 if n < TROIS else 2]
        contenu = {i: 1 for i in choisis if restent[i]}
        for i in contenu:
            restent[i] -= 1
        bulletin = {"vote_id": vote_id, "jeton_vote": empreinte(f"bulletin {n}"), "contenu": contenu, "poids": 1}
        _poser(
            connexion,
            ms.Bulletin,
            bulletin | {"depense": len(contenu), "budget": 5, "version": 1, "minute": MAINTENANT},
        )
    assert not any(restent.values()), restent


def _poser(connexion: Connection, modele: type[Base], ligne: dict[str, Any]) -> None:
    connexion.execute(insert(modele), remplir(connexion, table(modele), ligne))
