"""The application under test: started on a throw-away database, its séance prepared over its HTTP API."""

from __future__ import annotations

import http.client
import json
import secrets
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bancs.processus import COEUR_SERVEUR, PYTHON, EchecBanc, Processus

# One idea each two seconds is a person's pace; the bench is not a person. Everything else keeps its default.
REGLAGES = {
    "FABRIQUE_DEBIT_IDEES": "100000/100000",
    "FABRIQUE_DEBIT_AUTRES": "100000/100000",
    "FABRIQUE_CAPACITE": "3000",
}
IDEATION = {
    "type": "ideation",
    "titre": "Vos idées",
    "consigne": "Une idée par envoi.",
    "visibilite": "tous_direct",
    "max_par_personne": None,
}
VOTE = {
    "type": "vote",
    "titre": "Le vote",
    "consigne": "Posez vos gommettes.",
    "budget": 10,
    "max_par_objet": 3,
    "objets_type": "contributions",
}


@dataclass
class Seance:
    """What the API answered, and the phases in order."""

    id: str
    code: str
    entree: str
    animation: str
    tableau: str
    urls: dict[str, str]
    phases: list[dict[str, Any]] = field(default_factory=list)


class Fabrique(Processus):
    """`python -m fabrique_atelier servir` on SQLite, synchronous=FULL, real handlers, real journal."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        self.jeton = secrets.token_urlsafe(16)
        env = {
            **REGLAGES,
            "FABRIQUE_DOSSIER": str(dossier),
            "FABRIQUE_BASE": f"sqlite:///{dossier / 'fabrique.db'}",
            "FABRIQUE_JETON_EQUIPE": self.jeton,
        }
        commande = [PYTHON, "-m", "fabrique_atelier", "servir", "--port", "0", "--json"]
        super().__init__(commande, coeur=COEUR_SERVEUR, journal=dossier / "serveur.log", env=env)
        try:
            pret = self.lire(60)
        except EchecBanc:
            self.arreter()
            raise
        self.port: int = pret["port"]
        self.url: str = pret["url"]

    def appeler(self, chemin: str, jeton: str, corps: dict[str, Any] | None = None) -> dict[str, Any]:
        """One JSON request; a refusal becomes a reason."""
        liaison = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        entetes = {"Authorization": f"Bearer {jeton}", "Content-Type": "application/json"}
        try:
            texte = None if corps is None else json.dumps(corps)
            liaison.request("GET" if corps is None else "POST", chemin, texte, entetes)
            reponse = liaison.getresponse()
            lu = reponse.read()
        finally:
            liaison.close()
        if reponse.status not in {200, 201}:
            raise EchecBanc(f"{chemin} : {reponse.status} {lu[:300]!r}")
        decode: dict[str, Any] = json.loads(lu)
        return decode

    def creer_seance(self, phases: list[dict[str, Any]]) -> Seance:
        """Create, open, and start the first phase."""
        corps = {"titre": "Banc", "question": "Que faire des halles ?", "phases": phases}
        cree = self.appeler("/api/seances", self.jeton, corps)
        seance = Seance(cree["seance"], cree["code"], cree["entree"], cree["animation"], cree["tableau"], cree["urls"])
        self.commander(seance, "ouvrir_seance", {})
        seance.phases = sorted(self.entites(seance, "phase"), key=lambda phase: int(phase["ordre"]))
        self.demarrer(seance, phases[0]["type"])
        return seance

    def demarrer(self, seance: Seance, type_: str) -> str:
        """Start the first phase of this type; returns its id."""
        phase_id: str = next(p["id"] for p in seance.phases if p["type"] == type_)
        self.commander(seance, "demarrer_phase", {"phase_id": phase_id})
        return phase_id

    def commander(self, seance: Seance, type_: str, donnees: dict[str, Any]) -> None:
        """One command of the facilitator, over HTTP."""
        commande = {"id": str(uuid.uuid4()), "type": type_, "donnees": donnees}
        corps = {"role": "animation", "commande": commande}
        reponse = self.appeler("/api/commandes", seance.animation, corps)
        if not reponse["ok"]:
            raise EchecBanc(f"{type_} : {reponse}")

    def entites(self, seance: Seance, nom: str) -> list[dict[str, Any]]:
        """Every entity of one kind, as the facilitator sees it."""
        etat = self.appeler(f"/api/etat?role=animation&seance={seance.id}", seance.animation)
        return [valeur for entite, _, valeur in etat["instantane"]["c"] if entite == nom]

    def contexte(self, seance: Seance) -> dict[str, Any]:
        """What the driver needs to join and to speak."""
        phase_id = next(p["id"] for p in seance.phases if p["type"] == "ideation")
        return {
            "instantane": True,
            "entree": seance.entree,
            "animation": seance.animation,
            "tableau": seance.tableau,
            "phase_id": phase_id,
        }
