"""Fields that the team's forms share: the text gate, official codes, whole numbers, French built-in messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, Form, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.i18n import get_translations
from wtforms.validators import DataRequired, Length

from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne, nettoyer

VIDE = "Écrivez quelques mots\u00a0: ce champ est nécessaire."
LONG = "Ce texte est trop long\u00a0: %(max)d\u00a0signes au plus."
Validation = Callable[[Form, Field], None]


#: WTForms’ own sentences that do not say what to do, in ours: the option has gone meanwhile, or was never offered.
_CHOIX_PERDU = "Cette réponse n’est pas, ou plus, dans la liste\u00a0: choisissez-en une autre."
_NOS_PHRASES = {
    "Not a valid choice.": _CHOIX_PERDU,
    "Invalid Choice: could not coerce.": _CHOIX_PERDU,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOIX_PERDU,
    "Not a valid date value.": "Cette date n’est pas comprise\u00a0: choisissez un jour dans le calendrier, ou écrivez 2026-11-24.",
    "Not a valid time value.": "Cette heure n’est pas comprise\u00a0: écrivez-la ainsi, 18:30.",
    "Not a valid integer value.": "Ce nombre n’est pas compris\u00a0: écrivez-le en chiffres, sans virgule.",
}


class _Phrases:
    """WTForms’ French catalogue, but for :data:`_NOS_PHRASES`."""

    def __init__(self) -> None:
        self._catalogue = get_translations(["fr"])

    def gettext(self, phrase: str) -> str:
        """Return a built-in message in French."""
        return _NOS_PHRASES.get(phrase) or str(self._catalogue.gettext(phrase))

    def ngettext(self, une: str, plusieurs: str, n: int) -> str:
        """Return a built-in message in French, in the right number."""
        if "not valid choices" in plusieurs:
            return _CHOIX_PERDU
        return str(self._catalogue.ngettext(une, plusieurs, n))


class Formulaire(FlaskForm):  # type: ignore[misc]
    """A form whose built-in messages are French."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where the messages come from."""

        def get_translations(self, form: Any) -> Any:  # noqa: ARG002 (WTForms' signature)
            """WTForms' own French catalogue, and ours where it falls short."""
            return _Phrases()


def texte(libelle: str, maximum: int, *, requis: bool = False, **options: Any) -> StringField:
    """One line of text through the gate."""
    controles = [DataRequired(VIDE)] if requis else []
    return StringField(libelle, [*controles, Length(max=maximum, message=LONG)], filters=[_ligne], **options)


def code(libelle: str, lecteur: Callable[[str], str], **options: Any) -> StringField:
    """A code or a date that ``lecteur`` reads as people type it."""
    return StringField(libelle, [controle(lecteur)], filters=[_ligne], **options)


def entier(libelle: str, minimum: int, maximum: int, **options: Any) -> StringField:
    """A whole number or nothing; read it with :func:`nombre`."""
    return StringField(libelle, [controle(_lecteur_d_entier(minimum, maximum))], filters=[_ligne], **options)


def choix(libelle: str, parmi: Mapping[str, str], **options: Any) -> SelectField:
    """One of a closed list."""
    return SelectField(libelle, choices=choix_de(parmi), **options)


def choix_de(parmi: Mapping[str, str]) -> list[SelectChoice]:
    """A closed list as WTForms wants it."""
    return [SelectChoice(value=valeur, label=libelle) for valeur, libelle in parmi.items()]


def controle(lecteur: Callable[[str], Any]) -> Validation:
    """A validator that repeats the sentence of a refusal."""

    def verifier(_formulaire: Form, champ: Field) -> None:
        try:
            lecteur(champ.data or "")
        except ErreurMetier as erreur:
            raise ValidationError(erreur.message) from erreur

    return verifier


def nombre(champ: Field) -> int | None:
    """The whole number of an :func:`entier` field that has been validated."""
    brut = _chiffres(champ.data or "")
    return int(brut) if brut else None


def dire_conflits(formulaire: Form, actuelles: Mapping[str, Any]) -> None:
    """Beside each field, what somebody else has saved meanwhile where it differs."""
    for nom, valeur in actuelles.items():
        champ = getattr(formulaire, nom, None)
        if champ is None or (champ.data or "") == (valeur or ""):
            continue
        if isinstance(valeur, Mapping):
            dire_conflits(champ.form, valeur)
        else:
            champ.errors = [*champ.errors, f"Enregistré entre-temps\u00a0: {_montrer(champ, valeur)}."]


def _montrer(champ: Field, valeur: Any) -> str:
    choisies = valeur if isinstance(valeur, list) else [valeur]
    libelles = {c.value: c.label for c in getattr(champ, "choices", None) or []}
    dits = ", ".join(str(libelles.get(v, v)) for v in choisies if v not in (None, ""))
    return f"«\u00a0{dits}\u00a0»" if dits else "rien"


def _ligne(valeur: str | None) -> str:
    return ligne(valeur or "")


def paragraphes(valeur: str | None) -> str:
    """The gate for a text of several lines, as a WTForms filter."""
    return nettoyer(valeur or "")


def _chiffres(brut: str) -> str:
    return "".join(brut.split())


def _lecteur_d_entier(minimum: int, maximum: int) -> Callable[[str], None]:
    def lire(brut: str) -> None:
        chiffres = _chiffres(brut)
        if not chiffres:
            return
        if not (chiffres.isascii() and chiffres.isdigit() and len(chiffres) < 12):
            raise ErreurMetier("nombre", f"Écrivez un nombre entier, par exemple\u00a0: {max(minimum, 1)}.")
        if not minimum <= int(chiffres) <= maximum:
            raise ErreurMetier("nombre", f"Ce nombre doit être entre {minimum} et {maximum}.")

    return lire
