"""The forms of a page as it arrives, read without a browser: planting is not looking."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

_MUETS = frozenset({"submit", "button", "reset", "image"})
_COCHES = frozenset({"checkbox", "radio"})


#: Attributes and tags that no template of ours writes (``vigie.ETRANGERS``, for a page that no browser draws).
_ATTRIBUTS = frozenset({"autofocus", "srcdoc", "http-equiv", "style"})
_BALISES = frozenset(
    "iframe object embed base frameset marquee video audio portal math foreignobject xmp plaintext style use applet image".split()
)  # fmt: skip
_ADRESSES = ("javascript:", "data:", "vbscript:", "//")


class Lecteur(HTMLParser):
    """``intrus``: what has been read as markup and is not ours. ``formes``: address, method, what is written in (name → type), and what would be sent (name → values)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.formes: list[dict[str, Any]] = []
        self.intrus: list[str] = []
        self._zone = self._liste = ""
        self._dedans = self._bouton = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a form, or take one of its fields."""
        a = {n: v or "" for n, v in attrs}
        if _etrangere(tag, a):
            self.intrus.append(self.get_starttag_text() or tag)
        if tag == "form":
            methode = a.get("method", "get").upper()
            self.formes.append({"methode": methode, "action": a.get("action", ""), "champs": {}, "envoi": {}})
            self._dedans = self._bouton = True
        elif self._dedans and tag in ("input", "textarea", "select", "option", "button"):
            getattr(self, f"_{tag}")(a)

    def handle_data(self, data: str) -> None:
        """The text of a textarea; its first line break is not its own."""
        if self._zone:
            self.formes[-1]["envoi"][self._zone] = [
                self.formes[-1]["envoi"][self._zone][0] + data.replace("\r\n", "\n").removeprefix("\n")
            ]

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag in ("textarea", "select"):
            self._zone = self._liste = ""
        elif tag == "form":
            self._dedans = False

    def _input(self, a: dict[str, str]) -> None:
        nom, genre, forme = a.get("name", ""), a.get("type", "text"), self.formes[-1]
        if not nom or genre in _MUETS:
            return
        if genre not in _COCHES and "csrf_token" not in nom:
            forme["champs"][nom] = genre
        if genre != "file" and (genre not in _COCHES or "checked" in a):
            forme["envoi"].setdefault(nom, []).append(a.get("value", ""))

    def _textarea(self, a: dict[str, str]) -> None:
        self._zone = a["name"]
        self.formes[-1]["champs"][self._zone] = "textarea"
        self.formes[-1]["envoi"][self._zone] = [""]

    def _select(self, a: dict[str, str]) -> None:
        self._liste = a.get("name", "")

    def _option(self, a: dict[str, str]) -> None:
        if self._liste and ("selected" in a or self._liste not in self.formes[-1]["envoi"]):
            self.formes[-1]["envoi"][self._liste] = [a.get("value", "")]

    def _button(self, a: dict[str, str]) -> None:
        premier, self._bouton = self._bouton, False  # a form is sent by one button: its first
        if premier and a.get("name"):
            self.formes[-1]["envoi"].setdefault(a["name"], [a.get("value", "")])


def _etrangere(tag: str, a: dict[str, str]) -> bool:
    """Whether a tag is none of ours."""
    adresses = [a[n].strip().lower() for n in ("href", "action", "formaction") if a.get(n) not in (None, "data:,")]
    dehors = any(x.startswith(_ADRESSES) or "://x.test" in x for x in adresses)
    muet = tag == "script" and not a.get("src", "").startswith("/statique/")
    return dehors or muet or tag in _BALISES or any(n in _ATTRIBUTS or n.startswith("on") for n in a)
