"""What the forms of the porteur and of the follow-up share: lines, partial dates, edit versions and what conflicts say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection
from wtforms import DateField, Field, Form, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from fabrique_atelier.reseau.codes import date_affichee, lire_date_partielle
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.formulaires.champs import (
    LONG,
    VIDE,
    choix_de,
    code,
    dire_conflits,
    entier,
    nombre,
    paragraphes,
    texte,
)

JOUR = "Cette date n’est pas comprise. Écrivez jour, mois, année, par exemple 12/03/2026."
CHOISIR = "Choisissez une réponse dans la liste\u00a0: ce champ est nécessaire."


def long(libelle: str, maximum: int, *, requis: bool = False, rangs: int = 4) -> TextAreaField:
    """A text of several lines."""
    controles: list[Any] = [InputRequired(VIDE)] if requis else []
    return TextAreaField(
        libelle,
        [*controles, Length(max=maximum, message=LONG)],
        filters=[paragraphes],
        render_kw={"rows": str(rangs)},
    )


def quand(libelle: str) -> StringField:
    """A year, a month or a day; read it with :func:`lire_quand`."""
    return code(libelle, lire_date_partielle)


def lire_quand(champ: Field) -> str:
    """The partial date of a :func:`quand` field that has been validated, in ISO."""
    return lire_date_partielle(champ.data or "")


def montrer_quand(iso: str | None) -> str:
    """A partial date as the field shows it."""
    return date_affichee(iso) if iso else ""


def jour(libelle: str, *, requis: bool = False) -> DateField:
    """A day, which may be left empty unless ``requis``."""
    return DateField(libelle, [InputRequired(JOUR)] if requis else [Optional()])


def lire_jour(champ: Field) -> str | None:
    """The day of a :func:`jour` field, in ISO."""
    return champ.data.isoformat() if champ.data else None


def liste(libelle: str, parmi: Mapping[str, str], vide: str | None = None) -> SelectField:
    """One of a closed list; ``vide``: the words of no answer, which is then refused unless they say it may be left."""
    if vide is None:
        return SelectField(libelle, [InputRequired(CHOISIR)], choices=choix_de({"": "Choisir…", **parmi}))
    return SelectField(libelle, choices=choix_de({"": vide, **parmi}))


def lignes(champ: Field, maximum: int = 160, nombre: int = 30) -> list[str]:
    """The lines of a text, one thing per line, without the empty ones."""
    lues = [ligne(x)[:maximum] for x in (champ.data or "").split("\n")]
    return [x for x in lues if x][:nombre]


class Rangee(Form):
    """A row of a list inside a form: it has no token of its own."""


class RangeePoids(Rangee):
    """A name with a weight: a criterion, a collège."""

    nom = texte("Intitulé", 160)
    poids = entier("Poids", 0, 100)


def allonger(rangees: Any, nombre_voulu: int) -> None:
    """Offer enough lines to write on."""
    while len(rangees) < nombre_voulu:
        rangees.append_entry()


def poids(rangees: Any) -> list[dict[str, Any]]:
    """The names and weights of a list of :class:`RangeePoids`, without the empty lines."""
    return [{"nom": r.form.nom.data, "poids": nombre(r.form.poids)} for r in rangees if r.form.nom.data]


def chiffre(valeur: int | None) -> str:
    """A whole number as a field shows it."""
    return "" if valeur is None else str(valeur)


def date_de(iso: str | None) -> date | None:
    """A day as a field shows it."""
    return date.fromisoformat(iso) if iso and len(iso) == 10 else None


def version_de(champ: Field) -> int:
    """The version an edit was made on; 0 when the form does not say."""
    texte_lu = str(champ.data or "")
    return int(texte_lu) if texte_lu.isascii() and texte_lu.isdigit() and len(texte_lu) < 9 else 0


def essayer(
    formulaire: Any,
    travail: Callable[[Connection], Any],
    saisie: Callable[[Any], Mapping[str, Any]] | None = None,
) -> tuple[bool, list[str]]:
    """Run a use-case when the form was sent and holds; return (done, what stood in the way).

    On a conflict, each field says what somebody else saved (``saisie`` turns their row into the fields of the form), and the
    form goes on from their version.
    """
    if not formulaire.validate_on_submit():
        return False, []
    try:
        services().executeur.ecrire_seul(travail)
    except VersionDepassee as conflit:
        actuel: Any = conflit.actuel
        valeurs = asdict(actuel) if is_dataclass(actuel) and not isinstance(actuel, type) else dict(actuel)
        formulaire.version.data = str(valeurs["version"])
        dire_conflits(formulaire, {n: v for n, v in (saisie or dict)(valeurs).items() if n != "version"})
        return False, [conflit.message]
    except ErreurMetier as refus:
        return False, [refus.message]
    return True, []
