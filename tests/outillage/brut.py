"""HTTP/1.1 written by hand: what a browser would never send, and what it sends when another site drives it."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from tests.outillage.serveur import Serveur

CLE_WS = "dGhlIHNhbXBsZSBub25jZQ=="


@dataclass(frozen=True, slots=True)
class Reponse:
    """One answer; header names in lower case."""

    statut: int
    entetes: dict[str, str]
    corps: bytes


def demander(
    serveur: Serveur,
    methode: str,
    chemin: str,
    entetes: list[tuple[str, str]],
    corps: bytes = b"",
    *,
    depuis: str = "",
) -> Reponse:
    """Send exactly these headers (none is added but ``Content-Length`` of a body); ``depuis`` binds the source address."""
    lignes = [f"{methode} {chemin} HTTP/1.1", *(f"{nom}: {valeur}" for nom, valeur in entetes)]
    if corps:
        lignes.append(f"Content-Length: {len(corps)}")
    source = (depuis, 0) if depuis else None
    with socket.create_connection(("127.0.0.1", serveur.port), timeout=20, source_address=source) as prise:
        prise.sendall("\r\n".join([*lignes, "", ""]).encode("latin-1") + corps)
        return _lire(prise, sans_corps=methode == "HEAD")


def _lire(prise: socket.socket, *, sans_corps: bool) -> Reponse:
    recu = b""
    while b"\r\n\r\n" not in recu:
        morceau = prise.recv(65536)
        if not morceau:
            raise ConnectionResetError("raccroché avant la fin des en-têtes")
        recu += morceau
    tete, _, corps = recu.partition(b"\r\n\r\n")
    lignes = tete.decode("latin-1").split("\r\n")
    statut = int(lignes[0].split(" ")[1])
    entetes = {n.strip().lower(): v.strip() for n, _, v in (ligne.partition(":") for ligne in lignes[1:])}
    taille = int(entetes.get("content-length", "0"))
    while statut != 101 and not sans_corps and len(corps) < taille:
        morceau = prise.recv(65536)
        if not morceau:
            break
        corps += morceau
    return Reponse(statut, entetes, corps)


def poignee_ws() -> list[tuple[str, str]]:
    """The headers that ask for a WebSocket."""
    return [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", CLE_WS),
    ]


def frapper(serveur: Serveur, transport: str, entetes: list[tuple[str, str]], suite: str = "") -> Reponse:
    """Open a socket as a client would: the first request of either transport."""
    chemin = f"/socket.io/?EIO=4&transport={transport}{suite}"
    return demander(serveur, "GET", chemin, [*entetes, *(poignee_ws() if transport == "websocket" else [])])
