"""One bare Socket.IO line, read and written by hand: no outbox, no coming back, nothing hidden."""

from __future__ import annotations

import json
import time
import uuid
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.outillage.serveur import Serveur


class Refusee(AssertionError):
    """CONNECT_ERROR, with its ``code``."""

    def __init__(self, refus: dict[str, Any]) -> None:
        super().__init__(str(refus))
        self.code = refus.get("code", "")


class PriseNue:
    """A socket opened with ``auth``; :meth:`lire` gives the events in order, ``("fermee", {})`` once it is closed."""

    def __init__(self, serveur: Serveur, auth: dict[str, Any]) -> None:
        adresse = serveur.url.replace("http://", "ws://") + "/socket.io/?EIO=4&transport=websocket"
        self._pile = ExitStack()
        self.ws: ClientConnection = self._pile.enter_context(
            connect(adresse, compression=None, proxy=None, max_size=None, close_timeout=1)
        )
        assert str(self.ws.recv()).startswith("0")
        self.ws.send("40" + json.dumps(auth))
        reponse = self._trame(10.0)
        if reponse.startswith("44"):
            self._pile.close()
            raise Refusee(json.loads(reponse[2:]).get("data", {}))
        assert reponse.startswith("40"), reponse

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _t: type[BaseException] | None, _e: BaseException | None, _b: TracebackType | None) -> None:
        self._pile.close()

    def emettre(self, evenement: str, *charges: Any) -> None:
        """Send an event; a socket that is already closed loses it, as for anybody."""
        try:
            self.ws.send("42" + json.dumps([evenement, *charges]))
        except ConnectionClosed:
            return

    def commander(self, type_: str, **donnees: Any) -> str:
        """Send a command without waiting; return its id."""
        identifiant = str(uuid.uuid4())
        self.emettre("commande", {"id": identifiant, "type": type_, "donnees": donnees})
        return identifiant

    def lire(self, delai_s: float = 10.0) -> tuple[str, Any]:
        """The next event, ``("41", {})`` for a farewell of Socket.IO, ``("fermee", {})`` when the line is cut."""
        try:
            trame = self._trame(delai_s)
        except ConnectionClosed:
            return "fermee", {}
        if trame.startswith("42"):
            evenement, *charges = json.loads(trame[2:])
            return str(evenement), charges[0] if charges else {}
        return trame[:2], {}

    def attendre(self, evenement: str, delai_s: float = 10.0) -> Any:
        """Read until that event."""
        limite = time.monotonic() + delai_s
        while time.monotonic() < limite:
            nom, charge = self.lire(limite - time.monotonic())
            if nom == evenement:
                return charge
            if nom == "fermee":
                break
        raise AssertionError(f"« {evenement} » n’est pas venu en {delai_s} s")

    def reponse(self, identifiant: str, delai_s: float = 10.0) -> dict[str, Any]:
        """Read until the answer to that command."""
        limite = time.monotonic() + delai_s
        while time.monotonic() < limite:
            perso = self.attendre("perso", limite - time.monotonic())
            for reponse in perso["a"]:
                if reponse["id"] == identifiant:
                    return dict(reponse)
        raise AssertionError("pas de réponse")

    def _trame(self, delai_s: float) -> str:
        while True:
            trame = str(self.ws.recv(timeout=max(0.001, delai_s)))
            if trame != "2":
                return trame
            self.ws.send("3")
