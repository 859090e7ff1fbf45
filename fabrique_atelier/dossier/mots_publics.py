"""The two names of a state: the team's (``reseau/stades.py``), and the one people who gave ideas read, here. Pure.

Facile à lire (``domaine.md`` §7.3): short sentences, everyday words, no acronym. Braces are the fabrique's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fabrique_atelier.dossier import stades as s
from fabrique_atelier.reseau.vocabulaire import Mot, Vocabulaire


@dataclass(frozen=True, slots=True)
class Public:
    """How a state is told: ``nom`` in a few words, ``phrase`` what happens, ``suite`` what comes next."""

    nom: str
    phrase: str
    suite: str = ""


#: Stade → its public words. ``{Le_G1}``, ``{du_G2}``…: the body that decides at a gate, with its article.
STADES: dict[str, Public] = {
    "piste": Public("Idée gardée", "L’équipe garde cette idée.", "L’équipe va la décrire sur une page."),
    "fiche_en_cours": Public(
        "Idée en cours d’écriture",
        "L’équipe décrit l’idée sur une page.",
        "L’équipe va examiner ses forces et ses limites.",
    ),
    "en_qualification": Public(
        "Idée examinée", "L’équipe examine l’idée, point par point.", "L’équipe dira si l’idée est prête."
    ),
    "pret_comite": Public("Idée prête", "L’idée est prête.", "{Le_G1} dira si elle devient un projet."),
    "au_comite_engagement": Public(
        "Idée bientôt décidée", "L’idée attend la décision {du_G1}.", "{Le_G1} dira si elle devient un projet."
    ),
    "etude_a_lancer": Public(
        "Projet retenu", "L’idée est retenue. C’est un projet.", "Une étude d’opportunité va commencer."
    ),
    "etude_en_cours": Public(
        "Projet à l’étude",
        "Une étude d’opportunité vérifie le besoin sur place.",
        "Ses résultats seront donnés {au_G2}.",
    ),
    "etude_rendue": Public("Étude terminée", "L’étude d’opportunité est terminée.", "{Le_G2} va la lire et décider."),
    "au_comite_suivi_etude": Public(
        "Étude bientôt décidée", "Le projet attend la décision {du_G2}.", "{Le_G2} dira si le projet continue."
    ),
    "porteur_a_trouver": Public(
        "Projet à confier", "L’étude est positive. Le projet cherche {un_porteur}.", "Une candidature sera proposée."
    ),
    "appel_en_cours": Public(
        "Appel ouvert", "Un appel à candidatures est ouvert.", "Les candidatures seront lues et classées."
    ),
    "porteur_propose": Public(
        "Candidature proposée", "Une candidature est proposée pour mener le projet.", "{Le_G3} va la lire et décider."
    ),
    "au_comite_suivi_porteur": Public(
        "Candidature bientôt décidée", "La candidature attend la décision {du_G3}.", "{Le_G3} dira si elle est choisie."
    ),
    "transmission": Public(
        "Projet confié", "Une candidature est choisie pour mener le projet.", "Une convention va être signée."
    ),
    "faisabilite": Public(
        "Projet transmis", "Le projet est transmis. Il se prépare en détail.", "{Le_G4} va lire son plan."
    ),
    "au_comite_suivi_faisabilite": Public(
        "Création bientôt décidée", "Le projet attend la décision {du_G4}.", "{Le_G4} dira s’il peut se créer."
    ),
    "creation": Public("Activité en création", "L’activité se crée.", "Elle va ouvrir."),
    "activite_lancee": Public("Activité ouverte", "L’activité est ouverte.", "La fabrique reste à ses côtés."),
    "autonome": Public("Activité autonome", "L’activité vit par elle-même."),
}
#: Situation → its public words, which come before those of the stade. ``actif`` has none: the stade speaks.
SITUATIONS: dict[str, Public] = {
    s.COMPLEMENT: Public("Précisions demandées", "Il manque des précisions.", "L’équipe les prépare."),
    s.AJOURNE: Public("Décision reportée", "La décision est reportée.", "L’idée sera revue."),
    s.VEILLE: Public("Mise de côté", "Le travail attend un meilleur moment.", "L’équipe relira l’idée."),
    s.REORIENTE: Public("Confiée ailleurs", "Une autre organisation est mieux placée. L’idée lui est confiée."),
    s.REFUSE: Public("Pas retenue", "L’idée n’est pas retenue.", "Elle pourra revenir s’il y a du nouveau."),
    s.ABANDONNE: Public("Arrêtée", "Le travail sur cette idée s’arrête.", "Il pourra reprendre s’il y a du nouveau."),
    s.TERMINE: Public("Activité autonome", "L’activité vit par elle-même."),
}
PAS_ETUDIEE = Public("Pas encore étudiée", "L’équipe n’a pas encore étudié ce groupe d’idées.", "Il reste gardé.")
REJOINTE = Public("Réunie à une idée proche", "L’idée rejoint une idée proche. Le chemin continue avec elle.")
PARTAGEE = Public("Devenue plusieurs projets", "L’idée est devenue plusieurs projets.")

#: Decision → gate (or ``*``) → the sentence of the road.
DECISIONS: dict[str, dict[str, str]] = {
    "validee": {
        "G1": "{Le_G1} retient l’idée.",
        "G2": "L’étude est positive. Le projet continue.",
        "G3": "Une candidature est choisie pour mener le projet.",
        "G4": "Le projet est prêt. L’activité peut se créer.",
    },
    "ajournee": {"*": "La décision est reportée."},
    "complement_demande": {"*": "Des précisions sont demandées."},
    "retournee": {"*": "Une partie du travail est à reprendre."},
    "refusee": {
        "G1": "L’idée n’est pas retenue.",
        "G2": "L’étude ne permet pas de continuer.",
        "G3": "La candidature n’est pas retenue. La recherche continue.",
        "G4": "Le projet ne peut pas se créer ainsi.",
    },
    "reorientee": {"*": "L’idée est confiée à une autre organisation."},
    "abandon_acte": {"*": "Le travail sur cette idée s’arrête."},
}
SOUS_RESERVE = " Des points restent à régler."
#: Event type → the sentence of the road; what is not here is the team's own kitchen.
FAITS: dict[str, str] = {
    "T1": "L’équipe garde cette idée.",
    "T6": "L’étude d’opportunité commence.",
    "T7": "L’étude d’opportunité est terminée.",
    "T8b": "Un appel à candidatures est ouvert.",
    "T9i": "L’appel n’a pas donné de candidature. La recherche continue.",
    "T10": "Le projet est transmis.",
    "T11": "L’activité ouvre.",
    "T12": "L’activité vit par elle-même.",
    "TR": "Le travail reprend.",
    "TS": "L’idée devient plusieurs projets.",
    "T2b": "L’idée rejoint une idée proche.",
}
#: Situation an event leads to → the sentence, when nothing above tells it.
ARRETS: dict[str, str] = {
    s.VEILLE: "Le travail est mis de côté.",
    s.ABANDONNE: "Le travail sur cette idée s’arrête.",
    s.REORIENTE: "L’idée est confiée à une autre organisation.",
}


def propres(mots: Vocabulaire, portes: Mapping[str, str]) -> dict[str, str]:
    """The words of one fabrique for the braces: its bodies, gate by gate, and its word for porteur."""
    corps = {
        "engagement": mots.terme("comite_engagement"),
        "suivi": mots.terme("comite_suivi"),
        "pilotage": Mot("comité de pilotage", "comités de pilotage", "m"),
        "jury": Mot("jury", "jurys", "m"),
        s.EQUIPE: Mot("équipe", "équipes", "f"),
    }
    trouves = {"un_porteur": mots.mot("porteur", "un")}
    for porte in s.PORTES:
        qui = corps[portes[porte]]
        trouves |= {
            f"Le_{porte}": qui.ecrire("le", majuscule=True),
            f"du_{porte}": qui.ecrire("du"),
            f"au_{porte}": qui.ecrire("au"),
        }
    return trouves


def dire(public: Public, mots: Mapping[str, str]) -> Public:
    """The public words of a state in those of a fabrique."""
    return Public(public.nom, public.phrase.format(**mots), public.suite.format(**mots))


def etat(stade: str, situation: str, mots: Mapping[str, str]) -> Public:
    """What is told of a dossier that stands there."""
    return dire(STADES[stade] if situation == s.ACTIF else SITUATIONS[situation], mots)


def fait(type_: str, porte: str | None, decision: str | None, vers_situation: str, mots: Mapping[str, str]) -> str:
    """What is told of one line of a history; empty: nothing."""
    if decision is not None:
        positive = decision == "validee_sous_reserve"
        phrases = DECISIONS.get("validee" if positive else decision, {})
        phrase = phrases.get(porte or "", phrases.get("*", ""))
        return (phrase + (SOUS_RESERVE if positive else "")).format(**mots)
    return FAITS.get(type_) or (ARRETS.get(vers_situation, "") if type_ in ("TX", "T4b") else "")
