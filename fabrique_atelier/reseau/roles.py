"""The roles of people and of partners, told with the words of a fabrique; their codes never change.

A fabrique that keeps the usual words reads the usual phrases, which name nobody's gender; a word it has chosen takes their
place wherever the role is named.
"""

from __future__ import annotations

from fabrique_atelier.reseau.nomenclatures import ROLES_PARTENAIRE
from fabrique_atelier.reseau.vocabulaire import Mot, Vocabulaire

_COMITES = ("comite_engagement", "comite_suivi")
_PERSONNES = {
    "administration": "Administration",
    "charge_mission": "Chargé ou chargée de mission",
    "animation": "Animation",
    "membre_comite": "Membre d’{un_comite}",
    "porteur": "Porteur ou porteuse de projet",
    "lecture_reseau": "Lecture pour le réseau",
}


def de_partenaires(mots: Vocabulaire) -> dict[str, str]:
    """Code → what a partner does for the fabrique."""
    return ROLES_PARTENAIRE | {
        "apporteur": _nomme(mots, "apporteur", ROLES_PARTENAIRE["apporteur"]),
        "membre_comite": f"Siège à {un_comite(mots)}",
        "porteur": _nomme(mots, "porteur", ROLES_PARTENAIRE["porteur"]),
    }


def de_personnes(mots: Vocabulaire) -> dict[str, str]:
    """Code → what somebody is in the fabrique."""
    return _PERSONNES | {
        "membre_comite": _PERSONNES["membre_comite"].format(un_comite=un_comite(mots)),
        "porteur": _nomme(mots, "porteur", _PERSONNES["porteur"]),
    }


def un_comite(mots: Vocabulaire) -> str:
    """Return « un comité » when both are comités, « un comité de pilotage ou un jury » when they are not."""
    termes = [mots.terme(code) for code in _COMITES]
    communs = {(terme.singulier.split()[0], terme.genre) for terme in termes}
    if len(communs) == 1 and termes[0] != termes[1]:
        nom, genre = communs.pop()
        termes = [Mot(nom, "", genre)]
    return " ou ".join(dict.fromkeys(terme.ecrire("un") for terme in termes))


def _nomme(mots: Vocabulaire, code: str, usuel: str) -> str:
    return mots.mot(code, majuscule=True) if mots.renomme(code) else usuel
