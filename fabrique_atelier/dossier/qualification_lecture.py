"""Reading a qualification: what the server knows, what one person may see of it, what it gave once signed (§3.16)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy import Connection, select

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import grilles
from fabrique_atelier.dossier import models_qualification as m
from fabrique_atelier.dossier.grilles import BESOIN, ECART, GrilleLue


@dataclass(frozen=True, slots=True)
class EvaluationLue:
    """The notes of one person in one round."""

    id: str
    tour: int
    evaluateur_id: str | None
    evaluateur: str
    notes: dict[str, int]
    commentaires: dict[str, str]
    signee_le: int | None
    version: int


@dataclass(frozen=True, slots=True)
class Ligne:
    """One criterion compared between the signed evaluations of a round; ``moyenne`` None: nobody has scored it."""

    code: str
    notes: tuple[int, ...]
    moyenne: Fraction | None
    ecart: int
    commentaire: str

    @property
    def a_commenter(self) -> bool:
        """A gap of two points or more that nobody has explained."""
        return self.large and not self.commentaire

    @property
    def large(self) -> bool:
        """A gap of two points or more."""
        return self.ecart >= ECART

    @property
    def ecrite(self) -> str:
        """The mean as it is read, one decimal: « 2,5 », « 3 »."""
        if self.moyenne is None:
            return ""
        dixiemes = int(self.moyenne * 10 + Fraction(1, 2))
        return str(dixiemes // 10) if dixiemes % 10 == 0 else grilles.ecrire_score(dixiemes)


@dataclass(frozen=True, slots=True)
class Etat:
    """What ``conduite`` needs to know. Those who read it may not have scored yet: it says nothing of a note before the signature."""

    criteres_non_notes: tuple[str, ...] = ("tous les critères",)
    ecarts_non_commentes: tuple[str, ...] = ()
    besoin_note_zero: bool = False
    signee: bool = False
    score_dixiemes: int | None = None


@dataclass(frozen=True, slots=True)
class QualificationLue:
    """The qualification of a dossier as the server knows it: :func:`vue_par` is what one person may see of it."""

    dossier_id: str
    grille: GrilleLue
    tour: int
    evaluations: list[EvaluationLue]
    ecarts: dict[tuple[int, str], str]
    score_dixiemes: int | None = None
    tour_signe: int | None = None
    signee_le: int | None = None
    signee_par: str = ""
    version: int = 0

    @property
    def signee(self) -> bool:
        """The present round is signed: it is over, and read by the whole team."""
        return self.tour_signe == self.tour

    def signees(self, tour: int | None = None) -> list[EvaluationLue]:
        """The signed evaluations of a round (the present one by default)."""
        return [e for e in self.evaluations if e.tour == (tour or self.tour) and e.signee_le is not None]

    def lignes(self, tour: int | None = None) -> list[Ligne]:
        """Criterion by criterion: notes, mean, gap, comment."""
        n = tour or self.tour
        return [self._ligne(code, n) for code in self.grille.codes]

    def _ligne(self, code: str, tour: int) -> Ligne:
        notes = tuple(e.notes[code] for e in self.signees(tour) if code in e.notes)
        moyenne = Fraction(sum(notes), len(notes)) if notes else None
        ecart = max(notes) - min(notes) if notes else 0
        return Ligne(code, notes, moyenne, ecart, self.ecarts.get((tour, code), ""))

    def score(self, tour: int | None = None) -> int | None:
        """The score of a round in tenths, from its signed evaluations; None while a criterion has no note."""
        notes = {x.code: x.moyenne for x in self.lignes(tour) if x.moyenne is not None}
        if len(notes) < len(self.grille.criteres):
            return None
        return grilles.score_dixiemes(self.grille.criteres, notes)


@dataclass(frozen=True, slots=True)
class Vue:
    """What one person may see: their own notes, and the others' once they have signed theirs in this round (or once it is over).

    ``avant``: their notes of the round before, where a new round starts from. ``signees``: who has signed in this round,
    ``brouillons``: who has begun; names only.
    """

    qualification: QualificationLue
    mienne: EvaluationLue | None
    ouverte: bool
    autres: list[EvaluationLue] = field(default_factory=list)
    avant: EvaluationLue | None = None
    signees: tuple[str, ...] = ()
    brouillons: tuple[str, ...] = ()


def lire(connexion: Connection, fabrique_id: str, dossier_id: str) -> QualificationLue:
    """The qualification of a dossier already known to be in the fabrique; ``version`` 0: not begun."""
    q = m.Qualification
    requete = (
        select(q.grille_id, q.tour, q.score_dixiemes, q.tour_signe, q.signee_le, Personne.nom, q.version)
        .outerjoin(Personne, Personne.id == q.signee_par)
        .where(q.dossier_id == dossier_id)
    )
    ligne = connexion.execute(requete).first()
    if ligne is None:
        return QualificationLue(dossier_id, grilles.courante(connexion, fabrique_id), 1, [], {})
    return QualificationLue(
        dossier_id,
        grilles.charger(connexion, ligne.grille_id),
        ligne.tour,
        _evaluations(connexion, dossier_id),
        _ecarts(connexion, dossier_id),
        ligne.score_dixiemes,
        ligne.tour_signe,
        ligne.signee_le,
        ligne.nom or "",
        ligne.version,
    )


def _evaluations(connexion: Connection, dossier_id: str) -> list[EvaluationLue]:
    e = m.Evaluation
    champs = [getattr(e, n) for n in EvaluationLue.__slots__]
    requete = select(*champs).where(e.dossier_id == dossier_id).order_by(e.tour, e.id)
    return [EvaluationLue(**x) for x in connexion.execute(requete).mappings()]


def _ecarts(connexion: Connection, dossier_id: str) -> dict[tuple[int, str], str]:
    e = m.EcartCommente
    requete = select(e.tour, e.code, e.texte).where(e.dossier_id == dossier_id)
    return {(tour, code): texte for tour, code, texte in connexion.execute(requete)}


def vue_par(lue: QualificationLue, personne_id: str) -> Vue:
    """What ``personne_id`` may see. Blind: nothing of the others in this round before having signed, or before it is over."""
    miennes = [e for e in lue.evaluations if e.evaluateur_id == personne_id]
    mienne = next((e for e in miennes if e.tour == lue.tour), None)
    ouverte = lue.signee or (mienne is not None and mienne.signee_le is not None)
    passees = [e for e in lue.evaluations if e.tour < lue.tour and e.signee_le is not None]
    autres = passees + ([e for e in lue.signees() if e.evaluateur_id != personne_id] if ouverte else [])
    presentes = [e for e in lue.evaluations if e.tour == lue.tour]
    return Vue(
        lue,
        mienne,
        ouverte,
        autres,
        avant=next((e for e in reversed(miennes) if e.tour < lue.tour), None),
        signees=tuple(e.evaluateur for e in presentes if e.signee_le is not None),
        brouillons=tuple(e.evaluateur for e in presentes if e.signee_le is None),
    )


def etat(connexion: Connection, dossier_id: str) -> Etat:
    """What is still missing before the dossier is ready (T4)."""
    q = m.Qualification
    if connexion.execute(select(q.dossier_id).where(q.dossier_id == dossier_id)).first() is None:
        return Etat()
    lue = lire(connexion, "", dossier_id)
    noms = {c.code: c.libelle for c in lue.grille.criteres}
    lignes = lue.lignes()
    ecarts = [noms[x.code] for x in lignes if x.a_commenter]
    combien = (f"{len(ecarts)}\u00a0critère{'s' if len(ecarts) > 1 else ''}",) if ecarts else ()
    return Etat(
        criteres_non_notes=tuple(noms[x.code] for x in lignes if x.moyenne is None),
        ecarts_non_commentes=tuple(ecarts) if lue.signee else combien,
        besoin_note_zero=lue.signee and any(x.code == BESOIN and x.moyenne == 0 for x in lignes),
        signee=lue.signee,
        score_dixiemes=lue.score_dixiemes,
    )
