"""The versions of a fiche idée, as they were written: nothing here changes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import models_fiche as m
from fabrique_atelier.dossier.fiche_champs import Contenu, complet, vide
from fabrique_atelier.dossier.lectures import DossierLu


@dataclass(frozen=True, slots=True)
class Version:
    """One version; ``numero`` 0: nothing was saved yet. ``auteur`` is empty once the account is gone."""

    numero: int
    base: int
    contenu: Contenu
    le: int
    auteur_id: str | None
    auteur: str


def derniere(connexion: Connection, dossier_id: str) -> Version | None:
    """What was saved last, or None."""
    requete = _requete(dossier_id).order_by(m.FicheVersion.numero.desc()).limit(1)
    return _lire(connexion, requete)


def version(connexion: Connection, dossier_id: str, numero: int) -> Version | None:
    """One version by its number, or None."""
    return _lire(connexion, _requete(dossier_id).where(m.FicheVersion.numero == numero))


def versions(connexion: Connection, dossier_id: str) -> list[Version]:
    """Every version, the last first."""
    requete = _requete(dossier_id).order_by(m.FicheVersion.numero.desc())
    return [_une(ligne) for ligne in connexion.execute(requete).mappings()]


def presente(connexion: Connection, dossier: DossierLu) -> Version:
    """The fiche as it stands, under the present name of the dossier; version 0 if nobody has saved any."""
    lue = derniere(connexion, dossier.id) or initiale(dossier)
    return Version(lue.numero, lue.base, lue.contenu | {"titre": dossier.titre}, lue.le, lue.auteur_id, lue.auteur)


def initiale(dossier: DossierLu) -> Version:
    """The fiche before its first version: the name and the first territory of the dossier."""
    lieu = dossier.territoires[0][0] if dossier.territoires else ""
    return Version(0, 0, vide(dossier.titre, lieu), dossier.cree_le, None, "")


def _requete(dossier_id: str) -> Select[Any]:
    v = m.FicheVersion
    colonnes = (v.numero, v.base, v.contenu, v.le, v.auteur_id, func.coalesce(Personne.nom, "").label("auteur"))
    return select(*colonnes).outerjoin(Personne, Personne.id == v.auteur_id).where(v.dossier_id == dossier_id)


def _lire(connexion: Connection, requete: Select[Any]) -> Version | None:
    ligne = connexion.execute(requete).mappings().first()
    return _une(ligne) if ligne else None


def _une(ligne: Any) -> Version:
    return Version(**{**ligne, "contenu": complet(ligne["contenu"])})
