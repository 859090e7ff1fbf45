"""The forms of an import: the file, what each column means, and what each unknown value stands for."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, Field, FieldList, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired

from fabrique_atelier.reseau import champs
from fabrique_atelier.reseau.conservation import echeance
from fabrique_atelier.reseau.correspondance import CIBLES, Correspondance, libelles_des_valeurs
from fabrique_atelier.reseau.nomenclatures import BASES_LEGALES, COLLEGES
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.reseau.tableurs import COLONNES_MAX
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.web.formulaires.partenaires import options, texte_de

POLITIQUES = {
    "completer": "Compléter leurs cases vides, sans rien changer d’autre",
    "remplacer": "Remplacer par ce que dit le fichier\u00a0; une case vide du fichier n’efface rien",
    "ignorer": "Les laisser tels quels",
}
RIEN = "-"
_CHOISIR = "Choisissez une réponse dans la liste."


class JourFacultatif(DateField):
    """A date that may be left empty, whose other checks are made all the same."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read nothing as nothing."""
        if any(valuelist):
            super().process_formdata(valuelist)
        else:
            self.data = None


class FormulaireFichier(FlaskForm):  # type: ignore[misc]
    """The file itself."""

    fichier = FileField("Fichier de vos partenaires")


class FormulaireColonnes(FlaskForm):  # type: ignore[misc]
    """What each column means, and what to do where the file is silent."""

    colonnes = FieldList(
        SelectField(choices=options({c: dit for c, (dit, _) in CIBLES.items()}, "Ne pas importer")),
        max_entries=COLONNES_MAX,
    )
    sans_titres = BooleanField("La première ligne est déjà un partenaire\u00a0: il n’y a pas de titres")
    college = SelectField("Collège des nouveaux partenaires quand la case est vide", choices=options(COLLEGES))
    politique = RadioField("Les partenaires déjà connus", choices=options(POLITIQUES))
    base_legale = SelectField("Base légale", choices=options(BASES_LEGALES, "Choisir…"))
    source = texte_de(champs.CONTACT, "source")
    dernier_echange = JourFacultatif("Dernier échange")
    aujourdhui: date | None = None

    def validate_colonnes(self, champ: Field) -> None:
        """One column is the name, and no field is taken twice."""
        prises = [c for c in champ.data if c]
        doubles = sorted({CIBLES[c][0] for c in prises if prises.count(c) > 1})
        if doubles:
            raise ValidationError(
                f"Deux colonnes sont choisies pour le même champ\u00a0: {', '.join(doubles)}. Gardez-en une."
            )
        if "nom" not in prises:
            raise ValidationError(
                "Dites quelle colonne contient le nom du partenaire\u00a0: sans lui, rien ne peut être importé."
            )

    def validate_base_legale(self, champ: Field) -> None:
        """Contacts need a legal basis."""
        self._exiger("base_legale", champ, "Choisissez la base légale des contacts de ce fichier.")

    def validate_source(self, champ: Field) -> None:
        """Contacts come from somewhere."""
        self._exiger("source", champ, "Dites d’où viennent les contacts de ce fichier.")

    def validate_dernier_echange(self, champ: Field) -> None:
        """Three years are counted from a day that has come, and are not over."""
        self._exiger("dernier_echange", champ, "Donnez le jour du dernier échange avec ces contacts.")
        if champ.data and self.aujourdhui and champ.data > self.aujourdhui:
            raise ValidationError("Cette date est dans le futur\u00a0: écrivez le jour d’un échange qui a eu lieu.")
        if champ.data and self.aujourdhui and echeance(champ.data.isoformat(), 0) <= self.aujourdhui:
            raise ValidationError(
                "Cet échange date de plus de trois ans\u00a0: ces contacts ne peuvent plus être gardés."
            )

    def correspondance(self, avant: Correspondance) -> Correspondance:
        """Return what was settled; call after ``validate_on_submit``."""
        return Correspondance(
            entete=avant.entete,
            sans_titres=bool(self.sans_titres.data),
            colonnes={cible: place for place, cible in enumerate(self.colonnes.data) if cible},
            valeurs=avant.valeurs,
            college=self.college.data,
            base_legale=self.base_legale.data or "",
            source=champs.CONTACT["source"].lire(self.source.data or ""),
            dernier_echange=self.dernier_echange.data.isoformat() if self.dernier_echange.data else "",
            politique=self.politique.data,
            format=avant.format,
            avertissements=avant.avertissements,
            etape="verification",
        )

    def _exiger(self, nom: str, champ: Field, phrase: str) -> None:
        prises = [c for c in self.colonnes.data if c]
        des_contacts = any(c.startswith("contact.") for c in prises)
        if des_contacts and f"contact.{nom}" not in prises and not champ.data:
            raise ValidationError(phrase)


def saisie_colonnes(c: Correspondance, largeur: int) -> dict[str, Any]:
    """Return what was settled or guessed as the form shows it."""
    par_place = {place: cible for cible, place in c.colonnes.items()}
    return {
        "colonnes": [par_place.get(n, "") for n in range(largeur)],
        "sans_titres": c.sans_titres,
        "college": c.college,
        "politique": c.politique,
        "base_legale": c.base_legale,
        "source": c.source,
        "dernier_echange": date.fromisoformat(c.dernier_echange) if c.dernier_echange else None,
    }


def formulaire_valeurs(inconnues: dict[str, list[tuple[str, int]]], mots: Vocabulaire) -> Any:
    """Return a form with one question by unknown value; ``questions`` tells which is which."""
    attributs: dict[str, Any] = {}
    questions = []
    for cible, valeurs in inconnues.items():
        rien = "Le collège des cases vides" if cible == "college" else "Laisser vide"
        choix = options({RIEN: rien, **libelles_des_valeurs(cible, mots)}, "Choisir…")
        for n, (ecrite, nombre) in enumerate(valeurs):
            nom = f"{cible.replace('.', '_')}_{n}"
            attributs[nom] = SelectField(f"«\u00a0{ecrite}\u00a0»", [InputRequired(_CHOISIR)], choices=choix)
            questions.append((cible, ecrite, nombre, nom))
    formulaire = type("FormulaireValeurs", (FlaskForm,), attributs)()
    formulaire.questions = questions
    return formulaire


def valeurs_choisies(formulaire: Any, avant: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Return the values explained so far, field → (key of the value → code, or an empty one)."""
    valeurs = {cible: dict(siennes) for cible, siennes in avant.items()}
    for cible, ecrite, _, nom in formulaire.questions:
        choisi = formulaire[nom].data
        valeurs.setdefault(cible, {})[cle(ecrite)] = "" if choisi == RIEN else choisi
    return valeurs
