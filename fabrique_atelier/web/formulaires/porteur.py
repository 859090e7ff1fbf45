"""The forms of the search for a porteur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import FieldList, FileField, FormField, HiddenField, RadioField, SelectField, StringField

from fabrique_atelier.porteur import nomenclatures as n
from fabrique_atelier.porteur.porteurs import Membre
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.champs import Formulaire, choix_de, texte
from fabrique_atelier.web.televersements import contenu

#: Lines a consortium always offers, besides those already filled.
RANGEES = 8


class FormulaireVoie(Formulaire):
    """By which route, and the note of the proactive one."""

    version = HiddenField()
    route = RadioField("Comment cherchez-vous\u202f?", choices=choix_de(n.ROUTES))
    note = s.long("Structures approchées, et ce qu’elles ont répondu", 4000, rangs=6)


class RangeePersonne(s.Rangee):
    """Somebody of the porteur."""

    nom = texte("Nom", 120)
    fonction = texte("Rôle dans le projet", 120)
    courriel = texte("Adresse électronique", 160)


class RangeeMembre(s.Rangee):
    """A structure of a consortium."""

    partenaire = SelectField("Structure")
    role = texte("Rôle", 120)


class FormulairePorteur(Formulaire):
    """Who carries the project."""

    version = HiddenField()
    candidature_id = HiddenField()
    type = s.liste("Qui porterait le projet", n.TYPES)
    nom = texte("Nom", 160, requis=True)
    partenaire = SelectField("Structure, si c’est un partenaire connu")
    personne = SelectField("Compte qui suivra le projet ici")
    statut_vise = s.liste("Statut visé", n.STATUTS, "Pas encore décidé")
    depuis = s.quand("Depuis")
    personnes = FieldList(FormField(RangeePersonne))
    membres = FieldList(FormField(RangeeMembre))
    principal = StringField("Structure porteuse principale")
    colleges = FieldList(FormField(s.RangeePoids))

    connus: Mapping[str, str] = {}

    def proposer(self, partenaires: Iterable[tuple[str, str]], comptes: Iterable[tuple[str, str]]) -> None:
        """Give the partners and the accounts to choose from, and enough lines to write on."""
        self.connus = dict(partenaires)
        self.partenaire.choices = choix_de({"": "Aucun", **self.connus})
        self.personne.choices = choix_de({"": "Aucun", **dict(comptes)})
        for liste, rangees in ((self.personnes, 2), (self.membres, RANGEES), (self.colleges, 3)):
            s.allonger(liste, rangees)
        for rangee in self.membres:
            rangee.form.partenaire.choices = choix_de({"": "Aucune", **self.connus})

    def valeurs(self, route: str) -> dict[str, Any]:
        """Return the fields as they are stored; call after ``validate_on_submit``."""
        return {
            "type": self.type.data,
            "route": route,
            "nom": self.nom.data,
            "partenaire_id": self.partenaire.data or None,
            "personne_id": self.personne.data or None,
            "candidature_id": self.candidature_id.data or None,
            "statut_vise": self.statut_vise.data or None,
            "depuis": s.lire_quand(self.depuis),
            "personnes": [dict(p.data) for p in self.personnes if p.form.nom.data],
            "colleges": s.poids(self.colleges),
        }

    def structures(self) -> tuple[Membre, ...]:
        """The members of the consortium; none for another type."""
        if self.type.data != "consortium":
            return ()
        return tuple(
            Membre(
                nom=self.connus[r.form.partenaire.data],
                role=r.form.role.data or "",
                principal=self.principal.data == str(i),
                partenaire_id=r.form.partenaire.data,
            )
            for i, r in enumerate(self.membres)
            if r.form.partenaire.data
        )


class FormulaireFin(Formulaire):
    """When a porteur left, and why."""

    version = HiddenField()
    jusqu_au = s.quand("Jusqu’à quand")
    motif_fin = s.long("Pourquoi", 1000, requis=True)


class FormulairePiece(Formulaire):
    """A file for one piece."""

    fichier = FileField("Fichier")

    def recu(self) -> tuple[str, bytes]:
        """The name and the bytes of what was sent; nothing of nothing."""
        envoye = self.fichier.data
        return getattr(envoye, "filename", "") or "", contenu(envoye)


def saisie_porteur(p: Mapping[str, Any]) -> dict[str, Any]:
    """Return a porteur as the form shows it."""
    return {
        **{nom: p[nom] for nom in ("type", "nom", "personnes", "version")},
        "candidature_id": p["candidature_id"] or "",
        "partenaire": p["partenaire_id"] or "",
        "personne": p["personne_id"] or "",
        "statut_vise": p["statut_vise"] or "",
        "depuis": s.montrer_quand(p["depuis"]),
        "colleges": [{"nom": c["nom"], "poids": s.chiffre(c["poids"])} for c in p["colleges"]],
    }
