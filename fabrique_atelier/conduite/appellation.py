"""What a fabrique under experimentation can show to ask for the appellation: activities, one by one (``domaine.md`` §2.10, SY02)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.reseau.models import Fabrique, Territoire

LANCEES = ("activite_lancee", "autonome")


@dataclass(frozen=True, slots=True)
class Exemple:
    """One activity the fabrique has brought into being."""

    dossier_id: str
    numero: str
    titre: str
    territoire: str
    depuis: str


def exemples(connexion: Connection, fabrique_id: str) -> list[Exemple]:
    """The activities to bring before the peers, the first one first; none for a fabrique that is not under experimentation."""
    f, d, t, lieu = Fabrique, m.Dossier, m.DossierTerritoire, Territoire
    statut = connexion.execute(select(f.statut_reseau).where(f.id == fabrique_id)).scalar()
    if statut != "experimentation":
        return []
    requete = (
        select(d.id, d.numero, d.titre, func.min(lieu.nom), d.stade_depuis)
        .outerjoin(t, t.dossier_id == d.id)
        .outerjoin(lieu, lieu.id == t.territoire_id)
        .where(d.fabrique_id == fabrique_id, d.stade.in_(LANCEES), d.situation.in_(("actif", "termine")))
        .group_by(d.id, d.numero, d.titre, d.stade_depuis)
        .order_by(d.stade_depuis, d.numero)
    )
    return [Exemple(i, n, titre, nom or "", depuis) for i, n, titre, nom, depuis in connexion.execute(requete)]
