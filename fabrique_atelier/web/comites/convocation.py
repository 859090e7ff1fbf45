"""Convoking: the calendar file, the letter, the messages; the dossier pack of a point."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import Response, flash, render_template, url_for
from werkzeug.wrappers import Response as Reponse

from fabrique_atelier.comite import membres, ordre_du_jour, seances
from fabrique_atelier.comite.membres import MembreLu
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.exports.calendrier_ics import Rencontre, calendrier
from fabrique_atelier.reseau import contacts
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import fuseau
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import courriels
from fabrique_atelier.web.comites.commun import aujourdhui, ecrire, geste_de, heure_dite, point_de, seance_de, tenter
from fabrique_atelier.web.comites.espace import pages
from fabrique_atelier.web.comites.paquet import paquet
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates import date_longue


@pages.post("/<fabrique>/comites/seances/<uuid:seance_comite_id>/convoquer", droit="comite.gerer")
def convoquer(fabrique: FabriqueResumee, seance_comite_id: object) -> Reponse:
    """Note that the members are convoked; write to those who have an address, if the instance can."""
    seance = seance_de(fabrique, seance_comite_id)
    vers = url_for("comite_seance.preparer", fabrique=fabrique.identifiant, seance_comite_id=seance.id)

    def travail() -> None:
        ecrire(lambda c: seances.convoquer(c, geste_de(fabrique), seance.id, aujourdhui()))
        _ecrire_aux_membres(fabrique, seance_de(fabrique, seance.id))

    return tenter(travail, vers)


@pages.get("/<fabrique>/comites/seances/<uuid:seance_comite_id>/convocation", droit="comite.gerer")
def convocation(fabrique: FabriqueResumee, seance_comite_id: object) -> str:
    """The letter to print: one page for everybody."""
    seance = seance_de(fabrique, seance_comite_id)
    with lire(services().moteur) as connexion:
        points = ordre_du_jour.points(connexion, fabrique.id, seance.id)
        convies = membres.a_la_date(connexion, seance.comite_id, seance.jour)
    return render_template(
        "comites/convocation.html",
        reunion=seance,
        points=points,
        membres=convies,
        jour=seance.convoquee_le or aujourdhui(),
    )


@pages.get("/<fabrique>/comites/seances/<uuid:seance_comite_id>/convocation.ics", droit="comite.gerer")
def agenda(fabrique: FabriqueResumee, seance_comite_id: object) -> Response:
    """The sitting for a calendar."""
    return fichier_agenda(fabrique, seance_de(fabrique, seance_comite_id))


@pages.get("/<fabrique>/comites/points/<uuid:point_id>/dossier", droit="comite.gerer")
def dossier_du_point(fabrique: FabriqueResumee, point_id: object) -> str:
    """The pack of a point: one page to print."""
    point, seance = point_de(fabrique, point_id)
    return render_template("comites/paquet.html", **paquet(fabrique, point, seance), pour_membre=False)


def fichier_agenda(fabrique: FabriqueResumee, seance: SeanceLue) -> Response:
    """The calendar file of a sitting; ``Rencontre.uid`` never changes, so that a phone moves it instead of adding one."""
    adresse = url_for("comite_membre.seance", fabrique=fabrique.identifiant, seance_comite_id=seance.id)
    contenu = calendrier([_rencontre(fabrique, seance, services().reglages.url + adresse)], fabrique.nom)
    entetes = {"Content-Disposition": f'attachment; filename="seance-{seance.jour}.ics"'}
    return Response(contenu, content_type="text/calendar; charset=utf-8", headers=entetes)


def instant_de(seance: SeanceLue) -> int:
    """When a sitting begins, in milliseconds since the epoch."""
    debut = datetime.fromisoformat(f"{seance.jour}T{seance.heure}").replace(tzinfo=fuseau())
    return round(debut.timestamp() * 1000)


def _rencontre(fabrique: FabriqueResumee, seance: SeanceLue, url: str) -> Rencontre:
    with lire(services().moteur) as connexion:
        points = ordre_du_jour.points(connexion, fabrique.id, seance.id)
    lignes = [f"{p.ordre}. {p.titre}" for p in points]
    return Rencontre(
        uid=f"{seance.id}@fabrique-atelier",
        sequence=seance.sequence,
        debut=instant_de(seance),
        duree_min=seance.duree_min,
        titre=seance.comite.nom,
        ecrite_le=maintenant_ms(),
        lieu=seance.lieu,
        # the text gate keeps seven lines: a longer agenda is one line, its points separated
        description="\n".join(lignes) if len(lignes) < 7 else " / ".join(lignes),
        url=url,
    )


def _ecrire_aux_membres(fabrique: FabriqueResumee, seance: SeanceLue) -> None:
    with lire(services().moteur) as connexion:
        convies = membres.a_la_date(connexion, seance.comite_id, seance.jour)
        adresses = _adresses(connexion, fabrique, convies)
        points = ordre_du_jour.points(connexion, fabrique.id, seance.id)
    if not services().courrier.configure:
        flash(
            "La convocation est notée. Aucun courriel ne part d’ici\u00a0: imprimez la lettre, ou envoyez le fichier agenda."
        )
        return
    page = url_for("comite_membre.seance", fabrique=fabrique.identifiant, seance_comite_id=seance.id)
    valeurs = {
        "fabrique": fabrique.nom,
        "comite": seance.comite.nom,
        "quand": f"{date_longue(seance.jour)}, {heure_dite(seance.heure)}",
        "lieu": seance.lieu,
        "points": [f"{p.ordre}. {p.titre}" for p in points],
        "url": services().reglages.url + page,
    }
    sans = len(convies) - len(adresses)
    reste = f" {sans} sans adresse\u00a0: imprimez leur lettre." if sans else ""
    flash(f"La convocation part à {len(adresses)} adresse{'s' * (len(adresses) > 1)}.{reste}")

    def envoyer() -> None:
        for adresse in adresses:
            courriels.envoyer(adresse, "convocation", **valeurs)

    courriels.plus_tard(envoyer)


def _adresses(connexion: object, fabrique: FabriqueResumee, convies: Iterable[MembreLu]) -> list[str]:
    """The addresses of those who sit, each once."""
    trouvees = (contacts.charger(connexion, fabrique.id, m.titulaire_id) for m in convies if m.titulaire_id)  # type: ignore[arg-type]
    return list(dict.fromkeys(c.courriel for c in trouvees if c is not None and c.courriel))
