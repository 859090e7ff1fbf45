"""The milestones of a dossier."""

from __future__ import annotations

from dataclasses import asdict

from flask import render_template, request

from fabrique_atelier.conduite import calendrier
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.suivi import jalons
from fabrique_atelier.suivi.jalons import JalonLu
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404, geste, revenir
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.suivi import FormulaireJalon, saisie_jalon
from fabrique_atelier.web.suivi.base import Reponse, pages, rendre_formulaire


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/suivi/jalons", droit="dossier.lire")
def liste_jalons(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """The milestones in the order of their dates, the delay since the detection, what is unusual."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    siens = _tous(dossier)
    with lire(services().moteur) as connexion:
        informations = calendrier.informations(connexion, dossier, siens)
    return render_template(
        "suivi/jalons.html",
        dossier=dossier,
        jalons=siens,
        delais=jalons.depuis_detection(siens, dossier.date_detection),
        informations=informations,
    )


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/suivi/jalons/nouveau", methods=["GET", "POST"], droit="dossier.gerer"
)
def nouveau_jalon(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Add a milestone; what is unusual is said afterwards, nothing is refused for it."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = FormulaireJalon(data={"type": request.args.get("type", ""), "fiabilite": "certaine"})
    f.proposer(fabrique.mots)
    fait, erreurs = s.essayer(f, lambda c: jalons.ajouter(c, geste(fabrique), dossier.id, f.valeurs()))
    if fait:
        return revenir(fabrique, dossier, "Le jalon est enregistré.", "suivi.liste_jalons")
    return rendre_formulaire("suivi/jalon.html", dossier, f, erreurs, jalon=None)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/suivi/jalons/<uuid:jalon_id>",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def jalon(fabrique: FabriqueResumee, dossier_id: object, jalon_id: object) -> Reponse:
    """Correct a milestone."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    lu = _jalon(dossier, jalon_id)
    f = FormulaireJalon(data=saisie_jalon(asdict(lu)))
    f.proposer(fabrique.mots)
    fait, erreurs = s.essayer(
        f, lambda c: jalons.modifier(c, geste(fabrique), lu, s.version_de(f.version), f.valeurs()), saisie_jalon
    )
    if fait:
        return revenir(fabrique, dossier, "Le jalon est enregistré.", "suivi.liste_jalons")
    return rendre_formulaire("suivi/jalon.html", dossier, f, erreurs, jalon=lu)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/suivi/jalons/<uuid:jalon_id>/supprimer",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def supprimer_jalon(fabrique: FabriqueResumee, dossier_id: object, jalon_id: object) -> Reponse:
    """Asked once more on its own page."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    lu = _jalon(dossier, jalon_id)
    if request.method != "POST":
        return render_template("suivi/jalon_supprimer.html", dossier=dossier, jalon=lu)
    services().executeur.ecrire_seul(lambda c: jalons.supprimer(c, geste(fabrique), lu))
    return revenir(fabrique, dossier, "Le jalon est supprimé.", "suivi.liste_jalons")


def _tous(dossier: DossierLu) -> list[JalonLu]:
    with lire(services().moteur) as connexion:
        return jalons.tous(connexion, dossier.id)


def _jalon(dossier: DossierLu, jalon_id: object) -> JalonLu:
    with lire(services().moteur) as connexion:
        return jalons.charger(connexion, dossier.id, str(jalon_id)) or introuvable()
