"""What one run gathers: rows, details, noise; and the medians drawn from them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bancs.lignes import Ligne
from bancs.processus import ECHECS, Bruit, motif


@dataclass
class Course:
    """Rows and details gathered so far."""

    court: bool
    lignes: list[Ligne] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    bruits: list[float] = field(default_factory=list)
    debut: float = field(default_factory=time.monotonic)

    @property
    def tours(self) -> int:
        """How many runs the medians are taken over."""
        return 1 if self.court else 3

    def dire(self, texte: str) -> None:
        """One line of progress, stamped."""
        print(f"[{time.monotonic() - self.debut:6.1f} s] {texte}", flush=True)

    def mesurer(self, nom: str, mesure: Callable[[], Any], fois: int = 1) -> tuple[list[Any], str | None]:
        """Take a measure `fois` times; what fails becomes the reason of the rows that needed it."""
        resultats: list[Any] = []
        raison: str | None = None
        bruit = Bruit()
        for _ in range(fois):
            try:
                resultats.append(mesure())
            except ECHECS as echec:
                raison = motif(echec)
                break
        self.details[nom] = {"bruit": bruit.part(), "resultats": resultats}
        self.bruits.append(bruit.part())
        self.dire(f"{nom} : {'fait' if raison is None else raison}")
        return resultats, raison


def mediane(resultats: list[Any], *cles: str) -> float | None:
    """Median over the runs of one figure, reached by its keys; None when there is none."""
    valeurs: list[float] = []
    for resultat in resultats:
        lu = resultat
        for cle in cles:
            lu = lu[cle]
        if lu is not None:
            valeurs.append(float(lu))
    return statistics.median(valeurs) if valeurs else None


def pire(lus: list[Any], cle: str) -> float | None:
    """Losses are not averaged: the worst run counts."""
    return max((float(lu[cle]) for lu in lus), default=None)
