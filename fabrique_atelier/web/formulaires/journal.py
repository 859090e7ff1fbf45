"""What one looks for in the audit journal; everything stands in the address of the page."""

from __future__ import annotations

from datetime import timedelta

from wtforms import DateField, Form, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Optional

from fabrique_atelier.comptes.lecture_audit import Filtre
from fabrique_atelier.socle.calendrier import debut_du_jour
from fabrique_atelier.web.phrases_journal import libelle, sujet_de

_DATE = "Cette date n’est pas comprise. Écrivez-la comme 2026-11-22, ou videz le champ."


class _DateLisible(DateField):
    """A date whose misreading is told in French."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the field, or refuse with a sentence that says what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_DATE) from None


class FormulaireJournal(Form):
    """Person, action, days; a value that no line has shows nothing, an unreadable date is told."""

    personne = SelectField("Personne", validate_choice=False, default="")
    action = SelectField("Action", validate_choice=False, default="")
    du = _DateLisible("Du", [Optional()])
    au = _DateLisible("Au", [Optional()])

    def proposer(self, acteurs: list[tuple[str, str]], actions: list[str]) -> None:
        """Offer whoever and whatever occurs in this journal."""
        self.personne.choices = [SelectChoice(value="", label="tout le monde")]
        self.personne.choices += [SelectChoice(value=a, label=sujet_de(a, nom).rstrip(",")) for a, nom in acteurs]
        self.action.choices = [SelectChoice(value="", label="toutes les actions")]
        self.action.choices += [SelectChoice(value=a, label=libelle(a)) for a in actions]

    def filtre(self) -> Filtre:
        """Return the filter; days are local, « au » included."""
        return Filtre(
            acteur=(self.personne.data or "").replace("\x00", "")[:36],
            action=(self.action.data or "").replace("\x00", "")[:60],
            depuis=debut_du_jour(self.du.data) if self.du.data else None,
            jusque=debut_du_jour(self.au.data + timedelta(days=1)) if self.au.data else None,
        )
