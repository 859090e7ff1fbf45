"""The funding lines of a dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import render_template, request

from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.reseau import partenaires
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.suivi import financements
from fabrique_atelier.suivi.financements import FinancementLu
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404, geste, revenir
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.suivi import FormulaireFinancement, saisie_financement
from fabrique_atelier.web.suivi.base import Reponse, pages, rendre_formulaire


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/suivi/financements", droit="dossier.lire")
def liste_financements(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """The lines, and what each nature adds up to."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lignes = financements.tous(connexion, dossier.id)
    totaux = financements.totaux(lignes)
    tout = [financements.somme(getattr(t, n) for t in totaux) for n in ("demande", "accorde", "verse")]
    return render_template("suivi/financements.html", dossier=dossier, lignes=lignes, totaux=totaux, tout=tout)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/suivi/financements/nouveau", methods=["GET", "POST"], droit="dossier.gerer"
)
def nouveau_financement(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Add a funding line."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = _formulaire(fabrique, {"beneficiaire": request.args.get("beneficiaire", "")})
    fait, erreurs = s.essayer(f, lambda c: financements.ajouter(c, geste(fabrique), dossier.id, f.valeurs()))
    if fait:
        return revenir(fabrique, dossier, "Le financement est enregistré.", _page_de_retour())
    return rendre_formulaire("suivi/financement.html", dossier, f, erreurs, ligne=None)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/suivi/financements/<uuid:financement_id>",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def financement(fabrique: FabriqueResumee, dossier_id: object, financement_id: object) -> Reponse:
    """Correct a funding line."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    lu = _ligne(dossier, financement_id)
    f = _formulaire(fabrique, saisie_financement(asdict(lu)))
    fait, erreurs = s.essayer(
        f,
        lambda c: financements.modifier(c, geste(fabrique), lu, s.version_de(f.version), f.valeurs()),
        saisie_financement,
    )
    if fait:
        return revenir(fabrique, dossier, "Le financement est enregistré.", _page_de_retour())
    return rendre_formulaire("suivi/financement.html", dossier, f, erreurs, ligne=lu)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/suivi/financements/<uuid:financement_id>/supprimer",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def supprimer_financement(fabrique: FabriqueResumee, dossier_id: object, financement_id: object) -> Reponse:
    """Asked once more on its own page."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    lu = _ligne(dossier, financement_id)
    if request.method != "POST":
        return render_template("suivi/financement_supprimer.html", dossier=dossier, ligne=lu)
    services().executeur.ecrire_seul(lambda c: financements.supprimer(c, geste(fabrique), lu))
    return revenir(fabrique, dossier, "Le financement est supprimé.", "suivi.liste_financements")


def _ligne(dossier: DossierLu, financement_id: object) -> FinancementLu:
    with lire(services().moteur) as connexion:
        return financements.charger(connexion, dossier.id, str(financement_id)) or introuvable()


def _page_de_retour() -> str:
    """Whoever came from the étude goes back to it."""
    return "etude.voir" if request.args.get("beneficiaire") == "etude" else "suivi.liste_financements"


def _formulaire(fabrique: FabriqueResumee, donnees: Mapping[str, Any]) -> FormulaireFinancement:
    f = FormulaireFinancement(data=donnees)
    with lire(services().moteur) as connexion:
        f.proposer(partenaires.noms(connexion, fabrique.id))
    return f
