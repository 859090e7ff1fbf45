"""Reading dossiers: one whole, its history, the ones around it. Everything is read inside one fabrique."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.stades import etape
from fabrique_atelier.reseau.models import Territoire
from fabrique_atelier.socle.erreurs import ErreurMetier


@dataclass(frozen=True, slots=True)
class DossierLu:
    """A dossier with the names of its territories, the codes of its themes and who follows it."""

    id: str
    fabrique_id: str
    numero: str
    titre: str
    stade: str
    situation: str
    situation_donnees: dict[str, Any]
    stade_depuis: str
    situation_depuis: str
    nature: str | None
    responsable_id: str | None
    rang_priorite: int | None
    utilite_sociale: list[str]
    utilite_dispense: str
    innovation: dict[str, Any]
    parent_id: str | None
    fusionne_dans_id: str | None
    scinde_le: str | None
    date_detection: str
    confidentialite: str
    cree_le: int
    modifie_le: int
    version: int
    territoires: tuple[tuple[str, str], ...] = ()
    thematiques: tuple[str, ...] = ()
    responsable: str = ""

    @property
    def etape(self) -> int:
        """The step of the métier, 1 to 4."""
        return etape(self.stade)

    @property
    def ferme(self) -> bool:
        """Split, or merged into another one: nothing moves here any more."""
        return self.scinde_le is not None or self.fusionne_dans_id is not None


_ECRITS = [n for n in DossierLu.__slots__ if n not in ("territoires", "thematiques", "responsable")]
COLONNES = tuple(getattr(m.Dossier, n) for n in _ECRITS)


@dataclass(frozen=True, slots=True)
class Evenement:
    """One line of a history, with the name of who wrote it down (empty once the account is gone)."""

    id: str
    dossier_id: str
    numero: int
    type: str
    de_stade: str | None
    vers_stade: str
    de_situation: str | None
    vers_situation: str
    porte: str | None
    decision: str | None
    motif_code: str | None
    texte: str
    reponse_publique: str
    donnees: dict[str, Any]
    point_id: str | None
    autre_dossier_id: str | None
    jour: str
    le: int
    auteur: str = ""


def charger(connexion: Connection, fabrique_id: str, dossier_id: str) -> DossierLu | None:
    """One dossier of this fabrique, or None."""
    requete = select(*COLONNES).where(m.Dossier.id == dossier_id, m.Dossier.fabrique_id == fabrique_id)
    ligne = connexion.execute(requete).mappings().first()
    if ligne is None:
        return None
    t, lieu = m.DossierTerritoire, Territoire
    lieux = connexion.execute(
        select(lieu.id, lieu.nom)
        .join(t, t.territoire_id == lieu.id)
        .where(t.dossier_id == dossier_id)
        .order_by(lieu.nom)
    )
    themes = connexion.execute(
        select(m.DossierThematique.code).where(m.DossierThematique.dossier_id == dossier_id)
    ).scalars()
    qui = connexion.execute(select(Personne.nom).where(Personne.id == ligne["responsable_id"])).scalar()
    return DossierLu(
        **ligne,
        territoires=tuple((i, n) for i, n in lieux),
        thematiques=tuple(sorted(themes)),
        responsable=qui or "",
    )


def exiger(connexion: Connection, fabrique_id: str, dossier_id: str) -> DossierLu:
    """One dossier of this fabrique.

    Raises:
        ErreurMetier: ``introuvable``.
    """
    dossier = charger(connexion, fabrique_id, dossier_id)
    if dossier is None:
        raise ErreurMetier("introuvable", "Ce dossier n’existe pas dans votre fabrique.")
    return dossier


def historique(connexion: Connection, dossier_id: str) -> list[Evenement]:
    """Every line of a dossier's history, the oldest first."""
    e = m.DossierEvenement
    champs = [getattr(e, n) for n in Evenement.__slots__ if n != "auteur"]
    requete = (
        select(*champs, func.coalesce(Personne.nom, "").label("auteur"))
        .outerjoin(Personne, Personne.id == e.auteur_id)
        .where(e.dossier_id == dossier_id)
        .order_by(e.numero)
    )
    return [Evenement(**ligne) for ligne in connexion.execute(requete).mappings()]


def enfants(connexion: Connection, dossier_id: str) -> list[tuple[str, str, str]]:
    """The dossiers this one was split into: (id, number, title)."""
    d = m.Dossier
    requete = select(d.id, d.numero, d.titre).where(d.parent_id == dossier_id).order_by(d.numero)
    return [(i, n, t) for i, n, t in connexion.execute(requete)]


def fusionnes(connexion: Connection, dossier_id: str) -> list[tuple[str, str, str]]:
    """The dossiers merged into this one: (id, number, title)."""
    d = m.Dossier
    requete = select(d.id, d.numero, d.titre).where(d.fusionne_dans_id == dossier_id).order_by(d.numero)
    return [(i, n, t) for i, n, t in connexion.execute(requete)]


def portes_anticipees(connexion: Connection, dossier_id: str) -> dict[str, tuple[str, str, str | None]]:
    """Gates taken ahead of time: gate → (decision, day, day it was applied or None)."""
    p = m.PorteAnticipee
    requete = select(p.porte, p.decision, p.jour, p.appliquee_le).where(p.dossier_id == dossier_id)
    return {porte: (decision, jour, applique) for porte, decision, jour, applique in connexion.execute(requete)}
