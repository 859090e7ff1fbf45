"""What the person who looks after the instance does: fabriques, reference lists."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier import __version__
from fabrique_atelier.comptes import personnes
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.droits import ADMINISTRATION, INSTANCE
from fabrique_atelier.reseau import cog, cog_editions, cog_import, fabriques, referentiels
from fabrique_atelier.reseau.cog_editions import plus_recente_que_livree
from fabrique_atelier.reseau.referentiels import Edition, Essai
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import televersements
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.courriels import envoyer
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.instance import LISTES, FormulaireFabrique, FormulaireListe, identifiant_de

Page = str | tuple[str, int]
#: How long a list that was tried may wait for its confirmation.
CONFIRMER_S = 3600
pages = Espace("instance", __name__, url_prefix="/instance")
# the confirmation brings back the list as it was read, compressed and signed: nothing waits on the server
televersements.permettre(pages, {"importer": referentiels.OCTETS_MAX, "confirmer": referentiels.OCTETS_MAX})


@pages.get("/", droit=INSTANCE)
def tableau_de_bord() -> str:
    """The fabriques of the instance, its reference lists, its version."""
    with lire(services().moteur) as connexion:
        toutes = fabriques.toutes(connexion)
        editions = referentiels.editions(connexion)
        sert = cog_editions.en_service(connexion)
    return render_template(
        "instance/tableau.html",
        fabriques=toutes,
        editions=editions,
        genres=LISTES,
        cog=cog,
        sert=sert,
        version=__version__,
    )


@pages.route("/fabriques/nouvelle", methods=["GET", "POST"], droit=INSTANCE)
def nouvelle_fabrique() -> Page:
    """A new fabrique; the link that lets its first administrator in is shown once."""
    formulaire = FormulaireFabrique()
    if formulaire.validate_on_submit():
        try:
            identifiant, jeton = services().executeur.ecrire_seul(lambda c: _creer(c, formulaire))
        except ErreurMetier as erreur:
            _placer(formulaire, erreur)
        else:
            return _creee(formulaire, identifiant, jeton)
    page = render_template("instance/nouvelle.html", f=formulaire, url=services().reglages.url)
    return (page, 400) if formulaire.is_submitted() else page


@pages.route("/referentiels/importer", methods=["GET", "POST"], droit=INSTANCE)
def importer() -> Page:
    """Try a list: what it holds, what is refused and why. Nothing is kept before the confirmation."""
    formulaire = FormulaireListe()
    if formulaire.validate_on_submit():
        try:
            essai, contenu = _essayer(formulaire.type.data, televersements.contenu(formulaire.fichier.data))
        except ErreurMetier as erreur:
            formulaire.fichier.errors = [erreur.message]
        else:
            return _rendre_essai(formulaire, essai, contenu)
    page = render_template("instance/importer.html", f=formulaire)
    return (page, 400) if formulaire.is_submitted() else page


@pages.route("/referentiels/confirmer", methods=["POST"], droit=INSTANCE)
def confirmer() -> Response:
    """Keep the list that was tried."""
    lue = _liste_confirmee()
    if lue is None:
        flash("Cette liste attendait depuis trop longtemps. Envoyez le fichier de nouveau.")
        return redirect(url_for("instance.importer"), 303)
    qui = acteur().personne_id
    try:
        services().executeur.ecrire_seul(lambda c: referentiels.enregistrer(c, services().audit, qui, *lue))
        flash(_apprendre(*lue))
    except ErreurMetier as erreur:
        flash(erreur.message)
    return redirect(url_for("instance.tableau_de_bord"), 303)


def _liste_confirmee() -> tuple[Edition, bytes] | None:
    """The list that was tried, as the signed field brings it back; None if it is too old or not ours."""
    try:
        liste = _signature().loads(request.form.get("liste", ""), max_age=CONFIRMER_S)
    except BadData:
        return None
    contenu = b64decode(liste.pop("contenu"))
    marque = referentiels.marque(liste["type"], contenu)
    return Edition(**liste, empreinte=marque, importe_le=maintenant_ms()), contenu


def _creer(connexion: Connection, formulaire: FormulaireFabrique) -> tuple[str, str | None]:
    """Insert the fabrique and invite its first administrator, in one transaction."""
    maintenant = maintenant_ms()
    nom, structure = formulaire.nom.data or "", formulaire.structure_porteuse.data or ""
    identifiant = identifiant_de(formulaire.identifiant.data or nom)
    fabriques.verifier_identifiant(connexion, identifiant)
    fabrique_id = fabriques.creer(connexion, identifiant, nom, structure, maintenant)
    par = Auteur(services().audit, acteur().personne_id, maintenant)
    services().audit.noter(
        connexion,
        maintenant,
        acteur().personne_id,
        "fabrique.creer",
        ("fabrique", fabrique_id),
        fabrique_id=fabrique_id,
    )
    invitation = personnes.creer_compte(
        connexion,
        par,
        courriel=formulaire.courriel.data or "",
        nom=formulaire.personne.data or "",
        fabrique_id=fabrique_id,
        roles=[ADMINISTRATION],
    )
    return identifiant, invitation.jeton


def _placer(formulaire: FormulaireFabrique, erreur: ErreurMetier) -> None:
    champs = {"identifiant_pris": "identifiant", "identifiant_vide": "identifiant", "nom_invalide": "personne"}
    champ = formulaire[champs.get(erreur.code, "courriel")]
    champ.errors = [*champ.errors, erreur.message]


def _creee(formulaire: FormulaireFabrique, identifiant: str, jeton: str | None) -> str:
    """Tell the person by e-mail; the link is on the screen, once, when no e-mail leaves from here."""
    chemin = url_for("comptes.invitation", jeton=jeton) if jeton else url_for("equipe.accueil", fabrique=identifiant)
    lien = f"{services().reglages.url}{chemin}"
    valeurs = {"nom": formulaire.personne.data, "fabrique": formulaire.nom.data, "par": acteur().nom, "url": lien}
    partie = envoyer(formulaire.courriel.data or "", "invitation" if jeton else "acces", **valeurs)
    return render_template(
        "instance/creee.html",
        f=formulaire,
        identifiant=identifiant,
        nouvelle=jeton is not None,
        lien=lien,
        partie=partie,
        panne=services().courrier.configure,
    )


def _essayer(genre: str, brut: bytes) -> tuple[Essai, bytes]:
    """Read a file, and make what will be stored, beside the event loop: neither the database nor a lock is touched there."""
    if genre == cog_editions.TYPE:
        return televersements.a_part(_lire_avec, cog_import.essayer, brut)
    with lire(services().moteur) as connexion:
        lieux = cog_editions.en_service(connexion)
    return televersements.a_part(_lire_avec, referentiels.essayer, genre, brut, lieux)


def _lire_avec(lecteur: Callable[..., Essai], *args: Any) -> tuple[Essai, bytes]:
    essai = lecteur(*args)
    return essai, essai.contenu


def _apprendre(edition: Edition, contenu: bytes) -> str:
    """Say what an import changes; places are taken apart now rather than at somebody's first look-up."""
    if edition.type != cog_editions.TYPE:
        return "La liste est importée. Elle répond dès maintenant."
    if not plus_recente_que_livree(edition.millesime):
        return f"L’édition {edition.millesime} est gardée. L’édition {cog.MILLESIME} livrée avec l’application sert toujours."
    televersements.a_part(cog_editions.apprendre, edition.millesime, edition.empreinte, edition.source, contenu)
    with lire(services().moteur) as connexion:
        sert = cog_editions.en_service(connexion)
    return f"L’édition {edition.millesime} est importée. L’édition en service est {sert.edition}."


def _signature() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt=f"referentiel:{acteur().personne_id}")


def _genres(essai: Essai) -> list[tuple[str, int]]:
    """What an edition of the places holds, counted by kind."""
    comptes = essai.genres if isinstance(essai, cog_import.EssaiCog) else {}
    return [(dits[1 if comptes[g] > 1 else 0], comptes[g]) for g, dits in cog_import.GENRES.items() if comptes.get(g)]


def _rendre_essai(formulaire: FormulaireListe, essai: Essai, contenu: bytes) -> str:
    liste: dict[str, Any] = {
        "type": formulaire.type.data,
        "millesime": formulaire.millesime.data,
        "source": formulaire.source.data,
        "lignes": len(essai.lignes),
        "contenu": b64encode(contenu).decode(),
    }
    return render_template(
        "instance/essai.html",
        essai=essai,
        libelle=LISTES[liste["type"]],
        millesime=liste["millesime"],
        genres=_genres(essai),
        sert=liste["type"] != cog_editions.TYPE or plus_recente_que_livree(liste["millesime"]),
        livree=cog.MILLESIME,
        liste=_signature().dumps(liste) if essai.lignes else "",
    )
