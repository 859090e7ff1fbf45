"""What signed grids say: the result of one dossier, and several ideas side by side (``domaine.md`` §3.16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from fabrique_atelier.dossier import grilles
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.models_qualification import Qualification
from fabrique_atelier.dossier.qualification_lecture import Ligne, lire
from fabrique_atelier.dossier.stades import ACTIF

#: How many ideas a table shows side by side, and how many it proposes.
COTE_A_COTE = 8
PROPOSEES = 60
_ETAPE_1 = ("en_qualification", "pret_comite", "au_comite_engagement")


@dataclass(frozen=True, slots=True)
class LigneResultat:
    """One criterion of a signed grid: its weight, the mean as it is read and as it is drawn, the lowest and highest note."""

    code: str
    libelle: str
    poids: int
    moyenne: str
    valeur: float
    mini: int
    maxi: int
    commentaire: str

    @property
    def etendue(self) -> str:
        """« 1 à 3 », or nothing when all agree."""
        return f"{self.mini} à {self.maxi}" if self.mini != self.maxi else ""


@dataclass(frozen=True, slots=True)
class Resultat:
    """A signed grid: what may be shown outside the team too (means, never who gave which note)."""

    dossier_id: str
    numero: str
    titre: str
    score_dixiemes: int
    tour: int
    grille: int
    evaluateurs: int
    signee_le: int
    lignes: tuple[LigneResultat, ...]

    @property
    def score(self) -> str:
        """« 85,0 »."""
        return grilles.ecrire_score(self.score_dixiemes)

    @property
    def conseil(self) -> str:
        """What the thresholds advise."""
        return grilles.conseil(self.score_dixiemes)

    @property
    def par_code(self) -> dict[str, LigneResultat]:
        """Code → its line."""
        return {x.code: x for x in self.lignes}


@dataclass(frozen=True, slots=True)
class Rangee:
    """One criterion across several ideas; None: it was not in the grid of that idea."""

    code: str
    libelle: str
    cases: tuple[LigneResultat | None, ...]


def resultat(connexion: Connection, fabrique_id: str, dossier_id: str) -> Resultat | None:
    """The signed grid of a dossier of this fabrique; None: not signed, or not here."""
    trouves = resultats(connexion, fabrique_id, [dossier_id])
    return trouves[0] if trouves else None


def resultats(connexion: Connection, fabrique_id: str, ids: Sequence[str]) -> list[Resultat]:
    """The signed grids of these dossiers, the highest score first."""
    d, q = m.Dossier, Qualification
    requete = (
        select(d.id, d.numero, d.titre)
        .join(q, q.dossier_id == d.id)
        .where(d.fabrique_id == fabrique_id, d.id.in_(ids), q.tour_signe.is_not(None))
    )
    lus = [_resultat(connexion, fabrique_id, *ligne) for ligne in connexion.execute(requete).all()]
    return sorted(lus, key=lambda r: (-r.score_dixiemes, r.numero))


def _resultat(connexion: Connection, fabrique_id: str, dossier_id: str, numero: str, titre: str) -> Resultat:
    lue = lire(connexion, fabrique_id, dossier_id)
    tour = lue.tour_signe or lue.tour
    lignes = {x.code: x for x in lue.lignes(tour)}
    return Resultat(
        dossier_id,
        numero,
        titre,
        lue.score_dixiemes or 0,
        tour,
        lue.grille.numero,
        len(lue.signees(tour)),
        lue.signee_le or 0,
        tuple(_ligne(c, lignes[c.code]) for c in lue.grille.criteres),
    )


def _ligne(critere: grilles.Critere, lue: Ligne) -> LigneResultat:
    notes = lue.notes or (0,)
    return LigneResultat(
        critere.code,
        critere.libelle,
        critere.poids,
        lue.ecrite,
        float(lue.moyenne or 0),
        min(notes),
        max(notes),
        lue.commentaire,
    )


def rangees(cote_a_cote: Sequence[Resultat]) -> list[Rangee]:
    """The criteria of these ideas, those of the most recent grid first; a criterion is its code and its words."""
    ordre: dict[tuple[str, str], None] = {}
    for r in sorted(cote_a_cote, key=lambda r: -r.grille):
        ordre |= dict.fromkeys((x.code, x.libelle) for x in r.lignes)
    return [Rangee(code, libelle, tuple(_case(r, code, libelle) for r in cote_a_cote)) for code, libelle in ordre]


def _case(r: Resultat, code: str, libelle: str) -> LigneResultat | None:
    trouvee = r.par_code.get(code)
    return trouvee if trouvee and trouvee.libelle == libelle else None


def proposees(connexion: Connection, fabrique_id: str, choisies: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """List (id, number, title) of the ideas that may be compared: the chosen ones, those before the committee, the last signed."""
    d, q = m.Dossier, Qualification
    base = (
        select(d.id, d.numero, d.titre)
        .join(q, q.dossier_id == d.id)
        .where(d.fabrique_id == fabrique_id, q.tour_signe.is_not(None))
    )
    devant = base.where(d.stade.in_(_ETAPE_1), d.situation == ACTIF).order_by(q.signee_le.desc()).limit(PROPOSEES)
    dernieres = base.order_by(q.signee_le.desc()).limit(PROPOSEES)
    lues: dict[str, tuple[str, str, str]] = {}
    for requete in (base.where(d.id.in_(choisies)), devant, dernieres):
        lues |= {x.id: (x.id, x.numero, x.titre) for x in connexion.execute(requete) if x.id not in lues}
    return list(lues.values())[: PROPOSEES + len(choisies)]


def au_depart(connexion: Connection, fabrique_id: str) -> list[str]:
    """The ideas a table opens on: the last signed ones that wait for the committee."""
    d, q = m.Dossier, Qualification
    requete = (
        select(d.id)
        .join(q, q.dossier_id == d.id)
        .where(d.fabrique_id == fabrique_id, q.tour_signe.is_not(None), d.situation == ACTIF)
        .where(d.stade.in_(("pret_comite", "au_comite_engagement")))
        .order_by(q.signee_le.desc())
        .limit(COTE_A_COTE)
    )
    return list(connexion.execute(requete).scalars())
