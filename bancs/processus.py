"""Processes of the bench: started on their own core, watched through /proc, always ended by their own pid."""

from __future__ import annotations

import http.client
import json
import os
import queue
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

BANCS = Path(__file__).resolve().parent
RACINE = BANCS.parent
TOPS = os.sysconf("SC_CLK_TCK")
DEUX_COEURS = (os.cpu_count() or 1) >= 2 and shutil.which("taskset") is not None
COEUR_SERVEUR, COEUR_PILOTE = 0, 1
PYTHON = sys.executable


class EchecBanc(Exception):
    """A measure could not be taken; the sentence is the row's reason."""


# What a dying server or driver shows to whoever is talking to it.
ECHECS = (EchecBanc, OSError, http.client.HTTPException)


def motif(echec: Exception) -> str:
    """Give one line for the row: the first of the message, or the kind of failure."""
    return next(iter(str(echec).splitlines()), type(echec).__name__)


def epingler(commande: list[str], coeur: int) -> list[str]:
    """Prefix `commande` so that it runs on one core, when the machine has two."""
    return ["taskset", "-c", str(coeur), *commande] if DEUX_COEURS else commande


def port_libre() -> int:
    """A TCP port nobody listens on right now."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port: int = prise.getsockname()[1]
        return port


def attendre_port(port: int, processus: subprocess.Popen[str], delai_s: float) -> None:
    """Wait until 127.0.0.1:`port` accepts connections."""
    limite = time.monotonic() + delai_s
    while time.monotonic() < limite:
        if processus.poll() is not None:
            raise EchecBanc(f"le serveur s’est arrêté en démarrant (code {processus.returncode})")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise EchecBanc(f"le serveur n’écoute pas après {delai_s:.0f} s")


def _environnement() -> dict[str, str]:
    """Inherit everything but the settings of somebody's own instance."""
    return {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("FABRIQUE_")}


class Processus:
    """One child process, its CPU and its memory."""

    def __init__(
        self,
        commande: list[str],
        *,
        coeur: int,
        journal: Path,
        env: Mapping[str, str] | None = None,
        dossier: Path = RACINE,
    ) -> None:
        self.journal = journal
        self._sortie: IO[str] = journal.open("w")
        self.popen = subprocess.Popen(
            epingler(commande, coeur),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._sortie,
            text=True,
            cwd=dossier,
            env={**_environnement(), **(env or {})},
        )
        self._lignes: queue.Queue[str] = queue.Queue()
        if self.popen.stdout is not None:
            threading.Thread(target=self._ecouter, args=(self.popen.stdout,), daemon=True).start()

    def cpu_s(self) -> float:
        """User and system time of the process so far, in seconds."""
        champs = Path(f"/proc/{self.popen.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(champs[11]) + int(champs[12])) / TOPS

    def memoire_ko(self) -> int:
        """Resident memory, in KiB."""
        for ligne in Path(f"/proc/{self.popen.pid}/status").read_text().splitlines():
            if ligne.startswith("VmRSS:"):
                return int(ligne.split()[1])
        raise EchecBanc("mémoire illisible")

    def _ecouter(self, sortie: IO[str]) -> None:
        """Empty the pipe as it fills, so that a talkative process never waits for us."""
        for ligne in sortie:
            self._lignes.put(ligne)
        self._lignes.put("")

    def lire(self, delai_s: float) -> dict[str, Any]:
        """Wait for the next JSON line of the process's output."""
        try:
            ligne = self._lignes.get(timeout=delai_s)
        except queue.Empty:
            raise EchecBanc(f"pas de réponse en {delai_s:.0f} s : {self.popen.args!r}") from None
        if not ligne:
            raise EchecBanc(f"processus terminé : {self.journal.read_text()[-400:]}")
        reponse: dict[str, Any] = json.loads(ligne)
        return reponse

    def arreter(self) -> None:
        """SIGTERM, then SIGKILL after five seconds."""
        if self.popen.poll() is None:
            self.popen.terminate()
            try:
                self.popen.wait(5)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        self._sortie.close()


class Pilote(Processus):
    """The Node driver: one order a line, one answer a line."""

    def __init__(self, dossier: Path) -> None:
        commande = ["node", "--max-old-space-size=4096", str(BANCS / "pilote.mjs")]
        super().__init__(commande, coeur=COEUR_PILOTE, journal=dossier / "pilote.log")

    def faire(self, ordre: str, delai_s: float = 90, **details: Any) -> dict[str, Any]:
        """Send one order and wait for its answer."""
        entree = self.popen.stdin
        if entree is None:
            raise EchecBanc("pilote sans entrée")
        entree.write(json.dumps({"faire": ordre, **details}) + "\n")
        entree.flush()
        reponse = self.lire(delai_s)
        if "erreur" in reponse:
            raise EchecBanc(f"pilote : {reponse['erreur'][:300]}")
        return reponse


class Bruit:
    """Share of the machine taken by processes that are not the bench's, since this object was made.

    Ended children are counted by the kernel; `processus` are those still running.
    """

    def __init__(self, *processus: Processus) -> None:
        self._processus = processus
        self._avant = self._lire()

    def _lire(self) -> tuple[float, float]:
        champs = [int(c) for c in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        occupe = (sum(champs) - champs[3] - champs[4]) / TOPS
        notre = sum(os.times()[:4]) + sum(p.cpu_s() for p in self._processus)
        return occupe - notre, sum(champs) / TOPS

    def part(self) -> float:
        """Share of all cores, 0 … 1."""
        occupe, total = self._lire()
        part = (occupe - self._avant[0]) / max(1e-9, total - self._avant[1])
        return round(min(1.0, max(0.0, part)), 3)
