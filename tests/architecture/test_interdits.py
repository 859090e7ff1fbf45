"""What must never stand in a file: raw HTML, inline code, leftovers, a registry's address, a guess instead of a wait."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.architecture.fichiers import GABARITS, STATIQUE, aucune, choisir, fichiers_du_depot, lire


@dataclass(frozen=True)
class Interdit:
    """A pattern, where it is looked for, and samples: one it must catch, one it must leave alone."""

    nom: str
    motif: str
    ou: tuple[tuple[str, str], ...]
    fautif: str
    innocent: str


_JS = ((f"{STATIQUE}js/", ".js"),)
_HTML = ((GABARITS, ".html"),)
_PYTHON = (("fabrique_atelier/", ".py"),)
_SOURCES = tuple((prefixe, suffixe) for prefixe in ("fabrique_atelier/", "tests/", "bancs/", "migrations/", "outils/")
                 for suffixe in (".py", ".js", ".mjs", ".css", ".html", ".sh"))  # fmt: skip

INTERDITS = (
    Interdit("HTML brut en JavaScript", r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write\b|createContextualFragment",
             _JS, "carte.innerHTML = texte", "carte.textContent = texte"),
    Interdit("code fabriqué", r"\beval\s*\(|\bnew Function\b", _JS, "eval (texte)", "evaluer(texte)"),
    Interdit("style posé en attribut", r"setAttribute\(\s*['\"]style|cssText", _JS, "el.setAttribute('style', x)", "el.style.width = x"),
    Interdit("sortie de l’échappement", r"\|\s*safe\b|autoescape\s+false|Markup\(", _HTML, "{{ texte | safe }}", "{{ texte | upper }}"),
    Interdit("HTML brut en Python", r"\bMarkup\(|render_template_string|autoescape\s*=\s*False", _PYTHON, "Markup(texte)", "markup(texte)"),
    Interdit("style ou script en ligne", r"<style\b|\sstyle\s*=|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*[\"']|javascript:",
             _HTML, "<p style='x'>", '<script type="module" src="x.js"></script>'),
    Interdit("requête vers un tiers", r"(?:src|srcset)\s*=\s*[\"'](?:https?:)?//|<link[^>]+href=[\"'](?:https?:)?//",
             _HTML, '<img src="//ailleurs/x.png">', '<img src="{{ statique("x.png") }}">'),
    Interdit("requête CSS vers un tiers", r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", ((f"{STATIQUE}css/", ".css"),),
             "@import 'https://ailleurs/x.css'", '@import "jetons.css"'),
    Interdit("pictogramme emoji", "[\U0001f000-\U0001faff\ufe0f]", (*_HTML, *_JS, (f"{STATIQUE}css/", ".css")), "\U0001f680", "→ ✓ ·"),
    Interdit("travail laissé", r"\b(?:T[O]DO|FIXM[E]|XX[X]|HACK)\b|raise NotImplemented", _SOURCES, "# TO" + "DO plus tard", "# todos los días"),
    # A short sleep is the step of a bounded wait or of a paced load; a long one is a guess.
    Interdit("attente à l’aveugle dans un test", r"\btime\.sleep\(|\.wait_for_timeout\(|waitForTimeout|\bsleep\((?:[1-9]|0?\.[2-9])",
             (("tests/", ".py"), ("tests/js/", "js")), "page.wait_for_" + "timeout(500)", "page.wait_for_selector('x')"),
)  # fmt: skip


@pytest.mark.parametrize("interdit", INTERDITS, ids=lambda i: i.nom)
def test_rien_d_interdit(interdit: Interdit) -> None:
    motif = re.compile(interdit.motif)
    assert motif.search(interdit.fautif)
    assert not motif.search(interdit.innocent)
    trouves = [
        f"{chemin}:{numero} {ligne.strip()[:120]}"
        for prefixe, suffixe in interdit.ou
        for chemin in choisir(prefixe, suffixe)
        if not chemin.startswith("tests/architecture/")
        for numero, ligne in enumerate(lire(chemin).splitlines(), 1)
        if motif.search(ligne)
    ]
    aucune(trouves)


#: Spelled in pieces, so that this file itself names none.
REGISTRES = tuple(".".join(morceaux) for morceaux in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"), ("deb", "debian", "org"),
))  # fmt: skip


def test_aucune_adresse_de_registre() -> None:
    textes = [
        c
        for c in fichiers_du_depot()
        if not c.endswith((".png", ".woff2", ".ico", ".jpg", ".db", ".gz", ".xlsx", ".ods", ".pdf"))
    ]
    aucune([c for c in textes if any(registre in lire(c) for registre in REGISTRES)])


@pytest.mark.parametrize("verrou", ["verrous/base.txt", "verrous/dev.txt", "verrous/gevent.txt"])
def test_un_verrou_tient_par_ses_empreintes(verrou: str) -> None:
    texte = lire(verrou)
    assert not re.search(r"https?:|--(?:extra-)?index-url|--find-links", texte)
    paquets = re.findall(r"(?m)^[a-z0-9][^\n]*(?:\n    [^\n]*)*", texte)
    assert len(paquets) > 20
    aucune([p.splitlines()[0] for p in paquets if "==" not in p or "--hash=sha256:" not in p])


def test_le_verrou_npm_ne_dit_pas_d_ou() -> None:
    verrous = [c for c in fichiers_du_depot() if c.endswith("package-lock.json")]
    assert "package-lock.json" in verrous
    aucune([c for c in verrous if re.search(r'"resolved"|https?://(?!github|opencollective)', lire(c))])


def test_uv_lock_n_est_pas_la() -> None:
    aucune([c for c in fichiers_du_depot() if c.endswith("uv.lock")])
