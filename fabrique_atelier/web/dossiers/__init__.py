"""The spine of the parcours: what comes in, the board, a dossier, its fiche and its qualification."""

from __future__ import annotations

from fabrique_atelier.web.dossiers import (
    a_trier,
    besoins,
    documents,
    dossier,
    dossier_actes,
    dossier_base,
    dossier_histoire,
    dossier_identite,
    dossier_reserves,
    dossiers,
    entrees,
    fiche,
    fiche_base,
    fiche_versions,
    piece_entrees,
    qualification,
    qualification_base,
    qualification_grille,
    qualification_plusieurs,
)

__all__ = [
    "ESPACES",
    "a_trier",
    "besoins",
    "dossier",
    "dossier_actes",
    "dossier_histoire",
    "dossier_identite",
    "dossier_reserves",
    "entrees",
    "fiche",
    "fiche_versions",
    "qualification",
    "qualification_grille",
    "qualification_plusieurs",
]
ESPACES = (
    dossiers.pages,
    dossier_base.pages,
    documents.pages,
    fiche_base.pages,
    qualification_base.pages,
    piece_entrees.pages,
)
