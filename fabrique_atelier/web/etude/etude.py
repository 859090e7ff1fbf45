"""The étude d’opportunité: where it stands, its sections, its verdicts, its printed document."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import render_template

from fabrique_atelier.conduite import passages
from fabrique_atelier.dossier import documents
from fabrique_atelier.etude import etudes, sections
from fabrique_atelier.etude import nomenclatures as n
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.suivi import financements
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404, geste, revenir
from fabrique_atelier.web.etude.base import UN, Reponse, lire_etude, pages, rendre_formulaire
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.etude import (
    FormulaireCadre,
    FormulaireSection,
    FormulaireVerdicts,
    saisie_verdicts,
)


@pages.get(UN, droit="dossier.lire")
def voir(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """Everything about the study, and what is missing to launch it or to hand it in."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        suites = [m for t, m in passages.possibles(connexion, fabrique.id, dossier.id) if t.id in ("T6", "T7")]
        valeurs = {
            "manques": [x for m in suites for x in m],
            "pieces": documents.liste(connexion, dossier.id, "etude"),
            "argent": financements.de_l_etude(connexion, dossier.id),
        }
    return render_template("etude/voir.html", dossier=dossier, e=lire_etude(dossier), **valeurs)


@pages.get(f"{UN}/imprimer", droit="dossier.lire")
def imprimer(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """The study as one document: contents, verdicts, sections, evidence."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        argent = financements.de_l_etude(connexion, dossier.id)
    return render_template("etude/imprimer.html", dossier=dossier, e=lire_etude(dossier), argent=argent)


@pages.route(f"{UN}/cadre", methods=["GET", "POST"], droit="dossier.gerer")
def cadre(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Who conducts it, when, by what kind of money."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = FormulaireCadre(data=_saisie_cadre(asdict(lire_etude(dossier).etude)))
    fait, erreurs = s.essayer(
        f,
        lambda c: etudes.encadrer(c, geste(fabrique), dossier.id, s.version_de(f.version), f.valeurs()),
        _saisie_cadre,
    )
    if fait:
        return revenir(fabrique, dossier, "Le cadre de l’étude est enregistré.", "etude.voir")
    return rendre_formulaire("etude/cadre.html", dossier, f, erreurs)


@pages.route(f"{UN}/sections/<code>", methods=["GET", "POST"], droit="dossier.gerer")
def section(fabrique: FabriqueResumee, dossier_id: object, code: str) -> Reponse:
    """The text of one section; what somebody else saved meanwhile is shown beside."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    e = lire_etude(dossier)
    lue = e.sections.get(code) or introuvable()
    f = FormulaireSection(data={"texte": lue.texte, "version": lue.version})
    fait, erreurs = s.essayer(
        f,
        lambda c: sections.ecrire(c, geste(fabrique), dossier.id, code, s.version_de(f.version), f.texte.data or ""),
        lambda actuelle: {"texte": actuelle["texte"]},
    )
    if fait:
        return revenir(fabrique, dossier, f"«\u00a0{n.SECTIONS[code].titre}\u00a0» est enregistrée.", "etude.voir")
    with lire(services().moteur) as connexion:
        passees = sections.versions(connexion, dossier.id, code)[1:]
    return rendre_formulaire("etude/section.html", dossier, f, erreurs, code=code, e=e, versions=passees)


@pages.route(f"{UN}/verdicts", methods=["GET", "POST"], droit="dossier.gerer")
def conclure(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """The four verdicts and the conclusion."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = FormulaireVerdicts(data=saisie_verdicts(asdict(lire_etude(dossier).etude)))
    fait, erreurs = s.essayer(
        f,
        lambda c: etudes.conclure(c, geste(fabrique), dossier.id, s.version_de(f.version), f.valeurs()),
        saisie_verdicts,
    )
    if fait:
        return revenir(fabrique, dossier, "Les verdicts sont enregistrés.", "etude.voir")
    return rendre_formulaire("etude/verdicts.html", dossier, f, erreurs)


def _saisie_cadre(e: dict[str, Any]) -> dict[str, Any]:
    """A study as the form of its frame shows it."""
    dates = {nom: s.montrer_quand(e[nom]) for nom in ("debut", "fin_prevue", "fin_reelle")}
    return {nom: e[nom] for nom in ("responsable", "mode", "note_positionnement", "version")} | dates
