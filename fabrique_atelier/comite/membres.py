"""Seats of a committee: who holds them, with which voice, since when, with which declared interests (``domaine.md`` §3.18)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from fabrique_atelier.comite import models as m
from fabrique_atelier.comite import noms, trouver
from fabrique_atelier.comptes.models import Attribution
from fabrique_atelier.reseau.codes import date_partielle_valide
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Contact, Partenaire
from fabrique_atelier.reseau.nomenclatures import COLLEGES
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

COLLEGES_MIN = 3
_M, _C = table(m.MembreComite).c, table(m.Comite).c


@dataclass(frozen=True, slots=True)
class NouveauMembre:
    """What is written to give a seat, or to change it. ``personne_id``: the account that may look at the papers."""

    partenaire_id: str
    titulaire_id: str | None
    college: str
    voix: str = "deliberative"
    depuis: str = ""
    jusqu_au: str = ""
    suppleant_id: str | None = None
    personne_id: str | None = None
    interets: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class MembreLu:
    """A seat with the names behind it; they are empty once the partner or the contact was deleted."""

    id: str
    comite_id: str
    partenaire_id: str | None
    titulaire_id: str | None
    suppleant_id: str | None
    personne_id: str | None
    college: str
    voix: str
    depuis: str
    jusqu_au: str
    actif: bool
    interets: list[str]
    version: int
    partenaire: str = ""
    titulaire: str = ""
    suppleant: str = ""

    @property
    def nom(self) -> str:
        """The person who sits, else the organisation."""
        return self.titulaire or self.partenaire or "Membre dont la fiche est effacée"

    @property
    def deliberative(self) -> bool:
        """The voice counts in the decision."""
        return self.voix == "deliberative"


def _lire() -> Select[Any]:
    t, s = table(Contact).alias("titulaire"), table(Contact).alias("suppleant")
    colonnes = [t.c.prenom, t.c.nom, t.c.courriel, s.c.prenom, s.c.nom, s.c.courriel]
    return (
        select(table(m.MembreComite), Partenaire.nom.label("partenaire"), *(x.label(f"n{i}") for i, x in enumerate(colonnes)))
        .outerjoin(Partenaire, Partenaire.id == _M.partenaire_id)
        .outerjoin(t, t.c.id == _M.titulaire_id)
        .outerjoin(s, s.c.id == _M.suppleant_id)
    )  # fmt: skip


def _lu(ligne: dict[str, Any]) -> MembreLu:
    prenom, nom, courriel, prenom2, nom2, courriel2 = (ligne.pop(f"n{i}") or "" for i in range(6))
    ligne["partenaire"] = ligne["partenaire"] or ""
    return MembreLu(
        **ligne,
        titulaire=f"{prenom} {nom}".strip() or courriel,
        suppleant=f"{prenom2} {nom2}".strip() or courriel2,
    )


def charger(connexion: Connection, fabrique_id: str, membre_id: str) -> MembreLu | None:
    """One seat of a committee of this fabrique, or None."""
    requete = _lire().join(m.Comite, m.Comite.id == _M.comite_id)
    ligne = connexion.execute(requete.where(_M.id == membre_id, _C.fabrique_id == fabrique_id)).mappings().first()
    return _lu(dict(ligne)) if ligne else None


def lister(connexion: Connection, comite_id: str, *, tous: bool = False) -> list[MembreLu]:
    """The seats of a committee already known to be in the fabrique, by collège then by name; ``tous``: those left too."""
    requete = _lire().where(_M.comite_id == comite_id)
    if not tous:
        requete = requete.where(_M.actif)
    ordre = list(COLLEGES)
    lus = [_lu(dict(x)) for x in connexion.execute(requete).mappings()]
    return sorted(lus, key=lambda x: (ordre.index(x.college), cle(x.nom), x.id))


def a_la_date(connexion: Connection, comite_id: str, jour: str) -> list[MembreLu]:
    """Those whose mandate covers an ISO day; a mandate « 2024 » covers the whole year."""
    return [x for x in lister(connexion, comite_id, tous=True) if siege_le(x.depuis, x.jusqu_au, jour)]


def siege_le(depuis: str, jusqu_au: str, jour: str) -> bool:
    """Tell whether a mandate between two partial dates covers a day."""
    return depuis <= jour[: len(depuis)] and (not jusqu_au or jour[: len(jusqu_au)] <= jusqu_au)


def colleges(membres: Iterable[MembreLu]) -> dict[str, list[MembreLu]]:
    """Collège → its seats, in the order of the list."""
    rangs: dict[str, list[MembreLu]] = {c: [] for c in COLLEGES}
    for x in membres:
        rangs[x.college].append(x)
    return {c: siens for c, siens in rangs.items() if siens}


def message_colleges(membres: Iterable[MembreLu]) -> str:
    """What to say of a committee that is not diverse; empty: nothing."""
    nombre = len(colleges(membres))
    if nombre >= COLLEGES_MIN:
        return ""
    dits = "aucun collège n’est représenté" if not nombre else f"{nombre}\u00a0collège{'s' * (nombre > 1)} seulement"
    return (
        f"Pour l’instant, {dits}. Un comité diversifié en réunit au moins {COLLEGES_MIN}\u00a0: ce n’est qu’un conseil."
    )


def ajouter(connexion: Connection, geste: Geste, comite_id: str, nouveau: NouveauMembre) -> str:
    """Give a seat; return its id.

    Raises:
        ErreurMetier: the code names the field.
    """
    trouver.comite(connexion, geste, comite_id)
    _verifier(connexion, geste, comite_id, nouveau, "")
    membre_id = nouvel_identifiant()
    ligne = {"id": membre_id, "comite_id": comite_id, "actif": True, "version": 1}
    connexion.execute(insert(m.MembreComite), _valeurs(nouveau) | ligne)
    geste.noter(connexion, "comite.ajouter_membre", ("comite", comite_id), membre=membre_id, voix=nouveau.voix)
    return membre_id


def modifier(connexion: Connection, geste: Geste, lu: tuple[str, int], nouveau: NouveauMembre) -> None:
    """Save a seat; ``lu``: (id, version the edit was made on).

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: as :func:`ajouter`.
    """
    membre_id, version = lu
    avant = trouver.membre(connexion, geste, membre_id)
    trouver.comite(connexion, geste, avant["comite_id"])
    _verifier(connexion, geste, avant["comite_id"], nouveau, membre_id)
    ecrites = connexion.execute(
        update(m.MembreComite)
        .where(_M.id == membre_id, _M.version == version)
        .values(**_valeurs(nouveau), version=version + 1)
    ).rowcount
    if not ecrites:
        raise VersionDepassee(charger(connexion, geste.fabrique_id, membre_id))
    geste.noter(connexion, "comite.modifier_membre", ("comite", avant["comite_id"]), membre=membre_id)


def retirer(connexion: Connection, geste: Geste, membre_id: str, jour: str) -> None:
    """End a seat on a day: the sessions it sat in go on knowing it."""
    avant = trouver.membre(connexion, geste, membre_id)
    fin = avant["jusqu_au"] if avant["jusqu_au"] and avant["jusqu_au"] <= jour else jour
    connexion.execute(
        update(m.MembreComite).where(_M.id == membre_id).values(actif=False, jusqu_au=fin, version=_M.version + 1)
    )
    geste.noter(connexion, "comite.retirer_membre", ("comite", avant["comite_id"]), membre=membre_id)


def _valeurs(n: NouveauMembre) -> dict[str, Any]:
    return {x: getattr(n, x) for x in NouveauMembre.__slots__} | {"interets": sorted(set(n.interets))}


def _verifier(connexion: Connection, geste: Geste, comite_id: str, n: NouveauMembre, sauf: str) -> None:
    if n.college not in COLLEGES:
        raise ErreurMetier("college_inconnu", "Choisissez un collège de la liste.")
    if n.voix not in noms.VOIX:
        raise ErreurMetier("voix_inconnue", "Dites si la voix est délibérative ou consultative.")
    if not all(date_partielle_valide(d) for d in (n.depuis, n.jusqu_au) if d) or (n.jusqu_au and n.jusqu_au < n.depuis):
        raise ErreurMetier("date_invalide", "Les dates du mandat ne sont pas comprises, ou finissent avant de commencer.")  # fmt: skip
    _verifier_partenaires(connexion, geste, n)
    if n.personne_id is not None:
        _verifier_compte(connexion, geste, comite_id, n.personne_id, sauf)


def _verifier_partenaires(connexion: Connection, geste: Geste, n: NouveauMembre) -> None:
    p, voulus = Partenaire, {n.partenaire_id, *n.interets}
    requete = select(p.id).where(p.fabrique_id == geste.fabrique_id, p.id.in_(voulus))
    if set(connexion.execute(requete).scalars()) != voulus:
        raise ErreurMetier(
            "partenaire_inconnu", "Choisissez une organisation parmi les partenaires de la fabrique, ou créez sa fiche."
        )
    contacts = {x for x in (n.titulaire_id, n.suppleant_id) if x}
    trouves = connexion.execute(
        select(Contact.id).where(Contact.id.in_(contacts), Contact.partenaire_id == n.partenaire_id)
    )
    if set(trouves.scalars()) != contacts:
        raise ErreurMetier("contact_inconnu", "Choisissez la personne parmi les contacts de cette organisation.")
    if n.titulaire_id is None:
        raise ErreurMetier(
            "titulaire_absent", "Dites qui siège\u00a0: choisissez un contact de l’organisation, ou ajoutez-le à sa fiche."
        )  # fmt: skip
    if n.titulaire_id == n.suppleant_id:
        raise ErreurMetier("suppleant_double", "Choisissez deux personnes différentes pour siéger et pour remplacer.")


def _verifier_compte(connexion: Connection, geste: Geste, comite_id: str, personne_id: str, sauf: str) -> None:
    a = Attribution
    requete = select(a.role).where(a.personne_id == personne_id, a.fabrique_id == geste.fabrique_id).limit(1)
    if connexion.execute(requete).first() is None:
        raise ErreurMetier("compte_inconnu", "Ce compte n’a pas de rôle dans votre fabrique\u00a0: invitez d’abord la personne.")  # fmt: skip
    deja = select(_M.id).where(_M.comite_id == comite_id, _M.personne_id == personne_id, _M.actif, _M.id != sauf)
    if connexion.execute(deja).first() is not None:
        raise ErreurMetier("compte_pris", "Ce compte est déjà celui d’un autre membre de ce comité.")
