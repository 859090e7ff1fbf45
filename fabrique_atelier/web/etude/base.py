"""What the views of the étude d’opportunité share: their routes, the words of their lists."""

from __future__ import annotations

from typing import Any

from flask import render_template

from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.etude import ensemble
from fabrique_atelier.etude import nomenclatures as n
from fabrique_atelier.etude.ensemble import Ensemble
from fabrique_atelier.socle.base import lire
from fabrique_atelier.suivi.montants import euros
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.dates_partielles import date_partielle_longue, le
from fabrique_atelier.web.dossiers.dossier_base import Reponse
from fabrique_atelier.web.espace import Espace

pages = Espace("etude", __name__, url_prefix="/equipe")
UN = "/<fabrique>/dossiers/<uuid:dossier_id>/etude"
__all__ = ["UN", "Reponse", "pages"]


@pages.context_processor
def _listes() -> dict[str, Any]:
    """What the templates need to say codes, dates and amounts in words."""
    return {
        "sections_etude": n.SECTIONS,
        "verdicts": n.VERDICTS,
        "valeurs_verdict": n.VALEURS,
        "conclusions": n.CONCLUSIONS,
        "modes": n.MODES,
        "types_preuve": n.TYPES_PREUVE,
        "types_benchmark": n.TYPES_BENCHMARK,
        "transferabilites": n.TRANSFERABILITES,
        "domaines": n.DOMAINES,
        "quand": date_partielle_longue,
        "le": le,
        "euros": euros,
        "instant_long": instant_long,
    }


def lire_etude(dossier: DossierLu) -> Ensemble:
    """The whole study of the dossier at hand."""
    with lire(services().moteur) as connexion:
        return ensemble.lire(connexion, dossier.id)


def rendre_formulaire(gabarit: str, dossier: DossierLu, formulaire: Any, erreurs: list[str], **valeurs: Any) -> Reponse:
    """Draw a form; 400 when it was sent and did not pass."""
    page = render_template(gabarit, dossier=dossier, f=formulaire, erreurs=erreurs, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page
