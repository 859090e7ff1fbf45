"""Pages open to everybody: the QR, the health probe; the result of a closed séance is in ``suites``."""

from __future__ import annotations

from flask import Response, jsonify
from sqlalchemy import text

from fabrique_atelier import __version__
from fabrique_atelier.exports.qr import qr_svg
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import liens_de, seance_ou_404, services, urls_de
from fabrique_atelier.web.espace import LIEN_ENTREE, PUBLIC, Espace

pages = Espace("public", __name__)


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
