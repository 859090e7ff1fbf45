"""The form that creates a séance: a few lines, and the déroulé as an editable score."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from fabrique_atelier.seance.creation import SeanceACreer
from fabrique_atelier.seance.modeles import PhaseACreer, modeles
from fabrique_atelier.seance.tickets import MAXIMUM
from fabrique_atelier.web.formulaires.seances import ENTREES, MINEURS

_VIDE = "Écrivez quelques mots\u00a0: ce champ est nécessaire."
_LONG = "Ce texte est trop long\u00a0: %(max)d\u00a0signes au plus."
_NOMBRE = "Écrivez un nombre entier de %(min)s à %(max)s."
TYPES = [
    SelectChoice(value="accueil", label="Accueil"),
    SelectChoice(value="ideation", label="Écrire des idées"),
    SelectChoice(value="regroupement", label="Regrouper"),
    SelectChoice(value="vote", label="Voter avec des gommettes"),
    SelectChoice(value="restitution", label="Restituer"),
]
VISIBILITES = [
    SelectChoice(value="tous_direct", label="tout le monde, en direct"),
    SelectChoice(value="tous_fin", label="tout le monde, à la fin de l’étape"),
    SelectChoice(value="moi", label="seulement la personne qui écrit, et l’équipe"),
]
IDENTITES = [
    SelectChoice(value="pseudonyme", label="pseudonyme facultatif"),
    SelectChoice(value="anonyme", label="anonyme\u00a0: aucun pseudonyme"),
]


class FormulairePhase(Form):
    """One step of the déroulé."""

    active = BooleanField("Garder cette étape", default=True)
    type = SelectField("Type", choices=TYPES)
    titre = StringField("Titre", [InputRequired(_VIDE), Length(max=60, message=_LONG)])
    consigne = TextAreaField("Consigne affichée", [InputRequired(_VIDE), Length(max=300, message=_LONG)])
    duree_min = IntegerField("Durée en minutes", [Optional(), NumberRange(1, 600, _NOMBRE)])
    visibilite = SelectField("Qui voit les idées", choices=VISIBILITES)
    longueur_max = IntegerField("Signes au plus par idée", [Optional(), NumberRange(40, 500, _NOMBRE)], default=140)
    participants_regroupent = BooleanField("Les participantes et participants peuvent regrouper")
    budget = IntegerField("Gommettes par personne", [Optional(), NumberRange(1, 20, _NOMBRE)], default=3)
    max_par_objet = IntegerField("Gommettes au plus par groupe", [Optional(), NumberRange(1, 20, _NOMBRE)], default=2)
    sur_les_idees = BooleanField("Voter sur les idées plutôt que sur les groupes")


class FormulaireSeance(FlaskForm):  # type: ignore[misc]
    """A new séance."""

    titre = StringField("Titre de la séance", [InputRequired(_VIDE), Length(max=120, message=_LONG)])
    question = StringField("Question posée", [InputRequired(_VIDE), Length(max=200, message=_LONG)])
    lieu = StringField("Lieu", [Length(max=200, message=_LONG)])
    territoire = StringField("Territoire", [Length(max=120, message=_LONG)])
    structure = StringField("Structure responsable", [Length(max=120, message=_LONG)])
    date_debut = DateField("Date", [Optional()])
    mode_identite = SelectField("Noms dans la salle", choices=IDENTITES)
    mode_entree = RadioField("Entrée dans la séance", choices=ENTREES, default="ouvert")
    tickets = IntegerField("Nombre de tickets", [Optional(), NumberRange(1, MAXIMUM, _NOMBRE)], default=40)
    mineurs_presents = BooleanField(MINEURS)
    phases = FieldList(FormField(FormulairePhase), min_entries=0, max_entries=30)

    def demande(self) -> SeanceACreer:
        """Return what the use-case expects; call after ``validate_on_submit``."""
        return SeanceACreer(
            titre=self.titre.data or "",
            question=self.question.data or "",
            lieu=self.lieu.data or "",
            territoire=self.territoire.data or "",
            structure=self.structure.data or "",
            date_debut=self.date_debut.data.isoformat() if self.date_debut.data else None,
            mode_identite=self.mode_identite.data,
            mode_entree=self.mode_entree.data,
            tickets=(self.tickets.data or 0) if self.mode_entree.data == "tickets" else 0,
            mineurs_presents=self.mineurs_presents.data,
            modele="T01",
            phases=[_phase(p.data) for p in self.phases if p.data["active"]],
        )


def phases_du_modele(identifiant: str) -> list[dict[str, Any]]:
    """Return the phases of a ready-made déroulé as form data."""
    return [
        {
            "active": True,
            "type": p.type,
            "titre": p.titre,
            "consigne": p.consigne,
            "duree_min": (p.duree_s or 0) // 60 or None,
            "visibilite": p.visibilite,
            "longueur_max": p.longueur_max,
            "participants_regroupent": p.participants_regroupent,
            "budget": p.budget,
            "max_par_objet": p.max_par_objet,
            "sur_les_idees": p.objets_type == "contributions",
        }
        for p in modeles()[identifiant].phases
    ]


def _phase(donnees: dict[str, Any]) -> PhaseACreer:
    return PhaseACreer(
        type=donnees["type"],
        titre=donnees["titre"],
        consigne=donnees["consigne"],
        duree_s=donnees["duree_min"] * 60 if donnees["duree_min"] else None,
        visibilite=donnees["visibilite"],
        longueur_max=donnees["longueur_max"] or 140,
        participants_regroupent=bool(donnees["participants_regroupent"]),
        budget=donnees["budget"] or 3,
        max_par_objet=donnees["max_par_objet"] or 2,
        objets_type="contributions" if donnees["sur_les_idees"] else "regroupements",
    )
