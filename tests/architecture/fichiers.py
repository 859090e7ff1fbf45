"""Which files the house is made of: what git keeps, or would keep."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
STATIQUE = "fabrique_atelier/static/"
GABARITS = "fabrique_atelier/templates/"


@cache
def fichiers_du_depot() -> tuple[str, ...]:
    """Return every path git tracks or would track, relative to the root, except deleted ones."""
    sortie = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=RACINE,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(sorted(chemin for chemin in set(sortie.split("\0")) if chemin and (RACINE / chemin).is_file()))


def choisir(prefixe: str, *suffixes: str) -> list[str]:
    """Return the house's own files under ``prefixe`` that end with one of ``suffixes``; vendored ones are not ours."""
    return [
        chemin
        for chemin in fichiers_du_depot()
        if chemin.startswith(prefixe) and chemin.endswith(suffixes) and not chemin.startswith(f"{STATIQUE}vendor/")
    ]


def lire(chemin: str) -> str:
    """Return the text of one file."""
    return (RACINE / chemin).read_text(encoding="utf-8")


def aucune(fautes: Iterable[object]) -> None:
    """Fail with every fault on its own line: a truncated list would be mended one run at a time."""
    lignes = sorted(str(faute) for faute in fautes)
    assert lignes == [], "\n" + "\n".join(lignes)
