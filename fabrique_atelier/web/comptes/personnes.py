"""The people of a fabrique: inviting, roles, leaving."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.comptes import annuaire, liens, personnes
from fabrique_atelier.comptes.annuaire import PersonneListee
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import session
from fabrique_atelier.web.contexte import introuvable, services, uuid_ou_404
from fabrique_atelier.web.courriels import envoyer
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.champs import Formulaire
from fabrique_atelier.web.formulaires.personnes import (
    EXPLICATIONS,
    FormulairePersonne,
    FormulaireRoles,
    noms_des_roles,
)

pages = Espace("personnes", __name__, url_prefix="/equipe")
Page = str | Response | tuple[str, int]
DROIT = "personnes.gerer"


@pages.get("/<fabrique>/personnes", droit=DROIT)
def liste(fabrique: FabriqueResumee) -> str:
    """Everybody who has a role here."""
    with lire(services().moteur) as connexion:
        presentes = annuaire.lister(connexion, fabrique.id)
    lignes = [_ligne(fabrique, p) for p in presentes]
    return render_template("equipe/personnes.html", fabrique=fabrique, lignes=lignes)


@pages.route("/<fabrique>/personnes/inviter", methods=["GET", "POST"], droit=DROIT)
def inviter(fabrique: FabriqueResumee) -> Page:
    """Give somebody roles here; the account is made if the address is new."""
    formulaire, refus = FormulairePersonne(), ""
    formulaire.nommer(fabrique.mots)
    if formulaire.validate_on_submit():
        try:
            return _inviter(fabrique, formulaire)
        except ErreurMetier as erreur:
            refus = erreur.message
    return _page("personnes_inviter", fabrique, formulaire, refus)


@pages.route("/<fabrique>/personnes/<personne_id>", methods=["GET", "POST"], droit=DROIT)
def fiche(fabrique: FabriqueResumee, personne_id: str) -> Page:
    """One person: their roles here, their invitation, the way out."""
    personne = _une(fabrique, personne_id)
    formulaire, refus = FormulaireRoles(data={"roles": personne.roles, "vus": " ".join(personne.roles)}), ""
    formulaire.nommer(fabrique.mots)
    if formulaire.validate_on_submit():
        try:
            return _changer(fabrique, personne, formulaire)
        except ErreurMetier as erreur:
            refus = erreur.message
            personne = _une(fabrique, personne_id)
            formulaire.vus.data = " ".join(personne.roles)
    return _page("personnes_fiche", fabrique, formulaire, refus, ligne=_ligne(fabrique, personne))


@pages.route("/<fabrique>/personnes/<personne_id>/retirer", methods=["GET", "POST"], droit=DROIT)
def retirer(fabrique: FabriqueResumee, personne_id: str) -> Page:
    """Take every role away, after having said what that means."""
    personne, formulaire, refus = _une(fabrique, personne_id), Formulaire(), ""
    if formulaire.validate_on_submit():
        try:
            return _retirer(fabrique, personne)
        except ErreurMetier as erreur:
            refus = erreur.message
    return _page("personnes_retirer", fabrique, formulaire, refus, personne=personne)


@pages.post("/<fabrique>/personnes/<personne_id>/invitation", droit=DROIT)
def relancer(fabrique: FabriqueResumee, personne_id: str) -> Page:
    """A new invitation; the link of the one before stops working."""
    personne, auteur = _une(fabrique, personne_id), _auteur()
    try:
        jeton = services().executeur.ecrire_seul(
            lambda c: personnes.renouveler_invitation(c, auteur, fabrique_id=fabrique.id, personne_id=personne.id)
        )
    except ErreurMetier as erreur:
        flash(erreur.message)
        return redirect(url_for("personnes.fiche", fabrique=fabrique.identifiant, personne_id=personne.id), 303)
    return _envoyer_invitation(fabrique, personne.nom, personne.courriel, jeton)


def _inviter(fabrique: FabriqueResumee, formulaire: FormulairePersonne) -> Page:
    auteur, roles = _auteur(), formulaire.roles.data or []
    courriel, nom = formulaire.courriel.data or "", formulaire.nom.data or ""
    invitation = services().executeur.ecrire_seul(
        lambda c: personnes.inviter(c, auteur, fabrique_id=fabrique.id, courriel=courriel, nom=nom, roles=roles)
    )
    personne = _une(fabrique, invitation.personne_id)
    if invitation.jeton:
        return _envoyer_invitation(fabrique, personne.nom, personne.courriel, invitation.jeton)
    url = f"{services().reglages.url}{url_for('equipe.accueil', fabrique=fabrique.identifiant)}"
    prevenue = envoyer(personne.courriel, "acces", **_valeurs(fabrique, personne.nom, url))
    suite = "Un courriel le lui dit." if prevenue else "Aucun courriel n’est parti\u00a0: prévenez cette personne."
    flash(f"{personne.nom} avait déjà un compte ici\u00a0: ses rôles sont donnés. {suite}")
    return _vers_la_liste(fabrique)


def _envoyer_invitation(fabrique: FabriqueResumee, nom: str, courriel: str, jeton: str) -> Page:
    """By e-mail; on the screen, once, when no e-mail leaves from here."""
    url = f"{services().reglages.url}{url_for('comptes.invitation', jeton=jeton)}"
    if envoyer(courriel, "invitation", **_valeurs(fabrique, nom, url)):
        flash(f"L’invitation est partie à {courriel}. Son lien fonctionne une fois, pendant 7\u00a0jours.")
        return _vers_la_liste(fabrique)
    jours = liens.DUREES_MS[liens.INVITATION] // 86_400_000
    panne = services().courrier.configure
    return render_template(
        "equipe/personnes_lien.html", fabrique=fabrique, nom=nom, courriel=courriel, url=url, jours=jours, panne=panne
    )


def _changer(fabrique: FabriqueResumee, personne: PersonneListee, formulaire: FormulaireRoles) -> Response:
    auteur, roles, vus = _auteur(), formulaire.roles.data or [], formulaire.roles_vus()
    perdu = services().executeur.ecrire_seul(
        lambda c: personnes.changer_roles(
            c, auteur, fabrique_id=fabrique.id, personne_id=personne.id, roles=roles, vus=vus
        )
    )
    if perdu:
        services().fermer_sockets(personne.id)
    flash(f"{personne.nom}\u00a0: {noms_des_roles(roles, fabrique.mots)}. C’est enregistré.")
    return _apres(fabrique, personne)


def _retirer(fabrique: FabriqueResumee, personne: PersonneListee) -> Response:
    auteur = _auteur()
    services().executeur.ecrire_seul(
        lambda c: personnes.retirer(c, auteur, fabrique_id=fabrique.id, personne_id=personne.id)
    )
    services().fermer_sockets(personne.id)
    flash(f"{personne.nom} ne fait plus partie de la fabrique.")
    return _apres(fabrique, personne)


def _apres(fabrique: FabriqueResumee, personne: PersonneListee) -> Response:
    """Back to the list, or to what is left for whoever has changed their own roles."""
    if personne.id != acteur().personne_id:
        return _vers_la_liste(fabrique)
    session.oublier()
    reste = session.acteur()
    roles = reste.roles.get(fabrique.id, frozenset()) if reste else frozenset()
    if "administration" in roles:
        return _vers_la_liste(fabrique)
    if roles:
        return redirect(url_for("equipe.accueil", fabrique=fabrique.identifiant), 303)
    return redirect(url_for("equipe.mes_fabriques"), 303)


def _auteur() -> Auteur:
    return Auteur(services().audit, acteur().personne_id, maintenant_ms())


def _une(fabrique: FabriqueResumee, personne_id: str) -> PersonneListee:
    with lire(services().moteur) as connexion:
        return annuaire.une(connexion, fabrique.id, uuid_ou_404(personne_id)) or introuvable()


def _ligne(fabrique: FabriqueResumee, personne: PersonneListee) -> dict[str, Any]:
    venue = instant_long(personne.connectee_le) if personne.connectee_le else ""
    return {"personne": personne, "roles": noms_des_roles(personne.roles, fabrique.mots), "venue": venue}


def _valeurs(fabrique: FabriqueResumee, nom: str, url: str) -> dict[str, str]:
    return {"nom": nom, "fabrique": fabrique.nom, "par": acteur().nom, "url": url}


def _vers_la_liste(fabrique: FabriqueResumee) -> Response:
    return redirect(url_for("personnes.liste", fabrique=fabrique.identifiant), 303)


def _page(nom: str, fabrique: FabriqueResumee, formulaire: Any, refus: str = "", **valeurs: Any) -> Page:
    valeurs |= {"fabrique": fabrique, "formulaire": formulaire, "refus": refus, "explications": EXPLICATIONS}
    page = render_template(f"equipe/{nom}.html", **valeurs)
    return (page, 400) if formulaire.is_submitted() else page
