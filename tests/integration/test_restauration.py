"""Restoring, on both databases: what comes back, what is refused, what an interruption leaves."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alembic import command
from sqlalchemy import text

from fabrique_atelier.comptes import liens, sessions
from fabrique_atelier.exploitation import archive, restauration, restauration_postgresql
from fabrique_atelier.exploitation.entretien import lire_temoin
from fabrique_atelier.exploitation.instance import Echec
from fabrique_atelier.socle.base import VerrouDeProcessus, creer_moteur, ecrire, lire
from fabrique_atelier.socle.erreurs import ErreurConfiguration
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.migrations import configuration
from tests.conftest import BaseDeTest
from tests.integration.lieux import CLE, COMPTER, Lieu, ouvrir_lieu
from tests.outillage.comptes import connecter
from tests.outillage.serveur import RACINE

ETAPES_SQLITE = (
    "verrou pris", "archive vérifiée", "schéma à niveau", "copie prête", "ancienne base fermée", "ancienne base gardée",
    "avant le remplacement",
)  # fmt: skip


@pytest.fixture
def lieu(base: BaseDeTest, tmp_path: Path) -> Lieu:
    return ouvrir_lieu(base, tmp_path)


def test_ce_qui_est_sauvegarde_revient(lieu: Lieu) -> None:
    moteur = creer_moteur(lieu.url)
    connectee = connecter(moteur, {}, instance=True)
    faite = lieu.sauvegarder()
    assert (faite.fichier.stat().st_mode & 0o777, faite.manifeste.lignes["fabrique"]) == (0o600, 1)
    lieu.ajouter()
    lieu.ajouter()
    moteur.dispose()
    rendue = lieu.restaurer(faite.fichier)
    assert lieu.fabriques() == 1
    moteur = creer_moteur(lieu.url)
    with lire(moteur) as connexion:
        assert sessions.par_secret(connexion, connectee.secret, maintenant_ms()) is None
        actions = connexion.execute(text("SELECT action FROM audit ORDER BY numero DESC")).scalars().first()
    moteur.dispose()
    assert actions == "instance.restaurer"
    assert rendue.ancienne is not None
    assert lire_temoin(Path(lieu.environnement["FABRIQUE_DOSSIER"])) is not None
    _l_ancienne_base_est_gardee(lieu, rendue.ancienne)
    # a second time, over what was just restored
    lieu.ajouter()
    assert lieu.restaurer(lieu.sauvegarder().fichier).manifeste.lignes["fabrique"] == 2
    assert lieu.fabriques() == 2


def _l_ancienne_base_est_gardee(lieu: Lieu, ancienne: str) -> None:
    if lieu.dialecte == "postgresql":
        schema = ancienne.partition("«")[2].partition("»")[0].strip()
        assert lieu.executer(f'SELECT count(*) FROM "{schema}".fabrique') == 3  # noqa: S608
    else:
        with closing(sqlite3.connect(ancienne)) as gardee:
            assert gardee.execute(COMPTER).fetchone()[0] == 3
            assert gardee.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_les_liens_a_usage_unique_sont_fermes(lieu: Lieu) -> None:
    moteur = creer_moteur(lieu.url)
    personne = connecter(moteur, {}).personne_id
    with ecrire(moteur) as connexion:
        jeton = liens.creer(connexion, liens.INVITATION, personne, maintenant_ms())
        assert liens.lire(connexion, liens.INVITATION, jeton, maintenant_ms()) is not None
    moteur.dispose()
    lieu.restaurer(lieu.sauvegarder().fichier)
    with lire(moteur) as connexion:
        assert liens.lire(connexion, liens.INVITATION, jeton, maintenant_ms()) is None
    moteur.dispose()


def test_une_copie_abimee_est_refusee_et_rien_ne_change(lieu: Lieu) -> None:
    fichier = lieu.sauvegarder().fichier
    octets = bytearray(fichier.read_bytes())
    octets[len(octets) // 2] ^= 0xFF
    fichier.write_bytes(bytes(octets))
    lieu.ajouter()
    with pytest.raises(Echec, match="abîmée"):
        lieu.restaurer(fichier)
    fichier.write_bytes(bytes(octets[: len(octets) // 2]))
    with pytest.raises(Echec):
        lieu.restaurer(fichier)
    fichier.write_bytes(b"rien")
    with pytest.raises(Echec, match="pas une sauvegarde"):
        lieu.restaurer(fichier)
    assert lieu.fabriques() == 2


def _changer_manifeste(fichier: Path, **valeurs: Any) -> None:
    manifeste, contenu = archive.deballer(fichier, fichier.parent)
    archive.emballer(fichier, msgspec.structs.replace(manifeste, **valeurs), contenu)


def test_une_copie_plus_recente_est_refusee(lieu: Lieu) -> None:
    fichier = lieu.sauvegarder().fichier
    _changer_manifeste(fichier, schema="209901010000")
    with pytest.raises(Echec, match="plus récente"):
        lieu.restaurer(fichier)


def test_un_manifeste_qui_ment_est_refuse(lieu: Lieu) -> None:
    faite = lieu.sauvegarder()
    _changer_manifeste(faite.fichier, lignes={**faite.manifeste.lignes, "fabrique": 7})
    with pytest.raises(Echec, match="manifeste"):
        lieu.restaurer(faite.fichier)
    assert lieu.fabriques() == 1


def test_une_autre_cle_se_dit(lieu: Lieu) -> None:
    fichier = lieu.sauvegarder().fichier
    lieu.environnement["FABRIQUE_CLE"] = CLE[::-1]
    with pytest.raises(Echec, match="--autre-cle"):
        lieu.restaurer(fichier)
    assert lieu.restaurer(fichier, autre_cle=True).orpheline


def test_une_base_en_service_n_est_pas_remplacee(lieu: Lieu) -> None:
    fichier = lieu.sauvegarder().fichier
    if lieu.dialecte == "sqlite":
        verrou = VerrouDeProcessus(Path(lieu.url.removeprefix("sqlite:///")))
        verrou.prendre()
        # another descriptor of the same file: the lock is refused as it would be to another process
        with pytest.raises(ErreurConfiguration, match="autre processus"):
            lieu.restaurer(fichier)
        verrou.rendre()
    else:
        moteur = creer_moteur(lieu.url)
        with moteur.connect(), pytest.raises(Echec, match="connexions"):
            lieu.restaurer(fichier)
        moteur.dispose()
    lieu.restaurer(fichier)


def test_une_copie_ancienne_est_mise_a_niveau(lieu: Lieu) -> None:
    command.downgrade(configuration(lieu.url), "202611220500")
    fichier = lieu.sauvegarder().fichier
    assert lieu.restaurer(fichier).manifeste.schema == "202611220500"
    assert lieu.executer("SELECT count(*) FROM audit") == 1


def test_l_autre_genre_de_base_est_refuse(lieu: Lieu) -> None:
    fichier = lieu.sauvegarder().fichier
    autre = (
        "sqlite:///" + str(lieu.usb / "autre.db")
        if lieu.dialecte == "postgresql"
        else "postgresql+psycopg2://x@/y?host=/rien"
    )
    lieu.environnement["FABRIQUE_BASE"] = autre
    with pytest.raises(Echec, match="vient d’une base"):
        lieu.restaurer(fichier)


class Panne(Exception):
    """Whatever may happen at that point."""


@pytest.mark.parametrize("moment", ETAPES_SQLITE)
@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_une_panne_avant_le_remplacement_laisse_l_ancienne(lieu: Lieu, moment: str) -> None:
    fichier = lieu.sauvegarder().fichier
    lieu.ajouter()

    def tomber(etape: str) -> None:
        if etape == moment:
            raise Panne

    with pytest.raises(Panne):
        lieu.restaurer(fichier, etape=tomber)
    assert lieu.fabriques() == 2
    lieu.restaurer(fichier)
    assert lieu.fabriques() == 1


_TUE = """
import os, signal, sys
from pathlib import Path
from fabrique_atelier.exploitation import restauration
from fabrique_atelier.exploitation.instance import instance
def tuer(etape):
    if etape == sys.argv[2]:
        os.kill(os.getpid(), signal.SIGKILL)
