"""The forms of one dossier: crossing, stopping, taking up again, its identity, its collective; the decision of §2.5."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import (
    DateField,
    Field,
    FieldList,
    FileField,
    HiddenField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from fabrique_atelier.dossier.creation import TITRE_MAX
from fabrique_atelier.dossier.identite import CONFIDENTIALITES, NATURES
from fabrique_atelier.reseau.codes import date_affichee, lire_date_partielle
from fabrique_atelier.socle.texte import paragraphes
from fabrique_atelier.web.formulaires.champs import LONG, VIDE, Formulaire, choix, choix_de, code
from fabrique_atelier.web.formulaires.champs import texte as court
from fabrique_atelier.web.formulaires.partenaires import CasesACocher

JOUR = "Cette date n’est pas comprise. Écrivez jour, mois, année, par exemple 12/03/2026."
FUTUR = "Ce jour n’est pas encore venu\u00a0: écrivez le jour où la chose a eu lieu."
TEXTE_MAX, REPONSE_MAX = 2000, 600
#: More than any form holds.
SANS_LIMITE = 1_000_000
CHOISIR = "Choisissez une réponse dans la liste."


def _lignes(brut: str | None) -> str:
    """The gate for a long text, its lines kept; how long it may be is said beside the field."""
    return paragraphes(brut or "", SANS_LIMITE)


def long(libelle: str, *, requis: bool = False, maximum: int = TEXTE_MAX, lignes: int = 3) -> TextAreaField:
    """A text of several lines."""
    controles: list[Any] = [InputRequired(VIDE)] if requis else []
    controles.append(Length(max=maximum, message=LONG))
    return TextAreaField(libelle, controles, filters=[_lignes], render_kw={"rows": lignes})


def jour_du_fait(libelle: str = "Jour") -> DateField:
    """The day something happened; today or before, see :class:`Date`."""
    return DateField(libelle, [InputRequired(JOUR)])


class Date(Formulaire):
    """A form with the day of the fact, which has come."""

    jour = jour_du_fait()
    aujourdhui: str = ""

    def validate_jour(self, champ: Field) -> None:
        """Refuse a day that has not come."""
        if champ.data and self.aujourdhui and champ.data.isoformat() > self.aujourdhui:
            raise ValidationError(FUTUR)

    @property
    def le(self) -> str:
        """The day, in ISO; call after ``validate_on_submit``."""
        quand: date | None = self.jour.data
        return quand.isoformat() if quand else ""


class FormulairePassage(Date):
    """Crossing a transition."""

    note = long("Une note pour l’historique")


class FormulaireVeille(Date):
    """Putting a dossier aside."""

    motif = long("Pourquoi mettre ce dossier en veille", requis=True)
    revue = DateField("Le revoir le", [InputRequired(JOUR)])


class FormulaireAbandon(Date):
    """Abandoning a dossier."""

    motif_code = SelectField("Motif", [InputRequired(CHOISIR)])
    texte = long("Précisions")
    doublon = court("Numéro du dossier dont celui-ci est le doublon", 12)
    reponse = long("Réponse aux personnes qui ont eu l’idée", maximum=REPONSE_MAX)


class FormulaireReprise(Date):
    """Taking up a stopped dossier again."""

    element = long("Qu’y a-t-il de nouveau", requis=True)
    stade = SelectField("Reprendre à l’étape")


class FormulaireReponse(Date):
    """Answering the requests of a committee, one box each."""

    reponses = FieldList(TextAreaField("Réponse", [Length(max=TEXTE_MAX, message=LONG)], filters=[_lignes]))


class FormulaireLevee(Date):
    """Lifting a réserve."""

    texte = long("Comment elle est levée", requis=True, maximum=600)


class FormulaireFusion(Date):
    """Merging into another dossier."""

    cible = HiddenField(validators=[InputRequired("Choisissez le dossier qui garde l’idée.")])
    texte = long("Une note pour l’historique")


class FormulaireScission(Date):
    """Splitting into several dossiers."""

    titres = FieldList(court("Titre", TITRE_MAX), min_entries=4, max_entries=12)
    motif = long("Pourquoi scinder ce dossier", requis=True)

    def les_titres(self) -> list[str]:
        """The titles that were written."""
        return [t for t in (c.data for c in self.titres) if t]


class FormulaireResponsable(Formulaire):
    """Who follows a dossier."""

    personne = SelectField("Personne qui suit ce dossier", [InputRequired(CHOISIR)])


class FormulaireIdentite(Formulaire):
    """What the dossier is called, where, about what."""

    version = HiddenField()
    titre = court("Titre", TITRE_MAX, requis=True)
    territoires = CasesACocher("Territoires", [InputRequired("Cochez au moins un territoire.")])
    thematiques = CasesACocher("Thématiques", [InputRequired("Cochez au moins une thématique.")])
    date_detection = code("Date de détection", lire_date_partielle)
    nature = choix("Nature", {"": "Pas encore dite", **NATURES})
    confidentialite = choix("Qui peut lire ce dossier", CONFIDENTIALITES)


class FormulaireActeur(Formulaire):
    """One more actor around the project."""

    partenaire = SelectField("Partenaire", [InputRequired(CHOISIR)])
    role = court("Son rôle dans ce projet", 120)
    depuis = code("Depuis", lire_date_partielle)

    def valeurs(self) -> tuple[str, str, str]:
        """Partner, part, since when; call after ``validate_on_submit``."""
        return str(self.partenaire.data), self.role.data or "", self.depuis.data or ""


class FormulaireDocument(Formulaire):
    """A file."""

    piece = SelectField("Ce que c’est", [InputRequired(CHOISIR)])
    fichier = FileField("Fichier")


def liste_de(champ: SelectField, parmi: dict[str, str], vide: str | None = None) -> None:
    """Fill a list, an empty line first if it is named."""
    champ.choices = choix_de({**({"": vide} if vide is not None else {}), **parmi})


def pour_la_case(iso: str) -> str:
    """A partial date as people write it."""
    return date_affichee(iso)
