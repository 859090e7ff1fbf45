"""What the oracle’s séance is made of."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Etape:
    """One phase."""

    type: str
    ordre: int
    visibilite: str
    quota: int | None
    etat: str = "preparee"
    revelee_le: int = 0
    devoilees: set[str] = field(default_factory=set)

    @property
    def ouverte(self) -> bool:
        return self.etat in ("active", "prolongee")


@dataclass
class Carte:
    """One idea."""

    etape: str
    texte: str
    auteur: str | None
    devoilee: bool
    etat: str = "publiee"
    reformule: str | None = None
    signale: set[str] = field(default_factory=set)

    @property
    def publique(self) -> bool:
        return self.devoilee and self.etat == "publiee"

    @property
    def montre(self) -> str:
        return self.reformule or self.texte


@dataclass
class Scrutin:
    """One vote; ``bulletins``: person → (version, dots). ``objets`` is what the server says may be voted on.

    ``inscrits`` is nobody before the opening, the people present (None) while it is open, and frozen at the closing.
    """

    etape: str
    budget: int
    maximum: int
    etat: str = "prepare"
    objets: list[str] = field(default_factory=list)
    bulletins: dict[str, tuple[int, dict[str, int]]] = field(default_factory=dict)
    inscrits: int | None = 0

    @property
    def votants(self) -> int:
        return sum(bool(b) for _v, b in self.bulletins.values())

    def points(self) -> dict[str, int]:
        return {o: sum(b.get(o, 0) for _v, b in self.bulletins.values()) for o in self.objets}
