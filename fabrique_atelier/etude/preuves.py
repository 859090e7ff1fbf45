"""Field evidence: questionnaires, interviews, tests; what they teach and how many people they heard (``domaine.md`` §3.23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.etude import models as m
from fabrique_atelier.etude.nomenclatures import SECTION_DE, SECTIONS, TYPES_PREUVE
from fabrique_atelier.reseau.editions import ajouter as inserer
from fabrique_atelier.reseau.editions import remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier

CHAMPS = "type intitule dates nb_personnes publics coorganisateurs enseignements section document_id".split()


@dataclass(frozen=True, slots=True)
class PreuveLue:
    """One piece of evidence; ``dates``: partial dates, ``coorganisateurs``: partners’ ids."""

    id: str
    dossier_id: str
    type: str
    intitule: str
    dates: list[str]
    nb_personnes: int | None
    publics: str
    coorganisateurs: list[str]
    enseignements: str
    section: str
    document_id: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Methode:
    """What one kind of evidence adds up to in a section."""

    type: str
    nombre: int
    personnes: int


_COLONNES = tuple(getattr(m.PreuveTerrain, n) for n in PreuveLue.__slots__)


def du_dossier(connexion: Connection, dossier_id: str) -> list[PreuveLue]:
    """The evidence of a dossier already known to be in the fabrique, by date then in the order written."""
    p = m.PreuveTerrain
    requete = select(*_COLONNES).where(p.dossier_id == dossier_id).order_by(p.cree_le, p.id)
    lues = [PreuveLue(**ligne) for ligne in connexion.execute(requete).mappings()]
    return sorted(lues, key=lambda x: min(x.dates, default="9999"))


def methodes(preuves: Sequence[PreuveLue], section: str) -> list[Methode]:
    """By which methods a section was checked, and with how many people: one line per kind."""
    siennes = [p for p in preuves if p.section == section]
    return [
        Methode(t, len(x), sum(p.nb_personnes or 0 for p in x))
        for t in TYPES_PREUVE
        if (x := [p for p in siennes if p.type == t])
    ]


def ajouter(connexion: Connection, geste: Geste, dossier_id: str, donnees: Mapping[str, Any]) -> str:
    """Write one piece of evidence down; return its id.

    Raises:
        ErreurMetier: ``preuve_incomplete``, ``nombre_negatif``.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    ligne = _ligne(donnees)
    preuve_id = inserer(connexion, geste, m.PreuveTerrain, ligne | {"dossier_id": dossier_id})
    geste.noter(connexion, "preuve.ajouter", ("dossier", dossier_id), type=ligne["type"])
    return preuve_id


def modifier(
    connexion: Connection, geste: Geste, dossier_id: str, lue: tuple[str, int], donnees: Mapping[str, Any]
) -> None:
    """Save one piece of evidence; ``lue``: (id, version the edit was made on).

    Raises:
        VersionDepassee; ErreurMetier: ``introuvable``, or as :func:`ajouter`.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    preuve_id, version = lue
    la = {"id": preuve_id, "dossier_id": dossier_id}
    remplacer(connexion, geste, m.PreuveTerrain, la, (version, _ligne(donnees)), _disparue())
    geste.noter(connexion, "preuve.modifier", ("dossier", dossier_id))


def supprimer(connexion: Connection, geste: Geste, dossier_id: str, preuve_id: str) -> None:
    """Take a piece of evidence out.

    Raises:
        ErreurMetier: ``introuvable``.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    p = m.PreuveTerrain
    if not connexion.execute(delete(p).where(p.id == preuve_id, p.dossier_id == dossier_id)).rowcount:
        raise _disparue()
    geste.noter(connexion, "preuve.supprimer", ("dossier", dossier_id))


def _ligne(donnees: Mapping[str, Any]) -> dict[str, Any]:
    ligne = {n: donnees.get(n) for n in CHAMPS}
    if ligne["type"] not in TYPES_PREUVE or not ligne["intitule"] or not ligne["dates"] or not ligne["enseignements"]:
        raise ErreurMetier(
            "preuve_incomplete",
            "Une preuve de terrain a un type, un intitulé, une date au moins et ce que l’on en a appris. Complétez-la.",
        )
    if ligne["nb_personnes"] is not None and int(ligne["nb_personnes"]) < 0:
        raise ErreurMetier("nombre_negatif", "Le nombre de personnes ne peut pas être négatif.")
    section = ligne["section"] or SECTION_DE.get(str(ligne["type"]), "besoin")
    if section not in SECTIONS:
        raise ErreurMetier(
            "section_inconnue", "Choisissez dans la liste la section de l’étude que cette preuve nourrit."
        )
    return ligne | {
        "section": section,
        "publics": ligne["publics"] or "",
        "coorganisateurs": ligne["coorganisateurs"] or [],
    }


def _disparue() -> ErreurMetier:
    return ErreurMetier(
        "introuvable", "Cette preuve n’existe plus\u00a0: quelqu’un vient de la supprimer. Revenez à l’étude."
    )
