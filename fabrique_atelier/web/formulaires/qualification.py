"""The forms of the qualification: scoring, explaining the gaps, utilité sociale, the grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import (
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from fabrique_atelier.dossier.grilles import CRITERES_MAX, NOTES, Critere, GrilleLue, code_libre
from fabrique_atelier.dossier.qualification import COMMENTAIRE_MAX
from fabrique_atelier.dossier.qualification_lecture import EvaluationLue, QualificationLue, Vue
from fabrique_atelier.dossier.utilite import BUTS, DISPENSE_MAX, INNOVATION, NOTE_MAX, REPONSES, Utilite
from fabrique_atelier.socle.texte import paragraphes
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.champs import LONG, Formulaire, choix_de, entier, nombre, texte

NOTE, COMMENTAIRE, ECART, AVANT = "note_", "commentaire_", "ecart_", "avant_"
LIGNES_LIBRES = 3
CHOISIR = "Choisissez une note pour ce critère."


def _long(libelle: str, maximum: int, rangs: int = 3) -> TextAreaField:
    return TextAreaField(
        libelle,
        [Length(max=maximum, message=LONG)],
        filters=[lambda brut: paragraphes(brut, 10**6) if brut else ""],
        render_kw={"rows": str(rangs)},
    )


class FormulaireEvaluation(Formulaire):
    """The notes of one person; the fields of the criteria are added by :func:`formulaire_evaluation`."""

    version = HiddenField()
    tour = HiddenField()
    criteres: tuple[Critere, ...] = ()

    def exiger(self) -> None:
        """Ask for every note: the evaluation is about to be signed."""
        for c in self.criteres:
            self[NOTE + c.code].validators = [_note_donnee, _note_connue]

    def situer(self, vue: Vue) -> None:
        """Go on from the present round and version, after a refusal."""
        self.tour.data = str(vue.qualification.tour)
        self.version.data = str(vue.mienne.version if vue.mienne else 0)

    @property
    def notes(self) -> dict[str, int]:
        """Code → note, for the criteria already scored."""
        lues = {c.code: self[NOTE + c.code].data for c in self.criteres}
        return {code: int(n) for code, n in lues.items() if n}

    @property
    def commentaires(self) -> dict[str, str]:
        """Code → comment."""
        return {c.code: self[COMMENTAIRE + c.code].data or "" for c in self.criteres}


def _note_donnee(_formulaire: Any, champ: Field) -> None:
    if not champ.data:
        raise ValidationError(CHOISIR)


def formulaire_evaluation(vue: Vue) -> FormulaireEvaluation:
    """The form of this request for a grid: what was posted, else one's notes of this round, else those of the round before."""
    criteres = vue.qualification.grille.criteres
    champs: dict[str, Any] = {"criteres": criteres}
    for c in criteres:
        choix = choix_de({str(n): mot for n, mot in NOTES.items()})
        champs[NOTE + c.code] = RadioField(c.libelle, choices=choix, validate_choice=False, validators=[_note_connue])
        champs[COMMENTAIRE + c.code] = _long("Commentaire", COMMENTAIRE_MAX)
    classe = type("FormulaireDeLaGrille", (FormulaireEvaluation,), champs)
    depart = saisie_evaluation(vue.mienne or vue.avant)
    return classe(data=depart | {"version": vue.mienne.version if vue.mienne else 0, "tour": vue.qualification.tour})  # type: ignore[no-any-return]


def _note_connue(_formulaire: Any, champ: Field) -> None:
    """A note may wait until the signature; given, it is one of the four."""
    if champ.data and champ.data not in {str(n) for n in NOTES}:
        raise ValidationError(CHOISIR)


def saisie_evaluation(e: EvaluationLue | Mapping[str, Any] | None) -> dict[str, Any]:
    """An evaluation as the form shows it."""
    if e is None:
        return {}
    notes, commentaires = (e["notes"], e["commentaires"]) if isinstance(e, Mapping) else (e.notes, e.commentaires)
    return {NOTE + c: str(n) for c, n in notes.items()} | {COMMENTAIRE + c: t for c, t in commentaires.items()}


