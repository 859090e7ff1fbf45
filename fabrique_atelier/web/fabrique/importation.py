"""Bringing partners in from a spreadsheet: the file, what its columns mean, a dry run to read, then one confirmation."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from fabrique_atelier.exports.partenaires_csv import rapport
from fabrique_atelier.reseau import importation
from fabrique_atelier.reseau.correspondance import CIBLES, VALEURS_MAX, Correspondance, inconnues, titres_de
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.importation import Auteur, Depot
from fabrique_atelier.reseau.plan import Plan
from fabrique_atelier.reseau.tableurs import OCTETS_MAX, lire_tableau, trop_lourd
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.importation import (
    POLITIQUES,
    FormulaireColonnes,
    FormulaireFichier,
    formulaire_valeurs,
    saisie_colonnes,
    valeurs_choisies,
)
from fabrique_atelier.web.televersements import contenu, permettre

pages = Espace("importation", __name__, url_prefix="/equipe")
permettre(pages, {"deposer": OCTETS_MAX + 65_536})
Reponse = str | Response | tuple[str, int]
_UN = "/<fabrique>/partenaires/import/<uuid:import_id>"
REFUS_MONTRES = 100


@pages.route("/<fabrique>/partenaires/import", methods=["GET", "POST"], droit="partenaire.importer")
def deposer(fabrique: FabriqueResumee) -> Reponse:
    """Choose the file: it is read at once, and nothing is recorded among the partners."""
    formulaire, erreur = FormulaireFichier(), ""
    if formulaire.validate_on_submit():
        try:
            return _vers("colonnes", fabrique, _garder(fabrique, formulaire))
        except ErreurMetier as refus:
            erreur = refus.message
    page = render_template("partenaires/import_fichier.html", f=formulaire, erreur=erreur)
    return (page, 400) if formulaire.is_submitted() else page


@pages.errorhandler(RequestEntityTooLarge)
def _trop_lourd(_erreur: RequestEntityTooLarge) -> tuple[str, int]:
    page = {
        "titre": "Fichier trop lourd",
        "message": trop_lourd().message,
        "quoi_faire": "Revenez à la page précédente.",
    }
    return render_template("public/erreur.html", code=413, **page), 413


@pages.route(f"{_UN}/colonnes", methods=["GET", "POST"], droit="partenaire.importer")
def colonnes(fabrique: FabriqueResumee, import_id: object) -> Reponse:
    """Say what each column means; what the titles say is already chosen."""
    depot = _en_cours(fabrique, str(import_id))
    titres = titres_de(depot.lignes, depot.correspondance)
    formulaire = FormulaireColonnes(data=saisie_colonnes(depot.correspondance, len(titres)))
    formulaire.aujourdhui = jour_local(maintenant_ms())
    erreur = ""
    if formulaire.validate_on_submit():
        reglee = formulaire.correspondance(depot.correspondance)
        erreur = _trop_de_valeurs(depot, reglee)
        if not erreur:
            services().executeur.ecrire_seul(lambda c: importation.regler(c, depot, reglee))
            return _vers("valeurs" if inconnues(depot.lignes, reglee) else "verifier", fabrique, depot.id)
    return _rendre(
        formulaire, "partenaires/import_colonnes.html", depot=depot, erreur=erreur, exemples=_exemples(depot)
    )


@pages.route(f"{_UN}/valeurs", methods=["GET", "POST"], droit="partenaire.importer")
def valeurs(fabrique: FabriqueResumee, import_id: object) -> Reponse:
    """Say what the values nobody knows stand for."""
    depot = _en_cours(fabrique, str(import_id))
    manquent = inconnues(depot.lignes, depot.correspondance)
    if not manquent:
        return _vers("verifier", fabrique, depot.id)
    formulaire = formulaire_valeurs(manquent, fabrique.mots)
    if formulaire.validate_on_submit():
        choisies = valeurs_choisies(formulaire, depot.correspondance.valeurs)
        reglee = msgspec.structs.replace(depot.correspondance, valeurs=choisies)
        services().executeur.ecrire_seul(lambda c: importation.regler(c, depot, reglee))
        return _vers("verifier", fabrique, depot.id)
    return _rendre(formulaire, "partenaires/import_valeurs.html", depot=depot, cibles=CIBLES)


@pages.get(_UN, droit="partenaire.importer")
def verifier(fabrique: FabriqueResumee, import_id: object) -> Reponse:
    """The dry run: what would be recorded, and every line refused with its reason; once confirmed, what was done."""
    depot = _charger(fabrique, str(import_id))
    if depot.fait:
        return render_template("partenaires/import_bilan.html", depot=depot, n=depot.correspondance.bilan)
    if depot.correspondance.etape == "colonnes":
        return _vers("colonnes", fabrique, depot.id)
    if inconnues(depot.lignes, depot.correspondance):
        return _vers("valeurs", fabrique, depot.id)
    contexte = {"depot": depot, "plan": _planifier(depot)[0], "politique": POLITIQUES[depot.correspondance.politique]}
    return render_template("partenaires/import_verification.html", montres=REFUS_MONTRES, **contexte)


@pages.post(f"{_UN}/confirmer", droit="partenaire.importer")
def confirmer(fabrique: FabriqueResumee, import_id: object) -> Response:
    """Record everything at once; a second click finds it done and shows the same report."""
    depot = _charger(fabrique, str(import_id))
    if not depot.fait:
        plan, temoin = _planifier(depot)
        try:
            if plan.empreinte != request.form.get("empreinte"):
                raise importation.plan_change()
            services().executeur.ecrire_seul(lambda c: _enregistrer(c, fabrique, depot, plan, temoin))
        except ErreurMetier as refus:
            flash(refus.message)
    return _vers("verifier", fabrique, depot.id)


@pages.post(f"{_UN}/abandonner", droit="partenaire.importer")
def abandonner(fabrique: FabriqueResumee, import_id: object) -> Response:
    """Forget the file now."""
    depot = _charger(fabrique, str(import_id))
    services().executeur.ecrire_seul(lambda c: importation.abandonner(c, depot))
    flash("Le fichier est oublié.")
    return redirect(url_for("partenaires.liste", fabrique=fabrique.identifiant), 303)


@pages.get(f"{_UN}/refus.csv", droit="partenaire.importer")
def refus_csv(fabrique: FabriqueResumee, import_id: object) -> Response:
    """The lines refused, as they were, each with its reason: to be mended and sent again."""
    depot = _charger(fabrique, str(import_id))
    refus = depot.refus if depot.fait else _planifier(depot)[0].refus
    titres = titres_de([*depot.lignes, *(r.cellules for r in refus)], depot.correspondance) if refus else []
    entetes = {"Content-Disposition": 'attachment; filename="partenaires-refuses.csv"'}
    return Response(rapport(titres, refus), content_type="text/csv; charset=utf-8", headers=entetes)


def _auteur(fabrique: FabriqueResumee) -> Auteur:
    return Auteur(fabrique.id, acteur().personne_id, fabrique.mots)


def _vers(vue: str, fabrique: FabriqueResumee, import_id: str) -> Response:
    return redirect(url_for(f"importation.{vue}", fabrique=fabrique.identifiant, import_id=import_id), 303)


def _charger(fabrique: FabriqueResumee, import_id: str) -> Depot:
    with lire(services().moteur) as connexion:
        return importation.charger(connexion, _auteur(fabrique), import_id, maintenant_ms()) or introuvable()


def _en_cours(fabrique: FabriqueResumee, import_id: str) -> Depot:
    depot = _charger(fabrique, import_id)
    return introuvable() if depot.fait else depot


def _garder(fabrique: FabriqueResumee, formulaire: FormulaireFichier) -> str:
    fichier = formulaire.fichier.data
    if not fichier:
        raise ErreurMetier("fichier_absent", "Choisissez d’abord un fichier\u00a0: CSV, ODS ou XLSX.")
    tableau = lire_tableau(contenu(fichier))
    nom = fichier.filename or ""
    return services().executeur.ecrire_seul(
        lambda c: importation.deposer(c, _auteur(fabrique), nom, tableau, maintenant_ms())
    )


def _rendre(formulaire: Any, gabarit: str, **contexte: Any) -> Reponse:
    page = render_template(gabarit, f=formulaire, **contexte)
    return (page, 400) if formulaire.is_submitted() else page


def _exemples(depot: Depot) -> list[tuple[str, list[str]]]:
    """The title of each column, with the first values it holds."""
    c = depot.correspondance
    debut = c.entete + (0 if c.sans_titres else 1)
    exemples = []
    for n, titre in enumerate(titres_de(depot.lignes, c)):
        trouvees = (cellules[n] for cellules in depot.lignes[debut : debut + 200] if n < len(cellules) and cellules[n])
        exemples.append((titre, list(dict.fromkeys(trouvees))[:2]))
    return exemples


def _trop_de_valeurs(depot: Depot, reglee: Correspondance) -> str:
    for cible, siennes in inconnues(depot.lignes, reglee).items():
        if len(siennes) > VALEURS_MAX:
            return (
                f"La colonne choisie pour «\u00a0{CIBLES[cible][0]}\u00a0» contient {len(siennes)}\u00a0valeurs différentes que nous ne "
                "connaissons pas\u00a0: ce n’est sans doute pas la bonne. Choisissez-en une autre, ou «\u00a0Ne pas importer\u00a0»."
            )
    return ""


def _planifier(depot: Depot) -> tuple[Plan, tuple[int, ...]]:
    """Return the plan, and the witness of the partners it was made on; worked out beside the event loop where there is one."""
    with lire(services().moteur) as connexion:
        connus = importation.connus(connexion, depot.fabrique_id)
    plan: Plan = services().hors_boucle(importation.essayer, depot, connus, jour_local(maintenant_ms()))
    return plan, connus.temoin


def _enregistrer(
    connexion: Connection, fabrique: FabriqueResumee, lu: Depot, plan: Plan, temoin: tuple[int, ...]
) -> None:
    maintenant = maintenant_ms()
    depot = importation.charger(connexion, _auteur(fabrique), lu.id, maintenant, verrou=True) or introuvable()
    if depot.fait:
        return
    if depot.correspondance != lu.correspondance:
        raise importation.plan_change()
    importation.confirmer(connexion, depot, plan, temoin, maintenant)
    services().audit.noter(
        connexion,
        maintenant,
        acteur().personne_id,
        "partenaire.importer",
        ("import", depot.id),
        fabrique_id=fabrique.id,
        **plan.compte,
    )
