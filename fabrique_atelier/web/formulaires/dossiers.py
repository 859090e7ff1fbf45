"""What the address of the desk asks: filters, order, page. What it does not know is left out, never refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.recherche_dossiers import ARRETEES, TOUTES, TRIS, Filtres

#: Order when nothing is asked: the latest numbers first.
ORDINAIRE = "-numero"
ETAPES = ("1", "2", "3", "4")


@dataclass(frozen=True, slots=True)
class Demande:
    """One address of the desk, read."""

    filtres: Filtres
    liste: bool
    tri: str
    page: int

    @property
    def ordre(self) -> tuple[str, bool]:
        """The column, and whether it is turned over."""
        return self.tri.lstrip("-"), self.tri.startswith("-")

    def adresse(self, **changements: str) -> dict[str, str]:
        """What to put in an address to ask the same with these changes; a new question starts at the first page."""
        noms = set(Filtres.__slots__)
        filtres = replace(self.filtres, **{n: v for n, v in changements.items() if n in noms})
        vue = changements.get("vue", "liste" if self.liste else "")
        tri = changements.get("tri", self.tri)
        autres = {"vue": vue, "tri": tri if tri != ORDINAIRE else "", "page": changements.get("page", "")}
        return filtres.demandes() | {n: v for n, v in autres.items() if v}

    def tourner(self, colonne: str) -> str:
        """What clicking on the head of a column asks: that order, or its reverse."""
        return f"-{colonne}" if self.tri == colonne else colonne


def lire_demande(args: Mapping[str, str]) -> Demande:
    """Read an address."""
    fermes: dict[str, tuple[str, ...]] = {
        "etape": ETAPES,
        "stade": s.STADES,
        "situation": (TOUTES, ARRETEES, *s.SITUATIONS),
        "alerte": ("1",),
    }
    lus = {n: args.get(n, "").strip()[:200] for n in Filtres.__slots__}
    filtres = Filtres(**{n: v for n, v in lus.items() if n not in fermes or v in fermes[n]})
    tri, page = args.get("tri", ORDINAIRE), args.get("page", "")
    connu = tri.removeprefix("-") in TRIS
    numero = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Demande(filtres, args.get("vue") == "liste", tri if connu else ORDINAIRE, numero)
