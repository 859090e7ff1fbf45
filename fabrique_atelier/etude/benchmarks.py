"""What is done elsewhere, and what could be brought here (``domaine.md`` §3.24): one entry may serve several dossiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.etude import models as m
from fabrique_atelier.etude.nomenclatures import TRANSFERABILITES, TYPES_BENCHMARK
from fabrique_atelier.reseau.editions import ajouter, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier

CHAMPS = (
    "nom lieu code_insee pays type en_quoi_inspirant chiffres modele_economique transferabilite transferabilite_note source "
    "contact_pris_le".split()
)


@dataclass(frozen=True, slots=True)
class EntreeLue:
    """One experience from elsewhere; ``chiffres``: [{libelle, valeur, annee, source}]."""

    id: str
    nom: str
    lieu: str
    code_insee: str | None
    pays: str
    type: str
    en_quoi_inspirant: str
    chiffres: list[dict[str, str]]
    modele_economique: str
    transferabilite: str
    transferabilite_note: str
    source: str
    contact_pris_le: str | None
    version: int


_COLONNES = tuple(getattr(m.BenchmarkEntree, n) for n in EntreeLue.__slots__)


def de_la_fabrique(connexion: Connection, fabrique_id: str) -> list[EntreeLue]:
    """Every entry of a fabrique, by name."""
    requete = select(*_COLONNES).where(m.BenchmarkEntree.fabrique_id == fabrique_id)
    return sorted((EntreeLue(**x) for x in connexion.execute(requete).mappings()), key=lambda e: cle(e.nom))


def du_dossier(connexion: Connection, dossier_id: str) -> list[EntreeLue]:
    """The entries a dossier uses, in the order they were added."""
    e, d = m.BenchmarkEntree, m.BenchmarkDossier
    requete = (
        select(*_COLONNES).join(d, d.entree_id == e.id).where(d.dossier_id == dossier_id).order_by(d.ajoutee_le, e.id)
    )
    return [EntreeLue(**x) for x in connexion.execute(requete).mappings()]


def en_bref(connexion: Connection, dossier_id: str) -> tuple[str, ...]:
    """The entries a dossier uses, a line each: name, place, what inspires."""
    return tuple(f"{e.nom}, {e.lieu}\u00a0: {e.en_quoi_inspirant}" for e in du_dossier(connexion, dossier_id))


def charger(connexion: Connection, fabrique_id: str, entree_id: str) -> EntreeLue | None:
    """One entry of this fabrique, or None."""
    e = m.BenchmarkEntree
    ligne = (
        connexion.execute(select(*_COLONNES).where(e.id == entree_id, e.fabrique_id == fabrique_id)).mappings().first()
    )
    return EntreeLue(**ligne) if ligne else None


def creer(connexion: Connection, geste: Geste, donnees: Mapping[str, Any], dossier_id: str | None = None) -> str:
    """Write an entry down, for a dossier at once if given; return its id.

    Raises:
        ErreurMetier: ``entree_incomplete``.
    """
    entree_id = ajouter(connexion, geste, m.BenchmarkEntree, _ligne(donnees) | {"fabrique_id": geste.fabrique_id})
    geste.noter(connexion, "benchmark.creer", ("benchmark", entree_id))
    if dossier_id is not None:
        rattacher(connexion, geste, dossier_id, entree_id)
    return entree_id


def modifier(connexion: Connection, geste: Geste, lue: tuple[str, int], donnees: Mapping[str, Any]) -> None:
    """Save an entry; ``lue``: (id, version the edit was made on).

    Raises:
        VersionDepassee; ErreurMetier: ``introuvable``, ``entree_incomplete``.
    """
    entree_id, version = lue
    la = {"id": entree_id, "fabrique_id": geste.fabrique_id}
    remplacer(connexion, geste, m.BenchmarkEntree, la, (version, _ligne(donnees)), _disparue())
    geste.noter(connexion, "benchmark.modifier", ("benchmark", entree_id))


def rattacher(connexion: Connection, geste: Geste, dossier_id: str, entree_id: str) -> None:
    """Use an entry for a dossier; twice is once.

    Raises:
        ErreurMetier: ``introuvable``.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    if charger(connexion, geste.fabrique_id, entree_id) is None:
        raise _disparue()
    d = m.BenchmarkDossier
    deja = select(d.entree_id).where(d.entree_id == entree_id, d.dossier_id == dossier_id)
    if connexion.execute(deja).first() is None:
        connexion.execute(insert(d), {"entree_id": entree_id, "dossier_id": dossier_id, "ajoutee_le": geste.maintenant})
        geste.noter(connexion, "benchmark.rattacher", ("dossier", dossier_id))


def detacher(connexion: Connection, geste: Geste, dossier_id: str, entree_id: str) -> None:
    """Use an entry no more for a dossier; the entry itself stays."""
    exiger(connexion, geste.fabrique_id, dossier_id)
    d = m.BenchmarkDossier
    connexion.execute(delete(d).where(d.entree_id == entree_id, d.dossier_id == dossier_id))
    geste.noter(connexion, "benchmark.detacher", ("dossier", dossier_id))


def _ligne(donnees: Mapping[str, Any]) -> dict[str, Any]:
    ligne = {n: donnees.get(n) for n in CHAMPS}
    obligatoires = ("nom", "lieu", "en_quoi_inspirant", "source")
    if (
        not all(ligne[n] for n in obligatoires)
        or ligne["type"] not in TYPES_BENCHMARK
        or ligne["transferabilite"] not in TRANSFERABILITES
    ):
        raise ErreurMetier(
            "entree_incomplete",
            "Une expérience d’ailleurs a un nom, un lieu, un type, ce qui inspire, ce qui est transférable et une source. Complétez-la.",
        )
    textes = dict.fromkeys(("pays", "modele_economique", "transferabilite_note"), "")
    return ligne | {n: ligne[n] or v for n, v in textes.items()} | {"chiffres": ligne["chiffres"] or []}


def _disparue() -> ErreurMetier:
    return ErreurMetier("introuvable", "Cette expérience n’existe plus dans votre fabrique. Revenez à la liste.")
