"""What the workshops of a fabrique add up to, by year: counts only, never a name (``domaine.md`` §3.43)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Select, func, select

from fabrique_atelier.seance import models as m
from fabrique_atelier.socle.calendrier import jour_local

#: Under this, a figure about people could point at somebody: readers of the network see « moins de 5 ».
SEUIL = 5


@dataclass(slots=True)
class Annee:
    """The figures of one year. ``votes``: ballots with at least one dot."""

    annee: int
    seances: int = 0
    participants: int = 0
    idees: int = 0
    idees_dictees: int = 0
    groupes: int = 0
    votes: int = 0


#: Figures about people and what they did: small ones are withheld from the network.
PERSONNELS = ("participants", "idees", "idees_dictees", "votes")
CHIFFRES = tuple(f.name for f in fields(Annee) if f.name != "annee")


def par_annee(connexion: Connection, fabriques: Collection[str]) -> dict[str, list[Annee]]:
    """Return fabrique id → its years, latest first; a séance counts once opened, in the year it was held."""
    s = m.Seance
    seances = {
        seance_id: (fabrique_id, int(date_debut[:4]) if date_debut else jour_local(ouverte_le or 0).year)
        for seance_id, fabrique_id, date_debut, ouverte_le in connexion.execute(
            select(s.id, s.fabrique_id, s.date_debut, s.ouverte_le).where(
                s.fabrique_id.in_(list(fabriques)), s.ouverte_le.is_not(None), m.ATELIER
            )
        )
    }
    annees: dict[tuple[str, int], Annee] = {}
    for cle in seances.values():
        annees.setdefault(cle, Annee(cle[1])).seances += 1
    for chiffre, requete in _requetes(list(fabriques)).items():
        for seance_id, nombre in connexion.execute(requete):
            if seance_id in seances:
                annee = annees[seances[seance_id]]
                setattr(annee, chiffre, getattr(annee, chiffre) + int(nombre or 0))
    triees: dict[str, list[Annee]] = defaultdict(list)
    for (fabrique_id, _), annee in sorted(annees.items(), key=lambda x: -x[0][1]):
        triees[fabrique_id].append(annee)
    return dict(triees)


def protegee(annee: Annee) -> dict[str, int | None]:
    """Return the figures of a year for whoever reads several fabriques: a small count of people or of their acts is withheld (None)."""
    chiffres: dict[str, int | None] = {n: getattr(annee, n) for n in CHIFFRES}
    for nom in PERSONNELS:
        if 0 < getattr(annee, nom) < SEUIL:
            chiffres[nom] = None
    return chiffres


def _requetes(fabriques: list[str]) -> dict[str, Select[Any]]:
    """Figure → (séance id, count)."""
    p, c, r, v, b = m.Participant, m.Contribution, m.Regroupement, m.Vote, m.Bulletin
    publiee, presents = c.etat == "publiee", p.ecarte.is_(False)
    requetes: dict[str, tuple[Any, Any]] = {
        "participants": (p.seance_id, select(p.seance_id, func.sum(p.poids)).where(presents)),
        "idees": (c.seance_id, select(c.seance_id, func.count()).where(publiee)),
        "idees_dictees": (c.seance_id, select(c.seance_id, func.count()).where(publiee, c.saisi_par != "participant")),
        "groupes": (r.seance_id, select(r.seance_id, func.count()).where(r.supprime.is_(False), r.special.is_(None))),
        "votes": (v.seance_id, select(v.seance_id, func.sum(b.poids)).join(b, b.vote_id == v.id).where(b.depense > 0)),
    }
    siennes = select(m.Seance.id).where(m.Seance.fabrique_id.in_(fabriques))
    return {nom: requete.where(cle.in_(siennes)).group_by(cle) for nom, (cle, requete) in requetes.items()}
