"""The append-only history: what each client asked and was told, one JSON object a line, monotonic seconds.

Lines, by ``quoi``: ``client`` (a participant's token, so the checker can recompute hashes), ``invoque`` (a command
leaves for the first time), ``renvoi``, ``ok``, ``refus``, ``differe`` (``trop_vite`` or ``occupe``: not final),
``tue`` and ``pret`` (the nemesis). A command without ``ok`` or ``refus`` is *unknown*.
"""

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO


class Histoire:
    """Writer; each line is flushed, so that a crash of the fleet leaves a readable history too."""

    def __init__(self, chemin: Path) -> None:
        self.chemin = chemin
        self._fichier: TextIO = chemin.open("a", encoding="utf-8", buffering=1)

    def noter(self, quoi: str, qui: str, **faits: Any) -> None:
        """Append one line."""
        ligne = {"t": time.monotonic(), "quoi": quoi, "qui": qui, **faits}
        self._fichier.write(json.dumps(ligne, ensure_ascii=False) + "\n")

    def fermer(self) -> None:
        """Close the file."""
        self._fichier.close()


@dataclass
class Commande:
    """One command as its client lived it; ``rang`` is its place among all invocations."""

    id: str
    qui: str
    type: str
    donnees: dict[str, Any]
    rang: int
    invoque_a: float
    differee: bool = False
    repondu_a: float | None = None
    reponses: list[dict[str, Any]] = field(default_factory=list)

    @property
    def sort(self) -> str:
        """``ok``, ``refus`` or ``inconnu``, from the first final answer."""
        if not self.reponses:
            return "inconnu"
        return "ok" if self.reponses[0]["ok"] else "refus"


@dataclass
class Recit:
    """A history read back: commands by id (in order of invocation) and participants' tokens by client."""

    commandes: dict[str, Commande] = field(default_factory=dict)
    jetons: dict[str, str] = field(default_factory=dict)

    def de_sort(self, sort: str) -> Iterator[Commande]:
        """Commands which ended that way."""
        return (commande for commande in self.commandes.values() if commande.sort == sort)


def lire(chemin: Path) -> Recit:
    """Read a history file back."""
    with chemin.open(encoding="utf-8") as fichier:
        return raconter(json.loads(ligne) for ligne in fichier)


def raconter(lignes: Iterable[dict[str, Any]]) -> Recit:
    """Fold history lines into commands."""
    recit = Recit()
    for ligne in lignes:
        quoi = ligne["quoi"]
        if quoi == "client":
            recit.jetons[ligne["qui"]] = ligne["jeton"]
        elif quoi == "invoque":
            recit.commandes[ligne["id"]] = Commande(
                ligne["id"], ligne["qui"], ligne["type"], ligne["donnees"], len(recit.commandes), ligne["t"]
            )
        elif quoi == "differe":
            recit.commandes[ligne["id"]].differee = True
        elif quoi in {"ok", "refus"}:
            commande = recit.commandes[ligne["id"]]
            commande.repondu_a = commande.repondu_a or ligne["t"]
            commande.reponses.append(ligne["reponse"])
    return recit
