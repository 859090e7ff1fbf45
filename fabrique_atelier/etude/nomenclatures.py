"""The lists of the étude d’opportunité: sections with their guidance, verdicts, kinds of evidence (``domaine.md`` §3.22–§3.25)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the study: its title, and what to write in it."""

    titre: str
    aide: str


#: Code → section, in the order of the document. Later work deepens a section by giving its code a page of its own.
SECTIONS: dict[str, Section] = {
    "contexte": Section("Contexte et territoire", "Le lieu, ses habitants, ce qui a fait naître l’idée."),
    "besoin": Section(
        "Étude du besoin social",
        "Comment le besoin a été vérifié, auprès de qui, combien de personnes, ce qui en ressort.",
    ),
    "existant": Section("Offre existante", "Ce qui répond déjà au besoin ici, et ce qui manque."),
    "benchmark": Section(
        "Ce qui se fait ailleurs", "Les expériences d’ailleurs, et ce qui pourrait être transféré ici."
    ),
    "solution": Section("Solution et offre de services", "Les services socles et les services optionnels."),
    "tests": Section("Actions-test", "Ce qui a été essayé pour de vrai, et ce que l’on en a appris."),
    "marche": Section(
        "Approche du marché", "Les bénéficiaires et les clients, qui ne sont pas toujours les mêmes\u00a0; leur nombre."
    ),
    "modele": Section("Approche économique", "Les scénarios comparés et un budget sur trois ans."),
    "portage": Section("Portage et gouvernance", "Le statut envisagé, les collèges, qui décide de quoi."),
    "partenaires": Section("Experts et partenaires mobilisés", "Qui a été sollicité, pour quoi, avec quel résultat."),
    "impact": Section("Impact attendu", "Les effets économiques, sociaux et sur l’environnement."),
    "risques": Section(
        "Risques et conditions de réussite", "Ce qui peut faire échouer le projet, et comment l’éviter."
    ),
    "conclusion": Section(
        "Conclusion et cahier des charges", "Ce que l’étude conclut, et ce que l’on attend de qui portera le projet."
    ),
}
#: The four questions of the study (S0, Q4).
VERDICTS: dict[str, str] = {
    "V1": "La solution répond bien au besoin social identifié",
    "V2": "Il y a un modèle économique possible",
    "V3": "Le ou les modèles les plus pertinents sont choisis",
    "V4": "Il y a un marché potentiel",
}
COURTS: dict[str, str] = {"V1": "réponse au besoin", "V2": "modèle économique", "V3": "modèle retenu", "V4": "marché"}
VALEURS: dict[str, str] = {
    "valide": "Validé",
    "valide_sous_reserve": "Validé sous réserve",
    "a_approfondir": "À approfondir",
    "invalide": "Invalidé",
}
CONCLUSIONS: dict[str, str] = {
    "concluante": "Concluante",
    "concluante_sous_reserve": "Concluante sous réserve",
    "non_concluante": "Non concluante",
}
MODES: dict[str, str] = {
    "fonds_propres": "Sur fonds propres",
    "subvention": "Avec une ou des subventions",
    "prestation": "En prestation",
}
TYPES_PREUVE: dict[str, str] = {
    "enquete": "Questionnaire",
    "entretien": "Entretiens",
    "focus_groupe": "Groupe de discussion",
    "action_test": "Action-test",
    "diagnostic": "Diagnostic",
    "concertation": "Concertation",
    "donnees_publiques": "Données publiques",
    "visite": "Visite",
}
#: Kind of evidence → the section it feeds unless told otherwise.
SECTION_DE: dict[str, str] = {"action_test": "tests", "visite": "benchmark"}
TYPES_BENCHMARK: dict[str, str] = {
    "association": "Association",
    "entreprise_ess": "Entreprise de l’économie sociale et solidaire",
    "entreprise": "Entreprise",
    "service_public": "Service public",
    "dispositif": "Dispositif",
    "collectif": "Collectif",
}
TRANSFERABILITES: dict[str, str] = {
    "directe": "Directement",
    "a_adapter": "En l’adaptant",
    "difficile": "Difficilement",
}
DOMAINES: dict[str, str] = {
    "juridique": "Juridique",
    "finance": "Finance",
    "metier_sectoriel": "Métier du secteur",
    "impact": "Impact",
    "urbanisme": "Urbanisme",
    "numerique": "Numérique",
    "formation": "Formation",
    "autre": "Autre",
}
