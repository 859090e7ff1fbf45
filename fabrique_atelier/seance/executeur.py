"""The one executor of a process: queue → short tick → one transaction → commit → answers → batches.

Why one: SQLite has one writer, and a yield inside its transaction freezes everybody (``fiabilite.md`` F1). Nothing here
emits inside a transaction. Live states are kept in memory between ticks and are trusted only while their revision is the
one the locked row carries; otherwise they are read again. ``docs/adr/0003`` tells the whole story.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.seance import persistance
from fabrique_atelier.seance.demandes import ATTENDRE_OCCUPE_MS, Demande, Publication, Reponse, Travail, reponse_refus
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.etat import EtatSeance
from fabrique_atelier.seance.groupe import Groupe
from fabrique_atelier.seance.participants import Arrivee
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.erreurs import BaseOccupee

_journal = structlog.get_logger("executeur")
T = TypeVar("T")
#: Commands taken in one tick: bounds how long the hub is held.
PAR_TICK = 400
SEANCES_EN_MEMOIRE = 64
ARRIVEES_S = 0.008


class Executeur:
    """Serial executor of commands. ``demarrer`` spawns its thread (a green one once the process is patched)."""

    def __init__(self, moteur: Engine, tick_ms: int, cle: bytes = b"") -> None:
        self._moteur = moteur
        self._cle = cle
        self._audit = Audit(cle)
        self._tick_s = tick_ms / 1000
        # a deque and one event: far cheaper than queue.Queue, whose lock costs a green switch at each end
        self._file: deque[Demande] = deque()
        self._reveil = threading.Event()
        self._arret = False
        self._verrou = threading.RLock()
        self._etats: OrderedDict[str, EtatSeance] = OrderedDict()
        self._fil: threading.Thread | None = None
        self.abonnes: list[Callable[[list[Publication]], None]] = []

    def demarrer(self) -> None:
        """Start serving the queue."""
        self._fil = threading.Thread(target=self._boucle, name="executeur", daemon=True)
        self._fil.start()

    def arreter(self) -> None:
        """Finish what waits, then stop."""
        if self._fil is not None:
            self._arret = True
            self._reveil.set()
            self._fil.join(timeout=8)
            self._fil = None

    def soumettre(self, demande: Demande) -> None:
        """Queue a request; its ``repondre`` is called after the commit."""
        self._file.append(demande)
        if not self._reveil.is_set():
            self._reveil.set()

    def executer(self, seance_id: str, acteur: Acteur, travail: Travail) -> Reponse:
        """Queue a request and wait for its answer (HTTP, demo, tests)."""
        fini = threading.Event()
        recu: list[Reponse] = []

        def repondre(reponse: Reponse) -> None:
            recu.append(reponse)
            fini.set()

        self.soumettre(Demande(seance_id, acteur, travail, repondre))
        if self._fil is None:
            self.vider()
        if not fini.wait(timeout=30):
            return reponse_refus(_id_de(travail), refus("occupe"), ATTENDRE_OCCUPE_MS)
        return recu[0]

    def ecrire_seul(self, travail: Callable[[Connection], T]) -> T:
        """Run another write (creating a séance, anything of the staff's) in the same single line as the commands."""
        with self._verrou, ecrire(self._moteur) as connexion:
            return travail(connexion)

    def oublier(self, seance_id: str) -> None:
        """Drop the state in memory: something beside the commands has written in this séance."""
        with self._verrou:
            self._etats.pop(seance_id, None)

    @contextmanager
    def etat(self, seance_id: str) -> Iterator[EtatSeance | None]:
        """Lend the committed state of a séance, for reading only; no tick runs meanwhile."""
        with self._verrou:
            if seance_id not in self._etats:
                with lire(self._moteur) as connexion:
                    charge = persistance.charger(connexion, seance_id)
                if charge is not None:
                    self._garder(charge)
            yield self._etats.get(seance_id)

    def etats_en_memoire(self) -> list[EtatSeance]:
        """The séances somebody is using."""
        return list(self._etats.values())

    def vider(self) -> None:
        """Run what waits, in the calling thread (tests and the demo, which never call ``demarrer``)."""
        while self._file:
            self.tick(self._prendre())

    def _prendre(self) -> list[Demande]:
        return [self._file.popleft() for _ in range(min(PAR_TICK, len(self._file)))]

    def _boucle(self) -> None:
        dernier = 0.0
        while not (self._arret and not self._file):
            if not self._file:
                self._reveil.wait()
                self._reveil.clear()
                continue
            # leading edge: the first request after a quiet moment goes at once, the next ones share a tick
            attente = dernier + self._tick_s - time.monotonic()
            if attente > 0:
                # nobody waits for an arrival but the one who arrives: no need to gather a whole tick of them
                presse = all(isinstance(d.travail, Arrivee) for d in self._file)
                time.sleep(min(attente, ARRIVEES_S) if presse else attente)
            else:
                time.sleep(0)
            dernier = time.monotonic()
            self.tick(self._prendre())

    def tick(self, demandes: list[Demande]) -> None:
        """Carry out one batch of requests: one transaction, then answers, then batches to the audiences."""
        reponses: list[tuple[Demande, Reponse]] = []
        with self._verrou:
            try:
                publications = self._transaction(demandes, reponses)
            except BaseOccupee as erreur:
                self._etats.clear()
                _journal.warning("base_occupee", detail=str(erreur))
                publications = []
                reponses = [(d, reponse_refus(_id(d), refus("occupe"), ATTENDRE_OCCUPE_MS)) for d in demandes]
            except IntegrityError:
                # the same id used elsewhere, or an invariant that only the database can hold across processes
                self._etats.clear()
                if len(demandes) > 1:
                    for demande in demandes:
                        self.tick([demande])
                    return
                publications = []
                reponses = [(d, reponse_refus(_id(d), refus("id_deja_pris"))) for d in demandes]
            except Exception:  # noqa: BLE001 (whatever it is, the transaction is gone and each request gets an answer)
                # one bad request must not take the others down: each again in its own transaction
                self._etats.clear()
                _journal.exception("tick_annule", demandes=len(demandes))
                if len(demandes) > 1:
                    for demande in demandes:
                        self.tick([demande])
                    return
                publications = []
                reponses = [(d, reponse_refus(_id(d), refus("erreur_interne"))) for d in demandes]
            self._publier(reponses, publications)

    def _publier(self, reponses: list[tuple[Demande, Reponse]], publications: list[Publication]) -> None:
        """Tell everybody; what is committed stays so, whatever happens to a message."""
        for demande, reponse in reponses:
            try:
                demande.repondre(reponse)
            except Exception:  # noqa: BLE001 (one broken listener must not silence the others)
                _journal.exception("reponse_perdue")
        for abonne in self.abonnes:
            try:
                abonne(publications)
            except Exception:  # noqa: BLE001 (clients notice the gap and catch up)
                _journal.exception("diffusion_perdue")

    def _transaction(self, demandes: list[Demande], reponses: list[tuple[Demande, Reponse]]) -> list[Publication]:
        par_seance: dict[str, list[Demande]] = {}
        for demande in demandes:
            par_seance.setdefault(demande.seance_id, []).append(demande)
        publications = []
        with ecrire(self._moteur) as connexion:
            for seance_id, groupe in par_seance.items():
                etat = self._etat_verrouille(connexion, seance_id)
                if etat is None:
                    reponses += [(d, reponse_refus(_id(d), refus("seance_inconnue"))) for d in groupe]
                    continue
                publication = Groupe(connexion, etat, self._audit, self._cle).traiter(groupe, reponses)
                if publication.touches:
                    publications.append(publication)
        return publications

    def _etat_verrouille(self, connexion: Connection, seance_id: str) -> EtatSeance | None:
        revision = persistance.verrouiller(connexion, seance_id)
        if revision is None:
            return None
        etat = self._etats.get(seance_id)
        if etat is None or etat.seance.revision != revision:
            etat = persistance.charger(connexion, seance_id)
        if etat is not None:
            self._garder(etat)
        return etat

    def _garder(self, etat: EtatSeance) -> None:
        self._etats[etat.seance.id] = etat
        self._etats.move_to_end(etat.seance.id)
        while len(self._etats) > SEANCES_EN_MEMOIRE:
            self._etats.popitem(last=False)


def _id(demande: Demande) -> str | None:
    return _id_de(demande.travail)


def _id_de(travail: Travail) -> str | None:
    return None if isinstance(travail, Arrivee) else travail.id
