"""Pages open to everybody: the result of a closed séance, the QR, the health probe."""

from __future__ import annotations

from flask import Response, jsonify, render_template
from sqlalchemy import text

from fabrique_atelier import __version__
from fabrique_atelier.exports.qr import qr_svg
from fabrique_atelier.seance.bilan import bilan
from fabrique_atelier.seance.visibilite import PARTICIPANTS
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, liens_de, seance_ou_404, seance_par_id_ou_404, services, urls_de
from fabrique_atelier.web.espace import LIEN_ENTREE, PUBLIC, Espace

pages = Espace("public", __name__)


@pages.get("/suites/<seance_id>", droit=PUBLIC)
def suites(seance_id: str) -> str:
    """The read-only result page; before the closing it only says so."""
    seance = seance_par_id_ou_404(seance_id)
    with services().executeur.etat(seance.id) as etat:
        if etat is None:
            introuvable()
        return render_template("public/suites.html", **bilan(etat, PARTICIPANTS), url_export_csv=None)


@pages.get("/qr/<jeton>.svg", droit=LIEN_ENTREE)
def qr(jeton: str) -> Response:
    """The QR code that leads to the joining page."""
    acces = liens_de(seance_ou_404("entree", jeton))
    reponse = Response(qr_svg(urls_de(acces)["rejoindre"]), content_type="image/svg+xml")
    reponse.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return reponse


@pages.get("/sante", droit=PUBLIC)
def sante() -> tuple[Response, int]:
    """Probe: the database answers. No figure about anybody."""
    with lire(services().moteur) as connexion:
        connexion.execute(text("SELECT 1"))
    return jsonify({"etat": "bon", "version": __version__}), 200
