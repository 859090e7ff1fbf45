"""What is worth a look: a stade older than its threshold, a creation quicker than usual (``domaine.md`` §2.7). Information only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.reseau.reglages import seuils as seuils_de

#: Situations in which a dossier is waited for.
OUVERTES = (s.ACTIF, s.COMPLEMENT, s.AJOURNE)
#: Below this many months between the detection and the activity, the dates are worth reading again.
CREATION_MOIS = 12


class Situe(Protocol):
    """Anything that says where a dossier stands."""

    @property
    def stade(self) -> str:
        """Its stade."""
        ...

    @property
    def situation(self) -> str:
        """Its situation."""
        ...

    @property
    def stade_depuis(self) -> str:
        """ISO day."""
        ...

    @property
    def date_detection(self) -> str:
        """Partial date."""
        ...


@dataclass(frozen=True, slots=True)
class Alerte:
    """``code``: ``attente`` or ``rapide``; ``phrase``: what people read."""

    code: str
    phrase: str


def seuils(connexion: Connection, fabrique_id: str) -> dict[str, int]:
    """Days per stade after which a fabrique wants to be told; 0: never."""
    propres = connexion.execute(select(Fabrique.seuils_alerte).where(Fabrique.id == fabrique_id)).scalar()
    return seuils_de({"seuils_alerte": propres or {}})


def jours_depuis(depuis: str, jour: str) -> int:
    """Whole days between two ISO days; a day to come counts for 0."""
    return max(0, (date.fromisoformat(jour) - date.fromisoformat(depuis)).days)


def attente(jours: int) -> str:
    """« en attente depuis 43 jours »."""
    return f"en attente depuis {jours}\u00a0jour{'s' if jours > 1 else ''}"


def ouvert() -> ColumnElement[bool]:
    """SQL: a dossier that moves, or waits for somebody; neither stopped, merged nor split."""
    d = m.Dossier
    return and_(d.situation.in_(OUVERTES), d.scinde_le.is_(None), d.fusionne_dans_id.is_(None))


def limites(seuils_des_stades: Mapping[str, int], jour: str) -> dict[str, str]:
    """Stade → the ISO day before which being there is too long; only the stades that have a threshold. Pure."""
    aujourdhui = date.fromisoformat(jour)
    return {x: (aujourdhui - timedelta(days=n)).isoformat() for x, n in seuils_des_stades.items() if n > 0}


def trop_long(seuils_des_stades: Mapping[str, int], jour: str) -> ColumnElement[bool]:
    """SQL: an open dossier that has been in its stade for longer than the threshold."""
    d = m.Dossier
    depassements = [and_(d.stade == x, d.stade_depuis < le) for x, le in limites(seuils_des_stades, jour).items()]
    return and_(ouvert(), or_(false(), *depassements))


def depasse(stade: str, situation: str, jours: int, seuils_des_stades: Mapping[str, int]) -> bool:
    """The same rule for one dossier that has been read. Pure."""
    seuil = seuils_des_stades.get(stade, 0)
    return situation in OUVERTES and 0 < seuil < jours


def rapide(stade: str, stade_depuis: str, date_detection: str) -> bool:
    """Tell whether an activity was launched less than a year after the earliest day its idea may have been found. Pure."""
    if stade != "activite_lancee":
        return False
    an, mois, jour = (*(int(x) for x in date_detection.split("-")), 1, 1)[:3]
    lancee = date.fromisoformat(stade_depuis)
    ecart = (lancee.year - an) * 12 + lancee.month - mois - (lancee.day < jour)
    return ecart < CREATION_MOIS


def de(lu: Situe, jours: int, seuils_des_stades: Mapping[str, int]) -> tuple[Alerte, ...]:
    """The alerts of a dossier, the one that waits first. Pure."""
    trouvees = []
    if depasse(lu.stade, lu.situation, jours, seuils_des_stades):
        trouvees.append(Alerte("attente", attente(jours)))
    if rapide(lu.stade, lu.stade_depuis, lu.date_detection):
        trouvees.append(Alerte("rapide", "plus rapide que d’habitude\u00a0: vérifiez les dates"))
    return tuple(trouvees)
