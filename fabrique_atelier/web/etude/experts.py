"""The experts asked about a study."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection

from fabrique_atelier.etude import experts
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.suivi.montants import euros
from fabrique_atelier.web.contexte import introuvable
from fabrique_atelier.web.dossiers.dossier_base import dossier_ou_404, geste, revenir
from fabrique_atelier.web.etude.base import UN, Reponse, lire_etude, pages, rendre_formulaire
from fabrique_atelier.web.formulaires import saisies as s
from fabrique_atelier.web.formulaires.etude import FormulaireMission


@pages.route(f"{UN}/experts/nouvelle", methods=["GET", "POST"], droit="dossier.gerer")
def nouvelle_mission(fabrique: FabriqueResumee, dossier_id: object) -> Reponse:
    """Ask an expert."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    f = FormulaireMission()
    fait, erreurs = s.essayer(f, lambda c: experts.enregistrer(c, geste(fabrique), dossier.id, (None, 0), f.valeurs()))
    if fait:
        return revenir(fabrique, dossier, "La question est notée.", "etude.voir")
    return rendre_formulaire("etude/mission.html", dossier, f, erreurs, mission=None)


@pages.route(f"{UN}/experts/<uuid:mission_id>", methods=["GET", "POST"], droit="dossier.gerer")
def mission(fabrique: FabriqueResumee, dossier_id: object, mission_id: object) -> Reponse:
    """Write down the answer of an expert."""
    dossier = dossier_ou_404(fabrique, dossier_id)
    lue = next((x for x in lire_etude(dossier).missions if x.id == str(mission_id)), None) or introuvable()
    f = FormulaireMission(data=_saisie(asdict(lue)))
    fait, erreurs = s.essayer(f, lambda c: _enregistrer(c, fabrique, lue, f), _saisie)
    if fait:
        return revenir(fabrique, dossier, "La réponse est enregistrée.", "etude.voir")
    return rendre_formulaire("etude/mission.html", dossier, f, erreurs, mission=lue)


def _enregistrer(c: Connection, fabrique: FabriqueResumee, lue: experts.MissionLue, f: FormulaireMission) -> None:
    valeurs = f.valeurs() | {"partenaire_id": lue.partenaire_id}
    experts.enregistrer(c, geste(fabrique), lue.dossier_id, (lue.id, s.version_de(f.version)), valeurs)


def _saisie(m: dict[str, Any]) -> dict[str, Any]:
    textes = {nom: m[nom] for nom in ("nom", "domaine", "question", "avis", "lien_interet", "version")}
    dates = {nom: s.date_de(m[nom]) for nom in ("sollicite_le", "rendu_le")}
    return textes | dates | {"remuneration": euros(m["remuneration"]).removesuffix("\u00a0€").replace("\u202f", "")}
