"""After each committed tick: one batch per audience, encoded once; answers and personal changes to each participant."""

from __future__ import annotations

import time
from typing import Any

from fabrique_atelier.direct.connexions import Cle, Connexion, Registre
from fabrique_atelier.direct.messages import paquet
from fabrique_atelier.direct.transport import Transport
from fabrique_atelier.seance.demandes import Publication
from fabrique_atelier.seance.droits import conge
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.seance.visibilite import AUDIENCES, changements, changements_personnels
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms

PREMIER_POULS_S, POULS_S = 5.0, 15.0


class Diffusion:
    """Turns publications into messages. Everything here runs after the commit, in the executor's thread."""

    def __init__(self, registre: Registre, transport: Transport) -> None:
        self._registre = registre
        self._transport = transport
        self._derniers: dict[Cle, int] = {}
        self._revisions: dict[str, int] = {}
        self._pouls: dict[Cle, tuple[float, bool]] = {}
        self._a_repondre: dict[str, Connexion] = {}
        self.a_deconnecter: list[Connexion] = []

    def repondre(self, connexion: Connexion, reponse: dict[str, Any]) -> None:
        """Keep an answer until the end of the tick."""
        connexion.reponses.append(reponse)
        self._a_repondre[connexion.sid] = connexion

    def publier(self, publications: list[Publication]) -> None:
        """Send what a tick has changed, then the answers."""
        personnels: dict[str, list[Any]] = {}
        for publication in publications:
            seance_id = publication.etat.seance.id
            self._revisions[seance_id] = publication.etat.seance.revision
            for audience in AUDIENCES:
                self._lot(publication, (seance_id, audience))
            personnels.update(changements_personnels(publication.etat, publication.touches))
            self._ecarter(publication)
        self.vider_reponses(personnels)

    def vider_reponses(self, personnels: dict[str, list[Any]] | None = None) -> None:
        """Send the answers that wait, with the personal changes of the tick."""
        envois: dict[str, tuple[Connexion, list[Any]]] = {sid: (c, []) for sid, c in self._a_repondre.items()}
        for participant_id, siens in (personnels or {}).items():
            for connexion in self._registre.du_participant(participant_id):
                envois[connexion.sid] = (connexion, siens)
        self._a_repondre = {}
        for connexion, siens in envois.values():
            reponses, connexion.reponses = connexion.reponses, []
            message = {"r": self._revisions.get(connexion.seance_id, 0), "a": reponses, "c": siens, "complet": False}
            self._transport.envoyer([connexion.eio_sid], paquet("perso", message))

    def abonner(self, connexion: Connexion, revision: int) -> None:
        """Start sending batches to a socket that has just received the state at ``revision``."""
        self._derniers.setdefault(connexion.cle, revision)
        self._revisions[connexion.seance_id] = max(self._revisions.get(connexion.seance_id, 0), revision)

    def battre(self) -> None:
        """Send the heartbeats that are due: 5 s after the last batch, then every 15 s."""
        maintenant = time.monotonic()
        for cle, connexions in list(self._registre.par_audience.items()):
            depuis, deja = self._pouls.get(cle, (0.0, True))
            if maintenant - depuis < (POULS_S if deja else PREMIER_POULS_S):
                continue
            self._pouls[cle] = (maintenant, True)
            message = {"r": self._derniers.get(cle, 0), "h": maintenant_ms()}
            self._transport.envoyer([c.eio_sid for c in connexions.values()], paquet("pouls", message))

    def presences(self, trop_tard: dict[str, int]) -> None:
        """Tell boards and remotes who is connected and how many answers came too late, where that has changed."""
        changees, self._registre.presences_changees = self._registre.presences_changees, set()
        for seance_id in changees:
            ids = self._registre.presents(seance_id)
            tableaux = [c.eio_sid for c in self._registre.auditeurs(seance_id, "tableau")]
            self._transport.envoyer(tableaux, paquet("presence", {"connectes": len(ids)}))
            regies = [c.eio_sid for c in self._registre.regie(seance_id)]
            self._transport.envoyer(
                regies,
                paquet("presence", {"connectes": len(ids), "ids": ids, "trop_tard": trop_tard.get(seance_id, 0)}),
            )

    def _lot(self, publication: Publication, cle: Cle) -> None:
        auditeurs = [c.eio_sid for c in self._registre.auditeurs(*cle)]
        if not auditeurs:
            return
        visibles = changements(publication.etat, publication.touches, cle[1])
        if not visibles:
            return
        revision = publication.etat.seance.revision
        message = {"p": self._derniers.get(cle, 0), "r": revision, "h": maintenant_ms(), "c": visibles}
        self._derniers[cle] = revision
        self._pouls[cle] = (time.monotonic(), False)
        self._transport.envoyer(auditeurs, paquet("lot", message))

    def congedier(self, connexion: Connexion, erreur: ErreurMetier) -> None:
        """Say why a socket is about to be closed for good; whoever holds the server closes it."""
        self._transport.envoyer([connexion.eio_sid], paquet("fin", {"code": erreur.code, "message": erreur.message}))
        self.a_deconnecter.append(connexion)

    def _ecarter(self, publication: Publication) -> None:
        for entite, cle in publication.touches:
            if entite == "participant":
                for connexion in self._registre.du_participant(cle):
                    code = conge(connexion.acteur, publication.etat.participants[cle])
                    if code is not None:
                        self.congedier(connexion, refus(code))
