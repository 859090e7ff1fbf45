"""Chromium as the tests use it: sizes of real screens, no silent error, screenshots, axe."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

RACINE = Path(__file__).resolve().parents[2]
CAPTURES = RACINE / "captures"
AXE = RACINE / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# Everything that would make a browser talk to anybody but our server is off.
_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_ETIQUETTES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def ouvrir_chromium(playwright: Playwright) -> Browser:
    """Start Debian's Chromium."""
    return playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(_OPTIONS))


class Atelier:
    """Browser contexts of one test: each is a separate device. What a page throws or a CSP refuses fails the test."""

    def __init__(self, navigateur: Browser) -> None:
        self._navigateur = navigateur
        self._contextes: list[BrowserContext] = []
        self.erreurs: list[str] = []

    def appareil(self, largeur: int, hauteur: int, **options: Any) -> Page:
        """Open a page on a new device of that viewport; ``options`` go to Playwright (``has_touch``, ``color_scheme``…)."""
        contexte = self._navigateur.new_context(
            viewport={"width": largeur, "height": hauteur}, locale="fr-FR", timezone_id="Europe/Paris", **options
        )
        self._contextes.append(contexte)
        contexte.on("weberror", lambda erreur: self.erreurs.append(str(erreur.error)))
        contexte.on("console", self._console)
        return contexte.new_page()

    def fermer(self) -> None:
        """Close every device."""
        for contexte in self._contextes:
            contexte.close()

    def _console(self, message: ConsoleMessage) -> None:
        # A phone that goes offline logs a failed connection: that is the network's error, not the page's.
        if (
            message.type == "error"
            and "net::ERR_" not in message.text
            and "WebSocket connection to" not in message.text
        ):
            self.erreurs.append(message.text)


def capturer(page: Page, nom: str) -> Path:
    """Screenshot what the screen shows into ``captures/`` (ignored by git) when ``CAPTURES`` asks for it: somebody will look."""
    fichier = CAPTURES / f"{nom}.png"
    if os.environ.get("CAPTURES"):
        CAPTURES.mkdir(exist_ok=True)
        page.screenshot(path=str(fichier))
    return fichier


def violations_axe(page: Page, *, sauf: tuple[str, ...] = ()) -> list[str]:
    """Run axe on the page and return one line per violation; ``sauf`` names rules set aside, with the reason at the call.

    Evaluated through the DevTools protocol, which the page's own CSP does not bind: no header is weakened for the test.
    """
    session = page.context.new_cdp_session(page)
    try:
        _evaluer(session, AXE.read_text(encoding="utf-8") + "; true")
        regles = {regle: {"enabled": False} for regle in sauf}
        options = {
            "runOnly": {"type": "tag", "values": list(_ETIQUETTES)},
            "rules": regles,
            "resultTypes": ["violations"],
        }
        resultats = _evaluer(session, f"axe.run(document, {json.dumps(options)}).then((r) => r.violations)")
    finally:
        session.detach()
    return [
        f"{v['id']} ({v['impact']}) : {v['help']} — {', '.join(str(n['target']) for n in v['nodes'])}"
        for v in resultats
    ]


def _evaluer(session: Any, expression: str) -> Any:
    reponse = session.send("Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True})
    if "exceptionDetails" in reponse:
        raise AssertionError(reponse["exceptionDetails"])
    return reponse["result"].get("value")
