"""What the browser tests share: a room of devices, the gestures of each, a network that can be cut."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

TELEPHONE, PORTABLE, MUR = (360, 740), (1366, 768), (1920, 1080)


class Relais:
    """A piece of network between one device and the server: ``couper`` is a tunnel, ``retablir`` its end."""

    def __init__(self) -> None:
        self.vers = 0  # the server's port, known once it has started with this relay as its public address
        self._prises: set[socket.socket] = set()
        self._ouvert = True
        self._fini = False
        self._ecoute = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._ecoute.getsockname()[1]
        self._fil = threading.Thread(target=self._accueillir, daemon=True)
        self._fil.start()

    def couper(self) -> None:
        """Break every connection and refuse new ones."""
        self._ouvert = False
        for prise in list(self._prises):
            _fermer(prise)

    def retablir(self) -> None:
        """Let connections through again."""
        self._ouvert = True

    def finir(self) -> None:
        """Close everything, for good."""
        self._fini = True
        self.couper()
        with contextlib.suppress(OSError):  # wakes `accept`
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._fil.join()
        self._ecoute.close()

    def _accueillir(self) -> None:
        while not self._fini:
            client, _ = self._ecoute.accept()
            if self._ouvert and not self._fini:
                threading.Thread(target=self._relayer, args=(client,), daemon=True).start()
            else:
                client.close()

    def _relayer(self, client: socket.socket) -> None:
        try:
            serveur = socket.create_connection(("127.0.0.1", self.vers), timeout=5)
        except OSError:
            client.close()
            return
        paire = {client: serveur, serveur: client}
        self._prises |= set(paire)
        with contextlib.suppress(OSError, ValueError), selectors.DefaultSelector() as veille:
            for prise in paire:
                veille.register(prise, selectors.EVENT_READ)
            while all(_passer(cle.fileobj, paire) for cle, _ in veille.select()):
                pass
        for prise in paire:
            _fermer(prise)
        self._prises -= set(paire)


def _passer(de: Any, paire: dict[socket.socket, socket.socket]) -> bool:
    octets = de.recv(65536)
    paire[de].sendall(octets)
    return bool(octets)


def _fermer(prise: socket.socket) -> None:
    with contextlib.suppress(OSError):
        prise.shutdown(socket.SHUT_RDWR)
    prise.close()


@contextmanager
def relais() -> Iterator[Relais]:
    """A relay that ends with the test."""
    piece = Relais()
    try:
        yield piece
    finally:
        piece.finir()


class Observateur:
    """Every address a device asks for: nothing may leave for a third party."""

    def __init__(self) -> None:
        self.requetes: list[str] = []

    def suivre(self, page: Page) -> Page:
        """Watch the whole context of ``page``; returns it."""
        page.context.on("request", lambda demande: self.requetes.append(demande.url))
        return page

    def tiers(self) -> list[str]:
        """Addresses that are neither the machine itself nor data inside the page."""
        chez_nous = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:http://127.0.0.1:")
        return [url for url in self.requetes if not url.startswith(chez_nous)]


# ------------------------------------------------------------------------------------------------ gestures


def entrer(page: Page, url: str, pseudonyme: str = "") -> None:
    """Join a séance from a phone; ends when somebody is in."""
    page.goto(url)
    if pseudonyme:
        page.get_by_label("Pseudonyme (facultatif)").fill(pseudonyme)
    page.get_by_role("button", name="Entrer", exact=True).click()
    page.locator("#reglages").wait_for()


def ecrire(page: Page, texte: str) -> None:
    """Send one idea."""
    page.get_by_label("Votre idée", exact=True).fill(texte)
    page.get_by_role("button", name="Envoyer", exact=True).click()


def mienne(page: Page, texte: str) -> Locator:
    """One of the phone's own cards."""
    return page.locator("#miennes > li", has_text=texte)


def gommettes(page: Page, titre: str, nombre: int) -> None:
    """Add dots to one object of the ballot."""
    for _ in range(nombre):
        page.get_by_role("button", name=f"Ajouter une gommette à « {titre} »").click()


def aller(regie: Page, onglet: str) -> None:
    """Open one tab of the remote."""
    regie.get_by_role("navigation", name="Parties de la télécommande").get_by_role("link", name=onglet).click()


def animer(serveur: Serveur, seance: dict[str, Any], type_: str, **donnees: Any) -> dict[str, Any]:
    """Send one animation command over HTTP, for the tests that are not about the remote; it must be accepted."""
    commande = {"id": str(uuid.uuid4()), "type": type_, "donnees": donnees}
    statut, reponse = serveur.commande(seance["animation"], commande)
    if statut != 200:
        raise AssertionError(f"{type_} : {statut} {reponse}")
    return {**reponse, "id": commande["id"]}


def voter(serveur: Serveur, seance: dict[str, Any], bulletins: list[dict[str, int]]) -> None:
    """One new participant per ballot, over HTTP: ``{cluster: dots}``."""
    vu = etat(serveur, "animation", seance["animation"])
    vote_id = next(cle for (entite, cle), valeur in vu.items() if entite == "vote" and valeur["etat"] == "ouvert")
    for bulletin in bulletins:
        jeton = uuid.uuid4().hex
        serveur.requete("POST", "/api/rejoindre", {"jeton": jeton, "entree": seance["entree"]})
        donnees = {"vote_id": vote_id, "version": 1, "gommettes": bulletin}
        commande = {"id": str(uuid.uuid4()), "type": "voter", "donnees": donnees}
        statut, reponse = serveur.commande(jeton, commande, role="participant", seance=seance["seance"])
        if statut != 200:
            raise AssertionError(f"voter : {statut} {reponse}")


def etat(serveur: Serveur, role: str, jeton: str) -> dict[tuple[str, str], Any]:
    """A late snapshot: everything an audience would be sent now, by entity and id."""
    statut, reponse = serveur.requete("GET", f"/api/etat?role={role}", jeton=jeton)
    if statut != 200:
        raise AssertionError(f"/api/etat : {statut} {reponse}")
    return {(entite, cle): valeur for entite, cle, valeur in reponse["instantane"]["c"]}


def phases(serveur: Serveur, seance: dict[str, Any]) -> list[str]:
    """Ids of the phases, in order."""
    vu = etat(serveur, "animation", seance["animation"])
    trouvees = [valeur for (entite, _), valeur in vu.items() if entite == "phase"]
    return [phase["id"] for phase in sorted(trouvees, key=lambda phase: phase["ordre"])]


@dataclass
class Parcours:
    """A séance driven over HTTP, so that each screen is reached fast; the screens themselves are real."""

    serveur: Serveur
    seance: dict[str, Any]
    etapes: list[str]

    def demarrer(self, rang: int) -> None:
        """Start the phase of that rank (0 accueil, 1 idées, 2 rebondir, 3 regrouper, 4 vote, 5 restitution)."""
        animer(self.serveur, self.seance, "demarrer_phase", phase_id=self.etapes[rang])

    def animer(self, type_: str, **donnees: Any) -> str:
        """Send one command of the facilitator; returns its id."""
        return str(animer(self.serveur, self.seance, type_, **donnees)["id"])

    def proposer(self, *textes: str) -> list[str]:
        """Ideas said aloud, typed by the team in « Vos idées »."""
        return [self.animer("proposer_contribution", phase_id=self.etapes[1], texte=texte) for texte in textes]

    def grouper(self, titre: str, *cartes: str) -> str:
        """Make a cluster."""
        return self.animer("creer_regroupement", titre=titre, contributions=list(cartes))
