"""The harness itself: a guard that guards, databases that are really separate."""

from __future__ import annotations

import socket

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import BaseDeTest
from tests.outillage.garde import ConnexionInterdite, est_locale


@pytest.mark.parametrize("hote", ["192.0.2.1", "fabrique.example", "10.0.0.1", "2001:db8::1"])
def test_une_connexion_vers_une_autre_machine_est_refusee(hote: str) -> None:
    with pytest.raises(ConnexionInterdite):
        socket.create_connection((hote, 80), timeout=0.01)


def test_la_boucle_locale_est_permise() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as ecoute,
        socket.create_connection(ecoute.getsockname(), timeout=5) as client,
    ):
        assert client.getpeername() == ecoute.getsockname()
    assert est_locale("127.8.9.10")


@pytest.mark.parametrize("tour", [1, 2])
def test_chaque_test_a_sa_base(base_vide: BaseDeTest, tour: int) -> None:
    moteur = create_engine(base_vide.url)
    with moteur.begin() as connexion:
        connexion.execute(text("CREATE TABLE trace (tour INTEGER)"))
        connexion.execute(text("INSERT INTO trace VALUES (:tour)"), {"tour": tour})
        assert connexion.execute(text("SELECT count(*) FROM trace")).scalar() == 1
    assert moteur.dialect.name == base_vide.dialecte
    moteur.dispose()
