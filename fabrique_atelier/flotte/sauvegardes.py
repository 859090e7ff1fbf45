"""Copies taken under load by the documented command, each put back in a fresh folder and judged (P21).

What counts is the restored base: every command acknowledged before the copy began is there, and the checker's invariants
hold. What was acknowledged later may or may not be.
"""

import asyncio
import os
import random
import shutil
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from fabrique_atelier.flotte.histoire import Histoire, Recit, lire
from fabrique_atelier.flotte.nemesis import ServeurLocal
from fabrique_atelier.flotte.tables import lire_tables
from fabrique_atelier.flotte.verificateur import verifier


@dataclass(frozen=True)
class Copie:
    """One copy: when it began (monotonic seconds), how long it took, what the command said if it failed."""

    fichier: Path
    debut: float
    secondes: float
    faute: str = ""


@dataclass(frozen=True)
class Jugement:
    """One restored copy: commands acknowledged before it, seconds to restore, and what was found wrong."""

    copie: Copie
    avant: int
    secondes: float
    constats: list[str]


async def sauvegarder_pendant(
    serveur: ServeurLocal, fois: int, duree_s: float, alea: random.Random, histoire: Histoire
) -> list[Copie]:
    """Take ``fois`` copies at random moments of ``duree_s``, each by the command line, in a process of its own."""
    depart = time.monotonic()
    dossier = serveur.dossier / "copies"
    dossier.mkdir(mode=0o700, exist_ok=True)
    copies = []
    for numero, moment in enumerate(sorted(alea.uniform(0.1, 0.95) * duree_s for _ in range(fois)), 1):
        await asyncio.sleep(max(0.0, depart + moment - time.monotonic()))
        fichier = dossier / f"copie-{numero}.tar"
        debut = time.monotonic()
        histoire.noter("sauvegarde", "nemesis", fichier=fichier.name)
        faute = await _commande(serveur.environnement(), "sauvegarder", "--vers", str(fichier))
        copies.append(Copie(fichier, debut, time.monotonic() - debut, faute))
    return copies


async def restaurer_et_juger(serveur: ServeurLocal, copies: list[Copie], histoire: Path, seance: str) -> list[Jugement]:
    """Restore each copy in a folder of its own, with the key put back by hand as the documentation says, and judge it."""
    recit = lire(histoire)
    return [await _juger(serveur, copie, recit, seance) for copie in copies]


async def _juger(serveur: ServeurLocal, copie: Copie, recit: Recit, seance: str) -> Jugement:
    connu = au_moment(recit, copie.debut)
    avant = sum(1 for _ in connu.de_sort("ok"))
    if copie.faute:
        return Jugement(copie, avant, 0.0, [f"{copie.fichier.name} : {copie.faute}"])
    neuf = serveur.dossier / f"restauree-{copie.fichier.stem}"
    neuf.mkdir(mode=0o700)
    shutil.copy2(serveur.dossier / "cle", neuf / "cle")
    debut = time.monotonic()
    faute = await _commande({"FABRIQUE_DOSSIER": str(neuf)}, "restaurer", str(copie.fichier), "--oui")
    secondes = time.monotonic() - debut
    if faute:
        return Jugement(copie, avant, secondes, [f"{copie.fichier.name} : {faute}"])
    rapport = verifier(connu, lire_tables(f"sqlite:///{neuf / 'fabrique.db'}", seance), [])
    constats = [f"{copie.fichier.name} : {c}" for c in (*rapport.perdus, *rapport.doubles, *rapport.trous)]
    return Jugement(copie, avant, secondes, constats)


def au_moment(recit: Recit, instant: float) -> Recit:
    """Return what was known at ``instant``: answers that came later are as if they never had."""
    commandes = {
        identifiant: c if c.repondu_a is not None and c.repondu_a < instant else replace(c, reponses=[], repondu_a=None)
        for identifiant, c in recit.commandes.items()
    }
    return Recit(commandes, recit.jetons)


async def _commande(reglages: dict[str, str], *arguments: str) -> str:
    """Run one command of the program; return what it said if it failed, nothing if it did not."""
    propre = {n: v for n, v in os.environ.items() if not n.startswith("FABRIQUE_")}
    processus = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fabrique_atelier", *arguments,
        env={**propre, **reglages},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, dit = await processus.communicate()
    return dit.decode("utf-8", "replace")[-400:] or f"code {processus.returncode}" if processus.returncode else ""
