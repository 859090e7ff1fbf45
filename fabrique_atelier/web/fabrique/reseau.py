"""Figures of a fabrique, aggregates only: what the network may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, render_template

from fabrique_atelier.comptes.droits import ADMINISTRATION, CHARGE_MISSION, LECTURE_RESEAU, ActeurEquipe
from fabrique_atelier.exports import tableau_csv
from fabrique_atelier.reseau.fabriques import FabriqueResumee, fabriques_parmi
from fabrique_atelier.seance.statistiques import CHIFFRES, Annee, par_annee, protegee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import heure_locale
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates import instant_long
from fabrique_atelier.web.espace import Espace, acteur

pages = Espace("reseau", __name__, url_prefix="/equipe")
MASQUE = "moins de\u00a05"
#: Figure → its heading and what it counts.
DEFINITIONS = {
    "seances": ("Séances tenues", "Séances ouvertes au moins une fois, rangées dans l’année où elles se sont tenues."),
    "participants": ("Participations", "Téléphones entrés dans ces séances, sauf ceux que l’équipe a écartés. Une personne venue deux fois compte deux fois."),
    "idees": ("Idées recueillies", "Cartes envoyées et gardées\u00a0: ni retirées par leur auteur, ni masquées."),
    "idees_dictees": ("Dont dictées", "Idées saisies par l’équipe d’animation pour quelqu’un, sur papier ou à voix haute."),
    "groupes": ("Groupes d’idées", "Groupes formés pendant ces séances, hors groupe «\u00a0À discuter\u00a0»."),
    "votes": ("Bulletins", "Bulletins portant au moins une gommette. Une personne en a un par vote."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chiffres:
    """One line of the table: a year of a fabrique, ready to be shown; None where a small figure is withheld."""

    fabrique: FabriqueResumee
    annee: int
    valeurs: tuple[int | None, ...]


@pages.get("/<fabrique>/chiffres", droit="fabrique.statistiques")
def statistiques(fabrique: FabriqueResumee) -> str:
    """The years of one fabrique, dated."""
    return render_template("reseau/statistiques.html", fabrique=fabrique, **_tableau(chiffres_de(acteur(), [fabrique])))


@pages.get("/<fabrique>/chiffres.csv", droit="fabrique.statistiques")
def exporter(fabrique: FabriqueResumee) -> Response:
    """The same as a spreadsheet."""
    tableau = _tableau(chiffres_de(acteur(), [fabrique]))
    colonnes = ("fabrique", "année", *(nom for nom, _ in DEFINITIONS.values()), "relevé le")
    lignes = [
        (x.fabrique.nom, x.annee, *(MASQUE if v is None else v for v in x.valeurs), tableau["jour"])
        for x in tableau["lignes"]
    ]
    reponse = Response(tableau_csv.exporter(colonnes, lignes), content_type="text/csv; charset=utf-8")
    reponse.headers["Content-Disposition"] = f'attachment; filename="chiffres-{fabrique.identifiant}.csv"'
    return reponse


def cote_a_cote(present: ActeurEquipe) -> dict[str, Any]:
    """What ``reseau/tableau.html`` shows: the fabriques a person reads for the network, side by side (page ``/equipe/``)."""
    ids = [fabrique_id for fabrique_id, roles in present.roles.items() if LECTURE_RESEAU in roles]
    with lire(services().moteur) as connexion:
        fabriques = fabriques_parmi(connexion, ids)
    return _tableau(chiffres_de(present, fabriques))


def chiffres_de(present: ActeurEquipe, fabriques: list[FabriqueResumee]) -> list[Chiffres]:
    """The years of some fabriques; small figures are withheld from whoever only reads for the network."""
    with lire(services().moteur) as connexion:
        annees = par_annee(connexion, [f.id for f in fabriques])
    return [
        Chiffres(f, annee.annee, _valeurs(annee, entieres=_voit_tout(present, f)))
        for f in fabriques
        for annee in annees.get(f.id, [])
    ]


def _voit_tout(present: ActeurEquipe, fabrique: FabriqueResumee) -> bool:
    return bool(present.roles.get(fabrique.id, frozenset()) & {ADMINISTRATION, CHARGE_MISSION})


def _valeurs(annee: Annee, *, entieres: bool) -> tuple[int | None, ...]:
    visibles = {n: getattr(annee, n) for n in CHIFFRES} if entieres else protegee(annee)
    return tuple(visibles[n] for n in DEFINITIONS)


def _tableau(lignes: list[Chiffres]) -> dict[str, Any]:
    maintenant = maintenant_ms()
    masques = any(None in x.valeurs for x in lignes)
    releve = {"instant": instant_long(maintenant), "jour": heure_locale(maintenant).strftime("%d/%m/%Y")}
    return {"lignes": lignes, "definitions": DEFINITIONS, "masque": MASQUE, "masques": masques, **releve}
