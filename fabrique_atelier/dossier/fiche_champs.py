"""The fields of the fiche idée, with the words people read and their limits (``domaine.md`` §3.15). Pure.

A content is a mapping with one entry per field: texts, ``territoire`` (an id, or empty), ``partenaires_pressentis`` (each
``{"partenaire_id": …}`` or ``{"texte": …}``), ``ailleurs`` and ``verbatims`` (ids).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabrique_atelier.socle.erreurs import ErreurMetier

Contenu = dict[str, Any]
PARTENAIRES_MAX = 12
PARTENAIRE_MAX = 120
VERBATIMS_MAX = 20
#: How many words of the séance are advised.
VERBATIMS_CONSEILLES = (3, 5)


@dataclass(frozen=True, slots=True)
class Champ:
    """One text of the fiche. ``court``: how a missing one is named; ``lignes``: the height of its box, 1 for a single line."""

    libelle: str
    court: str
    maximum: int
    requis: bool = False
    lignes: int = 3


#: Every text, in the order of the page; ``territoire`` stands after ``publics``, the lists after ``existant``.
TEXTES: dict[str, Champ] = {
    "titre": Champ("Nom de l’idée", "le nom de l’idée", 140, requis=True, lignes=1),
    "besoin_resume": Champ("À quel besoin répond-elle\u202f?", "le besoin", 500, requis=True, lignes=4),
    "publics": Champ("Pour qui\u202f?", "le public", 300, requis=True),
    "solution": Champ("En quoi consiste la réponse\u202f?", "la réponse", 800, requis=True, lignes=6),
    "existant": Champ("Qu’est-ce qui existe déjà ici\u202f?", "ce qui existe déjà", 500, requis=True, lignes=4),
    "modele_pistes": Champ("D’où viendrait l’argent\u202f?", "l’argent", 500, lignes=4),
    "porteur_pressenti": Champ("Quelqu’un pour la porter\u202f?", "quelqu’un pour la porter", 200, lignes=1),
    "ressources_locales": Champ("Lieu, compétence, matériel disponibles", "les ressources locales", 300),
    "questions_ouvertes": Champ("Que faut-il vérifier\u202f?", "les questions ouvertes", 500, lignes=4),
}
#: What is no text: code → label.
AUTRES: dict[str, str] = {
    "territoire": "Où\u202f?",
    "ailleurs": "Qu’est-ce qui se fait ailleurs\u202f?",
    "partenaires_pressentis": "Qui pourrait aider\u202f?",
    "verbatims": "Ce que les participants ont dit",
}
LISTES = ("ailleurs", "partenaires_pressentis", "verbatims")
#: Every field, in the order people read them.
ORDRE = (
    "titre",
    "besoin_resume",
    "publics",
    "territoire",
    "solution",
    "existant",
    "ailleurs",
    "partenaires_pressentis",
    "modele_pistes",
    "porteur_pressenti",
    "ressources_locales",
    "questions_ouvertes",
    "verbatims",
)
#: What T3 asks for: code → how it is named when it is missing.
REQUIS: dict[str, str] = {
    n: "le territoire" if n == "territoire" else TEXTES[n].court
    for n in ORDRE
    if n == "territoire" or (n in TEXTES and TEXTES[n].requis)
}


def libelle(champ: str) -> str:
    """The words of a field."""
    return TEXTES[champ].libelle if champ in TEXTES else AUTRES[champ]


def vide(titre: str = "", territoire: str = "") -> Contenu:
    """A fiche nobody has written yet."""
    return {n: [] if n in LISTES else "" for n in ORDRE} | {"titre": titre, "territoire": territoire}


def complet(brut: Mapping[str, Any]) -> Contenu:
    """A stored content with every field, whatever version of the house wrote it."""
    return {n: brut.get(n, defaut) for n, defaut in vide().items()}


def manquants(contenu: Mapping[str, Any]) -> tuple[str, ...]:
    """The short names of the fields T3 asks for that are empty."""
    return tuple(court for n, court in REQUIS.items() if not contenu.get(n))


def verifier(contenu: Mapping[str, Any]) -> None:
    """Check the limits of a content to be saved.

    Raises:
        ErreurMetier: ``titre_absent``, ``texte_trop_long`` or ``liste_trop_longue``.
    """
    if not contenu["titre"]:
        raise ErreurMetier("titre_absent", "Donnez un nom à cette idée\u00a0: le reste peut attendre.")
    for nom, champ in TEXTES.items():
        if len(contenu[nom]) > champ.maximum:
            raise ErreurMetier(
                "texte_trop_long",
                f"«\u00a0{champ.libelle}\u00a0» compte {len(contenu[nom])}\u00a0caractères, {champ.maximum} au plus. "
                "Raccourcissez ce texte\u00a0: rien n’est perdu.",
            )
    trop = len(contenu["partenaires_pressentis"]) > PARTENAIRES_MAX or len(contenu["verbatims"]) > VERBATIMS_MAX
    if trop or any(len(p.get("texte", "")) > PARTENAIRE_MAX for p in contenu["partenaires_pressentis"]):
        raise ErreurMetier(
            "liste_trop_longue",
            f"La fiche tient sur une page\u00a0: {PARTENAIRES_MAX}\u00a0partenaires et {VERBATIMS_MAX}\u00a0paroles au plus. Gardez "
            "l’essentiel.",
        )
