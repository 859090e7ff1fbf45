"""What the views of the qualification share: their routes, the view of the acting person, how a refusal comes back."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy import select

from fabrique_atelier.conduite import passages
from fabrique_atelier.dossier import grilles, qualification, utilite
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.parcours import Manque
from fabrique_atelier.dossier.qualification_lecture import Vue
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.zonages import TYPES
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.dossiers.dossier_base import Reponse
from fabrique_atelier.web.espace import Espace, acteur

pages = Espace("qualification", __name__, url_prefix="/equipe")
UN = "/<fabrique>/dossiers/<uuid:dossier_id>/qualification"
__all__ = ["UN", "Reponse", "pages"]


@pages.context_processor
def _mots() -> dict[str, Any]:
    """What the templates need to say notes, scores and purposes in words."""
    return {
        "mots_notes": grilles.NOTES,
        "ecrire_score": grilles.ecrire_score,
        "conseil": grilles.conseil,
        "buts": utilite.BUTS,
        "questions_innovation": utilite.INNOVATION,
        "reponses_innovation": utilite.REPONSES,
        "types_zonage": TYPES,
        "instant_long": instant_long,
    }


def lire_vue(fabrique: FabriqueResumee, dossier: DossierLu) -> Vue:
    """What the acting person may see of the qualification."""
    with lire(services().moteur) as connexion:
        lue = qualification.lire(connexion, fabrique.id, dossier.id)
    return qualification.vue_par(lue, acteur().personne_id)


def suite(fabrique: FabriqueResumee, dossier: DossierLu) -> list[Manque] | None:
    """What T4 still lacks; None: the dossier is not there."""
    with lire(services().moteur) as connexion:
        possibles = passages.possibles(connexion, fabrique.id, dossier.id)
    return next((manques for t, manques in possibles if t.id == "T4"), None)


def zonages_figes(dossier: DossierLu) -> list[tuple[str, list[dict[str, Any]] | None]]:
    """(territory, its zones as they stood at the signature); None: not signed since the territory was added."""
    t = m.DossierTerritoire
    with lire(services().moteur) as connexion:
        requete = select(t.territoire_id, t.zonages).where(t.dossier_id == dossier.id)
        figes = {r[0]: r[1] for r in connexion.execute(requete)}
    return [(nom, figes.get(i)) for i, nom in dossier.territoires]


def ouverte_a_la_notation(dossier: DossierLu) -> bool:
    """The dossier is being qualified."""
    return dossier.stade == "en_qualification" and not dossier.ferme


def rendre(gabarit: str, dossier: DossierLu, formulaire: Any, erreurs: list[str], **valeurs: Any) -> Reponse:
    """Draw a form; 400 when it was sent and did not pass."""
    page = render_template(gabarit, dossier=dossier, f=formulaire, erreurs=erreurs, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page
