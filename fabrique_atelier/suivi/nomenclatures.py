"""The closed lists of the follow-up (``domaine.md`` §3.35, §3.36, §3.45): code → label."""

from __future__ import annotations

from fabrique_atelier.reseau.vocabulaire import Vocabulaire

#: ``{porteur}`` is the fabrique's word, with « du »; see :func:`jalons`.
JALONS: dict[str, str] = {
    "detection": "Détection du besoin",
    "premiere_reunion": "Première réunion",
    "decision": "Décision",
    "debut_etude": "Début de l’étude d’opportunité",
    "fin_etude": "Fin de l’étude d’opportunité",
    "action_test": "Action test",
    "porteur_valide": "Validation {porteur}",
    "convention": "Convention de transmission",
    "decision_structure": "Décision de la structure qui porte l’activité",
    "creation_juridique": "Création juridique",
    "premier_financement": "Premier financement",
    "premier_recrutement": "Premier recrutement",
    "ouverture": "Ouverture",
    "premiere_activite": "Première activité",
    "sortie": "Sortie de l’accompagnement",
    "autre": "Autre jalon",
}
FIABILITES: dict[str, str] = {"certaine": "Certaine", "estimee": "Estimée"}

BENEFICIAIRES: dict[str, str] = {"projet": "Le projet", "etude": "L’étude d’opportunité", "fabrique": "La fabrique"}
CATEGORIES: dict[str, str] = {
    "region": "Région",
    "departement": "Département",
    "collectivite_locale": "Commune ou intercommunalité",
    "fonds_europeen": "Fonds européens (FSE+, FEDER)",
    "etat_deconcentre": "Services de l’État en région (DREETS…)",
    "ademe": "ADEME",
    "banque_territoires": "Banque des Territoires",
    "fondation": "Fondation",
    "entreprise": "Entreprise",
    "bailleur_social": "Bailleur social",
    "banque_mutuelle": "Banque ou mutuelle",
    "pret": "Organisme de prêt",
    "fonds_propres": "Fonds propres",
    "autre": "Autre",
}
NATURES: dict[str, str] = {
    "subvention_fonctionnement": "Subvention de fonctionnement",
    "subvention_projet": "Subvention de projet",
    "subvention_investissement": "Subvention d’investissement",
    "prestation": "Prestation",
    "commande_publique": "Commande publique",
    "mecenat": "Mécénat",
    "pret": "Prêt",
    "apport_en_nature": "Apport en nature",
    "parts_sociales": "Parts sociales",
}
ETATS_FINANCEMENT: dict[str, str] = {
    "pressenti": "Pressenti",
    "demande": "Demandé",
    "accorde": "Accordé",
    "refuse": "Refusé",
    "verse": "Versé",
}

#: Months after the convention at which a follow-up point is proposed.
ECHEANCES = (3, 6, 12, 24, 36)
FORMES: dict[str, str] = {
    "entretien": "Entretien",
    "comite_suivi": "{Comite_suivi}",
    "visite": "Visite",
    "ecrit": "Par écrit",
}
ETATS: dict[str, str] = {
    "avance_comme_prevu": "Avance comme prévu",
    "a_surveiller": "À surveiller",
    "en_difficulte": "En difficulté",
}
#: Code → (label, unit).
INDICATEURS: dict[str, tuple[str, str]] = {
    "etp": ("Emplois, en équivalents temps plein", ""),
    "dont_insertion": ("dont en insertion", ""),
    "usagers": ("Usagers", ""),
    "adherents": ("Adhérents", ""),
    "benevoles": ("Bénévoles", ""),
    "chiffre_affaires": ("Chiffre d’affaires", "€"),
    "subventions": ("Subventions", "€"),
    "autonomie_pct": ("Part des recettes propres", "%"),
    "partenaires_actifs": ("Partenaires actifs", ""),
}
#: The three criteria of the way out, and the question each asks.
CRITERES: dict[str, tuple[str, str]] = {
    "modele_economique": ("modèle économique viable", "Les recettes couvrent-elles durablement les charges\u202f?"),
    "equipe": ("équipe autonome", "L’équipe décide-t-elle et travaille-t-elle sans la fabrique\u202f?"),
    "partenariats": ("partenariats durables", "Les partenaires sont-ils engagés au-delà du lancement\u202f?"),
}


def jalons(mots: Vocabulaire) -> dict[str, str]:
    """The kinds of milestones in the words of a fabrique."""
    return {code: modele.format(porteur=mots.mot("porteur", "du")) for code, modele in JALONS.items()}


def formes(mots: Vocabulaire) -> dict[str, str]:
    """The forms of a follow-up point in the words of a fabrique."""
    return {c: m.format(Comite_suivi=mots.mot("comite_suivi", majuscule=True)) for c, m in FORMES.items()}
