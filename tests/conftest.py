"""Fixtures shared by every test. What they are made of stands in ``tests/outillage/``."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol
from zlib import crc32

import pytest
from sqlalchemy import Engine

from fabrique_atelier.socle.base import creer_moteur
from fabrique_atelier.socle.migrations import mettre_a_niveau
from tests.outillage import economies, garde
from tests.outillage.postgresql import GrappePostgresql, trouver_binaires
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.outillage.navigateur import Atelier

#: Files whose very subject is what a database does: both, every time.
DES_BASES = frozenset(
    "test_migrations test_courses test_sauvegarde test_restauration test_comites_fige test_trois_cas".split()
)
#: Files of minutes on each database: on PostgreSQL in `make endurance` only.
LONGS = frozenset("test_atomicite test_fuzz test_traversees test_flotte".split())
EN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
garde.poser()
economies.poser()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by what a test asks for, so that nobody forgets: the quick run leaves these out."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if fixtures & {"serveur", "serveur_base", "serveur_du_fichier", "lancer_serveur", "grappe"}:
            item.add_marker(pytest.mark.service)
        if fixtures & {"navigateur", "atelier", "page"}:
            item.add_marker(pytest.mark.navigateur)
        autre = "[postgresql" in item.nodeid and item.path.stem not in DES_BASES
        if autre and (item.path.stem in LONGS or crc32(item.nodeid.encode()) % 3):
            # all is tried on SQLite; on PostgreSQL one in three each time, all of it in `make endurance`
            item.add_marker(pytest.mark.endurance)
        if "proprietes" in item.path.parts:
            item.add_marker(pytest.mark.lent)  # exploring is never quick


def manquer(raison: str) -> NoReturn:
    """Skip on a developer's machine; fail in CI, where everything must be there."""
    if EN_CI:
        pytest.fail(f"en CI, rien ne manque : {raison}")
    pytest.skip(raison)


# ------------------------------------------------------------------------------------------------ databases


@dataclass(frozen=True)
class BaseDeTest:
    """One database of its own: ``url`` for SQLAlchemy, ``dialecte`` « sqlite » or « postgresql »."""

    url: str
    dialecte: str


DIALECTES = (pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.service))


@pytest.fixture(scope="session")
def grappe() -> Iterator[GrappePostgresql]:
    """Start PostgreSQL, once."""
    binaires = trouver_binaires()
    if binaires is None:
        manquer("PostgreSQL est absent (paquet Debian : postgresql)")
    grappe = GrappePostgresql(binaires)
    grappe.demarrer()
    yield grappe
    grappe.arreter()


@pytest.fixture(scope="session")
def modele_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    fichier = tmp_path_factory.mktemp("modele") / "fabrique.db"
    mettre_a_niveau(f"sqlite:///{fichier}")
    return fichier


@pytest.fixture(scope="session")
def modele_postgresql(grappe: GrappePostgresql) -> str:
    """A migrated, empty PostgreSQL database to copy."""
    nom = grappe.creer()
    mettre_a_niveau(grappe.url(nom))
    return nom


@contextmanager
def _ouvrir(request: pytest.FixtureRequest, modele: str | None) -> Iterator[BaseDeTest]:
    """Give one database; ``modele`` names the fixture of the one to copy, None leaves it without a table."""
    if request.param == "postgresql":
        grappe: GrappePostgresql = request.getfixturevalue("grappe")
        nom = grappe.creer(request.getfixturevalue(f"{modele}_postgresql") if modele else "template1")
        yield BaseDeTest(grappe.url(nom), "postgresql")
        grappe.supprimer(nom)
    else:
        fichier: Path = request.getfixturevalue("tmp_path") / "fabrique.db"
        if modele:
            shutil.copyfile(request.getfixturevalue(f"{modele}_sqlite"), fichier)
        yield BaseDeTest(f"sqlite:///{fichier}", "sqlite")


@pytest.fixture(params=DIALECTES)
def base(request: pytest.FixtureRequest) -> Iterator[BaseDeTest]:
    """A migrated database without a row, on SQLite then on PostgreSQL."""
    with _ouvrir(request, "modele") as base:
        yield base


@pytest.fixture(params=DIALECTES)
def base_vide(request: pytest.FixtureRequest) -> Iterator[BaseDeTest]:
    """A database without a table, for the migrations."""
    with _ouvrir(request, None) as base:
        yield base


@pytest.fixture
def moteur(base: BaseDeTest) -> Iterator[Engine]:
    """An engine on ``base``, with the application's own settings."""
    moteur = creer_moteur(base.url)
    yield moteur
    moteur.dispose()


# ------------------------------------------------------------------------------------------------ the server


class Lanceur(Protocol):
    """Start a server; ``reglages`` are ``FABRIQUE_`` variables without their prefix (``CAPACITE="3000"``)."""

    def __call__(self, **reglages: str) -> Serveur:
        """Return once it accepts connections."""


@contextmanager
def _lanceur(racine: Path) -> Iterator[Lanceur]:
    serveurs: list[Serveur] = []

    def lancer(**reglages: str) -> Serveur:
        dossier = racine / f"serveur{len(serveurs)}"
        dossier.mkdir()
        serveur = Serveur(dossier, {f"FABRIQUE_{nom}": valeur for nom, valeur in reglages.items()})
        serveurs.append(serveur)
        serveur.demarrer()
        return serveur

    yield lancer
    codes = [serveur.arreter() for serveur in serveurs]
    assert codes == [0] * len(codes), (
        f"arrêt sur SIGTERM : codes {codes}\n{serveurs[0].journal.read_text(encoding='utf-8')[-4000:]}"
    )


@pytest.fixture
def lancer_serveur(tmp_path: Path) -> Iterator[Lanceur]:
    """Start as many servers as the test wants, each in its own folder; all are stopped at the end."""
    with _lanceur(tmp_path) as lancer:
        yield lancer


@pytest.fixture(scope="module")
def serveur_du_fichier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """One server for the tests of a file that do not disturb one another: starting takes longer than most of them."""
    with _lanceur(tmp_path_factory.mktemp("serveur")) as lancer:
        yield lancer()


@pytest.fixture
def serveur(lancer_serveur: Lanceur) -> Serveur:
    """The server as it comes out of the box, on its embedded SQLite."""
    return lancer_serveur()


@pytest.fixture
def serveur_base(base: BaseDeTest, lancer_serveur: Lanceur) -> Serveur:
    """The server on SQLite, then on PostgreSQL (``base`` comes first: it is dropped once the server has stopped)."""
    return lancer_serveur(BASE=base.url)


# ------------------------------------------------------------------------------------------------ the browser


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """Chromium, once. Its event loop stays open: tests that use asyncio must run before (see ``testpaths``)."""
    from playwright.sync_api import sync_playwright

    from tests.outillage.navigateur import CHROMIUM, ouvrir_chromium

    if not CHROMIUM.exists():
        manquer("Chromium est absent (paquet Debian : chromium)")
    with sync_playwright() as playwright:
        navigateur = ouvrir_chromium(playwright)
        yield navigateur
        navigateur.close()


@pytest.fixture
def atelier(navigateur: Browser) -> Iterator[Atelier]:
    """As many devices as the test wants; any script error or CSP refusal on one of them fails it."""
    from tests.outillage.navigateur import Atelier

    atelier = Atelier(navigateur)
    yield atelier
    atelier.fermer()
    assert atelier.erreurs == []


@pytest.fixture
def page(atelier: Atelier) -> Page:
    """One laptop, 1366×768."""
    return atelier.appareil(1366, 768)
