"""The committees: their rules, their members, the comité de suivi of a dossier, what waits after their decisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.comite import comites, membres, reserves, seances
from fabrique_atelier.comite.comites import ComiteLu
from fabrique_atelier.comite.membres import MembreLu
from fabrique_atelier.comptes import annuaire as comptes
from fabrique_atelier.dossier import lectures as dossiers
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.reseau import annuaire, contacts
from fabrique_atelier.reseau.annuaire import Filtres
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.comites.commun import (
    Page,
    aujourdhui,
    comite_de,
    ecrire,
    geste_de,
    listes,
    tenter,
    types_de_comite,
)
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace
from fabrique_atelier.web.formulaires.champs import dire_conflits
from fabrique_atelier.web.formulaires.comites import (
    FormulaireComite,
    FormulaireMembre,
    placer,
    saisie_comite,
    saisie_membre,
    version_de,
)

pages = Espace("comites", __name__, url_prefix="/equipe")
pages.app_context_processor(listes)


@pages.get("/<fabrique>/comites", droit="comite.gerer")
def liste(fabrique: FabriqueResumee) -> str:
    """The committees, each with its next sitting; the réserves and requests that are still open."""
    with lire(services().moteur) as connexion:
        tous = comites.lister(connexion, fabrique.id)
        prochaines = {c.id: seances.lister(connexion, fabrique.id, c.id) for c in tous}
        nombres = {c.id: len(membres.lister(connexion, c.id)) for c in tous}
        ouvertes = reserves.a_suivre(connexion, fabrique.id)
    return render_template(
        "comites/liste.html", comites=tous, seances=prochaines, nombres=nombres, a_suivre=ouvertes, jour=aujourdhui()
    )


@pages.route("/<fabrique>/comites/nouveau", methods=["GET", "POST"], droit="comite.gerer")
def nouveau(fabrique: FabriqueResumee) -> Page:
    """The form of a permanent committee."""
    formulaire = _formulaire_comite(fabrique, {"type": "engagement", "portes": ["G1"], **_DEPART})
    if formulaire.validate_on_submit():
        try:
            cree = ecrire(lambda c: comites.creer(c, geste_de(fabrique), formulaire.comite()))
        except ErreurMetier as refus:
            placer(formulaire, refus)
        else:
            return _vers(fabrique, cree)
    return _rendre("comites/formulaire.html", formulaire, comite=None)


@pages.get("/<fabrique>/comites/<uuid:comite_id>", droit="comite.gerer")
def fiche(fabrique: FabriqueResumee, comite_id: object) -> str:
    """A committee: its members by collège, its sittings, its rules."""
    return render_template("comites/fiche.html", **_fiche(fabrique, comite_de(fabrique, comite_id)))


@pages.route("/<fabrique>/comites/<uuid:comite_id>/modifier", methods=["GET", "POST"], droit="comite.gerer")
def modifier(fabrique: FabriqueResumee, comite_id: object) -> Page:
    """The rules of a committee."""
    comite = comite_de(fabrique, comite_id)
    formulaire = _formulaire_comite(fabrique, saisie_comite(comite), comite)
    if formulaire.validate_on_submit():
        lu, valeurs = (comite.id, version_de(formulaire)), formulaire.comite(comite.dossier_id)
        if _garder(formulaire, saisie_comite, lambda c: comites.modifier(c, geste_de(fabrique), lu, valeurs)):
            flash("Les règles du comité sont enregistrées.")
            return _vers(fabrique, comite.id)
    return _rendre("comites/formulaire.html", formulaire, comite=comite)


@pages.route("/<fabrique>/comites/<uuid:comite_id>/clore", methods=["GET", "POST"], droit="comite.gerer")
def clore(fabrique: FabriqueResumee, comite_id: object) -> Page:
    """Asked once more on its own page, which says what stays."""
    comite = comite_de(fabrique, comite_id)
    if request.method != "POST":
        return render_template("comites/clore.html", comite=comite)
    vers = url_for("comites.fiche", fabrique=fabrique.identifiant, comite_id=comite.id)
    fait = "Ce comité ne siège plus. Ses séances restent lisibles."
    return tenter(lambda: ecrire(lambda c: comites.clore(c, geste_de(fabrique), comite.id, aujourdhui())), vers, fait)


@pages.route("/<fabrique>/dossiers/<uuid:dossier_id>/comite", methods=["GET", "POST"], droit="comite.gerer")
def suivi(fabrique: FabriqueResumee, dossier_id: object) -> Page:
    """The comité de suivi of a dossier: composed here, then its members, its sittings and what it has decided."""
    dossier, comite, suites = _dossier_suivi(fabrique, str(dossier_id))
    nom = fabrique.mots.mot("comite_suivi", majuscule=True)
    depart = {"type": "suivi", "nom": f"{nom} – {dossier.titre}"[:120], "portes": ["G2", "G3", "G4"], **_DEPART}
    formulaire = _formulaire_comite(fabrique, depart)
    if comite is None and formulaire.validate_on_submit():
        nouveau_ = formulaire.comite(dossier.id)
        if _garder(formulaire, None, lambda c: comites.creer(c, geste_de(fabrique), nouveau_)):
            flash("Le comité est créé. Ajoutez maintenant ses membres.")
            return redirect(request.path, 303)
    compose = _fiche(fabrique, comite) if comite else {"comite": None}
    return _rendre("comites/suivi.html", formulaire, **{"dossier": dossier, "jour": aujourdhui(), **compose, **suites})


@pages.route("/<fabrique>/comites/<uuid:comite_id>/membres/nouveau", methods=["GET", "POST"], droit="comite.gerer")
def ajouter_membre(fabrique: FabriqueResumee, comite_id: object) -> Page:
    """The form of a seat."""
    comite = comite_de(fabrique, comite_id)
    formulaire = _formulaire_membre(fabrique, {"depuis": "", "voix": "deliberative"})
    if formulaire.validate_on_submit():
        try:
            ecrire(lambda c: membres.ajouter(c, geste_de(fabrique), comite.id, formulaire.membre()))
        except ErreurMetier as refus:
            placer(formulaire, refus)
        else:
            flash("Le membre est ajouté.")
            return _vers(fabrique, comite.id)
    return _rendre("comites/membre.html", formulaire, comite=comite, membre=None)


@pages.route("/<fabrique>/comites/membres/<uuid:membre_id>", methods=["GET", "POST"], droit="comite.gerer")
def modifier_membre(fabrique: FabriqueResumee, membre_id: object) -> Page:
    """The form of a seat that exists."""
    membre, comite = _membre_de(fabrique, membre_id)
    formulaire = _formulaire_membre(fabrique, saisie_membre(membre))
    if formulaire.validate_on_submit():
        lu, valeurs = (membre.id, version_de(formulaire)), formulaire.membre()
        if _garder(formulaire, saisie_membre, lambda c: membres.modifier(c, geste_de(fabrique), lu, valeurs)):
            flash("Le membre est enregistré.")
            return _vers(fabrique, comite.id)
    return _rendre("comites/membre.html", formulaire, comite=comite, membre=membre)


@pages.post("/<fabrique>/comites/membres/<uuid:membre_id>/retirer", droit="comite.gerer")
def retirer_membre(fabrique: FabriqueResumee, membre_id: object) -> Response:
    """End a seat; the sittings it took part in go on knowing it."""
    membre, comite = _membre_de(fabrique, membre_id)
    vers = url_for("comites.fiche", fabrique=fabrique.identifiant, comite_id=comite.id)
    fait = f"{membre.nom} ne siège plus à partir d’aujourd’hui."
    return tenter(lambda: ecrire(lambda c: membres.retirer(c, geste_de(fabrique), membre.id, aujourdhui())), vers, fait)


_DEPART: dict[str, Any] = {"quorum_pct": "0", "pouvoirs_max": "1", "delai_envoi_jours": "7", "majorite": "consensus"}


def _dossier_suivi(fabrique: FabriqueResumee, dossier_id: str) -> tuple[DossierLu, ComiteLu | None, dict[str, Any]]:
    """A dossier, its comité de suivi if it has one, and what the committees still wait for."""
    with lire(services().moteur) as connexion:
        dossier = dossiers.charger(connexion, fabrique.id, dossier_id) or introuvable()
        comite = comites.suivi_du_dossier(connexion, fabrique.id, dossier.id)
        return (
            dossier,
            comite,
            {
                "minimum": reglage(connexion, fabrique.id).comite_suivi_min,
                "reserves": reserves.reserves(connexion, fabrique.id, dossier.id),
                "demandes": reserves.demandes(connexion, fabrique.id, dossier.id),
            },
        )


def _fiche(fabrique: FabriqueResumee, comite: ComiteLu) -> dict[str, Any]:
    with lire(services().moteur) as connexion:
        sieges = membres.lister(connexion, comite.id)
        tenues = seances.lister(connexion, fabrique.id, comite.id)
    return {
        "comite": comite,
        "colleges_du_comite": membres.colleges(sieges),
        "membres": sieges,
        "conseil": membres.message_colleges(sieges),
        "seances": tenues,
        "jour": aujourdhui(),
    }


def _membre_de(fabrique: FabriqueResumee, membre_id: object) -> tuple[MembreLu, ComiteLu]:
    with lire(services().moteur) as connexion:
        membre = membres.charger(connexion, fabrique.id, str(membre_id)) or introuvable()
    return membre, comite_de(fabrique, membre.comite_id)


def _formulaire_comite(
    fabrique: FabriqueResumee, donnees: Mapping[str, Any], comite: ComiteLu | None = None
) -> FormulaireComite:
    formulaire, types = FormulaireComite(data=dict(donnees)), types_de_comite(fabrique.mots)
    fige = comite.type if comite else "suivi" if donnees["type"] == "suivi" else None
    formulaire.proposer({t: n for t, n in types.items() if (t == fige if fige else t != "suivi")})
    return formulaire


def _formulaire_membre(fabrique: FabriqueResumee, donnees: Mapping[str, Any]) -> FormulaireMembre:
    formulaire = FormulaireMembre(data=dict(donnees))
    with lire(services().moteur) as connexion:
        ids = annuaire.identifiants(connexion, fabrique.id, Filtres())
        partenaires = annuaire.par_ids(connexion, fabrique.id, ids)
        personnes = contacts.par_partenaire(connexion, fabrique.id)
        ouverts = comptes.lister(connexion, fabrique.id)
    noms = {p.id: p.nom for p in partenaires}
    formulaire.proposer(
        [(p.id, p.nom, p.college) for p in partenaires],
        [(x.id, f"{x.nom_complet} – {noms[i]}") for i, siens in personnes.items() for x in siens if i in noms],
        [(x.id, f"{x.nom} – {x.courriel}") for x in ouverts if x.active],
    )
    return formulaire


def _garder(formulaire: Any, saisie: Any, travail: Any) -> bool:
    """Save; on a conflict, what somebody else wrote is said beside each field, the form then being made on it."""
    try:
        ecrire(travail)
    except VersionDepassee as conflit:
        actuelles = saisie(conflit.actuel)
        formulaire.form_errors.append(conflit.message)
        formulaire.version.data = str(actuelles.pop("version"))
        dire_conflits(formulaire, actuelles)
    except ErreurMetier as refus:
        placer(formulaire, refus)
    else:
        return True
    return False


def _rendre(gabarit: str, formulaire: Any, **valeurs: Any) -> Page:
    page = render_template(gabarit, f=formulaire, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page


def _vers(fabrique: FabriqueResumee, comite_id: str) -> Response:
    comite = comite_de(fabrique, comite_id)
    if comite.dossier_id:
        return redirect(url_for("comites.suivi", fabrique=fabrique.identifiant, dossier_id=comite.dossier_id), 303)
    return redirect(url_for("comites.fiche", fabrique=fabrique.identifiant, comite_id=comite_id), 303)
