"""The people of a partner: adding, correcting, deleting."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier.reseau import contacts, partenaires
from fabrique_atelier.reseau.champs import CONTACT
from fabrique_atelier.reseau.codes import date_affichee
from fabrique_atelier.reseau.contacts import Contact
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.nomenclatures import BASES_LEGALES
from fabrique_atelier.reseau.partenaires import Partenaire
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.fabrique.partenaires import Reponse, version_de
from fabrique_atelier.web.formulaires.partenaires import FormulaireContact, saisie_contact

pages = Espace("contacts", __name__, url_prefix="/equipe")
_UN = "/<fabrique>/contacts/<uuid:contact_id>"


@pages.route("/<fabrique>/partenaires/<uuid:partenaire_id>/contacts", methods=["GET", "POST"], droit="partenaire.gerer")
def ajouter(fabrique: FabriqueResumee, partenaire_id: object) -> Reponse:
    """The form of a new person."""
    with lire(services().moteur) as connexion:
        partenaire = partenaires.charger(connexion, fabrique.id, str(partenaire_id)) or introuvable()
    formulaire = _formulaire(None)
    if formulaire.validate_on_submit():
        services().executeur.ecrire_seul(lambda c: _creer(c, fabrique, partenaire.id, formulaire.valeurs()))
        flash("Le contact est enregistré.")
        return _vers_la_fiche(fabrique, partenaire.id)
    return _rendre(formulaire, partenaire)


@pages.route(f"{_UN}/modifier", methods=["GET", "POST"], droit="partenaire.gerer")
def modifier(fabrique: FabriqueResumee, contact_id: object) -> Reponse:
    """The form of a person; what somebody else has saved meanwhile comes back beside what was typed."""
    contact, partenaire = _charger(fabrique, str(contact_id))
    formulaire, erreurs = _formulaire(contact), list[str]()
    actuel: Contact | None = None
    if formulaire.validate_on_submit():
        actuel = _enregistrer(fabrique, contact.id, formulaire, erreurs)
        if not erreurs:
            flash("Le contact est enregistré.")
            return _vers_la_fiche(fabrique, partenaire.id)
    return _rendre(formulaire, partenaire, contact, erreurs, _ecarts(formulaire, actuel))


@pages.route(f"{_UN}/supprimer", methods=["GET", "POST"], droit="partenaire.gerer")
def supprimer(fabrique: FabriqueResumee, contact_id: object) -> Reponse:
    """Asked once more on its own page."""
    contact, partenaire = _charger(fabrique, str(contact_id))
    if request.method != "POST":
        return render_template("partenaires/contact_supprimer.html", contact=contact, p=partenaire)
    services().executeur.ecrire_seul(lambda c: _effacer(c, fabrique, contact))
    flash("Le contact est supprimé.")
    return _vers_la_fiche(fabrique, partenaire.id)


def _vers_la_fiche(fabrique: FabriqueResumee, partenaire_id: str) -> Response:
    return redirect(url_for("partenaires.fiche", fabrique=fabrique.identifiant, partenaire_id=partenaire_id), 303)


def _charger(fabrique: FabriqueResumee, contact_id: str) -> tuple[Contact, Partenaire]:
    with lire(services().moteur) as connexion:
        contact = contacts.charger(connexion, fabrique.id, contact_id) or introuvable()
        return contact, partenaires.charger(connexion, fabrique.id, contact.partenaire_id) or introuvable()


def _formulaire(contact: Contact | None) -> FormulaireContact:
    formulaire = FormulaireContact(data=saisie_contact(contact) if contact else None)
    formulaire.aujourdhui = jour_local(maintenant_ms())
    return formulaire


def _rendre(
    formulaire: FormulaireContact,
    partenaire: Partenaire,
    contact: Contact | None = None,
    erreurs: list[str] | None = None,
    ecarts: Any = (),
) -> Reponse:
    page = render_template(
        "partenaires/contact.html", f=formulaire, p=partenaire, contact=contact, erreurs=erreurs or [], ecarts=ecarts
    )
    return (page, 400) if formulaire.is_submitted() else page


def _enregistrer(
    fabrique: FabriqueResumee, contact_id: str, formulaire: FormulaireContact, erreurs: list[str]
) -> Contact | None:
    lue = (contact_id, version_de(formulaire))

    def travail(connexion: Connection) -> None:
        contacts.modifier(connexion, fabrique.id, lue, formulaire.valeurs())
        _noter(connexion, fabrique, "modifier", contact_id)

    try:
        services().executeur.ecrire_seul(travail)
    except VersionDepassee as conflit:
        erreurs.append(conflit.message)
        formulaire.version.data = str(conflit.actuel.version)
        actuel: Contact = conflit.actuel
        return actuel
    except ErreurMetier as refus:
        erreurs.append(refus.message)
    return None


def _ecarts(formulaire: FormulaireContact, actuel: Contact | None) -> list[tuple[str, str]]:
    """What the other person saved and this form does not say: (field, value in words)."""
    if actuel is None:
        return []
    miennes = formulaire.valeurs()
    return [
        (champ.libelle, _en_mots(nom, getattr(actuel, nom)))
        for nom, champ in CONTACT.items()
        if miennes[nom] != getattr(actuel, nom)
    ]


def _en_mots(nom: str, valeur: Any) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if nom == "dernier_echange":
        return date_affichee(valeur)
    return BASES_LEGALES.get(valeur, valeur) if nom == "base_legale" else valeur or "rien"


def _noter(connexion: Connection, fabrique: FabriqueResumee, action: str, contact_id: str) -> None:
    auteur, objet = acteur().personne_id, ("contact", contact_id)
    services().audit.noter(connexion, maintenant_ms(), auteur, f"contact.{action}", objet, fabrique_id=fabrique.id)


def _creer(connexion: Connection, fabrique: FabriqueResumee, partenaire_id: str, valeurs: dict[str, Any]) -> None:
    if partenaires.charger(connexion, fabrique.id, partenaire_id) is None:
        raise partenaires.disparu()
    _noter(connexion, fabrique, "creer", contacts.creer(connexion, partenaire_id, valeurs, maintenant_ms()))


def _effacer(connexion: Connection, fabrique: FabriqueResumee, contact: Contact) -> None:
    contacts.supprimer(connexion, fabrique.id, contact.id)
    _noter(connexion, fabrique, "supprimer", contact.id)
