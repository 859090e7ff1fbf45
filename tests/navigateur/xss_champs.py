"""Every text field of every form, and what has been written in each: what nobody has planted is told by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from wtforms import Form, FormField, HiddenField, IntegerField, StringField
from wtforms.fields.core import UnboundField
from wtforms.fields.datetime import DateField
from wtforms.fields.simple import FileField

from fabrique_atelier.socle.texte import ligne
from fabrique_atelier.web import ESPACES

FORMULAIRES = "fabrique_atelier.web.formulaires"
#: Rooms that have a walk of their own (``test_xss_parcours``), and the modules of their forms.
PARCOURS = frozenset(
    "dossiers dossier documents fiche qualification entrees suites comites comite_seance comite_membre etude porteur suivi parcours "
    "decision appel convention comites_seance saisies".split()
)  # fmt: skip
#: What people write in, whatever the browser lets them write.
_ECRITS = (StringField, IntegerField, DateField, FileField)


@dataclass(frozen=True)
class Lot:
    """Some payloads, at one round: each field takes another packet of them."""

    charges: tuple[str, ...]
    tour: int = 0

    def __call__(self, maximum: int, rang: int = 0) -> str:
        """As many payloads as a field of ``maximum`` signs holds; ``rang`` tells the fields of one form apart."""
        lots = empaqueter(self.charges, maximum)
        return lots[(self.tour + rang) % len(lots)]

    @property
    def tout(self) -> str:
        """All of them: too long for any field, so that the form comes back."""
        return " ".join(map(ligne, self.charges))


@cache
def empaqueter(charges: tuple[str, ...], maximum: int) -> list[str]:
    """Join payloads up to ``maximum`` signs; one that is longer by itself does not fit that field."""
    lots = [""]
    for charge in map(ligne, charges):
        if len(charge) > maximum:
            continue
        if len(lots[-1]) + 1 + len(charge) > maximum:
            lots.append("")
        lots[-1] = ligne(f"{lots[-1]} {charge}")
    return lots


def routes() -> MapAdapter:
    """The addresses of the application, without the application."""
    flask = Flask("fabrique_atelier", static_folder=None)
    for espace in ESPACES:
        flask.register_blueprint(espace)
    return flask.url_map.bind("127.0.0.1")


@dataclass
class Registre:
    """What the pages offer to write in, what has been written, the screens looked at; ``fond``: hidden fields count too.

    ``parcours``: of the rooms of the parcours, instead of the others.
    """

    fond: bool
    parcours: bool = False
    carte: MapAdapter = field(default_factory=routes)
    offerts: dict[str, set[str]] = field(default_factory=dict)
    semes: dict[str, set[str]] = field(default_factory=dict)
    ecrans: dict[str, int] = field(default_factory=dict)

    @property
    def sortes(self) -> tuple[str, ...]:
        """What is written in: what one sees; at the bottom of things, what is hidden too."""
        return ("visibles", "caches") if self.fond else ("visibles",)

    def endpoint(self, adresse: str, methode: str = "GET") -> str:
        """Which page an address is; nothing for one that no route knows."""
        try:
            trouve, _valeurs = self.carte.match(urlsplit(adresse).path, method=methode)
        except HTTPException:
            return ""
        return str(trouve)

    def offrir(self, page: str, noms: Iterable[str]) -> None:
        """A page shows a form with these fields."""
        self.offerts.setdefault(page, set()).update(map(generique, noms))

    def semer(self, page: str, noms: Iterable[str]) -> None:
        """These fields of its form have been sent with payloads."""
        self.semes.setdefault(page, set()).update(map(generique, noms))

    def regarder(self, page: str) -> None:
        """A screen has been looked at."""
        self.ecrans[page] = self.ecrans.get(page, 0) + 1

    def oublies(self) -> list[str]:
        """Fields of pages, then fields of form classes, that nobody has planted."""
        pages = [f"{p}: {n}" for p, noms in self.offerts.items() for n in noms - self.semes.get(p, set())]
        classes = [
            f"{c}.{n}"
            for c, noms in champs_declares(caches=self.fond, parcours=self.parcours).items()
            for n in manquants(noms, self.semes.values())
        ]
        return sorted(pages) + sorted(classes)

    def jamais_vus(self, sauf: frozenset[str]) -> list[str]:
        """Pages that nobody has looked at; ``sauf`` names what is no page (downloads, data, images)."""
        regles = {r.endpoint for r in self.carte.map.iter_rules() if "GET" in (r.methods or ())}
        return sorted(r for r in regles - set(self.ecrans) - sauf if (r.partition(".")[0] in PARCOURS) is self.parcours)

    def nombre(self) -> int:
        """How many fields have been planted."""
        return sum(map(len, self.semes.values()))


def generique(nom: str) -> str:
    """``phases-3-titre`` → ``phases-*-titre``: the steps of a déroulé, the columns of a file are alike."""
    return re.sub(r"-\d+(?=-|$)", "-*", nom)


def manquants(champs: set[str], semes: Iterable[set[str]]) -> set[str]:
    """The fields of a class that are missing where it was planted best (names on a page may have a prefix)."""
    pages = [{nom.rpartition("-")[2] for nom in noms} | noms for noms in semes]
    return min((champs - noms for noms in pages), key=len, default=champs)


def champs_declares(*, caches: bool, parcours: bool = False) -> dict[str, set[str]]:
    """Form class → the fields people write in, its inner forms included; ``caches``: and those it carries hidden."""
    classes = [c for c in _classes(Form) if c.__module__.startswith(FORMULAIRES)]
    classes = [c for c in classes if (c.__module__.rpartition(".")[2] in PARCOURS) is parcours]
    return {c.__name__: noms for c in classes if (noms := ecrits(c, caches=caches))}


def ecrits(classe: type[Form], *, caches: bool) -> set[str]:
    """The names of the fields of a form class that people write in."""
    noms: set[str] = set()
    for nom in dir(classe):
        champ = getattr(classe, nom)
        if isinstance(champ, UnboundField):
            if issubclass(champ.field_class, FormField):
                noms |= ecrits(champ.args[0], caches=caches)
            elif issubclass(champ.field_class, _ECRITS) and (caches or not issubclass(champ.field_class, HiddenField)):
                noms.add(nom)
    return noms


def _classes(base: type[Form]) -> Iterator[type[Form]]:
    for classe in base.__subclasses__():
        yield classe
        yield from _classes(classe)
