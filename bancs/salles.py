"""The four servers of the comparison, each behind the same face: start, fill with N phones, stop."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bancs.fabrique import IDEATION, VOTE, Fabrique, Seance
from bancs.processus import BANCS, COEUR_SERVEUR, PYTHON, EchecBanc, Pilote, Processus, attendre_port, port_libre

FABRIQUE, FLASK, NODE, NODE_LOTS = "fabrique", "flask_socketio_nu", "node_ws", "node_ws_lots"
SERVEURS = (FABRIQUE, FLASK, NODE, NODE_LOTS)
NOMS = {
    FABRIQUE: "Fabrique Atelier",
    FLASK: "Flask-SocketIO nu (eventlet, SQLite)",
    NODE: "Node ws nu, un message par action",
    NODE_LOTS: "Node ws nu, lots de 50 ms",
}
PILOTE_PARLE = {FABRIQUE: "fabrique", FLASK: "flask", NODE: "node", NODE_LOTS: "node"}


def lancer_temoin(nom: str, dossier: Path) -> tuple[Processus, int]:
    """Start a stand-in; returns it with its port, once it listens."""
    port = port_libre()
    commandes = {
        FLASK: [PYTHON, str(BANCS / "temoins/flask_socketio_nu.py"), "--base", str(dossier / "temoin.db")],
        NODE: ["node", str(BANCS / "temoins/node_ws.mjs")],
        NODE_LOTS: ["node", str(BANCS / "temoins/node_ws.mjs"), "--lots", "50"],
    }
    commande = [*commandes[nom], "--port", str(port)]
    processus = Processus(commande, coeur=COEUR_SERVEUR, journal=dossier / "temoin.log")
    try:
        attendre_port(port, processus.popen, 30)
    except EchecBanc:
        processus.arreter()
        raise
    return processus, port


@dataclass
class Salle:
    """One server and one driver in a throw-away folder. Use as a context manager."""

    nom: str
    phases: tuple[dict[str, Any], ...] = (IDEATION, VOTE)

    def __enter__(self) -> Salle:
        self.dossier = Path(tempfile.mkdtemp(prefix="fabrique-banc-"))
        self.seance: Seance | None = None
        self.pilote = Pilote(self.dossier)
        try:
            self._lancer()
        except BaseException:
            self._nettoyer(None)
            raise
        return self

    def _lancer(self) -> None:
        if self.nom == FABRIQUE:
            fabrique = Fabrique(self.dossier)
            self.serveur: Processus = fabrique
            self.port = fabrique.port
            self.seance = fabrique.creer_seance(list(self.phases))
            contexte = fabrique.contexte(self.seance)
        else:
            self.serveur, self.port = lancer_temoin(self.nom, self.dossier)
            contexte = {}
        dialecte = PILOTE_PARLE[self.nom]
        self.pilote.faire("ouvrir", hote="127.0.0.1", port=self.port, dialecte=dialecte, contexte=contexte)

    @property
    def fabrique(self) -> Fabrique:
        """The server, when it is ours."""
        if not isinstance(self.serveur, Fabrique):
            raise EchecBanc("mesure propre à Fabrique Atelier")
        return self.serveur

    @property
    def atelier(self) -> Seance:
        """The séance of this room, when the server is ours."""
        if self.seance is None:
            raise EchecBanc("mesure propre à Fabrique Atelier")
        return self.seance

    def remplir(self, participants: int, *, etalement_s: float = 0, ecrans: bool = True) -> dict[str, Any]:
        """Connect N phones and, on ours, one board and one remote; every one of them must come in."""
        autres = 1 if ecrans and self.nom == FABRIQUE else 0
        arrivees = self.pilote.faire(
            "connecter", participants=participants, tableau=autres, animation=autres, etalement_s=etalement_s
        )
        if arrivees["connectes"] != arrivees["demandes"]:
            vus = f"{arrivees['connectes']} sur {arrivees['demandes']}"
            raise EchecBanc(f"connexions : {vus} ({arrivees['echecs'][:1]})")
        return arrivees

    def __exit__(self, *_: object) -> None:
        self._nettoyer(getattr(self, "serveur", None))

    def _nettoyer(self, serveur: Processus | None) -> None:
        self.pilote.arreter()
        if serveur is not None:
            serveur.arreter()
        shutil.rmtree(self.dossier, ignore_errors=True)
