"""What may happen to a dossier besides going on: put aside, abandoned, answered, taken up again, merged, split."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import request, url_for
from sqlalchemy import Connection

from fabrique_atelier.conduite.complements import repondre as repondre_partout
from fabrique_atelier.dossier import arrets, familles, voisins
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.arrets import Abandon
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dossiers.dossier_base import (
    Reponse,
    annoncer,
    aujourdhui,
    dossier_ou_404,
    geste,
    pages,
    rendre,
    revenir,
    tenter,
)
from fabrique_atelier.web.formulaires.dossier import (
    Date,
    FormulaireAbandon,
    FormulaireFusion,
    FormulaireReponse,
    FormulaireReprise,
    FormulaireScission,
    FormulaireVeille,
    liste_de,
)

F = TypeVar("F", bound=Date)
_UN = "/<fabrique>/dossiers/<uuid:dossier_id>"


@dataclass(frozen=True, slots=True)
class Acte:
    """Something else that may be done with a dossier now."""

    libelle: str
    phrase: str
    url: str


def actes_de(fabrique: FabriqueResumee, dossier: DossierLu) -> list[Acte]:
    """What may be done with a dossier where it stands, in the order of its page."""
    if dossier.ferme:
        return []
    permis = s.PASSAGES[dossier.situation]
    actif = dossier.situation == s.ACTIF
    tous = (
        (
            s.VEILLE in permis and dossier.situation != s.VEILLE,
            "Mettre en veille",
            "Rien ne presse\u00a0: on y reviendra à une date dite.",
            "veille",
        ),
        (
            actif and dossier.stade == "piste",
            "Fusionner avec un autre dossier",
            "C’est la même idée\u00a0: ses sources rejoignent l’autre dossier.",
            "fusionner",
        ),
        (
            actif and s.porte_devant(dossier.stade) is None,
            "Scinder en plusieurs dossiers",
            "Plusieurs projets sont nés de cette idée.",
            "scinder",
        ),
        (
            s.ABANDONNE in permis and dossier.situation != s.ABANDONNE,
            "Abandonner",
            "Le dossier s’arrête, avec un motif. Rien n’est effacé.",
            "abandonner",
        ),
    )
    return [Acte(x, phrase, _url(vue, fabrique, dossier)) for possible, x, phrase, vue in tous if possible]


@pages.route(f"{_UN}/veille", methods=["GET", "POST"], droit="dossier.gerer")
def veille(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Put aside, with a date to look at it again."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    revue = date.fromisoformat(arrets.revue_par_defaut(aujourdhui()))
    f = _date(FormulaireVeille(data={"jour": date.fromisoformat(aujourdhui()), "revue": revue}))

    def travail(c: Connection) -> Any:
        return arrets.mettre_en_veille(c, geste(fabrique), dossier.id, f.motif.data or "", f.le, str(f.revue.data))

    fait, erreurs = tenter(f, travail)
    if fait:
        return annoncer(fabrique, dossier, "Le dossier est en veille. Vous le retrouverez dans les dossiers à revoir.")
    return rendre("dossier/veille.html", f, erreurs, dossier=dossier)


@pages.route(f"{_UN}/abandonner", methods=["GET", "POST"], droit="dossier.gerer")
def abandonner(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Stop for good, with a reason of the list; at the qualification, with an answer to those who gave the idea."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = _formulaire_d_abandon(fabrique)

    def travail(c: Connection) -> Any:
        doublon = voisins.par_numero(c, fabrique.id, f.doublon.data or "")
        quoi = Abandon(str(f.motif_code.data), f.le, f.texte.data or "", f.reponse.data or "", doublon)
        return arrets.abandonner(c, geste(fabrique), dossier.id, quoi)

    fait, erreurs = tenter(f, travail)
    if fait:
        return annoncer(fabrique, dossier, "Le dossier est abandonné. Un élément nouveau pourra le faire reprendre.")
    return rendre("dossier/abandonner.html", f, erreurs, dossier=dossier)


@pages.route(f"{_UN}/repondre", methods=["GET", "POST"], droit="dossier.gerer")
def repondre(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Answer the requests of a committee; once all are answered, the dossier goes on."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    demandes = dossier.situation_donnees.get("demandes", []) if dossier.situation == s.COMPLEMENT else []
    deja = [x.get("reponse", "") for x in demandes]
    f = _date(FormulaireReponse(data={"jour": date.fromisoformat(aujourdhui()), "reponses": deja}))

    def travail(c: Connection) -> Any:
        nouvelles = {n: x.data or "" for n, x in enumerate(f.reponses) if n < len(deja) and x.data != deja[n]}
        return repondre_partout(c, geste(fabrique), dossier, nouvelles, f.le)

    fait, erreurs = tenter(f, travail)
    if fait:
        return revenir(fabrique, dossier, "La réponse est enregistrée.")
    return rendre("dossier/repondre.html", f, erreurs, dossier=dossier, demandes=demandes)


@pages.route(f"{_UN}/reprendre", methods=["GET", "POST"], droit="dossier.gerer")
def reprendre(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Take up a stopped dossier again, for something new."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        possibles = arrets.stades_de_reprise(connexion, dossier)
    noms = libelles(fabrique.mots)
    f = _date(FormulaireReprise(data={"jour": date.fromisoformat(aujourdhui()), "stade": possibles[-1]}))
    liste_de(f.stade, {x: noms[x] for x in possibles})

    def travail(c: Connection) -> Any:
        return arrets.rouvrir(c, geste(fabrique), dossier.id, f.element.data or "", f.le, str(f.stade.data))

    fait, erreurs = tenter(f, travail)
    if fait:
        return annoncer(fabrique, dossier, "Le dossier reprend. Toute son histoire est gardée.")
    return rendre("dossier/reprendre.html", f, erreurs, dossier=dossier)


@pages.route(f"{_UN}/fusionner", methods=["GET", "POST"], droit="dossier.gerer")
def fusionner(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Say which dossier keeps the idea: searched by number or by words."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    q = request.values.get("q", "")[:200]
    with lire(services().moteur) as connexion:
        trouves = voisins.chercher(connexion, fabrique.id, q, dossier.id)
    f = _date(FormulaireFusion(data={"jour": date.fromisoformat(aujourdhui())}))
    fait, erreurs = tenter(
        f,
        lambda c: familles.fusionner(c, geste(fabrique), dossier.id, str(f.cible.data), f.le, f.texte.data or ""),
    )
    if fait:
        return revenir(
            fabrique, dossier, "Les deux dossiers n’en font plus qu’un\u00a0; l’histoire de celui-ci est gardée."
        )
    return rendre("dossier/fusionner.html", f, erreurs, dossier=dossier, q=q, trouves=trouves)


@pages.route(f"{_UN}/scinder", methods=["GET", "POST"], droit="dossier.gerer")
def scinder(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Give a title to each of the dossiers born from this one."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = _date(FormulaireScission(data={"jour": date.fromisoformat(aujourdhui())}))
    fait, erreurs = tenter(
        f, lambda c: familles.scinder(c, geste(fabrique), dossier.id, f.les_titres(), f.motif.data or "", f.le)
    )
    if fait:
        return revenir(fabrique, dossier, "Le dossier est scindé. Chaque nouveau dossier garde son histoire.")
    return rendre("dossier/scinder.html", f, erreurs, dossier=dossier)


def _formulaire_d_abandon(fabrique: FabriqueResumee) -> FormulaireAbandon:
    with lire(services().moteur) as connexion:
        motifs = reglage(connexion, fabrique.id).tous_les_motifs
    f = _date(FormulaireAbandon(data={"jour": date.fromisoformat(aujourdhui())}))
    liste_de(f.motif_code, motifs, "Choisir…")
    return f


def _date(formulaire: F) -> F:
    formulaire.aujourdhui = aujourdhui()
    return formulaire


def _url(vue: str, fabrique: FabriqueResumee, dossier: DossierLu) -> str:
    return url_for(f"dossier.{vue}", fabrique=fabrique.identifiant, dossier_id=dossier.id)
