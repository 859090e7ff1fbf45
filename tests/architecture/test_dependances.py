"""What the application imports is what it declares, and what it declares it uses."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.architecture.fichiers import choisir, lire

#: Declared without an import of ours, each for its reason.
SANS_IMPORT = {
    "brotli": "WhiteNoise compresses with it",
    "python-engineio": "comes with python-socketio; named for its floor, below which a flaw is known",
    "psycopg2-binary": "SQLAlchemy's driver for PostgreSQL, named in the URL",
}


def _nom(exigence: str) -> str:
    return re.split(r"[<>=\[;~! ]", exigence, maxsplit=1)[0].lower().replace("_", "-")


def _declarees(*extras: str) -> set[str]:
    projet = tomllib.loads(lire("pyproject.toml"))["project"]
    optionnelles = projet["optional-dependencies"]
    return {_nom(e) for e in [*projet["dependencies"], *(e for extra in extras for e in optionnelles[extra])]}


def _importees() -> dict[str, str]:
    """Distribution → one file that imports it, for everything outside the standard library and this repository."""
    distributions = packages_distributions()
    trouvees: dict[str, str] = {}
    for chemin in choisir("fabrique_atelier/", ".py"):
        for noeud in ast.walk(ast.parse(lire(chemin))):
            noms = [a.name for a in noeud.names] if isinstance(noeud, ast.Import) else []
            if isinstance(noeud, ast.ImportFrom) and noeud.level == 0 and noeud.module:
                noms = [noeud.module]
            for racine in {n.partition(".")[0] for n in noms} - sys.stdlib_module_names - {"fabrique_atelier"}:
                trouvees[_nom(distributions.get(racine, [racine])[0])] = chemin
    return trouvees


def test_tout_ce_qui_est_importe_est_declare() -> None:
    importees = _importees()
    assert "sqlalchemy" in importees
    assert {d: c for d, c in importees.items() if d not in _declarees("gevent")} == {}


def test_tout_ce_qui_est_declare_sert() -> None:
    assert _declarees() - set(_importees()) - set(SANS_IMPORT) == set()
