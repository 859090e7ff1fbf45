"""Rate limits per participant (``fiabilite.md`` T8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabrique_atelier.config import lire_reglages
from fabrique_atelier.seance import debits
from fabrique_atelier.seance.debits import OUBLI_S, Limiteur


class Horloge:
    """A clock that moves when told."""

    instant = 1000.0

    def monotonic(self) -> float:
        return self.instant


@pytest.fixture
def horloge(monkeypatch: pytest.MonkeyPatch) -> Horloge:
    horloge = Horloge()
    monkeypatch.setattr(debits, "time", horloge)
    return horloge


@pytest.fixture
def limiteur(tmp_path: Path, horloge: Horloge) -> Limiteur:
    return Limiteur(lire_reglages({"FABRIQUE_DOSSIER": str(tmp_path)}))


@pytest.mark.parametrize(
    ("type_", "reserve", "attente_ms"),
    [("proposer_contribution", 5, 2000), ("voter", 20, 200), ("modifier_contribution", 20, 50)],
)
def test_la_reserve_puis_l_attente_annoncee(
    limiteur: Limiteur, horloge: Horloge, type_: str, reserve: int, attente_ms: int
) -> None:
    assert [limiteur.attendre_ms("p", type_) for _ in range(reserve)] == [0] * reserve
    attendre = limiteur.attendre_ms("p", type_)
    assert attente_ms <= attendre <= attente_ms + 1
    horloge.instant += attendre / 1000 / 2
    assert limiteur.attendre_ms("p", type_) > 0
    horloge.instant += attendre / 1000 / 2
    assert limiteur.attendre_ms("p", type_) == 0
    assert limiteur.attendre_ms("p", type_) > 0


def test_chacun_et_chaque_genre_a_sa_reserve(limiteur: Limiteur) -> None:
    assert [limiteur.attendre_ms("p", "proposer_contribution") for _ in range(6)][-1] > 0
    assert limiteur.attendre_ms("q", "proposer_contribution") == 0
    assert limiteur.attendre_ms("p", "voter") == 0
    assert limiteur.attendre_ms("p", "signaler_contribution") == 0


def test_la_reserve_ne_deborde_pas_et_s_oublie(limiteur: Limiteur, horloge: Horloge) -> None:
    limiteur.attendre_ms("p", "proposer_contribution")
    horloge.instant += OUBLI_S - 1
    limiteur.oublier()
    assert [limiteur.attendre_ms("p", "proposer_contribution") for _ in range(6)].count(0) == 5
    horloge.instant += OUBLI_S + 1
    limiteur.oublier()
    assert [limiteur.attendre_ms("p", "proposer_contribution") for _ in range(6)].count(0) == 5
