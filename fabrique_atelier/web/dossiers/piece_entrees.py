"""The room of what comes in: its ``pages``, and what its views share. The views are in ``entrees``, ``a_trier`` and ``besoins``."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import Field

from fabrique_atelier.dossier.besoins import ETATS, POINTS_DE_DEPART, TYPES_DE_SOURCE
from fabrique_atelier.dossier.signalements import CANAUX, NATURES, STATUTS
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.partenaires import territoires_possibles
from fabrique_atelier.reseau.thematiques import lister as thematiques
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates_partielles import date_partielle_longue
from fabrique_atelier.web.espace import Espace, acteur

pages = Espace("entrees", __name__, url_prefix="/equipe")
pages.add_app_template_global(date_partielle_longue, "date_en_mots")
Reponse = str | Response | tuple[str, int]


@pages.app_context_processor
def _listes() -> dict[str, Any]:
    """What the templates need to say codes in words."""
    return {
        "natures_signalement": NATURES,
        "canaux_signalement": CANAUX,
        "statuts_signalement": STATUTS,
        "etats_besoin": ETATS,
        "departs_besoin": POINTS_DE_DEPART,
        "sources_besoin": TYPES_DE_SOURCE,
    }


def geste(fabrique: FabriqueResumee) -> Geste:
    """A change by the person at hand, now."""
    return Geste(services().audit, acteur().personne_id, fabrique.id, maintenant_ms())


def aujourdhui() -> str:
    """The ISO day, in France."""
    return jour_local(maintenant_ms()).isoformat()


def lieux_et_themes(connexion: Connection, fabrique_id: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The territories and the proposed themes of a fabrique, to choose from."""
    themes = [(t.code, t.libelle) for t in thematiques(connexion, fabrique_id, actives=True)]
    return territoires_possibles(connexion, fabrique_id), themes


def noms_des_themes(connexion: Connection, fabrique_id: str) -> dict[str, str]:
    """Code → name of every theme, hidden ones too."""
    return {t.code: t.libelle for t in thematiques(connexion, fabrique_id)}


def vers_le_dossier(fabrique: FabriqueResumee, dossier_id: str) -> str:
    """The address of a dossier."""
    return url_for("dossier.page", fabrique=fabrique.identifiant, dossier_id=dossier_id)


def version(champ: Field) -> int:
    """The version a form was made on; 0 when it does not say."""
    texte = champ.data or ""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) < 9 else 0
