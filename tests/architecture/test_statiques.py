"""Style sheets and vendored files: one palette, nothing altered, nothing unaccounted for."""

from __future__ import annotations

import hashlib
import json
import re

import pytest

from tests.architecture.fichiers import RACINE, STATIQUE, aucune, choisir, fichiers_du_depot, lire

_VENDOR = f"{STATIQUE}vendor/"
_COULEUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b(?![\w-]*\s*\{)|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\((?!from var)|"
    r":[^;{]*\b(?:white|black|red|green|blue|gr[ae]y|orange|yellow|purple|navy|silver)\b"
)


def _declarations(css: str) -> list[str]:
    """Return the declarations of a style sheet, without comments, selectors and URLs."""
    css = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", css, flags=re.DOTALL)
    return [
        d
        for d in re.split(r"[;{}]", css)
        if ":" in d and not re.search(r"^\s*[.#&>@:\[\w][^:]*:(?:not|is|where|hover|focus|has)", d)
    ]


def test_les_couleurs_brutes_restent_dans_les_jetons() -> None:
    feuilles = choisir(f"{STATIQUE}css/", ".css")
    assert f"{STATIQUE}css/jetons.css" in feuilles
    fautes = [
        f"{chemin} : {declaration.strip()}"
        for chemin in feuilles
        if not chemin.endswith("/jetons.css")
        for declaration in _declarations(lire(chemin))
        if _COULEUR.search(declaration)
    ]
    aucune(fautes)


@pytest.mark.parametrize(
    ("css", "fautif"),
    [
        (".a { color: #a33; }", True),
        (".a { background: rgb(1 2 3); }", True),
        (".a { border: 1px solid white; }", True),
        ("#menu { color: var(--encre); }", False),
        ("/* #a33 */ .a:hover { color: var(--fil); white-space: pre; }", False),
    ],
)
def test_la_recherche_de_couleurs_sait_voir(css: str, fautif: bool) -> None:
    assert any(_COULEUR.search(d) for d in _declarations(css)) is fautif


def test_les_fichiers_de_tiers_sont_ceux_qu_on_dit() -> None:
    versions = json.loads(lire(f"{_VENDOR}VERSIONS.json"))
    assert versions
    for nom, fiche in versions.items():
        assert set(fiche) >= {"version", "sha256", "licence", "source"}, nom
        assert hashlib.sha256((RACINE / _VENDOR / nom).read_bytes()).hexdigest() == fiche["sha256"], nom
    presents = {c.removeprefix(_VENDOR) for c in fichiers_du_depot() if c.startswith(_VENDOR)}
    # Licences and type declarations come beside what they are about; everything else must be accounted for.
    notes = {c for c in presents if c.endswith((".d.ts", ".txt", ".md")) or c == "VERSIONS.json"}
    assert presents - notes == set(versions)


def test_aucune_police_de_l_etat() -> None:
    """The State's design system and typeface are not ours to use."""
    assert [
        c for c in fichiers_du_depot() if c.startswith(STATIQUE) and re.search(r"marianne|dsfr", c, re.IGNORECASE)
    ] == []
    aucune([c for c in choisir(f"{STATIQUE}css/", ".css") if re.search(r"Marianne|dsfr", lire(c))])
