"""The closed lists of partners and contacts (``domaine.md`` §3.3): code → label shown."""

from __future__ import annotations

COLLEGES = {
    "collectivite": "Collectivité",
    "etat_etablissement_public": "État ou établissement public",
    "entreprise": "Entreprise",
    "ess": "Économie sociale et solidaire",
    "accompagnement_financement_ess": "Accompagnement et financement de l’ESS",
    "bailleur_social": "Bailleur social",
    "recherche_enseignement": "Recherche et enseignement",
    "chambre_consulaire": "Chambre consulaire",
    "habitants_citoyens": "Habitantes et habitants",
    "media": "Média",
    "autre": "Autre",
}
ROLES_PARTENAIRE = {
    "apporteur": "Apporte des idées",
    "financeur": "Finance",
    "membre_comite": "Siège à un comité",
    "expert": "Apporte une expertise",
    "hote": "Accueille",
    "porteur": "Porte un projet",
    "prescripteur": "Oriente vers la fabrique",
    "essaimeur": "Aide à essaimer",
}
FORMES = {
    "association": "Association",
    "scic": "SCIC",
    "scop": "SCOP",
    "sas": "SAS",
    "sarl": "SARL",
    "fondation": "Fondation",
    "mutuelle": "Mutuelle",
    "gip": "GIP",
    "gie": "GIE",
    "syndicat_mixte": "Syndicat mixte",
    "collectivite": "Collectivité",
    "groupement_collectivites": "Groupement de collectivités",
    "epic_epa": "EPIC ou EPA",
    "autre": "Autre",
}
BASES_LEGALES = {
    "interet_legitime": "Intérêt légitime",
    "mission_interet_public": "Mission d’intérêt public",
    "consentement": "Consentement",
    "contrat": "Contrat ou convention",
}
