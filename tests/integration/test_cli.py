"""The operating commands as they are typed: beside a running server, refused in a sentence, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from fabrique_atelier.comptes import liens
from fabrique_atelier.exploitation.comptes import _identifiant
from fabrique_atelier.socle.base import creer_moteur, lire
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.conftest import BaseDeTest
from tests.outillage.serveur import RACINE, Serveur

CLE = "5f0c2b8e9d7a41c3b6e8f0a1d2c3b4a5968778695a4b3c2d1e0f9a8b7c6d5e4f"
QUI = ("--courriel", "claire@exemple.fr", "--nom", "Claire Moreau")


def lancer(environnement: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    propre = {n: v for n, v in os.environ.items() if not n.startswith("FABRIQUE_")}
    fait = subprocess.run(
        [sys.executable, "-m", "fabrique_atelier", *arguments],
        cwd=RACINE,
        env={**propre, **environnement},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in fait.stderr, fait.stderr
    return fait


def lu(fait: subprocess.CompletedProcess[str]) -> Any:
    assert fait.returncode == 0, fait.stderr
    return json.loads(fait.stdout)


def reglages(serveur: Serveur) -> dict[str, str]:
    return {"FABRIQUE_DOSSIER": str(serveur.dossier / "var"), "FABRIQUE_URL": serveur.url, **serveur.environnement}


def valeur(url: str, requete: str) -> Any:
    moteur = create_engine(url)
    with moteur.connect() as connexion:
        resultat = connexion.execute(text(requete)).scalar()
    moteur.dispose()
    return resultat


@pytest.mark.lent
def test_un_compte_se_cree_pendant_que_le_serveur_ecrit(serveur_base: Serveur) -> None:
    """Séances are created without a pause meanwhile: each is kept or told to come again (503), none is lost."""
    arret, statuts = threading.Event(), Counter[int]()
    seance = {"titre": "Atelier", "question": "Comment faire ?", "modele": "T01"}

    def ecrire_sans_cesse() -> None:
        while not arret.is_set():
            statuts[serveur_base.requete("POST", "/api/seances", seance, jeton=serveur_base.jeton_equipe)[0]] += 1

    fil = threading.Thread(target=ecrire_sans_cesse)
    fil.start()
    creer = (reglages(serveur_base), "creer-compte", *QUI, "--json")
    try:
        premier = lu(lancer(*creer, "--instance", "--nouvelle-fabrique", "Fabrique du Val d’Yon"))
    finally:
        arret.set()
        fil.join()
    assert premier["fabrique"] == "fabrique-du-val-d-yon"
    assert set(statuts) <= {201, 503}
    assert valeur(serveur_base.base, "SELECT count(*) FROM seance") == statuts[201] > 0
    with urllib.request.urlopen(premier["lien"], timeout=30) as page:  # noqa: S310 (our own server)
        assert page.status == 200
    second = lu(lancer(*creer, "--fabrique", "fabrique-du-val-d-yon", "--role", "animation"))
    assert second["personne"] == premier["personne"]
    assert valeur(serveur_base.base, "SELECT count(*) FROM attribution") == 2


def test_le_premier_compte_precede_le_premier_demarrage(tmp_path: Path) -> None:
    environnement = {"FABRIQUE_DOSSIER": str(tmp_path / "var")}
    fait = lancer(environnement, "creer-compte", *QUI, "--nouvelle-fabrique", "Chez nous")
    assert fait.returncode == 0, fait.stderr
    lien = fait.stdout.splitlines()[1]
    assert lien.startswith("http://127.0.0.1:5000/invitation/")
    assert (tmp_path / "var" / "cle").stat().st_mode & 0o777 == 0o600
    moteur = creer_moteur(f"sqlite:///{tmp_path / 'var' / 'fabrique.db'}")
    with lire(moteur) as connexion:
        vu = liens.lire(connexion, liens.INVITATION, lien.rpartition("/")[2], maintenant_ms())
    moteur.dispose()
    assert vu is not None
    assert vu.courriel == "claire@exemple.fr"
    assert lien.rpartition("/")[2] not in lancer(environnement, "verifier").stdout


def test_un_lien_de_mot_de_passe_s_affiche(tmp_path: Path) -> None:
    environnement = {"FABRIQUE_DOSSIER": str(tmp_path / "var")}
    lancer(environnement, "creer-compte", *QUI, "--instance")
    lien = lu(lancer(environnement, "lien-mot-de-passe", "--courriel", "CLAIRE@exemple.fr", "--json"))["lien"]
    assert lien.startswith("http://127.0.0.1:5000/mot-de-passe/")
    moteur = creer_moteur(f"sqlite:///{tmp_path / 'var' / 'fabrique.db'}")
    with lire(moteur) as connexion:
        assert liens.lire(connexion, liens.MOT_DE_PASSE, lien.rpartition("/")[2], maintenant_ms()) is not None
    moteur.dispose()
    refus = lancer(environnement, "lien-mot-de-passe", "--courriel", "autre@exemple.fr")
    assert (refus.returncode, "Aucun compte" in refus.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "code", "phrase"),
    [
        (("creer-compte", *QUI), 1, "--instance"),
        (("creer-compte", *QUI, "--fabrique", "absente"), 1, "Aucune fabrique"),
        (("creer-compte", "--courriel", "pas une adresse", "--nom", "X", "--instance"), 2, "adresse"),
        (("creer-compte", *QUI, "--nouvelle-fabrique", "Chez nous", "--role", "roi"), 2, "rôle"),
        (("sauvegarder", "--vers", "/pas/la"), 1, "n’existe pas"),
        (("restaurer", "/pas/la.tar", "--oui"), 1, "n’existe pas"),
        (("restaurer", "/pas/la.tar"), 2, "--oui"),
        (("verifier", "--journal"), 2, "n’existe pas"),
    ],
)
def test_un_refus_est_une_phrase(tmp_path: Path, arguments: tuple[str, ...], code: int, phrase: str) -> None:
    fait = lancer({"FABRIQUE_DOSSIER": str(tmp_path), "FABRIQUE_CLE": CLE}, *arguments)
    assert (fait.returncode, phrase in fait.stderr) == (code, True), fait.stderr


def test_une_base_postgresql_absente_est_une_phrase(tmp_path: Path) -> None:
    environnement = {
        "FABRIQUE_DOSSIER": str(tmp_path),
        "FABRIQUE_CLE": CLE,
        "FABRIQUE_BASE": "postgresql+psycopg2://a@127.0.0.1:1/b",
    }
    fait = lancer(environnement, "sauvegarder", "--vers", str(tmp_path))
    assert (fait.returncode, "ne répond pas" in fait.stderr) == (1, True), fait.stderr


def test_le_tour_complet_par_les_commandes(base: BaseDeTest, tmp_path: Path) -> None:
    """Account, copy, doctor, restoring, retention: each as typed, on both databases."""
    environnement = {"FABRIQUE_DOSSIER": str(tmp_path / "var"), "FABRIQUE_BASE": base.url, "FABRIQUE_CLE": CLE}
    (tmp_path / "usb").mkdir()
    lu(lancer(environnement, "creer-compte", *QUI, "--instance", "--nouvelle-fabrique", "Chez nous", "--json"))
    copie = lu(lancer(environnement, "sauvegarder", "--vers", str(tmp_path / "usb"), "--json"))
    assert (copie["lignes"]["personne"], Path(copie["fichier"]).parent) == (1, tmp_path / "usb")
    rendue = lu(lancer(environnement, "restaurer", copie["fichier"], "--oui", "--json"))
    assert rendue["instant"] == copie["instant"]
    journal = lu(lancer(environnement, "verifier", "--journal", "--json"))
    assert (journal["sain"], journal["lignes"]) == (True, 3)
    assert lancer(environnement, "entretenir").returncode == 0
    verdicts = {
        c["nom"]: c["verdict"] for c in json.loads(lancer(environnement, "verifier", "--json").stdout)["constats"]
    }
    assert verdicts["sauvegarde_ancienne"] == verdicts["journal_audit"] == verdicts["schema"] == "bon"


def test_le_medecin_voit_un_serveur_en_marche(serveur: Serveur) -> None:
    constats = {c["nom"]: c for c in json.loads(lancer(reglages(serveur), "verifier", "--json").stdout)["constats"]}
    assert (constats["deux_processus"]["verdict"], str(serveur.pid) in constats["deux_processus"]["vu"]) == (
        "bon",
        True,
    )
    serveur.creer_seance()
    copie = lu(lancer(reglages(serveur), "sauvegarder", "--json"))
    assert copie["lignes"]["seance"] == 1
    refus = lancer(reglages(serveur), "restaurer", copie["fichier"], "--oui")
    assert (refus.returncode, "autre processus" in refus.stderr) == (2, True)


@pytest.mark.parametrize(
    ("nom", "identifiant"),
    [
        ("Fabrique du Val d’Yon", "fabrique-du-val-d-yon"),
        ("Été à Ploërmel !", "ete-a-ploermel"),
        ("日本", "fabrique"),
        ("a" * 60, "a" * 40),
    ],
)
def test_l_identifiant_d_une_fabrique(nom: str, identifiant: str) -> None:
    assert _identifiant(nom) == identifiant
