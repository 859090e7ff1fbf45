"""The fiche idée as people read it: names instead of ids, the cards still shown, the votes of the séance.

Read by the fiche's own pages, and by every room that shows it (committee pack, hand-over package): see
``templates/fiche/lecture.html``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fabrique_atelier.dossier.fiche_champs import ORDRE, REQUIS, TEXTES, libelle
from fabrique_atelier.dossier.fiche_versions import Version, presente, version
from fabrique_atelier.dossier.lectures import charger
from fabrique_atelier.dossier.lignage import CarteLue, SeanceLue, seances_de, sources_de
from fabrique_atelier.reseau.models import Partenaire, Territoire


@dataclass(frozen=True, slots=True)
class Rubrique:
    """One field in words: ``textes`` has one entry per paragraph field, several for a list, none when nothing is said."""

    code: str
    libelle: str
    textes: tuple[str, ...]
    requise: bool


@dataclass(frozen=True, slots=True)
class VoteLu:
    """The dots a cluster got in its séance."""

    repere: str
    titre: str
    points: int
    votants: int


@dataclass(frozen=True, slots=True)
class FicheLue:
    """A fiche in words; ``numero`` 0: nobody has saved it yet."""

    dossier_id: str
    dossier_numero: str
    titre: str
    numero: int
    le: int
    auteur: str
    rubriques: tuple[Rubrique, ...]
    verbatims: tuple[CarteLue, ...]
    votes: tuple[VoteLu, ...]
    votes_de: str

    @property
    def longueur(self) -> int:
        """How many characters there are to read: paper has one page."""
        dits = [t for r in self.rubriques for t in r.textes] + [c.texte for c in self.verbatims]
        return sum(map(len, dits)) + 60 * (len(dits) + len(self.votes))

    @property
    def manquants(self) -> tuple[str, ...]:
        """The short names of what T3 asks for and is not said."""
        return tuple(REQUIS[r.code] for r in self.rubriques if r.requise and not r.textes)


@dataclass(frozen=True, slots=True)
class GroupeDeCartes:
    """The cards of one cluster (or of none) that may be picked, under a title."""

    titre: str
    cartes: tuple[CarteLue, ...]


def fiche_lue(
    connexion: Connection,
    fabrique_id: str,
    dossier_id: str,
    numero: int | None = None,
    ailleurs: tuple[str, ...] = (),
) -> FicheLue | None:
    """The fiche of a dossier of this fabrique, as it stands or as version ``numero`` said; None: no such thing.

    ``ailleurs``: what is done elsewhere, a line each; another room knows it (§3.24).
    """
    dossier = charger(connexion, fabrique_id, dossier_id)
    if dossier is None:
        return None
    lue = presente(connexion, dossier) if numero is None else version(connexion, dossier_id, numero)
    if lue is None:
        return None
    seances = seances_de(connexion, sources_de(connexion, dossier_id))
    return FicheLue(
        dossier_id=dossier_id,
        dossier_numero=dossier.numero,
        titre=lue.contenu["titre"],
        numero=lue.numero,
        le=lue.le,
        auteur=lue.auteur,
        rubriques=rubriques(connexion, fabrique_id, lue, ailleurs),
        verbatims=_verbatims(seances, lue.contenu["verbatims"]),
        votes=tuple(_votes(seances)),
        votes_de=", ".join(s.titre for s in seances if any(g.points is not None for g in s.groupes)),
    )


def rubriques(
    connexion: Connection, fabrique_id: str, lue: Version, ailleurs: tuple[str, ...] = ()
) -> tuple[Rubrique, ...]:
    """Every field of a version but the verbatims, in words."""
    c = lue.contenu
    dits: dict[str, tuple[str, ...]] = {n: (c[n],) if c[n] else () for n in TEXTES}
    t = Territoire
    lieu = select(t.nom).where(t.fabrique_id == fabrique_id, t.id == c["territoire"])
    dits["territoire"] = tuple(connexion.execute(lieu).scalars())
    dits["ailleurs"] = ailleurs
    dits["partenaires_pressentis"] = tuple(noms_de_partenaires(connexion, fabrique_id, c))
    return tuple(Rubrique(n, libelle(n), dits[n], n in REQUIS) for n in ORDRE if n in dits)


def noms_de_partenaires(connexion: Connection, fabrique_id: str, contenu: Mapping[str, Any]) -> list[str]:
    """The partners a content names, as they are called today; one that was deleted is no longer named."""
    p = Partenaire
    ids = [x["partenaire_id"] for x in contenu["partenaires_pressentis"] if "partenaire_id" in x]
    requete = select(p.id, p.nom).where(p.fabrique_id == fabrique_id, p.id.in_(ids))
    noms = dict(connexion.execute(requete).all()) if ids else {}
    lus = (x.get("texte") or noms.get(x.get("partenaire_id", "")) for x in contenu["partenaires_pressentis"])
    return [n for n in lus if n]


def cartes_de(connexion: Connection, dossier_id: str) -> list[GroupeDeCartes]:
    """The cards of the séances a dossier comes from, as everybody may read them, cluster by cluster."""
    groupes = []
    for seance in seances_de(connexion, sources_de(connexion, dossier_id)):
        groupes += [GroupeDeCartes(f"{g.repere} · {g.titre}", g.cartes) for g in seance.groupes if g.cartes]
        if seance.cartes:
            groupes.append(GroupeDeCartes(seance.titre, tuple(seance.cartes)))
    return groupes


def _verbatims(seances: list[SeanceLue], choisis: list[str]) -> tuple[CarteLue, ...]:
    cartes = {c.id: c for s in seances for c in [*s.cartes, *(c for g in s.groupes for c in g.cartes)]}
    return tuple(cartes[i] for i in choisis if i in cartes)


def _votes(seances: list[SeanceLue]) -> list[VoteLu]:
    return [VoteLu(g.repere, g.titre, g.points, s.votants) for s in seances for g in s.groupes if g.points is not None]
