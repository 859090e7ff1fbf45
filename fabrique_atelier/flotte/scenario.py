"""What people do during a run: phones write, correct, withdraw and vote; the remote leads and sorts cards."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fabrique_atelier.flotte.client import Client

SEANCE = {
    "titre": "Inondation d’essai",
    "question": "Comment pourrions-nous perdre une idée ?",
    "mode_identite": "pseudonyme",
    "phases": [
        {"type": "accueil", "titre": "Accueil", "consigne": "Bienvenue."},
        {
            "type": "ideation", "titre": "Vos idées", "consigne": "Une idée par carte.",
            "visibilite": "tous_direct", "longueur_max": 200,
        },
        {"type": "regroupement", "titre": "Regrouper", "consigne": "Nous rapprochons les idées.", "visibilite": "tous_direct"},
        {
            "type": "vote", "titre": "Vos préférences", "consigne": "Posez vos gommettes.",
            "visibilite": "tous_fin", "budget": 5, "max_par_objet": 2, "objets_type": "regroupements",
        },
        {"type": "restitution", "titre": "Et après ?", "consigne": "Merci.", "visibilite": "tous_direct"},
    ],
}  # fmt: skip
MORCEAUX = [
    "un jardin",
    "l’école",
    "سوق",
    "vélo 🚲",
    "garde d’enfants",
    "cà phê",
    "=1+1",
    "<b>atelier</b>",
    "marché\ncouvert",
]
REGROUPEMENTS_MAX = 8
PATIENCE_S, ESSAIS_DE_VOTE = 30.0, 10


def hasard(graine: int) -> random.Random:
    """A seeded generator: the same seed plays the same run, as far as the network allows."""
    return random.Random(graine)  # noqa: S311 (replayable, not secret)


def phase(client: Client, type_: str) -> dict[str, Any] | None:
    """The phase of that type, as this client sees it."""
    return next((vue for vue in client.etat.tous("phase") if vue["type"] == type_), None)


def est_active(vue: dict[str, Any] | None) -> bool:
    """Whether people may write in that phase now."""
    return vue is not None and vue["etat"] in {"active", "prolongee"}


@dataclass
class Personne:
    """Somebody with a phone: remembers which cards were acknowledged and how far the ballot went."""

    client: Client
    alea: random.Random
    periode_s: float
    numero: int = 0
    version: int = 0
    cartes: list[str] = field(default_factory=list)
    eteinte: bool = False
    _suites: set[asyncio.Task[None]] = field(default_factory=set)

    async def participer(self, arret: asyncio.Event) -> None:
        """Act at random moments until told to stop, or until the battery dies."""
        while not (arret.is_set() or self.eteinte):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.alea.expovariate(1 / self.periode_s)):
                    await arret.wait()
                    return
            if self.client.pret.is_set() and not self.eteinte:
                await self._agir()

    async def _agir(self) -> None:
        tirage = self.alea.random()
        if est_active(vote := self._vote_ouvert()) and vote is not None:
            self._voter(vote)
        elif tirage < 0.65 or not self.cartes:
            self.proposer()
        elif tirage < 0.9:
            self.client.lancer("modifier_contribution", {"contribution_id": self._carte(), "texte": self._texte()})
        else:
            carte = self._carte()
            self.cartes.remove(carte)
            self.client.lancer("retirer_contribution", {"contribution_id": carte})
        if self.alea.random() < 0.05:
            # A cut right after a sending: before the request, between request and answer, or just after it.
            await asyncio.sleep(self.alea.uniform(0, 0.1))
            await self.client.couper()

    def _vote_ouvert(self) -> dict[str, Any] | None:
        return phase(self.client, "vote")

    def _carte(self) -> str:
        return self.alea.choice(self.cartes)

    def _texte(self) -> str:
        self.numero += 1
        return f"{self.client.nom} n° {self.numero} : {self.alea.choice(MORCEAUX)}"

    def proposer(self) -> None:
        """Send a new card now, acknowledged or not later."""
        ideation = phase(self.client, "ideation")
        if ideation is None:
            return
        attente = self.client.lancer("proposer_contribution", {"phase_id": ideation["id"], "texte": self._texte()})
        suite = asyncio.create_task(self._retenir(attente.commande["id"], attente.reponse))
        self._suites.add(suite)
        suite.add_done_callback(self._suites.discard)

    async def _retenir(self, carte: str, reponse: asyncio.Future[dict[str, Any]]) -> None:
        if (await reponse)["ok"]:
            self.cartes.append(carte)

    def _voter(self, vote_phase: dict[str, Any]) -> None:
        vote = next(vue for vue in self.client.etat.tous("vote") if vue["phase_id"] == vote_phase["id"])
        if not vote["objets"]:
            return
        choix = self.alea.choices(vote["objets"], k=self.alea.randint(1, vote["budget"]))
        gommettes = {objet: min(choix.count(objet), vote["max_par_objet"]) for objet in choix}
        if self.alea.random() < 0.1:
            # One ballot in ten asks for more than the rule gives: it must be refused, and stay out of the count.
            gommettes[choix[0]] = vote["budget"] + 1
        self.version += 1
        self.client.lancer("voter", {"vote_id": vote["id"], "version": self.version, "gommettes": gommettes})

    def arreter(self) -> None:
        """Forget the answers still awaited."""
        for suite in self._suites:
            suite.cancel()


@dataclass
class Animation:
    """The remote: leads the séance from ideas to vote and back, and never stops sorting cards."""

    client: Client
    alea: random.Random
    refus: list[dict[str, Any]] = field(default_factory=list)

    async def ouvrir(self) -> None:
        """Open the séance and its ideation phase: from here on phones may enter."""
        await self.client.pret.wait()
        await self._conduire("ouvrir_seance", {})
        await self._demarrer("ideation")

    async def mener(self, duree_s: float) -> None:
        """Play the whole story: ideas, vote, back to ideas, vote again, closing and revealing."""
        await self._trier(0.35 * duree_s, self._carte_groupee)
        await self._voter(0.25 * duree_s)
        await self._demarrer("ideation")
        await self._trier(0.15 * duree_s, self._carte_groupee)
        await self._voter(0.25 * duree_s)
        vote = phase(self.client, "vote")
        if vote is not None:
            await self._conduire("fermer_phase", {"phase_id": vote["id"]})
            await self._conduire("reveler_phase", {"phase_id": vote["id"], "confirme": True})

    async def _voter(self, duree_s: float) -> None:
        """Open the vote and leave it open until somebody has voted.

        The last grouped card may be withdrawn at the very moment the vote opens: group another and try again.
        """
        for _ in range(ESSAIS_DE_VOTE):
            if await self._demarrer("vote", tolere="vote_sans_objet"):
                break
            await self._trier(0.0, self._carte_groupee)
        await self._trier(duree_s, self._quelqu_un_a_vote)

    def _carte_groupee(self) -> bool:
        cartes = self.client.etat.tous("contribution")
        return any(vue["etat"] == "publiee" and vue["regroupement_id"] is not None for vue in cartes)

    def _quelqu_un_a_vote(self) -> bool:
        return any(vue["votants"] for vue in self.client.etat.tous("vote"))

    async def _demarrer(self, type_: str, tolere: str = "") -> bool:
        vue = phase(self.client, type_)
        return vue is not None and await self._conduire(
            "demarrer_phase", {"phase_id": vue["id"], "confirme": True}, tolere
        )

    async def _conduire(self, type_: str, donnees: dict[str, Any], tolere: str = "") -> bool:
        reponse = await self.client.commander(type_, donnees)
        if not reponse["ok"] and reponse["code"] != tolere:
            self.refus.append({"type": type_, **reponse})
        return bool(reponse["ok"])

    async def _trier(self, duree_s: float, assez: Callable[[], bool]) -> None:
        """Sort cards for ``duree_s``, and longer while ``assez`` says that nothing was shown yet: the server was down."""
        horloge = asyncio.get_running_loop().time
        fin = horloge() + duree_s
        while horloge() < fin or (not assez() and horloge() < fin + PATIENCE_S):
            await asyncio.sleep(self.alea.uniform(0.1, 0.5))
            type_, donnees = self._geste()
            await self.client.commander(type_, donnees)

    def _geste(self) -> tuple[str, dict[str, Any]]:
        groupes = [vue["id"] for vue in self.client.etat.tous("regroupement")]
        cartes = [vue for vue in self.client.etat.tous("contribution") if vue["etat"] == "publiee"]
        if len(groupes) < 3:
            prises = self.alea.sample([vue["id"] for vue in cartes], min(3, len(cartes)))
            return "creer_regroupement", {"titre": self._titre(), "contributions": prises}
        tirage = self.alea.random()
        if tirage < 0.1:
            return self.alea.choice(["annuler", "annuler", "retablir"]), {}
        if tirage < 0.2:
            return "renommer_regroupement", {"regroupement_id": self.alea.choice(groupes), "titre": self._titre()}
        if tirage < 0.27 and len(groupes) > REGROUPEMENTS_MAX // 2:
            source, cible = self.alea.sample(groupes, 2)
            return "fusionner_regroupements", {"source_id": source, "cible_id": cible}
        if tirage < 0.3:
            return "supprimer_regroupement", {"regroupement_id": self.alea.choice(groupes)}
        if tirage < 0.4 and len(groupes) < REGROUPEMENTS_MAX:
            return self._scission(groupes, cartes)
        return self._deplacement(groupes, cartes)

    def _deplacement(self, groupes: list[str], cartes: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
        cible = self.alea.choice([*groupes, None])
        ailleurs = [vue["id"] for vue in cartes if vue["regroupement_id"] != cible]
        choisies = self.alea.sample(ailleurs, min(self.alea.randint(1, 3), len(ailleurs)))
        return "deplacer_contributions", {"contributions": choisies, "regroupement_id": cible, "position": None}

    def _scission(self, groupes: list[str], cartes: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
        source = self.alea.choice(groupes)
        siennes = [vue["id"] for vue in cartes if vue["regroupement_id"] == source]
        return "scinder_regroupement", {
            "regroupement_id": source,
            "contributions": siennes[: max(1, len(siennes) // 2)] or [source],
            "titre": self._titre(),
        }

    def _titre(self) -> str:
        return f"Groupe {self.alea.randint(1, 10**6)}"
