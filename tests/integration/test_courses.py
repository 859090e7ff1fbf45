"""Many at once: the same thing sent twenty times counts once, and the database itself says no (``fiabilite.md`` P3, P8)."""

from __future__ import annotations

import secrets
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, make_url, select, text
from sqlalchemy.exc import IntegrityError

from fabrique_atelier.seance import models as m
from fabrique_atelier.socle.base import Base, creer_moteur
from tests.conftest import BaseDeTest, Lanceur
from tests.outillage.serveur import Serveur
from tests.proprietes.essai import EQUIPE, Essai

FOIS = 20
PHASES = [
    {"type": "ideation", "titre": "Idées", "consigne": "Écrivez.", "max_par_personne": 3},
    {
        "type": "vote",
        "titre": "Vote",
        "consigne": "Votez.",
        "objets_type": "contributions",
        "budget": 3,
        "max_par_objet": 3,
    },
]


class Salle:
    """A séance of the real server, one phone in it, driven over HTTP."""

    def __init__(self, serveur: Serveur) -> None:
        self.serveur = serveur
        self.seance = serveur.creer_seance(phases=PHASES)
        self.animer("ouvrir_seance")
        self.jeton = secrets.token_hex(16)
        self.rejoindre(self.jeton)
        etat = self.etat()
        self.phases = [v["id"] for e, _id, v in sorted(etat, key=lambda c: c[2].get("ordre", 0)) if e == "phase"]
        self.vote = next(v["id"] for e, _id, v in etat if e == "vote")
        self.animer("demarrer_phase", phase_id=self.phases[0])

    def rejoindre(self, jeton: str) -> tuple[int, Any]:
        """Enter by the QR code’s token."""
        return self.serveur.requete("POST", "/api/rejoindre", {"jeton": jeton, "entree": self.seance["entree"]})

    def animer(self, type_: str, **donnees: Any) -> dict[str, Any]:
        """Send a command of the team; it must be accepted."""
        statut, reponse = self.serveur.commande(self.seance["animation"], commande(type_, **donnees))
        assert statut == 200, reponse
        assert isinstance(reponse, dict)
        return reponse

    def envoyer(self, une: dict[str, Any]) -> tuple[int, Any]:
        """Send a command of the phone."""
        return self.serveur.commande(self.jeton, une, role="participant", seance=self.seance["seance"])

    def etat(self) -> list[Any]:
        """Return the team’s snapshot."""
        statut, corps = self.serveur.requete("GET", "/api/etat?role=animation", jeton=self.seance["animation"])
        assert statut == 200
        return list(corps["instantane"]["c"])

    def entites(self, genre: str) -> list[Any]:
        """Return the entities of one kind."""
        return [v for e, _id, v in self.etat() if e == genre]


def commande(type_: str, **donnees: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "type": type_, "donnees": donnees}


def ensemble(faire: Callable[[int], tuple[int, Any]]) -> list[tuple[int, Any]]:
    """Do the same thing twenty times at once."""
    with ThreadPoolExecutor(FOIS) as fils:
        return list(fils.map(faire, range(FOIS)))


@pytest.fixture
def salle(base: BaseDeTest, lancer_serveur: Lanceur) -> Salle:
    return Salle(lancer_serveur(BASE=base.url, DEBIT_IDEES="1000/1000", DEBIT_VOTES="1000/1000"))


def test_vingt_envois_identiques_comptent_une_fois(salle: Salle) -> None:
    idee = commande("proposer_contribution", phase_id=salle.phases[0], texte="une seule fois")
    reponses = ensemble(lambda _n: salle.envoyer(idee))
    assert {statut for statut, _r in reponses} == {200}
    assert [r for _s, r in reponses] == [reponses[0][1]] * FOIS
    assert [c["texte"] for c in salle.entites("contribution")] == ["une seule fois"]

    salle.animer("demarrer_phase", phase_id=salle.phases[1])
    vote = commande("voter", vote_id=salle.vote, version=1, gommettes={idee["id"]: 3})
    reponses = ensemble(lambda _n: salle.envoyer(vote))
    assert [(s, r["ok"]) for s, r in reponses] == [(200, True)] * FOIS
    assert len({r["r"] for _s, r in reponses}) == 1
    assert [v["votants"] for v in salle.entites("vote")] == [1]

    jeton = secrets.token_hex(16)
    entrees = ensemble(lambda _n: salle.rejoindre(jeton))
    assert {statut for statut, _r in entrees} == {200}
    assert len({r["participant"] for _s, r in entrees}) == 1
    assert len(salle.entites("participant")) == 2


