"""The rows of the result: one shape, a JSON file, a readable table."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

COMPARER: dict[str, Callable[[float, float], bool]] = {"≥": operator.ge, "≤": operator.le}
DECIMALES = {"actions/s": 0, "octets": 0, "requêtes": 0}


@dataclass(frozen=True)
class Cible:
    """What is wanted: of the value itself, or of its ratio to the reference."""

    sens: str
    borne: float
    rapport: bool = False

    def __str__(self) -> str:
        return f"{'rapport ' if self.rapport else ''}{self.sens} {self.borne:g}"


@dataclass(frozen=True)
class Ligne:
    """One measure. `reference` is the stand-in's value in the same unit; `raison` says why there is no value."""

    nom: str
    n: int | None
    valeur: float | None
    unite: str
    reference: float | None = None
    rapport: float | None = None
    cible: str | None = None
    atteint: bool | None = None
    raison: str | None = None

    def objet(self) -> dict[str, Any]:
        """As written in the result file; `raison` stands only where something is missing."""
        champs = asdict(self)
        if self.raison is None:
            del champs["raison"]
        return champs


def ligne(
    nom: str,
    n: int | None,
    valeur: float | None,
    unite: str,
    *,
    reference: float | None = None,
    cible: Cible | None = None,
    raison: str | None = None,
) -> Ligne:
    """Build a row: ratio and verdict follow from the figures, and stay empty when a figure is missing."""
    rapport = None if valeur is None or not reference else round(valeur / reference, 2)
    juge = None if cible is None else (rapport if cible.rapport else valeur)
    atteint = None if cible is None or juge is None else COMPARER[cible.sens](juge, cible.borne)
    arrondi = None if valeur is None else round(valeur, DECIMALES.get(unite, 2))
    texte = None if cible is None else str(cible)
    if reference is not None:
        reference = round(reference, DECIMALES.get(unite, 2))
    return Ligne(nom, n, arrondi, unite, reference, rapport, texte, atteint, raison)


def ecrire(dossier: Path, lignes: list[Ligne], details: dict[str, Any]) -> None:
    """Write `dernier.json` (the rows) and `details.json` (every step, the machine, the noise)."""
    dossier.mkdir(parents=True, exist_ok=True)
    for nom, contenu in (("dernier.json", [une.objet() for une in lignes]), ("details.json", details)):
        provisoire = dossier / f".{nom}"
        provisoire.write_text(json.dumps(contenu, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        provisoire.replace(dossier / nom)


def nombre(valeur: float | None) -> str:
    """A figure for people: thin spaces, decimal comma."""
    if valeur is None:
        return "–"
    texte = f"{valeur:,.0f}" if abs(valeur) >= 100 or float(valeur).is_integer() else f"{valeur:,.2f}"
    return texte.replace(",", " ").replace(".", ",")


def tableau(lignes: list[Ligne]) -> str:
    """The whole result as text, one row a line."""
    verdicts = {True: "oui", False: "NON", None: ""}
    entete = f"{'mesure':<66}{'N':>6}{'valeur':>10} {'unité':<10}{'référence':>10}{'rapport':>9}  {'cible':<15}atteinte"
    corps = [
        f"{une.nom:<66}{nombre(une.n) if une.n else '':>6}{nombre(une.valeur):>10} {une.unite:<10}"
        f"{nombre(une.reference):>10}{nombre(une.rapport):>9}  {une.cible or '':<15}{verdicts[une.atteint]}"
        + (f"\n    ({une.raison})" if une.raison else "")
        for une in lignes
    ]
    return "\n".join([entete, "-" * len(entete), *corps])