restauration.restaurer(instance(os.environ), Path(sys.argv[1]), etape=tuer)
"""


@pytest.mark.lent
@pytest.mark.parametrize("moment", [*ETAPES_SQLITE, "base remplacée"])
@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_un_arret_brutal_laisse_une_base_entiere(lieu: Lieu, moment: str) -> None:
    fichier = lieu.sauvegarder().fichier
    lieu.ajouter()
    environnement = {**os.environ, **lieu.environnement}
    fait = subprocess.run(
        [sys.executable, "-c", _TUE, str(fichier), moment], cwd=RACINE, env=environnement, check=False, timeout=60
    )
    assert fait.returncode == -signal.SIGKILL
    dossier = Path(lieu.url.removeprefix("sqlite:///")).parent
    gardees = list(dossier.glob("*-avant-restauration-*.db"))
    assert lieu.fabriques() == (1 if moment == "base remplacée" else 2)
    for gardee in gardees:
        with closing(sqlite3.connect(gardee)) as ouverte:
            assert ouverte.execute(COMPTER).fetchone()[0] == 2
    lieu.restaurer(fichier)
    assert lieu.fabriques() == 1
    assert list(dossier.glob(".restauration-*")) == []


@pytest.mark.parametrize("base", [pytest.param("postgresql", marks=pytest.mark.service)], indirect=True)
def test_sur_postgresql_une_panne_rend_l_ancienne(lieu: Lieu, monkeypatch: pytest.MonkeyPatch) -> None:
    fichier = lieu.sauvegarder().fichier
    lieu.ajouter()
    # a fault inside the transaction
    monkeypatch.setattr(restauration_postgresql, "portes", lambda *_: ("SELECT 1 / 0",))
    with pytest.raises(Echec, match="psql"):
        lieu.restaurer(fichier)
    assert lieu.fabriques() == 2
    monkeypatch.undo()

    # a fault after it
    def tomber(*_: object) -> None:
        raise Panne

    monkeypatch.setattr(restauration, "_verifier", tomber)
    with pytest.raises(Panne):
        lieu.restaurer(fichier)
    assert lieu.fabriques() == 2
    monkeypatch.undo()
    lieu.restaurer(fichier)
    assert lieu.fabriques() == 1


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_ce_que_le_serveur_tue_avait_dans_son_journal_est_garde(lieu: Lieu, tmp_path: Path) -> None:
    """After kill -9 the last rows are in the WAL alone: the base kept aside has them, the new one never replays them."""
    fichier = lieu.sauvegarder().fichier
    base = Path(lieu.url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(base)) as tuee:
        tuee.execute("PRAGMA journal_mode=WAL")
        tuee.execute("PRAGMA wal_autocheckpoint=0")
        lieu.ajouter()
        laissees = {f.name: f.read_bytes() for f in base.parent.glob(base.name + "*") if not f.name.endswith("-shm")}
    for nom, octets in laissees.items():
        (base.parent / nom).write_bytes(octets)
    assert len(laissees[base.name + "-wal"]) > 0
    ancienne = lieu.restaurer(fichier).ancienne
    assert ancienne is not None
    with closing(sqlite3.connect(ancienne)) as gardee:
        assert gardee.execute(COMPTER).fetchone()[0] == 2
    assert lieu.fabriques() == 1


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_une_base_abimee_se_remplace_et_se_garde(lieu: Lieu) -> None:
    fichier = lieu.sauvegarder().fichier
    base = Path(lieu.url.removeprefix("sqlite:///"))
    base.write_bytes(b"ceci n'est plus une base" * 500)
    ancienne = lieu.restaurer(fichier).ancienne
    assert ancienne is not None
    assert Path(ancienne).read_bytes().startswith(b"ceci")
    assert lieu.fabriques() == 1
