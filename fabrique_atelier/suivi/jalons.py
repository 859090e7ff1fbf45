"""Milestones: dated as precisely as people know, in any order (``domaine.md`` §3.35)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.reseau.editions import ajouter as inserer
from fabrique_atelier.reseau.editions import disparu, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.suivi import models as m
from fabrique_atelier.suivi import ordre
from fabrique_atelier.suivi.dates import cle_de_tri, delai, intervalle
from fabrique_atelier.suivi.nomenclatures import FIABILITES, JALONS

CHAMPS = "type libelle prevu reel source fiabilite public".split()


@dataclass(frozen=True, slots=True)
class JalonLu:
    """One milestone."""

    id: str
    dossier_id: str
    type: str
    libelle: str
    prevu: str | None
    reel: str | None
    source: str
    fiabilite: str
    public: bool
    cree_par: str | None
    cree_le: int
    modifie_le: int
    version: int

    @property
    def quand(self) -> str:
        """When it came, or when it should."""
        return self.reel or self.prevu or ""


def tous(connexion: Connection, dossier_id: str) -> list[JalonLu]:
    """The milestones of a dossier, in the order of their dates."""
    lignes = connexion.execute(select(*table(m.Jalon).c).where(m.Jalon.dossier_id == dossier_id)).mappings()
    return sorted((JalonLu(**j) for j in lignes), key=lambda j: (cle_de_tri(j.quand), j.id))


def charger(connexion: Connection, dossier_id: str, jalon_id: str) -> JalonLu | None:
    """One milestone of a dossier, or None."""
    requete = select(*table(m.Jalon).c).where(m.Jalon.id == jalon_id, m.Jalon.dossier_id == dossier_id)
    ligne = connexion.execute(requete).mappings().first()
    return JalonLu(**ligne) if ligne else None


def ajouter(connexion: Connection, geste: Geste, dossier_id: str, donnees: Mapping[str, Any]) -> str:
    """Add a milestone; return its id.

    Raises:
        ErreurMetier: no date, or a date to come given as already there.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    valeurs = _valeurs(geste, donnees)
    geste.noter(connexion, "suivi.jalon", ("dossier", dossier_id), type=valeurs["type"])
    auteur = geste.acteur_id if len(geste.acteur_id) == 36 else None
    return inserer(connexion, geste, m.Jalon, {**valeurs, "dossier_id": dossier_id, "cree_par": auteur})


def modifier(connexion: Connection, geste: Geste, jalon: JalonLu, version: int, donnees: Mapping[str, Any]) -> None:
    """Correct a milestone; ``version``: the one the edit was made on.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: see :func:`ajouter`.
    """
    exiger(connexion, geste.fabrique_id, jalon.dossier_id)
    ou = {"id": jalon.id, "dossier_id": jalon.dossier_id}
    remplacer(connexion, geste, m.Jalon, ou, (version, _valeurs(geste, donnees)))
    geste.noter(connexion, "suivi.jalon", ("dossier", jalon.dossier_id), type=donnees["type"])


def supprimer(connexion: Connection, geste: Geste, jalon: JalonLu) -> None:
    """Take away a milestone written by mistake.

    Raises:
        ErreurMetier: it is already gone.
    """
    exiger(connexion, geste.fabrique_id, jalon.dossier_id)
    j = m.Jalon
    if not connexion.execute(delete(j).where(j.id == jalon.id, j.dossier_id == jalon.dossier_id)).rowcount:
        raise disparu()
    geste.noter(connexion, "suivi.jalon_supprime", ("dossier", jalon.dossier_id), type=jalon.type)


def informations(jalons: list[JalonLu], ailleurs: Mapping[str, str]) -> list[str]:
    """What is unusual in their order, in sentences; ``ailleurs``: kind → date another page gives, unless a milestone does."""
    dates = [(j.type, j.quand) for j in jalons]
    dits = {genre for genre, _ in dates}
    return ordre.informations([*dates, *((g, quand) for g, quand in ailleurs.items() if g not in dits)])


def depuis_detection(jalons: list[JalonLu], detection: str) -> dict[str, str]:
    """Milestone id → delay since the detection, in words; the milestone « détection » wins over the dossier's date."""
    origine = next((j.quand for j in jalons if j.type == "detection"), detection)
    return {j.id: delai(origine, j.quand) for j in jalons if j.type != "detection"}


def _valeurs(geste: Geste, donnees: Mapping[str, Any]) -> dict[str, Any]:
    v = {n: donnees[n] for n in CHAMPS}
    if v["type"] not in JALONS or v["fiabilite"] not in FIABILITES:
        raise ErreurMetier("type_absent", "Choisissez le jalon dans la liste.")
    if v["type"] == "autre" and not v["libelle"]:
        raise ErreurMetier("libelle_absent", "Donnez un nom à ce jalon.")
    if not v["prevu"] and not v["reel"]:
        raise ErreurMetier("date_absente", "Donnez une date, prévue ou réelle\u00a0: une année suffit.")
    if v["reel"] and intervalle(v["reel"]).debut > jour_local(geste.maintenant):
        raise ErreurMetier(
            "date_a_venir", "Cette date est dans le futur\u00a0: écrivez-la comme date prévue, et laissez l’autre vide."
        )
    return v | {"prevu": v["prevu"] or None, "reel": v["reel"] or None}
