"""How the fabrique runs its parcours: instances, gates, delays, reasons."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection, func, select
from werkzeug.wrappers import Response

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.alertes import ouvert
from fabrique_atelier.dossier.reglage import Reglage, regler
from fabrique_atelier.dossier.reglage import reglage as lire_reglage
from fabrique_atelier.dossier.stades import DEVANT, MOTIFS, PORTES, PREREGLAGES
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.reglages import prereglages
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.champs import dire_conflits
from fabrique_atelier.web.formulaires.parcours import FormulaireParcours, saisie

pages = Espace("parcours", __name__, url_prefix="/equipe")
Page = str | Response | tuple[str, int]


@pages.route("/<fabrique>/reglages/parcours", methods=["GET", "POST"], droit="parcours.regler")
def reglage(fabrique: FabriqueResumee) -> Page:
    """The settings; ``?prereglage=`` proposes the gates of a preset, not saved yet."""
    with lire(services().moteur) as connexion:
        actuel = lire_reglage(connexion, fabrique.id)
    formulaire = FormulaireParcours(data=saisie(actuel, request.args.get("prereglage", "")))
    formulaire.nommer(fabrique.mots)
    if formulaire.validate_on_submit() and _enregistrer(fabrique, formulaire):
        flash("C’est enregistré.")
        return redirect(url_for("parcours.reglage", fabrique=fabrique.identifiant), 303)
    page = render_template("parcours/reglage.html", f=formulaire, **_listes(fabrique, actuel))
    return (page, 400) if formulaire.is_submitted() else page


def _listes(fabrique: FabriqueResumee, actuel: Reglage) -> dict[str, Any]:
    """What the page names: presets, the one at work, the reasons of the network, who waits at each gate."""
    with lire(services().moteur) as connexion:
        inscrits = _inscrits(connexion, fabrique.id)
    propose = request.args.get("prereglage", "")
    return {
        "propose": propose if propose in PREREGLAGES else "",
        "portes": PORTES,
        "prereglages": prereglages(fabrique.mots),
        "actuel": next((c for c, p in PREREGLAGES.items() if p == dict(actuel.portes)), ""),
        "motifs": list(MOTIFS.values()),
        "inscrits": inscrits,
    }


def _enregistrer(fabrique: FabriqueResumee, formulaire: FormulaireParcours) -> bool:
    """Save; on a refusal say it in the form, beside what somebody else has saved meanwhile."""
    geste = Geste(services().audit, acteur().personne_id, fabrique.id, maintenant_ms())
    nouveau = formulaire.reglage()
    try:
        services().executeur.ecrire_seul(lambda c: regler(c, geste, nouveau))
    except ErreurMetier as refus:
        formulaire.form_errors.append(refus.message)
        if refus.code == "version_depassee":
            _dire_ce_qui_est(fabrique, formulaire)
        return False
    return True


def _dire_ce_qui_est(fabrique: FabriqueResumee, formulaire: FormulaireParcours) -> None:
    with lire(services().moteur) as connexion:
        actuel = lire_reglage(connexion, fabrique.id)
    valeurs = saisie(actuel)
    miens = {m["code"] for m in formulaire.motifs.data}
    manquants = [x for x in valeurs.pop("motifs") if x["code"] not in miens]
    for motif in manquants:  # reasons added by the other person: kept, they are never taken away
        formulaire.motifs.append_entry(motif)
    formulaire.version.data = str(valeurs.pop("version"))
    dire_conflits(formulaire, valeurs)


def _inscrits(connexion: Connection, fabrique_id: str) -> dict[str, int]:
    """Gate → how many dossiers wait before it, on an agenda."""
    d = m.Dossier
    requete = select(d.stade, func.count()).where(d.fabrique_id == fabrique_id, d.stade.in_(DEVANT.values()), ouvert())
    par_stade = {r[0]: r[1] for r in connexion.execute(requete.group_by(d.stade))}
    return {p: par_stade.get(s, 0) for p, s in DEVANT.items()}
