"""The fiche idée: reading it, writing it with others, keeping a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.dossier import fiche_brouillon as brouillons
from fabrique_atelier.dossier.fiche import Enregistree, enregistrer, rapprocher, refuser_ferme
from fabrique_atelier.dossier.fiche_champs import TEXTES, libelle
from fabrique_atelier.dossier.fiche_fusion import CHOIX
from fabrique_atelier.dossier.fiche_lecture import fiche_lue
from fabrique_atelier.dossier.fiche_versions import presente
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.etude.benchmarks import en_bref
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import heure_locale
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import Reponse, dossier_ou_404, geste
from fabrique_atelier.web.dossiers.fiche_base import (
    UN,
    Etabli,
    conflits,
    depuis,
    dresser,
    formulaire,
    lire_brouillon,
    pages,
    reposer,
)
from fabrique_atelier.web.espace import acteur
from fabrique_atelier.web.formulaires.fiche import FormulaireFiche


@pages.get(UN, droit="dossier.lire")
def fiche(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """The fiche as it stands, what it lacks, who writes it at this moment."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lue = fiche_lue(connexion, fabrique.id, dossier.id, ailleurs=en_bref(connexion, dossier.id)) or introuvable()
        siens = brouillons.lire(connexion, dossier.id, acteur().personne_id)
        autres = brouillons.autres(connexion, dossier.id, acteur().personne_id, maintenant_ms())
    return render_template("fiche/page.html", dossier=dossier, fiche=lue, brouillon=siens.courant, autres=autres)


@pages.route(f"{UN}/ecrire", methods=["GET", "POST"], droit="dossier.gerer")
def ecrire(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The form of the fiche; a draft is taken up again by itself."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    refuser_ferme(dossier)
    etabli = dresser(fabrique, dossier)
    f = formulaire(etabli)
    if not f.is_submitted():
        return _rendre(f, etabli, etabli.fusion)
    if "brouillon" in request.form:
        _garder(dossier, f)
        flash("Le brouillon est gardé. Vous seul ou vous seule le voyez, tant que la fiche n’est pas enregistrée.")
        return _vers(fabrique, dossier, "fiche.fiche")
    return _enregistrer(fabrique, f, etabli)


@pages.post(f"{UN}/brouillon", droit="dossier.gerer")
def garder(fabrique: FabriqueResumee, dossier_id: object) -> Response | tuple[Response, int]:
    """Keep what is being typed (JSON); answer who else writes, and which version stands now."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    refuser_ferme(dossier)
    moi = acteur().personne_id
    lu = lire_brouillon(fabrique.id)
    if lu is None:
        return jsonify(erreur="illisible"), 400
    services().executeur.ecrire_seul(lambda c: brouillons.garder(c, dossier.id, moi, lu))
    with lire(services().moteur) as connexion:
        actuelle = presente(connexion, dossier)
        autres = brouillons.autres(connexion, dossier.id, moi, lu.le)
    return jsonify(heure=_heure(lu.le), autres=autres, version=actuelle.numero, par=actuelle.auteur)


@pages.post(f"{UN}/brouillon/ecarter", droit="dossier.gerer")
def ecarter(fabrique: FabriqueResumee, dossier_id: object) -> Response:
    """Start again from the saved fiche; the draft can still be found again."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    services().executeur.ecrire_seul(lambda c: brouillons.ecarter(c, dossier.id, acteur().personne_id))
    flash("Votre brouillon est mis de côté. Vous pouvez encore le retrouver en bas de cette page.")
    return _vers(fabrique, dossier, "fiche.ecrire")


@pages.post(f"{UN}/brouillon/retrouver", droit="dossier.gerer")
def retrouver(fabrique: FabriqueResumee, dossier_id: object) -> Response:
    """Take up the draft put aside."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    services().executeur.ecrire_seul(lambda c: brouillons.retrouver(c, dossier.id, acteur().personne_id))
    return _vers(fabrique, dossier, "fiche.ecrire")


def _enregistrer(fabrique: FabriqueResumee, f: FormulaireFiche, etabli: Etabli) -> Reponse:
    """Save; whatever stands in the way, what was typed is kept as a draft and shown again."""
    choix = {n: c for n in (*TEXTES, "territoire") if (c := request.form.get(f"choix_{n}", "")) in CHOIX}
    dossier, erreurs = etabli.dossier, list[str]()
    if f.validate():
        try:
            fait = services().executeur.ecrire_seul(
                lambda c: enregistrer(c, geste(fabrique), dossier.id, f.saisie(choix))
            )
        except ErreurMetier as refus:
            erreurs.append(refus.message)
        else:
            flash(_dire(fait))
            return _vers(fabrique, dossier, "fiche.fiche")
    _garder(dossier, f)
    return _refaire(f, dresser(fabrique, dossier), choix, erreurs)


def _refaire(f: FormulaireFiche, etabli: Etabli, choix: Mapping[str, str], erreurs: list[str]) -> Reponse:
    """Draw the form again, merged with what was saved meanwhile, with the choices still to make."""
    with lire(services().moteur) as connexion:
        fusion, _ = rapprocher(connexion, etabli.dossier, f.saisie({}))
    reposer(f, fusion, etabli)
    return _rendre(f, etabli, fusion, choix=choix, erreurs=erreurs), 400


def _rendre(
    f: FormulaireFiche,
    etabli: Etabli,
    fusion: Any,
    choix: Mapping[str, str] | None = None,
    erreurs: list[str] | None = None,
) -> str:
    a_choisir = conflits(etabli, fusion, choix or {})
    return render_template(
        "fiche/ecrire.html",
        f=f,
        etabli=etabli,
        dossier=etabli.dossier,
        conflits={c.champ: c for c in a_choisir},
        repris=fusion.repris if fusion else (),
        erreurs=erreurs or [],
        textes=TEXTES,
    )


def _garder(dossier: DossierLu, f: FormulaireFiche) -> None:
    moi, lu = acteur().personne_id, depuis(f)
    services().executeur.ecrire_seul(lambda c: brouillons.garder(c, dossier.id, moi, lu))


def _heure(ms: int) -> str:
    quand = heure_locale(ms)
    return f"{quand.hour}\u00a0h\u00a0{quand.minute:02d}"


def _dire(fait: Enregistree) -> str:
    """What came of saving, in words."""
    if not fait.nouvelle:
        return f"Rien n’a changé depuis la version\u00a0{fait.numero}."
    dit = f"La fiche est enregistrée\u00a0: version\u00a0{fait.numero}."
    if fait.repris:
        noms = ", ".join(f"«\u00a0{libelle(n)}\u00a0»" for n in fait.repris)
        dit += f" {fait.auteur or 'Quelqu’un'} avait enregistré entre-temps {noms}\u00a0: c’est gardé avec ce que vous avez écrit."
    return dit


def _vers(fabrique: FabriqueResumee, dossier: DossierLu, vue: str) -> Response:
    return redirect(url_for(vue, fabrique=fabrique.identifiant, dossier_id=dossier.id), 303)
