"""The composition root: the only module that sees everything."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy import Engine

from fabrique_atelier import web
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.comptes.connexion import Portier
from fabrique_atelier.comptes.mots_de_passe import Hacheur, appel_direct
from fabrique_atelier.comptes.totp import Totp
from fabrique_atelier.config import Reglages
from fabrique_atelier.direct.fermeture import fermer_sans_attendre
from fabrique_atelier.direct.messages import JsonStrict
from fabrique_atelier.direct.rattrapage import Rattrapage
from fabrique_atelier.direct.salle import Salle
from fabrique_atelier.direct.transport import Transport
from fabrique_atelier.exploitation.entretien import Entretien
from fabrique_atelier.seance.acces import Acces
from fabrique_atelier.seance.debits import Limiteur
from fabrique_atelier.seance.essais import Essais
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.guichet import Guichet
from fabrique_atelier.socle.base import creer_moteur
from fabrique_atelier.socle.courrier import Courrier
from fabrique_atelier.socle.journaux import ResumeDesErreursDeProtocole
from fabrique_atelier.web.contexte import Services
from fabrique_atelier.web.porte import Porte, derriere, origines

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
    entretien: Entretien

    def demarrer(self) -> None:
        """Start the executor and the background task of the room."""
        self.executeur.demarrer()
        self.salle.demarrer_veille()
        self.entretien.demarrer()

    def arreter(self) -> None:
        """Finish what waits, then close the database."""
        self.entretien.arreter()
        self.salle.arreter()
        self.executeur.arreter()
        self.moteur.dispose()


def create_app(reglages: Reglages, hors_boucle: Callable[..., Any] = appel_direct) -> Application:
    """Assemble the application; nothing runs before :meth:`Application.demarrer`.

    ``hors_boucle(function, *args)`` runs what would hold the green threads up in a real one.
    """
    moteur = creer_moteur(reglages.base)
    executeur = Executeur(moteur, reglages.tick_ms, reglages.cle)
    essais = Essais(reglages.capacite)
    acces = Acces(moteur, executeur, reglages.capacite, reglages.cle, essais)
    limiteur = Limiteur(reglages)
    guichet = Guichet(executeur, limiteur)
    audit, hacheur, totp = Audit(reglages.cle), Hacheur(hors_boucle), Totp(reglages.cle)
    portier = Portier(moteur, executeur.ecrire_seul, hacheur, totp, audit)
    courrier = Courrier(reglages.smtp, reglages.courriel_de)
    flask = web.creer_flask(
        Services(reglages, moteur, executeur, acces, guichet, audit, hacheur, totp, portier, courrier, hors_boucle)
    )
    socketio = _socketio(flask, reglages)
    porte = Porte(SansCompression(flask.wsgi_app), reglages, essais, web.page_de_refus(flask))
    flask.wsgi_app = derriere(porte, reglages.mandataires)  # type: ignore[method-assign,assignment]
    serveur = socketio.server
    fermer_sans_attendre(serveur.eio)
    transport = Transport(serveur, reglages.transport == "direct")
    salle = Salle(serveur, executeur, acces, Rattrapage(moteur), limiteur, transport)
    entretien = Entretien(moteur, executeur, audit, reglages.dossier)
    return Application(reglages, flask, socketio, moteur, executeur, salle, entretien)


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
