"""The messages we send: templates of plain text, their subject on the first line."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import structlog
from flask import Flask, current_app

from fabrique_atelier.web.contexte import services

_journal = structlog.get_logger("courriels")


def composer(gabarit: str, **valeurs: Any) -> tuple[str, str]:
    """Return (subject, text) of ``templates/courriels/<gabarit>.txt``."""
    rendu = current_app.jinja_env.get_template(f"courriels/{gabarit}.txt").render(**valeurs)
    sujet, _, texte = rendu.partition("\n")
    return sujet.strip(), texte.strip() + "\n"


def envoyer(a: str, gabarit: str, **valeurs: Any) -> bool:
    """Send one; False when it could not leave. Never inside a transaction."""
    return services().courrier.configure and services().courrier.envoyer(a, *composer(gabarit, **valeurs))


def plus_tard(travail: Callable[[], None]) -> None:
    """Run ``travail`` beside the answer, so that the time it takes tells nothing."""
    flask: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    threading.Thread(target=_travailler, args=(flask, travail), daemon=True, name="courriel").start()


def _travailler(flask: Flask, travail: Callable[[], None]) -> None:
    with flask.app_context():
        try:
            travail()
        except Exception as erreur:  # noqa: BLE001 (nobody waits for it: the log is all there is)
            _journal.error("courriel_abandonne", erreur=type(erreur).__name__)
