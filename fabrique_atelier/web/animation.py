"""The facilitator's remote and the exports, behind the animation link."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, url_for

from fabrique_atelier.exports import seance_csv, seance_json
from fabrique_atelier.seance.bilan import bilan
from fabrique_atelier.seance.visibilite import ANIMATION
from fabrique_atelier.web.contexte import introuvable, liens_de, seance_ou_404, services, urls_de

pages = Blueprint("animation", __name__)
_EXPORTS = {
    "csv": (seance_csv.exporter, "text/csv; charset=utf-8"),
    "json": (seance_json.exporter, "application/json"),
}


@pages.get("/animer/<jeton>")
def animer(jeton: str) -> str:
    """The remote of a séance."""
    seance = seance_ou_404("animation", jeton)
    urls = urls_de(liens_de(seance))
    return render_template(
        "animation/animation.html",
        jeton=jeton,
        seance=seance,
        url_tableau=urls["tableau"],
        url_entree=urls["rejoindre"],
        adresse=services().reglages.adresse,
        url_qr=urls["qr"],
        url_suites=urls["suites"],
        url_export_csv=url_for("animation.exporter", jeton=jeton, genre="csv"),
        url_export_json=url_for("animation.exporter", jeton=jeton, genre="json"),
    )


@pages.get("/animer/<jeton>/export/<genre>")
def exporter(jeton: str, genre: str) -> Response:
    """The séance as a French spreadsheet or as JSON."""
    seance = seance_ou_404("animation", jeton)
    if genre not in _EXPORTS:
        introuvable()
    fabriquer, type_mime = _EXPORTS[genre]
    with services().executeur.etat(seance.id) as etat:
        if etat is None:
            introuvable()
        contenu = fabriquer(bilan(etat, ANIMATION))
    nom = f"seance-{seance.code}.{genre}"
    return Response(contenu, content_type=type_mime, headers={"Content-Disposition": f'attachment; filename="{nom}"'})
