"""The small rules of the committees' pages: order, tickets, sentences, the file of the minutes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique_atelier.comite.quorum import Quorum
from fabrique_atelier.comite.redaction import (
    CollegeDit,
    CompteRenduLu,
    DepositionDite,
    PersonneDite,
    PointDit,
    Signataire,
)
from fabrique_atelier.exports.compte_rendu import en_html
from fabrique_atelier.web.comites.commun import heure_dite, phrase_du_quorum
from fabrique_atelier.web.comites.seance import deplacer
from fabrique_atelier.web.comites.vote_du_comite import ecarts
from fabrique_atelier.web.dates import date_longue


@pytest.mark.parametrize(
    ("point", "sens", "attendu"),
    [("b", "haut", "bac"), ("b", "bas", "acb"), ("a", "haut", "abc"), ("c", "bas", "abc"), ("z", "haut", "abc")],
)
def test_un_point_monte_ou_descend_d_un_rang(point: str, sens: str, attendu: str) -> None:
    assert deplacer(list("abc"), point, sens) == list(attendu)


VOIX = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 3))


@given(VOIX, VOIX)
def test_les_tickets_rejoignent_toujours_les_voix(voulus: dict[str, int], distribues: dict[str, int]) -> None:
    tickets = dict(distribues)
    for membre, retire in ecarts(voulus, distribues):
        deja = 0 if retire else tickets.get(membre, 0)
        tickets[membre] = deja + max(0, voulus.get(membre, 0) - deja)
    assert {m: n for m, n in tickets.items() if n} == voulus


def test_qui_garde_ses_voix_garde_ses_tickets() -> None:
    assert ecarts({"a": 1, "b": 2}, {"a": 1, "b": 1, "c": 1}) == [("b", False), ("c", True)]


@pytest.mark.parametrize(
    ("quorum", "phrase"),
    [
        (Quorum(11, 8, 0, 6), "8\u00a0voix présentes sur 11. Quorum\u00a0: 6, atteint."),
        (Quorum(10, 1, 1, 5), "1\u00a0voix présente sur 10, 1\u00a0déport. Quorum\u00a0: 5, il manque 4\u00a0voix."),
        (Quorum(3, 2, 2, 0), "2\u00a0voix présentes sur 3, 2\u00a0déports. Aucun quorum demandé."),
    ],
)
def test_le_quorum_se_dit(quorum: Quorum, phrase: str) -> None:
    assert phrase_du_quorum(quorum) == phrase


def test_l_heure_se_dit() -> None:
    assert (heure_dite("18:00"), heure_dite("09:05")) == ("18\u00a0h", "9\u00a0h\u00a005")


def test_le_fichier_du_compte_rendu_dit_tout_et_n_execute_rien() -> None:
    charge = "<img src=x onerror=alert(1)>"
    personne = PersonneDite("Amina Diallo", charge, "Voix délibérative", "A donné pouvoir", "Paul Lefèvre")
    point = PointDit(
        "p", 3, "Engagement", charge, numero="2026-001", synthese=f"Une ligne\n{charge}",
        deports=(DepositionDite("Marc Petit", charge),), avis="7\u00a0pour, 1\u00a0déport", decision="validee",
        libelle="Validée", motif=charge, rang=1,
    )  # fmt: skip
    cr = CompteRenduLu(
        comite="Comité", type="engagement", jour="2026-11-22", heure="18:00", lieu=charge, mode="Sur place", president=charge,
        secretaire="", colleges=(CollegeDit("Collectivité", (personne,)),), quorum="8\u00a0voix", points=(point,), notes=charge,
        prochaine="2027-01-12", signe=True, signataires=(Signataire("Camille Petit", "secrétariat", "2026-12-01"),),
    )  # fmt: skip
    fichier = en_html(cr, charge, date_longue)
    assert "<img" not in fichier
    assert "<script" not in fichier
    for dit in (
        "7\u00a0pour, 1\u00a0déport",
        "validée, rang 1",
        "A donné pouvoir, à Paul Lefèvre",
        "mardi 12\u00a0janvier\u00a02027",
    ):
        assert dit in fichier, dit
    assert "Camille Petit, secrétariat" in fichier
