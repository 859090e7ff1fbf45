"""A file of partners between its arrival and its confirmation: kept a day, seen by its author only, written in one go (F08)."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from fabrique_atelier.reseau import contacts, partenaires
from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.conservation import IMPORT_MS, supprimer_imports_echus
from fabrique_atelier.reseau.correspondance import Correspondance, deviner, valeurs_connues
from fabrique_atelier.reseau.plan import Enregistrement, Plan, Refus, planifier
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.reseau.tableurs import LIGNES_MAX, Tableau
from fabrique_atelier.reseau.vocabulaire import USUELS, Vocabulaire
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from fabrique_atelier.socle.texte import ligne


@dataclass(frozen=True, slots=True)
class Connus:
    """The partners of a fabrique as they were at one instant."""

    fiches: list[Enregistrement]
    temoin: tuple[int, ...]


_SANS_TITRES = (
    "Aucun titre de colonne n’a été reconnu. Dites ci-dessous ce que contient chaque colonne\u00a0; si votre fichier n’a pas de ligne de "
    "titres, cochez la case."
)


@dataclass(frozen=True, slots=True)
class Depot:
    """A file as it waits: its lines (none once it is done), and what was settled."""

    id: str
    fabrique_id: str
    nom_fichier: str
    lignes: list[list[str]]
    correspondance: Correspondance
    refus: list[Refus]

    @property
    def fait(self) -> bool:
        """Whether it has been confirmed."""
        return self.correspondance.etape == "fait"


@dataclass(frozen=True, slots=True)
class Auteur:
    """Whose file it is, and where: nobody else sees it."""

    fabrique_id: str
    personne_id: str
    mots: Vocabulaire = USUELS


def deposer(connexion: Connection, auteur: Auteur, nom: str, tableau: Tableau, maintenant: int) -> str:
    """Keep a file that was read, with what its titles let us guess; return its id.

    Raises:
        ErreurMetier: it has a line of titles and nothing below.
    """
    supprimer_imports_echus(connexion, maintenant)
    correspondance = deviner(tableau.lignes)
    correspondance.valeurs = valeurs_connues(auteur.mots)
    correspondance.format, correspondance.avertissements = tableau.format, tableau.avertissements
    dessous = sum(any(cellules) for cellules in tableau.lignes[correspondance.entete + 1 :])
    if correspondance.colonnes and not dessous:
        raise ErreurMetier(
            "aucune_ligne",
            "Ce fichier a une ligne de titres, mais aucun partenaire dessous. Vérifiez que c’est le bon, et la bonne feuille.",
        )
    if dessous > LIGNES_MAX:
        raise ErreurMetier(
            "trop_de_lignes",
            "Ce fichier a plus de 5\u202f000\u00a0lignes\u00a0: il n’a pas été lu. Coupez-le en plusieurs fichiers.",
        )
    if not correspondance.colonnes:
        correspondance.avertissements = [*correspondance.avertissements, _SANS_TITRES]
    import_id = nouvel_identifiant()
    ligne_neuve = {
        "id": import_id,
        "fabrique_id": auteur.fabrique_id,
        "personne_id": auteur.personne_id,
        "nom_fichier": ligne(nom)[:160] or "fichier",
        "lignes": tableau.lignes,
        "correspondance": msgspec.to_builtins(correspondance),
        "rapport": None,
        "cree_le": maintenant,
    }
    connexion.execute(insert(m.ImportPartenaires), ligne_neuve)
    return import_id


def charger(
    connexion: Connection, auteur: Auteur, import_id: str, maintenant: int, *, verrou: bool = False
) -> Depot | None:
    """Return a file of this person in this fabrique, unless its day is over."""
    i = m.ImportPartenaires
    requete = select(i.id, i.fabrique_id, i.nom_fichier, i.lignes, i.correspondance, i.rapport).where(
        i.id == import_id,
        i.fabrique_id == auteur.fabrique_id,
        i.personne_id == auteur.personne_id,
        i.cree_le > maintenant - IMPORT_MS,
    )
    trouve = connexion.execute(requete.with_for_update() if verrou else requete).first()
    if trouve is None:
        return None
    refus = msgspec.json.decode(trouve.rapport, type=list[Refus]) if trouve.rapport else []
    correspondance = msgspec.convert(trouve.correspondance, Correspondance)
    return Depot(trouve.id, trouve.fabrique_id, trouve.nom_fichier, trouve.lignes, correspondance, refus)


def regler(connexion: Connection, depot: Depot, correspondance: Correspondance) -> None:
    """Save what was settled."""
    i = m.ImportPartenaires
    valeurs = msgspec.to_builtins(correspondance)
    connexion.execute(update(i).where(i.id == depot.id).values(correspondance=valeurs))


def abandonner(connexion: Connection, depot: Depot) -> None:
    """Forget a file before its day is over."""
    connexion.execute(delete(m.ImportPartenaires).where(m.ImportPartenaires.id == depot.id))


def connus(connexion: Connection, fabrique_id: str) -> Connus:
    """Return every partner of the fabrique with its people, ready to be compared, and the witness of that instant."""
    personnes: dict[str, list[Enregistrement]] = {}
    for partenaire_id, siens in contacts.par_partenaire(connexion, fabrique_id).items():
        personnes[partenaire_id] = [_enregistrement(c, contacts.CHAMPS) for c in siens]
    p = m.Partenaire
    colonnes = [getattr(p, n) for n in ("id", "version", *partenaires.CHAMPS)]
    fiches = []
    for trouve in connexion.execute(select(*colonnes).where(p.fabrique_id == fabrique_id).order_by(p.id)):
        fiche = _enregistrement(trouve, partenaires.CHAMPS)
        fiche.contacts = personnes.get(fiche.id, [])
        fiches.append(fiche)
    return Connus(fiches, temoin(connexion, fabrique_id))


def temoin(connexion: Connection, fabrique_id: str) -> tuple[int, ...]:
    """What changes whenever a partner or a contact of the fabrique does: a plan made on one witness holds for that one."""
    p, c = m.Partenaire, m.Contact
    fiches = select(func.count(), func.coalesce(func.sum(p.version), 0), func.coalesce(func.max(p.modifie_le), 0))
    personnes = select(func.count(), func.coalesce(func.sum(c.version), 0), func.coalesce(func.max(c.cree_le), 0))
    lus = connexion.execute(fiches.where(p.fabrique_id == fabrique_id)).one()
    lues = connexion.execute(
        personnes.select_from(c).join(p, p.id == c.partenaire_id).where(p.fabrique_id == fabrique_id)
    )
    return tuple(int(n) for n in (*lus, *lues.one()))


def essayer(depot: Depot, connus_: Connus, aujourdhui: date) -> Plan:
    """Return what confirming would do. Pure: half a second for 5 000 lines, to be spent away from the event loop."""
    return planifier(depot.lignes, depot.correspondance, connus_.fiches, aujourdhui)


def plan_change() -> ErreurMetier:
    """Say that what was read is no longer what would be done."""
    return ErreurMetier(
        "plan_change",
        "Des partenaires ont changé depuis votre vérification\u00a0: rien n’a été enregistré. Relisez ce qui suit, puis confirmez.",
    )


def confirmer(
    connexion: Connection, depot: Depot, plan: Plan, temoin_du_plan: tuple[int, ...], maintenant: int
) -> None:
    """Do what the plan says, in the current transaction. ``depot`` was loaded with its lock.

    Raises:
        ErreurMetier: a partner or a contact has changed since the plan was made.
    """
    if temoin(connexion, depot.fabrique_id) != temoin_du_plan:
        raise plan_change()
    _ecrire_fiches(connexion, depot.fabrique_id, plan, maintenant)
    _ecrire_contacts(connexion, plan, maintenant)
    finie = copy.copy(depot.correspondance)
    finie.etape, finie.bilan = "fait", plan.compte
    i = m.ImportPartenaires
    connexion.execute(
        update(i)
        .where(i.id == depot.id)
        .values(
            lignes=_titres_seuls(depot),
            correspondance=msgspec.to_builtins(finie),
            rapport=msgspec.json.encode(plan.refus).decode(),
        )
    )


def _titres_seuls(depot: Depot) -> list[list[str]]:
    """What the report needs once it is done: the people are in their cards, and not kept twice."""
    debut = depot.correspondance.entete
    return [*([[]] * debut), depot.lignes[debut]] if not depot.correspondance.sans_titres else []


def _enregistrement(trouve: Any, noms: list[str]) -> Enregistrement:
    valeurs = {n: getattr(trouve, n) for n in noms}
    return Enregistrement(valeurs, dict(valeurs), trouve.id, trouve.version)


def _ecrire_fiches(connexion: Connection, fabrique_id: str, plan: Plan, maintenant: int) -> None:
    neuves = []
    for fiche in plan.fiches:
        if fiche.nouveau:
            fiche.id = nouvel_identifiant()
            neuves.append(partenaires.ligne(fiche.id, fabrique_id, fiche.valeurs, maintenant))
        elif fiche.change:
            nouvelles = fiche.valeurs | {"nom_cle": cle(fiche.valeurs["nom"])[:200], "modifie_le": maintenant}
            _modifier(connexion, m.Partenaire, fiche, nouvelles)
    if neuves:
        connexion.execute(table(m.Partenaire).insert(), neuves)


def _ecrire_contacts(connexion: Connection, plan: Plan, maintenant: int) -> None:
    neufs = []
    for fiche in plan.fiches:
        for personne in fiche.contacts:
            if personne.nouveau:
                neufs.append(contacts.ligne(nouvel_identifiant(), fiche.id, personne.valeurs, maintenant))
            elif personne.change:
                _modifier(connexion, m.Contact, personne, personne.valeurs)
    if neufs:
        connexion.execute(table(m.Contact).insert(), neufs)


def _modifier(connexion: Connection, modele: Any, lu: Enregistrement, valeurs: dict[str, Any]) -> None:
    la_bonne = (modele.id == lu.id, modele.version == lu.version)
    if not connexion.execute(update(modele).where(*la_bonne).values(**valeurs, version=lu.version + 1)).rowcount:
        raise partenaires.disparu()
