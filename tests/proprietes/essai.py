"""One séance on the real executor, with every kind of client listening, and a clock that moves only when told."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, cast
from unittest.mock import patch

from sqlalchemy import Engine, select
from structlog.testing import capture_logs

from fabrique_atelier.direct.connexions import Connexion, Registre
from fabrique_atelier.direct.diffusion import Diffusion
from fabrique_atelier.direct.messages import paquet
from fabrique_atelier.direct.rattrapage import Rattrapage
from fabrique_atelier.direct.transport import Transport
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance import persistance, visibilite
from fabrique_atelier.seance.commandes import decoder
from fabrique_atelier.seance.creation import Liens, SeanceACreer, creer_seance
from fabrique_atelier.seance.demandes import Demande, Publication, Reponse
from fabrique_atelier.seance.droits import ANIMATION, PARTICIPANT, TABLEAU, Acteur
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.modeles import PhaseACreer
from fabrique_atelier.seance.participants import Arrivee
from fabrique_atelier.socle.identifiants import empreinte
from tests.proprietes.postes import Etat, FauxTransport, Poste, ecart, en_dict, memoire

CLE = b"cle-des-tests-sans-aucun-secret-0123456789"
DEBUT_MS = 1_790_000_000_000
EQUIPE = Acteur(ANIMATION)
Envoi = tuple[Acteur, str, dict[str, Any]]


def phase(type_: str, **reglages: Any) -> PhaseACreer:
    """Return a phase to create; its title is its type unless told otherwise."""
    return PhaseACreer(
        **{"type": type_, "titre": type_.capitalize(), "consigne": f"Consigne de l’étape {type_}.", **reglages}
    )


#: One phase of each kind and of each visibility.
PHASES = (
    phase("accueil"),
    phase("ideation", titre="fin", visibilite="tous_fin", max_par_personne=3),
    phase("ideation", titre="direct", auteurs_affiches=True),
    phase("ideation", titre="moi", visibilite="moi"),
    phase("regroupement", participants_regroupent=True, duree_s=600),
    phase("vote", titre="groupes", visibilite="tous_fin", duree_s=300),
    phase("vote", titre="cartes", budget=4, max_par_objet=4, objets_type="contributions"),
    phase("restitution"),
)


def nouvel_id() -> str:
    """Return the id a client draws."""
    return str(uuid.uuid4())


class Essai:
    """A séance under test. ``with Essai(moteur) as essai:`` freezes the executor’s clock and keeps its logs."""

    def __init__(self, moteur: Engine, phases: Sequence[PhaseACreer] = PHASES, **champs: Any) -> None:
        self.moteur = moteur
        self.maintenant = DEBUT_MS
        self._pile = ExitStack()
        self._pile.enter_context(patch("fabrique_atelier.seance.groupe.maintenant_ms", lambda: self.maintenant))
        self.journal = self._pile.enter_context(capture_logs())
        self.transport = FauxTransport()
        self.executeur = Executeur(moteur, 50)
        self.liens = self._creer(SeanceACreer(**{"titre": "T", "question": "Q", "phases": list(phases), **champs}))
        self.id = self.liens.seance_id
        self.personnes: dict[int, Acteur] = {}
        self.postes: dict[str, Poste] = {}
        self._brancher()
        self.poste_animation = self.connecter(EQUIPE)
        self.poste_tableau = self.connecter(Acteur(TABLEAU))

    def __enter__(self) -> Essai:
        return self

    def __exit__(self, genre: type[BaseException] | None, e: BaseException | None, t: TracebackType | None) -> None:
        self.fermer()

    def fermer(self) -> None:
        """Give the clock and the logs back."""
        self._pile.close()

    def redemarrer(self) -> None:
        """Crash and start again on the same database; every client comes back with its last revision."""
        self.executeur = Executeur(self.moteur, 50)
        self._brancher()
        for poste in self.postes.values():
            self._accueillir(poste, poste.r)

    def connecter(self, acteur: Acteur) -> Poste:
        """Open one more socket for ``acteur``."""
        sid = f"sid{len(self.postes)}"
        poste = self.postes[sid] = self.transport.postes[sid] = Poste(Connexion(sid, sid, self.id, acteur))
        self._accueillir(poste, None)
        return poste

    def rejoindre(self, numero: int, pseudonyme: str = "", capacite: int = 400) -> Reponse:
        """Make phone ``numero`` enter; the first time, its socket is opened."""
        return self.ensemble([(Acteur(PARTICIPANT), "rejoindre", {"n": numero, "p": pseudonyme, "c": capacite})])[0]

    def faire_entrer(self, nombre: int) -> list[Acteur]:
        """Make phones 0 … ``nombre`` − 1 enter."""
        for numero in range(nombre):
            assert self.rejoindre(numero)["ok"]
        return [self.personnes[n] for n in range(nombre)]

    def envoyer(self, acteur: Acteur, type_: str, *, id_: str | None = None, **donnees: Any) -> Reponse:
        """Send one command, in a tick of its own."""
        return self.ensemble([(acteur, type_, donnees)], [id_ or nouvel_id()])[0]

    def reussir(self, acteur: Acteur, type_: str, **donnees: Any) -> str:
        """Send one command that must be accepted; return its id."""
        reponse = self.envoyer(acteur, type_, **donnees)
        assert reponse["ok"], (type_, reponse)
        return str(reponse["id"])

    def envoyer_au_fil(self, acteur: Acteur, type_: str, **donnees: Any) -> Reponse:
        """Send one command to an executor whose own thread runs, and wait for its answer (5 s at most)."""
        recues: list[Reponse] = []
        fini = threading.Event()

        def repondre(reponse: Reponse) -> None:
            recues.append(reponse)
            fini.set()

        commande = decoder({"id": nouvel_id(), "type": type_, "donnees": donnees})
        self.executeur.soumettre(Demande(self.id, acteur, commande, repondre))
        assert fini.wait(5), f"{type_} : aucune réponse"
        return recues[0]

    def ensemble(self, envois: Sequence[Envoi], ids: Sequence[str] | None = None) -> list[Reponse]:
        """Carry several requests out in one tick; return their answers in order."""
        recues: dict[int, Reponse] = {}
        for rang, (acteur, type_, donnees) in enumerate(envois):
            if type_ == "rejoindre":
                arrivee = Arrivee(empreinte(f"{self.id}/{donnees['n']}"), donnees["p"], donnees["c"])
                demande = Demande(self.id, acteur, arrivee, self._entree(recues, rang, donnees["n"]))
            else:
                brut = {"id": ids[rang] if ids else nouvel_id(), "type": type_, "donnees": donnees}
                demande = Demande(self.id, acteur, decoder(brut), self._repondre(recues, rang, acteur))
            self.executeur.soumettre(demande)
        self.executeur.vider()
        nouveaux = [a for a in self.personnes.values() if self.poste_de(a) is None]
        for acteur in nouveaux:
            self.connecter(acteur)
        return [recues[rang] for rang in range(len(envois))]

    def poste_de(self, acteur: Acteur) -> Poste | None:
        """Return the first socket of a participant."""
        return next((p for p in self.postes.values() if p.connexion.acteur == acteur), None)

    def lire(self) -> EtatSeance:
        """Return the executor’s state, for reading."""
        with self.executeur.etat(self.id) as etat:
            assert etat is not None
            return etat

    def frais(self, audience: str) -> Etat:
        """Return a fresh snapshot, as it goes on the wire."""
        return en_dict(self._fil(visibilite.instantane(self.lire(), audience)))

    def perso_frais(self, participant_id: str) -> Etat:
        """Return a fresh personal state, as it goes on the wire."""
        etat = self.lire()
        return en_dict(self._fil(visibilite.personnel(etat, etat.participants[participant_id])))

    def phase(self, titre: str) -> str:
        """Return the id of a phase by its title."""
        return next(p.id for p in self.lire().phases.values() if p.titre.casefold() == titre.casefold())

    def vote(self, titre: str) -> str:
        """Return the id of the vote of a phase."""
        vote = self.lire().vote_de(self.phase(titre))
        assert vote is not None
        return vote.id

    def verifier_convergence(self) -> None:
        """Every client holds exactly what a fresh snapshot says."""
        for poste in self.postes.values():
            frais = self.frais(poste.connexion.audience)
            assert poste.commun == frais, ecart(poste.connexion.audience, poste.commun, frais)
            participant_id = poste.connexion.acteur.participant_id
            if participant_id is not None:
                frais = self.perso_frais(participant_id)
                assert poste.perso == frais, ecart("personnel", poste.perso, frais)

    def verifier_base(self) -> None:
        """What is kept in memory is what the tables say, and the journal has no gap."""
        with self.moteur.connect() as connexion:
            charge = persistance.charger(connexion, self.id)
            lignes = select(m.Journal.revision).where(m.Journal.seance_id == self.id, m.Journal.revision.is_not(None))
            revisions = sorted(r for r in connexion.execute(lignes).scalars() if r is not None)
        assert charge is not None
        assert memoire(self.lire()) == memoire(charge)
        assert revisions == list(range(1, charge.seance.revision + 1))

    def rattrapage(self, audience: str, depuis: int | None) -> tuple[str, dict[str, Any]]:
        """Return what a client at revision ``depuis`` would be sent, as it goes on the wire."""
        evenement, message = self._rattrapage.message(self.lire(), audience, depuis)
        return evenement, json.loads(paquet(evenement, message)[1:])[1]

    def _creer(self, demande: SeanceACreer) -> Liens:
        crees: list[Liens] = []
        crees.append(self.executeur.ecrire_seul(lambda c: creer_seance(c, CLE, demande, self.maintenant)))
        return crees[0]

    def _brancher(self) -> None:
        self.registre = Registre()
        self.diffusion = Diffusion(self.registre, cast("Transport", self.transport))
        self._rattrapage = Rattrapage(self.moteur)
        self.executeur.abonnes.append(self._publier)

    def _publier(self, publications: list[Publication]) -> None:
        self.diffusion.publier(publications)

    def _accueillir(self, poste: Poste, depuis: int | None) -> None:
        etat = self.lire()
        evenement, message = self._rattrapage.message(etat, poste.connexion.audience, depuis)
        poste.recevoir(paquet(evenement, message))
        participant_id = poste.connexion.acteur.participant_id
        if participant_id is not None:
            poste.recevoir(paquet("perso", self._rattrapage.personnel(etat, participant_id)))
        self.registre.identifier(poste.connexion)
        self.registre.ajouter(poste.connexion)
        self.diffusion.abonner(poste.connexion, etat.seance.revision)

    def _repondre(self, recues: dict[int, Reponse], rang: int, acteur: Acteur) -> Callable[[Reponse], None]:
        def repondre(reponse: Reponse) -> None:
            recues[rang] = reponse
            poste = self.poste_de(acteur)
            if poste is not None:
                self.diffusion.repondre(poste.connexion, reponse)

        return repondre

    def _entree(self, recues: dict[int, Reponse], rang: int, numero: int) -> Callable[[Reponse], None]:
        def repondre(reponse: Reponse) -> None:
            recues[rang] = reponse
            if reponse["ok"]:
                self.personnes[numero] = Acteur(PARTICIPANT, reponse["participant"])

        return repondre

    @staticmethod
    def _fil(changements: Sequence[Any]) -> Sequence[Any]:
        return cast("Sequence[Any]", json.loads(paquet("x", changements)[1:])[1])
