"""The 19 stages of a dossier (``domaine.md`` §2.2), named with the words of a fabrique."""

from __future__ import annotations

from fabrique_atelier.reseau.vocabulaire import Vocabulaire

#: Code → label; ``{porteur}``, ``{engagement}``, ``{suivi}``… are the fabrique's words, see :func:`libelles`.
STADES = {
    "piste": "Piste repérée",
    "fiche_en_cours": "Fiche idée en cours",
    "en_qualification": "Qualification en cours",
    "pret_comite": "Prête pour {le_engagement}",
    "au_comite_engagement": "Inscrite {au_engagement}",
    "etude_a_lancer": "Validée, étude à lancer",
    "etude_en_cours": "Étude d’opportunité en cours",
    "etude_rendue": "Étude rendue",
    "au_comite_suivi_etude": "Étude {au_suivi}",
    "porteur_a_trouver": "{Porteur} à trouver",
    "appel_en_cours": "Appel à candidatures en cours",
    "porteur_propose": "{Porteur} en proposition",
    "au_comite_suivi_porteur": "{Porteur} {au_suivi}",
    "transmission": "Transmission",
    "faisabilite": "Étude de faisabilité ({porteur})",
    "au_comite_suivi_faisabilite": "Faisabilité {au_suivi}",
    "creation": "Création en cours",
    "activite_lancee": "Activité lancée",
    "autonome": "Activité autonome",
}


def libelles(mots: Vocabulaire) -> dict[str, str]:
    """Return code → label in the words of a fabrique."""
    propres = {
        "porteur": mots.mot("porteur"),
        "Porteur": mots.mot("porteur", majuscule=True),
        "le_engagement": mots.mot("comite_engagement", "le"),
        "au_engagement": mots.mot("comite_engagement", "au"),
        "au_suivi": mots.mot("comite_suivi", "au"),
    }
    return {code: modele.format(**propres) for code, modele in STADES.items()}
