"""What the legal pages say of a fabrique: who answers for the data, whom to write to, how long (``domaine.md`` §7.2)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from fabrique_atelier.reseau import models as m

CONSERVATION_PAR_DEFAUT = 30


@dataclass(frozen=True, slots=True)
class CadreLegal:
    """Public by law: printed on the notice, the legal page and the accessibility statement."""

    identifiant: str
    nom: str
    structure_porteuse: str
    base_legale: str
    contact_donnees: str
    referent_accessibilite: str
    conservation_jours: int
    mentions: dict[str, str]

    @property
    def responsable(self) -> str:
        """The controller, by name."""
        return self.structure_porteuse or self.nom


_CHAMPS = tuple(getattr(m.Fabrique, n) for n in CadreLegal.__slots__)


def de_la_fabrique(connexion: Connection, fabrique_id: str) -> CadreLegal | None:
    """Of a fabrique by its id."""
    return _un(connexion, m.Fabrique.id == fabrique_id)


def de_l_identifiant(connexion: Connection, identifiant: str) -> CadreLegal | None:
    """Of a fabrique by its name in addresses."""
    return _un(connexion, m.Fabrique.identifiant == identifiant)


def du_serveur(connexion: Connection) -> CadreLegal | None:
    """Of the oldest fabrique: who runs the instance, as far as a page reached from nowhere can tell."""
    return _un(connexion, None)


def _un(connexion: Connection, condition: ColumnElement[bool] | None) -> CadreLegal | None:
    requete = select(*_CHAMPS).order_by(m.Fabrique.cree_le, m.Fabrique.id).limit(1)
    ligne = connexion.execute(requete if condition is None else requete.where(condition)).mappings().first()
    return CadreLegal(**ligne) if ligne else None
