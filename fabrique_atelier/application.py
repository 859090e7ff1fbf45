"""The composition root: the only module that sees everything."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy import Engine

from fabrique_atelier import web
from fabrique_atelier.config import Reglages
from fabrique_atelier.direct.messages import JsonStrict
from fabrique_atelier.direct.rattrapage import Rattrapage
from fabrique_atelier.direct.salle import Salle
from fabrique_atelier.direct.transport import Transport
from fabrique_atelier.seance.acces import Acces
from fabrique_atelier.seance.debits import Limiteur
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.guichet import Guichet
from fabrique_atelier.socle.base import creer_moteur
from fabrique_atelier.socle.journaux import ResumeDesErreursDeProtocole
from fabrique_atelier.web.contexte import Services

OCTETS_PAR_TRAME = 16_384


@dataclass(frozen=True, slots=True)
class Application:
    """The assembled application."""

    reglages: Reglages
    flask: Flask
    socketio: SocketIO
    moteur: Engine
    executeur: Executeur
    salle: Salle

    def demarrer(self) -> None:
        """Start the executor and the background task of the room."""
        self.executeur.demarrer()
        self.salle.demarrer_veille()

    def arreter(self) -> None:
        """Finish what waits, then close the database."""
        self.salle.arreter()
        self.executeur.arreter()
        self.moteur.dispose()


def create_app(reglages: Reglages) -> Application:
    """Assemble the application; nothing runs before :meth:`Application.demarrer`."""
    moteur = creer_moteur(reglages.base)
    executeur = Executeur(moteur, reglages.tick_ms)
    acces = Acces(moteur, executeur, reglages.capacite)
    limiteur = Limiteur(reglages)
    flask = web.creer_flask(Services(reglages, moteur, executeur, acces, Guichet(executeur, limiteur)))
    socketio = _socketio(flask, reglages)
    flask.wsgi_app = SansCompression(flask.wsgi_app)  # type: ignore[method-assign,assignment]
    serveur = socketio.server
    transport = Transport(serveur, reglages.transport == "direct")
    salle = Salle(serveur, executeur, acces, Rattrapage(moteur), limiteur, transport)
    return Application(reglages, flask, socketio, moteur, executeur, salle)


def _socketio(flask: Flask, reglages: Reglages) -> SocketIO:
    bavard = logging.getLogger("engineio.server")
    bavard.addFilter(ResumeDesErreursDeProtocole())
    bavard.setLevel(logging.ERROR)
    return SocketIO(
        flask,
        async_mode=reglages.boucle,
        async_handlers=False,
        manage_session=False,
        cors_allowed_origins=origines(reglages),
        max_http_buffer_size=OCTETS_PAR_TRAME,
        ping_interval=15,
        ping_timeout=10,
        http_compression=False,
        json=JsonStrict,
        engineio_logger=bavard,
    )


class SansCompression:
    """WSGI middleware: no permessage-deflate on the sockets.

    Batches are small; compressing them takes the memory of a phone from 124 to 290 KB (``performance.md``).
    """

    def __init__(self, suivante: Callable[..., Any]) -> None:
        self._suivante = suivante

    def __call__(self, environ: dict[str, Any], commencer: Any) -> Any:
        """Forget the compression the browser offers."""
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return self._suivante(environ, commencer)


def origines(reglages: Reglages) -> list[str]:
    """The only web origins whose pages may open a socket (``fiabilite.md`` F8)."""
    morceaux = urlsplit(reglages.url)
    port = f":{reglages.port}"
    return sorted({f"{morceaux.scheme}://{morceaux.netloc}", f"http://127.0.0.1{port}", f"http://localhost{port}"})


def regler_journaux() -> None:
    """One JSON line per event on the standard error; no idea text, token or address is ever passed to a logger."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="le"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
