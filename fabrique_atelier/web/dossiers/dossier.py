"""One dossier: where it stands, what is next, what is missing, and the crossing itself. Its other acts stand beside."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template
from sqlalchemy import Connection

from fabrique_atelier.comite import reserves
from fabrique_atelier.conduite import calendrier
from fabrique_atelier.conduite import passages as conduite
from fabrique_atelier.dossier import acteurs, documents, lectures, lignage, parcours
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.socle.base import lire
from fabrique_atelier.suivi import jalons
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers import dossier_actes, dossier_identite, fil
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
from fabrique_atelier.web.dossiers.histoire import informations
from fabrique_atelier.web.dossiers.passages import (
    Suite,
    suite_de,
    suite_de_l_equipe,
    url_d_inscription,
    url_des_comites,
)
from fabrique_atelier.web.formulaires.decision import BESOINS, FormulaireDecision
from fabrique_atelier.web.formulaires.dossier import FormulairePassage

_UN = "/<fabrique>/dossiers/<uuid:dossier_id>"


@pages.app_context_processor
def _outils() -> dict[str, Any]:
    """The thread, for every page of a dossier."""
    return fil.outils()


@pages.get(_UN, droit="dossier.lire")
def page(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """Where it stands, what is next and what is missing."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        suites = _suites(connexion, fabrique, dossier)
        autour = _autour(connexion, fabrique, dossier)
    return render_template("dossier/page.html", dossier=dossier, suites=suites, **autour)


@pages.route(f"{_UN}/franchir/<transition>", methods=["GET", "POST"], droit="dossier.gerer")
def franchir(fabrique: FabriqueResumee, dossier_id: object, transition: str) -> Reponse:
    """Cross: what it asks, on which day, with which note; checked again in the transaction."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    suite = _suite(fabrique, dossier, transition)
    formulaire = FormulairePassage(data={"jour": date.fromisoformat(aujourdhui())})
    formulaire.aujourdhui = aujourdhui()
    fait, erreurs = tenter(
        formulaire,
        lambda c: conduite.franchir(
            c, geste(fabrique), dossier.id, transition, formulaire.le, formulaire.note.data or ""
        ),
    )
    if fait:
        return annoncer(fabrique, dossier, f"C’est fait\u00a0: {suite.vers[:1].lower()}{suite.vers[1:]}.")
    return rendre("dossier/franchir.html", formulaire, erreurs, dossier=dossier, suite=suite)


@pages.route(f"{_UN}/decider", methods=["GET", "POST"], droit="dossier.gerer")
def decider(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The decision of the team, where the fabrique has no committee at this gate."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        trouvee = conduite.decision_de_l_equipe(connexion, fabrique.id, dossier.id)
        motifs = reglage(connexion, fabrique.id).tous_les_motifs
    if trouvee is None:
        return revenir(fabrique, dossier, "À cette étape, la décision ne revient pas à l’équipe seule.")
    porte, manques = trouvee
    f = _formulaire_de_decision(fabrique, porte, motifs)
    fait, erreurs = tenter(f, lambda c: conduite.decider_en_equipe(c, geste(fabrique), dossier.id, f.en_decision()))
    if fait:
        return annoncer(fabrique, dossier, "La décision est enregistrée.")
    suite = suite_de_l_equipe(fabrique, dossier.id, porte, manques)
    return rendre("dossier/decider.html", f, erreurs, dossier=dossier, suite=suite, besoins=BESOINS)


def _formulaire_de_decision(fabrique: FabriqueResumee, porte: str, motifs: dict[str, str]) -> FormulaireDecision:
    formulaire = FormulaireDecision(data={"jour": date.fromisoformat(aujourdhui())})
    formulaire.aujourdhui = aujourdhui()
    formulaire.proposer(porte, motifs, libelles(fabrique.mots))
    return formulaire


def _suite(fabrique: FabriqueResumee, dossier: DossierLu, transition: str) -> Suite:
    """The crossing of an address; 404 when it does not leave the present stade."""
    with lire(services().moteur) as connexion:
        possibles = conduite.possibles(connexion, fabrique.id, dossier.id)
    trouvee = next(((t, m) for t, m in possibles if t.id == transition), None)
    if trouvee is None or transition in parcours.INSCRIPTIONS:
        introuvable()
    return suite_de(fabrique, dossier.id, *trouvee)


def _suites(connexion: Connection, fabrique: FabriqueResumee, dossier: DossierLu) -> list[Suite]:
    """What may be done next, the readiest first; what a committee is about to decide is said, not done here."""
    if dossier.ferme or dossier.situation not in (s.ACTIF, s.AJOURNE):
        return []
    if dossier.situation == s.AJOURNE:
        return [Suite("Inscrire de nouveau à l’ordre du jour", url_d_inscription(fabrique, dossier.id))]
    suites = [suite_de(fabrique, dossier.id, t, m) for t, m in conduite.possibles(connexion, fabrique.id, dossier.id)]
    equipe = conduite.decision_de_l_equipe(connexion, fabrique.id, dossier.id)
    if equipe is not None:
        suites.insert(0, suite_de_l_equipe(fabrique, dossier.id, *equipe))
    porte = s.porte_devant(dossier.stade)
    if porte is not None:
        instance = s.INSTANCES[reglage(connexion, fabrique.id).portes[porte]].lower()
        phrase = f"Le dossier est à l’ordre du jour. La décision revient à cette instance\u00a0: {instance}."
        suites.insert(0, Suite("Voir la séance du comité", url_des_comites(fabrique), phrase=phrase))
    return sorted(suites, key=lambda x: len(x.manquants))


def _autour(connexion: Connection, fabrique: FabriqueResumee, dossier: DossierLu) -> dict[str, Any]:
    """What the page says beside: the last events, the réserves, the gates taken early, the files, the collective."""
    histoire = lectures.historique(connexion, dossier.id)
    lus = dict(dossier_identite.thematiques(connexion, fabrique))
    return {
        "informations": [
            *informations(histoire, lectures.portes_anticipees(connexion, dossier.id), fabrique.mots),
            *calendrier.informations(connexion, dossier, jalons.tous(connexion, dossier.id)),
        ],
        "themes": [lus.get(c, c) for c in dossier.thematiques],
        "nb_documents": len(documents.liste(connexion, dossier.id)),
        "nb_acteurs": acteurs.nombre(connexion, dossier.id),
        "nb_sources": len(lignage.sources_de(connexion, dossier.id)),
        "parent": lectures.charger(connexion, fabrique.id, dossier.parent_id) if dossier.parent_id else None,
        "cible": lectures.charger(connexion, fabrique.id, dossier.fusionne_dans_id)
        if dossier.fusionne_dans_id
        else None,
        "enfants": lectures.enfants(connexion, dossier.id),
        "motifs": reglage(connexion, fabrique.id).tous_les_motifs,
        "reserves": reserves.reserves(connexion, fabrique.id, dossier.id),
        "jour": aujourdhui(),
        "actes": dossier_actes.actes_de(fabrique, dossier),
    }
