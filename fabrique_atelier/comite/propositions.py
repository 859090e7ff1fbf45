"""What the next agenda of a committee should hold: what was left unseen first, then what is ready (``domaine.md`` §2.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, select

from fabrique_atelier.comite import comites, noms
from fabrique_atelier.comite import models as m
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.models import Dossier
from fabrique_atelier.socle.base import table

#: Reason → label, in the order of the list.
RAISONS = {
    "non_examinee": "Non examinée la dernière fois",
    "ajournee": "Ajournée",
    "a_revoir": "À revoir",
    "prete": "Prête",
}
_P, _S, _D = (table(x).c for x in (m.PointOrdreDuJour, m.SeanceComite, Dossier))


@dataclass(frozen=True, slots=True)
class Proposition:
    """A dossier that may go on the agenda, at which gate, and why; ``depuis``: the day it began to wait."""

    dossier_id: str
    numero: str
    titre: str
    porte: str
    raison: str
    depuis: str


def propositions(connexion: Connection, fabrique_id: str, comite_id: str) -> list[Proposition]:
    """The dossiers a committee could see next, in the order of ``RAISONS`` then by the day they began to wait."""
    comite = comites.charger(connexion, fabrique_id, comite_id)
    if comite is None:
        return []
    stades = [x for p in comite.portes for x in (s.AVANT[p], s.DEVANT[p])]
    d = Dossier
    requete = select(d.id, d.numero, d.titre, d.stade, d.situation, d.stade_depuis).where(
        d.fabrique_id == fabrique_id,
        d.stade.in_(stades),
        d.situation.in_((s.ACTIF, s.AJOURNE)),
        d.scinde_le.is_(None),
        d.fusionne_dans_id.is_(None),
        ~_en_attente().exists(),
    )
    if comite.dossier_id:
        requete = requete.where(d.id == comite.dossier_id)
    lignes = connexion.execute(requete).all()
    dernieres = _dernieres_decisions(connexion, fabrique_id, [x.id for x in lignes])
    proposees = [
        Proposition(x.id, x.numero, x.titre, p, _raison(x.stade, x.situation, p, dernieres.get((x.id, p))), x.stade_depuis)
        for x in lignes
        if (p := s.porte_a(x.stade))
    ]  # fmt: skip
    ordre = list(RAISONS)
    return sorted(proposees, key=lambda x: (ordre.index(x.raison), x.depuis, x.numero))


def _en_attente() -> Select[Any]:
    """The undecided point of a dossier in a session that is not over."""
    return (
        select(_P.id)
        .join(m.SeanceComite, m.SeanceComite.id == _P.seance_comite_id)
        .where(_P.dossier_id == Dossier.id, ~_P.decide, _S.etat != noms.SIGNEE, _P.porte.in_(s.PORTES))
        .correlate(Dossier)
    )


def _raison(stade: str, situation: str, porte: str, derniere: str | None) -> str:
    if situation == s.AJOURNE:
        return "ajournee"
    if derniere == "non_examinee":
        return "non_examinee"
    return "a_revoir" if stade == s.DEVANT[porte] else "prete"


def _dernieres_decisions(connexion: Connection, fabrique_id: str, ids: list[str]) -> dict[tuple[str, str], str]:
    """(dossier, gate) → the latest decision."""
    dc = table(m.DecisionComite).c
    requete = (
        select(_P.dossier_id, _P.porte, dc.decision)
        .join(m.DecisionComite, dc.point_id == _P.id)
        .join(m.SeanceComite, m.SeanceComite.id == _P.seance_comite_id)
        .join(m.Comite, m.Comite.id == _S.comite_id)
        .where(m.Comite.fabrique_id == fabrique_id, _P.dossier_id.in_(ids))
        .order_by(_S.jour, dc.le)
    )
    return {(dossier, porte): decision for dossier, porte, decision in connexion.execute(requete)}
