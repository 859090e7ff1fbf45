"""The fleet against the real server: kills under load, the checker on corrupted copies, parallel twins counted once."""

from __future__ import annotations

import asyncio
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from fabrique_atelier.flotte.client import Client
from fabrique_atelier.flotte.histoire import Histoire, lire
from fabrique_atelier.flotte.http import Coupure, appeler
from fabrique_atelier.flotte.inonder import inonder
from fabrique_atelier.flotte.salle import SeanceCreee, creer_seance
from fabrique_atelier.flotte.scenario import Animation, hasard, phase
from fabrique_atelier.flotte.tables import Tables, jeton_vote, lire_tables
from fabrique_atelier.flotte.verificateur import Rapport, verifier
from tests.conftest import BaseDeTest, Lanceur
from tests.outillage.serveur import RACINE, Serveur

#: Measures time or fills the machine: nothing else runs meanwhile.
pytestmark = pytest.mark.seul

COPIES, CARTES = 20, range(100, 110)
CLES_JSON = ["telephones", "tues", "acquittes", "perdus", "doubles", "trous", "divergents"]


def _verdict(sortie: str) -> dict[str, int]:
    """The JSON line a run must end with."""
    verdict = json.loads(sortie.splitlines()[-1])
    assert list(verdict) == CLES_JSON
    assert isinstance(verdict, dict)
    return verdict


@dataclass(frozen=True)
class Inondation:
    """A finished run and what it left in its folder."""

    dossier: Path
    code: int
    sortie: str
    constats: str


@pytest.fixture(scope="module")
def inondation(tmp_path_factory: pytest.TempPathFactory) -> Inondation:
    """Sixty phones, three kills, once for the whole module."""
    dossier = tmp_path_factory.mktemp("inondation")
    sortie, constats = io.StringIO(), io.StringIO()
    with redirect_stdout(sortie), redirect_stderr(constats):
        code = inonder(telephones=60, tuer=3, duree_s=18, json=True, graine=3, dossier=dossier)
    return Inondation(dossier, code, sortie.getvalue(), constats.getvalue())


@pytest.mark.service
@pytest.mark.lent
def test_trois_arrets_brutaux_ne_perdent_rien(inondation: Inondation) -> None:
    verdict = _verdict(inondation.sortie)
    bon = {"telephones": 60, "tues": 3, "acquittes": verdict["acquittes"]} | dict.fromkeys(CLES_JSON[3:], 0)
    assert (verdict, inondation.code) == (bon, 0), inondation.constats
    assert verdict["acquittes"] > 100


