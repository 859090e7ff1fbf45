"""The projected board: a shell opened by its own unguessable link."""

from __future__ import annotations

from flask import render_template

from fabrique_atelier.web.contexte import liens_de, seance_ou_404, services, urls_de
from fabrique_atelier.web.espace import LIEN_TABLEAU, Espace

pages = Espace("tableau", __name__)


@pages.get("/tableau/<jeton>", droit=LIEN_TABLEAU)
def tableau(jeton: str) -> str:
    """The board of a séance."""
    seance = seance_ou_404("tableau", jeton)
    urls = urls_de(liens_de(seance))
    return render_template(
        "tableau/tableau.html",
        jeton=jeton,
        seance=seance,
        url_entree=urls["rejoindre"],
        adresse=services().reglages.adresse,
        url_qr=urls["qr"],
    )
