"""One séance as its team prepares and conducts it: links, entry, tickets, remote."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.seance import bureau, lectures
from fabrique_atelier.seance.demandes import Geste
from fabrique_atelier.seance.droits import ANIMATION, Acteur
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.seance.tickets import jeton_de_ticket
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import liens_de, services, urls_de
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.seances import FormulaireEntree, FormulaireGeste, FormulaireTickets
from fabrique_atelier.web.phrases_journal import phrase, precisions
from fabrique_atelier.web.salle.animation import seance_de

PAR_FEUILLE = 8
pages = Espace("seances", __name__, url_prefix="/equipe/<fabrique>/seances/<seance_id>")


@pages.get("", droit="seance.lister")
def fiche(fabrique: FabriqueResumee, seance_id: str) -> str:
    """Everything about one séance: where to project, print, enter, conduct; who did what."""
    return _fiche(fabrique, seance_de(fabrique, seance_id))


@pages.post("/preter", droit="seance.preter")
def preter(fabrique: FabriqueResumee, seance_id: str) -> Response | tuple[str, int]:
    """Lend the remote by a link."""
    return _faire(fabrique, seance_id, bureau.preter(), "La télécommande est prêtée\u00a0: donnez son lien.")


@pages.post("/reprendre", droit="seance.preter")
def reprendre(fabrique: FabriqueResumee, seance_id: str) -> Response | tuple[str, int]:
    """Take it back: the link is dead, the remotes it opened are closed."""
    reponse = _faire(
        fabrique, seance_id, bureau.reprendre(), "La télécommande est reprise\u00a0: son lien n’ouvre plus rien."
    )
    services().fermer_sockets()
    return reponse


@pages.post("/entree", droit="seance.preparer")
def entree(fabrique: FabriqueResumee, seance_id: str) -> Response | tuple[str, int]:
    """Change how people enter."""
    formulaire = FormulaireEntree()
    if not formulaire.validate_on_submit():
        return _fiche(fabrique, seance_de(fabrique, seance_id), entree=formulaire), 400
    geste = bureau.regler_entree(formulaire.mode_entree.data, mineurs=formulaire.mineurs_presents.data)
    return _faire(fabrique, seance_id, geste, "L’entrée est réglée.")


@pages.post("/tickets", droit="seance.preparer")
def ajouter_tickets(fabrique: FabriqueResumee, seance_id: str) -> Response | tuple[str, int]:
    """Print more tickets."""
    formulaire = FormulaireTickets()
    if not formulaire.validate_on_submit():
        return _fiche(fabrique, seance_de(fabrique, seance_id), tickets=formulaire), 400
    return _faire(
        fabrique, seance_id, bureau.ajouter_tickets(formulaire.nombre.data or 0), "Les tickets sont prêts à imprimer."
    )


@pages.post("/tickets/<int:numero>/annuler", droit="seance.preparer")
def annuler_ticket(fabrique: FabriqueResumee, seance_id: str, numero: int) -> Response | tuple[str, int]:
    """Cancel one ticket: its phone is put aside, its ballots leave the votes."""
    return _faire(fabrique, seance_id, bureau.annuler_ticket(numero), f"Le ticket {numero} est annulé.")


@pages.get("/affiche", droit="seance.lister")
def affiche(fabrique: FabriqueResumee, seance_id: str) -> str:
    """The sheet to pin at the door: QR code, address, code."""
    seance = seance_de(fabrique, seance_id)
    adresse = services().reglages.adresse
    return render_template("equipe/seance_affiche.html", seance=seance, url=urls_de(liens_de(seance)), adresse=adresse)


@pages.get("/tickets/imprimer", droit="seance.preparer")
def imprimer(fabrique: FabriqueResumee, seance_id: str) -> str:
    """The tickets that are still good, eight a sheet; ``depuis`` skips the ones already printed."""
    seance = seance_de(fabrique, seance_id)
    depuis = request.args.get("depuis", 1, type=int)
    with lire(services().moteur) as connexion:
        bons = [t.numero for t in lectures.tickets(connexion, seance.id) if not t.annule and t.numero >= depuis]
    billets = [(n, jeton_de_ticket(services().reglages.cle, seance.id, n)) for n in bons]
    feuilles = [billets[i : i + PAR_FEUILLE] for i in range(0, len(billets), PAR_FEUILLE)]
    adresse = services().reglages.adresse
    return render_template("equipe/tickets.html", seance=seance, feuilles=feuilles, adresse=adresse)


def _fiche(fabrique: FabriqueResumee, seance: SeanceResumee, erreur: str = "", **formulaires: object) -> str:
    with lire(services().moteur) as connexion:
        vus = lectures.tickets(connexion, seance.id) if seance.mode_entree == "tickets" else []
        lignes = lectures.audit_de(connexion, fabrique.id, seance.id)
    return render_template(
        "equipe/seance.html",
        fabrique=fabrique,
        seance=seance,
        url=urls_de(liens_de(seance)),
        adresse=services().reglages.adresse,
        tickets_vus=vus,
        lignes=[(instant_long(x.le), phrase(x), precisions(x.details, fabrique.mots)) for x in lignes],
        erreur=erreur,
        geste=FormulaireGeste(),
        **{"entree": FormulaireEntree(obj=seance), "tickets": FormulaireTickets(), **formulaires},
    )


def _faire(fabrique: FabriqueResumee, seance_id: str, geste: Geste, fait: str) -> Response | tuple[str, int]:
    """Carry a gesture out in the single line of writes; a refusal comes back on the page."""
    seance, present = seance_de(fabrique, seance_id), acteur()
    qui = Acteur(ANIMATION, session_id=present.session_id, personne_id=present.personne_id)
    reponse = services().executeur.executer(seance.id, qui, geste)
    if not reponse["ok"]:
        return _fiche(fabrique, seance, reponse["message"]), 409
    flash(fait)
    return redirect(url_for("seances.fiche", fabrique=fabrique.identifiant, seance_id=seance.id), 303)
