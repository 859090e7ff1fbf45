"""The audit journal of a fabrique: who did what, when; never what anybody typed."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request
from sqlalchemy import Connection

from fabrique_atelier.comptes import lecture_audit
from fabrique_atelier.exports import tableau_csv
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import heure_locale
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.espace import Espace
from fabrique_atelier.web.formulaires.journal import FormulaireJournal
from fabrique_atelier.web.phrases_journal import libelle, phrase, precisions, sujet_de

pages = Espace("journal", __name__, url_prefix="/equipe")
COLONNES = ("n°", "date", "heure", "qui", "action", "code de l’action", "type d’objet", "identifiant", "précisions")


@pages.get("/<fabrique>/journal", droit="journal.lire")
def lecture(fabrique: FabriqueResumee) -> str:
    """One hundred lines, newest first; the filter stands in the address."""
    formulaire, numero = FormulaireJournal(request.args), request.args.get("page", 1, type=int)
    with lire(services().moteur) as connexion:
        trouve = _chercher(connexion, fabrique, formulaire, numero)
    clair = _filtre_en_clair()
    return render_template("journal/lecture.html", fabrique=fabrique, formulaire=formulaire, filtre=clair, **trouve)


@pages.get("/<fabrique>/journal.csv", droit="journal.lire")
def exporter(fabrique: FabriqueResumee) -> Response:
    """The lines of the filter as a spreadsheet."""
    formulaire = FormulaireJournal(request.args)
    if not formulaire.validate():
        introuvable()
    with lire(services().moteur) as connexion:
        lignes = [
            _cellules(x, fabrique.mots) for x in lecture_audit.toutes(connexion, fabrique.id, formulaire.filtre())
        ]
    reponse = Response(tableau_csv.exporter(COLONNES, lignes), content_type="text/csv; charset=utf-8")
    reponse.headers["Content-Disposition"] = f'attachment; filename="journal-{fabrique.identifiant}.csv"'
    return reponse


def _chercher(
    connexion: Connection, fabrique: FabriqueResumee, formulaire: FormulaireJournal, numero: int
) -> dict[str, Any]:
    """Read one page; an unreadable filter keeps everything, and says so."""
    fabrique_id = fabrique.id
    formulaire.proposer(lecture_audit.acteurs(connexion, fabrique_id), lecture_audit.actions(connexion, fabrique_id))
    filtre = formulaire.filtre() if formulaire.validate() else lecture_audit.Filtre()
    total = lecture_audit.compter(connexion, fabrique_id, filtre)
    nb_pages = max(1, -(-total // lecture_audit.PAR_PAGE))
    if not 1 <= numero <= nb_pages:
        introuvable()
    lignes = [
        (x, phrase(x), instant_long(x.le), precisions(x.details, fabrique.mots))
        for x in lecture_audit.page(connexion, fabrique_id, filtre, numero)
    ]
    fin = lecture_audit.fin_de_chaine(connexion)
    return {"numero": numero, "nb_pages": nb_pages, "total": total, "fin": fin, "lignes": lignes}


def _cellules(x: lecture_audit.LigneLue, mots: Vocabulaire) -> tuple[object, ...]:
    quand = heure_locale(x.le)
    qui = sujet_de(x.acteur, x.nom).rstrip(",")
    jour, heure = quand.strftime("%d/%m/%Y"), quand.strftime("%H:%M:%S")
    return (
        x.numero,
        jour,
        heure,
        qui,
        libelle(x.action),
        x.action,
        x.objet_type,
        x.objet_id,
        ", ".join(precisions(x.details, mots)),
    )


def _filtre_en_clair() -> dict[str, str]:
    """The filter as it stands in the address, for the links of the page."""
    return {n: v[:80] for n, v in request.args.items() if n in ("personne", "action", "du", "au") and v}
