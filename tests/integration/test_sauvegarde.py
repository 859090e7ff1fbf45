"""Copies, on both databases: read again, closed to others, never half-made; what cannot be done is said in a sentence."""

from __future__ import annotations

import json
import math
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from fabrique_atelier.exploitation import archive, copies, postgresql
from fabrique_atelier.exploitation.instance import Echec
from fabrique_atelier.flotte.histoire import lire, raconter
from fabrique_atelier.flotte.inonder import inonder
from fabrique_atelier.flotte.sauvegardes import au_moment
from fabrique_atelier.flotte.tables import lire_tables
from fabrique_atelier.flotte.verificateur import verifier
from tests.conftest import BaseDeTest
from tests.integration.lieux import CLE, Lieu, ouvrir_lieu


@pytest.fixture
def lieu(base: BaseDeTest, tmp_path: Path) -> Lieu:
    return ouvrir_lieu(base, tmp_path)


def test_la_cle_n_est_jamais_dans_la_copie(lieu: Lieu) -> None:
    octets = lieu.sauvegarder().fichier.read_bytes()
    assert CLE.encode() not in octets
    assert b'"incluse": false' in octets


def test_garder_les_dernieres(lieu: Lieu) -> None:
    noms = [lieu.sauvegarder(garder=2).fichier.name for _ in range(4)]
    assert len(set(noms)) == 4
    assert [f.name for f in sorted(lieu.usb.glob(copies.MOTIF))] == sorted(noms)[-2:]
    assert [f.name for f in lieu.usb.iterdir() if f.name.startswith(".")] == []


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_une_base_abimee_ne_se_sauvegarde_pas(lieu: Lieu) -> None:
    base = Path(lieu.url.removeprefix("sqlite:///"))
    octets = bytearray(base.read_bytes())
    octets[8192:60_000] = os.urandom(60_000 - 8192)
    base.write_bytes(bytes(octets))
    with pytest.raises(Echec):
        lieu.sauvegarder()
    assert list(lieu.usb.iterdir()) == []


@pytest.mark.parametrize("base", [pytest.param("postgresql", marks=pytest.mark.service)], indirect=True)
@pytest.mark.parametrize(
    ("dit", "phrase"), [("pg_dump (PostgreSQL) 9.6.24", "refuserait de le lire"), (None, "Il manque pg_dump")]
)
def test_un_pg_dump_qui_ne_convient_pas_se_dit(
    lieu: Lieu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dit: str | None, phrase: str
) -> None:
    programmes = tmp_path / "bin"
    programmes.mkdir()
    if dit:
        faux = programmes / "pg_dump"
        faux.write_text(f"#!/bin/sh\necho '{dit}'\n", encoding="ascii")
        faux.chmod(0o755)
    monkeypatch.setattr(postgresql, "INSTALLATIONS", tmp_path / "rien")
    monkeypatch.setattr(shutil, "which", lambda _nom: str(programmes / "pg_dump") if dit else None)
    with pytest.raises(Echec, match=phrase):
        lieu.sauvegarder()
    assert list(lieu.usb.iterdir()) == []


def test_une_cle_usb_debranchee_se_dit(lieu: Lieu) -> None:
    lieu.usb = lieu.usb / "pas" / "la"
    with pytest.raises(Echec, match="branchée"):
        lieu.sauvegarder()


def test_un_disque_plein_se_dit_et_ne_laisse_rien(lieu: Lieu, monkeypatch: pytest.MonkeyPatch) -> None:
    def plein(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive, "emballer", plein)
    with pytest.raises(Echec, match="disque est plein"):
        lieu.sauvegarder()
    assert list(lieu.usb.iterdir()) == []


def test_une_sauvegarde_n_en_ecrase_jamais_une_autre(lieu: Lieu) -> None:
    lieu.usb = lieu.usb / "a-moi.tar"
    lieu.sauvegarder()
    with pytest.raises(Echec, match="existe déjà"):
        lieu.sauvegarder()


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_la_copie_est_prise_sans_jamais_ecrire_dans_la_base(lieu: Lieu) -> None:
    """A second connection that writes or empties the log could meet SQLite's fault (F14): the copy's cannot."""
    base = Path(lieu.url.removeprefix("sqlite:///"))
    moteur = create_engine(lieu.url)
    with moteur.connect() as ouverte:
        ouverte.exec_driver_sql("PRAGMA journal_mode=WAL")
        ouverte.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
        lieu.ajouter()
        avant = (base.read_bytes(), base.with_name(base.name + "-wal").read_bytes())
        faite = lieu.sauvegarder()
        assert (base.read_bytes(), base.with_name(base.name + "-wal").read_bytes()) == avant
        assert len(avant[1]) > 0
        assert faite.manifeste.lignes["fabrique"] == 2
    moteur.dispose()


# ------------------------------------------------------------------------------------------------ under load


@pytest.mark.endurance
@pytest.mark.service
def test_les_copies_prises_sous_la_charge_reviennent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two copies by the command line while thirty phones write; a copy judged on too late an instant must be found."""
    code = inonder(telephones=30, duree_s=10, sauvegardes=2, graine=5, json=True, dossier=tmp_path)
    verdict = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (code, verdict["sauvegardes"], verdict["sauvegardes_fautives"]) == (0, 2, 0)
    assert verdict["restauration_max_ms"] < 60_000
    recit = lire(tmp_path / "histoire.jsonl")
    restauree = tmp_path / "restauree-copie-1" / "fabrique.db"
    with closing(sqlite3.connect(restauree)) as base:
        base.execute("PRAGMA foreign_keys=OFF")
        seance = base.execute("SELECT id FROM seance").fetchone()[0]
        base.execute("DELETE FROM contribution WHERE rang = (SELECT min(rang) FROM contribution)")
        base.commit()
    # the same judgement, on a copy robbed of one idea
    assert verifier(au_moment(recit, math.inf), lire_tables(f"sqlite:///{restauree}", seance), []).perdus


def test_ce_qui_etait_acquitte_au_moment_d_une_copie() -> None:
    lignes = [
        *(
            {"quoi": "invoque", "qui": "tel", "t": t, "id": i, "type": "voter", "donnees": {}}
            for t, i in ((1, "a"), (1, "b"))
        ),
        *(
            {"quoi": "ok", "qui": "tel", "t": t, "id": i, "reponse": {"ok": True, "r": t}}
            for t, i in ((2, "a"), (4, "b"))
        ),
    ]
    assert [c.sort for c in au_moment(raconter(lignes), 3).commandes.values()] == ["ok", "inconnu"]


def test_les_copies_sous_la_charge_demandent_un_serveur_a_soi(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        inonder(telephones=1, sauvegardes=1, url="http://127.0.0.1:1", jeton_equipe="x" * 22, base="sqlite:///x") == 2
    )
    assert "--sauvegardes" in capsys.readouterr().err
