"""The call for candidates of a dossier, its candidates and their ranking."""

from __future__ import annotations

from dataclasses import asdict

from flask import request

from fabrique_atelier.dossier import documents
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.porteur import appels
from fabrique_atelier.porteur.appels import AppelLu, CandidatureLue
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404, geste, revenir
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.appel import (
    FormulaireAppel,
    FormulaireCandidature,
    saisie_appel,
    saisie_candidature,
)
from fabrique_atelier.web.porteur.base import Reponse, pages, rendre_formulaire, rendre_page


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/porteur/appel", droit="dossier.lire")
def voir_appel(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """The call under way, what it lacks, its candidates by rank, the calls before."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        tous = appels.tous(connexion, dossier.id)
        appel = tous[0] if tous else None
        candidatures = appels.candidatures(connexion, appel.id) if appel else []
        jury = documents.liste(connexion, dossier.id, "jury")
    manquants = appels.manquants(appel)
    valeurs = {"candidatures": candidatures, "jury": jury, "anciens": tous[1:], "manquants": manquants}
    return rendre_page("porteur/appel.html", dossier, classe=appels.classe(candidatures), **valeurs)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/porteur/appel/ecrire", methods=["GET", "POST"], droit="dossier.gerer"
)
def ecrire_appel(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The form of the call; ``?nouveau=1`` opens another one after a call that found nobody."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        appel = None if request.args.get("nouveau") else appels.present(connexion, dossier.id)
    depart = saisie_appel(asdict(appel)) if appel else {"titre": dossier.titre, "criteres": []}
    f = FormulaireAppel(data=depart)
    f.proposer()
    fait, erreurs = s.essayer(
        f,
        lambda c: appels.enregistrer(c, geste(fabrique), dossier.id, (appel, s.version_de(f.version)), f.valeurs()),
        saisie_appel,
    )
    if fait:
        return revenir(fabrique, dossier, "L’appel est enregistré.", "porteur.voir_appel")
    return rendre_formulaire("porteur/appel_ecrire.html", dossier, f, erreurs)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/porteur/candidatures/nouvelle",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def inscrire_candidature(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Write down a candidate who answered the call."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        appel = appels.present(connexion, dossier.id)
    if appel is None:
        return revenir(fabrique, dossier, "Écrivez d’abord l’appel.", "porteur.voir_appel")
    return _candidature(fabrique, dossier, appel, None)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/porteur/candidatures/<uuid:candidature_id>",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def candidature(fabrique: FabriqueResumee, dossier_id: object, candidature_id: object) -> Reponse:
    """A candidate: what it brings, and what the jury said."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lue = appels.candidature(connexion, dossier.id, str(candidature_id)) or introuvable()
        appel = next(a for a in appels.tous(connexion, dossier.id) if a.id == lue.appel_id)
    return _candidature(fabrique, dossier, appel, lue)


def _candidature(fabrique: FabriqueResumee, dossier: DossierLu, appel: AppelLu, lue: CandidatureLue | None) -> Reponse:
    f = FormulaireCandidature(data=saisie_candidature(asdict(lue)) if lue else {})
    fait, erreurs = s.essayer(
        f,
        lambda c: appels.inscrire(c, geste(fabrique), appel, (lue, s.version_de(f.version)), f.valeurs()),
        saisie_candidature,
    )
    if fait:
        return revenir(fabrique, dossier, "La candidature est enregistrée.", "porteur.voir_appel")
    return rendre_formulaire("porteur/candidature.html", dossier, f, erreurs, candidature=lue)
