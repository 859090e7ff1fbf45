"""The one door for commands, whatever brought them (socket or HTTP): decode, limit, queue."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from fabrique_atelier.seance.commandes import Commande, decoder
from fabrique_atelier.seance.debits import Limiteur
from fabrique_atelier.seance.demandes import Demande, Reponse, reponse_refus
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.erreurs import ErreurMetier

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
        commande = self._recevoir(acteur, brut)
        if not isinstance(commande, Commande):
            return commande
        self._executeur.soumettre(Demande(seance_id, acteur, commande, repondre))
        return None

    def deposer_et_attendre(self, seance_id: str, acteur: Acteur, brut: object) -> Reponse:
        """Same, and wait for the answer (HTTP)."""
        commande = self._recevoir(acteur, brut)
        if not isinstance(commande, Commande):
            return commande
        return self._executeur.executer(seance_id, acteur, commande)

    def _recevoir(self, acteur: Acteur, brut: object) -> Commande | Reponse:
        """Return the decoded command, or the refusal of what cannot be read or comes too fast."""
        try:
            commande = decoder(brut)
        except ErreurMetier as erreur:
            return reponse_refus(_identifiant(brut), erreur)
        if acteur.participant_id is not None and not self._deja_depose(commande.id):
            attendre = self._limiteur.attendre_ms(acteur.participant_id, commande.type)
            if attendre:
                return reponse_refus(commande.id, refus("trop_vite"), attendre)
        return commande

    def _deja_depose(self, identifiant: str) -> bool:
        """A phone back from a tunnel sends its outbox again: only new commands count against its rate."""
        if identifiant in self._recents:
            return True
        self._recents[identifiant] = None
        if len(self._recents) > RECENTS:
            self._recents.popitem(last=False)
        return False


def _identifiant(brut: object) -> str | None:
    """The id to answer to, when the rest of the command cannot be read."""
    identifiant = brut.get("id") if isinstance(brut, dict) else None
    return identifiant if isinstance(identifiant, str) and len(identifiant) <= 36 else None
