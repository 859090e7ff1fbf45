"""The field evidence of a study, and what is done elsewhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import request
from sqlalchemy import Connection

from fabrique_atelier.etude import benchmarks, preuves
from fabrique_atelier.etude.benchmarks import EntreeLue
from fabrique_atelier.reseau import partenaires
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404, geste, revenir
from fabrique_atelier.web.etude.base import UN, Reponse, lire_etude, pages, rendre_formulaire
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.etude import FormulaireExperience, FormulairePreuve

_GERER = "dossier.gerer"


@pages.route(f"{UN}/preuves/nouvelle", methods=["GET", "POST"], droit=_GERER)
def nouvelle_preuve(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Write a piece of evidence down."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = _formulaire_preuve(fabrique, {"section": request.args.get("section", "")})
    fait, erreurs = s.essayer(f, lambda c: preuves.ajouter(c, geste(fabrique), dossier.id, f.valeurs()))
    if fait:
        return revenir(fabrique, dossier, "La preuve de terrain est enregistrée.", "etude.voir")
    return rendre_formulaire("etude/preuve.html", dossier, f, erreurs, preuve=None)


@pages.route(f"{UN}/preuves/<uuid:preuve_id>", methods=["GET", "POST"], droit=_GERER)
def preuve(fabrique: FabriqueResumee, dossier_id: object, preuve_id: object) -> Reponse:
    """Correct a piece of evidence, or take it out."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    lue = next((p for p in lire_etude(dossier).preuves if p.id == str(preuve_id)), None) or introuvable()
    if request.method == "POST" and "supprimer" in request.form:
        services().executeur.ecrire_seul(lambda c: preuves.supprimer(c, geste(fabrique), dossier.id, lue.id))
        return revenir(fabrique, dossier, "La preuve de terrain est retirée.", "etude.voir")
    f = _formulaire_preuve(fabrique, _saisie_preuve(asdict(lue)))
    fait, erreurs = s.essayer(
        f,
        lambda c: preuves.modifier(c, geste(fabrique), dossier.id, (lue.id, s.version_de(f.version)), _garder(f, lue)),
        _saisie_preuve,
    )
    if fait:
        return revenir(fabrique, dossier, "La preuve de terrain est enregistrée.", "etude.voir")
    return rendre_formulaire("etude/preuve.html", dossier, f, erreurs, preuve=lue)


@pages.route(f"{UN}/experiences", methods=["GET", "POST"], droit=_GERER)
def experiences(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Take up an experience the fabrique already knows, or leave one; the way to write a new one."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        toutes = benchmarks.de_la_fabrique(connexion, fabrique.id)
    choisie = next((x for x in toutes if x.id == request.form.get("entree_id")), None)
    if request.method == "POST":
        entree = choisie or introuvable()
        faire = benchmarks.detacher if "detacher" in request.form else benchmarks.rattacher
        services().executeur.ecrire_seul(lambda c: faire(c, geste(fabrique), dossier.id, entree.id))
        return revenir(fabrique, dossier, f"«\u00a0{entree.nom}\u00a0»\u00a0: c’est noté.", "etude.voir")
    siennes = {x.id for x in lire_etude(dossier).benchmarks}
    autres = [x for x in toutes if x.id not in siennes]
    return rendre_formulaire("etude/experiences.html", dossier, FormulaireExperience(), [], autres=autres)


@pages.route(f"{UN}/experiences/nouvelle", methods=["GET", "POST"], droit=_GERER)
def nouvelle_experience(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Write down something done elsewhere."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = FormulaireExperience(data={"pays": "France"})
    f.proposer()
    fait, erreurs = s.essayer(f, lambda c: benchmarks.creer(c, geste(fabrique), f.valeurs(), dossier.id))
    if fait:
        return revenir(fabrique, dossier, "L’expérience est enregistrée.", "etude.voir")
    return rendre_formulaire("etude/experience.html", dossier, f, erreurs, experience=None)


@pages.route(f"{UN}/experiences/<uuid:entree_id>", methods=["GET", "POST"], droit=_GERER)
def experience(fabrique: FabriqueResumee, dossier_id: object, entree_id: object) -> Reponse:
    """Correct an experience; every dossier that uses it reads the correction."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    with lire(services().moteur) as connexion:
        lue: EntreeLue = benchmarks.charger(connexion, fabrique.id, str(entree_id)) or introuvable()
    f = FormulaireExperience(data=_saisie_experience(asdict(lue)))
    f.proposer()
    fait, erreurs = s.essayer(f, lambda c: _corriger(c, fabrique, lue, f), _saisie_experience)
    if fait:
        return revenir(fabrique, dossier, "L’expérience est enregistrée.", "etude.voir")
    return rendre_formulaire("etude/experience.html", dossier, f, erreurs, experience=lue)


def _formulaire_preuve(fabrique: FabriqueResumee, donnees: dict[str, Any]) -> FormulairePreuve:
    f = FormulairePreuve(data=donnees)
    with lire(services().moteur) as connexion:
        f.proposer(partenaires.noms(connexion, fabrique.id))
    return f


def _corriger(c: Connection, fabrique: FabriqueResumee, lue: EntreeLue, f: FormulaireExperience) -> None:
    valeurs = f.valeurs() | {"code_insee": lue.code_insee}
    benchmarks.modifier(c, geste(fabrique), (lue.id, s.version_de(f.version)), valeurs)


def _garder(f: FormulairePreuve, lue: preuves.PreuveLue) -> dict[str, Any]:
    return f.valeurs() | {"document_id": lue.document_id}


def _saisie_preuve(p: dict[str, Any]) -> dict[str, Any]:
    textes = ("type", "intitule", "publics", "enseignements", "section", "version", "coorganisateurs")
    dates = ", ".join(s.montrer_quand(d) for d in p["dates"])
    return {nom: p[nom] for nom in textes} | {"dates": dates, "nb_personnes": s.chiffre(p["nb_personnes"])}


def _saisie_experience(e: dict[str, Any]) -> dict[str, Any]:
    gardes = {nom: v for nom, v in e.items() if nom not in ("id", "code_insee", "contact_pris_le")}
    return gardes | {"contact_pris_le": s.date_de(e["contact_pris_le"])}
