"""Fabriques: the ones an actor may see, and the one an instance starts with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau import thematiques
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

PREMIERE = "ma-fabrique"


@dataclass(frozen=True, slots=True)
class FabriqueResumee:
    """What every page of a fabrique needs to know; ``fabrique_id`` makes it its own object for rights."""

    id: str
    identifiant: str
    nom: str
    structure_porteuse: str
    vocabulaire: dict[str, Any]

    @property
    def fabrique_id(self) -> str:
        """Itself."""
        return self.id

    @property
    def mots(self) -> Vocabulaire:
        """Its words."""
        return Vocabulaire(self.vocabulaire)


_CHAMPS = tuple(getattr(m.Fabrique, n) for n in FabriqueResumee.__slots__)


def fabriques_parmi(connexion: Connection, ids: Collection[str]) -> list[FabriqueResumee]:
    """The fabriques of an actor's scope, by name."""
    requete = select(*_CHAMPS).where(m.Fabrique.id.in_(ids)).order_by(m.Fabrique.nom)
    return [FabriqueResumee(**r) for r in connexion.execute(requete).mappings()]


def fabrique_parmi(connexion: Connection, identifiant: str, ids: Collection[str]) -> FabriqueResumee | None:
    """One fabrique by its name in addresses, only if it is in the actor's scope."""
    requete = select(*_CHAMPS).where(m.Fabrique.identifiant == identifiant, m.Fabrique.id.in_(ids))
    ligne = connexion.execute(requete).mappings().first()
    return FabriqueResumee(**ligne) if ligne else None


def toutes(connexion: Connection) -> list[FabriqueResumee]:
    """Every fabrique of the instance, by name: for whoever looks after it."""
    requete = select(*_CHAMPS).order_by(m.Fabrique.nom)
    return [FabriqueResumee(**r) for r in connexion.execute(requete).mappings()]


def verifier_identifiant(connexion: Connection, identifiant: str) -> None:
    """Refuse a name in addresses that is empty or taken.

    Raises:
        ErreurMetier: ``identifiant_vide``, ``identifiant_pris``.
    """
    if not identifiant:
        raise ErreurMetier(
            "identifiant_vide",
            "Écrivez au moins une lettre sans accent ou un chiffre, par exemple\u00a0: serre-a-projets.",
        )
    if connexion.execute(select(m.Fabrique.id).where(m.Fabrique.identifiant == identifiant)).first():
        raise ErreurMetier(
            "identifiant_pris",
            f"Une fabrique porte déjà le nom «\u00a0{identifiant}\u00a0» dans les adresses. Choisissez-en un autre.",
        )


def premiere(connexion: Connection, maintenant: int) -> str:
    """Return the id of the oldest fabrique, made on the spot on an instance that has none yet."""
    trouvee = connexion.execute(select(m.Fabrique.id).order_by(m.Fabrique.cree_le, m.Fabrique.id)).scalar()
    if trouvee is not None:
        return trouvee
    return creer(connexion, PREMIERE, "Ma fabrique", "", maintenant)


def creer(connexion: Connection, identifiant: str, nom: str, structure_porteuse: str, maintenant: int) -> str:
    """Insert a fabrique with the defaults of ``domaine.md`` §3.1; texts have passed the gate; return its id."""
    fabrique_id = nouvel_identifiant()
    connexion.execute(
        insert(m.Fabrique),
        {
            "id": fabrique_id,
            "identifiant": identifiant,
            "nom": nom,
            "structure_porteuse": structure_porteuse,
            "statut_reseau": "projet",
            "strategie_regionale": [],
            "competences": [],
            "vocabulaire": {},
            "prereglage": "avise_standard",
            "base_legale": "interet_legitime",
            "referent_accessibilite": "",
            "contact_donnees": "",
            "mentions": {},
            "seuils_alerte": {},
            "conservation_jours": 30,
            "logo_alternative": "",
            "cree_le": maintenant,
            "version": 1,
        },
    )
    thematiques.semer(connexion, fabrique_id)
    return fabrique_id
