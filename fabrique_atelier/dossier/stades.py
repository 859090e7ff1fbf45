"""The 19 stades and the 8 situations of a dossier, and who decides at each gate (``domaine.md`` §2.2, §2.3, §2.6). Pure."""

from __future__ import annotations

from collections.abc import Mapping

#: Stade → its number in §2.2, in the order of the parcours. Labels are in ``reseau/stades.py``.
NUMEROS: dict[str, int] = {
    "piste": 10,
    "fiche_en_cours": 11,
    "en_qualification": 12,
    "pret_comite": 13,
    "au_comite_engagement": 14,
    "etude_a_lancer": 20,
    "etude_en_cours": 21,
    "etude_rendue": 22,
    "au_comite_suivi_etude": 23,
    "porteur_a_trouver": 30,
    "appel_en_cours": 31,
    "porteur_propose": 32,
    "au_comite_suivi_porteur": 33,
    "transmission": 40,
    "faisabilite": 41,
    "au_comite_suivi_faisabilite": 42,
    "creation": 43,
    "activite_lancee": 44,
    "autonome": 45,
}
STADES = tuple(NUMEROS)

ACTIF, COMPLEMENT, AJOURNE, VEILLE = "actif", "complement_demande", "ajourne", "en_veille"
REORIENTE, REFUSE, ABANDONNE, TERMINE = "reoriente", "refuse", "abandonne", "termine"
#: Situation → label, in the order of §2.3.
SITUATIONS: dict[str, str] = {
    ACTIF: "En cours",
    COMPLEMENT: "Complément demandé",
    AJOURNE: "Ajourné",
    VEILLE: "En veille",
    REORIENTE: "Réorienté",
    REFUSE: "Refusé",
    ABANDONNE: "Abandonné",
    TERMINE: "Terminé",
}
#: Situation → where it may go (§2.3).
PASSAGES: dict[str, frozenset[str]] = {
    ACTIF: frozenset(SITUATIONS),
    COMPLEMENT: frozenset({ACTIF, ABANDONNE}),
    AJOURNE: frozenset({ACTIF}),
    VEILLE: frozenset({ACTIF, ABANDONNE}),
    REORIENTE: frozenset({ACTIF}),
    REFUSE: frozenset({ACTIF}),
    ABANDONNE: frozenset({ACTIF}),
    TERMINE: frozenset({ACTIF}),
}
#: Situations a dossier leaves by being reopened: author, date, new element, stade ≤ the former one.
ARRETEES = frozenset({VEILLE, REORIENTE, REFUSE, ABANDONNE, TERMINE})

#: The gates, and the body that may hold each of them; EQUIPE: « décision de l’équipe », with a mandatory note.
PORTES = ("G1", "G2", "G3", "G4")
EQUIPE = "equipe"
INSTANCES: dict[str, str] = {
    "engagement": "Comité d’engagement",
    "suivi": "Comité de suivi du projet",
    "pilotage": "Comité de pilotage",
    "jury": "Jury",
    EQUIPE: "Décision de l’équipe",
}
#: Preset → gate → body (§2.6).
PREREGLAGES: dict[str, dict[str, str]] = {
    "avise_standard": {"G1": "engagement", "G2": "suivi", "G3": "suivi", "G4": "suivi"},
    "pilotage_unique": dict.fromkeys(PORTES, "pilotage"),
    "sans_comite": dict.fromkeys(PORTES, EQUIPE),
    "ami": {"G1": EQUIPE, "G2": EQUIPE, "G3": "jury", "G4": EQUIPE},
}
#: Gate → the stade it is prepared at, and the one a dossier waits in while on an agenda.
AVANT: dict[str, str] = {"G1": "pret_comite", "G2": "etude_rendue", "G3": "porteur_propose", "G4": "faisabilite"}
DEVANT: dict[str, str] = {
    "G1": "au_comite_engagement",
    "G2": "au_comite_suivi_etude",
    "G3": "au_comite_suivi_porteur",
    "G4": "au_comite_suivi_faisabilite",
}
#: Gate → the stade after a positive decision.
APRES: dict[str, str] = {"G1": "etude_a_lancer", "G2": "porteur_a_trouver", "G3": "transmission", "G4": "creation"}
#: Gate → the first stade at which a decision taken ahead of time applies (§2.4, « anticipated gate »).
ANTICIPE: dict[str, str] = {"G1": "pret_comite", "G2": "etude_rendue", "G3": "porteur_a_trouver", "G4": "faisabilite"}

#: Reasons of a refusal or an abandon (§2.3); a fabrique may add some, never take one away.
MOTIFS: dict[str, str] = {
    "besoin_non_confirme": "Le besoin n’est pas confirmé",
    "solution_existante": "Une réponse existe déjà",
    "hors_champ_ess": "Hors du champ de l’économie sociale et solidaire",
    "pas_de_modele_economique": "Pas de modèle économique",
    "marche_insuffisant": "Pas assez de public ou de clients",
    "pas_de_porteur": "Personne pour porter le projet",
    "manque_de_disponibilite": "Manque de disponibilité",
    "retrait_porteur": "La personne ou la structure qui portait le projet s’est retirée",
    "retrait_partenaire": "Un partenaire s’est retiré",
    "financement_non_obtenu": "Financement non obtenu",
    "local_perdu": "Le local n’est plus disponible",
    "contrainte_reglementaire": "Contrainte réglementaire",
    "doublon": "Doublon d’un autre dossier",
    "autre": "Autre raison",
}


def numero(stade: str) -> int:
    """The number of a stade in §2.2.

    Raises:
        KeyError: no such stade.
    """
    return NUMEROS[stade]


def etape(stade: str) -> int:
    """The step of the métier, 1 to 4."""
    return NUMEROS[stade] // 10


def stades_de(portes: Mapping[str, str]) -> tuple[str, ...]:
    """The stades of a fabrique: those of a gate held by the team alone disappear."""
    absents = {DEVANT[p] for p in PORTES if portes[p] == EQUIPE}
    return tuple(s for s in STADES if s not in absents)


def porte_devant(stade: str) -> str | None:
    """The gate a dossier of this stade stands before, on an agenda; None elsewhere."""
    return next((p for p, s in DEVANT.items() if s == stade), None)


def porte_a(stade: str) -> str | None:
    """The gate a dossier of this stade is ready for, or stands before; None elsewhere."""
    return next((p for p in PORTES if stade in (AVANT[p], DEVANT[p])), None)


def porte_de_l_equipe(stade: str, portes: Mapping[str, str]) -> str | None:
    """The gate the team itself decides on a dossier of this stade, were it left on the agenda of a body that decides no more."""
    porte = porte_a(stade)
    return porte if porte and portes[porte] == EQUIPE else None
