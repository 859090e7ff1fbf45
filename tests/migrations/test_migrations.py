"""Migrations keep what people wrote (``fiabilite.md`` F9, P20), both ways, on both databases."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Engine, Row, column, insert, inspect, select, table, text, update
from sqlalchemy.exc import DBAPIError

from fabrique_atelier.socle import migrations
from fabrique_atelier.socle.base import Base, creer_moteur
from fabrique_atelier.socle.migrations import configuration, mettre_a_niveau, revision
from tests.conftest import BaseDeTest
from tests.outillage import lignes
from tests.proprietes.essai import Essai
from tests.proprietes.test_convergence import Scenario, ecrire, moderer, ouvrir, regrouper, voter

SCRIPTS = ScriptDirectory.from_config(configuration("sqlite://"))
REVISIONS = [s.revision for s in reversed(list(SCRIPTS.walk_revisions()))]
#: What F9 is about: on SQLite a longer column means a new table, and the old one takes its children along.
ALLONGER = '''
"""longer title."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "essai_f9", "{precedente}", None, None


def upgrade() -> None:
    with op.batch_alter_table("seance") as lot:
        lot.alter_column("titre", type_=sa.String(180), existing_type=sa.String(120), existing_nullable=False)
    {suite}


def downgrade() -> None:
    with op.batch_alter_table("seance") as lot:
        lot.alter_column("titre", type_=sa.String(120), existing_type=sa.String(180), existing_nullable=False)
