"""Refusals and errors become a page, once, here. JSON answers have their own translation in ``api``."""

from __future__ import annotations

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from fabrique_atelier.socle.erreurs import BaseOccupee, ErreurMetier
from fabrique_atelier.web import renvoi

_journal = structlog.get_logger("web")
Reponse = tuple[str, int]

_TEXTES = {
    403: ("Accès refusé", "Cette page ne vous est pas ouverte.", "Demandez un nouveau lien à l’équipe d’animation."),
    404: (
        "Page introuvable",
        "Aucune page ne correspond à cette adresse\u00a0: le lien est incomplet, ou la séance n’existe plus.",
        "Vérifiez l’adresse, ou revenez à l’accueil et tapez le code de la séance.",
    ),
    405: ("Action impossible", "Cette adresse ne s’ouvre pas de cette façon.", "Revenez à la page précédente."),
    413: (
        "Envoi trop lourd",
        "L’envoi dépasse {maximum}\u00a0Ko.",
        "Raccourcissez les textes ou allégez le fichier, puis recommencez.",
    ),
}
#: Status, title and advice for a business refusal that has a page of its own; the sentence is the refusal's.
_METIER = {
    "interdit": (403, "Accès refusé", "Si vous en avez besoin, demandez-le à l’administration de votre fabrique."),
    "introuvable": (404, "Page introuvable", "Vérifiez l’adresse, ou revenez à la page précédente."),
    "trop_d_essais": (429, "Trop d’essais", "Rien n’a été perdu."),
}
_METIER_DEFAUT = (409, "Ce n’est pas possible", "Revenez à la page précédente.")
_DEFAUT = (
    "Demande non comprise",
    "Le serveur n’a pas compris cette demande.",
    "Revenez à la page précédente et recommencez.",
)


def installer(flask: Flask) -> None:
    """Register the error pages."""
    flask.register_error_handler(HTTPException, _http)
    flask.register_error_handler(CSRFError, _formulaire_perime)
    flask.register_error_handler(ErreurMetier, _metier)
    flask.register_error_handler(BaseOccupee, _occupee)
    flask.register_error_handler(Exception, _imprevue)


def dessiner(code: int, titre: str, message: str, quoi_faire: str, accueil: str = "/") -> str:
    """Render the page of a refusal; ``accueil``: where its one button leads."""
    return render_template(
        "public/erreur.html", code=code, titre=titre, message=message, quoi_faire=quoi_faire, accueil=accueil
    )


def _page(code: int, titre: str, message: str, quoi_faire: str) -> Reponse:
    return dessiner(code, titre, message, quoi_faire), code


def _http(erreur: HTTPException) -> Reponse:
    code = erreur.code or 500
    titre, message, quoi_faire = _TEXTES.get(code, _DEFAUT)
    return _page(code, titre, message.format(maximum=(request.max_content_length or 0) // 1024), quoi_faire)


def _formulaire_perime(_erreur: CSRFError) -> Reponse:
    quoi_faire = (
        "Ce que vous avez écrit est gardé ici\u00a0: il reste à le renvoyer."
        if renvoi.d_ici()
        else "Rouvrez le formulaire depuis son adresse, puis envoyez-le à nouveau."
    )
    message = "Ce formulaire est resté ouvert trop longtemps, ou vous vous êtes connectée ou connecté entre-temps."
    return renvoi.page("Formulaire expiré", message, quoi_faire), 400


def _metier(erreur: ErreurMetier) -> Reponse:
    code, titre, quoi_faire = _METIER.get(erreur.code, _METIER_DEFAUT)
    return _page(code, titre, erreur.message, quoi_faire)


def _occupee(_erreur: BaseOccupee) -> Reponse:
    return _page(
        503,
        "Serveur occupé",
        "La base de données est occupée pour un instant.",
        "Rechargez la page dans quelques secondes.",
    )


def _imprevue(_erreur: Exception) -> Reponse:
    _journal.exception("erreur_imprevue")
    return _page(
        500,
        "Erreur de notre côté",
        "Une erreur imprévue est survenue. Rien n’a été enregistré.",
        "Rechargez la page dans un instant.",
    )
