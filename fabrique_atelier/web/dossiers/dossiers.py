"""The staff desk: the board by stade, the list, the search, what waits for somebody."""

from __future__ import annotations

from typing import Any

from flask import Response, g, render_template, request, url_for
from sqlalchemy import Connection

from fabrique_atelier.conduite.attentes import attentes as lire_attentes
from fabrique_atelier.dossier import alertes
from fabrique_atelier.dossier.choix_dossiers import choix
from fabrique_atelier.dossier.parcours import INSCRIPTIONS
from fabrique_atelier.dossier.recherche_dossiers import Cadre, identifiants, lister, par_situation
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.dossier.stades import PORTES, SITUATIONS, VEILLE
from fabrique_atelier.dossier.tableau import avancees, tableau
from fabrique_atelier.exports.dossiers_csv import exporter
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates_partielles import depuis
from fabrique_atelier.web.espace import Espace, acteur
from fabrique_atelier.web.formulaires.dossiers import Demande, lire_demande

pages = Espace("dossiers", __name__, url_prefix="/equipe")
#: Things that wait, shown at the top of the fabrique's home.
A_L_ACCUEIL = 5
#: Lines of one group, before « voir les autres ».
PAR_GROUPE = 12


@pages.get("/<fabrique>/dossiers", droit="dossier.lire")
def bureau(fabrique: FabriqueResumee) -> str:
    """The board, or the list (``?vue=liste``), for the filters of the address."""
    demande = lire_demande(request.args)
    with lire(services().moteur) as connexion:
        cadre = cadre_de(connexion, fabrique.id)
        vue = _liste(connexion, cadre, demande) if demande.liste else _tableau(connexion, cadre, demande)
        comptes = par_situation(connexion, cadre, demande.filtres)
        possibles = choix(connexion, fabrique.id)
    valeurs = {"comptes": _resume(comptes), "choix": possibles, "stades": libelles(fabrique.mots), **vue}
    return render_template(
        "dossiers/bureau.html", demande=demande, filtres=demande.filtres, **_outils(demande), **valeurs
    )


@pages.get("/<fabrique>/dossiers.csv", droit="dossier.lire")
def export(fabrique: FabriqueResumee) -> Response:
    """The dossiers the filters keep, as a spreadsheet in French or as open data (``?sorte=ouvertes``)."""
    sorte = "ouvertes" if request.args.get("sorte") == "ouvertes" else "tableur"
    demande = lire_demande(request.args)
    with lire(services().moteur) as connexion:
        cadre = cadre_de(connexion, fabrique.id)
        ids = identifiants(connexion, cadre, demande.filtres, *demande.ordre)
        contenu = exporter(connexion, cadre, ids, fabrique.mots, sorte)
    entetes = {"Content-Disposition": f'attachment; filename="dossiers-{fabrique.identifiant}-{sorte}.csv"'}
    return Response(contenu, content_type="text/csv; charset=utf-8", headers=entetes)


@pages.get("/<fabrique>/attentes", droit="dossier.lire")
def attentes(fabrique: FabriqueResumee) -> str:
    """Everything that waits for somebody, by who it waits for."""
    with lire(services().moteur) as connexion:
        trouvees = lire_attentes(connexion, cadre_de(connexion, fabrique.id), fabrique.mots)
    return render_template(
        "dossiers/attentes.html", groupes=trouvees, tout=request.args.get("tout", ""), combien=PAR_GROUPE
    )


@pages.app_context_processor
def _pour_l_accueil() -> dict[str, Any]:
    """``attentes_accueil()``: the first things that wait, for the home of a fabrique; ``franchir(…)``: an address."""
    return {"attentes_accueil": _attentes_accueil, "url_franchir": url_franchir}


def _attentes_accueil() -> Any:
    fabrique: FabriqueResumee = g.fabrique
    with lire(services().moteur) as connexion:
        return lire_attentes(connexion, cadre_de(connexion, fabrique.id), fabrique.mots).premieres(A_L_ACCUEIL)


def cadre_de(connexion: Connection, fabrique_id: str) -> Cadre:
    """For the signed-in person, today."""
    jour = jour_local(maintenant_ms()).isoformat()
    return Cadre(fabrique_id, acteur().personne_id, jour, alertes.seuils(connexion, fabrique_id))


def url_franchir(dossier_id: str, passage: str) -> str:
    """Where a transition, or a decision of the team, is explained and done."""
    bureau = url_for("dossiers.bureau", fabrique=g.fabrique.identifiant)
    return _ou_franchir(bureau, dossier_id, passage)


def _ou_franchir(bureau: str, dossier_id: str, passage: str) -> str:
    """The same from the address of the desk: a hundred cards need no hundred calls to the router."""
    if passage in INSCRIPTIONS:
        return f"{bureau.removesuffix('/dossiers')}/comites/inscrire/{dossier_id}"
    fin = "decider" if passage in PORTES else f"franchir/{passage}"
    return f"{bureau}/{dossier_id}/{fin}"


def _outils(demande: Demande) -> dict[str, Any]:
    """What the templates of the desk call: ``adresse(tri="titre")`` asks the same with that change."""
    jour = jour_local(maintenant_ms())

    def adresse(**changements: str) -> str:
        valeurs: dict[str, Any] = demande.adresse(**changements)
        return url_for("dossiers.bureau", fabrique=g.fabrique.identifiant, **valeurs)

    return {"adresse": adresse, "situations": SITUATIONS, "il_y_a": lambda depuis_le: depuis(depuis_le, jour)}


def _tableau(connexion: Connection, cadre: Cadre, demande: Demande) -> dict[str, Any]:
    ici = url_for("dossiers.bureau", fabrique=g.fabrique.identifiant)
    portes = reglage(connexion, cadre.fabrique_id).portes
    etapes = tableau(connexion, cadre, demande.filtres, portes)
    return {
        "etapes": etapes,
        "total": sum(e.total for e in etapes),
        "avancees": lambda x: [
            (a, _ou_franchir(ici, x.id, a.id)) for a in avancees(x.stade, x.situation, portes, ferme=x.ferme)
        ],
    }


def _liste(connexion: Connection, cadre: Cadre, demande: Demande) -> dict[str, Any]:
    page = lister(connexion, cadre, demande.filtres, demande.ordre, demande.page)
    return {"page": page, "total": page.total}


def _resume(comptes: dict[str, int]) -> list[tuple[str, int, str, str]]:
    """What moves, what sleeps, what has stopped: (situation of the filter, how many, said of one, said of several)."""
    ouverts, veille = comptes[""], comptes.get(VEILLE, 0)
    arretes = sum(comptes.values()) - ouverts - veille
    return [
        ("", ouverts, "en cours", "en cours"),
        (VEILLE, veille, "en veille", "en veille"),
        ("arretes", arretes, "arrêté", "arrêtés"),
    ]
