"""The audit journal: whatever is done to a line is found by its number, and the databases refuse it in the first place."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.audit import COUPE, SYSTEME, Audit, Temoin
from fabrique_atelier.socle.base import creer_moteur, ecrire, lire, table
from tests.conftest import BaseDeTest

CLE = b"cle-d-essai-du-journal-0123456789"
LIGNES = 9
_DETAILS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
    | st.lists(st.integers(0, 9), max_size=3),
    max_size=4,
)
JOURNAL = table(m.EntreeAudit)


@pytest.fixture
def audit() -> Audit:
    return Audit(CLE)


@pytest.fixture
def rempli(moteur: Engine, audit: Audit) -> Engine:
    """A journal of nine lines, one every second."""
    with ecrire(moteur) as connexion:
        for n in range(1, LIGNES + 1):
            _noter(audit, connexion, n)
    return moteur


def _noter(audit: Audit, connexion: Connection, n: int, **details: Any) -> None:
    objet = ("partenaire", f"objet-{n}")
    audit.noter(connexion, n * 1000, "systeme", f"essai.{n}", objet, fabrique_id="f" if n % 2 else None, n=n, **details)


def _desarmer(connexion: Connection) -> None:
    """What somebody who owns the database can always do."""
    if connexion.dialect.name == "postgresql":
        connexion.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        return
    for (nom,) in connexion.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'")
    ).all():
        connexion.execute(text(f"DROP TRIGGER {nom}"))


@pytest.fixture
def forcee(rempli: Engine) -> Iterator[Connection]:
    """A transaction in which the database no longer defends itself; rolled back at the end."""
    with rempli.connect() as connexion, connexion.begin() as transaction:
        _desarmer(connexion)
        yield connexion
        transaction.rollback()


def test_un_journal_intact_est_bon(rempli: Engine, audit: Audit) -> None:
    with lire(rempli) as connexion:
        constat = audit.verifier(connexion)
        derniere = connexion.execute(select(m.EntreeAudit.empreinte).order_by(m.EntreeAudit.numero.desc())).scalar()
    assert (constat.lignes, constat.numero, constat.rupture) == (LIGNES, LIGNES, None)
    assert constat.temoin == Temoin(LIGNES, str(derniere))


@pytest.mark.parametrize("instruction", ["UPDATE audit SET acteur = 'x'", "UPDATE audit SET numero = numero + 100",
                                         "DELETE FROM audit", "DELETE FROM audit WHERE numero = 9"])  # fmt: skip
def test_la_base_refuse_elle_meme(rempli: Engine, audit: Audit, instruction: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), rempli.begin() as connexion:
        connexion.execute(text(instruction))
    with lire(rempli) as connexion:
        assert audit.verifier(connexion).lignes == LIGNES


def test_la_base_refuse_de_remplacer_ou_de_vider(rempli: Engine) -> None:
    """The two ways round a row trigger: SQLite's REPLACE, PostgreSQL's TRUNCATE."""
    if rempli.dialect.name == "postgresql":
        instruction = "TRUNCATE audit"
    else:
        instruction = "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE numero = 4"
    with pytest.raises(DBAPIError, match="append-only"), rempli.begin() as connexion:
        connexion.execute(text(instruction))


@pytest.mark.parametrize("colonne", [c.name for c in JOURNAL.c if c.name not in ("numero",)])
def test_toute_modification_est_trouvee(forcee: Connection, audit: Audit, colonne: str) -> None:
    valeur: Any = {"le": 1, "details": {"n": 99}, "fabrique_id": None}.get(colonne, "a" * 36)
    forcee.execute(update(JOURNAL).where(JOURNAL.c.numero == 5).values({colonne: valeur}))
    rupture = audit.verifier(forcee).rupture
    assert rupture is not None
    assert rupture.numero == 5


def test_des_details_illisibles_sont_une_rupture_et_non_une_panne(forcee: Connection, audit: Audit) -> None:
    illisible = "null" if forcee.dialect.name == "postgresql" else "{"
    forcee.execute(text("UPDATE audit SET details = :x WHERE numero = 3"), {"x": illisible})
    rupture = audit.verifier(forcee).rupture
    assert rupture is not None
    assert rupture.numero == 3


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    geste=st.sampled_from(["effacer", "echanger", "copier", "inserer"]),
    ou=st.integers(1, LIGNES - 1),
    de=st.integers(1, LIGNES),
)
def test_effacer_echanger_copier_inserer_se_voit(rempli: Engine, audit: Audit, geste: str, ou: int, de: int) -> None:
    """The number told is that of the first line that no longer stands where it was."""
    with rempli.connect() as connexion, connexion.begin() as transaction:
        _desarmer(connexion)
        attendu = _abimer(connexion, geste, ou, de)
        rupture = audit.verifier(connexion).rupture
        transaction.rollback()
    assert (rupture.numero if rupture else None) == attendu


def _abimer(connexion: Connection, geste: str, ou: int, de: int) -> int | None:
    lignes = {x["numero"]: dict(x) for x in connexion.execute(select(JOURNAL)).mappings()}
    if geste == "effacer":
        connexion.execute(delete(JOURNAL).where(JOURNAL.c.numero == ou))
        return ou + 1
    if geste == "inserer":
        connexion.execute(delete(JOURNAL).where(JOURNAL.c.numero >= ou))
        fausse = {**lignes[ou], "acteur": "intrus", "empreinte": "b" * 64}
        suite = [{**lignes[n], "numero": n + 1} for n in range(ou, LIGNES + 1)]
        connexion.execute(insert(JOURNAL), [fausse, *suite])
        return ou
    autre = ou % LIGNES + 1 if de == ou else de
    connexion.execute(delete(JOURNAL).where(JOURNAL.c.numero.in_([ou, autre])))
    if geste == "copier":  # one line moved to the place of another: its own place is empty
        connexion.execute(insert(JOURNAL), [{**lignes[autre], "numero": ou}])
        return ou if ou < autre else autre + 1
    connexion.execute(insert(JOURNAL), [{**lignes[autre], "numero": ou}, {**lignes[ou], "numero": autre}])
    return min(ou, autre)


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(details=_DETAILS)
def test_ce_qui_est_note_se_relit(moteur: Engine, audit: Audit, details: dict[str, Any]) -> None:
    """What goes in as JSON comes back with the same hash, on both databases."""
    with moteur.connect() as connexion, connexion.begin() as transaction:
        audit.noter(connexion, 1, SYSTEME, "essai", ("x", "1"), precisions=details)
        constat = audit.verifier(connexion)
        transaction.rollback()
    assert (constat.lignes, constat.rupture) == (1, None)


def test_une_autre_cle_ne_reconnait_rien(rempli: Engine) -> None:
    with lire(rempli) as connexion:
        rupture = Audit(b"une-autre-cle-d-instance-0123456789").verifier(connexion).rupture
    assert rupture is not None
    assert rupture.numero == 1


@pytest.mark.parametrize("reste", [0, 1, 5, 8])
def test_une_fin_effacee_se_voit_au_temoin_seulement(forcee: Connection, audit: Audit, reste: int) -> None:
    temoin = audit.verifier(forcee).temoin
    forcee.execute(delete(JOURNAL).where(JOURNAL.c.numero > reste))
    assert audit.verifier(forcee).rupture is None, "la chaîne seule ne peut pas le dire"
    rupture = audit.verifier(forcee, temoin).rupture
    assert rupture is not None
    assert rupture.numero == reste + 1


def test_une_fin_recrite_avec_la_cle_se_voit_au_temoin(forcee: Connection, audit: Audit) -> None:
    temoin = audit.verifier(forcee).temoin
    forcee.execute(delete(JOURNAL).where(JOURNAL.c.numero == LIGNES))
    _noter(audit, forcee, 1)
    rupture = audit.verifier(forcee, temoin).rupture
    assert rupture is not None
    assert rupture.numero == LIGNES


def test_la_coupe_garde_une_chaine_verifiable(rempli: Engine, audit: Audit) -> None:
    with lire(rempli) as connexion:
        ancien = audit.verifier(connexion).temoin
    with ecrire(rempli) as connexion:
        assert audit.couper(connexion, 5000, 100_000) == 4
        assert audit.couper(connexion, 5000, 100_000) == 0
    with ecrire(rempli) as connexion:
        _noter(audit, connexion, 10)
        constat = audit.verifier(connexion, ancien)
        numeros = connexion.execute(select(JOURNAL.c.numero).order_by(JOURNAL.c.numero)).scalars().all()
        annonce = connexion.execute(select(JOURNAL.c.details).where(JOURNAL.c.action == COUPE)).scalar_one()
    assert (constat.rupture, numeros) == (None, [5, 6, 7, 8, 9, 10, 11])
    assert annonce == {"jusque": 4, "lignes": 4}


def test_couper_tout_puis_recommencer(rempli: Engine, audit: Audit) -> None:
    with ecrire(rempli) as connexion:
        assert audit.couper(connexion, 10**9, 10**9) == LIGNES
        assert audit.couper(connexion, 2 * 10**9, 2 * 10**9) == 1
        constat = audit.verifier(connexion)
    assert (constat.lignes, constat.numero, constat.rupture) == (1, LIGNES + 2, None)


def test_une_fausse_coupe_se_voit(forcee: Connection, audit: Audit) -> None:
    """Cutting by hand what disturbs, with a row of ``audit_coupe`` that looks right."""
    empreinte = forcee.execute(select(JOURNAL.c.empreinte).where(JOURNAL.c.numero == 6)).scalar_one()
    forcee.execute(insert(m.CoupeAudit), {"numero": 6, "empreinte": empreinte, "le": 1})
    forcee.execute(delete(JOURNAL).where(JOURNAL.c.numero <= 6))
    rupture = audit.verifier(forcee).rupture
    assert rupture is not None
    assert rupture.numero == 6


@pytest.mark.parametrize("faux", [1, 90_000_000])
def test_une_horloge_fausse_n_emporte_pas_les_lignes_recentes(rempli: Engine, audit: Audit, faux: int) -> None:
    """One line dated 1970, or years ahead, among good ones: only what is older than every good recent line goes."""
    with ecrire(rempli) as connexion:
        audit.noter(connexion, faux, SYSTEME, "essai", ("x", "1"))
        _noter(audit, connexion, 11)
        assert audit.couper(connexion, 3000, 50_000) == 2
        assert audit.verifier(connexion).rupture is None


def test_des_ecrivains_ensemble_ne_fourchent_jamais(base: BaseDeTest, audit: Audit) -> None:
    """Eight writers, each with its own connections, as several processes would; some transactions write two lines."""
    depart, fautes = threading.Barrier(8), list[Exception]()

    def ecrivain(rang: int) -> None:
        moteur = creer_moteur(base.url)
        depart.wait()
        try:
            for n in range(12):
                _ecrire_jusqu_au_bout(moteur, audit, f"e{rang}", n)
        except DBAPIError as erreur:
            fautes.append(erreur)
        moteur.dispose()

    fils = [threading.Thread(target=ecrivain, args=(rang,)) for rang in range(8)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=60)
    assert fautes == []
    moteur = creer_moteur(base.url)
    with lire(moteur) as connexion:
        constat = audit.verifier(connexion)
    moteur.dispose()
    assert (constat.lignes, constat.numero, constat.rupture) == (8 * 15, 8 * 15, None)


def _ecrire_jusqu_au_bout(moteur: Engine, audit: Audit, acteur: str, n: int) -> None:
    """One transaction, tried again while SQLite's lock is taken."""
    for _essai in range(1000):
        try:
            with moteur.begin() as connexion:
                audit.noter(connexion, n, acteur, "essai", ("x", str(n)))
                if n % 5 == 0:
                    audit.noter(connexion, n, acteur, "essai.suite", ("x", str(n)))
        except DBAPIError as erreur:
            if "locked" not in str(erreur):
                raise
        else:
            return
    pytest.fail("la base est restée prise")
