"""What a committee needs written down: its rules, its members, its sittings, its agenda, its minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from fabrique_atelier.comite.comites import ComiteLu, NouveauComite
from fabrique_atelier.comite.membres import MembreLu, NouveauMembre
from fabrique_atelier.comite.noms import MAJORITES, VOIX
from fabrique_atelier.reseau.codes import date_affichee, lire_date_partielle
from fabrique_atelier.reseau.nomenclatures import COLLEGES
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import paragraphes
from fabrique_atelier.web.formulaires.champs import (
    Formulaire,
    choix,
    choix_de,
    code,
    controle,
    entier,
    nombre,
    texte,
)
from fabrique_atelier.web.formulaires.partenaires import CasesACocher

CHOISIR = "Choisissez une réponse dans la liste\u00a0: ce champ est nécessaire."
#: Refusal of a use-case → the field it is about.
CHAMPS_FAUTIFS = {
    "nom_absent": "nom",
    "portes_absentes": "portes",
    "portes_prises": "portes",
    "quorum_hors_bornes": "quorum_pct",
    "jour_invalide": "jour",
    "heure_invalide": "heure",
    "siege_double": "partenaire_id",
    "membre_double": "partenaire_id",
}
#: Gate → what is decided there.
PORTES = {
    "G1": "Valider une idée et la classer",
    "G2": "Se prononcer sur l’étude d’opportunité",
    "G3": "Choisir qui portera le projet",
    "G4": "Se prononcer sur l’étude de faisabilité",
}


def long_texte(libelle: str, maximum: int, lignes: int = 4) -> TextAreaField:
    """A text of several lines; longer than ``maximum``, it comes back with a sentence."""
    return TextAreaField(libelle, [controle(lambda brut: paragraphes(brut, maximum))], render_kw={"rows": lignes})


class FormulaireComite(Formulaire):
    """A permanent committee, or the rules of any."""

    version = HiddenField()
    type = SelectField("Ce que c’est", [InputRequired(CHOISIR)])
    nom = texte("Nom", 120, requis=True)
    portes = CasesACocher("Ce qu’elle décide", choices=choix_de(PORTES))
    quorum_pct = entier("Quorum, en pour cent des voix délibératives", 0, 100)
    majorite = choix("Comment on décide", MAJORITES)
    voix_preponderante = BooleanField("En cas d’égalité, la voix de la présidence tranche")
    pouvoirs_max = entier("Pouvoirs par personne, au plus", 0, 5)
    delai_envoi_jours = entier("Jours entre l’envoi du dossier et la séance, au moins", 0, 60)
    nominatif = BooleanField("Le règlement demande l’avis de chaque membre, par son nom")
    frequence = texte("Rythme", 40)
    mandat_debut = code("Début du mandat", lire_date_partielle)
    mandat_fin = code("Fin du mandat", lire_date_partielle)

    def proposer(self, types: Mapping[str, str]) -> None:
        """Give the kinds of committee one may create here, in the words of the fabrique."""
        self.type.choices = choix_de(types)

    def comite(self, dossier_id: str | None = None) -> NouveauComite:
        """What the use-case expects; call after validation."""
        return NouveauComite(
            type=self.type.data,
            nom=self.nom.data or "",
            portes=tuple(self.portes.data or ()),
            dossier_id=dossier_id,
            quorum_pct=nombre(self.quorum_pct) or 0,
            majorite=self.majorite.data,
            voix_preponderante=bool(self.voix_preponderante.data),
            pouvoirs_max=ou(nombre(self.pouvoirs_max), 1),
            delai_envoi_jours=ou(nombre(self.delai_envoi_jours), 7),
            nominatif=bool(self.nominatif.data),
            frequence=self.frequence.data or "",
            mandat_debut=lire_date_partielle(self.mandat_debut.data or ""),
            mandat_fin=lire_date_partielle(self.mandat_fin.data or ""),
        )


class FormulaireMembre(Formulaire):
    """A seat of a committee."""

    version = HiddenField()
    partenaire_id = SelectField("Organisation", [InputRequired(CHOISIR)])
    titulaire_id = SelectField("Titulaire", [InputRequired(CHOISIR)])
    suppleant_id = SelectField("Suppléance")
    college = SelectField("Collège", choices=choix_de({"": "Celui de l’organisation", **COLLEGES}))
    voix = choix("Voix", VOIX)
    depuis = code("Siège depuis", lire_date_partielle)
    jusqu_au = code("Jusqu’au", lire_date_partielle)
    personne_id = SelectField("Compte pour consulter les documents")
    interets = CasesACocher("Organisations où cette personne a un intérêt", choices=[])

    colleges_des_partenaires: Mapping[str, str] = {}

    def proposer(
        self,
        partenaires: Iterable[tuple[str, str, str]],
        contacts: Iterable[tuple[str, str]],
        comptes: Iterable[tuple[str, str]],
    ) -> None:
        """Give the organisations (id, name, college), the people and the accounts one may choose from."""
        trois = list(partenaires)
        noms = {i: n for i, n, _ in trois}
        self.colleges_des_partenaires = {i: c for i, _, c in trois}
        personnes = dict(contacts)
        self.partenaire_id.choices = choix_de({"": "Choisir…", **noms})
        self.titulaire_id.choices = choix_de({"": "Choisir…", **personnes})
        self.suppleant_id.choices = choix_de({"": "Personne", **personnes})
        self.personne_id.choices = choix_de({"": "Aucun\u00a0: les documents partent par courrier", **dict(comptes)})
        self.interets.choices = choix_de(noms)

    def membre(self) -> NouveauMembre:
        """What the use-case expects; call after validation."""
        return NouveauMembre(
            partenaire_id=self.partenaire_id.data,
            titulaire_id=self.titulaire_id.data,
            college=self.college.data or self.colleges_des_partenaires.get(self.partenaire_id.data, "autre"),
            voix=self.voix.data,
            depuis=lire_date_partielle(self.depuis.data or ""),
            jusqu_au=lire_date_partielle(self.jusqu_au.data or ""),
            suppleant_id=self.suppleant_id.data or None,
            personne_id=self.personne_id.data or None,
            interets=tuple(self.interets.data or ()),
        )


class FormulaireBouton(Formulaire):
    """A button: nothing but the protection against forged requests."""


def placer(formulaire: Formulaire, erreur: ErreurMetier) -> None:
    """Put a refusal beside the field it is about, or on top."""
    champ = formulaire._fields.get(CHAMPS_FAUTIFS.get(erreur.code, ""))
    if champ is None:
        formulaire.form_errors.append(erreur.message)
    else:
        champ.errors = [*champ.errors, erreur.message]


def saisie_comite(c: ComiteLu) -> dict[str, Any]:
    """A committee as its form shows it."""
    tels = "type nom portes majorite voix_preponderante nominatif frequence version".split()
    nombres = {n: str(getattr(c, n)) for n in ("quorum_pct", "pouvoirs_max", "delai_envoi_jours")}
    dates = {n: date_affichee(getattr(c, n) or "") for n in ("mandat_debut", "mandat_fin")}
    return {n: getattr(c, n) for n in tels} | nombres | dates


def saisie_membre(m: MembreLu) -> dict[str, Any]:
    """A seat as its form shows it."""
    tels = "partenaire_id titulaire_id suppleant_id college voix personne_id interets version".split()
    dates = {n: date_affichee(getattr(m, n) or "") for n in ("depuis", "jusqu_au")}
    return {n: getattr(m, n) or "" for n in tels} | dates


def version_de(formulaire: Formulaire) -> int:
    """The version an edit was made on; 0 when the form does not say."""
    texte_ = str(formulaire["version"].data or "")
    return int(texte_) if texte_.isascii() and texte_.isdigit() and len(texte_) < 9 else 0


def ou(valeur: int | None, defaut: int) -> int:
    """A number, or what it is when nothing was typed."""
    return defaut if valeur is None else valeur
