"""What a sitting needs written down: its day, its agenda, the avis, the minutes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from wtforms import Field, HiddenField, SelectField, ValidationError
from wtforms.fields import DateField, TimeField
from wtforms.validators import InputRequired, Optional

from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.comite.noms import AVIS, MODES
from fabrique_atelier.comite.ordre_du_jour import NouveauPoint
from fabrique_atelier.comite.seances import NouvelleSeance, SeanceLue
from fabrique_atelier.dossier.decisions import DECISIONS
from fabrique_atelier.reseau.codes import date_affichee
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import paragraphes
from fabrique_atelier.web.formulaires.champs import Formulaire, choix, choix_de, entier, nombre, texte
from fabrique_atelier.web.formulaires.comites import CHOISIR, PORTES, long_texte, ou
from fabrique_atelier.web.formulaires.partenaires import CasesACocher

_JOUR = "Cette date n’est pas comprise. Écrivez jour, mois, année, par exemple 12/03/2026."
_HEURE = "Cette heure n’est pas comprise. Écrivez par exemple 14:30."


class FormulaireSeance(Formulaire):
    """A sitting: when, where, how."""

    version = HiddenField()
    jour = DateField("Jour", [InputRequired(_JOUR)])
    heure = TimeField("Heure", [InputRequired(_HEURE)])
    duree_min = entier("Durée prévue, en minutes", 15, 600)
    mode = choix("Comment on se réunit", MODES)
    lieu = texte("Lieu ou lien de visioconférence", 200)

    def seance(self) -> NouvelleSeance:
        """What the use-case expects; call after validation."""
        return NouvelleSeance(
            jour=self.jour.data.isoformat() if self.jour.data else "",
            heure=self.heure.data.strftime("%H:%M") if self.heure.data else "",
            duree_min=ou(nombre(self.duree_min), 120),
            lieu=self.lieu.data or "",
            mode=self.mode.data,
        )


class FormulairePoint(Formulaire):
    """An item of the agenda: what the team recommends, and the papers that go with it."""

    version = HiddenField()
    titre = texte("Titre", 140)
    recommandation = SelectField("Recommandation de l’équipe", choices=choix_de({"": "Aucune", **DECISIONS}))
    recommandation_texte = long_texte("Pourquoi", 400, 3)
    pieces = CasesACocher("Documents du dossier à joindre", choices=[])

    def joindre(self, pieces: Iterable[tuple[str, str]]) -> None:
        """Give the documents of the dossier: (id, name)."""
        self.pieces.choices = choix_de(dict(pieces))


class FormulaireInscription(Formulaire):
    """A dossier to put on an agenda."""

    porte = choix("Ce que le comité décide", PORTES)
    seance_comite_id = SelectField("Séance", [InputRequired(CHOISIR)])
    recommandation = SelectField("Recommandation de l’équipe", choices=choix_de({"": "Aucune", **DECISIONS}))
    recommandation_texte = long_texte("Pourquoi", 400, 3)

    def proposer(self, ouvertes: Iterable[tuple[str, str, str]]) -> None:
        """Give the sittings one may choose from: (id, committee, ISO day)."""
        self.seance_comite_id.choices = choix_de({i: f"{date_affichee(jour)} – {nom}" for i, nom, jour in ouvertes})

    def point(self, dossier_id: str) -> NouveauPoint:
        """What the use-case expects; call after validation."""
        return NouveauPoint(
            porte=self.porte.data,
            dossier_id=dossier_id,
            recommandation=self.recommandation.data or "",
            recommandation_texte=paragraphes(self.recommandation_texte.data or "", 400),
        )


class FormulaireSynthese(Formulaire):
    """What was said on a point."""

    version = HiddenField()
    synthese = long_texte("Ce qui s’est dit", 4000, 5)


class FormulaireAvis(Formulaire):
    """The tally of a point, counted in the room."""

    favorable = entier("Favorable", 0, 200)
    favorable_reserves = entier("Favorable avec réserves", 0, 200)
    defavorable = entier("Défavorable", 0, 200)
    abstention = entier("Abstention", 0, 200)

    def totaux(self) -> Totaux:
        """The tally.

        Raises:
            ErreurMetier: ``avis_inconnu``.
        """
        if not self.validate():
            raise ErreurMetier(
                "avis_inconnu", "Ce décompte n’est pas compris\u00a0: écrivez un nombre entier dans chaque case."
            )
        return Totaux(**{n: nombre(self[n]) or 0 for n in AVIS})


class FormulaireNotes(Formulaire):
    """The free part of the minutes."""

    version = HiddenField()
    notes = long_texte("Autres points, informations, remarques", 6000, 6)
    prochaine = DateField("Prochaine séance", [Optional()])


class FormulaireSignature(Formulaire):
    """Who signs the minutes."""

    noms = long_texte("Qui a signé", 600, 3)
    jour = DateField("Date de signature", [InputRequired(_JOUR)])

    def signataires(self) -> list[tuple[str, str]]:
        """(name, role) of each line: « Prénom Nom, rôle »."""
        lignes = [x.partition(",") for x in paragraphes(self.noms.data or "", 600).split("\n") if x.strip()]
        return [(nom.strip(), role.strip()) for nom, _, role in lignes]

    def validate_noms(self, _champ: Field) -> None:
        """Each line has a name and a role."""
        if not self.signataires() or not all(nom and role for nom, role in self.signataires()):
            raise ValidationError("Écrivez une personne par ligne\u00a0: son nom, une virgule, son rôle.")


def saisie_seance(s: SeanceLue) -> dict[str, Any]:
    """A sitting as its form shows it."""
    return {
        "jour": date.fromisoformat(s.jour),
        "heure": time.fromisoformat(s.heure),
        "duree_min": str(s.duree_min),
        "mode": s.mode,
        "lieu": s.lieu,
        "version": s.version,
    }


def saisie_notes(s: SeanceLue) -> dict[str, Any]:
    """The free part of the minutes as its form shows it."""
    return {
        "notes": s.notes,
        "prochaine": date.fromisoformat(s.prochaine) if s.prochaine else None,
        "version": s.version,
    }
