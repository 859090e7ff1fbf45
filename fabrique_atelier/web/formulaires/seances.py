"""The small forms of a séance's page: how people enter, how many tickets."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, NumberRange

from fabrique_atelier.seance.tickets import MAXIMUM

NOMBRE = "Écrivez un nombre entier de %(min)s à %(max)s."
ENTREES = [
    SelectChoice(value="ouvert", label="Entrée libre\u00a0: toute personne qui scanne le code QR ou tape le code"),
    SelectChoice(value="tickets", label="Avec tickets\u00a0: une feuille imprimée par personne, une voix par feuille"),
    SelectChoice(value="salle_fermee", label="Salle fermée\u00a0: l’entrée se ferme au début du travail"),
]
MINEURS = "Des mineures ou mineurs seront dans la salle"


class FormulaireEntree(FlaskForm):  # type: ignore[misc]
    """How people enter, until the séance is opened."""

    mode_entree = RadioField("Entrée dans la séance", choices=ENTREES)
    mineurs_presents = BooleanField(MINEURS)


class FormulaireTickets(FlaskForm):  # type: ignore[misc]
    """More tickets."""

    nombre = IntegerField(
        "Nombre de tickets à ajouter",
        [InputRequired(NOMBRE % {"min": 1, "max": MAXIMUM}), NumberRange(1, MAXIMUM, NOMBRE)],
    )


class FormulaireGeste(FlaskForm):  # type: ignore[misc]
    """A button: nothing but the protection against forged requests."""
