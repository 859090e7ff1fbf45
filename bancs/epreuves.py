"""What the real application goes through alone: rest, vote storm, join storm, cost growth, cold start."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from bancs.processus import COEUR_SERVEUR, PYTHON, RACINE, EchecBanc, Processus, attendre_port, port_libre
from bancs.salles import FABRIQUE, Salle


def repos(fois: int) -> dict[str, Any]:
    """One idea in a quiet room of 300 phones, a board and a remote: ms from emit to the last of them."""
    with Salle(FABRIQUE) as salle:
        salle.remplir(300)
        salle.pilote.faire("repos", fois=5, pause_ms=150)
        bilan = salle.pilote.faire("repos", fois=fois, pause_ms=150)
    if bilan["livres"] != bilan["envoyes"]:
        raise EchecBanc(f"livrées : {bilan['livres']} sur {bilan['envoyes']}")
    return bilan


def tempete_votes(phones: int = 300, chacun: int = 10, duree_s: float = 10) -> dict[str, Any]:
    """Every phone changes its ballot `chacun` times in `duree_s`; the database is then read directly."""
    with Salle(FABRIQUE) as salle:
        salle.remplir(phones)
        salle.pilote.faire("debit", taux=40, duree_s=1, chauffe_s=0, purge_s=5)
        salle.fabrique.demarrer(salle.atelier, "vote")
        vote = salle.fabrique.entites(salle.atelier, "vote")[0]
        cpu, debut = salle.serveur.cpu_s(), time.monotonic()
        bilan = salle.pilote.faire(
            "votes", vote_id=vote["id"], objets=vote["objets"], chacun=chacun, duree_s=duree_s, max_par_objet=3
        )
        duree = time.monotonic() - debut
        bilan["cpu_part"] = (salle.serveur.cpu_s() - cpu) / duree
        salle.serveur.arreter()
        bilan |= verifier_votes(salle.dossier / "fabrique.db", vote["id"], bilan.pop("ids"), phones, chacun)
    return bilan


def verifier_votes(base: Path, vote_id: str, ids: list[str], phones: int, chacun: int) -> dict[str, Any]:
    """Count in the database what was lost (a command or a ballot behind) and what counts twice."""
    with sqlite3.connect(f"file:{base}?mode=ro", uri=True) as liaison:
        notes = liaison.execute("SELECT id, count(*) FROM journal WHERE type = 'voter' GROUP BY id").fetchall()
        lus = liaison.execute("SELECT version, depense, contenu FROM bulletin WHERE vote_id = ?", (vote_id,)).fetchall()
    liaison.close()
    connus = dict(notes)
    justes = [1 for version, depense, contenu in lus if (version, depense, somme(contenu)) == (chacun,) * 3]
    return {
        "perdus_base": sum(1 for id_ in ids if id_ not in connus) + phones - len(justes),
        "doubles_base": sum(fois - 1 for _, fois in notes) + max(0, len(lus) - phones),
        "bulletins": len(lus),
    }


def somme(contenu: str) -> int:
    """Dots of a stored ballot, whatever way the JSON column keeps them."""
    lu = json.loads(contenu)
    return sum(lu.values()) if isinstance(lu, dict) else sum(point for _, point in lu)


def tempete_arrivees(phones: int = 1000, duree_s: float = 5, idees: int = 200) -> dict[str, Any]:
    """`phones` newcomers in `duree_s`, each receiving a snapshot of `idees` ideas; ms from TCP connect to its data."""
    with Salle(FABRIQUE) as salle:
        salle.remplir(20)
        salle.pilote.faire("debit", taux=100, duree_s=idees / 100, chauffe_s=0, purge_s=5)
        cpu = salle.serveur.cpu_s()
        arrivees = salle.remplir(phones, etalement_s=duree_s, ecrans=False)
        arrivees["cpu_ms_par_arrivee"] = (salle.serveur.cpu_s() - cpu) * 1000 / phones
    return arrivees


def cout(n: int, taux: float, duree_s: float) -> dict[str, Any]:
    """CPU of the server per change delivered to one client, at `taux` ideas/s, and its memory with `n` phones."""
    with Salle(FABRIQUE) as salle:
        memoire_vide = salle.serveur.memoire_ko()
        salle.remplir(n)
        memoire = salle.serveur.memoire_ko()
        salle.pilote.faire("debit", taux=taux, duree_s=1, chauffe_s=0, purge_s=5)
        cpu = salle.serveur.cpu_s()
        bilan = salle.pilote.faire("debit", taux=taux, duree_s=duree_s, chauffe_s=0, purge_s=5)
        depense = salle.serveur.cpu_s() - cpu
    if bilan["livres"] == 0:
        raise EchecBanc("aucune idée livrée")
    livraisons = bilan["livres"] * (n + 2)
    return {
        "n": n,
        "us_par_livraison": depense * 1e6 / livraisons,
        "memoire_ko": memoire,
        "memoire_vide_ko": memoire_vide,
        "p99": bilan["livraison"]["p99"],
    }


def commande_demo(port: int) -> tuple[list[str], dict[str, str]]:
    """`make demo` when the house is installed, else the command it runs."""
    venv = RACINE / ".venv/bin/python"
    if venv.exists() and shutil.which("make"):
        return ["make", "demo", f"PORT={port}"], {}
    return [PYTHON, "-m", "fabrique_atelier", "demo"], {"FABRIQUE_PORT": str(port), "FABRIQUE_HOTE": "127.0.0.1"}


def demarrage_a_froid() -> float:
    """Seconds from the second `make demo` to the first page it serves."""
    dossier = Path(tempfile.mkdtemp(prefix="fabrique-banc-demo-"))
    try:
        premiere_page(dossier)
        return premiere_page(dossier)
    finally:
        shutil.rmtree(dossier, ignore_errors=True)


def premiere_page(dossier: Path) -> float:
    """Start the demo, wait for its home page, stop it."""
    port = port_libre()
    commande, env = commande_demo(port)
    debut = time.monotonic()
    demo = Processus(
        commande, coeur=COEUR_SERVEUR, journal=dossier / "demo.log", env={**env, "FABRIQUE_DOSSIER": str(dossier)}
    )
    try:
        attendre_port(port, demo.popen, 120)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as page:
            page.read()
        return time.monotonic() - debut
    except (OSError, urllib.error.URLError) as erreur:
        raise EchecBanc(f"première page : {erreur}") from erreur
    finally:
        demo.arreter()
