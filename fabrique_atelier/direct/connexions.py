"""Who is connected: one record per socket, indexed by audience and by participant. Identity is fixed at CONNECT."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fabrique_atelier.seance.droits import ANIMATION, PARTICIPANT, Acteur
from fabrique_atelier.seance.visibilite import PARTICIPANTS

Cle = tuple[str, str]


@dataclass(slots=True, eq=False)
class Connexion:
    """One socket. ``reponses`` waits for the end of the tick."""

    sid: str
    eio_sid: str
    seance_id: str
    acteur: Acteur
    reponses: list[dict[str, Any]] = field(default_factory=list)

    @property
    def audience(self) -> str:
        """Which batches this socket receives."""
        return PARTICIPANTS if self.acteur.role == PARTICIPANT else self.acteur.role

    @property
    def cle(self) -> Cle:
        """Séance and audience."""
        return (self.seance_id, self.audience)


class Registre:
    """Every live connection of this process."""

    def __init__(self) -> None:
        self.par_sid: dict[str, Connexion] = {}
        self.par_audience: defaultdict[Cle, dict[str, Connexion]] = defaultdict(dict)
        self.par_participant: defaultdict[str, dict[str, Connexion]] = defaultdict(dict)
        self.presences_changees: set[str] = set()

    def identifier(self, connexion: Connexion) -> None:
        """Accept commands from a socket whose identity has been checked; it receives nothing yet."""
        self.par_sid[connexion.sid] = connexion

    def ajouter(self, connexion: Connexion) -> None:
        """Start counting and serving a socket that has just received the state."""
        self.par_audience[connexion.cle][connexion.sid] = connexion
        if connexion.acteur.participant_id:
            self.par_participant[connexion.acteur.participant_id][connexion.sid] = connexion
        self.presences_changees.add(connexion.seance_id)

    def retirer(self, sid: str) -> None:
        """Forget a socket that has gone."""
        connexion = self.par_sid.pop(sid, None)
        if connexion is None:
            return
        _oter(self.par_audience, connexion.cle, sid)
        if connexion.acteur.participant_id:
            _oter(self.par_participant, connexion.acteur.participant_id, sid)
        self.presences_changees.add(connexion.seance_id)

    def auditeurs(self, seance_id: str, audience: str) -> Iterable[Connexion]:
        """The sockets of one audience of a séance."""
        return self.par_audience.get((seance_id, audience), {}).values()

    def du_participant(self, participant_id: str) -> list[Connexion]:
        """Every device or tab of one participant."""
        return list(self.par_participant.get(participant_id, {}).values())

    def presents(self, seance_id: str) -> list[str]:
        """Identifiers of the participants connected now."""
        return sorted({c.acteur.participant_id or "" for c in self.auditeurs(seance_id, PARTICIPANTS)})

    def regie(self, seance_id: str) -> list[Connexion]:
        """The remotes of a séance."""
        return list(self.auditeurs(seance_id, ANIMATION))


def _oter(index: defaultdict[Any, dict[str, Connexion]], cle: Any, sid: str) -> None:
    index[cle].pop(sid, None)
    if not index[cle]:
        del index[cle]
