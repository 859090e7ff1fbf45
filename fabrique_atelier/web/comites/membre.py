"""The committee as its members see it, on a phone: the next sitting, its papers, « Je suis là », the avis, the minutes.

Somebody sees the sittings of the committees where a seat is theirs, and no other: the rest does not exist.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as Reponse

from fabrique_atelier.comite import avis as tous_les_avis
from fabrique_atelier.comite import avis_direct, decisions, deports, lectures, minutes, noms, ordre_du_jour, presences
from fabrique_atelier.comite.ordre_du_jour import PointLu
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.dossier import documents
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.comites import vote_du_comite as vote
from fabrique_atelier.web.comites.commun import aujourdhui, ecrire, geste_de, point_de, seance_de, tenter
from fabrique_atelier.web.comites.convocation import fichier_agenda
from fabrique_atelier.web.comites.minutes import fichier
from fabrique_atelier.web.comites.paquet import paquet
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace, acteur

pages = Espace("comite_membre", __name__, url_prefix="/equipe")


@pages.get("/<fabrique>/mon-comite", droit="comite.sieger")
def accueil(fabrique: FabriqueResumee) -> str:
    """My sittings: the next one first, then those that are over."""
    with lire(services().moteur) as connexion:
        miennes = lectures.mes_seances(connexion, fabrique.id, acteur().personne_id)
        comites = lectures.mes_comites(connexion, fabrique.id, acteur().personne_id)
    vives = [s for s in miennes if s.seance.etat in (noms.CONVOQUEE, noms.TENUE)]
    passees = [s for s in miennes if s not in vives]
    return render_template(
        "comites/mon_comite.html", a_venir=vives[::-1], passees=passees, comites=comites, jour=aujourdhui()
    )


@pages.get("/<fabrique>/mon-comite/seances/<uuid:seance_comite_id>", droit="comite.sieger")
def seance(fabrique: FabriqueResumee, seance_comite_id: object) -> str:
    """One sitting: where and when, « Je suis là », the agenda, my avis."""
    ma_seance, membre_id = _la_mienne(fabrique, seance_comite_id)
    return render_template("comites/ma_seance.html", reunion=ma_seance, **_tout(fabrique, ma_seance, membre_id))


@pages.post("/<fabrique>/mon-comite/seances/<uuid:seance_comite_id>/presence", droit="comite.sieger")
def arriver(fabrique: FabriqueResumee, seance_comite_id: object) -> Reponse:
    """« Je suis là », in the room or on screen."""
    ma_seance, _ = _la_mienne(fabrique, seance_comite_id)
    etat = "visio" if request.form.get("etat") == "visio" else "present"

    def travail() -> None:
        ecrire(lambda c: presences.arriver(c, geste_de(fabrique), ma_seance.id, etat))
        vote.suivre_les_votes(fabrique, ma_seance)

    return tenter(travail, _adresse(fabrique, ma_seance), "Votre présence est notée.")


@pages.get("/<fabrique>/mon-comite/seances/<uuid:seance_comite_id>/etat", droit="comite.sieger")
def etat(fabrique: FabriqueResumee, seance_comite_id: object) -> Response:
    """What changes while the page is open: a short signature of it, the page reloads when it moves."""
    ma_seance, membre_id = _la_mienne(fabrique, seance_comite_id)
    with lire(services().moteur) as connexion:
        points = ordre_du_jour.points(connexion, fabrique.id, ma_seance.id)
        votes = {p.id: vote.mes_tickets(connexion, p, membre_id) for p in points}
        presence = presences.presences(connexion, ma_seance.id).get(membre_id)
    signature = [ma_seance.etat, presence.etat if presence else "", [[p.id, p.decide, votes[p.id]] for p in points]]
    return jsonify(signature=repr(signature))


@pages.get("/<fabrique>/mon-comite/seances/<uuid:seance_comite_id>/agenda.ics", droit="comite.sieger")
def agenda(fabrique: FabriqueResumee, seance_comite_id: object) -> Response:
    """The sitting for my calendar."""
    return fichier_agenda(fabrique, _la_mienne(fabrique, seance_comite_id)[0])


@pages.get("/<fabrique>/mon-comite/seances/<uuid:seance_comite_id>/compte-rendu", droit="comite.sieger")
def compte_rendu(fabrique: FabriqueResumee, seance_comite_id: object) -> str:
    """The signed minutes; before the signature there is nothing to read here."""
    ma_seance, _ = _la_mienne(fabrique, seance_comite_id)
    with lire(services().moteur) as connexion:
        projet = minutes.projet(connexion, fabrique.id, ma_seance.id) if ma_seance.signee else None
        corrigees = (
            {p.id: minutes.rectifications(connexion, fabrique.id, p.id) for p in projet.points} if projet else {}
        )
    return render_template("comites/mon_compte_rendu.html", reunion=ma_seance, cr=projet, rectifications=corrigees)


@pages.get("/<fabrique>/mon-comite/seances/<uuid:seance_comite_id>/compte-rendu.html", droit="comite.sieger")
def telecharger(fabrique: FabriqueResumee, seance_comite_id: object) -> Response | str:
    """The signed minutes as a file."""
    ma_seance, _ = _la_mienne(fabrique, seance_comite_id)
    if not ma_seance.signee:
        return compte_rendu(fabrique, seance_comite_id)
    with lire(services().moteur) as connexion:
        projet = minutes.projet(connexion, fabrique.id, ma_seance.id) or introuvable()
    return fichier(fabrique, ma_seance, projet)


@pages.get("/<fabrique>/mon-comite/points/<uuid:point_id>/dossier", droit="comite.sieger")
def dossier_du_point(fabrique: FabriqueResumee, point_id: object) -> str:
    """The pack of a point, unless I am put aside: then its title and why, nothing else."""
    point, ma_seance, visibles = _mon_point(fabrique, point_id)
    if not visibles.visibles:
        return render_template("comites/deporte.html", point=point, reunion=ma_seance, visibles=visibles)
    return render_template(
        "comites/paquet.html", **paquet(fabrique, point, ma_seance) | {"pieces": visibles.pieces}, pour_membre=True
    )


@pages.get("/<fabrique>/mon-comite/points/<uuid:point_id>/pieces/<uuid:document_id>", droit="comite.sieger")
def piece(fabrique: FabriqueResumee, point_id: object, document_id: object) -> Response:
    """A document of the pack; for whoever is put aside, it does not exist."""
    _, _, visibles = _mon_point(fabrique, point_id)
    if str(document_id) not in {p.document_id for p in visibles.pieces}:
        introuvable()
    with lire(services().moteur) as connexion:
        document, contenu = documents.contenu_de(connexion, fabrique.id, str(document_id)) or introuvable()
    reponse = Response(contenu, content_type=document.type_mime)
    reponse.headers.set("Content-Disposition", "attachment", filename=document.nom)
    reponse.headers["X-Content-Type-Options"] = "nosniff"
    return reponse


@pages.post("/<fabrique>/mon-comite/points/<uuid:point_id>/avis", droit="comite.sieger")
def donner_avis(fabrique: FabriqueResumee, point_id: object) -> Reponse:
    """Give my avis, or change it, for one of my tickets: mine, or that of a pouvoir."""
    point, ma_seance, _ = _mon_point(fabrique, point_id)
    brut, choisi = request.form.get("numero", ""), request.form.get("avis", "")

    vers = _adresse(fabrique, ma_seance) + f"#point-{point.id}"
    fait = "Votre avis est enregistré. Vous pouvez le changer jusqu’à la fermeture."
    return tenter(lambda: _donner(fabrique, point, brut, choisi), vers, fait)


def _donner(fabrique: FabriqueResumee, point: PointLu, brut: str, choisi: str) -> None:
    """Use one of the tickets of the signed-in member, whatever number the page sends."""
    _, membre_id = _la_mienne(fabrique, point.seance_comite_id)
    with lire(services().moteur) as connexion:
        miens = vote.mes_tickets(connexion, point, membre_id)
    if not (brut.isascii() and brut.isdigit() and len(brut) < 6 and int(brut) in miens):
        raise ErreurMetier(
            "vote_ferme",
            "Le vote de ce point n’est pas ouvert pour vous. Rechargez la page, ou parlez-en dans la salle.",
        )
    avis_direct.donner(vote.salle_du_serveur(), str(point.vote_seance_id), int(brut), choisi)


def _la_mienne(fabrique: FabriqueResumee, seance_comite_id: object) -> tuple[SeanceLue, str]:
    """A sitting where the signed-in person has a seat, once they are told of it, or 404."""
    ma_seance = seance_de(fabrique, seance_comite_id)
    with lire(services().moteur) as connexion:
        membre_id = lectures.siege_de(connexion, ma_seance.id, acteur().personne_id)
    if membre_id is None or ma_seance.etat == noms.PREPAREE:
        introuvable()
    return ma_seance, membre_id


def _mon_point(fabrique: FabriqueResumee, point_id: object) -> tuple[PointLu, SeanceLue, deports.Visibles]:
    """A point of such a sitting, with what may be read of it; what must not be read is taken out here."""
    point, sa_seance = point_de(fabrique, point_id)
    _la_mienne(fabrique, sa_seance.id)
    with lire(services().moteur) as connexion:
        visibles = deports.documents_visibles(connexion, fabrique.id, acteur().personne_id, point.id)
    return (point if visibles.visibles else _caviarder(point)), sa_seance, visibles


def _caviarder(point: PointLu) -> PointLu:
    """A point for whoever is put aside: its title stays, what was written about it goes."""
    return replace(point, recommandation="", recommandation_texte="", synthese="")


def _tout(fabrique: FabriqueResumee, ma_seance: SeanceLue, membre_id: str) -> dict[str, Any]:
    lieu = vote.salle_du_serveur()
    with lire(services().moteur) as connexion:
        la = presences.presences(connexion, ma_seance.id)
        lignes = []
        for point in ordre_du_jour.points(connexion, fabrique.id, ma_seance.id):
            visibles = deports.documents_visibles(connexion, fabrique.id, acteur().personne_id, point.id)
            numeros = vote.mes_tickets(connexion, point, membre_id)
            prise = decisions.du_point(connexion, point.id)
            ligne: dict[str, Any] = {"point": point if visibles.visibles else _caviarder(point), "visibles": visibles}
            ligne |= {"prise": prise, "tickets": numeros, "releve": tous_les_avis.du_point(connexion, point.id)}
            lignes.append(ligne)
    for ligne in lignes:
        ligne["donnes"] = {n: avis_direct.donne(lieu, str(ligne["point"].vote_seance_id), n) for n in ligne["tickets"]}
    return {"lignes": lignes, "presence": la.get(membre_id), "liste_avis": avis_direct.AVIS, "jour": aujourdhui()}


def _adresse(fabrique: FabriqueResumee, ma_seance: SeanceLue) -> str:
    return url_for("comite_membre.seance", fabrique=fabrique.identifiant, seance_comite_id=ma_seance.id)
