"""The étude de faisabilité and the business plan social, made by the porteur (``domaine.md`` §3.39, SY13)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.dossier.models import Document
from fabrique_atelier.porteur import models as m
from fabrique_atelier.porteur.porteurs import PorteurLu
from fabrique_atelier.reseau.editions import VersionDepassee, remplacer
from fabrique_atelier.reseau.gestes import Geste

#: Pieces the porteur brings, and their names.
PIECES = {"faisabilite": "Étude de faisabilité", "business_plan": "Business plan social"}


@dataclass(frozen=True, slots=True)
class FaisabiliteLue:
    """What the fabrique notes on the porteur's own study; version 0: nothing yet."""

    porteur_id: str | None = None
    deposee_le: str | None = None
    points_vigilance: str = ""
    version: int = 0


def lire(connexion: Connection, dossier_id: str) -> FaisabiliteLue:
    """The étude de faisabilité of a dossier."""
    e = m.EtudeFaisabilite
    requete = select(e.porteur_id, e.deposee_le, e.points_vigilance, e.version).where(e.dossier_id == dossier_id)
    ligne = connexion.execute(requete).first()
    return FaisabiliteLue(*ligne) if ligne else FaisabiliteLue()


def noter(
    connexion: Connection, geste: Geste, dossier_id: str, porteur: PorteurLu | None, voulue: FaisabiliteLue
) -> None:
    """Write the day it was handed in and the points to watch; ``voulue.version``: the one the edit was made on.

    Raises:
        VersionDepassee: it has changed since.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    valeurs = {
        "porteur_id": porteur.id if porteur else None,
        "deposee_le": voulue.deposee_le,
        "points_vigilance": voulue.points_vigilance,
    }
    actuelle = lire(connexion, dossier_id)
    if actuelle.version == 0:
        ligne = {"dossier_id": dossier_id, **valeurs, "modifie_le": geste.maintenant, "version": 1}
        connexion.execute(insert(m.EtudeFaisabilite), ligne)
    elif voulue.version == 0:
        raise VersionDepassee(actuelle)
    else:
        remplacer(connexion, geste, m.EtudeFaisabilite, {"dossier_id": dossier_id}, (voulue.version, valeurs))
    geste.noter(connexion, "porteur.faisabilite", ("dossier", dossier_id))


def deposee(connexion: Connection, porteur: PorteurLu | None, piece: str) -> bool:
    """Tell whether a piece was handed in since this porteur is there."""
    if porteur is None:
        return False
    d = Document
    requete = select(d.id).where(d.dossier_id == porteur.dossier_id, d.piece == piece, d.depose_le >= porteur.cree_le)
    return connexion.execute(requete).first() is not None
