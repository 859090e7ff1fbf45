"""The lock that keeps the embedded database to one process, and its settings (``fiabilite.md`` F1, F2, F10)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from fabrique_atelier.socle.base import VerrouDeProcessus, chemin_sqlite, lire
from fabrique_atelier.socle.erreurs import ErreurConfiguration


def test_un_second_processus_est_refuse_par_une_phrase(tmp_path: Path) -> None:
    premier, second = VerrouDeProcessus(tmp_path / "f.db"), VerrouDeProcessus(tmp_path / "f.db")
    premier.prendre()
    with pytest.raises(ErreurConfiguration, match=rf"f\.db est déjà ouverte .*n° {os.getpid()}.*PostgreSQL"):
        second.prendre()
    ailleurs = VerrouDeProcessus(tmp_path / "autre.db")
    ailleurs.prendre()
    ailleurs.rendre()
    premier.rendre()
    second.prendre()
    second.rendre()


@pytest.mark.parametrize(
    ("reglage", "valeur"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0)]
)
def test_reglages_de_sqlite(moteur_local: Engine, reglage: str, valeur: object) -> None:
    with lire(moteur_local) as connexion:
        assert connexion.execute(text(f"PRAGMA {reglage}")).scalar() == valeur


def test_les_cles_etrangeres_tiennent(moteur_local: Engine) -> None:
    with pytest.raises(IntegrityError), moteur_local.begin() as connexion:
        connexion.execute(text("UPDATE phase SET seance_id = 'x'"))
        connexion.execute(
            text(
                "INSERT INTO operation (seance_id, numero, libelle, avant, apres, etat) VALUES ('x', 1, '', '{}', '{}', '')"
            )
        )


def test_chemin_d_une_base(tmp_path: Path) -> None:
    assert chemin_sqlite(f"sqlite:///{tmp_path}/f.db") == tmp_path / "f.db"
    assert chemin_sqlite("sqlite://") is None
    assert chemin_sqlite("postgresql+psycopg2://x@/y") is None
