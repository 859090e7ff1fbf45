"""The partners of a fabrique: the list, the card, its form, its deletion and the export."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.exports.partenaires_csv import exporter
from fabrique_atelier.reseau import annuaire, contacts, partenaires, roles
from fabrique_atelier.reseau.annuaire import TRIS, Filtres
from fabrique_atelier.reseau.champs import PARTENAIRE
from fabrique_atelier.reseau.codes import date_affichee, siret_affiche
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.nomenclatures import BASES_LEGALES, COLLEGES, FORMES, ROLES_PARTENAIRE
from fabrique_atelier.reseau.partenaires import Partenaire
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.partenaires import FormulaireContact, FormulairePartenaire, saisie

pages = Espace("partenaires", __name__, url_prefix="/equipe")
Reponse = str | Response | tuple[str, int]


@pages.app_context_processor
def _listes() -> dict[str, Any]:
    """What the templates of partners need to say codes in words."""
    fabrique: FabriqueResumee | None = g.get("fabrique")
    return {
        "colleges": COLLEGES,
        "roles_partenaire": roles.de_partenaires(fabrique.mots) if fabrique else ROLES_PARTENAIRE,
        "formes": FORMES,
        "bases_legales": BASES_LEGALES,
        "siret_affiche": siret_affiche,
        "date_affichee": date_affichee,
    }


@pages.get("/<fabrique>/partenaires", droit="partenaire.lire")
def liste(fabrique: FabriqueResumee) -> str:
    """The partners, searched, filtered, ordered, 50 by page; the address says what is asked."""
    filtres = lire_filtres()
    with lire(services().moteur) as connexion:
        territoires = partenaires.territoires_possibles(connexion, fabrique.id)
        page = annuaire.lister(connexion, fabrique.id, filtres, _numero())
    return render_template(
        "partenaires/liste.html",
        page=page,
        filtres=filtres,
        territoires=territoires,
        tris=TRIS,
        requete=_requete(filtres),
    )


@pages.get("/<fabrique>/partenaires.csv", droit="partenaire.lire")
def export(fabrique: FabriqueResumee) -> Response:
    """The partners the filters keep, as a spreadsheet in French or as open data (``?sorte=ouvertes``)."""
    sorte = "ouvertes" if request.args.get("sorte") == "ouvertes" else "tableur"
    with lire(services().moteur) as connexion:
        ids = annuaire.identifiants(connexion, fabrique.id, lire_filtres())
        contenu = exporter(connexion, fabrique.id, ids, fabrique.mots, sorte)
    entetes = {"Content-Disposition": f'attachment; filename="partenaires-{fabrique.identifiant}-{sorte}.csv"'}
    return Response(contenu, content_type="text/csv; charset=utf-8", headers=entetes)


@pages.get("/<fabrique>/partenaires/<uuid:partenaire_id>", droit="partenaire.lire")
def fiche(fabrique: FabriqueResumee, partenaire_id: object) -> str:
    """Everything known of a partner, and its people."""
    with lire(services().moteur) as connexion:
        partenaire = partenaires.charger(connexion, fabrique.id, str(partenaire_id)) or introuvable()
        personnes = contacts.de(connexion, partenaire.id)
        lieux = [n for i, n in partenaires.territoires_possibles(connexion, fabrique.id) if i in partenaire.territoires]
    jour = jour_local(maintenant_ms())
    return render_template("partenaires/fiche.html", p=partenaire, personnes=personnes, lieux=lieux, aujourdhui=jour)


@pages.route("/<fabrique>/partenaires/nouveau", methods=["GET", "POST"], droit="partenaire.gerer")
def nouveau(fabrique: FabriqueResumee) -> Reponse:
    """The form of a new partner."""
    formulaire = _formulaire(fabrique, {"roles": [], "territoires": []})
    erreurs: list[str] = []
    if formulaire.validate_on_submit():
        try:
            cree = services().executeur.ecrire_seul(
                lambda c: _noter(
                    c, fabrique, "creer", partenaires.creer(c, fabrique.id, formulaire.valeurs(), maintenant_ms())
                )
            )
        except ErreurMetier as refus:
            erreurs.append(refus.message)
        else:
            return redirect(url_for("partenaires.fiche", fabrique=fabrique.identifiant, partenaire_id=cree), 303)
    return _rendre(formulaire, erreurs)


@pages.route("/<fabrique>/partenaires/<uuid:partenaire_id>/modifier", methods=["GET", "POST"], droit="partenaire.gerer")
def modifier(fabrique: FabriqueResumee, partenaire_id: object) -> Reponse:
    """The form of a partner; what somebody else has saved meanwhile comes back beside what was typed."""
    with lire(services().moteur) as connexion:
        partenaire = partenaires.charger(connexion, fabrique.id, str(partenaire_id)) or introuvable()
    formulaire = _formulaire(fabrique, saisie(partenaire))
    erreurs: list[str] = []
    if formulaire.validate_on_submit():
        actuel = _enregistrer(fabrique, partenaire.id, formulaire, erreurs)
        if actuel is None and not erreurs:
            flash("Le partenaire est enregistré.")
            return redirect(
                url_for("partenaires.fiche", fabrique=fabrique.identifiant, partenaire_id=partenaire.id), 303
            )
        return _rendre(formulaire, erreurs, partenaire, _ecarts(fabrique, formulaire, actuel))
    return _rendre(formulaire, erreurs, partenaire)


@pages.route(
    "/<fabrique>/partenaires/<uuid:partenaire_id>/supprimer", methods=["GET", "POST"], droit="partenaire.gerer"
)
def supprimer(fabrique: FabriqueResumee, partenaire_id: object) -> Reponse:
    """Asked once more on its own page, which says what goes with the partner."""
    with lire(services().moteur) as connexion:
        partenaire = partenaires.charger(connexion, fabrique.id, str(partenaire_id)) or introuvable()
        nombre = partenaires.nombre_de_contacts(connexion, partenaire.id)
    if request.method != "POST":
        return render_template("partenaires/supprimer.html", p=partenaire, nombre=nombre)
    services().executeur.ecrire_seul(lambda c: _effacer(c, fabrique, partenaire.id))
    flash(f"«\u00a0{partenaire.nom}\u00a0» est supprimé.")
    return redirect(url_for("partenaires.liste", fabrique=fabrique.identifiant), 303)


def lire_filtres() -> Filtres:
    """Read what the address asks; what it does not know is left out."""
    a = request.args
    return Filtres(
        q=a.get("q", "")[:200],
        college=a.get("college", "") if a.get("college") in COLLEGES else "",
        role=a.get("role", "") if a.get("role") in ROLES_PARTENAIRE else "",
        territoire=a.get("territoire", "")[:36],
        tri=a.get("tri", "nom") if a.get("tri") in TRIS else "nom",
    )


def version_de(formulaire: FormulairePartenaire | FormulaireContact) -> int:
    """The version an edit was made on; 0 when the form does not say."""
    texte = formulaire.version.data or ""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 9 else 0


def _numero() -> int:
    texte = request.args.get("page", "")
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 6 else 1


def _requete(filtres: Filtres) -> str:
    """The filters as the end of an address, to keep them from page to page and in the export."""
    valeurs = {n: getattr(filtres, n) for n in ("q", "college", "role", "territoire")}
    if filtres.tri != "nom":
        valeurs["tri"] = filtres.tri
    return urlencode({n: v for n, v in valeurs.items() if v})


def _formulaire(fabrique: FabriqueResumee, donnees: dict[str, Any]) -> FormulairePartenaire:
    formulaire = FormulairePartenaire(data=donnees)
    with lire(services().moteur) as connexion:
        formulaire.proposer(fabrique.mots, partenaires.territoires_possibles(connexion, fabrique.id))
    return formulaire


def _rendre(
    formulaire: FormulairePartenaire, erreurs: list[str], partenaire: Partenaire | None = None, ecarts: Any = ()
) -> Reponse:
    page = render_template("partenaires/formulaire.html", f=formulaire, erreurs=erreurs, p=partenaire, ecarts=ecarts)
    return (page, 400) if formulaire.is_submitted() else page


def _enregistrer(
    fabrique: FabriqueResumee, partenaire_id: str, formulaire: FormulairePartenaire, erreurs: list[str]
) -> Partenaire | None:
    """Save; on a conflict return what stands now, the form then being made on that version."""
    version = version_de(formulaire)

    def travail(connexion: Any) -> str:
        lue, valeurs = (partenaire_id, version), formulaire.valeurs()
        partenaires.modifier(connexion, fabrique.id, lue, valeurs, maintenant_ms())
        return _noter(connexion, fabrique, "modifier", partenaire_id)

    try:
        services().executeur.ecrire_seul(travail)
    except VersionDepassee as conflit:
        erreurs.append(conflit.message)
        formulaire.version.data = str(conflit.actuel.version)
        actuel: Partenaire = conflit.actuel
        return actuel
    except ErreurMetier as refus:
        erreurs.append(refus.message)
    return None


def _ecarts(
    fabrique: FabriqueResumee, formulaire: FormulairePartenaire, actuel: Partenaire | None
) -> list[tuple[str, str]]:
    """What the other person saved and this form does not say: (field, value in words)."""
    if actuel is None:
        return []
    with lire(services().moteur) as connexion:
        lieux = dict(partenaires.territoires_possibles(connexion, fabrique.id))
    miennes = formulaire.valeurs()
    ecarts = [
        (champ.libelle, _en_mots(fabrique, nom, getattr(actuel, nom)))
        for nom, champ in PARTENAIRE.items()
        if miennes[nom] != getattr(actuel, nom)
    ]
    if set(miennes["territoires"]) != set(actuel.territoires):
        ecarts.append(
            ("Territoires d’action", ", ".join(lieux[t] for t in actuel.territoires if t in lieux) or "aucun")
        )
    return ecarts


def _en_mots(fabrique: FabriqueResumee, nom: str, valeur: Any) -> str:
    listes = {"college": COLLEGES, "forme_juridique": FORMES}
    if nom == "roles":
        noms = roles.de_partenaires(fabrique.mots)
        return ", ".join(noms.get(r, r) for r in valeur) or "aucun"
    if valeur in (None, ""):
        return "rien"
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    return siret_affiche(valeur) if nom == "siret" else listes.get(nom, {}).get(valeur, str(valeur))


def _noter(connexion: Any, fabrique: FabriqueResumee, action: str, partenaire_id: str, **details: int) -> str:
    services().audit.noter(
        connexion,
        maintenant_ms(),
        acteur().personne_id,
        f"partenaire.{action}",
        ("partenaire", partenaire_id),
        fabrique_id=fabrique.id,
        **details,
    )
    return partenaire_id


def _effacer(connexion: Any, fabrique: FabriqueResumee, partenaire_id: str) -> str:
    partis = partenaires.supprimer(connexion, fabrique.id, partenaire_id)
    return _noter(connexion, fabrique, "supprimer", partenaire_id, contacts=partis)
