"""Partial dates as intervals (§2.12, 10), delays, and what is said of an unusual order (SY14, SY20)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique_atelier.suivi import ordre
from fabrique_atelier.suivi.dates import avant, cle_de_tri, delai, ecart, intervalle, mois_revolus, plus_tard

JOURS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@st.composite
def partielles(tirer: st.DrawFn) -> tuple[str, date]:
    """A partial date, and the day it was written from."""
    jour = tirer(JOURS)
    return jour.isoformat()[: tirer(st.sampled_from((4, 7, 10)))], jour


@given(partielles())
def test_l_intervalle_contient_le_jour_et_rien_de_plus(cas: tuple[str, date]) -> None:
    texte, jour = cas
    i = intervalle(texte)
    assert i.debut <= jour <= i.fin
    for bord, dehors in ((i.debut, -1), (i.fin, 1)):
        assert bord.isoformat().startswith(texte)
        assert not (bord + timedelta(dehors)).isoformat().startswith(texte)


@given(partielles(), partielles())
def test_avant_ne_se_dit_que_si_c_est_sur(a: tuple[str, date], b: tuple[str, date]) -> None:
    assert not (avant(a[0], b[0]) and a[1] >= b[1])
    assert not (avant(a[0], b[0]) and avant(b[0], a[0]))
    if not avant(a[0], b[0]):  # then some day of a is not before some day of b
        assert intervalle(a[0]).fin >= intervalle(b[0]).debut


@given(partielles(), partielles())
def test_l_ecart_encadre_le_vrai(a: tuple[str, date], b: tuple[str, date]) -> None:
    court, long = ecart(a[0], b[0])
    assert court <= mois_revolus(a[1], b[1]) <= long


@given(partielles(), partielles())
def test_l_ordre_des_listes_respecte_les_dates_sures(a: tuple[str, date], b: tuple[str, date]) -> None:
    if avant(a[0], b[0]):
        assert cle_de_tri(a[0]) < cle_de_tri(b[0])


@given(JOURS, st.integers(0, 60))
def test_plus_tard_tombe_dans_le_bon_mois(jour: date, mois: int) -> None:
    arrivee = date.fromisoformat(plus_tard(jour.isoformat(), mois))
    assert (arrivee.year * 12 + arrivee.month) - (jour.year * 12 + jour.month) == mois
    assert arrivee.day == jour.day or (arrivee.day < jour.day and (arrivee + timedelta(1)).day == 1)


def test_l_annee_vient_avant_son_mois() -> None:
    assert sorted(["2020-01-01", "2020-01", "2020", "2019-12"], key=cle_de_tri) == [
        "2019-12",
        "2020",
        "2020-01",
        "2020-01-01",
    ]


@pytest.mark.parametrize("faux", ["", "2019-13", "2019-02-30", "2019-1-1", "avril"])
def test_ce_qui_n_est_pas_une_date_est_refuse(faux: str) -> None:
    with pytest.raises(ValueError, match=r"partial date|day is out of range"):
        intervalle(faux)


def test_sy14_premier_recrutement_au_moins_27_mois_apres() -> None:
    assert sorted(["2019-04", "2018-11"], key=cle_de_tri) == ["2018-11", "2019-04"]
    assert delai("2016", "2019-04") == "au moins 27\u00a0mois"
    assert delai("2016", "2018-11") == "au moins 22\u00a0mois"


@pytest.mark.parametrize(
    ("depuis", "jusqu_a", "dit"),
    [
        ("2019-01-15", "2019-04-15", "3\u00a0mois"),
        ("2019-01-15", "2019-04-14", "2\u00a0mois"),
        ("2019", "2019-03", "au plus 2\u00a0mois"),
        ("2019-03-01", "2019-03-01", "moins d’un\u00a0mois"),
        ("2019-03", "2018-01", ""),
    ],
)
def test_le_delai_se_dit_comme_on_le_sait(depuis: str, jusqu_a: str, dit: str) -> None:
    assert delai(depuis, jusqu_a) == dit


CREATION = "La création précède la fin de l’étude. Est-ce voulu\u202f?"


def test_sy20_la_creation_avant_la_fin_de_l_etude_informe() -> None:
    assert ordre.informations([("fin_etude", "2019-02"), ("creation_juridique", "2018-11")]) == [CREATION]
    assert ordre.informations([("fin_etude", "2019-02"), ("creation_juridique", "2019-02")]) == []
    assert ordre.informations([("fin_etude", "2019"), ("creation_juridique", "2019-02")]) == []
    assert ordre.informations([("fin_etude", "2018-10"), ("creation_juridique", "2018-11")]) == []


def test_une_creation_rapide_se_verifie() -> None:
    rapide = ordre.informations([("detection", "2019-01"), ("creation_juridique", "2019-06")])
    assert len(rapide) == 1
    assert "douze mois" in rapide[0]
    assert ordre.informations([("detection", "2018-06"), ("creation_juridique", "2019-06")]) == []


def test_rien_ne_precede_la_detection() -> None:
    assert ordre.informations([("detection", "2016"), ("premiere_reunion", "2016-11")]) == []
    assert len(ordre.informations([("detection", "2016"), ("premiere_reunion", "2015-11")])) == 1
