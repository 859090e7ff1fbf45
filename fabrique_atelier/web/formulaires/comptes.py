"""The forms of one's own account: signing in, passwords, codes, name. No password is ever given back to the page."""

from __future__ import annotations

from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from fabrique_atelier.comptes.saisies import COURRIEL_MAX, NOM_MAX, normaliser_courriel, verifier_nom
from fabrique_atelier.socle.texte import ligne
from fabrique_atelier.web.formulaires.champs import LONG, Formulaire, controle

#: What is read of a password field: enough to say that it is too long, not enough to weigh on the server.
_LU_MAX = 1024
_COURRIEL = "Écrivez l’adresse électronique."
_PRESENT = "Écrivez votre mot de passe."
_NOUVEAU = "Écrivez le mot de passe que vous choisissez."
_CODE = "Écrivez le code affiché par votre téléphone."


def champ_courriel(autocomplete: str = "username") -> EmailField:
    """An e-mail address."""
    return EmailField(
        "Adresse électronique",
        [DataRequired(_COURRIEL), Length(max=COURRIEL_MAX, message=LONG), controle(normaliser_courriel)],
        filters=[_ligne],
        render_kw={"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"},
    )


def champ_nom(libelle: str, autocomplete: str = "name") -> StringField:
    """Somebody's name."""
    controles = [Length(max=NOM_MAX, message=LONG), controle(verifier_nom)]
    return StringField(libelle, controles, filters=[_ligne], render_kw={"autocomplete": autocomplete})


def _ligne(valeur: str | None) -> str:
    return ligne(valeur or "")


def _present(libelle: str = "Mot de passe") -> PasswordField:
    controles: list[Any] = [InputRequired(_PRESENT), Length(max=_LU_MAX, message=LONG)]
    return PasswordField(libelle, controles, render_kw={"autocomplete": "current-password"})


def _nouveau(libelle: str) -> PasswordField:
    controles: list[Any] = [InputRequired(_NOUVEAU), Length(max=_LU_MAX, message=LONG)]
    return PasswordField(libelle, controles, render_kw={"autocomplete": "new-password"})


def _code(libelle: str) -> StringField:
    reglages = {"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "characters"}
    controles: list[Any] = [DataRequired(_CODE), Length(max=40, message=LONG)]
    return StringField(libelle, controles, filters=[_ligne], render_kw=reglages)


class FormulaireConnexion(Formulaire):
    """Address and password; ``suite`` is where one was going."""

    courriel = champ_courriel()
    mot_de_passe = _present()
    suite = HiddenField()


class FormulaireCode(Formulaire):
    """The second step; ``etape`` is the signed proof of the first."""

    code = _code("Code à six chiffres")
    etape = HiddenField()


class FormulaireInvitation(Formulaire):
    """Accepting an invitation."""

    nom = champ_nom("Votre nom")
    mot_de_passe = _nouveau("Mot de passe")


class FormulaireOubli(Formulaire):
    """Asking for a link."""

    courriel = champ_courriel()


class FormulaireNouveau(Formulaire):
    """A new password, from a link."""

    mot_de_passe = _nouveau("Nouveau mot de passe")


class FormulaireNom(Formulaire):
    """One's own name."""

    nom = champ_nom("Votre nom")


class FormulaireChangement(Formulaire):
    """A new password, the present one being known."""

    actuel = _present("Mot de passe actuel")
    mot_de_passe = _nouveau("Nouveau mot de passe")


class FormulaireActivation(Formulaire):
    """Switching the second factor on; ``preparation`` carries the secret that the page has just drawn, signed."""

    code = _code("Code affiché par l’application")
    preparation = HiddenField()


class FormulaireConfirmation(Formulaire):
    """The present password, asked again before something serious."""

    mot_de_passe = _present("Votre mot de passe")
