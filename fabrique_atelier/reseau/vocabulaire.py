"""The words of a fabrique (``domaine.md`` §1.5, §2.11): its own name for a porteur, a committee, a step; with French articles.

Only what people read changes: codes in exports keep ``porteur``. What the team typed is printed as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fabrique_atelier.reseau.recherche import cle

#: Terms that can be renamed, in the order of the settings: code → (singular, plural, gender).
DEFAUTS: dict[str, tuple[str, str, str]] = {
    "porteur": ("porteur", "porteurs", "m"),
    "apporteur": ("apporteur d’idées", "apporteurs d’idées", "m"),
    "comite_engagement": ("comité d’engagement", "comités d’engagement", "m"),
    "comite_suivi": ("comité de suivi", "comités de suivi", "m"),
    "promotion": ("promotion", "promotions", "f"),
    "etape_1": ("détecter", "", "m"),
    "etape_2": ("étudier l’opportunité", "", "m"),
    "etape_3": ("trouver un porteur", "", "m"),
    "etape_4": ("suivre la réalisation", "", "m"),
}
ETAPES = ("etape_1", "etape_2", "etape_3", "etape_4")
#: Where a network member may start from; every word stays editable.
DEPARTS: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    "avise_standard": ("Fabrique à initiatives (Avise)", {}),
    "serre_a_projets": (
        "Serre à projets",
        {
            "apporteur": {"singulier": "capteur d’idées", "pluriel": "capteurs d’idées", "genre": "m"},
            "comite_engagement": {"singulier": "comité de pilotage", "pluriel": "comités de pilotage", "genre": "m"},
            "comite_suivi": {"singulier": "jury", "pluriel": "jurys", "genre": "m"},
        },
    ),
    "generateur_bfc": (
        "Générateur de projets",
        {
            "etape_1": {"singulier": "des besoins à l’idée"},
            "etape_2": {"singulier": "de l’idée au projet"},
            "etape_3": {"singulier": "de l’idée au projet"},
            "etape_4": {"singulier": "du projet à la création d’activité"},
        },
    ),
    "atis": (
        "ATIS",
        {"apporteur": {"singulier": "capteur d’idées", "pluriel": "capteurs d’idées", "genre": "m"}},
    ),
    "franche_comte_active": (
        "Comité d’entrepreneurs",
        {
            "comite_engagement": {
                "singulier": "comité d’entrepreneurs",
                "pluriel": "comités d’entrepreneurs",
                "genre": "m",
            },
            "etape_1": {"singulier": "réveil des territoires"},
            "etape_2": {"singulier": "qualification"},
            "etape_3": {"singulier": "recrutement du porteur"},
            "etape_4": {"singulier": "faisabilité"},
        },
    ),
}
#: Common words whose h is « aspiré »: no elision before them.
_H_ASPIRE = frozenset(
    "hache haie hall halle halles halte hameau hamac handicap handicape hangar hareng haricot harpe hasard hausse haut haute "
    "hauteur havre herisson hernie heron heros hetre hibou hic hierarchie hobby hollandais homard hongrois honte hors houle "
    "housse hub huche huee huit huitieme hutte".split()
)
_SANS_ELISION = frozenset(["onze", "onzieme", "oui", "ouistiti", "yaourt", "yacht", "yoga", "ululement"])
_ARTICLES = {
    "le": ("le\u00a0", "la\u00a0", "l’", "les\u00a0"),
    "un": ("un\u00a0", "une\u00a0", "", "des\u00a0"),
    "du": ("du\u00a0", "de la\u00a0", "de l’", "des\u00a0"),
    "au": ("au\u00a0", "à la\u00a0", "à l’", "aux\u00a0"),
    "de": ("de\u00a0", "de\u00a0", "d’", "de\u00a0"),
    "ce": ("ce\u00a0", "cette\u00a0", "", "ces\u00a0"),
    "votre": ("votre\u00a0", "votre\u00a0", "", "vos\u00a0"),
}


@dataclass(frozen=True, slots=True)
class Mot:
    """One term as a fabrique says it."""

    singulier: str
    pluriel: str
    genre: str

    def ecrire(self, article: str = "", *, pluriel: bool = False, majuscule: bool = False) -> str:
        """Return the word with its article (one of ``le un du au de ce votre``), in the number asked for."""
        texte = self.pluriel or self.singulier if pluriel else self.singulier
        texte = self._article(article, texte, pluriel=pluriel) + texte
        return texte[:1].upper() + texte[1:] if majuscule else texte

    def _article(self, article: str, texte: str, *, pluriel: bool) -> str:
        if not article:
            return ""
        masculin, feminin, elide, pluriels = _ARTICLES[article]
        if pluriel:
            return "d’" if article == "de" and s_elide(texte) else pluriels
        if s_elide(texte):
            if elide:
                return elide
            if article == "ce" and self.genre == "m":
                return "cet\u00a0"
        return feminin if self.genre == "f" else masculin


class Vocabulaire:
    """The words of one fabrique: its own over the default ones."""

    def __init__(self, propres: Mapping[str, Any] | None = None) -> None:
        self._propres = propres or {}

    def terme(self, code: str) -> Mot:
        """The term ``code`` as this fabrique says it.

        Raises:
            KeyError: no such term: a mistake in a template must not pass for an empty word.
        """
        singulier, pluriel, genre = DEFAUTS[code]
        propre = self._propres.get(code)
        if not isinstance(propre, Mapping) or not propre.get("singulier"):
            if code == "etape_3":
                singulier = f"trouver {self.mot('porteur', 'un')}"
            return Mot(singulier, pluriel, genre)
        return Mot(propre["singulier"], propre.get("pluriel", ""), propre.get("genre", genre))

    def renomme(self, code: str) -> bool:
        """Tell whether the fabrique says something else than the usual word."""
        return self.terme(code).singulier != DEFAUTS[code][0]

    def mot(self, code: str, article: str = "", *, pluriel: bool = False, majuscule: bool = False) -> str:
        """Return a word ready to print: ``mot("porteur", "du")`` → « de l’entrepreneur ou entrepreneuse »."""
        return self.terme(code).ecrire(article, pluriel=pluriel, majuscule=majuscule)


#: The words of whoever has chosen none.
USUELS = Vocabulaire()


def s_elide(texte: str) -> bool:
    """Tell whether « le » becomes « l’ » before ``texte``."""
    premier = next(iter(cle(texte).split()), "")
    if not premier or premier in _SANS_ELISION or premier in _H_ASPIRE:
        return False
    if premier[0] == "y":
        return len(premier) == 1 or premier[1] not in "aeiou"
    return premier[0] in "aeiouh" and not texte[:1].isdigit()
