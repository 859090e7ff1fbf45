"""A screen under watch: whatever people have typed must stay text on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from fabrique_atelier.socle.texte import ligne
from tests.outillage.charges_xss import CHARGES

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

#: What no template of ours ever writes: one of these means that a text has been read as markup.
ETRANGERS = (
    "[onerror], [onload], [onclick], [onfocus], [onmouseover], [ontoggle], [onbegin], [onstart], [autofocus], [srcdoc], iframe, object, "
    "embed, base, frameset, marquee, video, audio, portal, math, foreignObject, xmp, plaintext, script:not([src]), script[src^='/'][src*='x.test'], "
    "[src='x'], [href*='x.test'], [href^='javascript:'], a[href^='data:'], use, [action^='javascript:'], meta[http-equiv]"
)


class Ecran:
    """One screen under watch."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dialogues: list[str] = []
        page.on("dialog", self._dialogue)

    def _dialogue(self, dialogue: Dialog) -> None:
        self.dialogues.append(dialogue.message)
        dialogue.dismiss()

    def montre(self, attendus: Iterable[str], *, vivant: bool = True) -> None:
        """Every text is there to the letter, and none has become anything else; ``vivant``: it comes by the socket."""
        attendus = list(attendus)
        for texte in (attendus[:1] + attendus[-1:]) * vivant:
            self.page.get_by_text(texte).first.wait_for(state="attached")
        self.ne_montre_que_du_texte()
        contenu = self.page.locator("body").text_content() or ""
        contenu += "\u241e".join(self.page.locator("input, textarea").evaluate_all("(es) => es.map((e) => e.value)"))
        manquants = [texte for texte in attendus if texte not in contenu]
        assert manquants == [], f"{self.page.url} : {len(manquants)} textes manquent, dont {manquants[-1]!r}"

    def ne_montre_que_du_texte(self) -> None:
        """No dialog, no foreign element."""
        assert self.dialogues == []
        intrus = self.page.locator(ETRANGERS).evaluate_all("(es) => es.map((e) => e.outerHTML.slice(0, 200))")
        assert intrus == [], self.page.url


def paquets(maximum: int) -> list[str]:
    """Join as many payloads as one single-line field holds, until all are used."""
    lots = [""]
    for charge in map(ligne, CHARGES):
        if len(lots[-1]) + 1 + len(charge) > maximum:
            lots.append("")
        lots[-1] = f"{lots[-1]} {charge}".strip()
    return [ligne(lot) for lot in lots]
