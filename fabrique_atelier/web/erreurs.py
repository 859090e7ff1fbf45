"""Refusals and errors become a page, once, here. JSON answers have their own translation in ``api``."""

from __future__ import annotations

import structlog
from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from fabrique_atelier.socle.erreurs import BaseOccupee, ErreurMetier

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
    413: ("Envoi trop lourd", "Le formulaire dépasse 64\u00a0Ko.", "Raccourcissez les textes, puis recommencez."),
}
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


def _page(code: int, titre: str, message: str, quoi_faire: str) -> Reponse:
    return render_template("public/erreur.html", code=code, titre=titre, message=message, quoi_faire=quoi_faire), code


def _http(erreur: HTTPException) -> Reponse:
    code = erreur.code or 500
    return _page(code, *_TEXTES.get(code, _DEFAUT))


def _formulaire_perime(_erreur: CSRFError) -> Reponse:
    return _page(
        400,
        "Formulaire expiré",
        "Ce formulaire est resté ouvert trop longtemps, ou vient d’un autre navigateur.",
        "Revenez en arrière\u00a0: votre saisie est encore là. Rechargez le formulaire, puis envoyez-le à nouveau.",
    )


def _metier(erreur: ErreurMetier) -> Reponse:
    return _page(409, "Ce n’est pas possible", erreur.message, "Revenez à la page précédente.")


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
