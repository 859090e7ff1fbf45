"""What the views of the follow-up share: their routes, the words of their lists."""

from __future__ import annotations

from typing import Any

from flask import g, render_template

from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.reseau.vocabulaire import USUELS
from fabrique_atelier.suivi import nomenclatures as n
from fabrique_atelier.suivi.montants import euros
from fabrique_atelier.web.dates_partielles import date_partielle_longue, le
from fabrique_atelier.web.dossiers.dossier_base import Reponse
from fabrique_atelier.web.espace import Espace
from fabrique_atelier.web.formulaires.suivi import nombre_affiche

pages = Espace("suivi", __name__, url_prefix="/equipe")
__all__ = ["Reponse", "pages"]


@pages.context_processor
def _listes() -> dict[str, Any]:
    """What the templates need to say codes, dates and amounts in words."""
    mots = g.fabrique.mots if g.get("fabrique") else USUELS
    return {
        "types_jalon": n.jalons(mots),
        "beneficiaires": n.BENEFICIAIRES,
        "categories": n.CATEGORIES,
        "natures": n.NATURES,
        "etats_financement": n.ETATS_FINANCEMENT,
        "formes": n.formes(mots),
        "etats_suivi": n.ETATS,
        "indicateurs": n.INDICATEURS,
        "criteres": n.CRITERES,
        "quand": date_partielle_longue,
        "le": le,
        "euros": euros,
        "chiffre": nombre_affiche,
    }


def rendre_formulaire(gabarit: str, dossier: DossierLu, formulaire: Any, erreurs: list[str], **valeurs: Any) -> Reponse:
    """Draw a form; 400 when it was sent and did not pass."""
    page = render_template(gabarit, dossier=dossier, f=formulaire, erreurs=erreurs, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page
