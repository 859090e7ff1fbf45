"""Idle connections do not close the room (``fiabilite.md`` F6, T14)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import secrets
import time

import pytest
from websockets.asyncio.client import ClientConnection, connect

from tests.conftest import Lanceur
from tests.outillage.serveur import Serveur

#: Measures time or fills the machine: nothing else runs meanwhile.
pytestmark = pytest.mark.seul

DEMI_REQUETES = 1075
TENUE_S = 35
ARRIVEES = 30


async def _demi_requete(serveur: Serveur) -> asyncio.StreamWriter:
    """Open a connection, send half a request, and stay."""
    _lecteur, redacteur = await asyncio.open_connection("127.0.0.1", serveur.port)
    redacteur.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Attente: ")
    await redacteur.drain()
    return redacteur


async def _nouvelle_venue(serveur: Serveur) -> float:
    """Load the home page on a connection of its own; return how long it took."""
    debut = time.monotonic()
    lecteur, redacteur = await asyncio.open_connection("127.0.0.1", serveur.port)
    redacteur.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    async with asyncio.timeout(20):
        assert (await lecteur.read()).startswith(b"HTTP/1.1 200")
    redacteur.close()
    return time.monotonic() - debut


async def _telephone(serveur: Serveur, entree: str) -> ClientConnection:
    """A phone in the room, over a WebSocket."""
    lien = await connect(
        f"ws://127.0.0.1:{serveur.port}/socket.io/?EIO=4&transport=websocket",
        compression=None, ping_interval=None, proxy=None,
    )  # fmt: skip
    await lien.recv()
    await lien.send("40" + json.dumps({"role": "participant", "jeton": secrets.token_hex(16), "entree": entree}))
    return lien


async def _vivre(lien: ClientConnection, duree_s: float) -> int:
    """Answer the pings for ``duree_s``; return how many came."""
    pings, fin = 0, time.monotonic() + duree_s
    while (reste := fin - time.monotonic()) > 0:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(reste):
                if await lien.recv() == "2":
                    pings += 1
                    await lien.send("3")
    return pings


@pytest.mark.endurance
def test_mille_demi_requetes_ne_ferment_pas_la_salle(lancer_serveur: Lanceur) -> None:
    souple, dure = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (dure, dure))
    serveur = lancer_serveur()
    seance = serveur.creer_seance()
    commande = {"id": "00000000-0000-4000-8000-000000000001", "type": "ouvrir_seance", "donnees": {}}
    assert serveur.commande(seance["animation"], commande)[0] == 200

    async def jouer() -> tuple[list[float], int]:
        avant = await _telephone(serveur, seance["entree"])
        vie = asyncio.create_task(_vivre(avant, TENUE_S))
        tenues = await asyncio.gather(*(_demi_requete(serveur) for _ in range(DEMI_REQUETES)))
        delais = []
        for _ in range(ARRIVEES):
            delais.append(await _nouvelle_venue(serveur))
            await asyncio.sleep(TENUE_S / ARRIVEES / 2)
        pings = await vie
        await avant.send('42["rattraper",{}]')
        async with asyncio.timeout(5):
            while not str(await avant.recv()).startswith('42["instantane"'):
                pass
        neuf = await _telephone(serveur, seance["entree"])
        assert str(await neuf.recv()).startswith("40")
        for redacteur in tenues:
            redacteur.transport.abort()
        await avant.close()
        await neuf.close()
        return delais, pings

    try:
        delais, pings = asyncio.run(jouer())
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (souple, dure))
    print(f"arrivée la plus lente {max(delais) * 1000:.0f} ms, {pings} pings")  # noqa: T201 (the measured figures)
    assert max(delais) < 1
    assert pings >= 2, "la prise n’est pas restée ouverte"
