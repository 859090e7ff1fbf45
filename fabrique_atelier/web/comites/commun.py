"""What the pages of the committees share: finding things in the fabrique, writing with an audit line, saying refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, g, redirect
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from fabrique_atelier.comite import comites, noms, ordre_du_jour, seances
from fabrique_atelier.comite.comites import ComiteLu
from fabrique_atelier.comite.deports import RAISONS as RAISONS_DEPORT
from fabrique_atelier.comite.ordre_du_jour import PointLu
from fabrique_atelier.comite.propositions import RAISONS as RAISONS_PROPOSITION
from fabrique_atelier.comite.quorum import Quorum
from fabrique_atelier.comite.seances import SeanceLue
from fabrique_atelier.dossier.decisions import DECISIONS
from fabrique_atelier.reseau.codes import date_affichee
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.nomenclatures import COLLEGES
from fabrique_atelier.reseau.vocabulaire import USUELS, Vocabulaire
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.espace import acteur
from fabrique_atelier.web.formulaires.comites import FormulaireBouton

T = TypeVar("T")
Page = str | Response | tuple[str, int]


def geste_de(fabrique: FabriqueResumee) -> Geste:
    """Who writes, here and now."""
    return Geste(services().audit, acteur().personne_id, fabrique.id, maintenant_ms())


def aujourdhui() -> str:
    """The local day, ISO."""
    return jour_local(maintenant_ms()).isoformat()


def comite_de(fabrique: FabriqueResumee, comite_id: object) -> ComiteLu:
    """A committee of this fabrique, or 404."""
    with lire(services().moteur) as connexion:
        return comites.charger(connexion, fabrique.id, str(comite_id)) or introuvable()


def seance_de(fabrique: FabriqueResumee, seance_comite_id: object) -> SeanceLue:
    """A sitting of this fabrique, or 404."""
    with lire(services().moteur) as connexion:
        return seances.charger(connexion, fabrique.id, str(seance_comite_id)) or introuvable()


def point_de(fabrique: FabriqueResumee, point_id: object) -> tuple[PointLu, SeanceLue]:
    """A point of an agenda of this fabrique with its sitting, or 404."""
    with lire(services().moteur) as connexion:
        point = ordre_du_jour.charger(connexion, fabrique.id, str(point_id)) or introuvable()
        return point, seances.charger(connexion, fabrique.id, point.seance_comite_id) or introuvable()


def ecrire(travail: Callable[[Connection], T]) -> T:
    """Write in the single line of writes; a refusal goes through."""
    return services().executeur.ecrire_seul(travail)


def tenter(travail: Callable[[], Any], vers: str, fait: str = "") -> Response:
    """Do what a button asks, then go to ``vers``; a refusal is said there."""
    try:
        travail()
    except ErreurMetier as refus:
        if refus.code == "introuvable":
            introuvable()
        flash(refus.message, "erreur")
    else:
        if fait:
            flash(fait)
    return redirect(vers, 303)


def phrase_du_quorum(q: Quorum) -> str:
    """« 8 voix sur 11, quorum 6 : atteint »; what is missing when it is not."""
    presentes = f"{q.voix_presentes}\u00a0voix présente{'s' * (q.voix_presentes > 1)} sur {q.voix}"
    deports = f", {q.deports}\u00a0déport{'s' * (q.deports > 1)}" if q.deports else ""
    if not q.requis:
        return f"{presentes}{deports}. Aucun quorum demandé."
    manque = q.requis - q.voix_presentes
    suite = "atteint" if q.atteint else f"il manque {manque}\u00a0voix"
    return f"{presentes}{deports}. Quorum\u00a0: {q.requis}, {suite}."


def heure_dite(heure: str) -> str:
    """« 18 h », « 18 h 30 » for ``18:30``."""
    h, _, minutes = heure.partition(":")
    return f"{int(h)}\u00a0h" + (f"\u00a0{minutes}" if minutes not in ("", "00") else "")


def types_de_comite(mots: Vocabulaire) -> dict[str, str]:
    """The kinds of committee in the words of the fabrique."""
    propres = {
        "engagement": mots.mot("comite_engagement", majuscule=True),
        "suivi": mots.mot("comite_suivi", majuscule=True),
    }
    return noms.TYPES | propres


def portes_en_mots(mots: Vocabulaire) -> dict[str, str]:
    """The gates in the words of the fabrique."""
    return noms.PORTES_DU_POINT | {"G3": f"Choix {mots.mot('porteur', 'du')}"}


def listes() -> dict[str, Any]:
    """What the templates of committees need to say codes in words."""
    fabrique: FabriqueResumee | None = g.get("fabrique")
    mots = fabrique.mots if fabrique else USUELS
    return {
        "types_comite": types_de_comite(mots),
        "portes_comite": portes_en_mots(mots),
        "colleges": COLLEGES,
        "etats_seance_comite": noms.ETATS,
        "presences_comite": noms.PRESENCES,
        "modes_comite": noms.MODES,
        "majorites_comite": noms.MAJORITES,
        "voix_comite": noms.VOIX,
        "avis_comite": noms.AVIS,
        "decisions_comite": DECISIONS,
        "date_affichee": date_affichee,
        "raisons_deport": RAISONS_DEPORT,
        "raisons_proposition": RAISONS_PROPOSITION,
        "heure_dite": heure_dite,
        "bouton": FormulaireBouton,
    }
