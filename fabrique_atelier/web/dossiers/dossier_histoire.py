"""« D’où vient ce projet ? » and the whole history of a dossier."""

from __future__ import annotations

from typing import Any

from flask import render_template
from sqlalchemy import Connection, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import models_entrees as me
from fabrique_atelier.dossier.lectures import portes_anticipees
from fabrique_atelier.dossier.lignage import Lignage, lignage
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web.contexte import introuvable, services
from fabrique_atelier.web.dossiers.dossier_base import pages
from fabrique_atelier.web.dossiers.histoire import informations, raconter

_UN = "/<fabrique>/dossiers/<uuid:dossier_id>"
#: Type of a source → what it is called, when it is not a séance.
TYPES: dict[str, str] = {
    "signalement": "Signalement",
    "besoin": "Besoin",
    "essaimage": "Essaimage",
    "equipe": "Idée de l’équipe",
}


@pages.get(f"{_UN}/origine", droit="dossier.lire")
def origine(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """The unbroken thread: séances, clusters, cards, votes, signalements, needs, dossiers before, decisions."""
    with lire(services().moteur) as connexion:
        fil = lignage(connexion, fabrique.id, str(dossier_id)) or introuvable()
        autres = _autres_sources(connexion, fabrique, fil)
        motifs = reglage(connexion, fabrique.id).tous_les_motifs
        numeros = _numeros(connexion, fabrique, fil)
    decisions = raconter(fil.decisions, fabrique.mots, motifs, numeros)
    return render_template(
        "dossier/origine.html", dossier=fil.dossier, fil=fil, autres=autres, decisions=decisions, numeros=numeros
    )


@pages.get(f"{_UN}/historique", droit="dossier.lire")
def historique(fabrique: FabriqueResumee, dossier_id: object) -> str:
    """Every event, those of the dossiers it was split from or that were merged into it too."""
    with lire(services().moteur) as connexion:
        fil = lignage(connexion, fabrique.id, str(dossier_id)) or introuvable()
        anticipees = portes_anticipees(connexion, fil.dossier.id)
        motifs = reglage(connexion, fabrique.id).tous_les_motifs
        numeros = _numeros(connexion, fabrique, fil)
    siens = [e for e in fil.histoire if e.dossier_id == fil.dossier.id]
    return render_template(
        "dossier/historique.html",
        dossier=fil.dossier,
        recits_lus=raconter(fil.histoire, fabrique.mots, motifs, numeros),
        informations=informations(sorted(siens, key=lambda e: e.numero), anticipees, fabrique.mots),
        numeros=numeros,
    )


def _numeros(connexion: Connection, fabrique: FabriqueResumee, fil: Lignage) -> dict[str, str]:
    """Dossier id → number, of every dossier the history names."""
    ids = {e.dossier_id for e in fil.histoire} | {e.autre_dossier_id for e in fil.histoire if e.autre_dossier_id}
    d = m.Dossier
    requete = select(d.id, d.numero).where(d.fabrique_id == fabrique.id, d.id.in_(ids))
    return {x.id: x.numero for x in connexion.execute(requete)}


def _autres_sources(connexion: Connection, fabrique: FabriqueResumee, fil: Lignage) -> list[dict[str, Any]]:
    """The sources that are no séance, each with what it is now: title, day, who it came from."""
    signales = _lus(connexion, me.Signalement, fabrique, [x.signalement_id for x in fil.sources])
    besoins = _lus(connexion, me.Besoin, fabrique, [x.besoin_id for x in fil.sources])
    trouvees = []
    for x in fil.sources:
        if x.type not in TYPES:
            continue
        objet = signales.get(x.signalement_id or "") or besoins.get(x.besoin_id or "") or {}
        trouvees.append(
            {
                "type": TYPES[x.type],
                "titre": objet.get("titre") or x.libelle,
                "texte": objet.get("texte") or objet.get("description") or "",
                "jour": objet.get("recu_le") or "",
                "de": objet.get("organisation") or "",
                "venue_de": x.venue_de,
                "origine_id": x.origine_id,
            }
        )
    return trouvees


def _lus(connexion: Connection, modele: Any, fabrique: FabriqueResumee, ids: list[str | None]) -> dict[str, Any]:
    voulus = [i for i in ids if i]
    requete = select(modele.__table__).where(modele.fabrique_id == fabrique.id, modele.id.in_(voulus))
    return {r["id"]: dict(r) for r in connexion.execute(requete).mappings()} if voulus else {}
