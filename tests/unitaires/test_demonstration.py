"""The three worked cases, replayed by the same commands as real phones (``domaine.md`` §5)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique_atelier.config import lire_reglages
from fabrique_atelier.demonstration.cas import repartir, tous_les_cas
from fabrique_atelier.lancement import preparer_demo
from fabrique_atelier.socle.migrations import mettre_a_niveau
from tests.outillage.serveur import RACINE


@pytest.fixture(scope="module")
def rejeu(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    """What the command line prints."""
    dossier = tmp_path_factory.mktemp("rejeu")
    execution = subprocess.run(
        [sys.executable, "-m", "fabrique_atelier", "demo", "--rejouer", "--json"],
        cwd=RACINE,
        env={"FABRIQUE_DOSSIER": str(dossier / "var"), "TMPDIR": str(dossier)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert execution.returncode == 0, execution.stderr
    assert list(Path(dossier).iterdir()) == [], "la base jetable est restée"
    return [json.loads(ligne) for ligne in execution.stdout.splitlines()]


def test_trois_cas_conformes(rejeu: list[dict[str, object]]) -> None:
    assert [(r["cas"], r["idees"]) for r in rejeu] == [("vrac-toulouse", 29), ("chez-yvonne", 26), ("serre-nancy", 24)]
    assert [r["conforme"] for r in rejeu] == [True, True, None]


def test_vrac_donne_exactement_son_classement(rejeu: list[dict[str, object]]) -> None:
    vrac = rejeu[0]
    assert vrac["resultats"] == {"R1": 27, "R2": 21, "R3": 12, "R4": 8, "R5": 5, "R6": 2}
    assert vrac["classement"] == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert (vrac["votants"], vrac["posees"], vrac["disponibles"], vrac["regle_du_cas"]) == (26, 75, 78, "gommettes")


def test_chez_yvonne_garde_l_ordre_du_jugement_majoritaire(rejeu: list[dict[str, object]]) -> None:
    yvonne = rejeu[1]
    assert yvonne["classement"] == yvonne["classement_attendu"]
    assert yvonne["regle_du_cas"] == "jugement_majoritaire"


def test_les_idees_sont_rejouees_telles_que_tapees() -> None:
    vrac = tous_les_cas()[0]
    assert len(vrac.idees) == 29
    assert vrac.idees[4] == "des cours de cuisine avec les mamans"
    assert "pas encore un truc pour les bobos" in vrac.idees


@settings(deadline=None, database=None)
@given(
    st.lists(
        st.lists(st.sampled_from("abcd"), max_size=4).filter(lambda b: all(b.count(x) <= 2 for x in b)),
        min_size=1,
        max_size=12,
    )
)
def test_repartir_rend_les_totaux_dans_les_regles(bulletins: list[list[str]]) -> None:
    totaux = {x: sum(b.count(x) for b in bulletins) for x in "abcd"}
    try:
        repartis = repartir(totaux, len(bulletins), 4, 2)
    except ValueError:
        pytest.fail(f"des bulletins existent pour {totaux}")
    assert {x: sum(b.get(x, 0) for b in repartis) for x in "abcd"} == totaux
    assert all(sum(b.values()) <= 4 and max(b.values(), default=0) <= 2 for b in repartis)


def test_repartir_refuse_l_impossible() -> None:
    with pytest.raises(ValueError, match="gommettes"):
        repartir({"a": 5}, 2, 3, 2)


def test_relancer_la_demo_retrouve_la_seance_a_essayer(tmp_path: Path) -> None:
    reglages = lire_reglages({}, dossier=tmp_path, demonstration=True)
    mettre_a_niveau(reglages.base)
    assert preparer_demo(reglages) == preparer_demo(reglages)
