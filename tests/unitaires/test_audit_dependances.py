"""``make audit``: what was not audited is told as a fault, whatever pip-audit says of itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from outils import auditer

VERROU = """flask==3.1.3 \\
    --hash=sha256:aa
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:bb
Typing_Extensions==4.15.0 \\
    --hash=sha256:cc
"""
TOUT: dict[str, Any] = {
    "dependencies": [
        {"name": "flask", "version": "3.1.3", "vulns": []},
        {"name": "typing-extensions", "version": "4.15.0", "vulns": []},
    ]
}


def _faux(tmp_path: Path, rapport: Any, code: int = 0) -> list[str]:
    """A program that writes a report, as pip-audit does."""
    script = tmp_path / "faux.py"
    script.write_text(
        "import sys\n"
        f"rapport = {json.dumps(rapport)!r}\n"
        "if rapport != 'null':\n    open(sys.argv[sys.argv.index('-o') + 1], 'w').write(rapport)\n"
        f"print('No known vulnerabilities found', file=sys.stderr)\nsys.exit({code})\n",
        encoding="utf-8",
    )
    return [sys.executable, str(script)]


@pytest.fixture
def verrou(tmp_path: Path) -> Path:
    chemin = tmp_path / "verrou.txt"
    chemin.write_text(VERROU, encoding="utf-8")
    return chemin


def test_le_verrou_se_lit_pour_cette_machine() -> None:
    assert auditer.attendus(VERROU) == {"flask": "3.1.3", "typing-extensions": "4.15.0"}
    for chemin in auditer.VERROUS:
        assert len(auditer.attendus(Path(chemin).read_text(encoding="utf-8"))) > 20


def test_tout_audite_sans_faille_est_bon(verrou: Path, tmp_path: Path) -> None:
    assert auditer.auditer(verrou, _faux(tmp_path, TOUT)) == []


@pytest.mark.parametrize(
    ("rapport", "code", "faute"),
    [
        ({"dependencies": []}, 0, "flask 3.1.3 : pas audité"),
        ({"dependencies": TOUT["dependencies"][:1]}, 0, "typing-extensions 4.15.0 : pas audité"),
        ({"dependencies": [{"name": "flask", "skip_reason": "hors ligne"}]}, 0, "flask 3.1.3 : pas audité"),
        (None, 0, "n’a rien rendu"),
        (None, 1, "n’a rien rendu"),
        (TOUT, 1, "a échoué (code 1)"),
        (
            {"dependencies": [{**TOUT["dependencies"][0], "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.4"]}]}, TOUT["dependencies"][1]]},
            1,
            "PYSEC-1 (3.1.4)",
        ),
    ],
)  # fmt: skip
def test_rien_n_est_bon_par_defaut(verrou: Path, tmp_path: Path, rapport: Any, code: int, faute: str) -> None:
    assert any(faute in f for f in auditer.auditer(verrou, _faux(tmp_path, rapport, code)))
