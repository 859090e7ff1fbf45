"""Fixtures of the integration tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import BaseDeTest
from tests.integration.site import Site, ouvrir_site


@pytest.fixture(scope="session")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder for all: compressing the static files takes longer than most tests here."""
    return tmp_path_factory.mktemp("site") / "var"


@pytest.fixture
def site(base: BaseDeTest, dossier: Path) -> Iterator[Site]:
    with ouvrir_site(base.url, dossier) as site:
        yield site


@pytest.fixture
def seance(site: Site) -> dict[str, Any]:
    seance = site.creer(titre="Titre de la séance", question="Comment faire ?")
    site.reussir(seance["animation"], "ouvrir_seance")
    return seance
