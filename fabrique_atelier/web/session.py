"""Who is signed in, for the request at hand: the cookie read once, the session row trusted never longer than that."""

from __future__ import annotations

from flask import Flask, Response, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Reponse

from fabrique_atelier.comptes import sessions
from fabrique_atelier.comptes.droits import ActeurEquipe
from fabrique_atelier.comptes.sessions import Session
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import renvoi
from fabrique_atelier.web.contexte import services

NOM = "fabrique_session"


def nom_du_cookie() -> str:
    """``__Host-`` wherever the browser can accept it: the prefix demands HTTPS."""
    return f"__Host-{NOM}" if _https() else NOM


def acteur() -> ActeurEquipe | None:
    """The signed-in person, or None."""
    session = _session()
    return session.acteur if session else None


def fraiche() -> bool:
    """Whether the session was used within the last 30 minutes: what administration asks."""
    session = _session()
    return session is not None and session.fraiche


def demander() -> str | tuple[str, int] | Reponse:
    """Send to the sign-in page, which leads back here; a form that was being sent keeps what was typed.

    ``SameSite=Strict`` keeps the cookie from a page reached from elsewhere: that one reloads itself once from here.
    """
    if not request.cookies.get(nom_du_cookie()) and request.headers.get("Sec-Fetch-Site") == "cross-site":
        return render_template("comptes/passage.html")
    if request.method == "POST":
        return renvoi.page(
            "Votre session est fermée",
            "Elle s’est fermée après une demi-heure sans activité. Rien n’a été enregistré, et rien de ce que vous avez écrit n’est perdu.",
            "Connectez-vous dans un autre onglet, revenez sur celui-ci, puis renvoyez.",
            connexion=True,
        ), 401
    return redirect(url_for("comptes.connexion", suite=request.full_path.rstrip("?")), 303)


def poser(reponse: Response, secret: str) -> None:
    """Put the secret in the browser."""
    reponse.set_cookie(nom_du_cookie(), secret, httponly=True, secure=_https(), samesite="Strict", path="/")


def effacer(reponse: Response) -> None:
    """Take it back."""
    reponse.delete_cookie(nom_du_cookie(), httponly=True, secure=_https(), samesite="Strict", path="/")


def oublier() -> None:
    """Have the session read again: this request has just changed it."""
    g.pop("session_equipe", None)


def installer(flask: Flask) -> None:
    """Rotate the secret when asked, and remember that the person is active, at the end of a request."""

    @flask.after_request
    def entretenir(reponse: Response) -> Response:
        session = g.get("session_equipe")
        if session is None or not session.fraiche:
            return reponse
        if session.a_tourner:
            poser(
                reponse,
                services().executeur.ecrire_seul(
                    lambda c: sessions.tourner(c, session.acteur.session_id, maintenant_ms())
                ),
            )
        if session.a_dater:
            services().executeur.ecrire_seul(lambda c: sessions.dater(c, session.acteur.session_id, maintenant_ms()))
        return reponse


def _session() -> Session | None:
    if "session_equipe" not in g:
        secret = request.cookies.get(nom_du_cookie(), "")
        g.session_equipe = None
        if secret:
            with lire(services().moteur) as connexion:
                g.session_equipe = sessions.par_secret(connexion, secret, maintenant_ms())
    trouvee: Session | None = g.session_equipe
    return trouvee


def _https() -> bool:
    return services().reglages.url.startswith("https:")
