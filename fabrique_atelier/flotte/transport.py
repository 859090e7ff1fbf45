"""The two transports of Engine.IO 4, reduced to « send packets, receive packets »."""

import asyncio
import json
from typing import Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidMessage, WebSocketException

from fabrique_atelier.flotte.http import Adresse, ConnexionHttp, Coupure

CHEMIN = "/socket.io/?EIO=4&transport="
SEPARATEUR = "\x1e"
# The server pings every 15 s: 30 s of silence is a dead link, not a quiet room.
SILENCE_S = 30.0


class Transport(Protocol):
    """What a client needs from the link; every failure is a :class:`Coupure`."""

    async def envoyer(self, paquet: str) -> None:
        """Send one Engine.IO packet."""

    async def recevoir(self) -> list[str]:
        """Wait for the next packets, in order."""

    async def fermer(self) -> None:
        """Drop the link."""


class TransportWebSocket:
    """WebSocket from the first byte: one text frame = one packet."""

    def __init__(self, lien: ClientConnection) -> None:
        self._lien = lien

    @classmethod
    async def ouvrir(cls, adresse: Adresse) -> "TransportWebSocket":
        """Open the link; the Engine.IO « open » packet is the first thing received."""
        url = f"ws://{adresse.hote}:{adresse.port}{CHEMIN}websocket"
        try:
            lien = await connect(
                url, compression=None, max_size=None, ping_interval=None, open_timeout=10, close_timeout=1, proxy=None
            )
        except (OSError, EOFError, InvalidHandshake, InvalidMessage) as erreur:
            raise Coupure(str(erreur)) from erreur
        return cls(lien)

    async def envoyer(self, paquet: str) -> None:
        """Send one text frame."""
        try:
            await self._lien.send(paquet)
        except (OSError, WebSocketException) as erreur:
            raise Coupure(str(erreur)) from erreur

    async def recevoir(self) -> list[str]:
        """Wait for one text frame."""
        try:
            async with asyncio.timeout(SILENCE_S):
                trame = await self._lien.recv()
        except (OSError, WebSocketException) as erreur:
            raise Coupure(str(erreur)) from erreur
        if isinstance(trame, bytes):
            raise Coupure("trame binaire : le protocole n’en a pas")
        return [trame]

    async def fermer(self) -> None:
        """Abort: a phone that loses its network says no goodbye."""
        self._lien.transport.abort()


class TransportScrutation:
    """Long-polling: one connection waits for packets, another posts them."""

    def __init__(self, adresse: Adresse) -> None:
        self._reception = ConnexionHttp(adresse)
        self._envoi = ConnexionHttp(adresse)
        self._verrou = asyncio.Lock()
        self._chemin = CHEMIN + "polling"

    @classmethod
    async def ouvrir(cls, adresse: Adresse) -> "TransportScrutation":
        """Prepare the link; the first :meth:`recevoir` is the handshake."""
        return cls(adresse)

    async def envoyer(self, paquet: str) -> None:
        """Post one packet; posts are serial, as Engine.IO asks."""
        async with self._verrou:
            reponse = await self._envoi.demander(
                "POST", self._chemin, paquet.encode(), {"Content-Type": "text/plain;charset=UTF-8"}
            )
        if reponse.statut != 200:
            raise Coupure(f"scrutation refusée : {reponse.statut}")

    async def recevoir(self) -> list[str]:
        """One long poll; the handshake answer carries the session id of the ones that follow."""
        reponse = await self._reception.demander("GET", self._chemin)
        if reponse.statut != 200:
            raise Coupure(f"scrutation refusée : {reponse.statut}")
        paquets = reponse.corps.decode().split(SEPARATEUR)
        if paquets and paquets[0].startswith("0{"):
            self._chemin = f"{CHEMIN}polling&sid={json.loads(paquets[0][1:])['sid']}"
        return paquets

    async def fermer(self) -> None:
        """Drop both connections."""
        await self._reception.fermer()
        await self._envoi.fermer()
