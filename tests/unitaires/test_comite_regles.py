"""Quorum and majority, by example and whatever the room (``domaine.md`` §2.6)."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique_atelier.comite.majorite import Resultat, Totaux, departager, phrase
from fabrique_atelier.comite.membres import siege_le
from fabrique_atelier.comite.noms import PRESENCES, PRESENTS
from fabrique_atelier.comite.quorum import Siege, calculer, voix_portees


def salle(presents: int, absents: int) -> list[Siege]:
    la = [Siege(f"p{n}", deliberative=True, etat="present") for n in range(presents)]
    return la + [Siege(f"a{n}", deliberative=True, etat="excuse") for n in range(absents)]


@st.composite
def sieges(tirer: st.DrawFn) -> list[Siege]:
    noms = [f"m{n}" for n in range(tirer(st.integers(0, 12)))]
    return [
        Siege(
            nom,
            deliberative=tirer(st.booleans()),
            etat=tirer(st.sampled_from([None, *PRESENCES])),
            pouvoir_a=tirer(st.sampled_from([None, *noms])),
            deporte=tirer(st.booleans()),
        )
        for nom in noms
    ]


totaux = st.builds(Totaux, *[st.integers(0, 12)] * 4)


# ------------------------------------------------------------------------------------------------ quorum


def test_le_quorum_de_sy07_et_celui_de_son_troisieme_point() -> None:
    q = calculer(salle(8, 3), 50)
    assert (q.voix, q.voix_presentes, q.requis, q.deports, q.atteint) == (11, 8, 6, 0, True)
    sans = salle(8, 3)
    sans[0] = replace(sans[0], deporte=True)
    q = calculer(sans, 50)
    assert (q.voix, q.voix_presentes, q.requis, q.deports, q.atteint) == (10, 7, 5, 1, True)


@pytest.mark.parametrize(("presents", "pct", "atteint"), [(5, 50, False), (6, 50, True), (1, 0, True), (0, 0, False)])
def test_le_quorum_s_arrondit_au_dessus_et_personne_ne_decide_seul_en_son_absence(
    presents: int, pct: int, atteint: bool
) -> None:
    assert calculer(salle(presents, 11 - presents), pct).atteint is atteint


def test_un_pouvoir_compte_et_tombe_avec_qui_le_porte() -> None:
    mandant = Siege("m", deliberative=True, etat="represente", pouvoir_a="p0")
    la = [*salle(2, 0), mandant]
    assert voix_portees(la) == {"p0": 2, "p1": 1}
    la[0] = replace(la[0], deporte=True)
    assert voix_portees(la) == {"p1": 1}
    la[0] = replace(la[0], deporte=False, etat="excuse")
    assert calculer(la, 0).voix_presentes == 1


@given(sieges(), st.integers(0, 100))
def test_un_deport_ne_compte_jamais(la: list[Siege], pct: int) -> None:
    restants = [x for x in la if not x.deporte]
    avec, sans = calculer(la, pct), calculer(restants, pct)
    assert (avec.voix, avec.voix_presentes, avec.requis) == (sans.voix, sans.voix_presentes, sans.requis)
    assert avec.deports == len(la) - len(restants)
    assert not set(voix_portees(la)) & {x.membre_id for x in la if x.deporte}


@given(sieges(), st.integers(0, 100), st.randoms())
def test_l_ordre_des_sieges_ne_change_rien(la: list[Siege], pct: int, hasard: object) -> None:
    melange = list(la)
    hasard.shuffle(melange)  # type: ignore[attr-defined]
    assert calculer(melange, pct) == calculer(la, pct)
    assert voix_portees(melange) == voix_portees(la)


@given(sieges(), st.integers(0, 100))
def test_le_quorum_est_juste_et_personne_ne_vote_deux_fois(la: list[Siege], pct: int) -> None:
    q = calculer(la, pct)
    assert q.requis == math.ceil(q.voix * pct / 100 - 1e-9)
    assert q.voix_presentes <= q.voix
    presents = {x.membre_id for x in la if x.deliberative and x.etat in PRESENTS and not x.deporte}
    assert set(voix_portees(la)) == presents
    assert q.atteint is (q.voix_presentes > 0 and q.voix_presentes >= q.requis)


# ------------------------------------------------------------------------------------------------ majorité


@pytest.mark.parametrize(
    ("compte", "majorite", "resultat"),
    [
        (Totaux(favorable=8), "consensus", Resultat("consensus", adoptee=True)),
        (Totaux(favorable=6, abstention=2), "consensus", Resultat("consensus", adoptee=True)),
        (Totaux(favorable=5, defavorable=3), "consensus", Resultat("simple", adoptee=True)),
        (Totaux(favorable=3, favorable_reserves=1, defavorable=4), "simple", Resultat("simple", adoptee=False)),
        (Totaux(favorable=6, defavorable=3), "deux_tiers", Resultat("deux_tiers", adoptee=True)),
        (Totaux(favorable=5, defavorable=3), "deux_tiers", Resultat("deux_tiers", adoptee=False)),
        (Totaux(abstention=8), "simple", Resultat("simple", adoptee=None)),
    ],
)
def test_la_majorite(compte: Totaux, majorite: str, resultat: Resultat) -> None:
    assert departager(compte, majorite) == resultat


@pytest.mark.parametrize(("president", "adoptee"), [("favorable", True), ("defavorable", False)])
def test_la_voix_preponderante_tranche_une_egalite(president: str, adoptee: bool) -> None:
    egalite = Totaux(favorable=4, defavorable=4)
    assert departager(egalite, "simple", president, voix_preponderante=True) == Resultat("preponderante", adoptee)
    assert departager(egalite, "simple", president).adoptee is False
    assert departager(egalite, "simple", "abstention", voix_preponderante=True).adoptee is False


@given(totaux, st.sampled_from(["consensus", "simple", "deux_tiers"]), st.integers(1, 5))
def test_une_abstention_ne_change_rien_et_une_voix_pour_ne_fait_jamais_perdre(
    compte: Totaux, majorite: str, plus: int
) -> None:
    avant = departager(compte, majorite)
    assert departager(replace(compte, abstention=compte.abstention + plus), majorite) == avant
    if avant.adoptee:
        assert departager(replace(compte, favorable=compte.favorable + plus), majorite).adoptee
    if avant.adoptee is False:
        assert departager(replace(compte, defavorable=compte.defavorable + plus), majorite).adoptee is False


@pytest.mark.parametrize(
    ("compte", "deports", "decision", "sur", "attendue"),
    [
        (Totaux(favorable=8), 0, "validee", "decision", "8 pour"),
        (Totaux(favorable=6, abstention=2), 0, "ajournee", "decision", "6 pour l’ajournement, 2 abstentions"),
        (Totaux(favorable=7), 1, "reorientee", "decision", "7 pour, 1 déport"),
        (Totaux(defavorable=5, abstention=1), 2, "refusee", "idee", "5 contre, 1 abstention, 2 déports"),
        (Totaux(3, 2, 1), 0, "validee_sous_reserve", "idee", "3 pour, 2 pour avec réserves, 1 contre"),
        (None, 1, "validee", "decision", "1 déport"),
    ],
)
def test_le_decompte_se_dit(compte: Totaux | None, deports: int, decision: str, sur: str, attendue: str) -> None:
    assert phrase(compte, deports, decision, sur).replace("\u00a0", " ") == attendue


# ------------------------------------------------------------------------------------------------ mandats


@pytest.mark.parametrize(
    ("depuis", "jusqu_au", "siege"),
    [
        ("", "", True),
        ("2016", "", True),
        ("2016-12", "2016", True),
        ("2017", "", False),
        ("2015", "2016-11", False),
        ("2016-12-14", "", False),
        ("2016-12-13", "2016-12-13", True),
    ],
)
def test_un_mandat_aux_dates_partielles(depuis: str, jusqu_au: str, siege: bool) -> None:
    assert siege_le(depuis, jusqu_au, "2016-12-13") is siege
