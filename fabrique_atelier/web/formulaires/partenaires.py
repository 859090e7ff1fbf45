"""The forms of a partner and of a contact: boxes read by ``reseau.champs``, so that the spreadsheet and the page agree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
    widgets,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, StopValidation

from fabrique_atelier.reseau import champs, roles
from fabrique_atelier.reseau.conservation import echeance
from fabrique_atelier.reseau.contacts import Contact
from fabrique_atelier.reseau.nomenclatures import BASES_LEGALES, COLLEGES, FORMES
from fabrique_atelier.reseau.partenaires import Partenaire
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne

_VIDE = "Écrivez quelques mots\u00a0: ce champ est nécessaire."
_CHOISIR = "Choisissez une réponse dans la liste\u00a0: ce champ est nécessaire."
_JOUR = "Cette date n’est pas comprise. Écrivez jour, mois, année, par exemple 12/03/2026."


def options(codes: Mapping[str, str], vide: str | None = None) -> list[SelectChoice]:
    """Return the choices of a closed list, an empty one first if it is named."""
    debut = [SelectChoice(value="", label=vide)] if vide is not None else []
    return debut + [SelectChoice(value=code, label=libelle) for code, libelle in codes.items()]


def lu_par(groupe: Mapping[str, champs.Champ], nom: str) -> Callable[[Form, Field], None]:
    """Return the validator that reads a box the way a spreadsheet's is read."""

    def valider(_formulaire: Form, champ: Field) -> None:
        try:
            groupe[nom].lire(champ.data or "")
        except ErreurMetier as refus:
            raise ValidationError(refus.message) from None

    return valider


def ecrit(_formulaire: Form, champ: Field) -> None:
    """Refuse a box where nothing can be seen."""
    if not ligne(champ.data or ""):
        raise StopValidation(_VIDE)


class CasesACocher(SelectMultipleField):
    """Several answers, one box each."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


def texte_de(groupe: Mapping[str, champs.Champ], nom: str, *validateurs: Any, **attributs: str) -> StringField:
    """Return a box of text read by ``reseau.champs``."""
    return StringField(groupe[nom].libelle, [*validateurs, lu_par(groupe, nom)], render_kw=attributs or None)


class FormulairePartenaire(FlaskForm):  # type: ignore[misc]
    """An organisation."""

    version = HiddenField()
    nom = texte_de(champs.PARTENAIRE, "nom", ecrit)
    college = SelectField("Collège", [InputRequired(_CHOISIR)], choices=options(COLLEGES, "Choisir…"))
    roles = CasesACocher("Rôles auprès de la fabrique")
    forme_juridique = SelectField("Forme juridique", choices=options(FORMES, "Pas précisée"))
    est_ess = SelectField(
        "Fait partie de l’économie sociale et solidaire", choices=options({"oui": "Oui", "non": "Non"}, "Pas précisé")
    )
    siret = texte_de(champs.PARTENAIRE, "siret", inputmode="numeric")
    rna = texte_de(champs.PARTENAIRE, "rna")
    adresse = texte_de(champs.PARTENAIRE, "adresse")
    commune = texte_de(champs.PARTENAIRE, "commune")
    code_insee = texte_de(champs.PARTENAIRE, "code_insee")
    site_web = texte_de(champs.PARTENAIRE, "site_web", inputmode="url")
    droit_de_tirage_annuel = texte_de(champs.PARTENAIRE, "droit_de_tirage_annuel", inputmode="numeric")
    territoires = CasesACocher("Territoires d’action")

    def proposer(self, mots: Vocabulaire, territoires: list[tuple[str, str]]) -> None:
        """Give the roles in the words of the fabrique, and its territories."""
        self.roles.choices = options(roles.de_partenaires(mots))
        self.territoires.choices = options(dict(territoires))

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored; call after ``validate_on_submit``."""
        lus = {nom: champ.lire(self[nom].data or "") for nom, champ in champs.PARTENAIRE.items() if nom != "roles"}
        return lus | {"roles": list(self.roles.data or []), "territoires": tuple(self.territoires.data or ())}


class FormulaireContact(FlaskForm):  # type: ignore[misc]
    """A person of a partner."""

    version = HiddenField()
    prenom = texte_de(champs.CONTACT, "prenom")
    nom = texte_de(champs.CONTACT, "nom")
    fonction = texte_de(champs.CONTACT, "fonction")
    courriel = texte_de(champs.CONTACT, "courriel", inputmode="email")
    telephone = texte_de(champs.CONTACT, "telephone", inputmode="tel")
    base_legale = SelectField("Base légale", [InputRequired(_CHOISIR)], choices=options(BASES_LEGALES, "Choisir…"))
    source = texte_de(champs.CONTACT, "source", ecrit)
    dernier_echange = DateField("Dernier échange", [InputRequired(_JOUR)])
    transmissible = BooleanField("Accepte que ses coordonnées soient transmises")
    aujourdhui: date | None = None

    def validate_nom(self, champ: Field) -> None:
        """A person without a name needs at least an address."""
        if not champ.data and not self.courriel.data:
            raise ValidationError("Écrivez le nom de la personne, ou au moins son adresse électronique.")

    def validate_dernier_echange(self, champ: Field) -> None:
        """The day the three years start from has come."""
        if champ.data and self.aujourdhui and champ.data > self.aujourdhui:
            raise ValidationError(
                "Cette date est dans le futur\u00a0: écrivez le jour du dernier échange qui a eu lieu."
            )
        if champ.data and self.aujourdhui and echeance(champ.data.isoformat(), 0) <= self.aujourdhui:
            raise ValidationError(
                "Cet échange date de plus de trois ans\u00a0: sans nouvel échange, la personne ne peut plus être gardée."
            )

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored; call after ``validate_on_submit``."""
        directs = {"base_legale", "dernier_echange", "transmissible"}
        lus = {nom: champ.lire(self[nom].data or "") for nom, champ in champs.CONTACT.items() if nom not in directs}
        return lus | {
            "base_legale": self.base_legale.data,
            "dernier_echange": self.dernier_echange.data.isoformat() if self.dernier_echange.data else "",
            "transmissible": bool(self.transmissible.data),
        }


def saisie(partenaire: Partenaire) -> dict[str, Any]:
    """Return a partner as the form shows it."""
    ess = {True: "oui", False: "non", None: ""}[partenaire.est_ess]
    tirage = partenaire.droit_de_tirage_annuel
    return {
        **{nom: getattr(partenaire, nom) for nom in champs.PARTENAIRE},
        "version": partenaire.version,
        "est_ess": ess,
        "forme_juridique": partenaire.forme_juridique or "",
        "droit_de_tirage_annuel": "" if tirage is None else str(tirage),
        "territoires": list(partenaire.territoires),
    }


def saisie_contact(contact: Contact) -> dict[str, Any]:
    """Return a contact as the form shows it; a partial date is left to be written whole."""
    donnees = {nom: getattr(contact, nom) for nom in champs.CONTACT}
    entiere = len(contact.dernier_echange) == 10
    jour = date.fromisoformat(contact.dernier_echange) if entiere else None
    return donnees | {"version": contact.version, "dernier_echange": jour}
