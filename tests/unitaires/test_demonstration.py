"""The three worked cases, replayed by the same commands as real phones (``domaine.md`` §5)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from fabrique_atelier.application import create_app
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.comptes.droits import ROLES
from fabrique_atelier.comptes.models import Attribution, Personne
from fabrique_atelier.comptes.mots_de_passe import Hacheur
from fabrique_atelier.config import Reglages, lire_reglages
from fabrique_atelier.demonstration import comptes
from fabrique_atelier.demonstration.cas import repartir, tous_les_cas
from fabrique_atelier.lancement import preparer_demo
from fabrique_atelier.reseau.codes import siret_valide
from fabrique_atelier.reseau.models import Contact, Partenaire
from fabrique_atelier.seance.models import Seance
from fabrique_atelier.socle.base import Base, creer_moteur, lire
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
    reglages = lire_reglages({"FABRIQUE_BOUCLE": "threading"}, dossier=tmp_path, demonstration=True)
    mettre_a_niveau(reglages.base)
    application = create_app(reglages)
    assert preparer_demo(reglages, application) == preparer_demo(reglages, application)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Reglages:
    """A demo database, prepared twice: as after a second ``make demo``."""
    reglages = lire_reglages(
        {"FABRIQUE_BOUCLE": "threading"}, dossier=tmp_path_factory.mktemp("demo"), demonstration=True
    )
    mettre_a_niveau(reglages.base)
    preparer_demo(reglages, create_app(reglages))
    return reglages


def _compter(reglages: Reglages) -> dict[str, int]:
    moteur = creer_moteur(reglages.base)
    with lire(moteur) as connexion:
        nombres = {
            nom: connexion.execute(select(func.count()).select_from(t)).scalar_one()
            for nom, t in Base.metadata.tables.items()
        }
    moteur.dispose()
    return nombres


def test_une_seconde_fois_rien_n_est_double(demo: Reglages) -> None:
    avant = _compter(demo)
    assert (avant["fabrique"], avant["personne"], avant["partenaire"], avant["seance"]) == (2, 6, 15, 4)
    debut = time.monotonic()
    preparer_demo(demo, create_app(demo))
    assert time.monotonic() - debut < 5
    assert _compter(demo) == avant


def test_la_demo_a_ses_comptes_et_leurs_mots_de_passe_ouvrent(demo: Reglages) -> None:
    moteur, hacheur = creer_moteur(demo.base), Hacheur()
    with lire(moteur) as connexion:
        roles = {
            courriel: (role, encode)
            for courriel, role, encode in connexion.execute(
                select(Personne.courriel, Attribution.role, Personne.mot_de_passe).join(Attribution)
            )
        }
        assert Audit(demo.cle).verifier(connexion).rupture is None
        fabriques = set(connexion.execute(select(Seance.fabrique_id)).scalars())
    moteur.dispose()
    acces = comptes.acces(demo.cle)
    assert {a.courriel: a.role for a in acces} == {c: r for c, (r, _) in roles.items()}
    assert sorted(a.role for a in acces) == sorted(ROLES)
    for a in acces:
        assert a.courriel.endswith("@exemple.invalid")
        assert hacheur.verifier(roles[a.courriel][1], a.mot_de_passe), a.role
    assert len(fabriques) == 2, "le cas de Nancy a sa propre fabrique"


def test_les_donnees_de_demonstration_sont_reservees_a_la_fiction(demo: Reglages) -> None:
    moteur = creer_moteur(demo.base)
    with lire(moteur) as connexion:
        sirets = connexion.execute(select(Partenaire.siret)).scalars().all()
        telephones = connexion.execute(select(Contact.telephone)).scalars().all()
        courriels = connexion.execute(select(Contact.courriel)).scalars().all()
    moteur.dispose()
    assert all(siret_valide(s or "") and (s or "").startswith("99900") for s in sirets if s)
    assert all(t.startswith(("06 39 98", "02 61 91")) for t in telephones if t)
    assert all(c.endswith("@exemple.invalid") for c in courriels)
