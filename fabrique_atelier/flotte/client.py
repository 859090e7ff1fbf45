"""A client at protocol level: phone, board or remote, with the outbox of a real one.

A command stays in the outbox until a final answer; it is sent again with the same id after every reconnection and
after 5 s of silence. Revisions are judged, gaps are caught up, the state is built by the reducer alone.
"""

import asyncio
import contextlib
import json
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from fabrique_atelier.flotte.histoire import Histoire
from fabrique_atelier.flotte.http import Adresse, Coupure
from fabrique_atelier.flotte.reducteur import Etat
from fabrique_atelier.flotte.transport import Transport, TransportScrutation, TransportWebSocket

SANS_REPONSE_S = 5.0
RATTRAPAGES_MAX = 3
# Two tabs share one outbox and may both send: one command in thirty leaves twice, and must be answered twice the same.
DOUBLONS = 1 / 30
NON_FINAL = frozenset({"trop_vite", "occupe"})


@dataclass
class EnAttente:
    """A command of the outbox; ``pas_avant`` is the loop time before which it must not be sent."""

    commande: dict[str, Any]
    reponse: asyncio.Future[dict[str, Any]]
    pas_avant: float = 0.0
    envoyee_a: float | None = None


class RefusConnexion(Exception):
    """CONNECT_ERROR: the server said no, with a code and a sentence."""

    def __init__(self, refus: dict[str, Any]) -> None:
        super().__init__(str(refus))
        self.code = str(refus.get("code", ""))


