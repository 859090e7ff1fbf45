"""The « Code officiel géographique »: communes, EPCI, départements, regions, found by name or by code.

The embedded edition (``donnees/LISEZMOI.md``) is read at the first use and kept as lines of text: a search walks them all in a few
milliseconds, and only what it finds is taken apart.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fabrique_atelier.reseau import codes
from fabrique_atelier.reseau.recherche import mots

MILLESIME = 2026
#: Legal populations come into force three years late: those of 1 January 2026 are the ones of 2023.
RETARD_POPULATION = 3
SOURCE = "Code officiel géographique (INSEE), par @etalab/decoupage-administratif 6.0.0"
LICENCE = "Licence Ouverte 2.0"
LIMITE = 20
_FICHIER = Path(__file__).with_name("donnees") / "cog.csv.gz"
_COMMUNES = ("commune", "arrondissement_municipal")
_ABREGES = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "s": "sur"}


@dataclass(frozen=True, slots=True)
class Lieu:
    """One official place. ``parent``: the EPCI of a commune, the commune of an arrondissement or of an old name."""

    genre: str
    code: str
    nom: str
    departement: str
    region: str
    parent: str
    codes_postaux: list[str]
    population: int | None


class Cog:
    """Every place, by code and by words."""

    def __init__(self, texte: str, edition: str = str(MILLESIME), source: str = SOURCE) -> None:
        self.edition, self.source = edition, source
        self.millesime = int(edition[:4])
        _entete, *lignes = texte.splitlines()
        # a space first: every word of the name is then found as « space, word »
        self._lignes = [f" {ligne}" for ligne in lignes]
        self._par_code: dict[tuple[str, str], int] = {}
        for numero, ligne in enumerate(lignes):
            _cle, genre, code, _reste = ligne.split(";", 3)
            self._par_code.setdefault((genre, code), numero)

    @property
    def livree(self) -> bool:
        """Whether it came with the application."""
        return self.edition == str(MILLESIME)

    @property
    def population_annee(self) -> int:
        """The year of the legal populations in force on the first of January of an edition."""
        return self.millesime - RETARD_POPULATION

    @property
    def communes(self) -> int:
        """How many communes there are today."""
        return sum(genre == "commune" for genre, _code in self._par_code)

    def lieu(self, genre: str, code: str) -> Lieu | None:
        """One place by its code."""
        numero = self._par_code.get((genre, code))
        return None if numero is None else _lieu(self._lignes[numero])

    def commune(self, insee: str) -> Lieu | None:
        """A commune, an arrondissement, or the commune of today for the code of an old one."""
        for genre in _COMMUNES:
            if trouve := self.lieu(genre, insee):
                return trouve
        ancienne = self.lieu("ancienne", insee) or self.lieu("ancien_code", insee)
        return self.lieu("commune", ancienne.parent) if ancienne else None

    def chercher(self, texte: str, genres: Iterable[str] = (*_COMMUNES, "ancienne")) -> list[Lieu]:
        """Places by words of their name, INSEE code, SIREN or postal code; the nearest first, the biggest next."""
        voulus = frozenset(genres)
        cherches = [_ABREGES.get(mot, mot) for mot in mots(texte)]
        if not cherches:
            return []
        compact = codes.compact(texte)
        if compact[:1].isdigit() and len(compact) in (2, 3, 5, 9):
            trouves = [lieu for ligne in self._lignes if compact in ligne and _a_ce_code(lieu := _lieu(ligne), compact)]
            # a code of the place itself comes before a postal code
            trouves.sort(key=lambda lieu: (lieu.code != compact, -(lieu.population or 0)))
        else:
            lignes = self._lignes
            for motif in sorted((f" {mot}" for mot in cherches), key=len, reverse=True):
                lignes = [ligne for ligne in lignes if motif in ligne]
            phrase = " ".join(cherches)
            trouves = [_lieu(ligne) for ligne in sorted(lignes, key=lambda ligne: _rang(ligne, phrase))]
        return [lieu for lieu in trouves if lieu.genre in voulus][:LIMITE]


@lru_cache(maxsize=1)
def cog() -> Cog:
    """The embedded edition."""
    return Cog(gzip.decompress(_FICHIER.read_bytes()).decode())


def _lieu(ligne: str) -> Lieu:
    _cle, genre, code, nom, departement, region, parent, postaux, population = ligne.split(";")
    if nom.startswith('"'):  # as CSV writes a name that has quotes
        nom = nom[1:-1].replace('""', '"')
    return Lieu(genre, code, nom, departement, region, parent, postaux.split(), int(population) if population else None)


def _a_ce_code(lieu: Lieu, code: str) -> bool:
    return lieu.code == code or code in lieu.codes_postaux


def _rang(ligne: str, cherche: str) -> tuple[int, int, int]:
    cle, genre, *_reste, population = ligne[1:].split(";")
    proximite = 0 if cle == cherche else 1 if cle.startswith(f"{cherche} ") else 2
    return (proximite, genre == "ancienne", -int(population or 0))
