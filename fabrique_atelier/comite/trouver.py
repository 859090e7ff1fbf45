"""Finding what a change is about, inside one fabrique, and locking the session it belongs to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, Select, select

from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.noms import SIGNEE
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier

_COMITE, _SEANCE, _POINT = table(m.Comite).c, table(m.SeanceComite).c, table(m.PointOrdreDuJour).c


def introuvable(quoi: str) -> ErreurMetier:
    """Say that there is no such thing in the fabrique."""
    return ErreurMetier("introuvable", f"{quoi} dans votre fabrique. Revenez à la liste des comités.")


def comite(connexion: Connection, geste: Geste, comite_id: str) -> RowMapping:
    """Return the row of a committee of the fabrique that still sits.

    Raises:
        ErreurMetier: ``introuvable``, ``comite_clos``.
    """
    requete = select(table(m.Comite)).where(_COMITE.id == comite_id, _COMITE.fabrique_id == geste.fabrique_id)
    ligne = connexion.execute(requete).mappings().first()
    if ligne is None:
        raise introuvable("Ce comité n’existe pas")
    if ligne["clos_le"] is not None:
        raise ErreurMetier(
            "comite_clos", "Ce comité ne siège plus\u00a0: ses séances restent lisibles, mais rien ne s’y ajoute."
        )
    return ligne


def membre(connexion: Connection, geste: Geste, membre_id: str) -> RowMapping:
    """Return the row of a seat of the fabrique.

    Raises:
        ErreurMetier: ``introuvable``.
    """
    c = table(m.MembreComite).c
    requete = select(table(m.MembreComite)).join(table(m.Comite), _COMITE.id == c.comite_id)
    requete = requete.where(c.id == membre_id, _COMITE.fabrique_id == geste.fabrique_id)
    ligne = connexion.execute(requete).mappings().first()
    if ligne is None:
        raise introuvable("Ce membre n’existe pas")
    return ligne


def seance(connexion: Connection, geste: Geste, seance_id: str, *etats: str) -> RowMapping:
    """Lock a session of the fabrique and return its row, with ``quorum_pct``, ``majorite``… of its committee.

    Raises:
        ErreurMetier: ``introuvable``, ``seance_signee``, or ``etat_seance`` when it is in none of ``etats``.
    """
    ligne = _un(connexion, _requete_seance(geste).where(_SEANCE.id == seance_id), "Cette séance n’existe pas")
    _verifier(ligne["etat"], etats)
    return ligne


def point(connexion: Connection, geste: Geste, point_id: str, *etats: str) -> tuple[RowMapping, RowMapping]:
    """Lock the session of a point of the fabrique and return both rows, point first.

    Raises:
        ErreurMetier: as :func:`seance`.
    """
    ou = select(_POINT.seance_comite_id).where(_POINT.id == point_id).scalar_subquery()
    sa_seance = _un(connexion, _requete_seance(geste).where(_SEANCE.id == ou), "Ce point n’existe pas")
    _verifier(sa_seance["etat"], etats)
    # read after the lock: what another transaction has just decided is seen
    ligne = connexion.execute(select(table(m.PointOrdreDuJour)).where(_POINT.id == point_id)).mappings().one()
    return ligne, sa_seance


_REGLES = ("type", "nom", "portes", "quorum_pct", "majorite", "voix_preponderante", "pouvoirs_max", "nominatif")


def _requete_seance(geste: Geste) -> Select[Any]:
    regles = [_COMITE[n] for n in _REGLES]
    requete = select(table(m.SeanceComite), *regles, _COMITE.dossier_id.label("comite_dossier_id"))
    requete = requete.join(table(m.Comite), _COMITE.id == _SEANCE.comite_id)
    return requete.where(_COMITE.fabrique_id == geste.fabrique_id).with_for_update(of=table(m.SeanceComite))


def _un(connexion: Connection, requete: Select[Any], quoi: str) -> RowMapping:
    ligne = connexion.execute(requete).mappings().first()
    if ligne is None:
        raise introuvable(quoi)
    return ligne


def _verifier(etat: str, etats: tuple[str, ...]) -> None:
    if etat == SIGNEE:
        raise ErreurMetier(
            "seance_signee",
            "Le compte rendu de cette séance est signé\u00a0: rien n’y change plus. Pour corriger, ajoutez un point "
            "«\u00a0rectification\u00a0» à une séance suivante.",
        )
    if etats and etat not in etats:
        raise ErreurMetier("etat_seance", _PHRASES.get(etat, "Ce n’est pas le moment dans la vie de cette séance."))


_PHRASES = {
    "preparee": "Cette séance est encore en préparation. Ouvrez-la d’abord, le jour venu.",
    "convoquee": "Cette séance n’a pas encore eu lieu. Ouvrez-la d’abord, le jour venu.",
    "tenue": "Cette séance a eu lieu\u00a0: son ordre du jour et ses convocations ne changent plus.",
    "compte_rendu_en_validation": "Le compte rendu est en validation. Reprenez-le d’abord pour changer quelque chose.",
}
