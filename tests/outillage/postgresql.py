"""A throw-away PostgreSQL cluster: made once a session, one database a test, nothing left behind."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2

UTILISATEUR = "fabrique"
# Durability of the *cluster* is not what these tests are about, speed is; the application's own commits are unchanged.
_REGLAGES = ("fsync=off", "full_page_writes=off", "max_connections=200", "listen_addresses=", "shared_buffers=64MB")


def trouver_binaires() -> Path | None:
    """Return the folder of ``initdb`` and ``pg_ctl``, newest version first, or None."""
    candidats = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda c: float(c.parts[-3]), reverse=True)
    dans_le_chemin = shutil.which("initdb")
    if dans_le_chemin:
        candidats.append(Path(dans_le_chemin).resolve())
    for candidat in candidats:
        if candidat.exists() and (candidat.parent / "pg_ctl").exists():
            return candidat.parent
    return None


class GrappePostgresql:
    """One cluster on a Unix socket inside its own folder; PostgreSQL refuses root, so root lends it to ``postgres``."""

    def __init__(self, binaires: Path) -> None:
        self._binaires = binaires
        # Not under pytest's folder: that one is closed to every user but ours.
        self._dossier = Path(tempfile.mkdtemp(prefix="fabrique-pg-"))
        self._compte = "postgres" if os.geteuid() == 0 else None
        if self._compte:
            compte = pwd.getpwnam(self._compte)
            os.chown(self._dossier, compte.pw_uid, compte.pw_gid)

    def demarrer(self) -> None:
        """Create the cluster and wait until it answers."""
        donnees = self._dossier / "donnees"
        self._lancer(
            "initdb",
            "-D",
            str(donnees),
            "-U",
            UTILISATEUR,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = " ".join(f"-c {reglage}" for reglage in (*_REGLAGES, f"unix_socket_directories={self._dossier}"))
        self._lancer(
            "pg_ctl", "-D", str(donnees), "-w", "-t", "60", "-l", str(self._dossier / "journal"), "-o", options, "start"
        )

    def arreter(self) -> None:
        """Stop the cluster at once and remove its folder."""
        self._lancer("pg_ctl", "-D", str(self._dossier / "donnees"), "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._dossier, ignore_errors=True)

    def creer(self, modele: str = "template1") -> str:
        """Create a database, a copy of ``modele``, and return its name."""
        nom = f"essai_{secrets.token_hex(6)}"
        self._administrer(f'CREATE DATABASE "{nom}" TEMPLATE "{modele}"')
        return nom

    def supprimer(self, nom: str) -> None:
        """Drop a database, closing the connections a dead server left."""
        self._administrer(f'DROP DATABASE IF EXISTS "{nom}" WITH (FORCE)')

    def url(self, nom: str) -> str:
        """Return the SQLAlchemy URL of one database."""
        return f"postgresql+psycopg2://{UTILISATEUR}@/{nom}?host={self._dossier}"

    def _administrer(self, ordre: str) -> None:
        connexion = psycopg2.connect(dbname="postgres", user=UTILISATEUR, host=str(self._dossier))
        try:
            connexion.autocommit = True
            with connexion.cursor() as curseur:
                curseur.execute(ordre)
        finally:
            connexion.close()

    def _lancer(self, programme: str, *arguments: str) -> None:
        # A daemon inherits the pipes of pg_ctl: capturing them would wait for it for ever, hence the file.
        with tempfile.TemporaryFile() as sortie:
            resultat = subprocess.run(
                [str(self._binaires / programme), *arguments],
                cwd=self._dossier,
                user=self._compte,
                group=self._compte,
                extra_groups=[] if self._compte else None,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=sortie,
                check=False,
            )
            sortie.seek(0)
            if resultat.returncode:
                raise RuntimeError(f"{programme} a échoué :\n{sortie.read().decode(errors='replace')}")