@dataclass
class Client:
    """One device.

    ``auth`` is the CONNECT payload of the first time; after a first snapshot a participant comes back by séance.
    ``scrutation`` chooses long-polling. ``alea`` makes jitter reproducible.
    """

    adresse: Adresse
    nom: str
    auth: dict[str, Any]
    histoire: Histoire
    alea: random.Random
    scrutation: bool = False
    etat: Etat = field(default_factory=Etat)
    attente: dict[str, EnAttente] = field(default_factory=dict)
    pret: asyncio.Event = field(default_factory=asyncio.Event)
    refus: RefusConnexion | None = None
    connexions: int = 0
    _transport: Transport | None = None
    _connecte: bool = False
    _tache: asyncio.Task[None] | None = None
    _rattrapage: asyncio.Task[None] | None = None
    _reveil: asyncio.Event = field(default_factory=asyncio.Event)
    _repondues: set[str] = field(default_factory=set)

    def demarrer(self) -> None:
        """Start connecting, and never give up until :meth:`arreter` or a refusal."""
        if self.auth["role"] == "participant":
            self.histoire.noter("client", self.nom, jeton=self.auth["jeton"])
        self._tache = asyncio.create_task(self._vivre())

    async def arreter(self) -> None:
        """Switch the device off; what has no answer stays unknown."""
        for tache in (self._tache, self._rattrapage):
            if tache is not None:
                tache.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await tache

    def lancer(self, type_: str, donnees: dict[str, Any], identifiant: str | None = None) -> EnAttente:
        """Put a command in the outbox; it leaves at once if the link is up."""
        identifiant = identifiant or str(uuid.UUID(int=self.alea.getrandbits(128), version=4))
        commande = {"id": identifiant, "type": type_, "donnees": donnees}
        attente = EnAttente(commande, asyncio.get_running_loop().create_future())
        self.attente[identifiant] = attente
        self.histoire.noter("invoque", self.nom, **commande)
        self._reveil.set()
        return attente

    async def commander(self, type_: str, donnees: dict[str, Any], identifiant: str | None = None) -> dict[str, Any]:
        """Send a command and wait for its final answer, through cuts and restarts."""
        return await self.lancer(type_, donnees, identifiant).reponse

    async def _vivre(self) -> None:
        echecs = 0
        while self.refus is None:
            connexions = self.connexions
            with contextlib.suppress(Coupure):
                await self._une_connexion()
            echecs = 0 if self.connexions > connexions else min(echecs + 1, 4)
            await asyncio.sleep(self.alea.uniform(0.1, 0.3 * 2**echecs))

    async def _une_connexion(self) -> None:
        ouvrir = TransportScrutation.ouvrir if self.scrutation else TransportWebSocket.ouvrir
        transport: Transport = await ouvrir(self.adresse)
        envois = asyncio.create_task(self._vider(transport))
        try:
            while True:
                for paquet in await transport.recevoir():
                    await self._paquet(transport, paquet)
        except RefusConnexion as refus:
            # A room at its limits says so and takes the phone a little later; anything else is final.
            self.refus = None if refus.code in NON_FINAL else refus
        finally:
            self._connecte = False
            envois.cancel()
            await transport.fermer()

    async def _paquet(self, transport: Transport, paquet: str) -> None:
        if paquet == "2":
            await transport.envoyer("3")
        elif paquet.startswith("0"):
            await transport.envoyer("40" + json.dumps(self._presentation()))
        elif paquet.startswith("40"):
            self._transport = transport
            self.connexions += 1
            for attente in self.attente.values():
                attente.envoyee_a = None
            self._connecte = True
            self._reveil.set()
        elif paquet.startswith("42"):
            evenement, *corps = json.loads(paquet[2:])
            self._evenement(evenement, corps[0] if corps else {})
        elif paquet.startswith("44"):
            raise RefusConnexion(json.loads(paquet[2:]))
        elif paquet[:2] in {"1", "41"}:
            raise Coupure("fermée par le serveur")

    def _presentation(self) -> dict[str, Any]:
        auth = dict(self.auth)
        if self.etat.revision is not None:
            auth["depuis"] = self.etat.revision
            if auth.pop("entree", None) is not None:
                auth["seance"] = self.etat.commun["seance", ""]["id"]
        return auth

    def _evenement(self, evenement: str, message: dict[str, Any]) -> None:
        if evenement == "instantane":
            self.etat.instantane(message)
            self.pret.set()
        elif evenement == "lot":
            if self.etat.lot(message) == "trou":
                self._signaler_trou(message["p"])
        elif evenement == "perso":
            self.etat.personnel(message)
            for reponse in message["a"]:
                self._reponse(reponse)
        elif evenement == "pouls":
            if self.etat.revision is None or message["r"] > self.etat.revision:
                self._signaler_trou(message["r"])
        elif evenement == "fin":
            self.refus = RefusConnexion(message)

    def _reponse(self, reponse: dict[str, Any]) -> None:
        attente = self.attente.get(reponse["id"])
        if not reponse["ok"] and reponse["code"] in NON_FINAL:
            self.histoire.noter("differe", self.nom, id=reponse["id"], code=reponse["code"])
            if attente is not None:
                attente.pas_avant = asyncio.get_running_loop().time() + reponse["attendre_ms"] / 1000
                attente.envoyee_a = None
            return
        if attente is None and not self.est_mienne(reponse["id"]):
            return  # answers go to every device holding the same token: this one is another device's
        self.histoire.noter("ok" if reponse["ok"] else "refus", self.nom, id=reponse["id"], reponse=reponse)
        if attente is not None:
            del self.attente[reponse["id"]]
            self._repondues.add(reponse["id"])
            if not attente.reponse.done():
                attente.reponse.set_result(reponse)

    def est_mienne(self, identifiant: str) -> bool:
        """Whether this device sent that command."""
        return identifiant in self.attente or identifiant in self._repondues

    async def _vider(self, transport: Transport) -> None:
        """Send what waits, in order of entry; runs as long as one connection."""
        horloge = asyncio.get_running_loop().time
        with contextlib.suppress(Coupure):
            while True:
                self._reveil.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await self._reveil.wait()
                if not self._connecte:
                    continue
                for attente in list(self.attente.values()):
                    if horloge() < attente.pas_avant or not self._a_envoyer(attente, horloge()):
                        continue
                    if attente.envoyee_a is not None:
                        self.histoire.noter("renvoi", self.nom, id=attente.commande["id"])
                    attente.envoyee_a = horloge()
                    trame = "42" + json.dumps(["commande", attente.commande], ensure_ascii=False)
                    await transport.envoyer(trame)
                    if self.alea.random() < DOUBLONS:
                        await transport.envoyer(trame)
        await transport.fermer()

    @staticmethod
    def _a_envoyer(attente: EnAttente, maintenant: float) -> bool:
        return attente.envoyee_a is None or maintenant - attente.envoyee_a > SANS_REPONSE_S

    def _signaler_trou(self, cible: int) -> None:
        if self._rattrapage is None or self._rattrapage.done():
            self._rattrapage = asyncio.create_task(self._rattraper(cible))

    async def _rattraper(self, cible: int) -> None:
        """At most three catch-ups with back-off and jitter, then a whole snapshot."""
        for essai in range(RATTRAPAGES_MAX + 1):
            if not self._connecte or self._transport is None:
                return
            depuis = self.etat.revision if essai < RATTRAPAGES_MAX else None
            with contextlib.suppress(Coupure):
                await self._transport.envoyer("42" + json.dumps(["rattraper", {"depuis": depuis}]))
            await asyncio.sleep(self.alea.uniform(0.3, 0.6) * 2**essai)
            if self.etat.revision is not None and self.etat.revision >= cible:
                return

    async def couper(self) -> None:
        """Lose the network now; the phone comes back by itself."""
        if self._transport is not None:
            await self._transport.fermer()
