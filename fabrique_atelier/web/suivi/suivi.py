"""Following up a project: its time in one picture, its points, the way out. Milestones and money stand beside."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import render_template, request
from sqlalchemy import Connection

from fabrique_atelier.conduite import calendrier
from fabrique_atelier.dossier.lectures import DossierLu, historique
from fabrique_atelier.porteur import conventions, faisabilite
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.socle.base import lire
from fabrique_atelier.suivi import financements, jalons, points, sortie
from fabrique_atelier.suivi import nomenclatures as n
from fabrique_atelier.suivi.dates import cle_de_tri
from fabrique_atelier.suivi.frise import Fait, dessiner
from fabrique_atelier.suivi.jalons import JalonLu
from fabrique_atelier.suivi.points import PointLu
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import aujourdhui, dossier_ou_404, geste, revenir
from fabrique_atelier.web.dossiers.histoire import decide
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.suivi import FormulairePoint, FormulaireSortie, saisie_point, saisie_sortie
from fabrique_atelier.web.suivi.base import Reponse, pages, rendre_formulaire


@pages.get("/<fabrique>/dossiers/<uuid:dossier_id>/suivi", droit="dossier.lire")
def voir(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """Everything dated, in one picture and one table; the points to hold; the figures; the money; the way out."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        valeurs = _ensemble(connexion, fabrique, dossier)
    return render_template("suivi/voir.html", dossier=dossier, **valeurs)


def _ensemble(connexion: Connection, fabrique: FabriqueResumee, dossier: DossierLu) -> dict[str, Any]:
    """What the page of the follow-up shows."""
    siens, tenus = jalons.tous(connexion, dossier.id), points.tous(connexion, dossier.id)
    convention = conventions.presente(connexion, dossier.id)
    signee = convention.signee_le if convention else None
    faits = _faits(connexion, fabrique, dossier, siens)
    return {
        "faits": sorted(faits, key=lambda f: cle_de_tri(f.quand)),
        "frise": dessiner(faits, aujourdhui()),
        "informations": calendrier.informations(connexion, dossier, siens),
        "prevus": points.propositions(signee, tenus, aujourdhui()),
        "points": tenus,
        "signee": signee,
        "series": points.series(tenus),
        "totaux": financements.totaux(financements.tous(connexion, dossier.id)),
        "sortie": sortie.lire(connexion, dossier.id),
    }


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/suivi/points/nouveau", methods=["GET", "POST"], droit="dossier.gerer"
)
def nouveau_point(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Note a follow-up point; ``?mois=`` is the proposal it answers."""
    return _point(fabrique, dossier_ou_404(fabrique, dossier_id), None)


@pages.route(
    "/<fabrique>/dossiers/<uuid:dossier_id>/suivi/points/<uuid:point_suivi_id>",
    methods=["GET", "POST"],
    droit="dossier.gerer",
)
def point(fabrique: FabriqueResumee, dossier_id: object, point_suivi_id: object) -> Reponse:
    """A follow-up point held, to read or complete."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lu = points.charger(connexion, dossier.id, str(point_suivi_id)) or introuvable()
    return _point(fabrique, dossier, lu)


@pages.route("/<fabrique>/dossiers/<uuid:dossier_id>/suivi/sortie", methods=["GET", "POST"], droit="dossier.gerer")
def criteres(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The three criteria of the way out, each with its proof."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lue = sortie.lire(connexion, dossier.id)
    f = FormulaireSortie(data=saisie_sortie({"version": lue.version, "criteres": lue.criteres}))
    fait, erreurs = s.essayer(
        f, lambda c: sortie.enregistrer(c, geste(fabrique), dossier.id, f.valeurs()), saisie_sortie
    )
    if fait:
        return revenir(fabrique, dossier, "Les critères sont enregistrés.", "suivi.voir")
    return rendre_formulaire("suivi/sortie.html", dossier, f, erreurs)


def _point(fabrique: FabriqueResumee, dossier: DossierLu, lu: PointLu | None) -> Reponse:
    mois = request.args.get("mois", "")
    depart = {"mois": mois if mois.isascii() and mois.isdigit() and int(mois) in n.ECHEANCES else ""}
    f = FormulairePoint(data=saisie_point(asdict(lu)) if lu else depart)
    f.proposer(fabrique.mots)
    fait, erreurs = s.essayer(
        f,
        lambda c: points.enregistrer(c, geste(fabrique), dossier.id, (lu, s.version_de(f.version)), f.valeurs()),
        saisie_point,
    )
    if fait:
        return revenir(fabrique, dossier, "Le point de suivi est enregistré.", "suivi.voir")
    return rendre_formulaire("suivi/point.html", dossier, f, erreurs, point=lu)


def _faits(connexion: Connection, fabrique: FabriqueResumee, dossier: DossierLu, siens: list[JalonLu]) -> list[Fait]:
    """What is dated about a dossier: milestones, stages, decisions, and what its porteur handed in."""
    stades, types = libelles(fabrique.mots), n.jalons(fabrique.mots)
    faits = [Fait(j.quand, j.libelle or types[j.type], "jalon" if j.reel else "prevu") for j in siens]
    dits = {j.type for j in siens}
    for genre, quand in calendrier.ailleurs(connexion, dossier).items():
        if genre not in dits:
            faits.append(Fait(quand, types[genre], "prevu" if quand > aujourdhui() else "jalon"))
    for e in historique(connexion, dossier.id):
        if e.decision:
            faits.append(Fait(e.jour, decide(str(e.porte), e.decision, fabrique.mots), "decision"))
        elif e.de_stade is not None and e.de_stade != e.vers_stade:
            faits.append(Fait(e.jour, stades[e.vers_stade], "stade"))
    etude = faisabilite.lire(connexion, dossier.id)
    if etude.deposee_le:
        par = fabrique.mots.mot("porteur", "le")
        faits.append(Fait(etude.deposee_le, f"Étude de faisabilité, par {par}", "porteur"))
    return faits
