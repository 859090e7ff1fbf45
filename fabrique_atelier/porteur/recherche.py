"""By which route a porteur is looked for (``domaine.md`` §2.4, T8a–T8c)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.porteur import models as m
from fabrique_atelier.porteur.nomenclatures import ROUTES
from fabrique_atelier.reseau.editions import VersionDepassee, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier


@dataclass(frozen=True, slots=True)
class Recherche:
    """The route chosen, the note of the proactive one; version 0: nothing chosen yet."""

    route: str | None = None
    note: str = ""
    version: int = 0


def lire(connexion: Connection, dossier_id: str) -> Recherche:
    """The route of a dossier."""
    r = m.RecherchePorteur
    requete = select(r.route, r.note, r.version).where(r.dossier_id == dossier_id)
    ligne = connexion.execute(requete).first()
    return Recherche(*ligne) if ligne else Recherche()


def choisir(connexion: Connection, geste: Geste, dossier_id: str, voulue: Recherche) -> None:
    """Choose the route and write the note; ``voulue.version`` is the one the edit was made on.

    Raises:
        ErreurMetier: no such route; VersionDepassee: somebody else chose meanwhile.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    if voulue.route not in ROUTES:
        raise ErreurMetier("route_absente", "Choisissez l’une des trois voies.")
    valeurs = {"route": voulue.route, "note": voulue.note}
    actuelle = lire(connexion, dossier_id)
    if actuelle.version == 0:
        ligne = {"dossier_id": dossier_id, **valeurs, "modifie_le": geste.maintenant, "version": 1}
        connexion.execute(insert(m.RecherchePorteur), ligne)
    elif voulue.version == 0:
        raise VersionDepassee(actuelle)
    else:
        remplacer(connexion, geste, m.RecherchePorteur, {"dossier_id": dossier_id}, (voulue.version, valeurs))
    geste.noter(connexion, "porteur.route", ("dossier", dossier_id), route=voulue.route)
