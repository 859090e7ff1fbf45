"""What the views about one dossier share: their routes, the dossier at hand, the gesture, how a refusal comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier.dossier import lectures
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import envois
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace, acteur

pages = Espace("dossier", __name__, url_prefix="/equipe")
Reponse = str | Response | tuple[str, int]


def dossier_ou_404(fabrique: FabriqueResumee, dossier_id: object) -> DossierLu:
    """The dossier of an address, only if it is in this fabrique."""
    with lire(services().moteur) as connexion:
        return lectures.charger(connexion, fabrique.id, str(dossier_id)) or introuvable()


def geste(fabrique: FabriqueResumee) -> Geste:
    """Who acts, here, now."""
    return Geste(services().audit, acteur().personne_id, fabrique.id, maintenant_ms())


def aujourdhui() -> str:
    """The present day, in ISO."""
    return jour_local(maintenant_ms()).isoformat()


def tenter(formulaire: Any, travail: Callable[[Connection], Any]) -> tuple[bool, list[str]]:
    """Run a use-case when the form was sent and holds; return (done, what stood in the way)."""
    if not formulaire.validate_on_submit():
        return False, []
    try:
        services().executeur.ecrire_seul(travail)
    except ErreurMetier as refus:
        return False, [refus.message]
    return True, []


def revenir(fabrique: FabriqueResumee, dossier: DossierLu, message: str, vue: str = "dossier.page") -> Response:
    """Say what was done and go back to a page of the dossier."""
    flash(message)
    return redirect(url_for(vue, fabrique=fabrique.identifiant, dossier_id=dossier.id), 303)


def annoncer(fabrique: FabriqueResumee, dossier: DossierLu, message: str) -> Response:
    """Same, after what moved the dossier: those who asked to be told are told."""
    envois.prevenir_du_dossier(dossier.id)
    return revenir(fabrique, dossier, message)


def rendre(gabarit: str, formulaire: Any, erreurs: list[str], **valeurs: Any) -> Reponse:
    """Draw a form; 400 when it was sent and did not pass."""
    page = render_template(gabarit, f=formulaire, erreurs=erreurs, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page
