"""The phone's pages: a shell; everything else comes through the socket. The phone's identity is in its own storage."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.seance import lectures
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.identifiants import LONGUEUR_CODE, normaliser_code
from fabrique_atelier.web.contexte import seance_ou_404, seance_par_id_ou_404, services

CONSERVATION_J = 30
pages = Blueprint("telephone", __name__)


@pages.get("/")
def accueil() -> str:
    """The home page: type the code of the séance."""
    return render_template("public/accueil.html", erreur=None, code_saisi="")


@pages.post("/rejoindre")
def rejoindre() -> Response | tuple[str, int]:
    """Check the shape of a typed code, then go to the joining page."""
    saisi = request.form.get("code", "")
    code = normaliser_code(saisi)
    if len(code) != LONGUEUR_CODE:
        erreur = "Le code contient 6\u00a0lettres ou chiffres, par exemple K7QX4M. Vérifiez-le sur le tableau, puis retapez-le."
        return render_template("public/accueil.html", erreur=erreur, code_saisi=saisi[:40]), 400
    return redirect(url_for("telephone.entrer_par_code", code=code), 303)


@pages.get("/r/<jeton>")
def entrer_par_qr(jeton: str) -> str | Response:
    """What the QR code opens; once the séance is closed, its result."""
    seance = seance_ou_404("entree", jeton)
    if seance.etat == "close":
        return redirect(url_for("public.suites", seance_id=seance.id), 303)
    return _page(jeton, seance.id, seance.structure, seance.titre)


@pages.get("/c/<code>")
def entrer_par_code(code: str) -> str | Response:
    """Same, by the typed code: « gardez le code » leads to the result later; an unknown code is told by the socket."""
    propre = normaliser_code(code)[:LONGUEUR_CODE]
    with lire(services().moteur) as connexion:
        seance = lectures.seance_par_entree(connexion, propre)
    if seance is not None and seance.etat == "close":
        return redirect(url_for("public.suites", seance_id=seance.id), 303)
    return _page(propre, "", "", "")


@pages.get("/p/<seance_id>")
def revenir(seance_id: str) -> str:
    """Come back with the identity the phone has kept."""
    seance = seance_par_id_ou_404(seance_id)
    return _page("", seance.id, seance.structure, seance.titre)


def _page(entree: str, seance_id: str, structure: str, titre: str) -> str:
    return render_template(
        "telephone/seance.html",
        entree=entree,
        seance_id=seance_id,
        structure=structure,
        titre=titre,
        duree_conservation_j=CONSERVATION_J,
    )
