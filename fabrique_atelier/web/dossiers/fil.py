"""The thread of a dossier, drawn at the top of each of its pages: the stades in their four steps, where it stands, its rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for

from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.identite import CONFIDENTIALITES, NATURES
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.reseau.fabriques import FabriqueResumee
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.reseau.vocabulaire import ETAPES, Vocabulaire
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.dates_partielles import date_partielle_longue, depuis

#: End of the address → the words of the tab; ``{suivi}`` and ``{porteur}`` are the fabrique's words.
PAGES: dict[str, str] = {
    "": "Dossier",
    "fiche": "Fiche idée",
    "qualification": "Qualification",
    "comite": "{suivi}",
    "etude": "Étude d’opportunité",
    "porteur": "{porteur}",
    "suivi": "Réalisation",
    "documents": "Documents",
    "collectif": "Collectif",
    "origine": "Origine",
    "historique": "Historique",
}


@dataclass(frozen=True, slots=True)
class Pas:
    """One stade on the thread; ``etat``: ``passe``, ``ici`` or ``venir``."""

    stade: str
    libelle: str
    etat: str


@dataclass(frozen=True, slots=True)
class Etape:
    """One of the four steps of the métier."""

    numero: int
    nom: str
    pas: tuple[Pas, ...]
    etat: str


@dataclass(frozen=True, slots=True)
class Onglet:
    """One room of a dossier."""

    libelle: str
    url: str
    ici: bool


@dataclass(frozen=True, slots=True)
class Fil:
    """All that the top of a dossier's page says."""

    etapes: tuple[Etape, ...]
    onglets: tuple[Onglet, ...]
    stade: str
    situation: str
    depuis: str
    attente: str


def etapes(stade: str, portes: Mapping[str, str], mots: Vocabulaire) -> tuple[Etape, ...]:
    """The stades of a fabrique in their steps, seen from one of them. Pure."""
    noms = libelles(mots)
    visibles = [x for x in s.STADES if x == stade or x in s.stades_de(portes)]
    return tuple(
        Etape(
            n,
            mots.mot(code, majuscule=True),
            tuple(Pas(x, noms[x], _etat(s.numero(x), s.numero(stade))) for x in visibles if s.etape(x) == n),
            _etat(n, s.etape(stade)),
        )
        for n, code in enumerate(ETAPES, 1)
    )


def adresse(fabrique: FabriqueResumee, dossier_id: str, fin: str = "") -> str:
    """The address of a room of a dossier; ``fin``: the end of it, as in :data:`PAGES`."""
    base = url_for("dossier.page", fabrique=fabrique.identifiant, dossier_id=dossier_id)
    return f"{base}/{fin}" if fin else base


def fil_du_dossier(dossier: DossierLu) -> Fil:
    """The thread of a dossier in the fabrique of the page at hand."""
    fabrique: FabriqueResumee = g.fabrique
    with lire(services().moteur) as connexion:
        portes = reglage(connexion, fabrique.id).portes
    jour = jour_local(maintenant_ms())
    debut = dossier.stade_depuis if dossier.situation == s.ACTIF else dossier.situation_depuis
    return Fil(
        etapes(dossier.stade, portes, fabrique.mots),
        _onglets(fabrique, dossier.id, portes),
        libelles(fabrique.mots)[dossier.stade],
        s.SITUATIONS[dossier.situation],
        date_partielle_longue(debut),
        depuis(debut, jour),
    )


def outils() -> dict[str, Any]:
    """What the templates about dossiers call."""
    fabrique: FabriqueResumee | None = g.get("fabrique")
    return {
        "fil_du_dossier": fil_du_dossier,
        "date_partielle": date_partielle_longue,
        "situations": s.SITUATIONS,
        "instances": s.INSTANCES,
        "natures_du_dossier": NATURES,
        "confidentialites": CONFIDENTIALITES,
        "libelle_stade": libelles(Vocabulaire(fabrique.vocabulaire if fabrique else None)).__getitem__,
    }


def _onglets(fabrique: FabriqueResumee, dossier_id: str, portes: Mapping[str, str]) -> tuple[Onglet, ...]:
    mots = {
        "suivi": fabrique.mots.mot("comite_suivi", majuscule=True),
        "porteur": fabrique.mots.mot("porteur", majuscule=True),
    }
    fins = [f for f in PAGES if f != "comite" or "suivi" in portes.values()]
    base = adresse(fabrique, dossier_id)
    reste = request.path[len(base) :].strip("/") if request.path.startswith(base) else None
    ici = reste.partition("/")[0] if reste is not None else None
    return tuple(Onglet(PAGES[f].format(**mots), adresse(fabrique, dossier_id, f), f == ici) for f in fins)


def _etat(n: int, ici: int) -> str:
    return "passe" if n < ici else "ici" if n == ici else "venir"
