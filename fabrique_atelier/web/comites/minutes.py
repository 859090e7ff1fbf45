"""The minutes: written from what was recorded, read over, signed, then only read."""

from __future__ import annotations

from flask import Response, render_template, url_for
from werkzeug.wrappers import Response as Reponse

from fabrique_atelier.comite import minutes, seances
from fabrique_atelier.comite.redaction import CompteRenduLu, Signataire
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.exports import compte_rendu as export
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import paragraphes
from fabrique_atelier.web.comites.commun import Page, ecrire, geste_de, seance_de, tenter
from fabrique_atelier.web.comites.espace import pages
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dates import date_longue
from fabrique_atelier.web.formulaires.comites import placer, version_de
from fabrique_atelier.web.formulaires.comites_seance import FormulaireNotes, FormulaireSignature, saisie_notes


@pages.route(
    "/<fabrique>/comites/seances/<uuid:seance_comite_id>/compte-rendu", methods=["GET", "POST"], droit="comite.gerer"
)
def compte_rendu(fabrique: FabriqueResumee, seance_comite_id: object) -> Page:
    """The minutes; posting keeps the free text and the next date."""
    seance = seance_de(fabrique, seance_comite_id)
    notes = FormulaireNotes(data=saisie_notes(seance))
    if notes.validate_on_submit() and _noter(fabrique, seance, notes):
        return tenter(lambda: None, _adresse(fabrique, seance), "Le texte est enregistré.")
    page = _rendre(fabrique, seance, notes)
    return (page, 400) if notes.is_submitted() else page


@pages.post("/<fabrique>/comites/seances/<uuid:seance_comite_id>/compte-rendu/relire", droit="comite.gerer")
def relire(fabrique: FabriqueResumee, seance_comite_id: object) -> Reponse:
    """Close the sitting: the minutes are read over."""
    seance = seance_de(fabrique, seance_comite_id)
    fait = "La séance est levée\u00a0: relisez le compte rendu avant de le faire signer."
    return tenter(
        lambda: ecrire(lambda c: minutes.mettre_en_validation(c, geste_de(fabrique), seance.id)),
        _adresse(fabrique, seance),
        fait,
    )


@pages.post("/<fabrique>/comites/seances/<uuid:seance_comite_id>/compte-rendu/reprendre", droit="comite.gerer")
def reprendre(fabrique: FabriqueResumee, seance_comite_id: object) -> Reponse:
    """Open the sitting again: something was forgotten."""
    seance = seance_de(fabrique, seance_comite_id)
    return tenter(
        lambda: ecrire(lambda c: minutes.reprendre(c, geste_de(fabrique), seance.id)),
        _adresse(fabrique, seance),
        "La séance est rouverte\u00a0: complétez, puis relisez à nouveau.",
    )


@pages.post("/<fabrique>/comites/seances/<uuid:seance_comite_id>/compte-rendu/signer", droit="comite.gerer")
def signer(fabrique: FabriqueResumee, seance_comite_id: object) -> Page:
    """Freeze the minutes, with who has signed them on paper."""
    seance = seance_de(fabrique, seance_comite_id)
    formulaire = FormulaireSignature()
    if formulaire.validate_on_submit():
        jour = formulaire.jour.data.isoformat() if formulaire.jour.data else ""
        signataires = [Signataire(nom, role, jour) for nom, role in formulaire.signataires()]
        try:
            ecrire(lambda c: minutes.signer(c, geste_de(fabrique), seance.id, signataires))
        except ErreurMetier as refus:
            placer(formulaire, refus)
        else:
            fait = "Le compte rendu est signé\u00a0: il ne change plus. Une correction se fait par un point «\u00a0rectification\u00a0»."
            return tenter(lambda: None, _adresse(fabrique, seance), fait)
    notes = FormulaireNotes(formdata=None, data=saisie_notes(seance))
    return _rendre(fabrique, seance, notes, formulaire), 400


@pages.get("/<fabrique>/comites/seances/<uuid:seance_comite_id>/compte-rendu.html", droit="comite.gerer")
def telecharger(fabrique: FabriqueResumee, seance_comite_id: object) -> Response:
    """The minutes as one file, that a word processor opens too."""
    seance = seance_de(fabrique, seance_comite_id)
    return fichier(fabrique, seance, _projet(fabrique, seance))


def fichier(fabrique: FabriqueResumee, seance: SeanceLue, projet: CompteRenduLu) -> Response:
    """Minutes as an attachment."""
    contenu = export.en_html(projet, fabrique.nom, date_longue)
    entetes = {"Content-Disposition": f'attachment; filename="compte-rendu-{seance.jour}.html"'}
    return Response(contenu, content_type="text/html; charset=utf-8", headers=entetes)


def _noter(fabrique: FabriqueResumee, seance: SeanceLue, notes: FormulaireNotes) -> bool:
    """Save the free text; what somebody else wrote meanwhile is said beside it."""
    prochaine = notes.prochaine.data.isoformat() if notes.prochaine.data else None
    lue, texte = (seance.id, version_de(notes)), paragraphes(notes.notes.data or "", 6000)
    try:
        ecrire(lambda c: seances.noter(c, geste_de(fabrique), lue, texte, prochaine))
    except VersionDepassee as conflit:
        notes.form_errors.append(conflit.message)
        notes.version.data = str(conflit.actuel.version)
        if conflit.actuel.notes != texte:
            notes.notes.errors = [
                *notes.notes.errors,
                f"Enregistré entre-temps\u00a0: «\u00a0{conflit.actuel.notes}\u00a0»",
            ]
    except ErreurMetier as refus:
        placer(notes, refus)
    else:
        return True
    return False


def _projet(fabrique: FabriqueResumee, seance: SeanceLue) -> CompteRenduLu:
    with lire(services().moteur) as connexion:
        return minutes.projet(connexion, fabrique.id, seance.id) or introuvable()


def _rendre(
    fabrique: FabriqueResumee, seance: SeanceLue, notes: FormulaireNotes, signature: FormulaireSignature | None = None
) -> str:
    projet = _projet(fabrique, seance)
    with lire(services().moteur) as connexion:
        corrigees = {p.id: minutes.rectifications(connexion, fabrique.id, p.id) for p in projet.points}
    depart = "\n".join(
        x for x in (f"{projet.president}, présidence" * bool(projet.president), f"{projet.secretaire}, secrétariat" * bool(projet.secretaire)) if x
    )  # fmt: skip
    return render_template(
        "comites/compte_rendu.html",
        reunion=seance,
        cr=projet,
        empreinte=minutes.empreinte(projet) if projet.signe else "",
        rectifications=corrigees,
        notes=notes,
        signature=signature or FormulaireSignature(formdata=None, data={"noms": depart}),
    )


def _adresse(fabrique: FabriqueResumee, seance: SeanceLue) -> str:
    return url_for("comite_seance.compte_rendu", fabrique=fabrique.identifiant, seance_comite_id=seance.id)
