"""The nemesis: starts a server of its own, kills it without warning, restarts it on the same folder and port."""

import asyncio
import json
import os
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fabrique_atelier.flotte.histoire import Histoire

DEMARRAGE_MAX_S = 60.0
HERITES = frozenset({"FABRIQUE_TRANSPORT", "FABRIQUE_BOUCLE", "FABRIQUE_TICK_MS"})


class ServeurMuet(Exception):
    """The server ended, or said nothing, before it was ready."""


@dataclass
class ServeurLocal:
    """A server process of ours: ``kill -9`` is only ever sent to its own pid.

    ``reglages`` are ``FABRIQUE_…`` variables; of those of the caller's environment only :data:`HERITES` pass, so that
    every transport and loop can be put to the test without touching somebody's real database.
    """

    dossier: Path
    reglages: dict[str, str] = field(default_factory=dict)
    url: str = ""
    _port: int = 0
    _processus: asyncio.subprocess.Process | None = None
    _ecoute: asyncio.Task[None] | None = None

    @property
    def journal(self) -> Path:
        """Standard error of every life of the server, one after the other."""
        return self.dossier / "serveur.log"

    def environnement(self) -> dict[str, str]:
        """The settings of this server, for a command run beside it."""
        return {"FABRIQUE_DOSSIER": str(self.dossier)} | self.reglages

    async def demarrer(self) -> float:
        """Start, wait until connections are accepted and return the seconds it took.

        :raises ServeurMuet: no ready line in time.
        """
        debut = time.monotonic()
        propre = {n: valeur for n, valeur in os.environ.items() if n in HERITES or not n.startswith("FABRIQUE_")}
        environnement = propre | self.environnement()
        commande = [sys.executable, "-m", "fabrique_atelier", "servir", "--json", "--port", str(self._port)]
        with self.journal.open("ab") as erreurs:
            self._processus = await asyncio.create_subprocess_exec(
                *commande,
                env=environnement,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=erreurs,
            )
        pret = await self._attendre_pret(self._processus)
        self.url, self._port = pret["url"], pret["port"]
        return time.monotonic() - debut

    async def _attendre_pret(self, processus: asyncio.subprocess.Process) -> dict[str, Any]:
        sortie = processus.stdout
        if sortie is None:
            raise ServeurMuet("sortie standard absente")
        try:
            async with asyncio.timeout(DEMARRAGE_MAX_S):
                while ligne := await sortie.readline():
                    if ligne.startswith(b"{") and (lu := json.loads(ligne)).get("pret"):
                        # The pipe must keep draining, or a talkative server would block on it.
                        self._ecoute = asyncio.create_task(_vider(sortie))
                        return dict(lu)
        except TimeoutError:
            processus.kill()
        raise ServeurMuet(f"le serveur ne s’est pas dit prêt ; voir {self.journal}")

    async def tuer(self) -> None:
        """``kill -9``, then wait until the system has taken the process away."""
        if self._processus is not None and self._processus.returncode is None:
            self._processus.kill()
            await self._processus.wait()

    async def arreter(self) -> int:
        """``SIGTERM``; return the exit code, ``-9`` if it had to be killed after 15 s."""
        if self._processus is None:
            return 0
        if self._processus.returncode is None:
            self._processus.terminate()
        try:
            async with asyncio.timeout(15):
                return await self._processus.wait()
        except TimeoutError:
            await self.tuer()
            return -9


async def _vider(sortie: asyncio.StreamReader) -> None:
    while await sortie.read(4096):
        pass


async def tourmenter(
    serveur: ServeurLocal, fois: int, duree_s: float, alea: random.Random, histoire: Histoire
) -> list[float]:
    """Kill and restart ``fois`` times at random moments of ``duree_s``; return the seconds each return took.

    Moments are drawn beforehand: some fall while phones are still coming back, which is the point.
    """
    debut = time.monotonic()
    retours = []
    for moment in sorted(alea.uniform(0.05, 0.95) * duree_s for _ in range(fois)):
        await asyncio.sleep(max(0.05, debut + moment - time.monotonic()))
        histoire.noter("tue", "nemesis")
        await serveur.tuer()
        retours.append(await serveur.demarrer())
        histoire.noter("pret", "nemesis", secondes=retours[-1])
    return retours
