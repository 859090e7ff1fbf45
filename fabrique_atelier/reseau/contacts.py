"""People of a partner, with what the law asks: on which basis, from where, when last spoken to (``domaine.md`` RG15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.conservation import PREAVIS_JOURS, echeance
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

CHAMPS = "nom prenom fonction courriel telephone base_legale source dernier_echange transmissible".split()


@dataclass(frozen=True, slots=True)
class Contact:
    """One person of a partner."""

    id: str
    partenaire_id: str
    nom: str
    prenom: str
    fonction: str
    courriel: str
    telephone: str
    base_legale: str
    source: str
    dernier_echange: str
    transmissible: bool
    cree_le: int
    version: int

    @property
    def nom_complet(self) -> str:
        """How the person is called on a page; the address stands for a nameless mailbox."""
        return f"{self.prenom} {self.nom}".strip() or self.courriel or self.telephone

    @property
    def echeance(self) -> date:
        """The day by which the contact must have been confirmed again."""
        return echeance(self.dernier_echange, self.cree_le)

    def a_reconfirmer(self, aujourdhui: date) -> bool:
        """Tell whether that day is near, or past."""
        return self.echeance - timedelta(days=PREAVIS_JOURS) <= aujourdhui


_COLONNES = [getattr(m.Contact, n) for n in ("id", "partenaire_id", *CHAMPS, "cree_le", "version")]


def de(connexion: Connection, partenaire_id: str) -> list[Contact]:
    """The people of a partner already known to be in the fabrique, by name."""
    trouves = connexion.execute(select(*_COLONNES).where(m.Contact.partenaire_id == partenaire_id)).mappings()
    return sorted((Contact(**ligne) for ligne in trouves), key=_ordre)


def par_partenaire(connexion: Connection, fabrique_id: str) -> dict[str, list[Contact]]:
    """The people of every partner of a fabrique, by name."""
    requete = select(*_COLONNES).join(m.Partenaire, m.Partenaire.id == m.Contact.partenaire_id)
    tous: dict[str, list[Contact]] = {}
    for ligne in connexion.execute(requete.where(m.Partenaire.fabrique_id == fabrique_id)).mappings():
        tous.setdefault(ligne["partenaire_id"], []).append(Contact(**ligne))
    for personnes in tous.values():
        personnes.sort(key=_ordre)
    return tous


def _ordre(contact: Contact) -> str:
    return cle(f"{contact.nom} {contact.prenom} {contact.courriel}")


def charger(connexion: Connection, fabrique_id: str, contact_id: str) -> Contact | None:
    """One contact of this fabrique, or None."""
    c, p = m.Contact, m.Partenaire
    requete = select(*_COLONNES).join(p, p.id == c.partenaire_id)
    ligne = connexion.execute(requete.where(c.id == contact_id, p.fabrique_id == fabrique_id)).mappings().first()
    return Contact(**ligne) if ligne else None


def creer(connexion: Connection, partenaire_id: str, donnees: Mapping[str, Any], maintenant: int) -> str:
    """Insert a contact whose fields were read by ``champs``; return its id."""
    contact_id = nouvel_identifiant()
    connexion.execute(insert(m.Contact), ligne(contact_id, partenaire_id, donnees, maintenant))
    return contact_id


def ligne(contact_id: str, partenaire_id: str, donnees: Mapping[str, Any], maintenant: int) -> dict[str, Any]:
    """Return the row of a new contact."""
    propres = {n: donnees[n] for n in CHAMPS}
    return propres | {"id": contact_id, "partenaire_id": partenaire_id, "cree_le": maintenant, "version": 1}


def modifier(connexion: Connection, fabrique_id: str, lue: tuple[str, int], donnees: Mapping[str, Any]) -> None:
    """Save a contact; ``lue`` is (id, version the edit was made on).

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: it is gone.
    """
    contact_id, version = lue
    actuel = charger(connexion, fabrique_id, contact_id)
    if actuel is None:
        raise disparu()
    valeurs = {n: donnees[n] for n in CHAMPS} | {"version": version + 1}
    la_bonne = (m.Contact.id == contact_id, m.Contact.version == version)
    if not connexion.execute(update(m.Contact).where(*la_bonne).values(**valeurs)).rowcount:
        raise VersionDepassee(actuel)


def supprimer(connexion: Connection, fabrique_id: str, contact_id: str) -> None:
    """Delete a contact.

    Raises:
        ErreurMetier: it is already gone.
    """
    if charger(connexion, fabrique_id, contact_id) is None:
        raise disparu()
    connexion.execute(delete(m.Contact).where(m.Contact.id == contact_id))


def disparu() -> ErreurMetier:
    """Say that somebody else deleted it."""
    return ErreurMetier(
        "contact_disparu",
        "Ce contact vient d’être supprimé, par quelqu’un d’autre ou parce que ses trois ans sont passés. Revenez à la fiche.",
    )
