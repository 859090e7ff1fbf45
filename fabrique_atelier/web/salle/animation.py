"""The facilitator's remote and its exports: behind a person's account, or behind the link of a remote that is lent."""

from __future__ import annotations

from flask import Response, render_template, url_for

from fabrique_atelier.exports import seance_csv, seance_json
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.seance import lectures, regie
from fabrique_atelier.seance.bilan import bilan
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.seance.visibilite import ANIMATION
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, liens_de, seance_ou_404, services, urls_de, uuid_ou_404
from fabrique_atelier.web.espace import LIEN_ANIMATION, Espace, acteur

pages = Espace("animation", __name__)
_EXPORTS = {
    "csv": (seance_csv.exporter, "text/csv; charset=utf-8"),
    "json": (seance_json.exporter, "application/json"),
}


@pages.get("/animer/<jeton>", droit=LIEN_ANIMATION)
def animer(jeton: str) -> str:
    """The remote of a séance that is lent: whoever holds the link conducts it."""
    seance = seance_ou_404("animation", jeton)
    exports = {genre: url_for("animation.exporter", jeton=jeton, genre=genre) for genre in _EXPORTS}
    return _telecommande(seance, exports, jeton=jeton)


@pages.get("/animer/<jeton>/export/<genre>", droit=LIEN_ANIMATION)
def exporter(jeton: str, genre: str) -> Response:
    """The séance as a French spreadsheet or as JSON."""
    return _exporter(seance_ou_404("animation", jeton), genre)


@pages.get("/equipe/<fabrique>/seances/<seance_id>/animer", droit="seance.animer")
def animer_en_equipe(fabrique: FabriqueResumee, seance_id: str) -> str:
    """The remote of a person's account: its socket carries the session's public id and a token of this page."""
    seance = seance_de(fabrique, seance_id)
    session_id, ou = acteur().session_id, fabrique.identifiant
    exports = {
        genre: url_for("animation.exporter_en_equipe", fabrique=ou, seance_id=seance.id, genre=genre)
        for genre in _EXPORTS
    }
    jeton = regie.jeton_de_prise(services().reglages.cle, session_id, seance.id)
    return _telecommande(seance, exports, jeton=jeton, session=session_id)


@pages.get("/equipe/<fabrique>/seances/<seance_id>/export/<genre>", droit="seance.exporter")
def exporter_en_equipe(fabrique: FabriqueResumee, seance_id: str, genre: str) -> Response:
    """Same, for a person's account."""
    return _exporter(seance_de(fabrique, seance_id), genre)


def seance_de(fabrique: FabriqueResumee, seance_id: str) -> SeanceResumee:
    """Return a séance of this fabrique, or answer 404."""
    with lire(services().moteur) as connexion:
        seance = lectures.seance_de_la_fabrique(connexion, fabrique.id, uuid_ou_404(seance_id))
    return seance or introuvable()


def _telecommande(seance: SeanceResumee, exports: dict[str, str], **prise: str) -> str:
    urls = urls_de(liens_de(seance))
    return render_template(
        "animation/animation.html",
        seance=seance,
        url_tableau=urls["tableau"],
        url_entree=urls["rejoindre"],
        adresse=services().reglages.adresse,
        url_qr=urls["qr"],
        url_suites=urls["suites"],
        url_export_csv=exports["csv"],
        url_export_json=exports["json"],
        **prise,
    )


def _exporter(seance: SeanceResumee, genre: str) -> Response:
    if genre not in _EXPORTS:
        introuvable()
    fabriquer, type_mime = _EXPORTS[genre]
    with services().executeur.etat(seance.id) as etat:
        if etat is None:
            introuvable()
        contenu = fabriquer(bilan(etat, ANIMATION))
    nom = f"seance-{seance.code}.{genre}"
    return Response(contenu, content_type=type_mime, headers={"Content-Disposition": f'attachment; filename="{nom}"'})
