"""The web application without a process around it: a Flask client, a started executor, one séance to look at."""

from __future__ import annotations

import json
import re
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from fabrique_atelier.application import Application, create_app
from fabrique_atelier.comptes.mots_de_passe import Hacheur
from fabrique_atelier.config import lire_reglages
from tests.outillage.comptes import COOKIE, Connectee, connecter, premiere_fabrique

#: Cheap on purpose: what a password costs has its own tests.
LEGER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
JETON_EQUIPE = "equipe-de-test-0123456789"
PHASES = [
    {"type": "accueil", "titre": "Accueil", "consigne": "Bienvenue."},
    {"type": "ideation", "titre": "Idées", "consigne": "Écrivez.", "visibilite": "tous_fin"},
    {"type": "regroupement", "titre": "Groupes", "consigne": "Rangez."},
    {"type": "vote", "titre": "Vote", "consigne": "Votez.", "objets_type": "contributions", "visibilite": "tous_fin"},
]
INCONNU = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Page:
    """One answer, read whole."""

    status_code: int
    headers: Headers
    data: bytes

    @property
    def content_type(self) -> str:
        """The media type, with its charset."""
        return self.headers["Content-Type"]

    @property
    def text(self) -> str:
        """The body as text."""
        return self.data.decode()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.data)


def lire_page(reponse: TestResponse) -> Page:
    """Read an answer whole and close it."""
    page = Page(reponse.status_code, reponse.headers, reponse.get_data())
    reponse.close()
    return page


class Site:
    """A browser signed in as the administration of the first fabrique; ``visiteur`` is the same without the session."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.fabrique_id, self.fabrique = premiere_fabrique(application.moteur)
        self.personne = connecter(application.moteur, {self.fabrique_id: ["administration"]})
        self.client = self.navigateur(self.personne)
        self.equipe = f"/equipe/{self.fabrique}/seances"
        self.nouvelle = f"{self.equipe}/nouvelle"

    def navigateur(self, personne: Connectee | None = None) -> FlaskClient:
        """Return another browser, signed in as ``personne`` if given."""
        client = self.application.flask.test_client()
        if personne is not None:
            client.set_cookie(COOKIE, personne.secret)
        return client

    def page(self, chemin: str, **options: Any) -> Page:
        """GET."""
        return lire_page(self.client.get(chemin, **options))

    def poster(self, chemin: str, donnees: Any, **options: Any) -> Page:
        """POST, as a browser sends a form."""
        return lire_page(self.client.post(chemin, data=donnees, **options))

    def json(self, methode: str, chemin: str, corps: Any = None, jeton: str | None = None) -> Page:
        """Send JSON with a bearer token."""
        entetes = {"Authorization": f"Bearer {jeton}"} if jeton else {}
        return lire_page(self.client.open(chemin, method=methode, json=corps, headers=entetes))

    def creer(self, **champs: Any) -> dict[str, Any]:
        """Create a séance through the API."""
        corps = {"titre": "Séance", "question": "Que faire ?", "phases": PHASES, **champs}
        reponse = self.json("POST", "/api/seances", corps, JETON_EQUIPE)
        assert reponse.status_code == 201, reponse.text
        cree: dict[str, Any] = reponse.json
        return cree

    def commander(self, jeton: str, type_: str, *, seance: str | None = None, **donnees: Any) -> Page:
        """Send one command; ``seance`` makes it a participant’s."""
        commande = {"id": str(uuid.uuid4()), "type": type_, "donnees": donnees}
        qui = {"role": "participant", "seance": seance} if seance else {"role": "animation"}
        return self.json("POST", "/api/commandes", {**qui, "commande": commande}, jeton)

    def reussir(self, jeton: str, type_: str, **donnees: Any) -> str:
        """Send one command that must be accepted; return its id."""
        reponse = self.commander(jeton, type_, **donnees)
        assert reponse.status_code == 200, reponse.text
        return str(reponse.json["id"])

    def entrer(self, seance: dict[str, Any], pseudonyme: str = "") -> tuple[str, str]:
        """Enter with a new phone; return its token and its participant id."""
        jeton = secrets.token_hex(16)
        corps = {"jeton": jeton, "entree": seance["entree"], "pseudonyme": pseudonyme}
        reponse = self.json("POST", "/api/rejoindre", corps)
        assert reponse.status_code == 200, reponse.text
        return jeton, reponse.json["participant"]

    def phases(self, seance: dict[str, Any]) -> list[str]:
        """Return the ids of the phases, in order."""
        etat = self.json("GET", "/api/etat?role=animation", jeton=seance["animation"]).json
        phases = [v for e, _id, v in etat["instantane"]["c"] if e == "phase"]
        return [p["id"] for p in sorted(phases, key=lambda p: p["ordre"])]

    def formulaire(self) -> dict[str, str]:
        """Return the fields of the creation form, as a browser would send them back."""
        page = self.page(self.nouvelle).text
        champs = dict(re.findall(r'<input[^>]*?\bname="([^"]+)"[^>]*?\bvalue="([^"]*)"', page))
        champs |= dict(re.findall(r'<textarea[^>]*?\bname="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page))
        cochees = re.findall(r'<input[^>]*\btype="checkbox"[^>]*>', page)
        for case in cochees:
            nom = re.search(r'name="([^"]+)"', case)
            if nom and " checked" not in case:
                champs.pop(nom.group(1), None)
        return champs | {"mode_identite": "pseudonyme", "mode_entree": "ouvert"}


@contextmanager
def ouvrir_site(base: str, dossier: Path) -> Iterator[Site]:
    """Assemble the application on ``base`` and stop it afterwards."""
    environnement = {
        "FABRIQUE_DOSSIER": str(dossier),
        "FABRIQUE_BASE": base,
        "FABRIQUE_JETON_EQUIPE": JETON_EQUIPE,
        "FABRIQUE_BOUCLE": "threading",
        "FABRIQUE_TICK_MS": "1",
    }
    with capture_logs():
        with mock.patch("fabrique_atelier.application.Hacheur", partial(Hacheur, profil=LEGER)):
            application = create_app(lire_reglages(environnement))
        application.executeur.demarrer()
        try:
            yield Site(application)
        finally:
            application.arreter()
