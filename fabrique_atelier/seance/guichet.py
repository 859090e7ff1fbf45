"""The one door for commands, whatever brought them (socket or HTTP): decode, limit, queue."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from fabrique_atelier.seance.commandes import decoder
from fabrique_atelier.seance.debits import Limiteur
from fabrique_atelier.seance.demandes import ATTENDRE_OCCUPE_MS, Demande, Reponse, reponse_refus
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.erreurs import ErreurMetier

ATTENTE_S = 30.0
RECENTS = 50_000


class Guichet:
    """Receives parsed JSON and the identity established by the connection."""

    def __init__(self, executeur: Executeur, limiteur: Limiteur) -> None:
        self._executeur = executeur
        self._limiteur = limiteur
        self._recents: OrderedDict[str, None] = OrderedDict()

    def deposer(
        self, seance_id: str, acteur: Acteur, brut: object, repondre: Callable[[Reponse], None]
    ) -> Reponse | None:
        """Queue a command; return a refusal at once if it cannot be read or comes too fast, else None."""
        try:
            commande = decoder(brut)
        except ErreurMetier as erreur:
            return reponse_refus(_identifiant(brut), erreur)
        if acteur.participant_id is not None and not self._deja_depose(commande.id):
            attendre = self._limiteur.attendre_ms(acteur.participant_id, commande.type)
            if attendre:
                return reponse_refus(commande.id, refus("trop_vite"), attendre)
        self._executeur.soumettre(Demande(seance_id, acteur, commande, repondre))
        return None

    def _deja_depose(self, identifiant: str) -> bool:
        """A phone back from a tunnel sends its outbox again: only new commands count against its rate."""
        if identifiant in self._recents:
            return True
        self._recents[identifiant] = None
        if len(self._recents) > RECENTS:
            self._recents.popitem(last=False)
        return False

    def deposer_et_attendre(self, seance_id: str, acteur: Acteur, brut: object) -> Reponse:
        """Same, and wait for the answer (HTTP)."""
        fini, recues = threading.Event(), list[Reponse]()

        def repondre(reponse: Reponse) -> None:
            recues.append(reponse)
            fini.set()

        immediate = self.deposer(seance_id, acteur, brut, repondre)
        if immediate is not None:
            return immediate
        if not fini.wait(ATTENTE_S):
            return reponse_refus(_identifiant(brut), refus("occupe"), ATTENDRE_OCCUPE_MS)
        return recues[0]


def _identifiant(brut: object) -> str | None:
    """The id to answer to, when the rest of the command cannot be read."""
    identifiant = brut.get("id") if isinstance(brut, dict) else None
    return identifiant if isinstance(identifiant, str) and len(identifiant) <= 36 else None
