"""The day of the sitting, for whoever writes: presence, quorum, and the points one after the other."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response as Reponse

from fabrique_atelier.comite import avis as tous_les_avis
from fabrique_atelier.comite import decisions, membres, noms, ordre_du_jour, presences, seances
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.exports.qr import qr_svg
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.texte import ligne
from fabrique_atelier.web.comites import point
from fabrique_atelier.web.comites.commun import ecrire, geste_de, phrase_du_quorum, seance_de, tenter
from fabrique_atelier.web.comites.espace import pages
from fabrique_atelier.web.comites.vote_du_comite import suivre_les_votes
from fabrique_atelier.web.contexte import services

#: The points themselves have their own module, on the same pages.
AUTRES = (point,)


@pages.get("/<fabrique>/comites/seances/<uuid:seance_comite_id>/jour", droit="comite.gerer")
def jour(fabrique: FabriqueResumee, seance_comite_id: object) -> str:
    """Who is there, and the agenda with what is decided so far."""
    seance = seance_de(fabrique, seance_comite_id)
    return render_template("comites/jour.html", reunion=seance, **_salle(fabrique, seance))


@pages.post("/<fabrique>/comites/seances/<uuid:seance_comite_id>/tenir", droit="comite.gerer")
def tenir(fabrique: FabriqueResumee, seance_comite_id: object) -> Reponse:
    """Open the sitting."""
    seance = seance_de(fabrique, seance_comite_id)
    return tenter(
        lambda: ecrire(lambda c: seances.tenir(c, geste_de(fabrique), seance.id)),
        _adresse(fabrique, seance),
        "La séance est ouverte\u00a0: les décisions peuvent s’enregistrer.",
    )


@pages.post("/<fabrique>/comites/seances/<uuid:seance_comite_id>/presence", droit="comite.gerer")
def presence(fabrique: FabriqueResumee, seance_comite_id: object) -> Reponse:
    """Say where one member is: there, on screen, represented, excused, away."""
    seance, recu = seance_de(fabrique, seance_comite_id), request.form
    membre, etat, a = recu.get("membre_id", ""), recu.get("etat", ""), recu.get("pouvoir_a") or None
    suppleant = recu.get("par_suppleant") == "oui"

    def travail() -> None:
        geste = geste_de(fabrique)
        ecrire(lambda c: presences.marquer(c, geste, seance.id, membre, etat, a, par_suppleant=suppleant))
        suivre_les_votes(fabrique, seance)

    return tenter(travail, _adresse(fabrique, seance) + f"#membre-{membre[:36]}")


@pages.post("/<fabrique>/comites/seances/<uuid:seance_comite_id>/bureau", droit="comite.gerer")
def bureau(fabrique: FabriqueResumee, seance_comite_id: object) -> Reponse:
    """Name who chairs and who writes."""
    seance = seance_de(fabrique, seance_comite_id)
    preside, ecrit = request.form.get("president_id") or None, ligne(request.form.get("secretaire", ""))
    return tenter(
        lambda: ecrire(lambda c: seances.installer(c, geste_de(fabrique), seance.id, preside, ecrit)),
        _adresse(fabrique, seance),
        "Présidence et secrétariat sont notés.",
    )


@pages.get("/<fabrique>/comites/seances/<uuid:seance_comite_id>/etat", droit="comite.gerer")
def etat(fabrique: FabriqueResumee, seance_comite_id: object) -> Response:
    """What changes while the page is open: presences and quorum, asked every three seconds."""
    seance = seance_de(fabrique, seance_comite_id)
    with lire(services().moteur) as connexion:
        la = presences.presences(connexion, seance.id)
        quorum = presences.quorum_de(connexion, seance.id)
    return jsonify(
        quorum=phrase_du_quorum(quorum),
        atteint=quorum.atteint,
        presences={i: p.etat for i, p in la.items()},
        presents=sum(p.etat in noms.PRESENTS for p in la.values()),
    )


@pages.get("/<fabrique>/comites/seances/<uuid:seance_comite_id>/presence.svg", droit="comite.gerer")
def qr_presence(fabrique: FabriqueResumee, seance_comite_id: object) -> Response:
    """The QR code members scan: it leads to their own page, where they say « Je suis là »."""
    seance = seance_de(fabrique, seance_comite_id)
    adresse = url_for("comite_membre.seance", fabrique=fabrique.identifiant, seance_comite_id=seance.id)
    reponse = Response(qr_svg(services().reglages.url + adresse), content_type="image/svg+xml")
    reponse.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return reponse


def _salle(fabrique: FabriqueResumee, seance: SeanceLue) -> dict[str, Any]:
    with lire(services().moteur) as connexion:
        siegent = membres.a_la_date(connexion, seance.comite_id, seance.jour)
        points = ordre_du_jour.points(connexion, fabrique.id, seance.id)
        quorum = presences.quorum_de(connexion, seance.id)
        prises = {p.id: decisions.du_point(connexion, p.id) for p in points}
        comptes = {p.id: tous_les_avis.du_point(connexion, p.id) for p in points}
        la = presences.presences(connexion, seance.id)
    return {
        "membres": siegent,
        "colleges_presents": membres.colleges(siegent),
        "points": points,
        "presences": la,
        "presents": sum(p.etat in noms.PRESENTS for p in la.values()),
        "quorum": quorum,
        "phrase_quorum": phrase_du_quorum(quorum),
        "decisions": prises,
        "avis": comptes,
        "ouverte": seance.etat == noms.TENUE,
    }


def _adresse(fabrique: FabriqueResumee, seance: SeanceLue) -> str:
    return url_for("comite_seance.jour", fabrique=fabrique.identifiant, seance_comite_id=seance.id)
