"""The phone's pages: a shell; everything else comes through the socket. The phone's identity is in its own storage."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.exports.qr import qr_svg
from fabrique_atelier.reseau import legal
from fabrique_atelier.seance import lectures
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.identifiants import LONGUEUR_CODE, normaliser_code
from fabrique_atelier.web.contexte import introuvable, seance_ou_404, seance_par_id_ou_404, services
from fabrique_atelier.web.espace import LIEN_ENTREE, PUBLIC, Espace

pages = Espace("telephone", __name__)


@pages.get("/", droit=PUBLIC)
def accueil() -> str:
    """The home page: type the code of the séance."""
    return render_template("public/accueil.html", erreur=None, code_saisi="")


@pages.post("/rejoindre", droit=PUBLIC)
def rejoindre() -> Response | tuple[str, int]:
    """Check the shape of a typed code, then go to the joining page."""
    saisi = request.form.get("code", "")
    code = normaliser_code(saisi)
    if len(code) != LONGUEUR_CODE:
        erreur = "Le code contient 6\u00a0lettres ou chiffres, par exemple K7QX4M. Vérifiez-le sur le tableau, puis retapez-le."
        return render_template("public/accueil.html", erreur=erreur, code_saisi=saisi[:40]), 400
    return redirect(url_for("telephone.entrer_par_code", code=code), 303)


@pages.get("/r/<jeton>", droit=LIEN_ENTREE)
def entrer_par_qr(jeton: str) -> str | Response:
    """What the QR code opens; once the séance is closed, its result."""
    seance = seance_ou_404("entree", jeton)
    if seance.etat == "close":
        return redirect(url_for("public.suites", seance_id=seance.id), 303)
    return _page(jeton, seance)


@pages.get("/t/<jeton>", droit=LIEN_ENTREE)
def entrer_par_ticket(jeton: str) -> str | Response:
    """What the QR code of a printed ticket opens."""
    seance = _seance_du_ticket(jeton)
    if seance.etat == "close":
        return redirect(url_for("public.suites", seance_id=seance.id), 303)
    return _page(jeton, seance)


@pages.get("/t/<jeton>.svg", droit=LIEN_ENTREE)
def qr_du_ticket(jeton: str) -> Response:
    """The QR code of a ticket, for the sheets to print."""
    _seance_du_ticket(jeton)
    reponse = Response(qr_svg(f"{services().reglages.url}/t/{jeton}"), content_type="image/svg+xml")
    reponse.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return reponse


@pages.get("/c/<code>", droit=PUBLIC)
def entrer_par_code(code: str) -> str | Response:
    """Same, by the typed code: « gardez le code » leads to the result later; an unknown code is told by the socket."""
    propre = normaliser_code(code)[:LONGUEUR_CODE]
    seance = services().acces.code_admis(propre, request.remote_addr or "")
    if seance is not None and seance.etat == "close":
        return redirect(url_for("public.suites", seance_id=seance.id), 303)
    return _page(propre, seance)


@pages.get("/p/<seance_id>", droit=PUBLIC)
def revenir(seance_id: str) -> str:
    """Come back with the identity the phone has kept."""
    return _page("", seance_par_id_ou_404(seance_id))


def _seance_du_ticket(jeton: str) -> SeanceResumee:
    with lire(services().moteur) as connexion:
        seance_id = lectures.seance_du_ticket(connexion, jeton)
    return seance_par_id_ou_404(seance_id) if seance_id else introuvable()


def _page(entree: str, seance: SeanceResumee | None) -> str:
    """The shell, with the notice that comes before the first word: who answers for it, how long it is kept."""
    cadre = None
    if seance is not None:
        with lire(services().moteur) as connexion:
            cadre = legal.de_la_fabrique(connexion, seance.fabrique_id)
    return render_template(
        "telephone/seance.html",
        entree=entree,
        seance_id=seance.id if seance else "",
        structure=(seance.structure if seance else "") or (cadre.responsable if cadre else ""),
        titre=seance.titre if seance else "",
        avec_pseudonyme=seance is None or seance.mode_identite != "anonyme",
        duree_conservation_j=cadre.conservation_jours if cadre else legal.CONSERVATION_PAR_DEFAUT,
    )
