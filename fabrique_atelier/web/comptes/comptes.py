"""Signing in and out, and the links that work once: invitation, new password. The only pages that open a session."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask import session as formulaires
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier.comptes import liens, sessions, soi
from fabrique_atelier.comptes.audit import LIEN
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.essais import Essais
from fabrique_atelier.comptes.liens import LienVu
from fabrique_atelier.comptes.reprise import reprendre
from fabrique_atelier.comptes.saisies import cle_de_courriel
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import empreinte
from fabrique_atelier.web import session
from fabrique_atelier.web.comptes import etapes
from fabrique_atelier.web.comptes.appareil import decrire
from fabrique_atelier.web.comptes.mots_de_passe import choisir
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.courriels import envoyer, plus_tard
from fabrique_atelier.web.espace import LIEN_UNIQUE, PUBLIC, Espace
from fabrique_atelier.web.formulaires.comptes import (
    FormulaireCode,
    FormulaireConnexion,
    FormulaireInvitation,
    FormulaireNouveau,
    FormulaireOubli,
)
from fabrique_atelier.web.suite import locale

pages = Espace("comptes", __name__)
Page = str | Response | tuple[str, int]
#: Reset links: one address may ask for that many, one mailbox receives that many.
OUBLIS_ADRESSE = RateLimitItemPerMinute(10, namespace="oubli-adresse")
OUBLIS_COMPTE = RateLimitItemPerHour(5, namespace="oubli-compte")


@pages.record
def _preparer(etat: Any) -> None:
    etat.app.extensions["fabrique_oublis"] = Essais()


# ------------------------------------------------------------------------------------------------ signing in and out


@pages.route("/connexion", methods=["GET", "POST"], droit=PUBLIC)
def connexion() -> Page:
    """Address and password; then the code, for those who asked for one."""
    formulaire, refus = FormulaireConnexion(data={"suite": request.args.get("suite", "")}), ""
    suite = locale(formulaire.suite.data)
    if request.method == "GET" and session.fraiche():
        return redirect(suite or url_for("equipe.mes_fabriques"), 303)
    if formulaire.validate_on_submit():
        try:
            return _presenter(formulaire, suite)
        except ErreurMetier as erreur:
            refus = erreur.message
    return _page("connexion", formulaire, refus, assoupie=session.acteur() is not None)


@pages.route("/connexion/code", methods=["GET", "POST"], droit=PUBLIC)
def code() -> Page:
    """The second step; nothing is open before it."""
    formulaire, refus = FormulaireCode(), ""
    preuve = etapes.lire_preuve(formulaire.etape.data)
    if preuve is None:
        return _recommencer()
    if formulaire.validate_on_submit():
        try:
            services().portier.second_facteur(preuve.personne_id, formulaire.code.data or "", maintenant_ms())
            return _entrer(preuve.personne_id, locale(preuve.suite))
        except ErreurMetier as erreur:
            refus = erreur.message
    return _page("code", formulaire, refus)


@pages.route("/deconnexion", methods=["GET", "POST"], droit=PUBLIC)
def deconnexion() -> Response:
    """End the session; the page that says so offers the button to whoever comes by its address."""
    if request.method != "POST":
        return make_response(render_template("comptes/deconnexion.html"))
    _fermer()
    formulaires.clear()
    reponse = make_response(redirect(url_for("comptes.deconnexion"), 303))
    session.effacer(reponse)
    return reponse


def _presenter(formulaire: FormulaireConnexion, suite: str) -> Page:
    portier, maintenant, adresse = services().portier, maintenant_ms(), request.remote_addr or ""
    courriel, mot_de_passe = formulaire.courriel.data or "", formulaire.mot_de_passe.data or ""
    presente = portier.presenter(courriel, mot_de_passe, adresse, maintenant)
    if not presente.totp_exige:
        return _entrer(presente.personne_id, suite)
    preuve = etapes.signer_preuve(presente.personne_id, suite)
    return render_template("comptes/code.html", formulaire=FormulaireCode(formdata=None, data={"etape": preuve}))


def _recommencer() -> Response:
    if request.method == "POST":
        flash("Plus de cinq minutes ont passé\u00a0: redonnez votre mot de passe.")
    return redirect(url_for("comptes.connexion"), 303)


def _entrer(personne_id: str, suite: str = "") -> Response:
    """Sign in; the cookie and the forms that this browser held before are worth nothing any more."""
    ancien = session.acteur()
    if ancien is not None and ancien.personne_id == personne_id:
        auteur = Auteur(services().audit, personne_id, maintenant_ms())
        secret = services().executeur.ecrire_seul(lambda c: reprendre(c, auteur, ancien.session_id))
    else:
        _fermer()
        secret = services().portier.ouvrir(personne_id, decrire(request.user_agent.string), maintenant_ms())
    session.oublier()
    formulaires.clear()
    reponse = make_response(redirect(suite or url_for("equipe.mes_fabriques"), 303))
    session.poser(reponse, secret)
    return reponse


def _fermer() -> None:
    """End the session of this browser, if it has one, and what it keeps open."""
    present, maintenant = session.acteur(), maintenant_ms()
    if present is None:
        return

    def fermer(connexion: Connection) -> None:
        sessions.revoquer(connexion, present.session_id, maintenant)
        auteur = Auteur(services().audit, present.personne_id, maintenant)
        auteur.noter(connexion, "connexion.deconnecter", present.personne_id)

    services().executeur.ecrire_seul(fermer)
    session.oublier()
    services().fermer_sockets(present.personne_id)


def _page(nom: str, formulaire: Any, refus: str = "", **valeurs: Any) -> Page:
    page = render_template(f"comptes/{nom}.html", formulaire=formulaire, refus=refus, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page


# ------------------------------------------------------------------------------------------------ invitation


@pages.route("/invitation/<jeton>", methods=["GET", "POST"], droit=LIEN_UNIQUE)
def invitation(jeton: str) -> Page:
    """Choose a name and a password, and come in."""
    lien = _lien(liens.INVITATION, jeton)
    if lien is None:
        return _perime(liens.INVITATION)
    formulaire = FormulaireInvitation(data={"nom": lien.nom})
    if formulaire.validate_on_submit():
        nom = formulaire.nom.data or ""
        encode = choisir(formulaire.mot_de_passe, lien.personne_id, nom, lien.courriel)
        if encode:
            return _accepter(jeton, nom, encode)
    return _page("invitation", formulaire, lien=lien)


def _accepter(jeton: str, nom: str, encode: str) -> Page:
    audit, maintenant = services().audit, maintenant_ms()
    try:
        personne_id = services().executeur.ecrire_seul(
            lambda c: soi.accepter(c, audit, jeton=jeton, nom=nom, encode=encode, maintenant=maintenant)
        )
    except ErreurMetier:
        return _perime(liens.INVITATION)  # used meanwhile, by another tab
    reponse = _entrer(personne_id)
    flash("Bienvenue\u202f! Votre compte est prêt, et vous êtes dans l’espace de l’équipe.")
    return reponse


def _lien(genre: str, jeton: str) -> LienVu | None:
    with lire(services().moteur) as connexion:
        return liens.lire(connexion, genre, jeton, maintenant_ms())


def _perime(genre: str) -> tuple[str, int]:
    return render_template("comptes/lien_perime.html", genre=genre), 404


# ------------------------------------------------------------------------------------------------ new password


@pages.route("/mot-de-passe/oublie", methods=["GET", "POST"], droit=PUBLIC)
def oubli() -> Page:
    """Ask for a link: the same answer, as fast, whether the account exists or not."""
    formulaire, refus, envois = FormulaireOubli(), "", services().courrier.configure
    if envois and formulaire.validate_on_submit():
        try:
            _demander(formulaire.courriel.data or "", request.remote_addr or "")
        except ErreurMetier as erreur:
            refus = erreur.message
        else:
            return render_template("comptes/oubli_envoye.html", courriel=formulaire.courriel.data)
    return _page("oubli", formulaire, refus, envois=envois)


@pages.route("/mot-de-passe/<jeton>", methods=["GET", "POST"], droit=LIEN_UNIQUE)
def nouveau_mot_de_passe(jeton: str) -> Page:
    """Choose another password; signing in comes next, with its code if there is one."""
    lien = _lien(liens.MOT_DE_PASSE, jeton)
    if lien is None:
        return _perime(liens.MOT_DE_PASSE)
    formulaire = FormulaireNouveau()
    if formulaire.validate_on_submit():
        encode = choisir(formulaire.mot_de_passe, lien.personne_id, lien.nom, lien.courriel)
        if encode:
            return _reinitialiser(jeton, lien, encode)
    return _page("nouveau_mot_de_passe", formulaire, lien=lien)


def _demander(courriel: str, adresse: str) -> None:
    oublis: Essais = current_app.extensions["fabrique_oublis"]
    with oublis.tenter([(OUBLIS_ADRESSE, adresse)]):
        pass  # each demand counts, as a failed try does
    try:
        with oublis.tenter([(OUBLIS_COMPTE, empreinte(cle_de_courriel(courriel)))]):
            pass
    except ErreurMetier:
        return  # that mailbox has had enough of them: said to nobody, since anybody may ask
    plus_tard(lambda: _envoyer_lien(courriel))


def _envoyer_lien(courriel: str) -> None:
    auteur = Auteur(services().audit, LIEN, maintenant_ms())
    trouve = services().executeur.ecrire_seul(lambda c: soi.demander_mot_de_passe(c, auteur, courriel=courriel))
    if trouve is not None:
        compte, jeton = trouve
        url = f"{services().reglages.url}/mot-de-passe/{jeton}"
        envoyer(compte.courriel, "mot_de_passe", nom=compte.nom, url=url)


def _reinitialiser(jeton: str, lien: LienVu, encode: str) -> Page:
    audit, maintenant = services().audit, maintenant_ms()
    try:
        personne_id = services().executeur.ecrire_seul(
            lambda c: soi.reinitialiser(c, audit, jeton=jeton, encode=encode, maintenant=maintenant)
        )
    except ErreurMetier:
        return _perime(liens.MOT_DE_PASSE)
    session.oublier()
    services().fermer_sockets(personne_id)
    services().portier.oublier_essais(lien.courriel, request.remote_addr or "")
    flash("Votre mot de passe est changé. Connectez-vous avec le nouveau.")
    return redirect(url_for("comptes.connexion"), 303)
