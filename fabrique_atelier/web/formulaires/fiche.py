"""The form of the fiche idée: texts counted, a place, partners by name, cards to tick. Drafts are read the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    Field,
    Form,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from fabrique_atelier.dossier.fiche import Saisie
from fabrique_atelier.dossier.fiche_champs import (
    AUTRES,
    PARTENAIRE_MAX,
    PARTENAIRES_MAX,
    TEXTES,
    VERBATIMS_MAX,
    Champ,
    Contenu,
    vide,
)
from fabrique_atelier.dossier.fiche_fusion import choix_possibles
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from fabrique_atelier.socle.texte import ligne, paragraphes

#: What a draft may hold, well beyond the limits: they are for saving, a draft never refuses.
_BROUILLON_MAX = 60_000


class Lignes(Field):
    """Several one-line answers under one name; the template draws one box each."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what can be seen."""
        self.data = [x for x in (ligne(v) for v in valuelist) if x]


def _assez_court(_formulaire: Form, champ: Field) -> None:
    """Refuse a text beyond its limit, saying by how much."""
    regle = TEXTES[champ.name]
    texte = lire_texte(regle, champ.data or "")
    if len(texte) > regle.maximum:
        raise ValidationError(
            f"Ce texte compte {len(texte)}\u00a0caractères, {regle.maximum} au plus. Raccourcissez-le\u00a0: rien n’est perdu."
        )


def lire_texte(regle: Champ, brut: str) -> str:
    """Pass what was typed through the text gate."""
    return ligne(brut) if regle.lignes == 1 else paragraphes(brut, _BROUILLON_MAX)


def _texte(nom: str, *validateurs: Callable[[Form, Field], None]) -> Field:
    regle = TEXTES[nom]
    attributs: dict[str, Any] = {"data-maximum": regle.maximum}
    if regle.lignes == 1:
        return StringField(regle.libelle, [*validateurs, _assez_court], render_kw=attributs)
    return TextAreaField(regle.libelle, [*validateurs, _assez_court], render_kw=attributs | {"rows": regle.lignes})


def _nomme(_formulaire: Form, champ: Field) -> None:
    if not ligne(champ.data or ""):
        raise ValidationError("Donnez un nom à cette idée\u00a0: le reste peut attendre.")


class FormulaireFiche(FlaskForm):  # type: ignore[misc]
    """The whole fiche; ``version`` is the one it is written on, ``vue`` the one shown beside a conflict, ``ouverture`` names this opening of it."""

    version = HiddenField()
    vue = HiddenField()
    titre_lu = HiddenField()
    ouverture = HiddenField(default=nouvel_identifiant)
    titre = _texte("titre", _nomme)
    besoin_resume = _texte("besoin_resume")
    publics = _texte("publics")
    territoire = SelectField(AUTRES["territoire"], validate_choice=False)
    solution = _texte("solution")
    existant = _texte("existant")
    partenaires_pressentis = Lignes(AUTRES["partenaires_pressentis"])
    modele_pistes = _texte("modele_pistes")
    porteur_pressenti = _texte("porteur_pressenti")
    ressources_locales = _texte("ressources_locales")
    questions_ouvertes = _texte("questions_ouvertes")
    verbatims = SelectMultipleField(AUTRES["verbatims"], validate_choice=False)
    partenaires: Mapping[str, str] = {}

    def validate_partenaires_pressentis(self, champ: Field) -> None:
        """One page: few partners, each in a few words."""
        if len(champ.data or ()) > PARTENAIRES_MAX:
            raise ValidationError(f"La fiche tient sur une page\u00a0: {PARTENAIRES_MAX}\u00a0partenaires au plus.")
        if any(len(x) > PARTENAIRE_MAX for x in champ.data or ()):
            raise ValidationError(f"Écrivez chaque partenaire en {PARTENAIRE_MAX}\u00a0caractères au plus.")

    def validate_verbatims(self, champ: Field) -> None:
        """One page: few words of the séance."""
        if len(champ.data or ()) > VERBATIMS_MAX:
            raise ValidationError(f"Choisissez {VERBATIMS_MAX}\u00a0paroles au plus\u00a0: 3 à 5 suffisent.")

    def proposer(self, siens: Sequence[tuple[str, str]], tous: Sequence[tuple[str, str]]) -> None:
        """Give the territories, those of the dossier first."""
        deja = {i for i, _ in siens}
        ordre = [*siens, *(t for t in tous if t[0] not in deja)]
        self.territoire.choices = [
            SelectChoice(value="", label="Choisir…"),
            *(SelectChoice(value=i, label=nom) for i, nom in ordre),
        ]

    def contenu(self) -> Contenu:
        """Return the fiche as it is stored, whether it may be saved or not."""
        textes = {n: lire_texte(regle, self[n].data or "") for n, regle in TEXTES.items()}
        return (
            vide()
            | textes
            | {
                "territoire": (self.territoire.data or "")[:36],
                "partenaires_pressentis": self._partenaires(),
                "verbatims": list(dict.fromkeys(x[:36] for x in self.verbatims.data or ())),
            }
        )

    def saisie(self, choix: Mapping[str, str]) -> Saisie:
        """Return what is handed in; ``choix``: the answers to the conflicts, as posted."""
        return Saisie(
            base=_nombre(self.version.data),
            contenu=self.contenu(),
            titre_lu=ligne(self.titre_lu.data or ""),
            vue=_nombre(self.vue.data),
            choix={n: c for n, c in choix.items() if c in choix_possibles(n)},
            ouverture=(self.ouverture.data or "")[:36],
        )

    def _partenaires(self) -> list[dict[str, str]]:
        """A name the fabrique knows becomes a link to it; any other text stays as it is."""
        lus = []
        for texte in self.partenaires_pressentis.data or ():
            connu = self.partenaires.get(cle(texte))
            entree = {"partenaire_id": connu} if connu else {"texte": texte}
            if entree not in lus:
                lus.append(entree)
        return lus


def _nombre(texte: str | None) -> int:
    return int(texte) if texte and texte.isascii() and texte.isdigit() and len(texte) < 9 else 0
