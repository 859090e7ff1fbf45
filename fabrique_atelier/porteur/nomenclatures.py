"""The closed lists of the search for a porteur and of the hand-over (``domaine.md`` §3.27–§3.33): code → label."""

from __future__ import annotations

ROUTES: dict[str, str] = {
    "pressenti": "Une personne ou une structure est déjà pressentie",
    "appel_candidatures": "Par un appel à candidatures",
    "proactive": "Par une démarche proactive",
}
AIDES_ROUTES: dict[str, str] = {
    "pressenti": "Repérée pendant les étapes précédentes\u00a0; elle écrit une lettre d’intention.",
    "appel_candidatures": "Un cahier des charges, un calendrier, des critères et un jury\u00a0; le meilleur dossier est proposé.",
    "proactive": "L’équipe va vers les structures qui pourraient convenir, et garde trace de ses approches.",
}
TYPES: dict[str, str] = {
    "individu": "Une personne",
    "equipe": "Une équipe",
    "structure_existante": "Une structure existante",
    "collectif_en_structuration": "Un collectif qui se structure",
    "consortium": "Un consortium de structures",
}
STATUTS: dict[str, str] = {
    "association": "Association",
    "scic": "SCIC",
    "scop": "SCOP",
    "sas_ess": "SAS de l’économie sociale et solidaire",
    "autre": "Autre",
}
CANDIDATS: dict[str, str] = {
    "personne_physique": "Personne",
    "collectif_informel": "Collectif informel",
    "association": "Association",
    "entreprise_publique_privee": "Entreprise publique ou privée",
    "fondation": "Fondation",
    "gip_gie_groupement": "GIP, GIE ou groupement",
    "collectivite_groupement": "Collectivité ou groupement de collectivités",
    "syndicat_mixte": "Syndicat mixte",
    "consortium": "Consortium",
}
RESULTATS: dict[str, str] = {
    "retenu": "Retenue",
    "refus_prochaine_vague": "Non retenue, encouragée à revenir",
    "refus_accompagnement": "Non retenue, à accompagner avant de revenir",
    "refus_simple": "Non retenue",
    "ineligible": "Inéligible",
    "desistement": "Désistement",
}
#: Results that have no rank: the jury never saw them, or they left.
SANS_RANG = frozenset({"ineligible", "desistement"})
#: What may be handed over; the contacts only if they agreed, the contributions only without their authors.
ELEMENTS: dict[str, str] = {
    "fiche": "La fiche idée",
    "grille": "La grille de qualification",
    "etude": "L’étude d’opportunité et ses annexes",
    "benchmark": "Les expériences d’ailleurs",
    "decisions": "L’historique des décisions",
    "contributions": "Les idées recueillies, sans leurs auteurs",
    "partenaires": "Les partenaires et les contacts qui l’ont accepté",
}
