"""Frames encoded once and written straight to the sockets: the one module that reaches below python-socketio.

Why: with the ordinary path each of 1,000 phones costs a queue, a green switch and a frame of its own for every batch
(``bancs/README.md`` measures it). Here a batch becomes one WebSocket frame, written to each socket that is ready; whoever
is not ready, or is on long-polling, goes through the library's own queue. Incoming frames are read through a buffer.

How: engineio asks its driver for a WebSocket class and hands it a handler; :class:`Transport` puts its own wrapper there.
``FABRIQUE_TRANSPORT=standard``, another driver or an unexpected version leave the library untouched.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Protocol

import structlog

_journal = structlog.get_logger("transport")
#: The releases whose internals this module has been read against and tested with.
VERSIONS = {"python-engineio": "4.15.", "python-socketio": "5.18.", "eventlet": "0.41."}
LECTURE = 65536
#: Packets waiting for one client before it is cut off: it will come back and catch up.
FILE_MAX = 400


class _Prise(Protocol):
    def recv(self, taille: int) -> bytes: ...
    def sendall(self, octets: bytes) -> None: ...


class TrameInvalide(Exception):
    """The peer does not speak the WebSocket protocol as a browser does."""


class PriseRapide:
    """The part of a WebSocket that engineio uses (``wait``, ``send``, ``close``), with buffered reads and direct writes."""

    def __init__(self, ws: Any, taille_max: int) -> None:
        self._ws = ws
        self.socket = ws.socket
        self._brute = ws.socket.fd
        self._taille_max = taille_max
        self._tampon = bytearray()
        self._reste = b""
        self._occupee = False

    def ecrire_directement(self, trame: bytes) -> bool | None:
        """Try to write a whole frame now. True: done. None: cut in the middle, ``send("")`` must follow. False: not ready."""
        if self._occupee or self._reste:
            return False
        try:
            ecrits = self._brute.send(trame)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True  # the reader will notice that the peer has gone
        if ecrits == len(trame):
            return True
        self._reste = trame[ecrits:]
        return None

    def send(self, message: str | bytes) -> None:
        """Send a message after whatever was left of a direct write; an empty one only flushes that."""
        self._occupee = True
        try:
            reste, self._reste = self._reste, b""
            trame = reste + (trame_texte(message) if message else b"")
            if trame:
                self.socket.sendall(trame)
        finally:
            self._occupee = False

    def wait(self) -> str | None:
        """Return the next text message, or None when the peer has gone."""
        morceaux: list[bytes] = []
        while True:
            recue = self._trame()
            if recue is None:
                return None
            fin, code, charge = recue
            if code == 8:
                return None
            if code == 9:
                self.socket.sendall(struct.pack("!BB", 0x8A, len(charge)) + charge)
            elif code in (0, 1):
                morceaux.append(charge)
                if sum(map(len, morceaux)) > self._taille_max:
                    raise TrameInvalide("message trop grand")
                if fin:
                    return b"".join(morceaux).decode("utf-8")
            elif code != 10:
                raise TrameInvalide("trame binaire ou inconnue")

    def close(self) -> None:
        """Close the connection politely."""
        self._ws.close()

    def _trame(self) -> tuple[bool, int, bytes] | None:
        tampon = self._tampon
        if not self._avoir(2):
            return None
        a, b = tampon[0], tampon[1]
        if a & 0x70 or not b & 0x80:
            raise TrameInvalide("bits réservés ou trame sans masque")
        longueur, entete = b & 0x7F, 2
        if longueur == 126:
            if not self._avoir(4):
                return None
            longueur, entete = int.from_bytes(tampon[2:4], "big"), 4
        elif longueur == 127:
            if not self._avoir(10):
                return None
            longueur, entete = int.from_bytes(tampon[2:10], "big"), 10
        if longueur > self._taille_max or (a & 8 and (longueur > 125 or not a & 0x80)):
            raise TrameInvalide("trame trop grande")
        total = entete + 4 + longueur
        if not self._avoir(total):
            return None
        masque, charge = bytes(tampon[entete : entete + 4]), bytes(tampon[entete + 4 : total])
        del tampon[:total]
        return bool(a & 0x80), a & 0x0F, demasquer(charge, masque)

    def _avoir(self, nombre: int) -> bool:
        while len(self._tampon) < nombre:
            octets = self.socket.recv(LECTURE)
            if not octets:
                return False
            self._tampon += octets
        return True


class _Reliquat:
    """A packet whose only effect is to flush what a direct write left behind."""

    packet_type = 6
    data = ""

    def encode(self) -> str:
        return ""


class Transport:
    """Sends encoded Socket.IO packets to sockets, directly when possible."""

    def __init__(self, serveur: Any, direct: bool) -> None:
        self._eio = serveur.eio
        self._prises: dict[str, PriseRapide] = {}
        self.direct = direct and self._installer()

    def envoyer(self, eio_sids: list[str], paquet: str) -> None:
        """Send one Socket.IO packet (its text, as ``2["lot",{…}]``) to many clients."""
        if not self.direct:
            for eio_sid in eio_sids:
                self._par_la_file(eio_sid, paquet)
            return
        trame = b""  # framed only if somebody can take it directly
        for eio_sid in eio_sids:
            prise = self._prises.get(eio_sid)
            socket = self._eio.sockets.get(eio_sid)
            if socket is None:
                continue
            if prise is None or not socket.queue.empty():
                self._par_la_file(eio_sid, paquet)
                continue
            trame = trame or trame_texte("4" + paquet)
            resultat = prise.ecrire_directement(trame)
            if resultat is None:
                socket.queue.put(_Reliquat())
            elif not resultat:
                self._par_la_file(eio_sid, paquet)

    def _par_la_file(self, eio_sid: str, paquet: str) -> None:
        socket = self._eio.sockets.get(eio_sid)
        if socket is not None and socket.queue.qsize() > FILE_MAX:
            socket.close(wait=False, abort=True)
            return
        self._eio.send(eio_sid, paquet)

    def _installer(self) -> bool:
        attendues = all(version(nom).startswith(debut) for nom, debut in VERSIONS.items())
        base = self._eio._async.get("websocket")
        if self._eio.async_mode != "eventlet" or base is None or not attendues:
            _journal.warning("transport_standard", boucle=self._eio.async_mode, versions_attendues=attendues)
            return False
        prises, taille_max = self._prises, int(self._eio.max_http_buffer_size)

        class WebSocketDirect(base):  # type: ignore[misc, valid-type]
            def __init__(self, servir: Callable[[Any], Any], serveur: Any) -> None:
                eio_sid = servir.__self__.sid  # type: ignore[attr-defined]

                def servir_rapidement(ws: Any) -> Any:
                    prise = PriseRapide(ws, taille_max)
                    prises[eio_sid] = prise
                    try:
                        return servir(prise)
                    finally:
                        prises.pop(eio_sid, None)

                super().__init__(servir_rapidement, serveur)

        self._eio._async = {**self._eio._async, "websocket": WebSocketDirect}
        return True


def trame_texte(message: str | bytes) -> bytes:
    """Return an unmasked final text frame (server to client)."""
    charge = message.encode() if isinstance(message, str) else message
    longueur = len(charge)
    if longueur < 126:
        return struct.pack("!BB", 0x81, longueur) + charge
    if longueur < 65536:
        return struct.pack("!BBH", 0x81, 126, longueur) + charge
    return struct.pack("!BBQ", 0x81, 127, longueur) + charge


def demasquer(charge: bytes, masque: bytes) -> bytes:
    """XOR a client's payload with its 4-byte mask, as two big integers rather than byte by byte."""
    n = len(charge)
    cle = (masque * (n // 4 + 1))[:n]
    return (int.from_bytes(charge, "big") ^ int.from_bytes(cle, "big")).to_bytes(n, "big")
