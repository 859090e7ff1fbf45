"""The team's menu: one entry per room a person may enter in the fabrique at hand."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, request, url_for

from fabrique_atelier.comptes.droits import ActeurEquipe, peut
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.web import session

#: Permission, endpoint, label, and what one does there; in the order of the menu.
ENTREES = (
    ("seance.lister", "equipe.seances", "Séances", "Préparer une séance, l’animer, retrouver son résultat."),
    (
        "dossier.lire",
        "dossiers.bureau",
        "Dossiers",
        "Le mur des idées et des projets, étape par étape\u202f; chercher, faire avancer.",
    ),
    (
        "signalement.trier",
        "entrees.a_trier",
        "À trier",
        "Ce qui est reçu hors séance, les besoins du territoire, les apports des partenaires.",
    ),
    (
        "comite.gerer",
        "comites.liste",
        "Décisions",
        "Qui décide\u00a0: les membres, les séances, l’ordre du jour, les comptes rendus.",
    ),
    (
        "comite.sieger",
        "comite_membre.accueil",
        "Mes réunions",
        "Ma prochaine séance, ses documents, ma présence, mon avis.",
    ),
    (
        "partenaire.lire",
        "partenaires.liste",
        "Partenaires",
        "Les organisations et leurs contacts, l’import d’un tableur.",
    ),
    ("territoire.lire", "territoires.liste", "Territoires", "Où la fabrique travaille, avec les zonages datés."),
    (
        "fabrique.statistiques",
        "reseau.statistiques",
        "Chiffres",
        "Séances, personnes, idées\u00a0: des totaux, jamais un nom.",
    ),
    ("personnes.gerer", "personnes.liste", "Personnes", "Inviter, donner un rôle, retirer un accès."),
    ("fabrique.regler", "fabrique.reglages", "Réglages", "Le nom, les mots, les mentions légales, les alertes."),
    ("journal.lire", "journal.lecture", "Journal", "Qui a fait quoi, et quand."),
    (
        "porteur.suivre",
        "porteur.mon_projet",
        "Mon projet",
        "Ce qui vous est transmis, ce que vous remettez à votre tour.",
    ),
)


#: The members' own page; the team finds it in « Comités ».
MON_COMITE = "comite_membre.accueil"
#: Rooms that are entered through another one.
_SOUS = {
    "porteur": "dossiers",
    "suivi": "dossiers",
    "contacts": "partenaires",
    "importation": "partenaires",
    "seances": "equipe",
    "zonages": "territoires",
    "animation": "equipe",
    "comite_seance": "comites",
    "qualification": "dossiers",
    "dossier": "dossiers",
    "fiche": "dossiers",
    "etude": "dossiers",
    "documents": "dossiers",
}


@dataclass(frozen=True, slots=True)
class Entree:
    """One line of the menu; ``ici``: the page at hand belongs to it."""

    libelle: str
    phrase: str
    url: str
    ici: bool


def installer(flask: Flask) -> None:
    """Give every template ``acteur``, ``fabrique``, ``menu`` and ``peut(action)``."""

    @flask.context_processor
    def contexte() -> dict[str, object]:
        acteur, fabrique = session.acteur(), g.get("fabrique")
        return {
            "acteur": acteur,
            "fabrique": fabrique,
            "menu": _menu(acteur, fabrique) if fabrique is not None else [],
            "mot": Vocabulaire(fabrique.vocabulaire if fabrique else None).mot,
            "peut": lambda action: peut(acteur, action, fabrique),
        }


def _menu(acteur: ActeurEquipe | None, fabrique: FabriqueResumee) -> list[Entree]:
    presente = (request.endpoint or "").partition(".")[0]
    piece = "" if request.endpoint == "equipe.accueil" else _SOUS.get(presente, presente)
    return [
        Entree(libelle, phrase, url_for(endpoint, fabrique=fabrique.identifiant), endpoint.partition(".")[0] == piece)
        for action, endpoint, libelle, phrase in ENTREES
        if peut(acteur, action, fabrique) and not (endpoint == MON_COMITE and peut(acteur, "comite.gerer", fabrique))
    ]
