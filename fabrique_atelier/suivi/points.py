"""Follow-up points: proposed after the convention, held, and the figures they bring year after year (§3.45)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.dossier.stades import numero
from fabrique_atelier.reseau.editions import ajouter, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.suivi import models as m
from fabrique_atelier.suivi.dates import plus_tard
from fabrique_atelier.suivi.nomenclatures import ECHEANCES, ETATS, FORMES, INDICATEURS

CHAMPS = "jour mois forme etat difficultes suites annee indicateurs".split()


@dataclass(frozen=True, slots=True)
class PointLu:
    """A follow-up point held."""

    id: str
    dossier_id: str
    jour: str
    mois: int | None
    forme: str
    etat: str
    difficultes: str
    suites: list[dict[str, str]]
    annee: int | None
    indicateurs: dict[str, float]
    cree_par: str | None
    cree_le: int
    modifie_le: int
    version: int


@dataclass(frozen=True, slots=True)
class Proposition:
    """A point to hold: so many months after the convention, on that day; ``en_retard``: the day has passed."""

    mois: int
    jour: str
    en_retard: bool


@dataclass(frozen=True, slots=True)
class Serie:
    """One indicator, year by year."""

    code: str
    valeurs: tuple[tuple[int, float], ...]


def tous(connexion: Connection, dossier_id: str) -> list[PointLu]:
    """The points held for a dossier, the newest first."""
    p = m.PointSuivi
    requete = select(*table(p).c).where(p.dossier_id == dossier_id).order_by(p.jour.desc(), p.id.desc())
    return [PointLu(**r) for r in connexion.execute(requete).mappings()]


def charger(connexion: Connection, dossier_id: str, point_id: str) -> PointLu | None:
    """One point of a dossier, or None."""
    p = m.PointSuivi
    ligne = (
        connexion.execute(select(*table(p).c).where(p.id == point_id, p.dossier_id == dossier_id)).mappings().first()
    )
    return PointLu(**ligne) if ligne else None


def propositions(convention: str | None, points: Sequence[PointLu], aujourdhui: str) -> list[Proposition]:
    """The points still to hold after a convention signed on that ISO day; none before it is signed. Pure."""
    if convention is None:
        return []
    tenus = {p.mois for p in points}
    jours = ((mois, plus_tard(convention, mois)) for mois in ECHEANCES if mois not in tenus)
    return [Proposition(mois, jour, jour < aujourdhui) for mois, jour in jours]


def enregistrer(
    connexion: Connection,
    geste: Geste,
    dossier_id: str,
    lue: tuple[PointLu | None, int],
    donnees: Mapping[str, Any],
) -> str:
    """Save a point; ``lue``: (the point or None for a new one, version the edit was made on). Return its id.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: too early in the parcours, to come, or a proposal already answered.
    """
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    if numero(dossier.stade) < numero("transmission"):
        raise ErreurMetier("trop_tot", "Les points de suivi commencent à la transmission du projet.")
    point, version = lue
    valeurs = {c: donnees[c] for c in CHAMPS}
    _verifier(geste, valeurs)
    autres = tous(connexion, dossier_id)
    if valeurs["mois"] is not None and any(
        p.mois == valeurs["mois"] and (point is None or p.id != point.id) for p in autres
    ):
        raise ErreurMetier(
            "deja_tenu", f"Le point à {valeurs['mois']}\u00a0mois a déjà été tenu. Ouvrez-le pour le compléter."
        )
    geste.noter(connexion, "suivi.point", ("dossier", dossier_id), etat=valeurs["etat"])
    if point is None:
        auteur = geste.acteur_id if len(geste.acteur_id) == 36 else None
        return ajouter(connexion, geste, m.PointSuivi, {**valeurs, "dossier_id": dossier_id, "cree_par": auteur})
    remplacer(connexion, geste, m.PointSuivi, {"id": point.id, "dossier_id": dossier_id}, (version, valeurs))
    return point.id


def series(points: Sequence[PointLu]) -> list[Serie]:
    """Each indicator year by year; the latest point of a year has the last word. Pure."""
    lues: dict[str, dict[int, float]] = {}
    for p in sorted(points, key=lambda x: (x.jour, x.id)):
        for code, valeur in p.indicateurs.items():
            if p.annee is not None:
                lues.setdefault(code, {})[p.annee] = valeur
    return [Serie(code, tuple(sorted(lues[code].items()))) for code in INDICATEURS if code in lues]


def _verifier(geste: Geste, v: Mapping[str, Any]) -> None:
    if v["forme"] not in FORMES or v["etat"] not in ETATS or v["mois"] not in (None, *ECHEANCES):
        raise ErreurMetier("liste", "Choisissez une réponse dans chaque liste.")
    if not v["jour"]:
        raise ErreurMetier("jour_absent", "Donnez le jour du point de suivi.")
    if v["jour"] > jour_local(geste.maintenant).isoformat():
        raise ErreurMetier("jour_a_venir", "Ce jour est dans le futur\u00a0: notez le point quand il a eu lieu.")
    if v["indicateurs"] and v["annee"] is None:
        raise ErreurMetier("annee_absente", "Dites pour quelle année valent ces chiffres.")
