"""What the filters of the desk may name: the places and themes of the fabrique, the people and séances of its dossiers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import models as m
from fabrique_atelier.reseau.models import Territoire, Thematique
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.seance.models import Seance


@dataclass(frozen=True, slots=True)
class Choix:
    """Pairs (value, label), in French order; séances the newest first, with their day."""

    territoires: list[tuple[str, str]]
    thematiques: list[tuple[str, str]]
    responsables: list[tuple[str, str]]
    seances: list[tuple[str, str, str]]


def choix(connexion: Connection, fabrique_id: str) -> Choix:
    """Read them: four queries."""
    d, source, t, h, p, z = m.Dossier, m.DossierSource, Territoire, Thematique, Personne, Seance
    suivis = select(d.responsable_id).where(d.fabrique_id == fabrique_id)
    origines = select(source.seance_id).join(d, d.id == source.dossier_id).where(d.fabrique_id == fabrique_id)
    seances = select(z.id, z.titre, z.date_debut).where(z.fabrique_id == fabrique_id, z.id.in_(origines))
    return Choix(
        _tries(connexion, select(t.id, t.nom).where(t.fabrique_id == fabrique_id)),
        _tries(connexion, select(h.code, h.libelle).where(h.fabrique_id == fabrique_id)),
        _tries(connexion, select(p.id, p.nom).where(p.id.in_(suivis))),
        [(i, titre, jour or "") for i, titre, jour in connexion.execute(seances.order_by(z.cree_le.desc()))],
    )


def _tries(connexion: Connection, requete: object) -> list[tuple[str, str]]:
    lignes = connexion.execute(requete)  # type: ignore[call-overload]  # a select of two texts
    return sorted(((r[0], r[1]) for r in lignes), key=lambda r: cle(r[1]))
