"""Files and functions stay small enough to be read whole; an exemption carries its reason."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.fichiers import GABARITS, STATIQUE, aucune, choisir, lire

MODULE_PYTHON, FONCTION_PYTHON, VUE, MODULE_JS, GABARIT = 300, 40, 15, 150, 120

#: path (or path::function) → (limit of its own, reason). Empty is best.
EXEMPTIONS: dict[str, tuple[int, str]] = {}


def _trop_longs(tailles: dict[str, int], limite: int) -> list[str]:
    return [
        f"{nom} : {taille} lignes, {EXEMPTIONS.get(nom, (limite, ''))[0]} au plus"
        for nom, taille in tailles.items()
        if taille > EXEMPTIONS.get(nom, (limite, ""))[0]
    ]


def _fonctions(chemin: str, source: str, *, vues: bool = False) -> dict[str, int]:
    """Lines of each function (or only of each Flask view), its docstring left out: explaining costs nothing."""
    tailles = {}
    for noeud in ast.walk(ast.parse(source)):
        if (
            isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef)
            and noeud.end_lineno
            and (not vues or _est_une_vue(noeud))
        ):
            debut = noeud.body[0]
            doc = ast.get_docstring(noeud) is not None
            lignes_doc = (debut.end_lineno or 0) - debut.lineno + 1 if doc else 0
            tailles[f"{chemin}::{noeud.name}"] = noeud.end_lineno - noeud.lineno + 1 - lignes_doc
    return tailles


def _est_une_vue(noeud: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    appels = [d.func for d in noeud.decorator_list if isinstance(d, ast.Call)]
    return any(isinstance(f, ast.Attribute) and f.attr in {"get", "post", "route"} for f in appels)


def _python() -> list[str]:
    return [
        c
        for prefixe in ("fabrique_atelier/", "tests/", "bancs/", "migrations/", "outils/")
        for c in choisir(prefixe, ".py")
    ]


def test_modules_python() -> None:
    aucune(_trop_longs({c: len(lire(c).splitlines()) for c in _python()}, MODULE_PYTHON))


def test_fonctions_python() -> None:
    tailles: dict[str, int] = {}
    for chemin in _python():
        if not chemin.startswith("migrations/versions/"):  # a migration is a list, read from top to bottom
            tailles |= _fonctions(chemin, lire(chemin))
    assert len(tailles) > 100
    aucune(_trop_longs(tailles, FONCTION_PYTHON))


def test_une_vue_lit_appelle_et_repond() -> None:
    vues: dict[str, int] = {}
    for chemin in choisir("fabrique_atelier/web/", ".py"):
        vues |= _fonctions(chemin, lire(chemin), vues=True)
    assert len(vues) > 10
    aucune(_trop_longs(vues, VUE))


def test_modules_javascript() -> None:
    modules = choisir(f"{STATIQUE}js/", ".js")
    assert modules
    aucune(_trop_longs({c: len(lire(c).splitlines()) for c in modules}, MODULE_JS))


def test_gabarits() -> None:
    gabarits = choisir(GABARITS, ".html")
    assert gabarits
    aucune(_trop_longs({c: len(lire(c).splitlines()) for c in gabarits}, GABARIT))


def test_une_exemption_sert_et_dit_pourquoi() -> None:
    tailles = {
        c: len(lire(c).splitlines()) for c in (*_python(), *choisir(STATIQUE, ".js"), *choisir(GABARITS, ".html"))
    }
    for chemin in _python():
        tailles |= _fonctions(chemin, lire(chemin))
    for nom, (limite, raison) in EXEMPTIONS.items():
        assert len(raison) > 20, f"{nom} : dites pourquoi"
        assert tailles[nom] <= limite


@pytest.mark.parametrize(
    ("corps", "lignes"), [("    return 1\n", 2), ('    """Say.\n\n    More.\n    """\n    return 1\n', 2)]
)
def test_la_docstring_ne_compte_pas(corps: str, lignes: int) -> None:
    assert _fonctions("x.py", f"def f():\n{corps}") == {"x.py::f": lignes}
