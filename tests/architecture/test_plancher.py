"""The oldest browsers we serve: Chrome and WebView 80, Safari 13.4, Firefox 78, over plain HTTP.

``tsconfig.json`` stops at ES2020, so newer methods are type errors; this stops the syntax a type checker lets through,
which an old phone would refuse with the whole module.
"""

from __future__ import annotations

import re

import pytest

from tests.architecture.fichiers import STATIQUE, choisir, lire

TROP_NEUF = {
    "affectation logique": re.compile(r"\?\?=|\|\|=|&&="),
    "membre privé": re.compile(r"(?:this|\b\w+)\.#\w|^\s+(?:static\s+|async\s+)*#\w+\s*[=(;]", re.MULTILINE),
    "bloc static": re.compile(r"^\s+static\s*\{", re.MULTILINE),
    "regard en arrière": re.compile(r"\(\?<[=!]"),
    "await hors d’une fonction": re.compile(r"^(?:const|let|var)?[^\n/*]*\bawait\b", re.MULTILINE),
    "contexte sûr exigé": re.compile(r"crypto\.(?:randomUUID|subtle)"),
    "API récente": re.compile(r"\bstructuredClone\(|\bObject\.hasOwn\(|\.replaceAll\(|\.findLast\(|\.toSorted\("),
}


def champs_de_classe(source: str) -> list[str]:
    """Return the class fields (Safari 14 and later) of a module written with two-space indents."""
    classes = re.findall(r"(?ms)^(?:export )?(?:default )?class [^\n]*\{\n(.*?)^\}", source)
    return [ligne for corps in classes for ligne in re.findall(r"(?m)^  (?:static )?[\w$]+(?:\s*=[^=>].*|;)$", corps)]


def ecarts(source: str) -> list[str]:
    """Return the names of what an old browser would refuse in a module."""
    source = re.sub(r"(?s)/\*.*?\*/|(?m:(?<!:)//.*$)", "", source)
    # Only a line that starts at the margin can be outside every function: the others are hidden from that rule.
    marge = "\n".join(ligne for ligne in source.splitlines() if not ligne.startswith((" ", "\t", "}", "/", "*")))
    trouves = [n for n, m in TROP_NEUF.items() if m.search(marge if n.startswith("await") else source)]
    return trouves + (["champ de classe"] if champs_de_classe(source) else [])


@pytest.mark.parametrize(
    ("source", "attendu"),
    [
        ("x ??= 1;", ["affectation logique"]),
        ("class A {\n  #x = 1;\n}\n", ["membre privé"]),
        ("class A {\n  x = 1;\n}\n", ["champ de classe"]),
        ("const x = await lire();", ["await hors d’une fonction"]),
        ("const id = crypto.randomUUID();", ["contexte sûr exigé"]),
        (
            "export class A {\n  constructor() {\n    this.x = 1;\n  }\n  lire() {\n    return this.x ?? 0;\n  }\n}\n",
            [],
        ),
        ("// crypto.randomUUID is not there over plain HTTP\n/* x ??= 1 */\n", []),
        ("async function f() {\n  await g();\n}\n", []),
    ],
)
def test_les_regles_voient_ce_qui_est_trop_neuf(source: str, attendu: list[str]) -> None:
    assert ecarts(source) == attendu


@pytest.mark.parametrize("chemin", choisir(f"{STATIQUE}js/", ".js"))
def test_un_module_se_lit_sur_un_vieux_telephone(chemin: str) -> None:
    assert ecarts(lire(chemin)) == []
