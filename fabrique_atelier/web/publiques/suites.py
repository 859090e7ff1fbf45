"""« Que deviennent nos idées ? »: the result page of a séance, the road of its ideas, and the news by e-mail for who asks."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.comptes.droits import peut
from fabrique_atelier.dossier import abonnements
from fabrique_atelier.dossier import suites as routes
from fabrique_atelier.dossier.suites_seance import lignes, miennes
from fabrique_atelier.reseau.fabriques import fabriques_parmi
from fabrique_atelier.seance import mes_donnees
from fabrique_atelier.seance.bilan import bilan
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.seance.visibilite import PARTICIPANTS
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import courriels, session
from fabrique_atelier.web.contexte import introuvable, seance_par_id_ou_404, services, uuid_ou_404
from fabrique_atelier.web.espace import LIEN_UNIQUE, PORTEUR_DE_JETON, PUBLIC
from fabrique_atelier.web.formulaires.entrees import FormulaireAbonnement
from fabrique_atelier.web.publiques import public
from fabrique_atelier.web.publiques.piece_suites import aujourdhui, compter, pages
from fabrique_atelier.web.salle import api
from fabrique_atelier.web.salle.api import Json, porteur

Reponse = str | Response | tuple[str, int]


@public.pages.get("/suites/<seance_id>", droit=PUBLIC)
def suites(seance_id: str) -> str:
    """The read-only result page, with the road of each group of ideas; before the closing it only says so. No cookie."""
    return _page(seance_par_id_ou_404(seance_id, ateliers=True))


@pages.route("/suites/<seance_id>/nouvelles", methods=["GET", "POST"], droit=PUBLIC)
def s_abonner(seance_id: str) -> Reponse:
    """Ask for the news by e-mail; the address waits for its owner's confirmation."""
    seance = seance_par_id_ou_404(seance_id, ateliers=True)
    if not services().courrier.configure or seance.etat != "close":
        introuvable()
    f, erreur = FormulaireAbonnement(), ""
    if f.validate_on_submit():
        try:
            _demander(seance, f.courriel.data or "")
            return redirect(url_for("suites.abonnement_demande", seance_id=seance.id), 303)
        except ErreurMetier as refus_:
            erreur = refus_.message
    page = render_template("suites/nouvelles.html", f=f, erreur=erreur, seance=seance)
    return (page, 400) if f.is_submitted() else page


@pages.get("/suites/<seance_id>/nouvelles/demande", droit=PUBLIC)
def abonnement_demande(seance_id: str) -> str:
    """Said the same way whether the address was new or not: nobody learns who is written down."""
    return render_template("suites/demande.html", seance=seance_par_id_ou_404(seance_id, ateliers=True))


@pages.route("/suites/abonnement/<jeton>", methods=["GET", "POST"], droit=LIEN_UNIQUE)
def abonnement(jeton: str) -> Reponse:
    """The page of one address: confirm, or stop and delete. A button, because mail programs open links by themselves."""
    with lire(services().moteur) as connexion:
        lu = abonnements.lire(connexion, jeton) or introuvable()
    if request.method != "POST":
        return render_template("suites/abonnement.html", lu=lu, fait="")
    if request.form.get("geste") == "confirmer":
        services().executeur.ecrire_seul(lambda c: abonnements.confirmer(c, jeton, maintenant_ms()))
        flash("Votre adresse est confirmée.")
        return redirect(url_for("suites.abonnement", jeton=jeton), 303)
    services().executeur.ecrire_seul(lambda c: abonnements.arreter(c, jeton))
    return render_template("suites/abonnement.html", lu=lu, fait="arrete")


@api.pages.get("/mes-idees", droit=PORTEUR_DE_JETON)
def mes_idees() -> Json:
    """The road of the cards of the phone whose token this is, as long as something still links them to it."""
    try:
        seance_id = uuid_ou_404(request.args.get("seance", ""))
    except Exception as erreur:
        raise refus("commande_invalide") from erreur
    with services().executeur.etat(seance_id) as etat:
        if etat is None:
            raise refus("seance_inconnue")
        participant = mes_donnees.participant_de(etat, porteur())
        siennes = miennes(etat, participant.id)
        fabrique_id = etat.seance.fabrique_id
    with lire(services().moteur) as connexion:
        trouvees = routes.de_la_seance(connexion, fabrique_id, seance_id, aujourdhui())
    rendues = [x.json(trouvees) for x in siennes]
    return jsonify({"url": url_for("public.suites", seance_id=seance_id), "cartes": rendues}), 200


def _page(seance: SeanceResumee) -> str:
    with services().executeur.etat(seance.id) as etat:
        if etat is None:
            introuvable()
        contenu = bilan(etat, PARTICIPANTS)
        groupes = lignes(etat) if contenu["terminee"] else []
    with lire(services().moteur) as connexion:
        trouvees = routes.de_la_seance(connexion, seance.fabrique_id, seance.id, aujourdhui()) if groupes else {}
    return render_template(
        "public/suites.html",
        **contenu,
        url_export_csv=None,
        chemins=[(g, trouvees.get(g.id, [])) for g in groupes if g.groupe or g.id in trouvees],
        ensemble=trouvees.get("", []),
        url_promouvoir=_url_promouvoir(seance),
        avec_nouvelles=services().courrier.configure and contenu["terminee"],
    )


def _url_promouvoir(seance: SeanceResumee) -> str:
    """Where somebody signed in who may do it promotes from here; empty for everybody else."""
    present = session.acteur()
    if present is None or not peut(present, "dossier.gerer", seance):
        return ""
    with lire(services().moteur) as connexion:
        trouvees = [f for f in fabriques_parmi(connexion, list(present.roles)) if f.id == seance.fabrique_id]
    return url_for("entrees.promouvoir", fabrique=trouvees[0].identifiant, seance_id=seance.id) if trouvees else ""


def _demander(seance: SeanceResumee, courriel: str) -> None:
    compter(request.remote_addr or "")
    cle, base = services().reglages.cle, services().reglages.url
    jeton: Any = services().executeur.ecrire_seul(
        lambda c: abonnements.demander(c, cle, seance.id, courriel, maintenant_ms())
    )
    if jeton:
        url = f"{base}/suites/abonnement/{jeton}"
        courriels.plus_tard(partial(_confirmer, courriel, seance.titre, url))


def _confirmer(courriel: str, titre: str, url: str) -> None:
    courriels.envoyer(courriel, "abonnement", quoi=titre, url=url)
