"""Frames read and written below the library: round trip, masks, fragments, pings, excess, and order after a partial write."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections import deque
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique_atelier.direct.transport import FILE_MAX, PriseRapide, TrameInvalide, Transport, demasquer, trame_texte

TAILLE_MAX = 70_000


def trame_client(
    charge: bytes, code: int = 1, *, fin: bool = True, masque: bytes | None = b"\x01\x02\x03\x04", reserves: int = 0
) -> bytes:
    """Return a frame as a browser sends it (``masque=None``: as it must not)."""
    premier = (0x80 if fin else 0) | reserves | code
    bit = 0x80 if masque else 0
    n = len(charge)
    if n < 126:
        entete = struct.pack("!BB", premier, bit | n)
    elif n < 65536:
        entete = struct.pack("!BBH", premier, bit | 126, n)
    else:
        entete = struct.pack("!BBQ", premier, bit | 127, n)
    if masque is None:
        return entete + charge
    return entete + masque + bytes(c ^ masque[i % 4] for i, c in enumerate(charge))


def lire_trame(prise: socket.socket) -> bytes:
    """Read one unmasked text frame, as a browser does."""
    fichier = prise.makefile("rb")
    premier, longueur = fichier.read(2)
    assert premier == 0x81
    if longueur == 126:
        longueur = struct.unpack("!H", fichier.read(2))[0]
    elif longueur == 127:
        longueur = struct.unpack("!Q", fichier.read(8))[0]
    lu: bytes = fichier.read(longueur)
    fichier.close()
    return lu


class Bout:
    """The server’s end of a pair: a green socket’s face (``recv``, ``sendall``) and its raw descriptor (``fd``)."""

    def __init__(self, prise: socket.socket) -> None:
        self.fd = prise
        prise.setblocking(False)

    def recv(self, taille: int) -> bytes:
        self.fd.settimeout(5)
        try:
            return self.fd.recv(taille)
        finally:
            self.fd.setblocking(False)

    def sendall(self, octets: bytes) -> None:
        self.fd.settimeout(5)
        try:
            self.fd.sendall(octets)
        finally:
            self.fd.setblocking(False)


@pytest.fixture
def paire() -> Iterator[tuple[PriseRapide, socket.socket]]:
    serveur, client = socket.socketpair()
    client.settimeout(5)
    yield PriseRapide(SimpleNamespace(socket=Bout(serveur), close=serveur.close), TAILLE_MAX), client
    client.close()
    serveur.close()


@settings(deadline=None, database=None)
@given(st.binary(max_size=300), st.binary(min_size=4, max_size=4))
def test_demasquer_est_un_ou_exclusif(charge: bytes, masque: bytes) -> None:
    assert demasquer(charge, masque) == bytes(c ^ masque[i % 4] for i, c in enumerate(charge))


@pytest.mark.parametrize("taille", [0, 1, 125, 126, 127, 65535, 65536, TAILLE_MAX])
def test_aller_et_retour(paire: tuple[PriseRapide, socket.socket], taille: int) -> None:
    prise, client = paire
    message = "é" * (taille // 2) + "x" * (taille % 2)
    masque = os.urandom(4)
    envoi = threading.Thread(target=client.sendall, args=(trame_client(message.encode(), masque=masque),))
    envoi.start()
    assert prise.wait() == message
    envoi.join()
    retour = threading.Thread(target=prise.send, args=(message or " ",))
    retour.start()
    assert lire_trame(client).decode() == (message or " ")
    retour.join()
    assert trame_texte(message) == trame_texte(message.encode())


def test_octet_par_octet_et_plusieurs_trames_a_la_fois(paire: tuple[PriseRapide, socket.socket]) -> None:
    prise, client = paire
    flux = trame_client(b"un") + trame_client(b"deux") + trame_client(b"x" * 200)
    client.sendall(flux[:-1])
    assert [prise.wait(), prise.wait()] == ["un", "deux"]
    client.sendall(flux[-1:])
    assert prise.wait() == "x" * 200


def test_fragments_et_ping_entre_deux(paire: tuple[PriseRapide, socket.socket]) -> None:
    prise, client = paire
    client.sendall(
        trame_client(b"com", fin=False)
        + trame_client(b"ping", 9)
        + trame_client(b"m", 0, fin=False)
        + trame_client(b"", 10)
        + trame_client(b"ande", 0)
    )
    assert prise.wait() == "commande"
    assert client.recv(100) == b"\x8a\x04ping"


@pytest.mark.parametrize(
    "octets",
    [
        trame_client(b"sans masque", masque=None),
        trame_client(b"bits", reserves=0x40),
        trame_client(b"binaire", 2),
        trame_client(b"inconnue", 3),
        trame_client(b"ping coupe", 9, fin=False),
        trame_client(b"x" * 126, 9),
        trame_client(b"x" * (TAILLE_MAX + 1))[:14],
        struct.pack("!BBQ", 0x81, 0xFF, 2**63) + b"mask",
    ],
)
def test_une_trame_hostile_est_refusee(paire: tuple[PriseRapide, socket.socket], octets: bytes) -> None:
    prise, client = paire
    client.sendall(octets)
    with pytest.raises(TrameInvalide):
        prise.wait()


def test_des_fragments_ne_font_pas_un_message_trop_grand(paire: tuple[PriseRapide, socket.socket]) -> None:
    prise, client = paire
    gros = trame_client(b"x" * 40_000, fin=False) + trame_client(b"x" * 40_000, 0)
    envoi = threading.Thread(target=client.sendall, args=(gros,))
    envoi.start()
    with pytest.raises(TrameInvalide, match="trop grand"):
        prise.wait()
    envoi.join()


@pytest.mark.parametrize("octets", [b"", trame_client(b"bonjour")[:-2], trame_client(b"\x03\xe8", 8)])
def test_le_depart_de_l_autre_est_compris(paire: tuple[PriseRapide, socket.socket], octets: bytes) -> None:
    prise, client = paire
    client.sendall(octets)
    client.shutdown(socket.SHUT_WR)
    assert prise.wait() is None


def test_une_ecriture_coupee_finit_avant_la_suivante(paire: tuple[PriseRapide, socket.socket]) -> None:
    prise, client = paire
    grand = trame_texte("g" * 2_000_000)
    assert prise.ecrire_directement(grand) is None
    debut = client.recv(65536)
    assert prise.ecrire_directement(trame_texte("trop tôt")) is False, "il y a de la place, mais ce serait au milieu"

    def finir() -> None:
        prise.send("")
        prise.send("ensuite")

    fil = threading.Thread(target=finir)
    fil.start()
    fichier = client.makefile("rb")
    attendu = grand + trame_texte("ensuite")
    assert debut + fichier.read(len(attendu) - len(debut)) == attendu
    fil.join()
    fichier.close()
    assert prise.ecrire_directement(trame_texte("libre")) is True
    assert lire_trame(client) == b"libre"


def test_une_prise_pleine_ou_morte_n_arrete_personne(paire: tuple[PriseRapide, socket.socket]) -> None:
    prise, _client = paire
    assert prise.ecrire_directement(trame_texte("g" * 2_000_000)) is None
    autre_serveur, autre_client = socket.socketpair()
    morte = PriseRapide(SimpleNamespace(socket=Bout(autre_serveur)), TAILLE_MAX)
    autre_client.close()
    assert morte.ecrire_directement(trame_texte("personne")) is True
    autre_serveur.close()
    pleine = PriseRapide(SimpleNamespace(socket=prise.socket), TAILLE_MAX)
    assert pleine.ecrire_directement(trame_texte("x")) is False


class Bibliotheque:
    """The part of python-socketio that :class:`Transport` leans on."""

    def __init__(self, mode: str = "threading") -> None:
        self.eio = self
        self.async_mode = mode
        self.max_http_buffer_size = 1000
        self._async: dict[str, Any] = {"websocket": None}
        self.sockets: dict[str, Any] = {}
        self.envoyes: list[tuple[str, str]] = []

    def send(self, sid: str, paquet: str) -> None:
        self.envoyes.append((sid, paquet))


class PriseLente:
    """A client whose queue holds ``attente`` packets."""

    def __init__(self, attente: int) -> None:
        self.queue = SimpleNamespace(qsize=lambda: attente, empty=lambda: not attente, put=deque[Any]().append)
        self.fermee = False

    def close(self, **_options: Any) -> None:
        self.fermee = True


@pytest.mark.parametrize("direct", [True, False])
def test_sans_eventlet_tout_passe_par_la_bibliotheque(direct: bool) -> None:
    serveur = Bibliotheque()
    transport = Transport(serveur, direct)
    assert not transport.direct
    serveur.sockets = {"a": PriseLente(0), "b": PriseLente(FILE_MAX + 1)}
    transport.envoyer(["a", "b", "parti"], '2["lot",{}]')
    assert ("a", '2["lot",{}]') in serveur.envoyes
    assert "b" not in [sid for sid, _p in serveur.envoyes]
    assert serveur.sockets["b"].fermee