@pytest.mark.service
@pytest.mark.lent
def test_la_commande_tient_sur_chaque_base(base: BaseDeTest) -> None:
    options = ["--telephones", "20", "--tuer", "1", "--duree", "6", "--json"]
    # The library's own path gets its turn here; the direct one has the long run above.
    transport = {"sqlite": "standard", "postgresql": "direct"}[base.dialecte]
    run = subprocess.run(
        [sys.executable, "-m", "fabrique_atelier", "inonder", *options],
        cwd=RACINE,
        env={**os.environ, "FABRIQUE_BASE": base.url, "FABRIQUE_TRANSPORT": transport},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    verdict = _verdict(run.stdout)
    assert (run.returncode, verdict["tues"], verdict["acquittes"] > 0) == (0, 1, True), run.stderr


def _sql(*requetes: str) -> Callable[[Path], None]:
    """Corrupt a copy: ``requetes`` run without constraints in their way."""

    def abimer(base: Path) -> None:
        moteur = create_engine(f"sqlite:///{base}")
        with moteur.begin() as connexion:
            for requete in requetes:
                connexion.execute(text(requete))
        moteur.dispose()

    return abimer


# The first card still published is set apart, so that each corruption can name it without repeating how it was found.
_CHOISIR = "CREATE TEMP TABLE choisie AS SELECT * FROM contribution WHERE etat = 'publiee' ORDER BY rang LIMIT 1"


@pytest.mark.service
@pytest.mark.parametrize(
    ("quoi", "abimer"),
    [
        ("perdus", _sql(_CHOISIR, "DELETE FROM contribution WHERE id = (SELECT id FROM temp.choisie)")),
        ("perdus", _sql(_CHOISIR, "UPDATE contribution SET texte = 'autre' WHERE id = (SELECT id FROM temp.choisie)")),
        ("perdus", _sql("UPDATE bulletin SET contenu = '{}', depense = 0 WHERE depense > 0")),
        ("perdus", _sql("DELETE FROM bulletin")),
        (
            "doubles",
            _sql(
                _CHOISIR,
                "UPDATE temp.choisie SET id = 'copie', rang = 999999",
                "INSERT INTO contribution SELECT * FROM temp.choisie",
            ),
        ),
        ("trous", _sql("DELETE FROM journal WHERE revision = 7")),
        ("trous", _sql("UPDATE seance SET revision = revision + 1")),
    ],
    ids=[
        "idée effacée",
        "texte changé",
        "bulletins vidés",
        "urne volée",
        "idée copiée",
        "journal troué",
        "révision sautée",
    ],
)
def test_le_verificateur_voit_chaque_corruption(
    inondation: Inondation, tmp_path: Path, quoi: str, abimer: Callable[[Path], None]
) -> None:
    copie = tmp_path / "fabrique.db"
    with (
        closing(sqlite3.connect(inondation.dossier / "fabrique.db")) as source,
        closing(sqlite3.connect(copie)) as cible,
    ):
        source.backup(cible)
    assert getattr(_rejuger(inondation, copie), quoi) == []
    abimer(copie)
    assert getattr(_rejuger(inondation, copie), quoi)


def _rejuger(inondation: Inondation, base: Path) -> Rapport:
    recit = lire(inondation.dossier / "histoire.jsonl")
    moteur = create_engine(f"sqlite:///{base}")
    with moteur.connect() as connexion:
        seance = connexion.execute(text("SELECT id FROM seance")).scalar_one()
    moteur.dispose()
    return verifier(recit, lire_tables(f"sqlite:///{base}", seance), [])


@dataclass
class Piece:
    """A séance with its remote and one person who has several devices."""

    seance: SeanceCreee
    jeton: str
    appareils: list[Client]
    animation: Animation

    async def partout(self, commande: dict[str, Any]) -> list[dict[str, Any]]:
        """Send the same command from every device and by HTTP, all at once; return every answer."""
        corps = {"role": "participant", "seance": self.seance.id, "commande": commande}
        par_http = [self._poster(corps) for _ in range(COPIES - len(self.appareils))]
        par_fil = [client.commander(commande["type"], commande["donnees"], commande["id"]) for client in self.appareils]
        return list(await asyncio.gather(*par_fil, *par_http))

    async def _poster(self, corps: dict[str, Any]) -> dict[str, Any]:
        while True:
            reponse = await appeler(self.seance.adresse, "POST", "/api/commandes", self.jeton, corps)
            lu: dict[str, Any] = reponse.json()
            if lu.get("code") not in {"trop_vite", "occupe"}:
                return lu
            await asyncio.sleep(lu["attendre_ms"] / 1000)

    async def rejoindre(self, jeton: str) -> list[dict[str, Any]]:
        """Join twenty times at once with one token."""
        corps = {"jeton": jeton, "entree": self.seance.entree}
        copies = (appeler(self.seance.adresse, "POST", "/api/rejoindre", "", corps) for _ in range(COPIES))
        return [reponse.json() for reponse in await asyncio.gather(*copies)]


async def _entrer(serveur: Serveur, histoire: Histoire) -> Piece:
    seance = await creer_seance(serveur.url, serveur.jeton_equipe)
    remote = Client(seance.adresse, "animation", {"role": "animation", "jeton": seance.animation}, histoire, hasard(1))
    remote.demarrer()
    animation = Animation(remote, hasard(2))
    await animation.ouvrir()
    jeton = "5" * 32
    auth = {"role": "participant", "jeton": jeton, "entree": seance.entree}
    appareils = [
        Client(seance.adresse, f"appareil-{n}", auth, histoire, hasard(10 + n), scrutation=n == 0) for n in range(4)
    ]
    for appareil in appareils:
        appareil.demarrer()
    await asyncio.gather(*(appareil.pret.wait() for appareil in appareils))
    return Piece(seance, jeton, appareils, animation)


async def _jumeaux(piece: Piece) -> tuple[list[list[dict[str, Any]]], str]:
    """Join, write and vote, each twenty times at once; return the answers of each and the second person's token."""
    second = "6" * 32
    reponses = [await piece.rejoindre(second)]
    ideation, vote_phase = (phase(piece.animation.client, nom) for nom in ("ideation", "vote"))
    assert ideation is not None
    assert vote_phase is not None
    for numero in CARTES:
        carte = {"phase_id": ideation["id"], "texte": f"une seule fois n° {numero}"}
        reponses.append(await piece.partout({"id": _id(numero), "type": "proposer_contribution", "donnees": carte}))
    groupe = await piece.animation.client.commander(
        "creer_regroupement", {"titre": "Groupe", "contributions": [_id(CARTES[0])]}, _id(2)
    )
    assert groupe["ok"], groupe
    ouverture = await piece.animation.client.commander("demarrer_phase", {"phase_id": vote_phase["id"]})
    assert ouverture["ok"], ouverture
    vote = next(vue for vue in piece.animation.client.etat.tous("vote"))
    for version in (1, 2, 3):
        bulletin = {"vote_id": vote["id"], "version": version, "gommettes": {_id(2): version % 2 + 1}}
        reponses.append(await piece.partout({"id": _id(10 + version), "type": "voter", "donnees": bulletin}))
    return reponses, second


def _id(numero: int) -> str:
    return f"00000000-0000-4000-8000-{numero:012d}"


@pytest.mark.lent
def test_vingt_jumeaux_comptent_une_fois(base: BaseDeTest, lancer_serveur: Lanceur, tmp_path: Path) -> None:
    # Each copy takes a token of the phone's rate limit: with the usual one, twenty would be told to wait in turn.
    serveur = lancer_serveur(BASE=base.url, DEBIT_IDEES="1000/1000", DEBIT_VOTES="100/100")
    histoire = Histoire(tmp_path / "histoire.jsonl")

    async def jouer() -> tuple[list[list[dict[str, Any]]], str, Piece]:
        piece = await _entrer(serveur, histoire)
        try:
            return *await _jumeaux(piece), piece
        finally:
            await asyncio.gather(*(client.arreter() for client in [piece.animation.client, *piece.appareils]))

    reponses, second, piece = asyncio.run(jouer())
    histoire.fermer()
    for copies in reponses:
        assert len(copies) == COPIES
        assert all(copie == copies[0] for copie in copies), copies
    tables = lire_tables(serveur.base, piece.seance.id)
    _une_fois(tables, piece.jeton, second)


def _une_fois(tables: Tables, *jetons: str) -> None:
    assert sorted(ligne["numero"] for ligne in tables.participant) == [1, 2]
    assert all(tables.participant_de(jeton) for jeton in jetons)
    assert [ligne["id"] for ligne in tables.contribution] == [_id(numero) for numero in CARTES]
    (bulletin,) = tables.bulletin
    assert bulletin["jeton_vote"] == jeton_vote(tables.vote[0]["sel"], jetons[0])
    assert (bulletin["version"], bulletin["contenu"], bulletin["depense"]) == (3, {_id(2): 2}, 2)
    revisions = [ligne["revision"] for ligne in tables.journal if ligne["revision"] is not None]
    assert revisions == list(range(1, tables.seance["revision"] + 1))
    # Opening, ideation, two arrivals, the cards, the cluster, the vote, three ballots.
    assert tables.seance["revision"] == 2 + 2 + len(CARTES) + 1 + 1 + 3


def test_une_url_sans_sa_base_est_refusee(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FABRIQUE_BASE", raising=False)
    assert inonder(url="http://127.0.0.1:1", telephones=1, tuer=0, jeton_equipe="x" * 22) == 2
    assert "FABRIQUE_BASE" in capsys.readouterr().err


def test_un_serveur_absent_est_une_coupure() -> None:
    with pytest.raises(Coupure):
        asyncio.run(creer_seance("http://127.0.0.1:1", "x" * 22))
