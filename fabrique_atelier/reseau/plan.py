"""What bringing a file in would do, line by line, without doing it: the dry run and the confirmation compute the same plan.

Pure. A partner is known by its SIRET, else by its name and commune (French-aware); the lines of the file are compared with the
fabrique's partners and with each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec

from fabrique_atelier.reseau import champs
from fabrique_atelier.reseau.conservation import echeance
from fabrique_atelier.reseau.correspondance import (
    CIBLES,
    LISTES,
    Correspondance,
    cellule,
    code_de,
    lignes_de_donnees,
    morceaux,
    titres_de,
)
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier

POLITIQUES = ("completer", "remplacer", "ignorer")
PARTENAIRE_VIDE: dict[str, Any] = {
    "nom": "", "college": "", "roles": [], "forme_juridique": None, "siret": None, "rna": None, "est_ess": None,
    "droit_de_tirage_annuel": None, "site_web": "", "adresse": "", "code_insee": None, "commune": "",
}  # fmt: skip
CONTACT_VIDE: dict[str, Any] = dict.fromkeys(champs.CONTACT, "") | {"transmissible": False}
_VIDES: tuple[Any, ...] = (None, "", [], ())
Valeurs = dict[str, Any]


class Refus(msgspec.Struct, frozen=True):
    """Why a line is not taken: its number in the spreadsheet, the title of the column, the sentence, the line, and the cell."""

    numero: int
    colonne: str
    raison: str
    cellules: list[str]
    valeur: str = ""


@dataclass(slots=True)
class Enregistrement:
    """A partner or a contact while the plan is made: ``avant`` is what the database holds (None: nothing yet)."""

    valeurs: Valeurs
    avant: Valeurs | None = None
    id: str = ""
    version: int = 0
    contacts: list[Enregistrement] = field(default_factory=list)
    #: Number of the line it first came from, for those that are new.
    ligne: int = 0

    @property
    def nouveau(self) -> bool:
        """Whether it is to be created."""
        return self.avant is None

    @property
    def change(self) -> bool:
        """Whether it is to be created or updated."""
        return self.avant != self.valeurs


@dataclass(slots=True)
class Plan:
    """The whole of it."""

    fiches: list[Enregistrement]
    refus: list[Refus]
    compte: dict[str, int]
    empreinte: str


def planifier(lignes: list[list[str]], c: Correspondance, connus: list[Enregistrement], aujourdhui: date) -> Plan:
    """Compute the plan; ``connus`` are the partners of the fabrique, which are completed in place."""
    registre, refus = _Registre(connus), list[Refus]()
    titres = titres_de(lignes, c)
    lues = doublons = 0
    for numero, cellules in lignes_de_donnees(lignes, c):
        lues += 1
        lecture = _Lecture(numero, cellules, c, aujourdhui)
        fiche = None if lecture.fautes else registre.trouver(lecture)
        if not lecture.fautes and fiche is None:
            fiche = registre.ajouter(lecture)
        elif fiche is not None:
            doublons += fiche.ligne > 0
            registre.rapprocher(fiche, lecture)
        if lecture.fautes:
            refus += [_refus(titres, c, lecture, faute) for faute in lecture.fautes]
        elif fiche is not None:
            fiche.ligne = fiche.ligne or numero
    touchees = [f for f in registre.fiches if f.ligne]
    return Plan(touchees, refus, _compter(touchees, refus, lues, doublons), _empreinte(touchees, refus))


def _compter(touchees: list[Enregistrement], refus: list[Refus], lues: int, doublons: int) -> dict[str, int]:
    personnes = [p for f in touchees for p in f.contacts if p.change]
    changees = [f for f in touchees if not f.nouveau and (f.change or any(p.change for p in f.contacts))]
    nouveaux = sum(f.nouveau for f in touchees)
    return {
        "lignes": lues,
        "nouveaux": nouveaux,
        "mis_a_jour": len(changees),
        "inchanges": len(touchees) - nouveaux - len(changees),
        "refuses": len({r.numero for r in refus}),
        "doublons": doublons,
        "contacts_nouveaux": sum(p.nouveau for p in personnes),
        "contacts_mis_a_jour": sum(not p.nouveau for p in personnes),
    }


def _empreinte(touchees: list[Enregistrement], refus: list[Refus]) -> str:
    """What the person has read, in short: if the fabrique changes before the confirmation, this changes."""
    changements = [
        (f.id, f.version, f.valeurs, [(p.id, p.version, p.valeurs) for p in f.contacts if p.change])
        for f in touchees
        if f.change or any(p.change for p in f.contacts)
    ]
    return hashlib.sha256(msgspec.json.encode((changements, [(r.numero, r.raison) for r in refus]))).hexdigest()


def _refus(titres: list[str], c: Correspondance, lecture: _Lecture, faute: tuple[str, str]) -> Refus:
    cible, raison = faute
    place = c.colonnes.get(cible)
    titre = CIBLES[cible][0] if place is None else titres[place]
    return Refus(lecture.numero, titre, raison, lecture.cellules, cellule(lecture.cellules, place))


# ---------------------------------------------------------------------------------------------------- one line


class _Lecture:
    """A line read: the fields that are not empty, and what is wrong with the others."""

    def __init__(self, numero: int, cellules: list[str], c: Correspondance, aujourdhui: date) -> None:
        self.numero, self.cellules = numero, cellules
        self.correspondance = c
        self.fautes: list[tuple[str, str]] = []
        lus = {cible: self._lire(cible, cellule(cellules, place)) for cible, place in c.colonnes.items()}
        pleins = {cible: valeur for cible, valeur in lus.items() if valeur not in _VIDES}
        self.partenaire: Valeurs = {n: v for n, v in pleins.items() if not n.startswith("contact.")}
        self.contact: Valeurs = {n[8:]: v for n, v in pleins.items() if n.startswith("contact.")}
        if not any(self.contact.get(n) for n in ("nom", "prenom", "courriel", "telephone")):
            self.contact = {}
        if not self.partenaire.get("nom") and not any(cible == "nom" for cible, _ in self.fautes):
            self.fautes.append(
                ("nom", "Le nom du partenaire est vide. Écrivez-le\u00a0: c’est lui qu’on cherche ensuite.")
            )
        if self.contact and not self.fautes:
            self._verifier_echange(aujourdhui)

    def contact_complet(self) -> Valeurs:
        """The fields of a new contact, with what was chosen for the whole file where the line is silent."""
        c = self.correspondance
        defauts = {"base_legale": c.base_legale, "source": c.source, "dernier_echange": c.dernier_echange}
        return {**CONTACT_VIDE, **defauts, **self.contact}

    def _lire(self, cible: str, texte: str) -> Any:
        try:
            if cible in LISTES:
                return self._lire_liste(cible, texte)
            groupe: Mapping[str, champs.Champ] = champs.CONTACT if cible.startswith("contact.") else champs.PARTENAIRE
            return groupe[cible.removeprefix("contact.")].lire(texte)
        except ErreurMetier as refus:
            self.fautes.append((cible, refus.message))
            return None

    def _lire_liste(self, cible: str, texte: str) -> Any:
        codes = [code_de(cible, m, self.correspondance) or "" for m in morceaux(cible, texte)]
        gardes = list(dict.fromkeys(code for code in codes if code))
        return gardes if cible == "roles" else (gardes[0] if gardes else "")

    def _verifier_echange(self, aujourdhui: date) -> None:
        complet = self.contact_complet()
        if not complet["dernier_echange"] or not complet["base_legale"] or not complet["source"]:
            raison = (
                "Il manque la base légale, la source ou la date du dernier échange de ce contact. Remplissez-les dans le fichier, "
                "ou donnez-les pour tout le fichier à l’étape «\u00a0Colonnes\u00a0»."
            )
            self.fautes.append(("contact.dernier_echange", raison))
        elif complet["dernier_echange"] > aujourdhui.isoformat():
            raison = "La date du dernier échange est dans le futur. Écrivez celle d’un échange qui a eu lieu."
            self.fautes.append(("contact.dernier_echange", raison))
        elif echeance(complet["dernier_echange"], 0) <= aujourdhui:
            raison = (
                "Le dernier échange date de plus de trois ans\u00a0: cette personne ne peut plus être gardée. Effacez ses coordonnées "
                "du fichier, ou écrivez la date d’un échange plus récent."
            )
            self.fautes.append(("contact.dernier_echange", raison))


# ------------------------------------------------------------------------------------- who is already there


class _Registre:
    """The partners by SIRET and by name and commune, those of the file joining those of the fabrique."""

    def __init__(self, connus: list[Enregistrement]) -> None:
        self.fiches = connus
        self._par_siret: dict[str, Enregistrement] = {}
        self._par_nom: dict[tuple[str, str], list[Enregistrement]] = {}
        for fiche in connus:
            self._ranger(fiche)

    def trouver(self, lecture: _Lecture) -> Enregistrement | None:
        """Return the partner a line is about; a doubt is a fault of the line."""
        siret = lecture.partenaire.get("siret")
        if siret and siret in self._par_siret:
            return self._par_siret[siret]
        homonymes = self._par_nom.get(_identite(lecture.partenaire), [])
        possibles = [f for f in homonymes if not siret or not f.valeurs["siret"]]
        if len(possibles) > 1:
            raison = (
                "Plusieurs partenaires portent ce nom dans cette commune. Ajoutez le SIRET pour dire duquel il s’agit."
            )
            lecture.fautes.append(("nom", raison))
        return possibles[0] if len(possibles) == 1 else None

    def ajouter(self, lecture: _Lecture) -> Enregistrement:
        """Add a new partner."""
        college = {"college": lecture.correspondance.college}
        fiche = Enregistrement({**PARTENAIRE_VIDE, **college, **lecture.partenaire})
        self.fiches.append(fiche)
        self._ranger(fiche)
        self._personne(fiche, lecture, "completer")
        return fiche

    def rapprocher(self, fiche: Enregistrement, lecture: _Lecture) -> None:
        """Bring a line to a partner that is already there, as the person chose."""
        politique = lecture.correspondance.politique
        if fiche.nouveau:
            politique = "completer"  # another line of the same file: the first one wins, and people add up
        if politique == "ignorer":
            return
        avant = (fiche.valeurs["siret"], _identite(fiche.valeurs))
        _fondre(fiche, lecture.partenaire, politique)
        if avant != (fiche.valeurs["siret"], _identite(fiche.valeurs)):
            self._ranger(fiche)
        self._personne(fiche, lecture, politique)

    def _ranger(self, fiche: Enregistrement) -> None:
        if fiche.valeurs["siret"]:
            self._par_siret[fiche.valeurs["siret"]] = fiche
        homonymes = self._par_nom.setdefault(_identite(fiche.valeurs), [])
        if not any(f is fiche for f in homonymes):
            homonymes.append(fiche)

    def _personne(self, fiche: Enregistrement, lecture: _Lecture, politique: str) -> None:
        if not lecture.contact:
            return
        connue = next((p for p in fiche.contacts if _meme_personne(p.valeurs, lecture.contact)), None)
        if connue is None:
            fiche.contacts.append(Enregistrement(lecture.contact_complet()))
        else:
            _fondre(connue, lecture.contact, politique)


def _identite(valeurs: Valeurs) -> tuple[str, str]:
    return cle(valeurs.get("nom", ""))[:200], cle(valeurs.get("commune", ""))


def _meme_personne(connue: Valeurs, lue: Valeurs) -> bool:
    ecrit, lu = connue["courriel"].casefold(), lue.get("courriel", "").casefold()
    if ecrit and lu:
        return bool(ecrit == lu)
    if lue.get("nom") or lue.get("prenom"):
        return _nom_complet(connue) == _nom_complet(lue)
    return not lu and bool(connue["telephone"] == lue.get("telephone"))


def _nom_complet(valeurs: Valeurs) -> list[str]:
    """The words of a name, whatever their order: « Moreau Claire » is Claire Moreau."""
    return sorted(cle(f"{valeurs.get('prenom', '')} {valeurs.get('nom', '')}").split())


def _fondre(cible: Enregistrement, lues: Valeurs, politique: str) -> None:
    """Complete the empty fields, or replace; an empty cell never erases anything."""
    for nom, valeur in lues.items():
        if politique == "remplacer" or cible.valeurs[nom] in _VIDES:
            cible.valeurs[nom] = valeur