def test_vingt_bulletins_ne_font_qu_une_voix_et_le_quota_tient(salle: Salle) -> None:
    idees = ensemble(
        lambda n: salle.envoyer(commande("proposer_contribution", phase_id=salle.phases[0], texte=f"idée {n}"))
    )
    assert sorted(s for s, _r in idees) == [200] * 3 + [409] * (FOIS - 3)
    assert {r["code"] for s, r in idees if s == 409} == {"quota_atteint"}
    cartes = [c["id"] for c in salle.entites("contribution")]
    assert len(cartes) == 3

    salle.animer("demarrer_phase", phase_id=salle.phases[1])
    bulletins = ensemble(
        lambda n: salle.envoyer(commande("voter", vote_id=salle.vote, version=n + 1, gommettes={cartes[n % 3]: 3}))
    )
    assert {s for s, _r in bulletins} == {200}
    salle.animer("fermer_phase", phase_id=salle.phases[1])
    (vote,) = salle.entites("vote")
    assert (vote["votants"], vote["posees"]) == (1, 3)
    assert vote["resultats"][0] == {"objet_id": cartes[(FOIS - 1) % 3], "points": 3, "rang": 1, "ex_aequo": False}


# ------------------------------------------------------------------------------------------------ the database itself


def _copie(connexion: Connection, modele: type[Base]) -> dict[str, Any]:
    return dict(connexion.execute(select(modele.__table__)).mappings().first() or {})


FAUTES: dict[str, tuple[type[Base], dict[str, Any]]] = {
    "deux bulletins pour une personne": (m.Bulletin, {"contenu": {}, "depense": 0}),
    "bulletin au-dessus du budget": (m.Bulletin, {"jeton_vote": "a" * 64, "depense": 4, "budget": 3}),
    "bulletin négatif": (m.Bulletin, {"jeton_vote": "a" * 64, "depense": -1}),
    "bulletin d’un vote inconnu": (m.Bulletin, {"vote_id": str(uuid.uuid4())}),
    "deux lignes pour une commande": (m.Journal, {"revision": None}),
    "deux lignes pour une révision": (m.Journal, {"id": str(uuid.uuid4())}),
    "deux entrées pour un téléphone": (m.Participant, {"id": str(uuid.uuid4()), "numero": 99}),
    "deux personnes au même numéro": (m.Participant, {"id": str(uuid.uuid4()), "empreinte": "b" * 64}),
    "deux cartes au même rang": (m.Contribution, {"id": str(uuid.uuid4())}),
    "carte d’une étape inconnue": (
        m.Contribution,
        {"id": str(uuid.uuid4()), "rang": 999, "phase_id": str(uuid.uuid4())},
    ),
    "deux votes pour une étape": (m.Vote, {"id": str(uuid.uuid4())}),
    "deux étapes au même rang": (m.Phase, {"id": str(uuid.uuid4())}),
}


@pytest.fixture
def remplie(moteur: Engine) -> Iterator[Essai]:
    with Essai(moteur) as essai:
        essai.reussir(EQUIPE, "ouvrir_seance")
        (une,) = essai.faire_entrer(1)
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("direct"))
        carte = essai.reussir(une, "proposer_contribution", phase_id=essai.phase("direct"), texte="idée")
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("cartes"))
        essai.reussir(une, "voter", vote_id=essai.vote("cartes"), version=1, gommettes={carte: 2})
        yield essai


def test_la_base_refuse_elle_meme_les_doublons_et_les_exces(remplie: Essai) -> None:
    for nom, (modele, changements) in FAUTES.items():
        with remplie.moteur.connect() as connexion, connexion.begin() as transaction:
            ligne = {**_copie(connexion, modele), **changements}
            with pytest.raises(IntegrityError):
                connexion.execute(insert(modele.__table__), ligne)  # type: ignore[arg-type]
                pytest.fail(f"accepté par {connexion.dialect.name} : {nom}")
            transaction.rollback()
    remplie.verifier_base()


# ------------------------------------------------------------------------------------------------ locked elsewhere


@contextmanager
def base_verrouillee(base: BaseDeTest, seance_id: str) -> Iterator[None]:
    """Hold the write lock from another process’s point of view (SQLite), or the séance’s row (PostgreSQL)."""
    if base.dialecte == "sqlite":
        with closing(sqlite3.connect(make_url(base.url).database or "", isolation_level=None)) as autre:
            autre.execute("BEGIN IMMEDIATE")
            yield
            autre.execute("ROLLBACK")
        return
    moteur = creer_moteur(base.url)
    with moteur.connect() as connexion, connexion.begin():
        connexion.execute(text("SELECT id FROM seance WHERE id = :id FOR UPDATE"), {"id": seance_id})
        yield
    moteur.dispose()


def test_base_occupee_reponse_rapide_puis_tout_repart(salle: Salle, base: BaseDeTest) -> None:
    idee = commande("proposer_contribution", phase_id=salle.phases[0], texte="pendant la sauvegarde")
    with base_verrouillee(base, salle.seance["seance"]):
        depart = time.monotonic()
        statut, reponse = salle.envoyer(idee)
        assert time.monotonic() - depart < 2
        assert (statut, reponse["ok"], reponse["code"]) == (503, False, "occupe")
        assert reponse["attendre_ms"] > 0
        assert salle.entites("contribution") == []
        assert salle.serveur.requete("GET", "/sante")[0] == 200
    statut, reponse = salle.envoyer(idee)
    assert (statut, reponse["ok"]) == (200, True)
    assert [c["texte"] for c in salle.entites("contribution")] == ["pendant la sauvegarde"]
