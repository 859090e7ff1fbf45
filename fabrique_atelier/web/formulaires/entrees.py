"""The forms of what comes in: promotion, needs, signalements by the team, by a partner, by anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length

from fabrique_atelier.dossier.besoins import ETATS, POINTS_DE_DEPART, TYPES_DE_SOURCE, Besoin
from fabrique_atelier.dossier.signalements import CANAUX, NATURES, TEXTE_MAX
from fabrique_atelier.reseau.champs import lire_courriel
from fabrique_atelier.reseau.codes import date_partielle_valide, lire_date_partielle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne, paragraphes
from fabrique_atelier.web.formulaires.champs import LONG, VIDE, Formulaire, choix_de, controle, texte
from fabrique_atelier.web.formulaires.partenaires import CasesACocher

#: Empty rows offered after those that are filled.
LIGNES_EN_PLUS = 1
LIGNES_MAX = 12
_CHOISIR = "Choisissez une réponse dans la liste\u00a0: ce champ est nécessaire."
_AU_MOINS_UNE = "Cochez au moins une réponse."
Liste = Sequence[tuple[str, str]]


def long_texte(libelle: str, maximum: int, *, requis: bool = False, lignes: int = 5) -> TextAreaField:
    """A text of several lines through the gate; read it with :func:`lu`."""
    controles: list[Any] = [DataRequired(VIDE)] if requis else []
    return TextAreaField(libelle, [*controles, _gate(maximum)], render_kw={"rows": lignes})


def lu(champ: Field, maximum: int = TEXTE_MAX) -> str:
    """What a :func:`long_texte` holds, once validated."""
    return paragraphes(champ.data or "", maximum)


def _gate(maximum: int) -> Callable[[Form, Field], None]:
    return controle(lambda brut: paragraphes(brut, maximum))


def liste_de(paires: Liste, vide: str | None = None) -> list[SelectChoice]:
    """(id, name) pairs as WTForms wants them, an empty one first if it is named."""
    return choix_de(({"": vide} if vide is not None else {}) | dict(paires))


class _Lieux(Formulaire):
    """What every dossier needs: where, and about what."""

    territoires = CasesACocher("Territoires")
    thematiques = CasesACocher("Thématiques")
    besoin_id = SelectField("Besoin auquel l’idée répond")

    def proposer(self, territoires: Liste, thematiques: Liste, besoins: Liste) -> None:
        """Give the lists of the fabrique."""
        self.territoires.choices = liste_de(territoires)
        self.thematiques.choices = liste_de(thematiques)
        self.besoin_id.choices = liste_de(besoins, "Aucun pour le moment")

    def validate_territoires(self, champ: Field) -> None:
        """At least one."""
        if not champ.data:
            raise ValidationError(_AU_MOINS_UNE)

    def validate_thematiques(self, champ: Field) -> None:
        """At least one."""
        if not champ.data:
            raise ValidationError(_AU_MOINS_UNE)


class FormulairePromotion(_Lieux):
    """From the wall of a séance to one dossier, or one per cluster."""

    titre = texte("Titre du dossier", 140)
    confirme = BooleanField("La séance n’est pas close\u00a0: je promeus quand même maintenant")
    encore = BooleanField("Ces idées ont déjà un dossier\u00a0: j’en ouvre quand même un autre")


class FormulaireIdee(_Lieux):
    """An idea of the team."""

    titre = texte("Titre de l’idée", 140, requis=True)
    origine = texte("D’où vient-elle\u202f?", 200, requis=True)


class FormulaireSuite(_Lieux):
    """A signalement that becomes a dossier."""

    titre = texte("Titre du dossier", 140, requis=True)
    reponse = long_texte("Réponse à la personne qui a écrit", 600, lignes=3)
    version = HiddenField()


class FormulaireRattacher(Formulaire):
    """A signalement attached to what exists: a need, or a dossier by its number."""

    besoin_id = SelectField("Un besoin")
    numero = texte("Ou un dossier, par son numéro", 12, render_kw={"placeholder": "2026-014"})
    reponse = long_texte("Réponse à la personne qui a écrit", 600, lignes=3)
    version = HiddenField()

    def validate_numero(self, champ: Field) -> None:
        """One of the two, not both."""
        if bool(champ.data) == bool(self.besoin_id.data):
            raise ValidationError("Choisissez un besoin, ou écrivez le numéro d’un dossier, par exemple 2026-014.")


class FormulaireClasser(Formulaire):
    """A signalement that is not followed up."""

    motif = texte("Motif, pour l’équipe", 300, requis=True)
    reponse = long_texte("Réponse à la personne qui a écrit", 600, requis=True, lignes=3)
    version = HiddenField()


class FormulaireApport(Formulaire):
    """What anybody may bring. ``site_internet`` is for machines: people do not see it."""

    nature = RadioField("Vous apportez", [InputRequired("Choisissez une réponse.")], choices=choix_de(NATURES))
    titre = texte("En une phrase", 140, requis=True)
    explication = long_texte("Expliquez", TEXTE_MAX, requis=True, lignes=7)
    territoire_id = SelectField("Territoire")
    lieu = texte("Ou écrivez le lieu", 160)
    thematique = SelectField("Thématique")
    organisation = texte("Votre organisation", 160)
    courriel_reponse = EmailField(
        "Adresse électronique", [controle(lire_courriel)], render_kw={"autocomplete": "email"}
    )
    tirage = BooleanField("Utiliser notre droit de tirage pour cette idée")
    site_internet = StringField("Laissez ce champ vide", render_kw={"tabindex": "-1", "autocomplete": "off"})

    def proposer(self, territoires: Liste, thematiques: Liste) -> None:
        """Give the lists of the fabrique."""
        self.territoire_id.choices = liste_de(territoires, "Un autre lieu, ou je ne sais pas")
        self.thematique.choices = liste_de(thematiques, "Je ne sais pas")

    def validate_site_internet(self, champ: Field) -> None:
        """A machine fills every field; a browser that filled it by itself only has to empty it."""
        if champ.data:
            raise ValidationError("Videz ce champ\u00a0: il sert à écarter les envois automatiques.")


class FormulaireSignalement(Formulaire):
    """What the team writes down for somebody else."""

    nature = SelectField("Nature", choices=choix_de(NATURES))
    titre = texte("En une phrase", 140, requis=True)
    explication = long_texte("Ce qui a été dit", TEXTE_MAX, requis=True, lignes=7)
    canal = SelectField("Canal", choices=choix_de({c: n for c, n in CANAUX.items() if c != "formulaire"}))
    recu_le = StringField("Reçu le", filters=[lambda x: ligne(x or "")], render_kw={"type": "date"})
    apporteur_id = SelectField("Organisation")
    organisation = texte("Ou son nom", 160)
    territoire_id = SelectField("Territoire")
    thematiques = CasesACocher("Thématiques")

    def proposer(self, territoires: Liste, thematiques: Liste, partenaires: Liste) -> None:
        """Give the lists of the fabrique."""
        self.territoire_id.choices = liste_de(territoires, "Pas précisé")
        self.thematiques.choices = liste_de(thematiques)
        self.apporteur_id.choices = liste_de(partenaires, "L’équipe elle-même, ou une autre organisation")

    def validate_recu_le(self, champ: Field) -> None:
        """A whole day."""
        if len(champ.data or "") != 10 or not date_partielle_valide(champ.data):
            raise ValidationError("Écrivez le jour où vous l’avez reçu\u00a0: jour, mois, année.")


class _Source(Form):
    """One row: where a need is known from."""

    type = SelectField("Type", choices=choix_de({"": "Choisir…"} | TYPES_DE_SOURCE))
    date = StringField("Date", [controle(lire_date_partielle)], filters=[lambda x: ligne(x or "")])
    reference = texte("Référence", 200)
    note = texte("Note", 300)


class _Chiffre(Form):
    """One row: a figure with its year and its source."""

    valeur = texte("Chiffre", 40)
    unite = texte("De quoi", 80)
    annee = texte("Année", 4)
    source = texte("Source", 200)

    def validate_annee(self, champ: Field) -> None:
        """Four digits."""
        if champ.data and not (champ.data.isascii() and champ.data.isdigit() and len(champ.data) == 4):
            raise ValidationError("Une année s’écrit avec quatre chiffres, par exemple 2024.")


class FormulaireBesoin(Formulaire):
    """A need of a territory."""

    version = HiddenField()
    titre = texte("Le besoin, en une phrase", 140, requis=True)
    description = long_texte("Description", TEXTE_MAX)
    point_de_depart = SelectField("Point de départ", choices=choix_de(POINTS_DE_DEPART))
    etat = SelectField("État", choices=choix_de(ETATS))
    publics = texte("Personnes concernées", 400)
    territoire_id = SelectField("Territoire", [InputRequired(_CHOISIR)])
    thematiques = CasesACocher("Thématiques")
    ampleur = texte("Ampleur", 400)
    sources = FieldList(FormField(_Source), min_entries=1, max_entries=LIGNES_MAX)
    chiffres = FieldList(FormField(_Chiffre), min_entries=1, max_entries=LIGNES_MAX)

    def proposer(self, territoires: Liste, thematiques: Liste) -> None:
        """Give the lists of the fabrique."""
        self.territoire_id.choices = liste_de(territoires, "Choisir…")
        self.thematiques.choices = liste_de(thematiques)

    def validate_thematiques(self, champ: Field) -> None:
        """At least one."""
        if not champ.data:
            raise ValidationError(_AU_MOINS_UNE)

    def valeurs(self) -> dict[str, Any]:
        """The need as it is stored; rows left empty are left out."""
        return {
            **{n: self[n].data for n in ("titre", "point_de_depart", "etat", "territoire_id", "ampleur")},
            "description": lu(self.description),
            "publics": [x for brut in (self.publics.data or "").split(",") if (x := ligne(brut))],
            "thematiques": list(self.thematiques.data or []),
            "sources": [_source(x) for x in self.sources.data if x["type"]],
            "chiffres": [
                {n: x[n] or "" for n in ("valeur", "unite", "annee", "source")}
                for x in self.chiffres.data
                if any(x[n] for n in ("valeur", "annee", "source"))
            ],
        }


def _source(x: Mapping[str, str]) -> dict[str, str]:
    try:
        jour = lire_date_partielle(x["date"] or "")
    except ErreurMetier:
        jour = ""
    return {"type": x["type"], "date": jour, "reference": x["reference"] or "", "note": x["note"] or ""}


def saisie(besoin: Besoin) -> dict[str, Any]:
    """A need as its form shows it, with empty rows to fill."""
    vide: list[dict[str, str]] = [{}] * LIGNES_EN_PLUS
    return {
        **{n: getattr(besoin, n) for n in ("version", "titre", "description", "point_de_depart", "etat", "ampleur")},
        "territoire_id": besoin.territoire_id or "",
        "thematiques": besoin.thematiques,
        "publics": ", ".join(besoin.publics),
        "sources": [*besoin.sources, *vide],
        "chiffres": [*besoin.chiffres, *vide],
    }


class FormulaireAbonnement(Formulaire):
    """An address that asks for the news of one séance."""

    courriel = EmailField(
        "Adresse électronique",
        [DataRequired("Écrivez votre adresse électronique."), Length(max=254, message=LONG), controle(lire_courriel)],
        filters=[lambda x: ligne(x or "").lower()],
        render_kw={"autocomplete": "email"},
    )
