"""Settings: read once, refused by their name."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from fabrique_atelier.config import Debit, lire_reglages
from fabrique_atelier.socle.base import creer_moteur
from fabrique_atelier.socle.erreurs import ErreurConfiguration

REFUSES = {
    "FABRIQUE_INCONNU": ["x"],
    "FABRIQUE_CLE": ["courte", "x" * 31],
    "FABRIQUE_JETON_EQUIPE": ["court", "x" * 21],
    "FABRIQUE_PORT": ["-1", "65536", "abc", "5000.0"],
    "FABRIQUE_URL": ["localhost:5000", "ftp://x", "/chemin", "http://"],
    "FABRIQUE_TRANSPORT": ["rapide"],
    "FABRIQUE_BOUCLE": ["asyncio"],
    "FABRIQUE_TICK_MS": ["0", "1001", "x"],
    "FABRIQUE_CAPACITE": ["0", "100001"],
    "FABRIQUE_DEBIT_IDEES": ["1", "0/5", "1/0", "-1/5", "a/b", "1/2/3", "nan/5", "inf/5"],
    "FABRIQUE_DEBIT_VOTES": ["5"],
    "FABRIQUE_DEBIT_AUTRES": ["5/x"],
}


@pytest.mark.parametrize(("nom", "valeur"), [(n, v) for n, valeurs in REFUSES.items() for v in valeurs])
def test_un_reglage_inutilisable_est_nomme(nom: str, valeur: str, tmp_path: Path) -> None:
    with pytest.raises(ErreurConfiguration, match=nom):
        lire_reglages({"FABRIQUE_DOSSIER": str(tmp_path), nom: valeur})


def test_les_valeurs_par_defaut(tmp_path: Path) -> None:
    r = lire_reglages({"FABRIQUE_DOSSIER": str(tmp_path / "neuf"), "PATH": "/bin"})
    assert r.base == f"sqlite:///{tmp_path}/neuf/fabrique.db"
    assert (r.hote, r.port, r.url, r.adresse) == ("127.0.0.1", 5000, "http://127.0.0.1:5000", "127.0.0.1:5000")
    assert (r.transport, r.boucle, r.tick_ms, r.capacite) == ("direct", "eventlet", 50, 400)
    assert (r.debit_idees, r.debit_votes, r.debit_autres) == (Debit(0.5, 5), Debit(5, 20), Debit(20, 20))


def test_la_cle_est_creee_une_fois_et_pour_nous_seuls(tmp_path: Path) -> None:
    environnement = {"FABRIQUE_DOSSIER": str(tmp_path)}
    premiere, seconde = lire_reglages(environnement), lire_reglages(environnement)
    assert premiere.cle == seconde.cle
    assert len(premiere.cle) == 64
    assert premiere.jeton_equipe is None
    assert stat.S_IMODE((tmp_path / "cle").stat().st_mode) == 0o600
    autre = lire_reglages({"FABRIQUE_DOSSIER": str(tmp_path / "autre")})
    assert autre.cle != premiere.cle


def test_ce_qui_est_impose_l_emporte(tmp_path: Path) -> None:
    r = lire_reglages(
        {"FABRIQUE_DOSSIER": str(tmp_path), "FABRIQUE_PORT": "1234", "FABRIQUE_CAPACITE": "12"},
        port=0,
        url="https://atelier.exemple.fr/fabrique/",
    )
    assert (r.port, r.capacite) == (0, 12)
    assert (r.url, r.adresse) == ("https://atelier.exemple.fr/fabrique", "atelier.exemple.fr/fabrique")


def test_une_base_inconnue_est_refusee() -> None:
    with pytest.raises(ErreurConfiguration, match="FABRIQUE_BASE"):
        creer_moteur("mysql://x/y")
