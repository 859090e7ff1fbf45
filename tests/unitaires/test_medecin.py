"""The doctor: a healthy instance is all « bon »; each fault, sown alone, is found under its own name."""

from __future__ import annotations

import json
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from fabrique_atelier.exploitation import controles_base, controles_cle, copies, medecin, situation
from fabrique_atelier.exploitation.constats import BON, MAUVAIS
from fabrique_atelier.exploitation.controles_base import est_fautif
from fabrique_atelier.exploitation.controles_reglages import est_publique
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from fabrique_atelier.socle.migrations import mettre_a_niveau
from tests.conftest import BaseDeTest
from tests.unitaires.fautes import CLE, FAUTES, Instance, audit_retouche, peupler, reglages

_DEMO = "UPDATE personne SET courriel = 'claire.moreau@exemple.invalid'"


@pytest.fixture
def instance(tmp_path: Path, modele_sqlite: Path) -> Iterator[Instance]:
    dossier = tmp_path / "var"
    dossier.mkdir(mode=0o700)
    shutil.copyfile(modele_sqlite, dossier / "fabrique.db")
    cle = dossier / "cle"
    cle.write_text(CLE, encoding="ascii")
    cle.chmod(0o600)
    peupler(f"sqlite:///{dossier / 'fabrique.db'}")
    copies.noter_copie(dossier, copies.Copie(maintenant_ms(), "/usb/fabrique.tar"))
    faite = Instance(dossier, {"FABRIQUE_DOSSIER": str(dossier)})
    yield faite
    for console in faite.consoles:
        console.communicate()


def test_une_instance_saine_est_toute_bonne(instance: Instance) -> None:
    constats = instance.examiner()
    assert {n: (c.verdict, c.vu, c.faire) for n, c in constats.items() if c.verdict != BON} == {}
    assert len(constats) == len(medecin.CONTROLES) >= 25


def test_regarder_ne_change_rien(instance: Instance) -> None:
    avant = {f: f.read_bytes() for f in instance.dossier.iterdir() if f.suffix not in {".db-shm", ".db-wal"}}
    instance.examiner()
    apres = {f: f.read_bytes() for f in instance.dossier.iterdir() if f.suffix not in {".db-shm", ".db-wal"}}
    assert apres == avant


def test_une_machine_neuve_est_bonne_et_reste_neuve(tmp_path: Path) -> None:
    neuve = Instance(tmp_path / "rien", {"FABRIQUE_DOSSIER": str(tmp_path / "rien")})
    assert {c.verdict for c in neuve.examiner().values()} == {BON}
    assert not (tmp_path / "rien").exists()


@pytest.mark.parametrize("faute", FAUTES)
def test_une_faute_est_trouvee_par_son_nom(faute: str, instance: Instance) -> None:
    nom, verdict, semer = FAUTES[faute]
    semer(instance)
    constat = instance.examiner()[nom]
    assert (constat.verdict, bool(constat.faire)) == (verdict, True), constat
    assert "n’a pas pu se faire" not in constat.vu


def test_des_comptes_de_demonstration_ne_sont_pas_publics(instance: Instance) -> None:
    instance.sql(_DEMO)
    assert instance.examiner()["demonstration_publique"].verdict == BON
    reglages(URL="https://atelier.commune.fr", MANDATAIRES="1")(instance)
    assert instance.examiner()["demonstration_publique"].verdict == MAUVAIS


def test_chaque_controle_a_sa_faute() -> None:
    ailleurs = {"demonstration_publique", "postgresql_public_superuser"}
    assert {nom for nom, _, _ in FAUTES.values()} | ailleurs == {c.__name__ for c in medecin.CONTROLES}


@pytest.mark.parametrize("connue", sorted(controles_cle.CLES_CONNUES))
def test_une_cle_d_exemple_est_reconnue(connue: str) -> None:
    assert controles_cle.est_connue(connue)
    assert controles_cle.est_connue((connue + "-") * 3 + "42")


def test_une_cle_tiree_au_hasard_n_est_pas_une_cle_d_exemple() -> None:
    assert len(controles_cle.CLES_CONNUES) >= 20
    assert not any(controles_cle.est_connue(secrets.token_hex(32)) for _ in range(200))
    assert not any(controles_cle.est_connue(secrets.token_urlsafe(32)) for _ in range(200))


@pytest.mark.parametrize(
    ("version", "fautif"),
    [((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False), ((3, 50, 6), True),
     ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 54, 1), False)],
)  # fmt: skip
def test_les_versions_de_sqlite_touchees(version: tuple[int, ...], fautif: bool) -> None:
    assert est_fautif(version) is fautif


