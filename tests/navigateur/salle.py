"""One room for the long browser test: its screens, what is written in it, and the hands of the facilitator."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.navigateur.pieces import Relais, etat
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

REPRISE_MS = 20_000  # a phone waits at most eight seconds between two attempts
NAVETTE, GARE = "Une navette les jours de marché", "Covoiturer vers la gare"
VELOS, ABRI = "Des vélos en libre-service", "Un abri vélo fermé à clé"
BUS, TUNNEL_1, TUNNEL_2 = "Un bus à la demande", "Écrite dans le tunnel", "Écrite aussi dans le tunnel"
NOMMEE, PENDANT, PANNE = "Monsieur Untel se gare n’importe où", "Pendant le tunnel", "Écrite serveur arrêté"
TOUTES = [NAVETTE, GARE, VELOS, ABRI, BUS, TUNNEL_1, TUNNEL_2, PENDANT, PANNE]


@dataclass
class Salle:
    """One room: its server, its séance, its screens."""

    serveur: Serveur
    seance: dict[str, Any]
    tunnel: Relais
    regie: Page
    tableau: Page
    aicha: Page
    bruno: Page
    chloe: Page
    denis: Page

    def adresse(self, quoi: str) -> str:
        """One of the séance's addresses, straight to the server."""
        return f"http://127.0.0.1:{self.serveur.port}{urlsplit(self.seance['urls'][quoi]).path}"

    @property
    def telephones(self) -> list[Page]:
        """The four phones."""
        return [self.aicha, self.bruno, self.chloe, self.denis]

    def suivre(self, libelle: str, etape: str) -> None:
        """Press the remote's one big button, which must say ``libelle``; ``etape`` is where it leads."""
        bouton = self.regie.locator("#suite-bouton")
        expect(bouton).to_have_text(libelle)
        expect(bouton).not_to_have_attribute("aria-busy", "true")
        bouton.click()
        expect(self.regie.locator("#conduire-etape")).to_have_text(etape)

    def cartes_du_mur(self) -> Locator:
        """The cards on the board."""
        return self.tableau.locator("#cartes > li")


def connait(salle: Salle, role: str, texte: str) -> bool:
    """Whether a late snapshot of that audience holds the text."""
    vu = etat(salle.serveur, role, salle.seance[role])
    return texte in json.dumps(list(vu.values()), ensure_ascii=False)


def nommer(regie: Page, titre: str) -> None:
    """Answer the dialogue that asks for a cluster’s name."""
    regie.get_by_role("dialog").get_by_label("Nom du groupe").fill(titre)
    regie.keyboard.press("Enter")
    expect(regie.get_by_role("dialog")).to_have_count(0)


def au_clavier(regie: Page, texte: str, choix: str) -> None:
    """Move a card with keys only: its button, down the menu to the right line, Enter."""
    regie.get_by_role("button", name=f"Déplacer « {texte} »").focus()
    regie.keyboard.press("Enter")
    vise = regie.get_by_role("menuitem", name=choix)
    for _ in range(regie.get_by_role("menuitem").count()):
        if regie.locator("[role=menuitem]:focus").inner_text() == choix:
            break
        regie.keyboard.press("ArrowDown")
    expect(vise).to_be_focused()
    regie.keyboard.press("Enter")


def glisser(regie: Page, carte: Locator, cible: Locator) -> None:
    """Drag with the mouse, as a hand does: press, a few pixels, then to the place."""
    carte.scroll_into_view_if_needed()
    depart, arrivee = carte.locator(".rangee__texte").bounding_box(), cible.bounding_box()
    assert depart is not None
    assert arrivee is not None
    regie.mouse.move(depart["x"] + 10, depart["y"] + 8)
    regie.mouse.down()
    regie.mouse.move(depart["x"] + 30, depart["y"] + 20, steps=3)
    expect(regie.locator(".rangee--fantome")).to_be_visible()
    regie.mouse.move(arrivee["x"] + arrivee["width"] / 2, arrivee["y"] + arrivee["height"] / 2, steps=8)
    expect(regie.locator(".colonne.cible")).to_have_attribute("aria-label", cible.get_attribute("aria-label") or "")
    regie.mouse.up()
