"""The forms about the people of a fabrique, and what each role opens, in one line."""

from __future__ import annotations

from collections.abc import Collection

from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from fabrique_atelier.comptes.droits import ROLES
from fabrique_atelier.reseau.roles import de_personnes
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.web.formulaires.champs import Formulaire, choix_de
from fabrique_atelier.web.formulaires.comptes import champ_courriel, champ_nom

_ENTREE = "Entre dans l’espace de la fabrique\u00a0; ni les séances ni les partenaires ne lui sont ouverts."
#: Role → what it opens.
EXPLICATIONS: dict[str, str] = {
    "administration": "Invite et retire des personnes, règle la fabrique, lit le journal. Peut aussi tout ce qui suit.",
    "charge_mission": "Prépare et anime les séances, tient à jour les partenaires et les territoires, voit les chiffres.",
    "animation": "Prépare et anime les séances, et en exporte les résultats.",
    "membre_comite": _ENTREE,
    "porteur": _ENTREE,
    "lecture_reseau": "Voit les chiffres de la fabrique\u00a0: des totaux, jamais un nom.",
}
_AUCUN = "Cochez au moins un rôle."


class ChampRoles(SelectMultipleField):
    """One box per role."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class _AvecRoles(Formulaire):
    """Boxes named in the words of the fabrique."""

    roles: ChampRoles

    def nommer(self, mots: Vocabulaire) -> None:
        """Offer every role; call before anything is validated."""
        noms = de_personnes(mots)
        self.roles.choices = choix_de({code: noms[code] for code in ROLES})


class FormulairePersonne(_AvecRoles):
    """Inviting somebody."""

    courriel = champ_courriel(autocomplete="off")
    nom = champ_nom("Prénom et nom", autocomplete="off")
    roles = ChampRoles("Rôles", [DataRequired(_AUCUN)])


class FormulaireRoles(_AvecRoles):
    """Changing roles; ``vus`` holds those the page was made on, so that nobody undoes a colleague's change unknowingly."""

    roles = ChampRoles("Rôles", [DataRequired(_AUCUN)])
    vus = HiddenField()

    def roles_vus(self) -> list[str]:
        """The roles the page was made on."""
        return (self.vus.data or "").split()


def noms_des_roles(codes: Collection[str], mots: Vocabulaire) -> str:
    """« Animation, Membre d’un comité », in the order of screens and the words of the fabrique."""
    noms = de_personnes(mots)
    return ", ".join(noms[code] for code in ROLES if code in codes)