'''
Contenu = dict[str, tuple[int, str]]
Colonnes = dict[str, list[str]]


class RapideScenario(Scenario):
    """The whole séance, without checking anything on the way: it only fills the tables."""

    def _verifier(self) -> None:
        """Nothing to check here."""


def remplir(url: str) -> None:
    """Play a whole séance: every table ends with rows."""
    moteur = creer_moteur(url)
    with Essai(moteur) as essai:
        scenario = RapideScenario(essai)
        lea, max_ = ouvrir(scenario)
        cartes = ecrire(scenario, lea, max_)
        moderer(scenario, lea, max_, cartes[2])
        voter(scenario, regrouper(scenario, lea, cartes), cartes, [lea, max_])
    moteur.dispose()


def completer(url: str) -> None:
    """Give one row to each table a séance leaves empty, whatever its columns: a new table is covered by itself."""
    moteur = creer_moteur(url)
    with moteur.begin() as connexion:
        for cible in Base.metadata.sorted_tables:
            if connexion.execute(select(cible)).first() is None:
                connexion.execute(insert(cible), lignes.remplir(connexion, cible))
    moteur.dispose()


def colonnes(moteur: Engine) -> Colonnes:
    """Return the columns of every table there is."""
    with moteur.connect() as connexion:
        schema = inspect(connexion)
        tables = sorted(set(schema.get_table_names()) - {"alembic_version"})
        return {t: sorted(c["name"] for c in schema.get_columns(t)) for t in tables}


def contenu(moteur: Engine, dont: Colonnes | None = None) -> Contenu:
    """Return, for every table there is (or those columns only), its number of rows and a hash of them."""
    vues = dont if dont is not None else colonnes(moteur)
    with moteur.connect() as connexion:
        lignes = {
            t: sorted(map(_ligne, connexion.execute(text(f'SELECT {", ".join(noms)} FROM "{t}"'))))  # noqa: S608
            for t, noms in vues.items()
        }
    return {t: (len(rs), hashlib.sha256("\n".join(rs).encode()).hexdigest()) for t, rs in lignes.items()}


def _ligne(ligne: Row[Any]) -> str:
    return repr([bytes(v) if isinstance(v, memoryview) else v for v in ligne])


def contenu_de(url: str) -> Contenu:
    """Same, for an address."""
    moteur = creer_moteur(url)
    try:
        return contenu(moteur)
    finally:
        moteur.dispose()


@pytest.fixture
def pleine(base_vide: BaseDeTest) -> BaseDeTest:
    """A database at the newest revision, with rows in every table."""
    mettre_a_niveau(base_vide.url)
    remplir(base_vide.url)
    completer(base_vide.url)
    assert min(n for n, _h in contenu_de(base_vide.url).values()) > 0
    return base_vide


@pytest.fixture
def version_suivante(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations with one more, which rebuilds ``seance``; return its file."""
    dossier = tmp_path / "migrations"
    shutil.copytree(migrations.DOSSIER, dossier, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "DOSSIER", dossier)
    fichier = dossier / "versions" / "99999999_0000_essai_f9.py"
    fichier.write_text(ALLONGER.format(precedente=REVISIONS[-1], suite="pass"), encoding="utf-8")
    return fichier


def test_une_seule_lignee() -> None:
    assert len(SCRIPTS.get_heads()) == len(SCRIPTS.get_bases()) == 1
    fichiers = [Path(s.path).name for s in SCRIPTS.walk_revisions()]
    assert fichiers == sorted(fichiers, reverse=True)


def test_les_modeles_sont_le_schema(base: BaseDeTest, moteur: Engine) -> None:
    with moteur.connect() as connexion:
        contexte = MigrationContext.configure(connexion, opts={"compare_type": True})
        assert compare_metadata(contexte, Base.metadata) == []
    assert revision(base.url) == REVISIONS[-1]


def test_chaque_version_descend_puis_remonte_avec_ses_donnees(pleine: BaseDeTest) -> None:
    """What the older version already knew, and the newest still calls by that name, is the same after the way down and up again."""
    moteur = creer_moteur(pleine.url)
    actuelles = colonnes(moteur)
    for precedente in reversed(REVISIONS[:-1]):
        command.downgrade(configuration(pleine.url), precedente)
        connues = {t: [n for n in noms if n in actuelles[t]] for t, noms in colonnes(moteur).items()}
        avant = contenu(moteur, connues)
        assert min(n for n, _h in avant.values()) > 0
        moteur.dispose()
        command.upgrade(configuration(pleine.url), "head")
        assert contenu(moteur, connues) == avant
        moteur.dispose()


def test_qui_paie_l_etude_change_de_table_et_revient(pleine: BaseDeTest) -> None:
    """Revision 1000: the names written in the frame of a study become funding lines, and go back there."""
    moteur = creer_moteur(pleine.url)
    lus = text("SELECT financeur, montant_accorde, etat, beneficiaire FROM financement WHERE beneficiaire = 'etude'")
    with moteur.begin() as connexion:
        connexion.execute(text("DELETE FROM financement"))
    command.downgrade(configuration(pleine.url), "202611220990")
    ecrits: list[dict[str, Any]] = [
        {"nom": "Ville de Toulouse", "montant": 1200000},
        {"nom": "Bailleurs sociaux", "montant": None},
    ]
    etude = table("etude", column("financement", JSON))
    with moteur.begin() as connexion:
        connexion.execute(update(etude).values(financement=ecrits))
    moteur.dispose()
    command.upgrade(configuration(pleine.url), "head")
    with moteur.connect() as connexion:
        assert {tuple(r) for r in connexion.execute(lus)} == {
            ("Ville de Toulouse", 1200000, "accorde", "etude"),
            ("Bailleurs sociaux", None, "pressenti", "etude"),
        }
    moteur.dispose()
    command.downgrade(configuration(pleine.url), "202611220990")
    with moteur.connect() as connexion:
        revenus = connexion.execute(select(etude)).mappings().one()["financement"]
        assert sorted(x["nom"] for x in revenus) == sorted(x["nom"] for x in ecrits)
        assert connexion.execute(lus).all() == []
    moteur.dispose()


def test_les_seances_d_avant_recoivent_une_fabrique(pleine: BaseDeTest) -> None:
    command.downgrade(configuration(pleine.url), "202611220500")
    command.upgrade(configuration(pleine.url), "head")
    moteur = creer_moteur(pleine.url)
    with moteur.connect() as connexion:
        fabriques = {tuple(r) for r in connexion.execute(text("SELECT id, nom, structure_porteuse FROM fabrique"))}
        seances = {tuple(r) for r in connexion.execute(text("SELECT fabrique_id, mode_entree, pretee FROM seance"))}
    moteur.dispose()
    ((fabrique_id, nom, structure),) = fabriques
    assert (nom, structure) == ("Ma fabrique", "")
    assert seances == {(fabrique_id, "ouvert", True)}


@pytest.mark.parametrize("requete", ["UPDATE audit SET le = 0", "DELETE FROM audit"])
def test_le_journal_d_audit_ne_se_recrit_pas(pleine: BaseDeTest, requete: str) -> None:
    moteur = creer_moteur(pleine.url)
    with moteur.begin() as connexion:
        connexion.execute(text("DELETE FROM audit_coupe"))
    with pytest.raises(DBAPIError, match="append-only"), moteur.begin() as connexion:
        connexion.execute(text(requete))
    moteur.dispose()


def test_tout_descendre_ne_laisse_rien_et_remonter_rend_les_memes_tables(pleine: BaseDeTest) -> None:
    moteur = creer_moteur(pleine.url)
    avant = contenu(moteur)
    tables = Base.metadata.sorted_tables
    with moteur.connect() as connexion:
        lignes = {t.name: [dict(r) for r in connexion.execute(select(t)).mappings()] for t in tables}
    command.downgrade(configuration(pleine.url), "base")
    assert contenu(moteur) == {}
    command.upgrade(configuration(pleine.url), "head")
    assert {nom for nom, (n, _h) in contenu(moteur).items() if n == 0} == {t.name for t in tables}
    with moteur.begin() as connexion:
        for table in tables:
            connexion.execute(insert(table), lignes[table.name])
    assert contenu(moteur) == avant
    moteur.dispose()


def test_reconstruire_une_table_ne_perd_pas_ses_enfants(pleine: BaseDeTest, version_suivante: Path) -> None:
    avant = contenu_de(pleine.url)
    mettre_a_niveau(pleine.url)
    assert revision(pleine.url) == "essai_f9"
    assert contenu_de(pleine.url) == avant
    command.downgrade(configuration(pleine.url), REVISIONS[-1])
    assert contenu_de(pleine.url) == avant


def test_une_copie_est_faite_avant(pleine: BaseDeTest, version_suivante: Path) -> None:
    copie = version_suivante.parents[2] / "fabrique-avant-essai_f9.db"
    mettre_a_niveau(pleine.url)
    if pleine.dialecte == "postgresql":
        assert not copie.exists()
        return
    assert contenu_de(f"sqlite:///{copie}") == contenu_de(pleine.url)
    assert revision(f"sqlite:///{copie}") == REVISIONS[-1]


def test_rien_a_changer_rien_a_copier(pleine: BaseDeTest, tmp_path: Path) -> None:
    mettre_a_niveau(pleine.url)
    assert list(tmp_path.glob("*-avant-*")) == []


def test_une_migration_interrompue_ne_laisse_pas_de_trace(pleine: BaseDeTest, version_suivante: Path) -> None:
    avant, bonne = contenu_de(pleine.url), version_suivante.read_text(encoding="utf-8")
    version_suivante.write_text(bonne.replace("    pass", "    raise RuntimeError('coupure')"), encoding="utf-8")
    with pytest.raises(RuntimeError, match="coupure"):
        mettre_a_niveau(pleine.url)
    assert revision(pleine.url) == REVISIONS[-1]
    assert contenu_de(pleine.url) == avant
    version_suivante.write_text(bonne, encoding="utf-8")
    shutil.rmtree(version_suivante.parent / "__pycache__", ignore_errors=True)
    mettre_a_niveau(pleine.url)
    assert contenu_de(pleine.url) == avant
