"""Drafts of a fiche: one per person and dossier, kept as it is typed. They are nobody else's reading, and leave no audit line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import models_fiche as m
from fabrique_atelier.dossier.fiche_champs import Contenu, complet

#: How long after their last keystroke somebody counts as writing.
PRESENCE_MS = 120_000
_B = m.FicheBrouillon


@dataclass(frozen=True, slots=True)
class Brouillon:
    """A draft: the version it is written on, the name the dossier had then, its content, when it was last kept.

    ``ouverture`` names the form it is written in, ``rang`` orders what that form has sent.
    """

    base: int
    titre_lu: str
    contenu: Contenu
    le: int
    ouverture: str = ""
    rang: int = 0

    @property
    def nom(self) -> str:
        """What tells this state of the draft from the others."""
        return f"{self.ouverture}:{self.rang}"


@dataclass(frozen=True, slots=True)
class Brouillons:
    """The draft of a person, and the one they put aside."""

    courant: Brouillon | None
    ecarte: Brouillon | None


def lire(connexion: Connection, dossier_id: str, personne_id: str) -> Brouillons:
    """The drafts of one person."""
    ligne = connexion.execute(select(_B).where(*_ceux(dossier_id, personne_id))).mappings().first()
    if ligne is None:
        return Brouillons(None, None)
    return Brouillons(
        _un(ligne["base"], ligne["contenu"], ligne["le"]),
        _un(ligne["ecarte_base"], ligne["ecarte"], ligne["ecarte_le"]),
    )


def garder(connexion: Connection, dossier_id: str, personne_id: str, brouillon: Brouillon) -> None:
    """Keep what somebody is writing, in place of what was kept before.

    What a form sent may arrive after something newer of the same form, or after the form was saved: it is left then.
    """
    lus = select(_B.contenu, _B.close).where(*_ceux(dossier_id, personne_id))
    ligne = connexion.execute(lus).first()
    if ligne is not None and brouillon.ouverture:
        avant = ligne.contenu or {}
        depasse = avant.get("ouverture") == brouillon.ouverture and avant.get("rang", 0) >= brouillon.rang
        if depasse or ligne.close == brouillon.ouverture:
            return
    valeurs = {
        "base": brouillon.base,
        "contenu": _stocke(brouillon),
        "le": brouillon.le,
    }
    _poser(connexion, dossier_id, personne_id, valeurs)


def ecarter(connexion: Connection, dossier_id: str, personne_id: str) -> None:
    """Put a draft aside: it can still be found again, until another one is put aside."""
    courant = lire(connexion, dossier_id, personne_id).courant
    if courant is not None:
        aside = {"ecarte_base": courant.base, "ecarte": _stocke(courant), "ecarte_le": courant.le}
        _poser(connexion, dossier_id, personne_id, aside | {"contenu": None})


def retrouver(connexion: Connection, dossier_id: str, personne_id: str) -> None:
    """Take up again the draft put aside; the present one, if any, takes its place."""
    deux = lire(connexion, dossier_id, personne_id)
    if deux.ecarte is None:
        return
    valeurs: dict[str, Any] = {"base": deux.ecarte.base, "contenu": _stocke(deux.ecarte), "le": deux.ecarte.le}
    autre = deux.courant
    valeurs |= {
        "ecarte_base": autre.base if autre else None,
        "ecarte": _stocke(autre) if autre else None,
        "ecarte_le": autre.le if autre else None,
    }
    _poser(connexion, dossier_id, personne_id, valeurs)


def effacer(connexion: Connection, dossier_id: str, personne_id: str, ouverture: str = "") -> None:
    """Once its form is saved, a draft has nothing more to say, nor those of that form still on their way."""
    if ouverture:
        _poser(connexion, dossier_id, personne_id, {"contenu": None, "close": ouverture})
    else:
        connexion.execute(update(_B).where(*_ceux(dossier_id, personne_id)).values(contenu=None))


def autres(connexion: Connection, dossier_id: str, personne_id: str, maintenant: int) -> list[str]:
    """The names of the others who are writing at this moment."""
    requete = (
        select(Personne.nom)
        .join(_B, _B.personne_id == Personne.id)
        .where(_B.dossier_id == dossier_id, _B.personne_id != personne_id)
        .where(_B.contenu.is_not(None), _B.le > maintenant - PRESENCE_MS)
    )
    return sorted(connexion.execute(requete).scalars())


def _ceux(dossier_id: str, personne_id: str) -> tuple[Any, Any]:
    return _B.dossier_id == dossier_id, _B.personne_id == personne_id


def _poser(connexion: Connection, dossier_id: str, personne_id: str, valeurs: dict[str, Any]) -> None:
    if connexion.execute(update(_B).where(*_ceux(dossier_id, personne_id)).values(**valeurs)).rowcount:
        return
    vide = {"base": 0, "contenu": None, "le": 0, "close": None, "ecarte": None, "ecarte_base": None, "ecarte_le": None}
    connexion.execute(insert(_B), {"dossier_id": dossier_id, "personne_id": personne_id, **vide, **valeurs})


def _stocke(brouillon: Brouillon) -> dict[str, Any]:
    ordre = {"ouverture": brouillon.ouverture, "rang": brouillon.rang}
    return brouillon.contenu | {"titre_lu": brouillon.titre_lu} | ordre


def _un(base: int | None, brut: dict[str, Any] | None, le: int | None) -> Brouillon | None:
    if brut is None:
        return None
    ouverture, rang = str(brut.get("ouverture", "")), int(brut.get("rang", 0))
    return Brouillon(base or 0, str(brut.get("titre_lu", "")), complet(brut), le or 0, ouverture, rang)
