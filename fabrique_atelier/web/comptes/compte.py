"""Everything a person does with their own account: name, password, second factor, connections."""

from __future__ import annotations

import base64
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import Field

from fabrique_atelier.comptes import annuaire, sessions, soi
from fabrique_atelier.comptes.annuaire import Compte
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.droits import COMPTE
from fabrique_atelier.exports.qr import qr_svg
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import session
from fabrique_atelier.web.comptes import etapes
from fabrique_atelier.web.comptes.mots_de_passe import choisir
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.comptes import (
    FormulaireActivation,
    FormulaireChangement,
    FormulaireConfirmation,
    FormulaireNom,
)

pages = Espace("compte", __name__, url_prefix="/compte")
Page = str | Response | tuple[str, int]


@pages.route("/", methods=["GET", "POST"], droit=COMPTE)
def profil() -> Page:
    """One's name, how one signs in, and where one is signed in."""
    compte, formulaire = _compte(), FormulaireNom(data={"nom": acteur().nom})
    if formulaire.validate_on_submit():
        services().executeur.ecrire_seul(lambda c: soi.changer_nom(c, _auteur(), nom=formulaire.nom.data or ""))
        flash("Votre nom est enregistré.")
        return _profil()
    with lire(services().moteur) as connexion:
        ouvertes = sessions.lister(connexion, compte.id, maintenant_ms())
    lignes = [(s, instant_long(s.cree_le), instant_long(s.vue_le)) for s in ouvertes]
    return _page("profil", formulaire, compte=compte, connexions=lignes)


@pages.route("/mot-de-passe", methods=["GET", "POST"], droit=COMPTE)
def mot_de_passe() -> Page:
    """Change the password; the present one is asked for, and every other connection ends."""
    formulaire = FormulaireChangement()
    if formulaire.validate_on_submit() and _confirmer(formulaire.actuel):
        encode = choisir(formulaire.mot_de_passe, acteur().personne_id, acteur().nom, acteur().courriel)
        if encode:
            return _changer_mot_de_passe(encode)
    return _page("mot_de_passe", formulaire)


@pages.route("/double-verification", methods=["GET", "POST"], droit=COMPTE)
def double_verification() -> Page:
    """Draw a secret, then switch the second factor on once a code proves that the phone has it."""
    if _compte().totp:
        return _profil()
    formulaire, refus = FormulaireActivation(), ""
    secret = etapes.lire_secret(acteur().personne_id, formulaire.preparation.data)
    if secret and formulaire.validate_on_submit():
        try:
            return _activer(secret, formulaire.code.data or "")
        except ErreurMetier as erreur:
            refus = erreur.message
    elif request.method == "POST" and not secret:
        refus = "Cette page était ouverte depuis plus d’une demi-heure\u00a0: un nouveau code QR est prêt, scannez-le."
    return _page("double_verification", formulaire, refus, **_preparation(formulaire, secret))


@pages.route("/double-verification/arret", methods=["GET", "POST"], droit=COMPTE)
def arreter_double_verification() -> Page:
    """Switch the second factor off: the password is asked for."""
    if not _compte().totp:
        return _profil()
    formulaire = FormulaireConfirmation()
    if formulaire.validate_on_submit() and _confirmer(formulaire.mot_de_passe):
        return _arreter()
    return _page("arret", formulaire)


@pages.post("/connexions/<session_id>", droit=COMPTE)
def fermer_connexion(session_id: str) -> Response:
    """End one of one's other connections."""
    auteur = _auteur()

    def fermer(connexion: Connection) -> bool:
        siennes = {s.id for s in sessions.lister(connexion, auteur.acteur_id, auteur.maintenant)}
        if session_id not in siennes:
            return False
        sessions.revoquer(connexion, session_id, auteur.maintenant)
        auteur.noter(connexion, "compte.fermer_connexion", auteur.acteur_id)
        return True

    return _apres_fermeture(services().executeur.ecrire_seul(fermer), "Cette connexion est fermée.")


@pages.post("/connexions", droit=COMPTE)
def fermer_autres() -> Response:
    """End all of them but the present one."""
    auteur, ici = _auteur(), acteur().session_id

    def fermer(connexion: Connection) -> bool:
        sessions.revoquer_toutes(connexion, auteur.acteur_id, auteur.maintenant, sauf=ici)
        auteur.noter(connexion, "compte.fermer_autres", auteur.acteur_id)
        return True

    return _apres_fermeture(services().executeur.ecrire_seul(fermer), "Vos autres connexions sont fermées.")


def _auteur() -> Auteur:
    return Auteur(services().audit, acteur().personne_id, maintenant_ms())


def _compte() -> Compte:
    with lire(services().moteur) as connexion:
        return annuaire.compte(connexion, acteur().personne_id) or introuvable()


def _confirmer(champ: Field) -> bool:
    """Whether the present password is the one typed in ``champ``; otherwise the reason stands beside it."""
    try:
        services().portier.confirmer(acteur().personne_id, champ.data, request.remote_addr or "", maintenant_ms())
    except ErreurMetier as erreur:
        faux = erreur.code == "identifiants_refuses"
        champ.errors = ["Ce mot de passe n’est pas celui de votre compte. Vérifiez-le." if faux else erreur.message]
        return False
    return True


def _changer_mot_de_passe(encode: str) -> Response:
    ici = acteur().session_id
    services().executeur.ecrire_seul(lambda c: soi.changer_mot_de_passe(c, _auteur(), encode=encode, session_id=ici))
    services().fermer_sockets(acteur().personne_id)
    flash("Votre mot de passe est changé. Vos autres connexions sont fermées.")
    return _profil()


def _activer(secret: str, code: str) -> str:
    codes = services().executeur.ecrire_seul(lambda c: services().totp.activer(c, _auteur(), secret, code))
    return render_template("comptes/codes_secours.html", codes=codes)


def _arreter() -> Response:
    services().executeur.ecrire_seul(lambda c: services().totp.desactiver(c, _auteur(), acteur().personne_id))
    flash("La double vérification est arrêtée\u00a0: votre mot de passe suffit pour vous connecter.")
    return _profil()


def _preparation(formulaire: FormulaireActivation, secret: str | None) -> dict[str, str]:
    """The secret of the page: the same one as long as it holds, so that a wrong code does not undo the scan."""
    totp, courriel = services().totp, acteur().courriel
    garde = secret or totp.preparer(courriel).secret
    formulaire.preparation.data = etapes.signer_secret(acteur().personne_id, garde)
    url = totp.adresse(garde, courriel)
    dessin = base64.b64encode(qr_svg(url)).decode()
    groupes = " ".join(garde[i : i + 4] for i in range(0, len(garde), 4))
    return {"qr": f"data:image/svg+xml;base64,{dessin}", "secret": groupes, "url": url}


def _apres_fermeture(faite: bool, phrase: str) -> Response:
    if not faite:
        introuvable()
    services().fermer_sockets(acteur().personne_id)
    session.oublier()  # it may be the present one
    flash(phrase)
    return _profil()


def _profil() -> Response:
    return redirect(url_for("compte.profil"), 303)


def _page(nom: str, formulaire: Any, refus: str = "", **valeurs: Any) -> Page:
    page = render_template(f"comptes/{nom}.html", formulaire=formulaire, refus=refus, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page
