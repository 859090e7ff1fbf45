"""Preparing a sitting: its day, its agenda, the déports before the papers leave, the convocation."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fabrique_atelier.comite import comites, deports, membres, ordre_du_jour, seances
from fabrique_atelier.comite.ordre_du_jour import NouveauPoint, PointLu
from fabrique_atelier.comite.propositions import propositions
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.conduite import passages
from fabrique_atelier.dossier import documents, stades
from fabrique_atelier.dossier import lectures as dossiers
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import paragraphes
from fabrique_atelier.web.comites import convocation, jour, minutes
from fabrique_atelier.web.comites.commun import (
    Page,
    aujourdhui,
    comite_de,
    ecrire,
    geste_de,
    point_de,
    seance_de,
    tenter,
)
from fabrique_atelier.web.comites.espace import pages
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.formulaires.champs import dire_conflits
from fabrique_atelier.web.formulaires.comites import placer, version_de
from fabrique_atelier.web.formulaires.comites_seance import (
    FormulaireInscription,
    FormulairePoint,
    FormulaireSeance,
    saisie_seance,
)

#: The other modules whose routes stand on these pages.
AUTRES = (convocation, jour, minutes)


@pages.route("/<fabrique>/comites/<uuid:comite_id>/seances/nouvelle", methods=["GET", "POST"], droit="comite.gerer")
def nouvelle(fabrique: FabriqueResumee, comite_id: object) -> Page:
    """The form of a new sitting."""
    comite = comite_de(fabrique, comite_id)
    formulaire = FormulaireSeance(data={"duree_min": "120", "mode": "presentiel"})
    if formulaire.validate_on_submit():
        try:
            cree = ecrire(lambda c: seances.preparer(c, geste_de(fabrique), comite.id, formulaire.seance()))
        except ErreurMetier as refus:
            placer(formulaire, refus)
        else:
            return redirect(_adresse(fabrique, cree), 303)
    return _rendre("comites/seance_formulaire.html", formulaire, comite=comite, reunion=None)


@pages.route("/<fabrique>/comites/seances/<uuid:seance_comite_id>/date", methods=["GET", "POST"], droit="comite.gerer")
def modifier(fabrique: FabriqueResumee, seance_comite_id: object) -> Page:
    """Change the day, the hour or the place."""
    seance = seance_de(fabrique, seance_comite_id)
    formulaire = FormulaireSeance(data=saisie_seance(seance))
    if formulaire.validate_on_submit():
        lue, valeurs = (seance.id, version_de(formulaire)), formulaire.seance()
        try:
            ecrire(lambda c: seances.modifier(c, geste_de(fabrique), lue, valeurs))
        except VersionDepassee as conflit:
            _dire_version(formulaire, conflit, saisie_seance(conflit.actuel))
        except ErreurMetier as refus:
            placer(formulaire, refus)
        else:
            flash("La séance est enregistrée.")
            return redirect(_adresse(fabrique, seance.id), 303)
    return _rendre("comites/seance_formulaire.html", formulaire, comite=seance.comite, reunion=seance)


@pages.get("/<fabrique>/comites/seances/<uuid:seance_comite_id>", droit="comite.gerer")
def preparer(fabrique: FabriqueResumee, seance_comite_id: object) -> str:
    """The agenda: what is on it, what could be, the convocation."""
    seance = seance_de(fabrique, seance_comite_id)
    with lire(services().moteur) as connexion:
        points = ordre_du_jour.points(connexion, fabrique.id, seance.id)
        valeurs: dict[str, Any] = {
            "points": points,
            "deports": {p.id: deports.du_point(connexion, p.id) for p in points},
            "suggestions": {p.id: _suggestions(connexion, fabrique, p, seance) for p in points},
            "propositions": propositions(connexion, fabrique.id, seance.comite_id),
            "nombre_de_membres": len(membres.a_la_date(connexion, seance.comite_id, seance.jour)),
        }
    retard = seances.retard_de_convocation(seance, aujourdhui()) if seance.etat in ("preparee", "convoquee") else ""
    return render_template("comites/preparer.html", reunion=seance, retard=retard, **valeurs)


@pages.post("/<fabrique>/comites/seances/<uuid:seance_comite_id>/ordre", droit="comite.gerer")
def ordonner(fabrique: FabriqueResumee, seance_comite_id: object) -> Response:
    """Move a point up or down (``point``, ``sens``), or give the whole order (``ordre``, after a drag)."""
    seance = seance_de(fabrique, seance_comite_id)
    with lire(services().moteur) as connexion:
        actuel = [p.id for p in ordre_du_jour.points(connexion, fabrique.id, seance.id)]
    ordre = request.form.getlist("ordre") or deplacer(actuel, request.form.get("point", ""), request.form.get("sens"))
    return tenter(
        lambda: ecrire(lambda c: ordre_du_jour.ordonner(c, geste_de(fabrique), seance.id, ordre)),
        _adresse(fabrique, seance.id) + "#ordre-du-jour",
    )


@pages.route(
    "/<fabrique>/comites/seances/<uuid:seance_comite_id>/points/nouveau", methods=["GET", "POST"], droit="comite.gerer"
)
def ajouter_point(fabrique: FabriqueResumee, seance_comite_id: object) -> Page:
    """A point of information, or the rectification of a signed one."""
    seance = seance_de(fabrique, seance_comite_id)
    formulaire = FormulairePoint()
    signes = _points_signes(fabrique, seance)
    if formulaire.validate_on_submit():
        rectifie = request.form.get("rectifie_id") or None
        porte = "rectification" if rectifie else "information"
        nouveau = NouveauPoint(porte=porte, titre=formulaire.titre.data or "", rectifie_id=rectifie)
        if _garder(formulaire, lambda c: ordre_du_jour.inscrire(c, geste_de(fabrique), seance.id, nouveau)):
            return redirect(_adresse(fabrique, seance.id), 303)
    return _rendre("comites/point_libre.html", formulaire, reunion=seance, signes=signes)


@pages.route("/<fabrique>/comites/points/<uuid:point_id>/preparer", methods=["GET", "POST"], droit="comite.gerer")
def preparer_point(fabrique: FabriqueResumee, point_id: object) -> Page:
    """What the team recommends on a point, and the papers that go with it."""
    point, seance = point_de(fabrique, point_id)
    with lire(services().moteur) as connexion:
        pieces = documents.liste(connexion, point.dossier_id) if point.dossier_id else []
        jointes = deports.pieces(connexion, point.id)
    donnees = {n: getattr(point, n) for n in ("titre", "recommandation", "recommandation_texte", "version")}
    formulaire = FormulairePoint(data=donnees | {"pieces": [p.document_id for p in jointes]})
    formulaire.joindre([(d.id, f"{documents.PIECES[d.piece]}\u00a0: {d.nom}") for d in pieces])
    if formulaire.validate_on_submit() and _garder_point(fabrique, point, formulaire):
        return redirect(_adresse(fabrique, seance.id), 303)
    return _rendre("comites/point.html", formulaire, point=point, reunion=seance)


@pages.post("/<fabrique>/comites/points/<uuid:point_id>/retirer", droit="comite.gerer")
def retirer_point(fabrique: FabriqueResumee, point_id: object) -> Response:
    """Take a point off the agenda."""
    point, seance = point_de(fabrique, point_id)
    fait = f"«\u00a0{point.titre}\u00a0» n’est plus à l’ordre du jour."
    return tenter(
        lambda: ecrire(lambda c: ordre_du_jour.retirer(c, geste_de(fabrique), point.id)),
        _adresse(fabrique, seance.id),
        fait,
    )


@pages.route("/<fabrique>/comites/inscrire/<uuid:dossier_id>", methods=["GET", "POST"], droit="comite.gerer")
def inscrire(fabrique: FabriqueResumee, dossier_id: object) -> Page:
    """Put a dossier on the agenda of a sitting of the body that decides at its gate."""
    with lire(services().moteur) as connexion:
        dossier = dossiers.charger(connexion, fabrique.id, str(dossier_id)) or introuvable()
        ouvertes = _seances_ouvertes(connexion, fabrique, dossier.id)
    formulaire = _formulaire_inscription(dossier, ouvertes)
    if formulaire.validate_on_submit():
        nouveau, seance_id = formulaire.point(dossier.id), formulaire.seance_comite_id.data
        if _garder(formulaire, lambda c: passages.inscrire(c, geste_de(fabrique), seance_id, nouveau, aujourdhui())):
            flash(f"«\u00a0{dossier.titre}\u00a0» est inscrit à l’ordre du jour.")
            return redirect(_adresse(fabrique, seance_id), 303)
    return _rendre("comites/inscrire.html", formulaire, dossier=dossier, ouvertes=ouvertes)


def deplacer(ordre: list[str], point: str, sens: str | None) -> list[str]:
    """Return the order with one point moved by a place; as it was when that means nothing. Pure."""
    if point not in ordre:
        return ordre
    rang = ordre.index(point)
    voulu = min(max(rang + (-1 if sens == "haut" else 1), 0), len(ordre) - 1)
    reste = [p for p in ordre if p != point]
    return [*reste[:voulu], point, *reste[voulu:]]


def _formulaire_inscription(dossier: DossierLu, ouvertes: list[SeanceLue]) -> FormulaireInscription:
    """The form, on the gate of the dossier and the sitting the address names."""
    porte = request.args.get("porte") or stades.porte_a(dossier.stade)
    formulaire = FormulaireInscription(data={"porte": porte, "seance_comite_id": request.args.get("seance")})
    formulaire.proposer([(s.id, s.comite.nom, s.jour) for s in ouvertes])
    return formulaire


def _garder(formulaire: Any, travail: Any) -> bool:
    """Save; a refusal is said on the form."""
    try:
        ecrire(travail)
    except ErreurMetier as refus:
        placer(formulaire, refus)
        return False
    return True


def _garder_point(fabrique: FabriqueResumee, point: PointLu, formulaire: FormulairePoint) -> bool:
    def travail(connexion: Any) -> None:
        nouveau = NouveauPoint(
            porte=point.porte,
            titre=formulaire.titre.data or "",
            recommandation=formulaire.recommandation.data or "",
            recommandation_texte=paragraphes(formulaire.recommandation_texte.data or "", 400),
        )
        geste = geste_de(fabrique)
        ordre_du_jour.modifier(connexion, geste, (point.id, version_de(formulaire)), nouveau)
        if point.dossier_id:
            ordre_du_jour.joindre(connexion, geste, point.id, formulaire.pieces.data or [])

    try:
        ecrire(travail)
    except VersionDepassee as conflit:
        actuel = {n: getattr(conflit.actuel, n) for n in ("titre", "recommandation", "recommandation_texte", "version")}
        _dire_version(formulaire, conflit, actuel)
    except ErreurMetier as refus:
        placer(formulaire, refus)
    else:
        flash("Le point est enregistré.")
        return True
    return False


def _seances_ouvertes(connexion: Any, fabrique: FabriqueResumee, dossier_id: str) -> list[SeanceLue]:
    """The sittings a dossier may be put on: those to come, of permanent bodies and of its own comité de suivi."""
    siens = [c for c in comites.lister(connexion, fabrique.id) if c.dossier_id in (None, dossier_id)]
    toutes = [s for c in siens for s in seances.lister(connexion, fabrique.id, c.id)]
    return sorted((s for s in toutes if s.etat in ordre_du_jour.OUVERTS), key=lambda s: (s.jour, s.heure))


def _points_signes(fabrique: FabriqueResumee, seance: SeanceLue) -> list[tuple[SeanceLue, list[PointLu]]]:
    with lire(services().moteur) as connexion:
        signees = [s for s in seances.lister(connexion, fabrique.id, seance.comite_id) if s.signee]
        return [(s, ordre_du_jour.points(connexion, fabrique.id, s.id)) for s in signees]


def _suggestions(connexion: Any, fabrique: FabriqueResumee, point: PointLu, seance: SeanceLue) -> list[Any]:
    if seance.etat == "signee":
        return []
    deja = {d.membre_id for d in deports.du_point(connexion, point.id)}
    return [s for s in deports.suggestions(connexion, fabrique.id, point.id) if s.membre_id not in deja]


def _dire_version(formulaire: Any, conflit: VersionDepassee, actuelles: dict[str, Any]) -> None:
    formulaire.form_errors.append(conflit.message)
    formulaire.version.data = str(actuelles.pop("version"))
    dire_conflits(formulaire, actuelles)


def _adresse(fabrique: FabriqueResumee, seance_id: str) -> str:
    return url_for("comite_seance.preparer", fabrique=fabrique.identifiant, seance_comite_id=seance_id)


def _rendre(gabarit: str, formulaire: Any, **valeurs: Any) -> Page:
    page = render_template(gabarit, f=formulaire, **valeurs)
    return (page, 400) if formulaire.is_submitted() else page
