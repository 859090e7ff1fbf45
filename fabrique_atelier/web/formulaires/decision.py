"""The ten decisions of §2.5 as one form, for a committee's point and for the team deciding alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import DateField, Field, FieldList, Form, FormField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired
from wtforms.validators import Optional as Facultatif

from fabrique_atelier.dossier.decisions import DECISIONS, POSITIVES, RETOURS, Decision, Ligne, possibles
from fabrique_atelier.web.formulaires.champs import choix_de, entier, nombre
from fabrique_atelier.web.formulaires.champs import texte as court
from fabrique_atelier.web.formulaires.dossier import JOUR, REPONSE_MAX, Date, liste_de, long

LIGNES = 3
#: Decision → the parts of the form it needs, as the template and the script name them.
BESOINS: dict[str, str] = {
    "validee": "rang",
    "validee_sous_reserve": "rang reserves",
    "ajournee": "prochaine",
    "complement_demande": "demandes",
    "retournee": "retour",
    "refusee": "motif_code",
    "reorientee": "destinataire",
    "abandon_acte": "motif_code",
    "prise_d_acte": "",
    "non_examinee": "",
}
#: Decision → what it does, under its name.
EFFETS: dict[str, str] = {
    "validee": "Le dossier passe à l’étape suivante.",
    "validee_sous_reserve": "Il passe à l’étape suivante\u00a0; les réserves restent affichées jusqu’à ce qu’elles soient levées.",
    "ajournee": "Il attend une autre séance.",
    "complement_demande": "Il attend des réponses, à une date dite.",
    "retournee": "Il revient à une étape d’avant\u00a0; rien n’est effacé.",
    "refusee": "Il s’arrête, avec un motif. Un élément nouveau peut le faire reprendre.",
    "reorientee": "Il est confié à une autre organisation.",
    "abandon_acte": "Il s’arrête, avec un motif.",
    "prise_d_acte": "Rien ne change.",
    "non_examinee": "Il sera proposé à la prochaine séance.",
}


class FormulaireLigne(Form):
    """A réserve or a request: what, by whom, by when."""

    texte = court("Quoi", 400)
    responsable = court("Par qui", 120)
    echeance = DateField("Pour le", [Facultatif()])

    def ligne(self) -> Ligne | None:
        """The line as it was written; None when it is empty."""
        quoi, qui, quand = self.texte.data or "", self.responsable.data or "", self.echeance.data
        return Ligne(quoi, qui, quand.isoformat() if quand else "") if quoi or qui or quand else None


class FormulaireDecision(Date):
    """A decision. Call :meth:`proposer` before validating, :meth:`decision` after."""

    decision = RadioField("Décision", [InputRequired("Choisissez une décision.")], validate_choice=True)
    motif = long("Motif")
    motif_code = SelectField("Raison, dans la liste", validate_choice=True)
    reserves = FieldList(FormField(FormulaireLigne), min_entries=LIGNES, max_entries=20)
    demandes = FieldList(FormField(FormulaireLigne), min_entries=LIGNES, max_entries=20)
    prochaine = DateField("Revoir le dossier le", [Facultatif()])
    retour = SelectField("Revenir à l’étape", validate_choice=False)  # the domain knows which ones are possible
    destinataire = court("Vers qui", 160)
    rang = entier("Rang de priorité", 1, 999)
    reponse_publique = long("Réponse à celles et ceux qui ont eu l’idée", maximum=REPONSE_MAX)
    porte: str = ""

    def proposer(self, porte: str, motifs: Mapping[str, str], stades: Mapping[str, str]) -> None:
        """Offer what this gate knows: its decisions, the reasons of the fabrique, where « renvoyée » may lead."""
        self.porte = porte
        self.decision.choices = choix_de({d: DECISIONS[d] for d in possibles(porte)})
        liste_de(self.motif_code, dict(motifs), "Choisir…")
        liste_de(self.retour, {x: stades[x] for x in RETOURS[porte]})

    def validate_prochaine(self, champ: Field) -> None:
        """A date that was typed is one."""
        if champ.raw_data and champ.raw_data[0] and champ.data is None:
            raise ValidationError(JOUR)

    def lecture(self) -> list[tuple[str, str, str]]:
        """The decisions offered: (code, label, effect)."""
        return [(d, DECISIONS[d], EFFETS[d]) for d in possibles(self.porte)]

    def en_decision(self, *, point_id: str | None = None, instance: str = "") -> Decision:
        """The decision as the domain takes it, holding only what it needs; call after ``validate_on_submit``."""
        quoi = str(self.decision.data)
        besoins = BESOINS[quoi].split()
        prochaine = self.prochaine.data.isoformat() if self.prochaine.data else None
        return Decision(
            porte=self.porte,
            decision=quoi,
            jour=self.le,
            motif=self.motif.data or "",
            motif_code=(self.motif_code.data or None) if "motif_code" in besoins else None,
            reserves=_lignes(self.reserves) if "reserves" in besoins else (),
            demandes=_lignes(self.demandes) if "demandes" in besoins else (),
            prochaine=prochaine if "prochaine" in besoins else None,
            retour=(self.retour.data or "") if "retour" in besoins else "",
            destinataire=(self.destinataire.data or "") if "destinataire" in besoins else "",
            rang=nombre(self.rang) if self.porte == "G1" and quoi in POSITIVES else None,
            reponse_publique=self.reponse_publique.data or "",
            instance=instance,
            point_id=point_id,
        )


def _lignes(champ: Any) -> tuple[Ligne, ...]:
    lues: Sequence[Ligne | None] = [x.form.ligne() for x in champ]
    return tuple(x for x in lues if x)
