"""The forms of the convention, of the hand-over and of the étude de faisabilité."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length

from fabrique_atelier.porteur import nomenclatures as n
from fabrique_atelier.socle.texte import ligne
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.champs import LONG, Formulaire, choix_de, entier, nombre
from fabrique_atelier.web.formulaires.partenaires import CasesACocher


class FormulaireConvention(Formulaire):
    """The convention de transmission."""

    version = HiddenField()
    parties = s.long("Parties, une par ligne", 2000, rangs=3)
    objet = s.long("Objet", 600, rangs=3)
    elements = CasesACocher("Éléments transmis", choices=choix_de(n.ELEMENTS))
    droits = s.long("Droits", 2000, rangs=3)
    accompagnement_mois = entier("Durée de l’accompagnement, en mois", 1, 120)
    accompagnement = s.long("Accompagnement prévu", 2000, rangs=3)
    engagements = s.long("Engagements pris, un par ligne", 3000, rangs=3)
    clause_retour = BooleanField("Le projet revient à la fabrique s’il s’arrête")
    clause_texte = s.long("Clause de retour", 1000, rangs=3)
    signee_fabrique = s.jour("Signée par la fabrique le")
    signee_porteur = s.jour("Signée par l’autre partie le")

    def valeurs(self) -> dict[str, Any]:
        """Return the fields as they are stored."""
        return {
            "parties": s.lignes(self.parties),
            "objet": self.objet.data,
            "elements": [e for e in n.ELEMENTS if e in (self.elements.data or [])],
            "droits": self.droits.data,
            "accompagnement_mois": nombre(self.accompagnement_mois),
            "accompagnement": self.accompagnement.data,
            "engagements": s.lignes(self.engagements, 300),
            "clause_retour": bool(self.clause_retour.data),
            "clause_texte": self.clause_texte.data,
            "signee_fabrique": s.lire_jour(self.signee_fabrique),
            "signee_porteur": s.lire_jour(self.signee_porteur),
        }


class FormulaireEnvoi(Formulaire):
    """Sending the hand-over file."""

    destinataire = StringField("Remis à", [Length(max=160, message=LONG)], filters=[lambda v: ligne(v or "")])
    jour = s.jour("Le", requis=True)


class FormulaireFaisabilite(Formulaire):
    """What the fabrique notes on the porteur's own study."""

    version = HiddenField()
    deposee_le = s.jour("Remise le")
    points_vigilance = s.long("Points de vigilance", 4000, rangs=5)


def saisie_convention(c: Mapping[str, Any]) -> dict[str, Any]:
    """Return a convention as the form shows it."""
    noms = ("objet", "elements", "droits", "accompagnement", "clause_retour", "clause_texte", "version")
    return {
        **{nom: c[nom] for nom in noms},
        "parties": "\n".join(c["parties"]),
        "engagements": "\n".join(c["engagements"]),
        "accompagnement_mois": s.chiffre(c["accompagnement_mois"]),
        "signee_fabrique": s.date_de(c["signee_fabrique"]),
        "signee_porteur": s.date_de(c["signee_porteur"]),
    }


def saisie_faisabilite(e: Mapping[str, Any]) -> dict[str, Any]:
    """Return the notes on the étude de faisabilité as the form shows them."""
    return {
        "version": e["version"],
        "deposee_le": s.date_de(e["deposee_le"]),
        "points_vigilance": e["points_vigilance"],
    }
