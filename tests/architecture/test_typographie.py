"""French as it is printed: thin spaces before ; ! ?, a no-break one before : and inside « », a curly apostrophe."""

from __future__ import annotations

import ast
import html
import re
from html.parser import HTMLParser

import pytest

from tests.architecture.fichiers import GABARITS, aucune, choisir, lire

_INSECABLES = "\u00a0\u202f"
FAUTES = {
    "espace ordinaire avant ; ! ?": re.compile(r"[^\W\d_] [;!?]|» [;!?]"),
    "pas d’espace avant ! ?": re.compile(r"[a-zà-ÿ][!?](?![=\w/&])"),
    "espace ordinaire avant :": re.compile(r"[\w»)] :(?:\s|$)"),
    "guillemets sans espace insécable": re.compile(rf"«[^{_INSECABLES}]|[^{_INSECABLES}]»"),
    "apostrophe droite": re.compile(r"[A-Za-zà-ÿ]'[A-Za-zà-ÿ]"),
    "points de suspension en trois points": re.compile(r"\w\.\.\."),
}
_ATTRIBUTS = {"alt", "aria-label", "aria-description", "placeholder", "title", "data-annonce"}
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


class _Textes(HTMLParser):
    """Collect what a person reads: text nodes and the few attributes that are spoken or shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.textes: list[str] = []
        self._muet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._muet = tag in {"code", "kbd", "script"}
        self.textes += [valeur for nom, valeur in attrs if nom in _ATTRIBUTS and valeur]

    def handle_endtag(self, tag: str) -> None:
        self._muet = False

    def handle_data(self, data: str) -> None:
        if not self._muet:
            self.textes.append(data)


def lire_textes(gabarit: str) -> list[str]:
    """Return what is to be read in a template, and the French strings inside its Jinja expressions."""
    lecteur = _Textes()
    lecteur.feed(_JINJA.sub("\u2060", gabarit))
    chaines = [
        c
        for morceau in _JINJA.findall(gabarit)
        if not morceau.startswith("{#")
        for c in re.findall(r'"([^"]*)"', morceau)
    ]
    return [html.unescape(t) for t in lecteur.textes + [c for c in chaines if " " in c] if t.strip()]


def fautes(texte: str) -> list[str]:
    """Return the names of the rules a text breaks."""
    return [nom for nom, motif in FAUTES.items() if motif.search(texte)]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Prêts ?", ["espace ordinaire avant ; ! ?"]),
        ("Prêts?", ["pas d’espace avant ! ?"]),
        ("Question : oui", ["espace ordinaire avant :"]),
        ("« Vos idées »", ["guillemets sans espace insécable"]),
        ("l'idée", ["apostrophe droite"]),
        ("Envoi...", ["points de suspension en trois points"]),
        ("Prêts\u202f? Question\u00a0: «\u00a0l’idée\u00a0»… 12:30, https://x.fr/?a=b", []),
    ],
)
def test_les_regles_voient_leurs_fautes(texte: str, attendu: list[str]) -> None:
    assert fautes(texte) == attendu


@pytest.mark.parametrize("chemin", choisir(GABARITS, ".html"))
def test_typographie_d_un_gabarit(chemin: str) -> None:
    aucune([(regle, t.strip()[:80]) for t in lire_textes(lire(chemin)) for regle in fautes(t)])


def test_typographie_des_phrases_du_serveur() -> None:
    """Refusals and labels are shown as they are. A terminal's are left with plain spaces: people paste them."""
    trouvees = []
    for chemin in [c for p in ("seance", "web", "direct", "exports") for c in choisir(f"fabrique_atelier/{p}/", ".py")]:
        arbre = ast.parse(lire(chemin))
        docs = {id(n.body[0].value) for n in ast.walk(arbre)
                if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and n.body and isinstance(n.body[0], ast.Expr)}  # fmt: skip
        for noeud in ast.walk(arbre):
            if (
                isinstance(noeud, ast.Constant)
                and isinstance(noeud.value, str)
                and id(noeud) not in docs
                and _est_une_phrase(noeud.value)
            ):
                trouvees += [(chemin, regle, noeud.value[:80]) for regle in fautes(noeud.value)]
    aucune(trouvees)


def _est_une_phrase(texte: str) -> bool:
    """Tell French prose from a pattern or a query: accents or an apostrophe, several words, no escape of a regex."""
    return texte.count(" ") >= 2 and bool(re.search(r"[à-ÿ’«]", texte)) and "\\" not in texte
