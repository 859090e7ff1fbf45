"""The porteur's own pages: the project handed over, its file, its milestones, and a box for the étude de faisabilité.

Nothing here is named by an identifier of somebody else's: which dossier is shown comes from the account (``?dossier=`` only
chooses among its own).
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, redirect, render_template, request, url_for

from fabrique_atelier.dossier import documents, lectures
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.stades import numero
from fabrique_atelier.porteur import conventions, faisabilite, paquets, porteurs
from fabrique_atelier.porteur.conventions import ConventionLue
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.suivi import jalons, points
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import aujourdhui, geste, rendre
from fabrique_atelier.web.espace import acteur
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.porteur import FormulairePiece
from fabrique_atelier.web.porteur.base import Reponse, pages
from fabrique_atelier.web.porteur.convention import fichier

#: The stade from which a porteur sees its project here (§3.42).
DEPUIS = numero("transmission")


@dataclass(frozen=True, slots=True)
class MonProjet:
    """A project its porteur may see."""

    dossier: DossierLu
    convention: ConventionLue | None


@pages.get("/<fabrique>/mon-projet", droit="porteur.suivre")
def mon_projet(fabrique: FabriqueResumee) -> str:
    """The project handed over: where it stands, what was received, what comes."""
    miens = _miens(fabrique)
    choisi = _choisi(miens)
    if choisi is None:
        return render_template("porteur/mon_projet.html", miens=miens, m=None)
    d, convention = choisi.dossier, choisi.convention
    with lire(services().moteur) as connexion:
        siens = jalons.tous(connexion, d.id)
        tenus = points.tous(connexion, d.id)
        pieces = {piece: documents.liste(connexion, d.id, piece) for piece in faisabilite.PIECES}
        envoyes = paquets.envoyes(connexion, convention.id) if convention else []
    prevus = points.propositions(convention.signee_le if convention else None, tenus, aujourdhui())
    valeurs = {"jalons": siens, "points": tenus, "prevus": prevus, "pieces": pieces, "envoyes": envoyes}
    return render_template("porteur/mon_projet.html", miens=miens, m=choisi, noms=faisabilite.PIECES, **valeurs)


@pages.get("/<fabrique>/mon-projet/transmission.html", droit="porteur.suivre")
def ma_transmission(fabrique: FabriqueResumee) -> Reponse | Response:
    """The file that was handed over, once both have signed."""
    choisi = _choisi(_miens(fabrique))
    contenu_envoye = None
    if choisi is not None and choisi.convention is not None and choisi.convention.signee_le:
        with lire(services().moteur) as connexion:
            contenu_envoye = paquets.contenu(connexion, choisi.convention.id)
    if choisi is None or contenu_envoye is None:
        flash("Le dossier de transmission arrive ici quand la convention est signée et qu’il a été envoyé.")
        return redirect(url_for("porteur.mon_projet", fabrique=fabrique.identifiant), 303)
    return fichier(choisi.dossier, contenu_envoye)


@pages.route("/<fabrique>/mon-projet/deposer", methods=["GET", "POST"], droit="porteur.suivre")
def deposer_le_mien(fabrique: FabriqueResumee) -> Reponse:
    """Hand in the étude de faisabilité or the business plan social."""
    choisi = _choisi(_miens(fabrique))
    piece = request.args.get("piece", "") if request.args.get("piece") in faisabilite.PIECES else "faisabilite"
    retour = url_for("porteur.mon_projet", fabrique=fabrique.identifiant, dossier=request.args.get("dossier"))
    if choisi is None:
        return redirect(retour, 303)
    f = FormulairePiece()
    fait, erreurs = s.essayer(f, lambda c: documents.deposer(c, geste(fabrique), choisi.dossier.id, piece, *f.recu()))
    if fait:
        flash("Le document est remis à la fabrique.")
        return redirect(retour, 303)
    return rendre("porteur/deposer_le_mien.html", f, erreurs, nom=faisabilite.PIECES[piece], retour=retour)


@pages.get("/<fabrique>/mon-projet/piece", droit="porteur.suivre")
def ma_piece(fabrique: FabriqueResumee) -> Reponse | Response:
    """One of the two documents this porteur handed in (``?document=``)."""
    choisi = _choisi(_miens(fabrique))
    if choisi is None:
        return redirect(url_for("porteur.mon_projet", fabrique=fabrique.identifiant), 303)
    with lire(services().moteur) as connexion:
        trouve = documents.contenu_de(connexion, fabrique.id, request.args.get("document", "")[:36])
    if trouve is None or trouve[0].dossier_id != choisi.dossier.id or trouve[0].piece not in faisabilite.PIECES:
        introuvable()
    lu, octets = trouve
    extension = documents.EXTENSIONS[lu.type_mime]
    entetes = {"Content-Disposition": f'attachment; filename="{lu.piece}.{extension}"'}
    return Response(octets, content_type=lu.type_mime, headers=entetes)


def _miens(fabrique: FabriqueResumee) -> list[MonProjet]:
    """The projects of the account, from the transmission on."""
    with lire(services().moteur) as connexion:
        trouves = [
            (lectures.charger(connexion, fabrique.id, d), porteurs.present(connexion, d), p)
            for d, p in porteurs.suivis_par(connexion, fabrique.id, acteur().personne_id)
        ]
        return [
            MonProjet(dossier, conventions.avec(connexion, present))
            for dossier, present, porteur_id in trouves
            if dossier and present and present.id == porteur_id and numero(dossier.stade) >= DEPUIS
        ]


def _choisi(miens: list[MonProjet]) -> MonProjet | None:
    voulu = request.args.get("dossier", "")
    return next((x for x in miens if x.dossier.numero == voulu), next(iter(miens), None))
