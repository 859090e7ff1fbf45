"""What a dossier is called, who follows it, who is gathered around it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier.dossier import acteurs, identite
from fabrique_atelier.dossier.identite import CONFIDENTIALITES, NATURES, Identite, IdentiteDepassee
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.reseau.codes import lire_date_partielle
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.nomenclatures import COLLEGES
from fabrique_atelier.reseau.partenaires import territoires_possibles
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates_partielles import date_partielle_longue
from fabrique_atelier.web.dossiers.dossier_base import (
    Reponse,
    aujourdhui,
    dossier_ou_404,
    geste,
    pages,
    rendre,
    revenir,
    tenter,
)
from fabrique_atelier.web.formulaires.dossier import (
    FormulaireActeur,
    FormulaireIdentite,
    FormulaireResponsable,
    liste_de,
    pour_la_case,
)

_UN = "/<fabrique>/dossiers/<uuid:dossier_id>"


@pages.route(f"{_UN}/responsable", methods=["GET", "POST"], droit="dossier.gerer")
def responsable(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Say who of the team follows the dossier."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        possibles = identite.responsables_possibles(connexion, fabrique.id)
    formulaire = FormulaireResponsable(data={"personne": dossier.responsable_id or ""})
    liste_de(formulaire.personne, dict(possibles), "Choisir…")
    fait, erreurs = tenter(
        formulaire,
        lambda c: identite.nommer_responsable(
            c, geste(fabrique), dossier.id, str(formulaire.personne.data), aujourdhui()
        ),
    )
    if fait:
        return revenir(fabrique, dossier, "C’est noté.")
    return rendre("dossier/responsable.html", formulaire, erreurs, dossier=dossier)


@pages.route(f"{_UN}/modifier", methods=["GET", "POST"], droit="dossier.gerer")
def modifier(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Title, places, themes, nature, who may read; what somebody else saved meanwhile comes back beside what was typed."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    formulaire = _formulaire(fabrique, dossier)
    erreurs: list[str] = []
    ecarts: list[tuple[str, str]] = []
    if formulaire.validate_on_submit():
        actuel = _enregistrer(fabrique, dossier, formulaire, erreurs)
        if actuel is None and not erreurs:
            return revenir(fabrique, dossier, "Le dossier est enregistré.")
        ecarts = _ecarts(fabrique, formulaire, actuel)
    return rendre("dossier/modifier.html", formulaire, erreurs, dossier=dossier, ecarts=ecarts)


@pages.route(f"{_UN}/collectif", methods=["GET", "POST"], droit="dossier.gerer")
def collectif(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Those gathered around the project, by collège; adding one."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        presents = acteurs.de(connexion, fabrique.id, dossier.id)
        possibles = acteurs.possibles(connexion, fabrique.id, dossier.id)
    f = FormulaireActeur(data={"depuis": pour_la_case(aujourdhui()[:7])})
    liste_de(f.partenaire, dict(possibles), "Choisir…")
    fait, erreurs = tenter(f, lambda c: acteurs.ajouter(c, geste(fabrique), dossier.id, *f.valeurs()))
    if fait:
        return revenir(fabrique, dossier, "Ce partenaire fait partie du collectif.", "dossier.collectif")
    valeurs = {"groupes": acteurs.par_college(presents), "colleges": COLLEGES, "possibles": possibles}
    return rendre("dossier/collectif.html", f, erreurs, dossier=dossier, nombre=len(presents), **valeurs)


@pages.route(f"{_UN}/collectif/<uuid:partenaire_id>/retirer", methods=["GET", "POST"], droit="dossier.gerer")
def retirer_acteur(fabrique: FabriqueResumee, dossier_id: object, partenaire_id: object) -> Reponse | Response:
    """Asked once more on its own page."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        presents = acteurs.de(connexion, fabrique.id, dossier.id)
    acteur = next((a for a in presents if a.partenaire_id == str(partenaire_id)), None)
    if acteur is None:
        return revenir(fabrique, dossier, "Ce partenaire n’est plus dans le collectif.", "dossier.collectif")
    if request.method != "POST":
        return render_template("dossier/retirer_acteur.html", dossier=dossier, acteur_du_projet=acteur)
    services().executeur.ecrire_seul(lambda c: acteurs.retirer(c, geste(fabrique), dossier.id, acteur.partenaire_id))
    return revenir(
        fabrique, dossier, f"«\u00a0{acteur.nom}\u00a0» ne fait plus partie du collectif.", "dossier.collectif"
    )


