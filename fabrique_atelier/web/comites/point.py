"""One point, on the day: quorum, déports, avis by hand or live, the decision, who disagrees."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Reponse

from fabrique_atelier.comite import avis, avis_direct, decisions, deports, membres, minutes, noms, presences, reserves
from fabrique_atelier.comite import ordre_du_jour as agenda
from fabrique_atelier.comite.ordre_du_jour import PointLu
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.conduite import decisions as conduite
from fabrique_atelier.dossier.decisions import Decision
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.dossier.stades import PORTES
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.seance.tickets import jeton_de_ticket
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne, paragraphes
from fabrique_atelier.web import envois
from fabrique_atelier.web.comites import vote_du_comite as vote
from fabrique_atelier.web.comites.commun import Page, ecrire, geste_de, phrase_du_quorum, point_de, tenter
from fabrique_atelier.web.comites.espace import pages
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.formulaires.comites import version_de
from fabrique_atelier.web.formulaires.comites_seance import FormulaireAvis, FormulaireSynthese
from fabrique_atelier.web.formulaires.decision import BESOINS, FormulaireDecision


@pages.route("/<fabrique>/comites/points/<uuid:point_id>", methods=["GET", "POST"], droit="comite.gerer")
def point(fabrique: FabriqueResumee, point_id: object) -> Page:
    """The point at hand; posting records its decision, once and for all."""
    le_point, seance = point_de(fabrique, point_id)
    formulaire = _formulaire(fabrique, le_point, seance.jour)
    if request.method == "POST":
        if formulaire is None:
            return tenter(lambda: _acter(fabrique, le_point), _adresse(fabrique, le_point), "Le point est clos.")
        if formulaire.validate():
            prise = formulaire.en_decision(point_id=le_point.id, instance=seance.comite.type)
            refus = _decider(fabrique, le_point, prise)
            if refus is None:
                vers = url_for("comite_seance.jour", fabrique=fabrique.identifiant, seance_comite_id=seance.id)
                return tenter(lambda: None, vers, f"La décision sur «\u00a0{le_point.titre}\u00a0» est enregistrée.")
            formulaire.form_errors.append(refus.message)
    page = render_template("comites/point_du_jour.html", f=formulaire, **_tout(fabrique, le_point, seance))
    return (page, 400) if request.method == "POST" else page


@pages.get("/<fabrique>/comites/points/<uuid:point_id>/etat", droit="comite.gerer")
def etat_point(fabrique: FabriqueResumee, point_id: object) -> Response:
    """Quorum and live vote of the point, asked every three seconds."""
    le_point, seance = point_de(fabrique, point_id)
    with lire(services().moteur) as connexion:
        quorum = presences.quorum_de(connexion, seance.id, le_point.id)
        en_cours = vote.etat_du_vote(connexion, le_point)
    return jsonify(quorum=phrase_du_quorum(quorum), atteint=quorum.atteint, vote=en_cours)


@pages.post("/<fabrique>/comites/points/<uuid:point_id>/deport", droit="comite.gerer")
def deporter(fabrique: FabriqueResumee, point_id: object) -> Reponse:
    """Put a member aside for this point: no papers, no debate, no vote."""
    le_point, _ = point_de(fabrique, point_id)
    membre_id, motif = request.form.get("membre_id", ""), ligne(request.form.get("motif", ""))

    def travail() -> None:
        ecrire(lambda c: deports.declarer(c, geste_de(fabrique), le_point.id, membre_id, motif))
        _suivre(fabrique, le_point)

    return tenter(
        travail, _retour(fabrique, le_point), "Le déport est noté\u00a0: ce membre ne voit plus les documents du point."
    )


@pages.post("/<fabrique>/comites/points/<uuid:point_id>/deport/annuler", droit="comite.gerer")
def annuler_deport(fabrique: FabriqueResumee, point_id: object) -> Reponse:
    """Take a déport back."""
    le_point, _ = point_de(fabrique, point_id)
    membre_id = request.form.get("membre_id", "")

    def travail() -> None:
        ecrire(lambda c: deports.annuler(c, geste_de(fabrique), le_point.id, membre_id))
        _suivre(fabrique, le_point)

    return tenter(travail, _retour(fabrique, le_point), "Le déport est annulé.")


@pages.post("/<fabrique>/comites/points/<uuid:point_id>/avis", droit="comite.gerer")
def saisir_avis(fabrique: FabriqueResumee, point_id: object) -> Reponse:
    """The tally counted in the room, or each member's opinion when the rules ask for names."""
    le_point, seance = point_de(fabrique, point_id)
    formulaire = FormulaireAvis()

    def travail() -> None:
        geste, sur = geste_de(fabrique), request.form.get("sur", "decision")
        if seance.comite.nominatif:
            dits = {k[5:]: v for k, v in request.form.items() if k.startswith("avis-") and v}
            ecrire(lambda c: avis.nominatif(c, geste, le_point.id, dits, sur))
            return
        totaux, president = formulaire.totaux(), request.form.get("president", "")
        ecrire(lambda c: avis.saisir(c, geste, le_point.id, totaux, sur, president))

    return tenter(travail, _adresse(fabrique, le_point) + "#avis", "Les avis sont notés.")


