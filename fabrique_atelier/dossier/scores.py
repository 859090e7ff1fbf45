"""The score a desk shows beside a dossier: the one its signed grid gave it (``domaine.md`` §3.16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, Select, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.models_qualification import Qualification


def par_score() -> Select[Any]:
    """SQL: (id, score in tenths of a point) of dossiers; NULL until the grid is signed."""
    d, q = m.Dossier, Qualification
    requete: Any = select(d.id, q.score_dixiemes).outerjoin(q, q.dossier_id == d.id)
    return cast("Select[Any]", requete)


def scores(connexion: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Dossier id → score in tenths of a point; the ones without a signed grid are absent."""
    q = Qualification
    requete = select(q.dossier_id, q.score_dixiemes).where(q.dossier_id.in_(ids), q.score_dixiemes.is_not(None))
    return {dossier_id: score for dossier_id, score in connexion.execute(requete) if score is not None}


def signes(connexion: Connection, fabrique_id: str, stade: str) -> frozenset[str]:
    """The dossiers of this stade whose grid is signed, in its present round."""
    d, q = m.Dossier, Qualification
    requete = select(q.dossier_id).join(d, d.id == q.dossier_id).where(d.fabrique_id == fabrique_id, d.stade == stade)
    return frozenset(connexion.execute(requete.where(q.tour_signe == q.tour)).scalars())