def thematiques(connexion: Connection, fabrique: FabriqueResumee) -> list[tuple[str, str]]:
    """The themes of the fabrique, in words."""
    return identite.thematiques_possibles(connexion, fabrique.id)


def _formulaire(fabrique: FabriqueResumee, dossier: DossierLu) -> FormulaireIdentite:
    formulaire = FormulaireIdentite(
        data={
            "version": str(dossier.version),
            "titre": dossier.titre,
            "territoires": [i for i, _ in dossier.territoires],
            "thematiques": list(dossier.thematiques),
            "date_detection": pour_la_case(dossier.date_detection),
            "nature": dossier.nature or "",
            "confidentialite": dossier.confidentialite,
        }
    )
    with lire(services().moteur) as connexion:
        liste_de(formulaire.territoires, dict(territoires_possibles(connexion, fabrique.id)))
        liste_de(formulaire.thematiques, dict(thematiques(connexion, fabrique)))
    return formulaire


def _lue(formulaire: FormulaireIdentite) -> Identite:
    return Identite(
        titre=formulaire.titre.data or "",
        territoires=tuple(formulaire.territoires.data or ()),
        thematiques=tuple(formulaire.thematiques.data or ()),
        date_detection=lire_date_partielle(formulaire.date_detection.data or ""),
        nature=formulaire.nature.data or None,
        confidentialite=str(formulaire.confidentialite.data),
    )


def _enregistrer(
    fabrique: FabriqueResumee, dossier: DossierLu, formulaire: FormulaireIdentite, erreurs: list[str]
) -> DossierLu | None:
    """Save; on a conflict return what stands now, the form then being made on that version."""
    texte = formulaire.version.data or ""
    version = int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 9 else 0
    try:
        services().executeur.ecrire_seul(
            lambda c: identite.modifier(c, geste(fabrique), (dossier.id, version), _lue(formulaire))
        )
    except IdentiteDepassee as conflit:
        erreurs.append(conflit.message)
        formulaire.version.data = str(conflit.actuel.version)
        return conflit.actuel
    except ErreurMetier as refus:
        erreurs.append(refus.message)
    return None


def _ecarts(
    fabrique: FabriqueResumee, formulaire: FormulaireIdentite, actuel: DossierLu | None
) -> list[tuple[str, str]]:
    """What stands now and this form does not say: (field, value in words)."""
    if actuel is None:
        return []
    with lire(services().moteur) as connexion:
        themes = dict(thematiques(connexion, fabrique))
    mienne: Any = _lue(formulaire)
    presents = {
        "titre": (actuel.titre, actuel.titre),
        "territoires": (tuple(i for i, _ in actuel.territoires), ", ".join(n for _, n in actuel.territoires)),
        "thematiques": (actuel.thematiques, ", ".join(themes.get(c, c) for c in actuel.thematiques)),
        "date_detection": (actuel.date_detection, date_partielle_longue(actuel.date_detection)),
        "nature": (actuel.nature, NATURES.get(actuel.nature or "", "pas encore dite")),
        "confidentialite": (actuel.confidentialite, CONFIDENTIALITES[actuel.confidentialite]),
    }
    return [
        (formulaire[n].label.text, dite)
        for n, (valeur, dite) in presents.items()
        if _norme(getattr(mienne, n)) != _norme(valeur)
    ]


def _norme(valeur: Any) -> Any:
    return sorted(valeur) if isinstance(valeur, tuple) else valeur
