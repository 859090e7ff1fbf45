"""Fixtures of the unit tests: embedded SQLite only, so that the quick run has them all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from fabrique_atelier.socle.base import creer_moteur
from tests.proprietes.essai import Essai


@pytest.fixture
def moteur_local(modele_sqlite: Path, tmp_path: Path) -> Iterator[Engine]:
    """An engine on a fresh SQLite file."""
    fichier = tmp_path / "fabrique.db"
    shutil.copyfile(modele_sqlite, fichier)
    moteur = creer_moteur(f"sqlite:///{fichier}")
    yield moteur
    moteur.dispose()


@pytest.fixture
def essai(moteur_local: Engine) -> Iterator[Essai]:
    """A séance with one phase of each kind, its clients, and a clock of its own."""
    with Essai(moteur_local) as essai:
        yield essai
