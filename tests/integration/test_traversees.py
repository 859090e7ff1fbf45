"""One socket, one séance, for its whole life (``fiabilite.md`` T3): joining again, other namespaces, foreign ids cross nothing."""

from __future__ import annotations

import itertools
import json
import secrets
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, select

from fabrique_atelier.seance import models as m
from fabrique_atelier.socle.base import creer_moteur, lire
from tests.conftest import BaseDeTest, Lanceur
from tests.outillage.prise import PriseNue
from tests.outillage.serveur import Serveur

PAIRES = 10_000
FENETRE = 200
ATTENTE_S = 60
PHASES = [
    {"type": "ideation", "titre": "Idées", "consigne": "Écrivez.", "visibilite": "tous_direct"},
    {"type": "vote", "titre": "Vote", "consigne": "Votez.", "objets_type": "contributions"},
]


@dataclass
class Salle:
    """A séance with one idea, its ids, and a phone’s token."""

    serveur: Serveur
    titre: str
    jeton: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        self.seance = self.serveur.creer_seance(titre=self.titre, phases=PHASES)
        self.id = self.seance["seance"]
        self.animer("ouvrir_seance")
        _statut, entree = self.serveur.requete(
            "POST", "/api/rejoindre", {"jeton": self.jeton, "entree": self.seance["entree"]}
        )
        self.participant = entree["participant"]
        etat = self.etat()
        self.phase = next(v["id"] for e, _i, v in etat if e == "phase" and v["type"] == "ideation")
        self.vote = next(v["id"] for e, _i, v in etat if e == "vote")
        self.animer("demarrer_phase", phase_id=self.phase)
        self.idee = self.animer("proposer_contribution", phase_id=self.phase, texte=f"Secret de {self.titre}")

    def animer(self, type_: str, **donnees: Any) -> str:
        """A command of the team, accepted."""
        une = {"id": str(uuid.uuid4()), "type": type_, "donnees": donnees}
        statut, reponse = self.serveur.commande(self.seance["animation"], une)
        assert statut == 200, reponse
        return str(une["id"])

    def etat(self) -> list[Any]:
        """What the team sees."""
        _s, corps = self.serveur.requete("GET", "/api/etat?role=animation", jeton=self.seance["animation"])
        return list(corps["instantane"]["c"])

    @property
    def auths(self) -> list[dict[str, Any]]:
        """Every way into this séance."""
        return [
            {"role": "participant", "jeton": self.jeton, "entree": self.seance["entree"]},
            {"role": "participant", "jeton": self.jeton, "seance": self.id},
            {"role": "animation", "jeton": self.seance["animation"]},
            {"role": "tableau", "jeton": self.seance["tableau"]},
        ]


def test_dix_mille_paires_ne_traversent_rien(base: BaseDeTest, lancer_serveur: Lanceur) -> None:
    """Join B then act, ten thousand times on A’s socket: B is never read nor written, A gets exactly its own."""
    serveur = lancer_serveur(
        BASE=base.url, DEBIT_IDEES="9e5/900000", DEBIT_VOTES="9e5/900000", DEBIT_AUTRES="9e5/900000"
    )
    ici, la_bas = Salle(serveur, "Séance ici"), Salle(serveur, "Séance là-bas")
    moteur = creer_moteur(base.url)
    avant = _trace(moteur, la_bas.id)
    attendues: dict[str, str] = {}
    actes = itertools.cycle(_actes(ici, la_bas))
    rejoindre = itertools.cycle(_rejoindre(la_bas))
    trames: list[str] = []
    with PriseNue(serveur, {"role": "participant", "jeton": ici.jeton, "seance": ici.id}) as prise:
        lecteur = _Lecteur(prise)
        for rang in range(PAIRES):
            prise.ws.send(next(rejoindre))
            type_, donnees, code = next(actes)
            attendues[prise.commander(type_, **donnees)] = code
            if rang % 7 == 0:
                prise.emettre("rattraper", {"depuis": rang % 3, "seance": la_bas.id, "role": "animation"})
            if rang % FENETRE == FENETRE - 1:
                lecteur.attendre(len(attendues))
        lecteur.attendre(len(attendues))
        trames = lecteur.trames
    recues = {r["id"]: r.get("code", "ok") for t in trames for r in _reponses(t)}
    assert recues == attendues
    etrangeres = [la_bas.id, la_bas.idee, la_bas.phase, la_bas.participant, la_bas.seance["code"], "là-bas"]
    lues = [t for t in trames if not t.startswith("44") and any(x in t for x in etrangeres)]
    assert lues == []
    assert _trace(moteur, la_bas.id) == avant
    moteur.dispose()


class _Lecteur:
    """Reads everything the socket is sent, and counts the answers."""

    def __init__(self, prise: PriseNue) -> None:
        self.trames: list[str] = []
        self._prise = prise
        self._repondues = 0

    def attendre(self, nombre: int) -> None:
        """Read until ``nombre`` commands in all have their answer."""
        limite = time.monotonic() + ATTENTE_S
        while self._repondues < nombre:
            assert time.monotonic() < limite, f"{self._repondues} réponses sur {nombre}"
            trame = str(self._prise.ws.recv(timeout=20))
            if trame == "2":
                self._prise.ws.send("3")
                continue
            self.trames.append(trame)
            self._repondues += len(_reponses(trame))


def _rejoindre(salle: Salle) -> list[str]:
    """Frames that try to move a socket that is already somewhere."""
    trames = []
    for auth in salle.auths:
        brut = json.dumps(auth)
        trames += [
            "40" + brut,
            "42" + json.dumps(["connect", {}, auth]),
            "42" + json.dumps(["connect", auth]),
            "40/animation," + brut,
            "42/animation,"
            + json.dumps(["commande", {"id": str(uuid.uuid4()), "type": "clore_seance", "donnees": {}}]),
            "42" + json.dumps(["disconnect", "client"]),
        ]
    return trames


def _actes(ici: Salle, la_bas: Salle) -> list[tuple[str, dict[str, Any], str]]:
    """Commands on A’s own objects, and on B’s, with what must be answered."""
    return [
        ("signaler_contribution", {"contribution_id": ici.idee, "motif": "doublon_involontaire"}, "ok"),
        ("signaler_contribution", {"contribution_id": la_bas.idee, "motif": "injure"}, "contribution_inconnue"),
        ("proposer_contribution", {"phase_id": la_bas.phase, "texte": "Traversée"}, "phase_inconnue"),
        ("voter", {"vote_id": la_bas.vote, "version": 1, "gommettes": {}}, "vote_inconnu"),
        ("clore_seance", {}, "interdit"),
        ("ecarter_participant", {"participant_id": la_bas.participant}, "interdit"),
    ]


def _reponses(trame: str) -> list[dict[str, Any]]:
    return list(json.loads(trame[2:])[1]["a"]) if trame.startswith('42["perso"') else []


def _trace(moteur: Engine, seance_id: str) -> tuple[Any, ...]:
    """Everything that a command on this séance would change."""
    with lire(moteur) as connexion:
        revision = connexion.execute(select(m.Seance.revision, m.Seance.etat).where(m.Seance.id == seance_id)).one()
        journal = connexion.execute(select(m.Journal.id).where(m.Journal.seance_id == seance_id).order_by(m.Journal.id))
        return tuple(revision), tuple(journal.scalars())
