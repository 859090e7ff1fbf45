"""What the worked cases need besides ``cas_demo.json`` to be carried to the activity: texts, answers, people. All of it invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from fabrique_atelier.demonstration.cas import Cas, tous_les_cas

#: People who sit; nobody real.
NOMS = (
    ("Anne", "Le Bihan"), ("Bakary", "Diallo"), ("Camille", "Ferrand"), ("David", "Guérin"), ("Élise", "Hamon"),
    ("Farid", "Ouali"), ("Gaëlle", "Jégou"), ("Hugo", "Klein"), ("Irène", "Lambert"), ("Joël", "Morvan"),
    ("Khadija", "Naceri"), ("Louis", "Olivier"), ("Mireille", "Péron"), ("Nadège", "Quéré"),
)  # fmt: skip
#: name, collège, legal form: the organisations around a committee.
ORGANISATIONS = (
    ("Commune de démonstration (fictive)", "collectivite", "collectivite"),
    ("Bailleur de démonstration (fictif)", "bailleur_social", "epic_epa"),
    ("Réseau des associations (fictif)", "ess", "association"),
    ("Financeur solidaire (fictif)", "accompagnement_financement_ess", "autre"),
    ("Conseil citoyen (fictif)", "habitants_citoyens", "association"),
)
#: What a milestone of §5 says → its type; the first words that fit.
JALONS = (
    ("porteur validé", "porteur_valide"),
    ("Détection", "detection"),
    ("Première réunion", "premiere_reunion"),
    ("Début de l’étude", "debut_etude"),
    ("Fin de l’étude", "fin_etude"),
    ("Étude finalisée", "fin_etude"),
    ("Étude rendue", "fin_etude"),
    ("Création", "creation_juridique"),
    ("Association créée", "creation_juridique"),
    ("Convention", "convention"),
    ("Première salariée", "premier_recrutement"),
    ("Premières distributions", "premiere_activite"),
    ("Première production", "premiere_activite"),
    ("Ouverture (", "premiere_activite"),
    ("journée de test", "action_test"),
    ("Comité", "decision"),
    ("Jury", "decision"),
    ("faisabilité validée", "decision"),
)


@dataclass(frozen=True, slots=True)
class Idee:
    """One idea of a case: its clusters, its ten notes, the texts of its fiche."""

    titre: str
    groupes: list[str]
    notes: dict[str, int]
    textes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Recit:
    """A case with all that is needed to tell it whole; ``suite`` is its part of ``parcours_demo.json``."""

    cas: Cas
    idees: list[Idee]
    suite: dict[str, Any]


@cache
def tous_les_recits() -> list[Recit]:
    """The three cases, in the order of the document."""
    texte = resources.files("fabrique_atelier.demonstration").joinpath("parcours_demo.json").read_text(encoding="utf-8")
    suites = {r["cas"]: r for r in json.loads(texte)["recits"]}
    return [Recit(cas, _idees(cas, suites[cas.id]), suites[cas.id]) for cas in tous_les_cas()]


def _idees(cas: Cas, suite: dict[str, Any]) -> list[Idee]:
    documentees = [Idee(t, g, n, dict(x)) for (t, g, n), x in zip(cas.fiches, suite["fiches"], strict=True)]
    autres = []
    for brute in suite.get("supplementaires", []):
        x = dict(brute)
        notes = {f"C{i}": n for i, n in enumerate(x.pop("notes"), start=1)}
        autres.append(Idee(x.pop("titre"), x.pop("groupes"), notes, x))
    return [*documentees, *autres]


def type_de_jalon(libelle: str) -> str:
    """The type of a milestone, by its words."""
    return next((genre for mots, genre in JALONS if mots in libelle), "autre")


@cache
def document() -> bytes:
    """The one-page PDF that stands for every attached file of the demo."""
    return resources.files("fabrique_atelier.demonstration").joinpath("document_demo.pdf").read_bytes()


#: The tags of provenance of the document (§0.1) → what a reader understands.
_SOURCES = {
    "S1": "Brochure du réseau des Fabriques à initiatives, Avise, 2022",
    "S2": "Article de Kèpos sur la Serre à projets, octobre 2022",
    "P": "Source publique",
    "I": "Inventé pour la démonstration",
    "I (P : début avril 2020)": "Inventé pour la démonstration ; début avril 2020 selon une source publique",
    "calcul depuis S1": "Calculé d’après la brochure du réseau",
}


def source_en_clair(source: str) -> str:
    """Say where a date comes from in words; a tag that is not known stays as it is."""
    return _SOURCES.get(source, source)
