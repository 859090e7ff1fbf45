"""The program as it is started: it says when it is ready, stops on SIGTERM, survives kill -9 and refuses a twin."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import uuid
from typing import Any, Literal

import pytest
from websockets.sync.client import connect

from tests.conftest import Lanceur
from tests.outillage.serveur import RACINE, Serveur


def _ouvrir(serveur: Serveur, seance: dict[str, Any]) -> tuple[int, Any]:
    commande = {"id": str(uuid.uuid4()), "type": "ouvrir_seance", "donnees": {}}
    return serveur.commande(seance["animation"], commande)


def _revision(serveur: Serveur, seance: dict[str, Any]) -> int:
    statut, etat = serveur.requete(
        "GET", f"/api/etat?role=animation&seance={seance['seance']}", jeton=seance["animation"]
    )
    assert statut == 200
    return int(etat["instantane"]["r"])


def test_une_seance_creee_se_retrouve_apres_un_arret_brutal(serveur_base: Serveur) -> None:
    seance = serveur_base.creer_seance()
    statut, reponse = _ouvrir(serveur_base, seance)
    assert (statut, reponse["ok"]) == (200, True)
    adresse = serveur_base.url
    serveur_base.tuer()
    serveur_base.redemarrer()
    assert serveur_base.url == adresse
    assert _revision(serveur_base, seance) == reponse["r"]


def test_sigterm_arrete_proprement(serveur: Serveur) -> None:
    assert serveur.requete("GET", "/sante")[0] == 200
    assert serveur.arreter() == 0


def test_une_rafale_de_signaux_arrete_aussi_proprement(serveur: Serveur) -> None:
    """« make » passes a signal on, the terminal sends it too, and people press Ctrl+C twice."""
    assert serveur.requete("GET", "/sante")[0] == 200
    for _ in range(20_000):
        os.kill(serveur.pid, signal.SIGTERM)
        os.kill(serveur.pid, signal.SIGINT)
    assert serveur.arreter() == 0
    assert "Traceback" not in serveur.journal.read_text(encoding="utf-8")


def test_une_base_sqlite_refuse_un_second_processus(serveur: Serveur, lancer_serveur: Lanceur) -> None:
    with pytest.raises(AssertionError, match="un autre processus"):
        lancer_serveur(DOSSIER=str(serveur.dossier / "var"))


@pytest.mark.service
@pytest.mark.parametrize(
    ("reglage", "valeur"),
    [("FABRIQUE_CLE", "courte"), ("FABRIQUE_INCONNUE", "1"), ("FABRIQUE_BASE", "mysql://x/y"), ("FABRIQUE_PORT", "x")],
)
def test_un_reglage_dangereux_est_refuse_par_son_nom(
    reglage: str, valeur: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    environnement = {"FABRIQUE_DOSSIER": str(tmp_path_factory.mktemp("var")), reglage: valeur}
    refus = subprocess.run(
        [sys.executable, "-m", "fabrique_atelier", "servir"],
        cwd=RACINE,
        env=environnement,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert refus.returncode == 2
    assert reglage in refus.stderr
    assert "Traceback" not in refus.stderr


@pytest.mark.parametrize(
    "reglages",
    [{}, {"TRANSPORT": "standard"}, pytest.param({"BOUCLE": "threading"}, marks=pytest.mark.endurance)],
    ids=["direct", "standard", "threading"],
)
def test_le_tableau_recoit_son_etat_apres_sa_connexion(lancer_serveur: Lanceur, reglages: dict[str, str]) -> None:
    """Whatever the path: no compression of frames (it doubles memory), CONNECT acknowledged first, then the state."""
    serveur = lancer_serveur(**reglages)
    seance = serveur.creer_seance()
    adresse = f"{serveur.url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket"
    compressions: tuple[Literal["deflate"] | None, ...] = (None, "deflate")  # a program, a browser
    for compression in compressions:
        with connect(adresse, compression=compression) as prise:
            assert prise.response is not None
            assert prise.response.headers.get("Sec-WebSocket-Extensions") is None
            assert str(prise.recv(10)).startswith("0{")
            prise.send("40" + json.dumps({"role": "tableau", "jeton": seance["tableau"]}))
            recus = [str(prise.recv(10)) for _ in range(2)]
        assert recus[0].startswith("40{")
        assert recus[1].startswith('42["instantane",{"r":0,')