@pages.post("/<fabrique>/comites/points/<uuid:point_id>/vote/ouvrir", droit="comite.gerer")
def ouvrir_vote(fabrique: FabriqueResumee, point_id: object) -> Reponse:
    """Open the vote on the members' phones."""
    le_point, seance = point_de(fabrique, point_id)
    fait = "Le vote est ouvert\u00a0: les membres présents le voient sur leur page."
    return tenter(lambda: vote.ouvrir(fabrique, le_point, seance), _adresse(fabrique, le_point) + "#avis", fait)


@pages.post("/<fabrique>/comites/points/<uuid:point_id>/vote/fermer", droit="comite.gerer")
def fermer_vote(fabrique: FabriqueResumee, point_id: object) -> Reponse:
    """Close it: the totals become the avis of the point."""
    le_point, _ = point_de(fabrique, point_id)
    sur = request.form.get("sur", "idee")
    fait = "Le vote est fermé. Les totaux sont repris ici\u00a0; personne ne saura qui a répondu quoi."
    return tenter(lambda: vote.fermer(fabrique, le_point, sur), _adresse(fabrique, le_point) + "#avis", fait)


@pages.get("/<fabrique>/comites/points/<uuid:point_id>/vote/tickets", droit="comite.gerer")
def tickets(fabrique: FabriqueResumee, point_id: object) -> str | Reponse:
    """A QR code per voice, for members without an account: the ticket opens the vote on any phone."""
    le_point, seance = point_de(fabrique, point_id)
    with lire(services().moteur) as connexion:
        if not vote.vote_ouvert(connexion, le_point):
            return redirect(_adresse(fabrique, le_point), 303)
        distribues = avis.tickets(connexion, le_point.id)
        noms_ = {m.id: m.nom for m in membres.a_la_date(connexion, seance.comite_id, seance.jour)}
    cle, ou = services().reglages.cle, str(le_point.vote_seance_id)
    billets = [(noms_.get(m, ""), n, jeton_de_ticket(cle, ou, n)) for n, m in distribues.items()]
    return render_template("comites/tickets.html", point=le_point, reunion=seance, billets=billets)


@pages.post("/<fabrique>/comites/points/<uuid:point_id>/synthese", droit="comite.gerer")
def resumer(fabrique: FabriqueResumee, point_id: object) -> Page:
    """What was said, for the minutes."""
    le_point, seance = point_de(fabrique, point_id)
    formulaire = FormulaireSynthese()
    try:
        texte = paragraphes(formulaire.synthese.data or "", 4000)
        ecrire(lambda c: agenda.resumer(c, geste_de(fabrique), (le_point.id, version_de(formulaire)), texte))
    except ErreurMetier as refus:
        if refus.code == "introuvable":
            introuvable()
        tout = _tout(fabrique, le_point, seance) | {"synthese_saisie": formulaire.synthese.data, "refus": refus.message}
        decision = _formulaire(fabrique, le_point, seance.jour, vierge=True)
        return render_template("comites/point_du_jour.html", f=decision, **tout), 409
    return tenter(lambda: None, _adresse(fabrique, le_point) + "#synthese", "Le résumé est enregistré.")


@pages.post("/<fabrique>/comites/points/<uuid:point_id>/divergence", droit="comite.gerer")
def diverger(fabrique: FabriqueResumee, point_id: object) -> Reponse:
    """Write down the disagreement of a member who asks for it; an empty text takes it back."""
    le_point, _ = point_de(fabrique, point_id)
    membre_id = request.form.get("membre_id", "")

    def travail() -> None:
        texte = paragraphes(request.form.get("texte", ""), 1000)
        ecrire(lambda c: avis.contredire(c, geste_de(fabrique), le_point.id, membre_id, texte))

    return tenter(travail, _adresse(fabrique, le_point) + "#divergences", "C’est noté.")


