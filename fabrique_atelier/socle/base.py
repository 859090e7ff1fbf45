"""The database: engines, transactions and the lock that keeps the embedded SQLite to one process.

SQLite runs with WAL, ``synchronous=FULL`` and ``BEGIN IMMEDIATE`` (``fiabilite.md`` F1, F2, F10); the same code runs on
PostgreSQL through psycopg2.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import msgspec
from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase

from fabrique_atelier.socle.erreurs import BaseOccupee, ErreurConfiguration

ATTENTE_VERROU_MS = 1500
#: SQLite waits inside C, which stops every green thread: a short wait, then « occupe » and the phone sends again.
ATTENTE_SQLITE_MS = 100


class Base(DeclarativeBase):
    """Parent of every typed model."""


def table(modele: type[Base]) -> Table:
    """Return the table of a model, for statements on many rows."""
    return cast("Table", modele.__table__)


def _json(valeur: Any) -> str:
    return msgspec.json.encode(valeur).decode()


def creer_moteur(url: str) -> Engine:
    """Return an engine with the settings of ``fiabilite.md`` §5 for ``url`` (SQLite file or PostgreSQL)."""
    adresse = make_url(url)
    if adresse.get_backend_name() == "sqlite":
        moteur = create_engine(adresse, json_serializer=_json, json_deserializer=msgspec.json.decode)
        event.listen(moteur, "connect", _regler_sqlite)
        event.listen(moteur, "begin", _commencer_sqlite)
        return moteur
    if adresse.get_backend_name() != "postgresql":
        raise ErreurConfiguration(
            f"FABRIQUE_BASE : base « {adresse.get_backend_name()} » inconnue. Utilisez sqlite:///… ou postgresql+psycopg2://…"
        )
    return create_engine(
        adresse,
        json_serializer=_json,
        json_deserializer=msgspec.json.decode,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=15,
        # a row held by a backup or by psql must not freeze the one executor
        connect_args={"options": f"-c lock_timeout={ATTENTE_VERROU_MS}"},
    )


def _regler_sqlite(connexion: Any, _registre: Any) -> None:
    connexion.isolation_level = None  # the driver must not begin transactions by itself
    for reglage in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={ATTENTE_SQLITE_MS}",
        "trusted_schema=OFF",
    ):
        connexion.execute(f"PRAGMA {reglage}").close()


def _commencer_sqlite(connexion: Connection) -> None:
    genre = "DEFERRED" if connexion.get_execution_options().get("lecture") else "IMMEDIATE"
    connexion.exec_driver_sql(f"BEGIN {genre}")


@contextmanager
def ecrire(moteur: Engine) -> Iterator[Connection]:
    """Open one write transaction; commit at the end, roll back on any exception.

    Raises:
        BaseOccupee: another process holds the write lock, or the server is away.
    """
    try:
        with moteur.begin() as connexion:
            yield connexion
    except OperationalError as erreur:
        raise BaseOccupee(str(erreur.orig)) from erreur


@contextmanager
def lire(moteur: Engine) -> Iterator[Connection]:
    """Open one read-only snapshot of the database."""
    with moteur.connect().execution_options(lecture=True) as connexion, connexion.begin():
        yield connexion


def chemin_sqlite(url: str) -> Path | None:
    """Return the file of a SQLite URL, or None for another database."""
    adresse = make_url(url)
    if adresse.get_backend_name() != "sqlite" or not adresse.database:
        return None
    return Path(adresse.database)


class VerrouDeProcessus:
    """Exclusive lock on ``<base>.verrou``: a second process on the same SQLite file is refused by name."""

    def __init__(self, base: Path) -> None:
        self._chemin = base.with_name(base.name + ".verrou")
        self._fichier: IO[str] | None = None

    def prendre(self) -> None:
        """Take the lock until the process ends.

        Raises:
            ErreurConfiguration: another process holds it.
        """
        fichier = self._chemin.open("a+", encoding="utf-8")
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            fichier.seek(0)
            autre = fichier.read().strip() or "inconnu"
            fichier.close()
            raise ErreurConfiguration(
                f"La base {self._chemin.stem} est déjà ouverte par un autre processus (n° {autre}). "
                "Une base SQLite ne sert qu’à un processus : arrêtez l’autre, ou passez à PostgreSQL."
            ) from None
        fichier.seek(0)
        fichier.truncate()
        fichier.write(str(os.getpid()))
        fichier.flush()
        self._fichier = fichier

    def rendre(self) -> None:
        """Give the lock back."""
        if self._fichier is not None:
            self._fichier.close()
            self._fichier = None
