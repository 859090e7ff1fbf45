"""The forms of the étude d’opportunité."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import FieldList, FormField, HiddenField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from fabrique_atelier.etude import nomenclatures as n
from fabrique_atelier.etude.sections import TEXTE_MAX
from fabrique_atelier.reseau.codes import lire_date_partielle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import paragraphes
from fabrique_atelier.suivi.montants import lire_montant
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.champs import LONG, Formulaire, choix_de, entier, nombre, texte
from fabrique_atelier.web.formulaires.suivi import montant

CHIFFRES = 4
CO_ORGANISATEURS = 200


def _long(libelle: str, maximum: int, rangs: int) -> TextAreaField:
    return TextAreaField(
        libelle,
        [Length(max=maximum, message=LONG)],
        filters=[lambda brut: paragraphes(brut, 10**6) if brut else ""],
        render_kw={"rows": str(rangs)},
    )


class FormulaireCadre(Formulaire):
    """Who conducts the study, when, by what kind of money; who pays has lines of its own."""

    version = HiddenField()
    responsable = texte("Qui conduit l’étude", 160)
    debut = s.quand("Début")
    fin_prevue = s.quand("Fin prévue")
    fin_reelle = s.quand("Fin réelle")
    mode = RadioField("Comment est-elle financée", choices=choix_de(n.MODES), validate_choice=False)
    note_positionnement = _long("Note de positionnement", 3000, 4)

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        return {
            "responsable": self.responsable.data or "",
            **{d: s.lire_quand(self[d]) or None for d in ("debut", "fin_prevue", "fin_reelle")},
            "mode": self.mode.data or None,
            "note_positionnement": self.note_positionnement.data or "",
        }


class FormulaireSection(Formulaire):
    """The text of one section."""

    version = HiddenField()
    texte = _long("Texte", TEXTE_MAX, 18)


class FormulaireVerdicts(Formulaire):
    """The four verdicts, and what the study concludes."""

    version = HiddenField()
    V1 = RadioField(choices=choix_de(n.VALEURS), validate_choice=False)
    V1_note = _long("Ce qui le montre", 1000, 2)
    V2 = RadioField(choices=choix_de(n.VALEURS), validate_choice=False)
    V2_note = _long("Ce qui le montre", 1000, 2)
    V3 = RadioField(choices=choix_de(n.VALEURS), validate_choice=False)
    V3_note = _long("Ce qui le montre", 1000, 2)
    V4 = RadioField(choices=choix_de(n.VALEURS), validate_choice=False)
    V4_note = _long("Ce qui le montre", 1000, 2)
    conclusion = RadioField("L’étude est", choices=choix_de(n.CONCLUSIONS), validate_choice=False)
    conclusion_texte = _long("En quelques phrases", 3000, 5)

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        return {
            "verdicts": {v: self[v].data for v in n.VERDICTS if self[v].data},
            "verdicts_notes": {v: self[f"{v}_note"].data for v in n.VERDICTS if self[f"{v}_note"].data},
            "conclusion": self.conclusion.data or None,
            "conclusion_texte": self.conclusion_texte.data or "",
        }


class FormulairePreuve(Formulaire):
    """A piece of field evidence."""

    version = HiddenField()
    type = s.liste("Méthode", n.TYPES_PREUVE)
    intitule = texte("Intitulé", 140, requis=True)
    dates = texte("Dates", 120, requis=True)
    nb_personnes = entier("Personnes entendues", 0, 1_000_000)
    publics = texte("Publics", 200)
    enseignements = _long("Ce que l’on en a appris", 800, 4)
    section = SelectField("Section de l’étude qu’elle nourrit")
    coorganisateurs = SelectMultipleField(
        "Partenaires qui l’ont organisée avec vous",
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )

    def proposer(self, partenaires: list[tuple[str, str]]) -> None:
        """Give the sections and the partners to choose from."""
        sections = {c: x.titre for c, x in n.SECTIONS.items()}
        self.section.choices = choix_de({"": "Selon la méthode", **sections})
        self.connus = partenaires[:CO_ORGANISATEURS]
        self.coorganisateurs.choices = choix_de(dict(self.connus))

    def validate_dates(self, champ: Any) -> None:
        """Each date of the list must be one."""
        for x in _morceaux(champ.data):
            try:
                lire_date_partielle(x)
            except ErreurMetier as refus:
                raise ValidationError(refus.message) from None

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        connus = {i for i, _ in self.connus}
        return {
            "type": self.type.data,
            "intitule": self.intitule.data,
            "dates": [lire_date_partielle(x) for x in _morceaux(self.dates.data)],
            "nb_personnes": nombre(self.nb_personnes),
            "publics": self.publics.data or "",
            "enseignements": self.enseignements.data or "",
            "section": self.section.data or "",
            "coorganisateurs": [x for x in self.coorganisateurs.data or [] if x in connus],
        }


class RangeeChiffre(s.Rangee):
    """A figure, with its year and where it comes from."""

    libelle = texte("Quoi", 120)
    valeur = texte("Combien", 60)
    annee = texte("Année", 10)
    source = texte("Source", 200)


class FormulaireExperience(Formulaire):
    """Something done elsewhere."""

    version = HiddenField()
    nom = texte("Nom", 140, requis=True)
    lieu = texte("Lieu", 120, requis=True)
    pays = texte("Pays", 60)
    type = s.liste("C’est", n.TYPES_BENCHMARK)
    en_quoi_inspirant = _long("En quoi est-ce inspirant\u202f?", 400, 3)
    transferabilite = s.liste("Peut-on le transférer ici", n.TRANSFERABILITES)
    transferabilite_note = _long("Ce qui pourrait être transféré", 300, 2)
    modele_economique = _long("Modèle économique", 400, 2)
    source = texte("Source", 400, requis=True)
    contact_pris_le = s.jour("Contact pris le")
    chiffres = FieldList(FormField(RangeeChiffre))

    def proposer(self) -> None:
        """Offer lines to write on."""
        s.allonger(self.chiffres, CHIFFRES)

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        textes = (
            "nom lieu pays type en_quoi_inspirant transferabilite transferabilite_note modele_economique source".split()
        )
        lignes = [{c: x.form[c].data or "" for c in ("libelle", "valeur", "annee", "source")} for x in self.chiffres]
        return {
            **{nom: self[nom].data or "" for nom in textes},
            "contact_pris_le": s.lire_jour(self.contact_pris_le),
            "chiffres": [x for x in lignes if x["libelle"]],
        }


class FormulaireMission(Formulaire):
    """A question to an expert."""

    version = HiddenField()
    nom = texte("Personne ou organisation", 160, requis=True)
    domaine = s.liste("Domaine", n.DOMAINES)
    question = _long("Question posée", 400, 3)
    sollicite_le = s.jour("Demandé le", requis=True)
    rendu_le = s.jour("Répondu le")
    avis = _long("Réponse", 5000, 5)
    remuneration = montant("Rémunération, en euros")
    lien_interet = texte("Lien d’intérêt déclaré", 200)

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        return {
            **{nom: self[nom].data or "" for nom in ("nom", "domaine", "question", "avis", "lien_interet")},
            "sollicite_le": s.lire_jour(self.sollicite_le),
            "rendu_le": s.lire_jour(self.rendu_le),
            "remuneration": lire_montant(self.remuneration.data or ""),
        }


def _morceaux(brut: str | None) -> list[str]:
    return [x.strip() for x in (brut or "").replace(";", ",").split(",") if x.strip()]


def saisie_verdicts(e: Mapping[str, Any]) -> dict[str, Any]:
    """A study as the form of its verdicts shows it."""
    return {
        **e["verdicts"],
        **{f"{v}_note": t for v, t in e["verdicts_notes"].items()},
        **{nom: e[nom] for nom in ("conclusion", "conclusion_texte", "version")},
    }
