"""The room: every client of a run, from the creation of its séance to the state each one holds at the end."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

from fabrique_atelier.flotte.client import Client
from fabrique_atelier.flotte.histoire import Histoire
from fabrique_atelier.flotte.http import Adresse, Coupure, appeler
from fabrique_atelier.flotte.reducteur import Entites, depuis_changements
from fabrique_atelier.flotte.scenario import SEANCE, Animation, Personne, hasard
from fabrique_atelier.flotte.verificateur import Tenue
from fabrique_atelier.flotte.vues import Audience

REPONSES_MAX_S = 60.0
CONVERGENCE_MAX_S = 25.0
_AUDIENCES: dict[str, Audience] = {"participant": "participants", "tableau": "tableau", "animation": "animation"}


@dataclass(frozen=True)
class SeanceCreee:
    """A séance and the tokens that open it."""

    adresse: Adresse
    id: str
    entree: str
    animation: str
    tableau: str


async def creer_seance(url: str, jeton_equipe: str, donnees: dict[str, Any] | None = None) -> SeanceCreee:
    """Create a séance through the team's API.

    :raises Coupure: the server refused, or is not there.
    """
    adresse = Adresse.depuis_url(url)
    reponse = await appeler(adresse, "POST", "/api/seances", jeton_equipe, donnees or SEANCE)
    if reponse.statut != 201:
        raise Coupure(f"séance refusée : {reponse.statut} {reponse.corps[:300].decode('utf-8', 'replace')}")
    lu = reponse.json()
    return SeanceCreee(adresse, lu["seance"], lu["entree"], lu["animation"], lu["tableau"])


@dataclass
class Salle:
    """A remote, a board and ``telephones`` phones.

    One phone in five is on long-polling, one in twelve in a hurry; one in thirty loses its battery before the end, one
    in thirty comes in after the last vote, when a count may be changed by nothing but their coming.
    """

    seance: SeanceCreee
    telephones: int
    histoire: Histoire
    alea: random.Random
    animation: Animation = field(init=False)
    tableau: Client = field(init=False)
    personnes: list[Personne] = field(init=False)

    def __post_init__(self) -> None:
        """Make every client, none of them connected."""
        remote = self._client("animation", {"role": "animation", "jeton": self.seance.animation})
        self.animation = Animation(remote, self._hasard())
        self.tableau = self._client("tableau", {"role": "tableau", "jeton": self.seance.tableau})
        self.personnes = [self._personne(numero) for numero in range(1, self.telephones + 1)]

    @property
    def refus(self) -> list[dict[str, Any]]:
        """Refusals met while leading the séance: a story that was not played proves nothing."""
        return self.animation.refus

    def _hasard(self) -> random.Random:
        return hasard(self.alea.getrandbits(64))

    def _client(self, nom: str, auth: dict[str, Any], *, scrutation: bool = False) -> Client:
        return Client(self.seance.adresse, nom, auth, self.histoire, self._hasard(), scrutation=scrutation)

    def _personne(self, numero: int) -> Personne:
        auth = {"role": "participant", "jeton": f"{self.alea.getrandbits(128):032x}", "entree": self.seance.entree}
        client = self._client(f"tel-{numero:03d}", auth, scrutation=numero % 5 == 0)
        return Personne(client, self._hasard(), periode_s=1.2 if numero % 12 == 0 else 5.0)

    async def ouvrir(self) -> None:
        """Open the séance, then let people in over a few seconds."""
        self.animation.client.demarrer()
        self.tableau.demarrer()
        try:
            async with asyncio.timeout(30):
                await self.animation.ouvrir()
        except TimeoutError as erreur:
            raise Coupure("la séance ne s’est pas ouverte en 30 s") from erreur
        for personne in self.personnes:
            if personne not in self._retardataires():
                personne.client.demarrer()
                await asyncio.sleep(0.01)

    def _retardataires(self) -> list[Personne]:
        return self.personnes[14::30]

    async def vivre(self, duree_s: float) -> None:
        """Let everybody act while the remote tells the story."""
        arret = asyncio.Event()
        actes = [asyncio.create_task(personne.participer(arret)) for personne in self.personnes]
        pannes = [
            asyncio.create_task(self._tomber_en_panne(personne, self.alea.uniform(0.3, 0.9) * duree_s))
            for personne in self.personnes[29::30]
        ]
        await self.animation.mener(duree_s)
        for personne in self._retardataires():
            personne.client.demarrer()
        arret.set()
        await asyncio.gather(*actes, *pannes)

    async def _tomber_en_panne(self, personne: Personne, apres_s: float) -> None:
        """A battery dies just after a sending: that command's fate stays unknown for ever."""
        await asyncio.sleep(apres_s)
        personne.proposer()
        personne.eteinte = True
        await personne.client.arreter()

    def allumes(self) -> list[Client]:
        """Clients still there."""
        return [
            self.animation.client,
            self.tableau,
            *(personne.client for personne in self.personnes if not personne.eteinte),
        ]

    async def attendre_reponses(self) -> list[str]:
        """Wait until every outbox is empty; return the names of those which never were."""
        fin = asyncio.get_running_loop().time() + REPONSES_MAX_S
        while asyncio.get_running_loop().time() < fin:
            if not any(client.attente or not client.pret.is_set() for client in self.allumes()):
                return []
            await asyncio.sleep(0.2)
        return [client.nom for client in self.allumes() if client.attente or not client.pret.is_set()]

    async def tenues(self) -> list[Tenue]:
        """Each client's state beside a fresh snapshot, once they agree or after a heartbeat's time to notice."""
        fin = asyncio.get_running_loop().time() + CONVERGENCE_MAX_S
        while True:
            tenues = await self._comparer()
            if asyncio.get_running_loop().time() > fin or all(map(_accordee, tenues)):
                return tenues
            await asyncio.sleep(2)

    async def _comparer(self) -> list[Tenue]:
        file = asyncio.Semaphore(8)

        async def une(client: Client) -> Tenue:
            async with file:
                return await self._tenue(client)

        return await asyncio.gather(*(une(client) for client in self.allumes()))

    async def _tenue(self, client: Client) -> Tenue:
        role, jeton = client.auth["role"], client.auth["jeton"]
        chemin = f"/api/etat?role={role}&seance={self.seance.id}"
        lu = (await appeler(self.seance.adresse, "GET", chemin, jeton)).json()
        frais_perso = depuis_changements((lu.get("perso") or {"c": []})["c"])
        frais_commun = depuis_changements(lu["instantane"]["c"])
        commun, perso = dict(client.etat.commun), dict(client.etat.perso)
        return Tenue(client.nom, _AUDIENCES[role], jeton, commun, perso, frais_commun, frais_perso)

    async def fermer(self) -> None:
        """Switch everything off."""
        for personne in self.personnes:
            personne.arreter()
        await asyncio.gather(*(client.arreter() for client in self.allumes()))


def _accordee(tenue: Tenue) -> bool:
    paires: list[tuple[Entites, Entites]] = [(tenue.commun, tenue.frais_commun)]
    if tenue.audience == "participants":
        paires.append((tenue.perso, tenue.frais_perso))
    return all(tenu == frais for tenu, frais in paires)
