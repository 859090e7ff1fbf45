"""The quorum of a session, or of one point: voix délibératives only, déports put aside, pouvoirs counted (``domaine.md`` §2.6). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fabrique_atelier.comite.noms import PRESENTS


@dataclass(frozen=True, slots=True)
class Siege:
    """One seat as it stands: ``etat`` None, nobody has said anything yet; ``pouvoir_a``: who holds its voice."""

    membre_id: str
    deliberative: bool
    etat: str | None = None
    pouvoir_a: str | None = None
    deporte: bool = False


@dataclass(frozen=True, slots=True)
class Quorum:
    """``voix``: the délibératives but the déports; ``deports``: every member put aside; ``requis`` 0: no quorum."""

    voix: int
    voix_presentes: int
    deports: int
    requis: int

    @property
    def atteint(self) -> bool:
        """Enough voices are there to decide; nobody there never decides."""
        return self.voix_presentes >= max(self.requis, 1)


def voix_portees(sieges: Iterable[Siege]) -> dict[str, int]:
    """Who may vote now → how many voices they carry: theirs, and the pouvoirs given to them.

    A pouvoir falls with the one who holds it: away, put aside, or without a voice of their own.
    """
    tous = list(sieges)
    portees = {x.membre_id: 1 for x in tous if x.deliberative and not x.deporte and x.etat in PRESENTS}
    for x in tous:
        if x.deliberative and not x.deporte and x.etat == "represente" and x.pouvoir_a in portees:
            portees[x.pouvoir_a] += 1
    return portees


def calculer(sieges: Iterable[Siege], quorum_pct: int) -> Quorum:
    """Count the seats; the quorum is that share of the voices, rounded up."""
    tous = list(sieges)
    voix = sum(x.deliberative and not x.deporte for x in tous)
    return Quorum(
        voix=voix,
        voix_presentes=sum(voix_portees(tous).values()),
        deports=sum(x.deporte for x in tous),
        requis=-(-voix * quorum_pct // 100),
    )