def _formulaire(fabrique: FabriqueResumee, p: PointLu, jour: str, *, vierge: bool = False) -> FormulaireDecision | None:
    """The form of the decision; None for a point that decides nothing."""
    if p.porte not in PORTES:
        return None
    donnees = {"decision": p.recommandation, "jour": date.fromisoformat(jour)}
    formulaire = FormulaireDecision(formdata=None, data=donnees) if vierge else FormulaireDecision(data=donnees)
    with lire(services().moteur) as connexion:
        motifs = reglage(connexion, fabrique.id).tous_les_motifs
    formulaire.proposer(p.porte, motifs, libelles(fabrique.mots))
    # the day of a committee's decision is that of its sitting: the page does not ask for it
    formulaire.jour.validators = []
    return formulaire


def _decider(fabrique: FabriqueResumee, p: PointLu, prise: Decision) -> ErreurMetier | None:
    try:
        ecrire(lambda c: conduite.decider(c, geste_de(fabrique), p.id, prise))
    except ErreurMetier as refus:
        return refus
    if p.dossier_id:
        envois.prevenir_du_dossier(p.dossier_id)
    return None


def _acter(fabrique: FabriqueResumee, p: PointLu) -> None:
    texte = paragraphes(request.form.get("texte", ""), 600)
    ecrire(lambda c: decisions.prendre_acte(c, geste_de(fabrique), p.id, texte))


def _tout(fabrique: FabriqueResumee, p: PointLu, seance: SeanceLue) -> dict[str, Any]:
    with lire(services().moteur) as connexion:
        le_point = agenda.charger(connexion, fabrique.id, p.id) or introuvable()
        quorum = presences.quorum_de(connexion, seance.id, p.id)
        releve, prise = avis.du_point(connexion, p.id), decisions.du_point(connexion, p.id)
        siens: dict[str, Any] = {
            "deports": deports.du_point(connexion, p.id),
            "suggestions": deports.suggestions(connexion, fabrique.id, p.id),
            "membres": membres.a_la_date(connexion, seance.comite_id, seance.jour),
            "votants": avis.votants(connexion, fabrique.id, p.id),
            "vote": vote.etat_du_vote(connexion, le_point),
            "points": agenda.points(connexion, fabrique.id, seance.id),
            "vient_d_une_seance": decisions.vient_d_une_seance(connexion, p.dossier_id),
            "divergences": _divergences(connexion, fabrique, seance.id, p.id),
            "suites": reserves.du_point(connexion, p.id),
        }
    dite = decisions.tableau(releve, prise) if prise else ""
    return siens | {
        "point": le_point,
        "reunion": seance,
        "quorum": quorum,
        "phrase_quorum": phrase_du_quorum(quorum),
        "releve": releve,
        "prise": prise,
        "avis_dit": dite,
        "besoins": BESOINS,
        "ouverte": seance.etat == noms.TENUE,
        "avis_form": FormulaireAvis(formdata=None),
        "liste_avis": avis_direct.AVIS,
    }


def _divergences(connexion: Any, fabrique: FabriqueResumee, seance_id: str, point_id: str) -> Any:
    """Who asked that their disagreement be written down, as the minutes say it."""
    projet = minutes.projet(connexion, fabrique.id, seance_id)
    return next((p.divergences for p in projet.points if p.id == point_id), ()) if projet else ()


def _suivre(fabrique: FabriqueResumee, p: PointLu) -> None:
    with lire(services().moteur) as connexion:
        ouvert = vote.vote_ouvert(connexion, p)
    if ouvert:
        vote.suivre(fabrique, p)


def _adresse(fabrique: FabriqueResumee, p: PointLu) -> str:
    return url_for("comite_seance.point", fabrique=fabrique.identifiant, point_id=p.id)


def _retour(fabrique: FabriqueResumee, p: PointLu) -> str:
    """Back to the agenda when the déport was said while preparing, else to the point."""
    if request.form.get("retour") == "preparer":
        ou = url_for("comite_seance.preparer", fabrique=fabrique.identifiant, seance_comite_id=p.seance_comite_id)
        return f"{ou}#point-{p.id}"
    return _adresse(fabrique, p) + "#deports"
