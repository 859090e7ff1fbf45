"""Bringing the schema up to date, after an automatic copy of a SQLite base (``fiabilite.md`` F9, P20)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from fabrique_atelier.socle.base import chemin_sqlite, creer_moteur, lire

DOSSIER = Path(__file__).resolve().parents[2] / "migrations"


def configuration(url: str) -> Config:
    """Return the Alembic configuration for ``url``."""
    config = Config()
    config.set_main_option("script_location", str(DOSSIER))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def mettre_a_niveau(url: str) -> None:
    """Upgrade the schema to the newest revision; a SQLite base that must change is copied first."""
    config = configuration(url)
    tete = ScriptDirectory.from_config(config).get_current_head()
    actuelle = revision(url)
    if actuelle == tete:
        return
    base = chemin_sqlite(url)
    if base is not None and actuelle is not None:
        copier_sqlite(base, base.with_name(f"{base.stem}-avant-{tete}.db"))
    command.upgrade(config, "head")


def revision(url: str) -> str | None:
    """Return the revision the database is at (None: empty)."""
    moteur = creer_moteur(url)
    try:
        return revision_de(moteur)
    finally:
        moteur.dispose()


def revision_de(moteur: Engine) -> str | None:
    """Return the revision of the database an engine opens (None: empty)."""
    with lire(moteur) as connexion:
        return MigrationContext.configure(connexion).get_current_revision()


def copier_sqlite(source: Path, cible: Path) -> None:
    """Copy a SQLite base through SQLite itself: copying the file would miss what is still in the WAL (F10)."""
    with closing(sqlite3.connect(source)) as depuis, closing(sqlite3.connect(cible)) as vers:
        depuis.backup(vers)
