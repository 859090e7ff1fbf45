"""The real server, in its own process and folder, as a person would start it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

JETON_EQUIPE = "equipe-de-test-0123456789"
RACINE = Path(__file__).resolve().parents[2]
_DELAI_S = 30.0
_SEANCE = {"titre": "Atelier d’essai", "question": "Comment pourrions-nous mieux nous déplacer ?", "modele": "T01"}


@dataclass
class Serveur:
    """``python -m fabrique_atelier servir`` on a free port; every ``FABRIQUE_`` variable is given, none inherited."""

    dossier: Path
    environnement: dict[str, str] = field(default_factory=dict)
    url: str = ""
    port: int = 0
    equipe: str = ""
    jeton_equipe: str = JETON_EQUIPE
    _processus: subprocess.Popen[str] | None = None

    @property
    def journal(self) -> Path:
        """What the server wrote on its standard error, all starts together."""
        return self.dossier / "serveur.log"

    @property
    def pid(self) -> int:
        """Process number of the running server."""
        if self._processus is None:
            raise RuntimeError("le serveur est arrêté")
        return self._processus.pid

    @property
    def base(self) -> str:
        """SQLAlchemy URL of the server's database."""
        return self.environnement.get("FABRIQUE_BASE", f"sqlite:///{self.dossier / 'var' / 'fabrique.db'}")

    def demarrer(self) -> None:
        """Start the server and wait for the line that says it accepts connections."""
        with self.journal.open("a", encoding="utf-8") as erreurs:
            self._processus = subprocess.Popen(
                [sys.executable, "-m", "tests.outillage.garde", "servir", "--port", str(self.port), "--json"],
                cwd=RACINE,
                env=self._environnement(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=erreurs,
                text=True,
            )
        pret = self._attendre_ligne()
        self.url, self.port, self.equipe = pret["url"], pret["port"], pret["equipe"]

    def arreter(self) -> int:
        """Ask the server to end (SIGTERM) and return its exit code; a server already dead gives its own."""
        return self._finir(signal.SIGTERM)

    def tuer(self) -> None:
        """``kill -9``: no farewell, no flush."""
        self._finir(signal.SIGKILL)

    def redemarrer(self) -> None:
        """Start again on the same folder and the same port, whatever the way it ended."""
        if self._processus is not None:
            self.tuer()
        self.demarrer()

    def creer_seance(self, **champs: Any) -> dict[str, Any]:
        """``POST /api/seances`` with the team token; ``champs`` replace the defaults (``phases=[…]`` replaces T01)."""
        corps: dict[str, Any] = {**_SEANCE, **champs}
        if "phases" in champs:
            del corps["modele"]
        statut, reponse = self.requete("POST", "/api/seances", corps, jeton=self.jeton_equipe)
        if statut != 201:
            raise AssertionError(f"POST /api/seances : {statut} {reponse}")
        return cast("dict[str, Any]", reponse)

    def commande(self, jeton: str, commande: dict[str, Any], **corps: Any) -> tuple[int, Any]:
        """Post one command over HTTP: ``role`` (animation by default) and, for a participant, ``seance`` in ``corps``."""
        return self.requete("POST", "/api/commandes", {"role": "animation", **corps, "commande": commande}, jeton=jeton)

    def requete(self, methode: str, chemin: str, corps: Any = None, *, jeton: str | None = None) -> tuple[int, Any]:
        """One HTTP request; returns the status and the decoded JSON (or the text of another type of answer)."""
        entetes = {} if jeton is None else {"Authorization": f"Bearer {jeton}"}
        donnees = None
        if corps is not None:
            entetes["Content-Type"] = "application/json"
            donnees = json.dumps(corps).encode()
        demande = urllib.request.Request(self.url + chemin, donnees, entetes, method=methode)  # noqa: S310 (our own server)
        try:
            with urllib.request.urlopen(demande, timeout=_DELAI_S) as reponse:  # noqa: S310
                return reponse.status, _lire(reponse.headers.get_content_type(), reponse.read())
        except urllib.error.HTTPError as refus:
            with refus:
                return refus.code, _lire(refus.headers.get_content_type(), refus.read())

    def _environnement(self) -> dict[str, str]:
        herite = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("FABRIQUE_")}
        propre = {"FABRIQUE_DOSSIER": str(self.dossier / "var"), "FABRIQUE_JETON_EQUIPE": self.jeton_equipe}
        return {**herite, **propre, **self.environnement}

    def _attendre_ligne(self) -> dict[str, Any]:
        processus = self._processus
        if processus is None or processus.stdout is None:
            raise RuntimeError("le serveur n’a pas été lancé")
        sortie: IO[str] = processus.stdout
        lisible, _, _ = select.select([sortie], [], [], _DELAI_S)
        ligne = sortie.readline() if lisible else ""
        if not ligne.startswith("{"):
            self.tuer()
            raise AssertionError(
                f"le serveur n’a pas démarré ({ligne!r}) :\n{self.journal.read_text(encoding='utf-8')[-4000:]}"
            )
        return cast("dict[str, Any]", json.loads(ligne))

    def _finir(self, signe: signal.Signals) -> int:
        processus, self._processus = self._processus, None
        if processus is None:
            return 0
        processus.send_signal(signe)
        try:
            return processus.wait(timeout=_DELAI_S)
        except subprocess.TimeoutExpired:
            processus.kill()
            processus.wait()
            raise AssertionError(f"le serveur n’a pas fini {_DELAI_S:.0f} s après {signe.name}") from None
        finally:
            if processus.stdout is not None:
                processus.stdout.close()


def _lire(genre: str, contenu: bytes) -> Any:
    return json.loads(contenu) if genre == "application/json" else contenu.decode("utf-8", errors="replace")
