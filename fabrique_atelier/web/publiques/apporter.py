"""The public form of those who bring a need or an idea, and the page where they read what became of it (SY03)."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for

from fabrique_atelier.dossier import liens_apporteurs, signalements, suites
from fabrique_atelier.dossier.liens_apporteurs import Apporteur
from fabrique_atelier.dossier.signalements import NATURES, Recu, SignalementLu, Tirage
from fabrique_atelier.reseau import legal
from fabrique_atelier.reseau.fabriques import FabriqueResumee, fabrique_parmi, fabriques_parmi
from fabrique_atelier.reseau.legal import CadreLegal
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dates_partielles import date_partielle_longue
from fabrique_atelier.web.dossiers.piece_entrees import Reponse, lieux_et_themes
from fabrique_atelier.web.espace import LIEN_UNIQUE, PUBLIC
from fabrique_atelier.web.formulaires.entrees import FormulaireApport, lu
from fabrique_atelier.web.publiques.piece_suites import aujourdhui, compter, geste, pages


@dataclass(frozen=True, slots=True)
class Lieu:
    """Where one is: the fabrique, what the law makes it say, and the partner whose link it is, if any."""

    fabrique: FabriqueResumee
    cadre: CadreLegal | None
    partenaire: Apporteur | None = None
    tirage: Tirage | None = None


@pages.route("/apporter/<identifiant>", methods=["GET", "POST"], droit=PUBLIC)
def apporter(identifiant: str) -> Reponse:
    """The form, for anybody."""
    if "\x00" in identifiant:
        introuvable()
    with lire(services().moteur) as connexion:
        fabrique_id = signalements.fabrique_nommee(connexion, identifiant) or introuvable()
        fabrique = fabrique_parmi(connexion, identifiant, [fabrique_id]) or introuvable()
        lieu = Lieu(fabrique, legal.de_la_fabrique(connexion, fabrique.id))
    return _formulaire(lieu)


@pages.get("/apporteurs/<jeton>", droit=LIEN_UNIQUE)
def apporteur(jeton: str) -> str:
    """Everything one partner has brought, and what became of each."""
    lieu = _partenaire(jeton)
    assert lieu.partenaire is not None  # noqa: S101 (a link of a partner always has one)
    with lire(services().moteur) as connexion:
        siens = signalements.du_partenaire(connexion, lieu.fabrique.id, lieu.partenaire.id)
        ids = [s.dossier_id for s in siens if s.dossier_id]
        routes = suites.de(connexion, lieu.fabrique.id, ids, aujourdhui())
    chemins = [(s, [routes[s.dossier_id]] if s.dossier_id in routes else []) for s in siens]
    return render_template("suites/apporteur.html", lieu=lieu, chemins=chemins, jeton=jeton, natures=NATURES)


@pages.route("/apporteurs/<jeton>/apporter", methods=["GET", "POST"], droit=LIEN_UNIQUE)
def apporter_en_partenaire(jeton: str) -> Reponse:
    """The same form, which knows who writes."""
    return _formulaire(_partenaire(jeton))


@pages.get("/apports/<jeton>", droit=LIEN_UNIQUE)
def apport(jeton: str) -> str:
    """What was sent, that it was received, and each later decision in plain French."""
    s = _lu(jeton)
    with lire(services().moteur) as connexion:
        fabrique = fabriques_parmi(connexion, [s.fabrique_id])[0]
        routes = suites.de(connexion, s.fabrique_id, [s.dossier_id], aujourdhui()) if s.dossier_id else {}
        cadre = legal.de_la_fabrique(connexion, s.fabrique_id)
    siennes = [routes[s.dossier_id]] if s.dossier_id in routes else []
    lieu = Lieu(fabrique, cadre)
    return render_template("suites/apport.html", s=s, chemins=siennes, lieu=lieu, jeton=jeton, natures=NATURES)


@pages.post("/apports/<jeton>/courriel", droit=LIEN_UNIQUE)
def oublier_courriel(jeton: str) -> Reponse:
    """Delete the address left for the answer."""
    _lu(jeton)
    services().executeur.ecrire_seul(lambda c: signalements.effacer_courriel(c, jeton))
    flash("Votre adresse est effacée.")
    return redirect(url_for("suites.apport", jeton=jeton), 303)


def _lu(jeton: str) -> SignalementLu:
    with lire(services().moteur) as connexion:
        return signalements.par_jeton(connexion, jeton) or introuvable()


def _partenaire(jeton: str) -> Lieu:
    with lire(services().moteur) as connexion:
        qui = liens_apporteurs.par_jeton(connexion, jeton) or introuvable()
        fabrique = fabriques_parmi(connexion, [qui.fabrique_id])[0]
        tirage = signalements.tirages(connexion, fabrique.id, aujourdhui()[:4]).get(qui.id)
        return Lieu(fabrique, legal.de_la_fabrique(connexion, fabrique.id), qui, tirage)


def _formulaire(lieu: Lieu) -> Reponse:
    f, erreurs = FormulaireApport(data={"nature": "idee"} if not lieu.partenaire else {}), list[str]()
    with lire(services().moteur) as connexion:
        f.proposer(*lieux_et_themes(connexion, lieu.fabrique.id))
    if f.validate_on_submit():
        try:
            compter(request.remote_addr or "")
            qui, cle, recu = geste(lieu.fabrique.id), services().reglages.cle, _recu(lieu, f)
            _, jeton = services().executeur.ecrire_seul(lambda c: signalements.recevoir(c, qui, cle, recu))
            flash("C’est bien reçu. Merci\u202f!")
            return redirect(url_for("suites.apport", jeton=jeton), 303)
        except ErreurMetier as refus:
            erreurs.append(refus.message)
    page = render_template("suites/apporter.html", f=f, erreurs=erreurs, lieu=lieu)
    return (page, 400) if f.is_submitted() else page


def _recu(lieu: Lieu, f: FormulaireApport) -> Recu:
    tirage = lieu.tirage is not None and f.tirage.data
    return Recu(
        titre=f.titre.data or "",
        texte=lu(f.explication),
        nature=f.nature.data,
        jour=aujourdhui(),
        canal="droit_de_tirage" if tirage else "formulaire",
        apporteur_id=lieu.partenaire.id if lieu.partenaire else None,
        organisation="" if lieu.partenaire else f.organisation.data or "",
        territoire_id=f.territoire_id.data or None,
        lieu="" if f.territoire_id.data else f.lieu.data or "",
        thematiques=(f.thematique.data,) if f.thematique.data else (),
        courriel_reponse=f.courriel_reponse.data or "",
    )


pages.add_app_template_global(date_partielle_longue, "jour_public")
