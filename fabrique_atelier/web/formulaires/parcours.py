"""The settings of the parcours: who decides at each gate, how many, how long before, for which reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, TextAreaField, ValidationError
from wtforms.meta import DefaultMeta
from wtforms.validators import Length

from fabrique_atelier.dossier.reglage import Reglage
from fabrique_atelier.dossier.stades import INSTANCES, MOTIFS, PORTES, PREREGLAGES
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.web.formulaires.champs import (
    LONG,
    Formulaire,
    choix,
    choix_de,
    entier,
    nombre,
    paragraphes,
    texte,
)

MOTIF_MAX, CODE_MAX, MOTIFS_MAX = 120, 40, 40
#: Gate → what is decided there.
DECISIONS = {
    "G1": "L’idée mérite une étude d’opportunité",
    "G2": "L’étude d’opportunité est bonne\u00a0: on cherche qui portera le projet",
    "G3": "Cette personne ou cette structure porte le projet",
    "G4": "Le projet est faisable\u00a0: on crée l’activité",
}


class Motif(Form):
    """One reason of the fabrique: its code travels, its words may change."""

    class Meta(DefaultMeta):
        """French messages here too."""

        locales = ("fr",)

    code = HiddenField()
    libelle = texte("Motif", MOTIF_MAX, requis=True)


class FormulaireParcours(Formulaire):
    """One page, one save."""

    version = HiddenField()
    G1 = choix(DECISIONS["G1"], INSTANCES)
    G2 = choix(DECISIONS["G2"], INSTANCES)
    G3 = choix(DECISIONS["G3"], INSTANCES)
    G4 = choix(DECISIONS["G4"], INSTANCES)
    comite_suivi_min = entier("Membres au moins", 1, 30)
    delai_envoi_jours = entier("Délai d’envoi des documents, en jours", 0, 60)
    benchmark_obligatoire = BooleanField(
        "Demander au moins une expérience d’ailleurs pour rendre une étude d’opportunité"
    )
    motifs = FieldList(FormField(Motif), "Vos motifs", max_entries=MOTIFS_MAX)
    nouveaux = TextAreaField("Ajouter des motifs", [Length(max=2000, message=LONG)], filters=[paragraphes])

    def validate_comite_suivi_min(self, champ: Field) -> None:
        """A number is needed."""
        _exiger(champ)

    def validate_delai_envoi_jours(self, champ: Field) -> None:
        """A number is needed, be it 0."""
        _exiger(champ)

    def nommer(self, mots: Vocabulaire) -> None:
        """Say the committees in the words of the fabrique."""
        propres = dict(INSTANCES) | {
            "engagement": mots.mot("comite_engagement", majuscule=True),
            "suivi": f"{mots.mot('comite_suivi', majuscule=True)} du projet",
        }
        for porte in PORTES:
            self[porte].choices = choix_de(propres)

    def reglage(self) -> Reglage:
        """What to save; call after validation. New reasons get a code of their own, that nothing changes later."""
        motifs = [(m["code"], m["libelle"]) for m in self.motifs.data]
        for libelle in (x.strip() for x in (self.nouveaux.data or "").split("\n")):
            if libelle:
                motifs.append((code_de(libelle, {c for c, _ in motifs}), libelle[:MOTIF_MAX]))
        lue = self.version.data or ""
        return Reglage(
            portes={p: self[p].data for p in PORTES},
            comite_suivi_min=nombre(self.comite_suivi_min) or 0,
            delai_envoi_jours=nombre(self.delai_envoi_jours) or 0,
            benchmark_obligatoire=bool(self.benchmark_obligatoire.data),
            motifs=tuple(motifs),
            version=int(lue) if lue.isascii() and lue.isdigit() and len(lue) < 9 else -1,
        )


def _exiger(champ: Field) -> None:
    if not champ.data:
        raise ValidationError("Écrivez un nombre\u00a0: ce champ est nécessaire.")


def code_de(libelle: str, pris: set[str]) -> str:
    """A code that reads like its label and that no other reason bears."""
    base = cle(libelle).replace(" ", "_")[: CODE_MAX - 4] or "motif"
    if not base.isascii():
        base = "motif"
    occupes, rang, code = pris | set(MOTIFS), 2, base
    while code in occupes:
        code, rang = f"{base}_{rang}", rang + 1
    return code


def saisie(r: Reglage, prereglage: str = "") -> dict[str, Any]:
    """The settings as the form shows them; a preset proposes its gates without saving them."""
    portes: Mapping[str, str] = PREREGLAGES.get(prereglage, r.portes)
    return {
        "version": r.version,
        **portes,
        "comite_suivi_min": str(r.comite_suivi_min),
        "delai_envoi_jours": str(r.delai_envoi_jours),
        "benchmark_obligatoire": r.benchmark_obligatoire,
        "motifs": [{"code": c, "libelle": x} for c, x in r.motifs],
    }
