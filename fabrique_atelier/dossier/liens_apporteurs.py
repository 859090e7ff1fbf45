"""The link of a partner to its own page: what it has brought, what became of it, its « droit de tirage »."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.dossier.models_entrees import LienApporteur
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Partenaire
from fabrique_atelier.reseau.partenaires import charger
from fabrique_atelier.reseau.partenaires import disparu as partenaire_disparu
from fabrique_atelier.reseau.recherche import cle as cle_de
from fabrique_atelier.socle.identifiants import LONGUEUR_JETON, empreinte, jeton_derive

ROLE = "apporteur"


@dataclass(frozen=True, slots=True)
class Apporteur:
    """A partner at its own page."""

    id: str
    fabrique_id: str
    nom: str


def ouvrir(connexion: Connection, geste: Geste, cle: bytes, partenaire_id: str) -> str:
    """Give a partner a new link; the former one opens nothing any more.

    Raises:
        ErreurMetier: the partner is not in this fabrique.
    """
    if charger(connexion, geste.fabrique_id, partenaire_id) is None:
        raise partenaire_disparu()
    t = LienApporteur
    avant = connexion.execute(select(t.generation).where(t.partenaire_id == partenaire_id)).scalar()
    generation = 0 if avant is None else avant + 1
    jeton = jeton_derive(cle, ROLE, partenaire_id, generation)
    valeurs = {"generation": generation, "empreinte": empreinte(jeton), "cree_le": geste.maintenant}
    if avant is None:
        connexion.execute(insert(t), valeurs | {"partenaire_id": partenaire_id})
    else:
        connexion.execute(update(t).where(t.partenaire_id == partenaire_id).values(**valeurs))
    geste.noter(connexion, "partenaire.lien", ("partenaire", partenaire_id))
    return jeton


def partenaires(connexion: Connection, fabrique_id: str) -> list[tuple[str, str]]:
    """(id, name) of the partners of a fabrique, by name."""
    requete = select(Partenaire.id, Partenaire.nom).where(Partenaire.fabrique_id == fabrique_id)
    return sorted(((i, n) for i, n in connexion.execute(requete)), key=lambda x: cle_de(x[1]))


def lister(connexion: Connection, cle: bytes, fabrique_id: str) -> list[tuple[Apporteur, str]]:
    """The partners who bring ideas (the role, a « droit de tirage » or a link says so), by name, each with its token or ``""``."""
    t, p = LienApporteur, Partenaire
    requete = (
        select(p.id, p.nom, p.roles, p.droit_de_tirage_annuel, t.generation)
        .outerjoin(t, t.partenaire_id == p.id)
        .where(p.fabrique_id == fabrique_id)
    )
    trouves = []
    for ligne in connexion.execute(requete).mappings():
        generation: int | None = ligne["generation"]
        if "apporteur" in ligne["roles"] or ligne["droit_de_tirage_annuel"] is not None or generation is not None:
            jeton = "" if generation is None else jeton_derive(cle, ROLE, ligne["id"], generation)
            trouves.append((Apporteur(ligne["id"], fabrique_id, ligne["nom"]), jeton))
    return sorted(trouves, key=lambda x: cle_de(x[0].nom))


def par_jeton(connexion: Connection, jeton: str) -> Apporteur | None:
    """The partner a link opens, or None."""
    if len(jeton) != LONGUEUR_JETON:
        return None
    t, p = LienApporteur, Partenaire
    requete = select(p.id, p.fabrique_id, p.nom).join(t, t.partenaire_id == p.id).where(t.empreinte == empreinte(jeton))
    ligne = connexion.execute(requete).first()
    return Apporteur(*ligne) if ligne else None
