"""« D’où vient ce projet ? »: the unbroken thread from the cards of a wall to the decisions (``domaine.md`` SY15).

Everything is read where it lives: a card hidden since is not shown, a séance made anonymous still tells its road.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, and_, func, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.lectures import DossierLu, Evenement, charger, enfants, fusionnes, historique
from fabrique_atelier.seance import models as ms

_C = ms.Contribution
#: What everybody may read of a card, as in the séance itself.
VISIBLE = and_(_C.etat == "publiee", _C.devoilee)


@dataclass(frozen=True, slots=True)
class CarteLue:
    """One card, as everybody may read it; ``id`` is its contribution."""

    id: str
    texte: str
    reformulee: bool
    rang: int


@dataclass(frozen=True, slots=True)
class GroupeLu:
    """A cluster with its visible cards and its dots in the last vote (None: not voted on)."""

    id: str
    repere: str
    titre: str
    couleur: int
    cartes: tuple[CarteLue, ...]
    points: int | None
    supprime: bool = False


@dataclass(slots=True)
class SeanceLue:
    """A séance a dossier comes from, with only what it took from it."""

    id: str
    titre: str
    question: str
    lieu: str
    date_debut: str | None
    etat: str
    anonymisee: bool
    groupes: list[GroupeLu] = field(default_factory=list)
    cartes: list[CarteLue] = field(default_factory=list)
    votants: int = 0

    @property
    def nb_cartes(self) -> int:
        """Every card this dossier took from the séance."""
        return len(self.cartes) + sum(len(g.cartes) for g in self.groupes)


@dataclass(frozen=True, slots=True)
class SourceLue:
    """One link, with the number of the dossier it came with after a merge."""

    id: str
    type: str
    libelle: str
    seance_id: str | None
    regroupement_id: str | None
    contribution_id: str | None
    signalement_id: str | None
    besoin_id: str | None
    origine_id: str | None
    venue_de: str


@dataclass(frozen=True, slots=True)
class Lignage:
    """Where a dossier comes from, and what was decided: its own decisions and those of the dossiers before it."""

    dossier: DossierLu
    sources: list[SourceLue]
    seances: list[SeanceLue]
    decisions: list[Evenement]
    parent: DossierLu | None
    enfants: list[tuple[str, str, str]]
    fusionnes: list[tuple[str, str, str]]
    histoire: list[Evenement]


def lignage(connexion: Connection, fabrique_id: str, dossier_id: str) -> Lignage | None:
    """The whole thread of a dossier of this fabrique, or None."""
    dossier = charger(connexion, fabrique_id, dossier_id)
    if dossier is None:
        return None
    sources = sources_de(connexion, dossier_id)
    parent = charger(connexion, fabrique_id, dossier.parent_id) if dossier.parent_id else None
    histoire = histoire_entiere(connexion, dossier)
    return Lignage(
        dossier=dossier,
        sources=sources,
        seances=seances_de(connexion, sources),
        decisions=[e for e in histoire if e.decision],
        parent=parent,
        enfants=enfants(connexion, dossier_id),
        fusionnes=fusionnes(connexion, dossier_id),
        histoire=histoire,
    )


def sources_de(connexion: Connection, dossier_id: str) -> list[SourceLue]:
    """The links of a dossier, the oldest first."""
    t, d = m.DossierSource, m.Dossier
    champs = [getattr(t, n) for n in SourceLue.__slots__ if n != "venue_de"]
    requete = (
        select(*champs, func.coalesce(d.numero, "").label("venue_de"))
        .outerjoin(d, d.id == t.venue_de_id)
        .where(t.dossier_id == dossier_id)
        .order_by(t.ajoutee_le, t.id)
    )
    return [SourceLue(**ligne) for ligne in connexion.execute(requete).mappings()]


def histoire_entiere(connexion: Connection, dossier: DossierLu) -> list[Evenement]:
    """The history of a dossier with those it was split from and those merged into it, by day then in the order written."""
    vus, a_lire, lignes = set(), [dossier.id], []
    while a_lire:
        courant = a_lire.pop()
        if courant in vus:
            continue
        vus.add(courant)
        lignes += historique(connexion, courant)
        d = m.Dossier
        parent = connexion.execute(select(d.parent_id).where(d.id == courant)).scalar()
        a_lire += [parent] if parent else []
        a_lire += connexion.execute(select(d.id).where(d.fusionne_dans_id == courant)).scalars().all()
    return sorted(lignes, key=lambda e: (e.jour, e.le, e.dossier_id, e.numero))


def seances_de(connexion: Connection, sources: list[SourceLue]) -> list[SeanceLue]:
    """The séances these links lead to, each with its clusters and cards; one query per kind, whatever their number."""
    ids = list(dict.fromkeys(x.seance_id for x in sources if x.seance_id))
    if not ids:
        return []
    s = ms.Seance
    champs = (s.id, s.titre, s.question, s.lieu, s.date_debut, s.etat, s.anonymisee_le)
    lues = {
        r[0]: SeanceLue(*r[:-1], anonymisee=r[-1] is not None)
        for r in connexion.execute(select(*champs).where(s.id.in_(ids)))
    }
    _remplir_groupes(connexion, lues, sources)
    _remplir_cartes(connexion, lues, sources)
    return sorted(lues.values(), key=lambda x: (x.date_debut or "", x.id))


def _remplir_groupes(connexion: Connection, lues: dict[str, SeanceLue], sources: list[SourceLue]) -> None:
    voulus = [x.regroupement_id for x in sources if x.regroupement_id]
    r, c = ms.Regroupement, ms.Contribution
    par_groupe: dict[str, list[CarteLue]] = {}
    requete = select(*_CARTE, c.regroupement_id).where(c.regroupement_id.in_(voulus), VISIBLE)
    for i, texte, reformule, rang, groupe_id in connexion.execute(requete.order_by(c.position, c.rang)):
        par_groupe.setdefault(str(groupe_id), []).append(_carte(i, texte, reformule, rang))
    points = points_par_objet(connexion, list(lues))
    for g in connexion.execute(
        select(r.id, r.seance_id, r.repere, r.titre, r.couleur, r.supprime).where(r.id.in_(voulus)).order_by(r.ordre)
    ):
        seance = lues[g.seance_id]
        cartes = tuple(par_groupe.get(g.id, ()))
        compte = points.get(g.seance_id, ({}, 0))
        seance.votants = compte[1]
        voix = compte[0].get(g.id, 0) if compte[1] else None
        seance.groupes.append(GroupeLu(g.id, g.repere, g.titre, g.couleur, cartes, voix, g.supprime))


def _remplir_cartes(connexion: Connection, lues: dict[str, SeanceLue], sources: list[SourceLue]) -> None:
    voulues = [x.contribution_id for x in sources if x.contribution_id]
    c = ms.Contribution
    requete = select(*_CARTE, c.seance_id).where(c.id.in_(voulues), VISIBLE).order_by(c.rang)
    for i, texte, reformule, rang, seance_id in connexion.execute(requete):
        lues[seance_id].cartes.append(_carte(i, texte, reformule, rang))


def points_par_objet(connexion: Connection, seance_ids: list[str]) -> dict[str, tuple[dict[str, int], int]]:
    """Séance → (object → dots in its last closed vote, number of voters): counted from the ballots, never stored."""
    v, p, b = ms.Vote, ms.Phase, ms.Bulletin
    votes = connexion.execute(
        select(v.seance_id, v.id)
        .join(p, p.id == v.phase_id)
        .where(v.seance_id.in_(seance_ids), v.etat.in_(("clos", "detache")))
        .order_by(p.ordre)
    )
    derniers = {v_.seance_id: v_.id for v_ in votes}
    comptes: dict[str, tuple[dict[str, int], int]] = {}
    bulletins: dict[str, list[tuple[dict[str, Any], int]]] = {}
    for vote_id, contenu, poids in connexion.execute(
        select(b.vote_id, b.contenu, b.poids).where(b.vote_id.in_(derniers.values()))
    ):
        bulletins.setdefault(vote_id, []).append((contenu, poids))
    for seance_id, vote_id in derniers.items():
        totaux: dict[str, int] = {}
        votants = 0
        for contenu, poids in bulletins.get(vote_id, []):
            votants += poids if contenu else 0
            for objet, n in contenu.items():
                totaux[objet] = totaux.get(objet, 0) + n * poids
        comptes[seance_id] = (totaux, votants)
    return comptes


_CARTE = (ms.Contribution.id, ms.Contribution.texte, ms.Contribution.texte_reformule, ms.Contribution.rang)


def _carte(identifiant: str, texte: str, reformule: str | None, rang: int) -> CarteLue:
    return CarteLue(identifiant, reformule or texte, reformule is not None, rang)
