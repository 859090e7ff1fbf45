"""The closed lists of the committees (``domaine.md`` §3.17–§3.20): code → label. Pure."""

from __future__ import annotations

TYPES = {
    "engagement": "Comité d’engagement",
    "suivi": "Comité de suivi",
    "pilotage": "Comité de pilotage",
    "jury": "Jury",
}
MAJORITES = {
    "consensus": "Consensus, à défaut majorité simple",
    "simple": "Majorité simple des voix exprimées",
    "deux_tiers": "Deux tiers des voix exprimées",
}
MODES = {
    "presentiel": "Sur place",
    "visio": "En visioconférence",
    "mixte": "Sur place et en visioconférence",
    "consultation_ecrite": "Consultation écrite",
}
PREPAREE, CONVOQUEE, TENUE = "preparee", "convoquee", "tenue"
EN_VALIDATION, SIGNEE = "compte_rendu_en_validation", "signee"
ETATS = {
    PREPAREE: "En préparation",
    CONVOQUEE: "Convoquée",
    TENUE: "Tenue",
    EN_VALIDATION: "Compte rendu en validation",
    SIGNEE: "Compte rendu signé",
}
PRESENCES = {
    "present": "Sur place",
    "visio": "En visioconférence",
    "represente": "A donné pouvoir",
    "excuse": "En excuse",
    "absent": "Absence",
}
#: Who is in the room, or on its screen.
PRESENTS = frozenset({"present", "visio"})
VOIX = {"deliberative": "Voix délibérative", "consultative": "Voix consultative"}
AVIS = {
    "favorable": "Favorable",
    "favorable_reserves": "Favorable avec réserves",
    "defavorable": "Défavorable",
    "abstention": "Abstention",
}
SUR = {"decision": "Sur la décision proposée", "idee": "Sur l’idée elle-même"}
INFORMATION, RECTIFICATION = "information", "rectification"
PORTES_DU_POINT = {
    "G1": "Engagement",
    "G2": "Étude d’opportunité",
    "G3": "Choix de qui portera le projet",
    "G4": "Étude de faisabilité",
    INFORMATION: "Information",
    RECTIFICATION: "Rectification",
}
