"""Which way imports run (``maison`` plan in docs/architecture.md): the contracts of pyproject.toml hold, and bite."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.fichiers import RACINE

_LINT = str(Path(sys.executable).with_name("lint-imports"))


def test_les_contrats_d_import_tiennent() -> None:
    resultat = subprocess.run(
        [_LINT, "--no-logo", "--no-cache"], cwd=RACINE, capture_output=True, text=True, check=False
    )
    assert resultat.returncode == 0, resultat.stdout


@pytest.mark.parametrize(
    ("fichier", "ligne"),
    [
        ("seance/votes.py", "import sqlalchemy"),
        ("seance/droits.py", "import flask"),
        ("seance/droits.py", "from fabrique_atelier.web import telephone"),
        ("socle/texte.py", "from fabrique_atelier.seance import droits"),
        ("web/salle/telephone.py", "from fabrique_atelier.direct import salle"),
        ("direct/transport.py", "import eventlet"),
        ("web/salle/telephone.py", "import qrcode"),
        ("flotte/client.py", "from fabrique_atelier.seance import models"),
    ],
)
def test_un_import_interdit_est_vu(fichier: str, ligne: str, tmp_path: Path) -> None:
    copie = tmp_path / "fabrique_atelier"
    _copier_le_paquet(copie)
    cible = copie / fichier
    assert cible.exists(), f"{fichier} n’existe plus : choisissez un autre exemple"
    cible.write_text(f"{ligne}\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text((RACINE / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    # From the copy's folder, with the copy first on the path: the editable install must not be what is read.
    resultat = subprocess.run(
        [_LINT, "--no-logo", "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 1, resultat.stdout + resultat.stderr
    assert "BROKEN" in resultat.stdout


def _copier_le_paquet(copie: Path) -> None:
    origine = RACINE / "fabrique_atelier"
    for source in origine.rglob("*.py"):
        destination = copie / source.relative_to(origine)
        destination.parent.mkdir(parents=True, exist_ok=True)
        destination.write_bytes(source.read_bytes())
