"""What comes next for a dossier, in words and addresses: each crossing with its evidence, each missing thing with its room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import url_for

from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.parcours import INSCRIPTIONS, Manque, Transition
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.web.dossiers.fil import adresse

#: ``Manque.ou`` → the end of the address in the dossier, and the words of the button that leads there.
PIECES: dict[str, tuple[str, str]] = {
    "responsable": ("responsable", "Dire qui suit ce dossier"),
    "fiche": ("fiche", "Compléter la fiche idée"),
    "qualification": ("qualification", "Continuer la qualification"),
    "utilite": ("qualification/utilite", "Compléter l’utilité sociale"),
    "comite_suivi": ("comite", "Composer {le_suivi}"),
    "etude": ("etude", "Continuer l’étude d’opportunité"),
    "benchmark": ("etude", "Ajouter une expérience d’ailleurs"),
    "preuves": ("etude", "Ajouter une preuve de terrain"),
    "porteur": ("porteur", "Compléter la page {du_porteur}"),
    "appel": ("porteur", "Compléter l’appel à candidatures"),
    "convention": ("porteur", "Compléter la convention de transmission"),
    "faisabilite": ("documents", "Joindre les documents de faisabilité"),
    "jalons": ("suivi", "Dater les jalons"),
    "suivi": ("suivi", "Ouvrir le suivi de la réalisation"),
}
#: Transition → the evidence it asks for: code of the ``Manque`` → what it says once brought.
PREUVES: dict[str, dict[str, str]] = {
    "T2": {"responsable": "Une personne de l’équipe suit ce dossier."},
    "T3": {"fiche": "La fiche idée est complète."},
    "T4": {
        "criteres": "Chaque critère est noté.",
        "ecarts": "Les écarts d’au moins 2\u00a0points sont commentés.",
        "utilite_sociale": "L’utilité sociale est dite.",
        "grille": "La grille est signée.",
    },
    "T6": {
        "etude_responsable": "On sait qui conduit l’étude.",
        "etude_debut": "Son début est daté.",
        "financement": "Son financement est connu.",
    },
    "T7": {
        "verdicts": "Les quatre verdicts sont rendus.",
        "conclusion": "La conclusion est écrite.",
        "preuves": "Le besoin est vérifié sur le terrain.",
        "document": "Le document de l’étude est joint.",
    },
    "T8a": {"porteur": "La personne ou la structure est désignée.", "lettre": "La lettre d’intention est jointe."},
    "T8b": {"appel": "L’appel est complet."},
    "T8c": {
        "porteur": "La personne ou la structure est désignée.",
        "note": "La note sur les structures approchées est écrite.",
    },
    "T9": {
        "classement": "Les candidatures sont classées.",
        "jury": "Le compte rendu du jury est joint.",
        "porteur": "La candidature retenue est désignée.",
    },
    "T10": {
        "convention": "La convention est signée des deux côtés.",
        "paquet": "Le dossier de transmission est envoyé.",
    },
    "T11": {"creation": "La création est datée.", "premiere_activite": "La première activité est datée."},
    "T12": {"sortie": "Les trois critères de sortie sont prouvés."},
}
#: Gate → what the team decides there in place of a committee.
DECISIONS_EQUIPE: dict[str, str] = {
    "G1": "Décider de la suite de cette idée",
    "G2": "Décider de la suite de l’étude",
    "G3": "Décider du choix {du_porteur}",
    "G4": "Décider de la création",
}


@dataclass(frozen=True, slots=True)
class Manquant:
    """One missing thing: the sentence, where to bring it, the words of the button."""

    phrase: str
    url: str
    bouton: str


@dataclass(frozen=True, slots=True)
class Suite:
    """One thing that may be done next. ``vers``: where it leads, in words; ``fait``: the evidence already there."""

    libelle: str
    url: str
    vers: str = ""
    manquants: tuple[Manquant, ...] = ()
    faits: tuple[str, ...] = field(default_factory=tuple)
    phrase: str = ""

    @property
    def pret(self) -> bool:
        """Nothing is missing."""
        return not self.manquants


def suite_de(fabrique: FabriqueResumee, dossier_id: str, transition: Transition, manques: Sequence[Manque]) -> Suite:
    """One crossing, with its evidence; an entry on an agenda leads to the committees."""
    if transition.id in INSCRIPTIONS:
        url = url_d_inscription(fabrique, dossier_id)
    else:
        url = url_for(
            "dossier.franchir", fabrique=fabrique.identifiant, dossier_id=dossier_id, transition=transition.id
        )
    absents = {x.code for x in manques}
    apportees = tuple(p for code, p in PREUVES.get(transition.id, {}).items() if code not in absents)
    vers = libelles(fabrique.mots)[transition.vers]
    return Suite(transition.libelle, url, vers, manquants(fabrique, dossier_id, manques), apportees)


def suite_de_l_equipe(fabrique: FabriqueResumee, dossier_id: str, porte: str, manques: Sequence[Manque]) -> Suite:
    """The decision the team takes itself."""
    url = url_for("dossier.decider", fabrique=fabrique.identifiant, dossier_id=dossier_id)
    libelle = DECISIONS_EQUIPE[porte].format(**_mots(fabrique))
    vers = libelles(fabrique.mots)[s.APRES[porte]]
    phrase = "Ici, l’équipe décide elle-même, avec un motif écrit."
    return Suite(libelle, url, vers, manquants(fabrique, dossier_id, manques), phrase=phrase)


def manquants(fabrique: FabriqueResumee, dossier_id: str, manques: Sequence[Manque]) -> tuple[Manquant, ...]:
    """Each missing thing with the page that brings it."""
    return tuple(_manquant(fabrique, dossier_id, x) for x in manques)


def url_d_inscription(fabrique: FabriqueResumee, dossier_id: str) -> str:
    """Where a dossier is put on the agenda of a committee."""
    return f"/equipe/{fabrique.identifiant}/comites/inscrire/{dossier_id}"


def url_des_comites(fabrique: FabriqueResumee) -> str:
    """Where the committees of the fabrique are."""
    return f"/equipe/{fabrique.identifiant}/comites"


def _manquant(fabrique: FabriqueResumee, dossier_id: str, x: Manque) -> Manquant:
    if x.ou == "comites":
        return Manquant(x.phrase, url_des_comites(fabrique), "Voir les comités")
    fin, bouton = PIECES[x.ou]
    return Manquant(x.phrase, adresse(fabrique, dossier_id, fin), bouton.format(**_mots(fabrique)))


def _mots(fabrique: FabriqueResumee) -> dict[str, str]:
    return {
        "le_suivi": fabrique.mots.mot("comite_suivi", "le"),
        "du_porteur": fabrique.mots.mot("porteur", "du"),
    }