@pytest.mark.parametrize(
    ("hote", "publique"),
    [("127.0.0.1", False), ("192.168.1.20", False), ("localhost", False), ("atelier.local", False), ("8.8.8.8", True), ("atelier.fr", True)],
)  # fmt: skip
def test_une_adresse_publique(hote: str, publique: bool) -> None:
    assert est_publique(hote) is publique


def test_un_controle_qui_tombe_n_arrete_pas_les_autres(instance: Instance) -> None:
    instance.base.write_bytes(b"ceci n'est pas une base" * 400)
    constats = instance.examiner()
    assert constats["base_abimee"].verdict == MAUVAIS
    assert constats["disque"].verdict == BON


def test_la_commande_imprime_et_rend_un_code(instance: Instance, capsys: pytest.CaptureFixture[str]) -> None:
    assert medecin.verifier(instance.environnement, json_=True) == 0
    lu = json.loads(capsys.readouterr().out)
    assert lu["sain"] is True
    assert set(lu["constats"][0]) == {"nom", "verdict", "vu", "faire"}
    (instance.dossier / "cle").chmod(0o644)
    assert medecin.verifier(instance.environnement) == 1
    sortie = capsys.readouterr().out
    assert sortie.startswith("mauvais")
    assert "chmod 600" in sortie


def test_le_journal_seul(instance: Instance, capsys: pytest.CaptureFixture[str]) -> None:
    assert medecin.verifier_journal(instance.environnement, json_=True) == 0
    lu = json.loads(capsys.readouterr().out)
    with closing(sqlite3.connect(instance.base)) as base:
        derniere = base.execute("SELECT empreinte FROM audit WHERE numero = 2").fetchone()[0]
    assert (lu["sain"], lu["lignes"], lu["numero"], lu["derniere"], lu["rupture"]) == (True, 2, 2, derniere, None)
    audit_retouche(instance)
    assert medecin.verifier_journal(instance.environnement) == 1
    assert "ligne 1" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------ both databases


def test_sur_chaque_base(base: BaseDeTest, tmp_path: Path) -> None:
    """The throw-away cluster writes without fsync, as its superuser: two faults to find, and nothing else."""
    peupler(base.url)
    dossier = tmp_path / "var"
    dossier.mkdir(mode=0o700)
    copies.noter_copie(dossier, copies.Copie(maintenant_ms(), "x.tar"))
    sur = Instance(dossier, {"FABRIQUE_DOSSIER": str(dossier), "FABRIQUE_BASE": base.url, "FABRIQUE_CLE": CLE})
    trouvees = {n for n, c in sur.examiner().items() if c.verdict != BON}
    assert trouvees == ({"synchronous", "postgresql_public_superuser"} if base.dialecte == "postgresql" else set())


def test_un_compte_ordinaire_de_postgresql_est_bon(base: BaseDeTest, tmp_path: Path) -> None:
    if base.dialecte != "postgresql":
        return
    role = f"atelier_{nouvel_identifiant()[-8:]}"
    maitre = create_engine(base.url, isolation_level="AUTOCOMMIT")
    with maitre.connect() as connexion:
        connexion.execute(text(f'CREATE ROLE "{role}" LOGIN'))
        connexion.execute(text("SELECT 1"))
        sur = Instance(
            tmp_path,
            {
                "FABRIQUE_DOSSIER": str(tmp_path),
                "FABRIQUE_BASE": base.url.replace("fabrique@", f"{role}@"),
                "FABRIQUE_CLE": CLE,
            },
        )
        vue = situation.observer(sur.environnement)
        assert controles_base.postgresql_public_superuser(vue).verdict == BON
        connexion.execute(text("GRANT CREATE ON SCHEMA public TO PUBLIC"))
        assert controles_base.postgresql_public_superuser(vue).verdict == MAUVAIS
        assert vue.moteur is not None
        vue.moteur.dispose()
        connexion.execute(text(f'DROP ROLE "{role}"'))
    maitre.dispose()


def test_une_base_sans_table_le_dit(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "fabrique.db").close()
    vide = Instance(tmp_path, {"FABRIQUE_DOSSIER": str(tmp_path), "FABRIQUE_CLE": CLE})
    assert vide.examiner()["schema"].verdict == MAUVAIS
    mettre_a_niveau(f"sqlite:///{tmp_path / 'fabrique.db'}")
    assert vide.examiner()["schema"].verdict == BON
