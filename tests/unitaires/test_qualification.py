"""The score of a grid, its advice, its versions: pure rules, with the oracles of the document (``domaine.md`` §3.16, §5)."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique_atelier.dossier import grilles
from fabrique_atelier.dossier.grilles import PAR_DEFAUT, Critere, GrilleLue, conseil, ecrire_score, score_dixiemes
from fabrique_atelier.dossier.qualification_lecture import EvaluationLue, QualificationLue, vue_par

CAS = json.loads(Path("fabrique_atelier/demonstration/cas_demo.json").read_text())["cas"]
#: Copied from §5 by hand: case → the scores of its ideas.
ORACLES = {
    "vrac-toulouse": ["85,0", "50,0", "30,0"],
    "chez-yvonne": ["83,3", "45,0"],
    "serre-nancy": ["81,7", "71,7", "68,3", "48,3"],
}
#: The same notes, by hand.
NOTES = {
    "85,0": (3, 3, 3, 2, 2, 3, 3, 1, 3, 1),
    "50,0": (2, 2, 2, 1, 1, 2, 1, 2, 1, 0),
    "30,0": (1, 0, 2, 0, 0, 2, 1, 0, 3, 1),
    "83,3": (3, 3, 3, 2, 1, 3, 3, 2, 1, 3),
    "45,0": (2, 1, 2, 0, 1, 3, 1, 1, 2, 0),
    "81,7": (3, 3, 2, 2, 3, 2, 2, 3, 3, 1),
    "71,7": (2, 2, 2, 2, 2, 2, 3, 2, 3, 2),
    "68,3": (2, 3, 3, 2, 2, 2, 1, 2, 2, 1),
    "48,3": (3, 0, 2, 1, 1, 1, 1, 1, 3, 0),
}


def evaluation(qui: str, notes: dict[str, int], *, tour: int = 1, signee: bool = True) -> EvaluationLue:
    return EvaluationLue(f"{qui}{tour}", tour, qui, qui, notes, {}, 1 if signee else None, 1)


@st.composite
def grilles_tirees(tirer: st.DrawFn) -> tuple[Critere, ...]:
    """A grid of 1 to 12 criteria whose weights make 100."""
    combien = tirer(st.integers(1, 12))
    coupes = sorted(tirer(st.lists(st.integers(1, 99), min_size=combien - 1, max_size=combien - 1, unique=True)))
    bornes = [0, *coupes, 100]
    poids = [b - a for a, b in itertools.pairwise(bornes)]
    return tuple(Critere(f"C{n}", f"Critère {n}", p) for n, p in enumerate(poids, 1))


@pytest.mark.parametrize("oracle", list(NOTES))
def test_le_score_est_celui_du_document(oracle: str) -> None:
    notes = {c.code: Fraction(n) for c, n in zip(PAR_DEFAUT, NOTES[oracle], strict=True)}
    assert ecrire_score(score_dixiemes(PAR_DEFAUT, notes)) == oracle


def test_les_trois_cas_de_la_demonstration_ont_leurs_scores() -> None:
    lus = {c["id"]: [f"{s:.1f}".replace(".", ",") for _, _, s, *_ in c["scores"]] for c in CAS}
    assert lus == ORACLES


def test_la_moyenne_de_plusieurs_evaluations_fait_le_score() -> None:
    vrac = {c.code: n for c, n in zip(PAR_DEFAUT, NOTES["85,0"], strict=True)}
    lue = QualificationLue(
        "d",
        GrilleLue("g", 1, PAR_DEFAUT),
        1,
        [evaluation("a", vrac | {"C4": 3}), evaluation("b", vrac | {"C4": 1})],
        {},
    )
    assert lue.score() == 850
    assert [x.code for x in lue.lignes() if x.a_commenter] == ["C4"]
    ligne = lue.lignes()[3]
    assert (ligne.ecrite, ligne.notes) == ("2", (3, 1))


@pytest.mark.parametrize(
    ("dixiemes", "dit"),
    [
        (1000, "Proposer au comité"),
        (600, "Proposer au comité"),
        (599, "À approfondir"),
        (400, "À approfondir"),
        (399, "Classer sans suite\u202f?"),
        (0, "Classer sans suite\u202f?"),
    ],
)
def test_les_seuils_conseillent(dixiemes: int, dit: str) -> None:
    assert conseil(dixiemes) == dit


@given(grilles_tirees(), st.data())
def test_un_score_reste_entre_0_et_100(criteres: tuple[Critere, ...], donnees: st.DataObject) -> None:
    evaluations = [
        evaluation(qui, {c.code: donnees.draw(st.integers(0, 3)) for c in criteres})
        for qui in "abc"[: donnees.draw(st.integers(1, 3))]
    ]
    lue = QualificationLue("d", GrilleLue("g", 1, criteres), 1, evaluations, {})
    score = lue.score()
    assert score is not None
    assert 0 <= score <= 1000
    bas, haut = ([min(e.notes.values()) for e in evaluations], [max(e.notes.values()) for e in evaluations])
    assert min(bas) * 1000 / 3 - 1 <= score <= max(haut) * 1000 / 3 + 1
    for x in lue.lignes():
        assert (x.ecart >= 2) == x.large == x.a_commenter


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=3, unique_by=lambda x: x[0]), st.booleans())
def test_on_ne_voit_que_les_siennes_avant_de_signer(gens: list[tuple[str, bool]], grille_signee: bool) -> None:
    evaluations = [evaluation(qui, {"C1": 1}, signee=signee) for qui, signee in gens]
    lue = QualificationLue(
        "d", GrilleLue("g", 1, PAR_DEFAUT), 1, evaluations, {}, tour_signe=1 if grille_signee else None
    )
    signataires = {qui for qui, signee in gens if signee}
    for qui in "abcd":
        vue = vue_par(lue, qui)
        vus = {e.evaluateur_id for e in vue.autres}
        if qui in signataires or grille_signee:
            assert vus == signataires - {qui}
        else:
            assert not vus
            assert not vue.ouverte


def test_un_second_tour_montre_le_premier_et_repart_de_ses_notes() -> None:
    notes = {c.code: 2 for c in PAR_DEFAUT}
    evaluations = [evaluation("a", notes), evaluation("b", notes), evaluation("a", notes | {"C1": 3}, tour=2)]
    lue = QualificationLue("d", GrilleLue("g", 1, PAR_DEFAUT), 2, evaluations, {})
    vue = vue_par(lue, "b")
    assert [e.tour for e in vue.autres] == [1, 1]
    assert vue.avant is not None
    assert vue.avant.notes == notes
    assert vue.signees == ("a",)
    assert (lue.score(1), lue.score(2)) == (667, 733)


def test_un_code_ne_sert_jamais_deux_fois() -> None:
    assert grilles.code_libre(["C1", "C12", "ancien"]) == "C13"
