"""The bench: `python bancs/banc.py [--court]`, which `make banc` calls.

One run: what the application does alone, then the rates of the four servers taking turns, then the table.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

# Run as a script: the repository root has to be on the path before the package can be imported.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bancs.course import Course
from bancs.fabrique import REGLAGES
from bancs.lignes import Cible, Ligne, ecrire, ligne, tableau
from bancs.processus import BANCS, DEUX_COEURS
from bancs.rubriques import arrivees, couts, debits, ecrans, repos, votes

BRUIT_GENANT = 10


def bruit(course: Course) -> Ligne:
    """How much of the machine others were using meanwhile: what says whether the other rows mean anything."""
    part = statistics.median(course.bruits) * 100 if course.bruits else None
    nom = "part des cœurs prise par d’autres programmes, médiane"
    return ligne(nom, None, part, "%", cible=Cible("≤", BRUIT_GENANT))


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    with tempfile.NamedTemporaryFile() as fichier:
        durees = []
        for _ in range(20):
            fichier.write(b"x" * 4096)
            fichier.flush()
            debut = time.perf_counter()
            os.fsync(fichier.fileno())
            durees.append((time.perf_counter() - debut) * 1000)
    return {
        "coeurs": os.cpu_count(),
        "coeurs_separes": DEUX_COEURS,
        "charge_avant": os.getloadavg(),
        "fsync_ms": round(statistics.median(durees), 3),
        "python": platform.python_version(),
        "noyau": platform.release(),
        "reglages": REGLAGES,
    }


def preparer() -> None:
    """The Node stand-ins need `ws`, pinned in the bench's own lock."""
    if not (BANCS / "node_modules/ws").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=BANCS, check=True, stdout=subprocess.DEVNULL)


def _arreter(numero: int, _cadre: object) -> None:
    raise SystemExit(128 + numero)


def main() -> int:
    """Run everything; always leaves `dernier.json`, even interrupted half-way."""
    options = argparse.ArgumentParser(description="Le banc : la salle en direct à côté de ses témoins.")
    options.add_argument("--court", action="store_true", help="moins de huit minutes, une seule mesure de chaque")
    options.add_argument("--sortie", type=Path, default=BANCS / "resultats", help="dossier des résultats")
    choix = options.parse_args()
    signal.signal(signal.SIGTERM, _arreter)  # an exception, so that every server and folder is cleared away
    preparer()
    course = Course(court=choix.court)
    course.details["machine"] = machine()
    reglages = ", ".join(f"{nom}={valeur}" for nom, valeur in REGLAGES.items())
    course.dire(f"réglages du serveur mesuré : {reglages} ; le reste par défaut")
    try:
        for partie in (repos, votes, arrivees, couts, ecrans, debits):
            partie(course)
    finally:
        course.details["duree_s"] = round(time.monotonic() - course.debut, 1)
        course.lignes.append(bruit(course))
        ecrire(choix.sortie, course.lignes, course.details)
        print(tableau(course.lignes))
        if course.lignes[-1].atteint is False:
            print("\nLa machine n’était pas calme : ces chiffres sont à refaire, rapports compris.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
