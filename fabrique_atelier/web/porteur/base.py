"""What the views about the porteur share: their routes, what they read of a dossier, the words of their lists."""

from __future__ import annotations

from typing import Any

from flask import g, render_template

from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.stades import numero
from fabrique_atelier.porteur import appels, conventions, nomenclatures, porteurs
from fabrique_atelier.reseau.vocabulaire import USUELS, Vocabulaire
from fabrique_atelier.socle.base import lire
from fabrique_atelier.suivi.nomenclatures import ETATS
from fabrique_atelier.suivi.nomenclatures import jalons as jalons_en_mots
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.dates_partielles import date_partielle_longue, le
from fabrique_atelier.web.dossiers.dossier_base import Reponse
from fabrique_atelier.web.espace import Espace

pages = Espace("porteur", __name__, url_prefix="/equipe")
__all__ = ["Reponse", "pages"]


@pages.context_processor
def _listes() -> dict[str, Any]:
    """What the templates need to say codes and dates in words."""
    mots = g.fabrique.mots if g.get("fabrique") else USUELS
    return {
        "routes": nomenclatures.ROUTES,
        "aides_routes": nomenclatures.AIDES_ROUTES,
        "types_porteur": nomenclatures.TYPES,
        "statuts": nomenclatures.STATUTS,
        "candidats": nomenclatures.CANDIDATS,
        "resultats": nomenclatures.RESULTATS,
        "elements": nomenclatures.ELEMENTS,
        "portes_en_mots": _portes(mots),
        "types_jalon": jalons_en_mots(mots),
        "etats_suivi": ETATS,
        "quand": date_partielle_longue,
        "le": le,
        "instant_long": instant_long,
        "etape_de": numero,
    }


def _portes(mots: Vocabulaire) -> dict[str, str]:
    """What each gate is about."""
    return {
        "G1": "lancer l’étude d’opportunité",
        "G2": "suites de l’étude d’opportunité",
        "G3": f"choix {mots.mot('porteur', 'du')}",
        "G4": "étude de faisabilité",
    }


def rendre_page(gabarit: str, dossier: DossierLu, **valeurs: Any) -> str:
    """Draw a page of this room, with the rooms inside it that this dossier has."""
    with lire(services().moteur) as connexion:
        porteur = porteurs.present(connexion, dossier.id)
        appel = appels.present(connexion, dossier.id)
        convention = conventions.avec(connexion, porteur)
    communs = {"porteur": porteur, "appel": appel, "convention": convention}
    return render_template(gabarit, dossier=dossier, **{**communs, **valeurs})


def rendre_formulaire(gabarit: str, dossier: DossierLu, formulaire: Any, erreurs: list[str], **valeurs: Any) -> Reponse:
    """Draw a form; 400 when it was sent and did not pass."""
    page = rendre_page(gabarit, dossier, f=formulaire, erreurs=erreurs, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page
