"""The Socket.IO side of the room: connect, command, catch up, disconnect. Handlers parse, call, answer.

They are registered on the python-socketio server itself, without a Flask request context per event, and run in the
socket's own reader (``async_handlers=False``): a command only joins the executor's queue, so nothing waits here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from socketio.exceptions import ConnectionRefusedError as RefusConnexion

from fabrique_atelier.direct.connexions import Connexion, Registre
from fabrique_atelier.direct.diffusion import Diffusion
from fabrique_atelier.direct.messages import paquet
from fabrique_atelier.direct.rattrapage import Rattrapage
from fabrique_atelier.direct.transport import Transport
from fabrique_atelier.seance.acces import Acces, Auth, decoder_auth
from fabrique_atelier.seance.commandes import Commande, FermerPhase
from fabrique_atelier.seance.debits import Limiteur
from fabrique_atelier.seance.demandes import Demande, Publication, Reponse
from fabrique_atelier.seance.deroule import phase_a_fermer
from fabrique_atelier.seance.droits import ANIMATION, EVENEMENTS, PARTICIPANT, SYSTEME, Acteur, conge
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.guichet import Guichet
from fabrique_atelier.seance.persistance import CODES_TROP_TARD
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant

_journal = structlog.get_logger("salle")
ESSAIS_ACCUEIL = 400
#: Sockets of one participant: a sixth tab closes the oldest.
ECRANS_MAX = 5
#: How often the rights behind open remotes are read again: any process may have changed them.
SURVEILLANCE_S = 0.5


class Salle:
    """Wires the python-socketio server to the executor."""

    def __init__(
        self,
        serveur: Any,
        executeur: Executeur,
        acces: Acces,
        rattrapage: Rattrapage,
        limiteur: Limiteur,
        transport: Transport,
    ) -> None:
        self._serveur = serveur
        self._executeur = executeur
        self._acces = acces
        self._rattrapage = rattrapage
        self._limiteur = limiteur
        self._guichet = Guichet(executeur, limiteur)
        self._transport = transport
        self.registre = Registre()
        self._diffusion = Diffusion(self.registre, transport)
        self._arret = threading.Event()
        executeur.abonnes.append(self._apres_tick)
        acces.surveillants.append(self.fermer_perimees)
        serveur.on("connect", self.connect)
        serveur.on("disconnect", self.disconnect)
        for evenement, audiences in EVENEMENTS.items():
            serveur.on(evenement, self._reserver(getattr(self, evenement), audiences))

    def connect(self, sid: str, environ: dict[str, Any], brut: object = None) -> None:
        """Identify, register, send the state. Refusals become CONNECT_ERROR with ``data`` {code, message}."""
        if not self._serveur.manager.is_pre_connected(sid, "/"):
            return  # a client may emit an event named « connect »: an identity is established once, at the handshake
        try:
            auth = decoder_auth(brut)
            seance_id, acteur = self._acces.identifier(auth, str(environ.get("REMOTE_ADDR", "")))
        except ErreurMetier as erreur:
            raise RefusConnexion(erreur.message, {"code": erreur.code, "message": erreur.message}) from None
        eio_sid = self._serveur.manager.eio_sid_from_sid(sid, "/")
        connexion = Connexion(sid, eio_sid, seance_id, acteur)
        self.registre.identifier(connexion)
        # after the handler returns the library sends CONNECT; the state must follow it, not precede it
        self._serveur.start_background_task(self._accueillir, connexion, auth)

    def _reserver(self, traiter: Callable[..., None], audiences: frozenset[str]) -> Callable[..., None]:
        """Read an event from identified sockets of its audiences only."""

        def reserve(sid: str, *charges: object) -> None:
            connexion = self.registre.par_sid.get(sid)
            if connexion is not None and connexion.acteur.role in audiences:
                traiter(connexion, *charges)

        return reserve

    def disconnect(self, sid: str, *_raison: object) -> None:
        """Forget the socket; a client's own event of that name changes nothing."""
        if not self._serveur.manager.is_connected(sid, "/"):
            self.registre.retirer(sid)

    def commande(self, connexion: Connexion, *charges: object) -> None:
        """Queue a command; refuse at once what cannot be read or comes too fast."""
        brut = charges[0] if charges else None
        refusee = self._guichet.deposer(
            connexion.seance_id, connexion.acteur, brut, lambda r: self._repondre(connexion, r)
        )
        if refusee is not None:
            self._diffusion.repondre(connexion, refusee)
            self._diffusion.vider_reponses()

    def _repondre(self, connexion: Connexion, reponse: Reponse) -> None:
        if reponse.get("code") in CODES_TROP_TARD:
            self.registre.presences_changees.add(connexion.seance_id)
        self._diffusion.repondre(connexion, reponse)

    def rattraper(self, connexion: Connexion, *charges: object) -> None:
        """Send what was missed since ``depuis``, or a snapshot."""
        try:
            self._acces.verifier(connexion.seance_id, connexion.acteur)
        except ErreurMetier as erreur:
            self._congedier(connexion, erreur)
            return
        charge = charges[0] if charges and isinstance(charges[0], dict) else {}
        depuis = charge.get("depuis")
        self._envoyer_etat(connexion, depuis if isinstance(depuis, int) and not isinstance(depuis, bool) else None)

    def demarrer_veille(self) -> None:
        """Start the background tasks: heartbeats, presence, phases that close by themselves; rights of open remotes."""
        self._serveur.start_background_task(self._veiller)
        self._serveur.start_background_task(self._surveiller)

    def arreter(self) -> None:
        """Stop the background tasks."""
        self._arret.set()

    def fermer_perimees(self) -> None:
        """Close every remote whose session, role or lent link has gone, wherever that was decided."""
        ouvertes = [c for c in list(self.registre.par_sid.values()) if c.acteur.role == ANIMATION]
        if not ouvertes:
            return
        perdus = self._acces.perimes((c.seance_id, c.acteur) for c in ouvertes)
        for connexion in ouvertes:
            erreur = perdus.get((connexion.seance_id, connexion.acteur))
            if erreur is not None:
                self._congedier(connexion, erreur)

    def _congedier(self, connexion: Connexion, erreur: ErreurMetier) -> None:
        self._diffusion.congedier(connexion, erreur)
        self._deconnecter()

    def _deconnecter(self) -> None:
        """Close the sockets that have been told; nothing they send from now on is read."""
        partants, self._diffusion.a_deconnecter = self._diffusion.a_deconnecter, []
        for connexion in partants:
            self.registre.retirer(connexion.sid)
            self._serveur.start_background_task(self._serveur.disconnect, connexion.sid)

    def _surveiller(self) -> None:
        while not self._arret.is_set():
            time.sleep(SURVEILLANCE_S)
            try:
                self.fermer_perimees()
            except Exception:  # noqa: BLE001 (a database away for a moment: commands read their right anyway)
                _journal.exception("surveillance")

    def _accueillir(self, connexion: Connexion, auth: Auth) -> None:
        # at once with green threads, where CONNECT has left before this runs; real threads may have to wait for it
        for _ in range(ESSAIS_ACCUEIL):
            if connexion.sid not in self.registre.par_sid:
                return
            if self._serveur.manager.is_connected(connexion.sid, "/"):
                self._envoyer_etat(connexion, auth.depuis, nouvelle=True)
                return
            time.sleep(0.005)

    def _envoyer_etat(self, connexion: Connexion, depuis: int | None, nouvelle: bool = False) -> None:
        with self._executeur.etat(connexion.seance_id) as etat:
            if etat is None:
                return
            participant = etat.participants.get(connexion.acteur.participant_id or "")
            if connexion.acteur.role == PARTICIPANT:
                code = conge(connexion.acteur, participant) if participant is not None else "participant_inconnu"
                if code is not None:
                    self._congedier(connexion, refus(code))
                    return
            evenement, message = self._rattrapage.message(etat, connexion.audience, depuis)
            self._transport.envoyer([connexion.eio_sid], paquet(evenement, message))
            if participant is not None:
                personnel = self._rattrapage.personnel(etat, participant.id)
                self._transport.envoyer([connexion.eio_sid], paquet("perso", personnel))
            if nouvelle:
                self.registre.ajouter(connexion)
                self._diffusion.abonner(connexion, etat.seance.revision)
                for ancienne in self.registre.du_participant(connexion.acteur.participant_id or "")[:-ECRANS_MAX]:
                    self._congedier(ancienne, refus("trop_d_ecrans"))

    def _apres_tick(self, publications: list[Publication]) -> None:
        self._rattrapage.noter(publications)
        self._diffusion.publier(publications)
        self._deconnecter()

    def _veiller(self) -> None:
        tours = 0
        while not self._arret.is_set():
            time.sleep(1)
            tours += 1
            try:
                self._diffusion.presences({e.seance.id: e.trop_tard for e in self._executeur.etats_en_memoire()})
                self._diffusion.battre()
                self._fermer_les_phases_echues()
                if tours % 60 == 0:
                    self._limiteur.oublier()
                    self._acces.essais.oublier()
            except Exception:  # noqa: BLE001 (the watch must outlive any accident of one round)
                _journal.exception("veille")

    def _fermer_les_phases_echues(self) -> None:
        maintenant = maintenant_ms()
        for etat in self._executeur.etats_en_memoire():
            phase = phase_a_fermer(etat, maintenant)
            if phase is not None:
                commande = Commande(nouvel_identifiant(), "fermer_phase", FermerPhase(phase.id))
                self._executeur.soumettre(Demande(etat.seance.id, Acteur(SYSTEME), commande, _rien))


def _rien(_reponse: dict[str, Any]) -> None:
    """Nobody waits for the answer of a command of the system."""
