"""The pure JavaScript of the phone, the board and the remote, run by Node's own test runner."""

from __future__ import annotations

import re
import shutil
import subprocess

from tests.conftest import manquer
from tests.outillage.serveur import RACINE


def test_les_modules_javascript_purs_passent_leurs_tests() -> None:
    node = shutil.which("node")
    if node is None:
        manquer("Node est absent (paquet Debian : nodejs)")
    # Files by name: what `node --test <folder>` means changed between Node 20 and 22.
    fichiers = sorted(str(f.relative_to(RACINE)) for f in (RACINE / "tests" / "js").rglob("*.test.*js"))
    assert fichiers, "tests/js/ n’a aucun fichier *.test.js"
    resultat = subprocess.run(
        [node, "--test", "--test-reporter=tap", *fichiers],
        cwd=RACINE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stdout[-6000:] + resultat.stderr[-2000:]
    joues = re.search(r"^# pass (\d+)$", resultat.stdout, re.MULTILINE)
    assert joues is not None
    assert int(joues.group(1)) >= len(fichiers)
