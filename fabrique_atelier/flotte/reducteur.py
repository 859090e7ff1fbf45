"""The client's whole state machine (``docs/protocole.md`` §2): put or delete, and know one's revision."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

Cle = tuple[str, str]
Entites = dict[Cle, Any]
Verdict = Literal["ignore", "applique", "trou"]


def appliquer(entites: Entites, changements: Iterable[list[Any]]) -> None:
    """Apply ``[entite, id, valeur]`` changes in place: a value replaces, ``null`` deletes."""
    for entite, identifiant, valeur in changements:
        if valeur is None:
            entites.pop((entite, identifiant), None)
        else:
            entites[(entite, identifiant)] = valeur


def empreinte(entites: Entites) -> str:
    """SHA-256 of a state, whatever the order things arrived in."""
    lignes = sorted([entite, identifiant, valeur] for (entite, identifiant), valeur in entites.items())
    texte = json.dumps(lignes, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(texte.encode("utf-8", "surrogatepass")).hexdigest()


def depuis_changements(changements: Iterable[list[Any]]) -> Entites:
    """State made by a snapshot's changes alone."""
    entites: Entites = {}
    appliquer(entites, changements)
    return entites


@dataclass
class Etat:
    """Common state at ``revision`` (``None`` before the first snapshot) and personal state."""

    revision: int | None = None
    commun: Entites = field(default_factory=dict)
    perso: Entites = field(default_factory=dict)

    def instantane(self, message: dict[str, Any]) -> None:
        """Forget the common state and take the snapshot's."""
        self.commun = depuis_changements(message["c"])
        self.revision = message["r"]

    def lot(self, message: dict[str, Any]) -> Verdict:
        """Apply a batch if it is the next one."""
        if self.revision is None or message["p"] > self.revision:
            return "trou"
        if message["r"] <= self.revision:
            return "ignore"
        appliquer(self.commun, message["c"])
        self.revision = message["r"]
        return "applique"

    def personnel(self, message: dict[str, Any]) -> None:
        """Apply the personal entities of a ``perso`` message."""
        if message["complet"]:
            self.perso = {}
        appliquer(self.perso, message["c"])

    def tous(self, entite: str) -> list[dict[str, Any]]:
        """Common entities of one kind."""
        return [valeur for (nom, _), valeur in self.commun.items() if nom == entite]