class FormulaireEcarts(Formulaire):
    """One text for each gap to explain, over the text that was read."""

    codes: tuple[str, ...] = ()

    @property
    def textes(self) -> list[tuple[str, str, str]]:
        """(code, text, text it was written over)."""
        return [(c, self[ECART + c].data or "", self[AVANT + c].data or "") for c in self.codes]

    def situer(self, lue: QualificationLue) -> None:
        """Go on from the texts as they are now, after a refusal."""
        for c in self.codes:
            self[AVANT + c].data = lue.ecarts.get((lue.tour, c), "")


def formulaire_ecarts(lue: QualificationLue) -> FormulaireEcarts:
    """The form of the gaps of the present round."""
    codes = tuple(x.code for x in lue.lignes() if x.large or x.commentaire)
    champs: dict[str, Any] = {"codes": codes}
    donnees: dict[str, str] = {}
    for x in (x for x in lue.lignes() if x.code in codes):
        champs[ECART + x.code] = _long("Comment expliquez-vous cet écart\u202f?", COMMENTAIRE_MAX)
        champs[AVANT + x.code] = HiddenField(filters=[lambda brut: paragraphes(brut, 10**6) if brut else ""])
        donnees |= {ECART + x.code: x.commentaire, AVANT + x.code: x.commentaire}
    return type("FormulaireDesEcarts", (FormulaireEcarts,), champs)(data=donnees)  # type: ignore[no-any-return]


class FormulaireUtilite(Formulaire):
    """Utilité sociale and social innovation; one answer and one note per question, added below."""

    version = HiddenField()
    buts = SelectMultipleField(
        "Cette idée veut",
        choices=choix_de(BUTS),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    dispense = _long("Dispense", DISPENSE_MAX)

    def utilite(self) -> Utilite:
        """What to save."""
        innovation = {q: (self[q].data or "", self[f"{q}_note"].data or "") for q in INNOVATION}
        return Utilite(tuple(self.buts.data or ()), self.dispense.data or "", innovation)


for _code, _question in INNOVATION.items():
    setattr(FormulaireUtilite, _code, RadioField(_question, choices=choix_de(REPONSES), validate_choice=False))
    setattr(FormulaireUtilite, f"{_code}_note", _long("Ce qui le montre", NOTE_MAX, 2))


def saisie_utilite(d: Mapping[str, Any]) -> dict[str, Any]:
    """A dossier as the form of its utilité sociale shows it."""
    reponses: dict[str, Any] = {}
    for question in INNOVATION:
        x = d["innovation"].get(question, {})
        reponses |= {question: x.get("reponse", ""), f"{question}_note": x.get("note", "")}
    return reponses | {
        "buts": list(d["utilite_sociale"]),
        "dispense": d["utilite_dispense"],
        "version": d["version"],
    }


class RangeeCritere(s.Rangee):
    """One criterion of the grid; its code travels, its words may change."""

    code = HiddenField()
    libelle = texte("Critère", 140)
    poids = entier("Poids", 1, 100)
    aide = texte("Question d’aide", 240)


class FormulaireGrille(Formulaire):
    """The grid of the fabrique, and free lines."""

    version = HiddenField()
    criteres = FieldList(FormField(RangeeCritere), max_entries=CRITERES_MAX + LIGNES_LIBRES)

    def valeurs(self, connus: Iterable[str]) -> list[Critere]:
        """The criteria as they are stored: a line without a name is taken away, a new one receives a code never used."""
        servis, pris, lus = set(connus), set[str](), list[Critere]()
        for r in self.criteres:
            x = r.form
            if not x.libelle.data:
                continue
            code = x.code.data if x.code.data in servis and x.code.data not in pris else code_libre(servis | pris)
            pris.add(code)
            lus.append(Critere(code, x.libelle.data, nombre(x.poids) or 0, x.aide.data or ""))
        return lus


def formulaire_grille(grille: GrilleLue) -> FormulaireGrille:
    """The form of this request: what was posted, else the grid as it stands with free lines."""
    f = FormulaireGrille(data={"version": str(grille.numero), "criteres": _rangees(grille.criteres)})
    if not f.is_submitted():
        s.allonger(f.criteres, min(len(grille.criteres) + LIGNES_LIBRES, CRITERES_MAX + LIGNES_LIBRES))
    return f


def _rangees(criteres: Sequence[Critere]) -> list[dict[str, str]]:
    return [{"code": c.code, "libelle": c.libelle, "poids": str(c.poids), "aide": c.aide} for c in criteres]
