"""Partners of a fabrique: reading, writing, and what a deletion takes with it (``domaine.md`` §3.3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

CHAMPS = "nom college roles forme_juridique siret rna est_ess droit_de_tirage_annuel site_web adresse code_insee commune".split()


@dataclass(frozen=True, slots=True)
class Partenaire:
    """A partner, with the territories where it acts."""

    id: str
    nom: str
    college: str
    roles: list[str]
    forme_juridique: str | None
    siret: str | None
    rna: str | None
    est_ess: bool | None
    droit_de_tirage_annuel: int | None
    site_web: str
    adresse: str
    code_insee: str | None
    commune: str
    modifie_le: int
    version: int
    territoires: tuple[str, ...] = ()


_COLONNES = [getattr(m.Partenaire, n) for n in ("id", *CHAMPS, "modifie_le", "version")]


def territoires_possibles(connexion: Connection, fabrique_id: str) -> list[tuple[str, str]]:
    """The territories of a fabrique, (id, name), by name."""
    requete = select(m.Territoire.id, m.Territoire.nom).where(m.Territoire.fabrique_id == fabrique_id)
    return sorted(((i, n) for i, n in connexion.execute(requete)), key=lambda t: cle(t[1]))


def noms(connexion: Connection, fabrique_id: str) -> list[tuple[str, str]]:
    """The partners of a fabrique: (id, name), by name."""
    p = m.Partenaire
    requete = select(p.id, p.nom).where(p.fabrique_id == fabrique_id).order_by(p.nom_cle, p.id)
    return [(i, n) for i, n in connexion.execute(requete)]


def charger(connexion: Connection, fabrique_id: str, partenaire_id: str) -> Partenaire | None:
    """One partner of this fabrique, or None."""
    p, t = m.Partenaire, m.PartenaireTerritoire
    requete = select(*_COLONNES).where(p.id == partenaire_id, p.fabrique_id == fabrique_id)
    ligne = connexion.execute(requete).mappings().first()
    if ligne is None:
        return None
    lieux = connexion.execute(select(t.territoire_id).where(t.partenaire_id == partenaire_id)).scalars()
    return Partenaire(**ligne, territoires=tuple(sorted(lieux)))


def creer(connexion: Connection, fabrique_id: str, donnees: Mapping[str, Any], maintenant: int) -> str:
    """Insert a partner whose fields were read by ``champs``; return its id.

    Raises:
        ErreurMetier: the SIRET is already that of another partner.
    """
    _refuser_doublon(connexion, fabrique_id, donnees["siret"], "")
    partenaire_id = nouvel_identifiant()
    connexion.execute(insert(m.Partenaire), ligne(partenaire_id, fabrique_id, donnees, maintenant))
    _situer(connexion, fabrique_id, partenaire_id, donnees.get("territoires", ()))
    return partenaire_id


def ligne(partenaire_id: str, fabrique_id: str, donnees: Mapping[str, Any], maintenant: int) -> dict[str, Any]:
    """Return the row of a new partner."""
    propres = {n: donnees[n] for n in CHAMPS}
    return propres | {
        "id": partenaire_id,
        "fabrique_id": fabrique_id,
        "nom_cle": cle(donnees["nom"])[:200],
        "cree_le": maintenant,
        "modifie_le": maintenant,
        "version": 1,
    }


def modifier(
    connexion: Connection, fabrique_id: str, lue: tuple[str, int], donnees: Mapping[str, Any], maintenant: int
) -> None:
    """Save a partner; ``lue`` is (id, version the edit was made on).

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: gone, or the SIRET is somebody else's.
    """
    partenaire_id, version = lue
    p = m.Partenaire
    _refuser_doublon(connexion, fabrique_id, donnees["siret"], partenaire_id)
    valeurs = {n: donnees[n] for n in CHAMPS} | {"nom_cle": cle(donnees["nom"])[:200], "modifie_le": maintenant}
    la_bonne = (p.id == partenaire_id, p.fabrique_id == fabrique_id, p.version == version)
    ecrites = connexion.execute(update(p).where(*la_bonne).values(**valeurs, version=version + 1)).rowcount
    if not ecrites:
        actuel = charger(connexion, fabrique_id, partenaire_id)
        raise VersionDepassee(actuel) if actuel else disparu()
    connexion.execute(delete(m.PartenaireTerritoire).where(m.PartenaireTerritoire.partenaire_id == partenaire_id))
    _situer(connexion, fabrique_id, partenaire_id, donnees.get("territoires", ()))


def supprimer(connexion: Connection, fabrique_id: str, partenaire_id: str) -> int:
    """Delete a partner with its contacts; return how many contacts went with it.

    Raises:
        ErreurMetier: it is already gone.
    """
    contacts = nombre_de_contacts(connexion, partenaire_id)
    p = m.Partenaire
    if not connexion.execute(delete(p).where(p.id == partenaire_id, p.fabrique_id == fabrique_id)).rowcount:
        raise disparu()
    return contacts


def nombre_de_contacts(connexion: Connection, partenaire_id: str) -> int:
    """How many people are written down for a partner."""
    requete = select(func.count()).select_from(m.Contact).where(m.Contact.partenaire_id == partenaire_id)
    return connexion.execute(requete).scalar_one()


def disparu() -> ErreurMetier:
    """Say that somebody else deleted it."""
    return ErreurMetier(
        "partenaire_disparu",
        "Ce partenaire vient d’être supprimé par quelqu’un d’autre. Revenez à la liste\u00a0; s’il le faut, créez-le à nouveau.",
    )


def _refuser_doublon(connexion: Connection, fabrique_id: str, siret: str | None, sauf: str) -> None:
    if not siret:
        return
    p = m.Partenaire
    requete = select(p.nom).where(p.fabrique_id == fabrique_id, p.siret == siret, p.id != sauf)
    autre = connexion.execute(requete).scalar()
    if autre is not None:
        raise ErreurMetier(
            "siret_pris",
            f"Ce SIRET est déjà celui de «\u00a0{autre}\u00a0»\u00a0: deux partenaires n’ont jamais le même. Vérifiez le numéro, ou "
            "complétez la fiche qui existe.",
        )


def _situer(connexion: Connection, fabrique_id: str, partenaire_id: str, territoires: Collection[str]) -> None:
    t = m.Territoire
    requete = select(t.id).where(t.fabrique_id == fabrique_id, t.id.in_(list(territoires)))
    lignes = [{"partenaire_id": partenaire_id, "territoire_id": i} for i in connexion.execute(requete).scalars()]
    if lignes:
        connexion.execute(insert(m.PartenaireTerritoire), lignes)
