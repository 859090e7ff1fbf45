"""The birth of a dossier (T1): a number, a title, a territory, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.ecriture import Trace, auteur, recherche, tracer
from fabrique_atelier.dossier.stades import ACTIF
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Fabrique, Territoire, Thematique
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

TITRE_MAX = 140
_PARTIELLE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
#: Type of a source → the column that names it.
TYPES = {
    "seance": "seance_id",
    "regroupement": "regroupement_id",
    "contribution": "contribution_id",
    "signalement": "signalement_id",
    "besoin": "besoin_id",
    "essaimage": "origine_id",
    "scission": "origine_id",
    "equipe": None,
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where an idea comes from; ``type``: a key of :data:`TYPES`, the matching id filled; ``libelle``: what it was called."""

    type: str
    libelle: str
    seance_id: str | None = None
    regroupement_id: str | None = None
    contribution_id: str | None = None
    signalement_id: str | None = None
    besoin_id: str | None = None
    origine_id: str | None = None


@dataclass(frozen=True, slots=True)
class Nouveau:
    """A dossier to open. ``date_detection``: a partial date; ``jour``: the ISO day it is opened; ``territoires``: ids."""

    titre: str
    sources: Sequence[Source]
    territoires: Sequence[str]
    thematiques: Sequence[str]
    date_detection: str
    jour: str
    nature: str | None = None
    confidentialite: str = "equipe"
    responsable_id: str | None = None
    parent_id: str | None = None
    stade: str = "piste"


def creer(connexion: Connection, geste: Geste, nouveau: Nouveau) -> str:
    """Open a dossier and write the first line of its history; return its id.

    Raises:
        ErreurMetier: no title, no territory, no theme, no source, or a date that is none.
    """
    _verifier(connexion, geste.fabrique_id, nouveau)
    dossier_id = nouvel_identifiant()
    connexion.execute(insert(m.Dossier), _ligne(connexion, geste, nouveau, dossier_id))
    for territoire_id in dict.fromkeys(nouveau.territoires):
        connexion.execute(
            insert(m.DossierTerritoire), {"dossier_id": dossier_id, "territoire_id": territoire_id, "zonages": None}
        )
    for code in dict.fromkeys(nouveau.thematiques):
        connexion.execute(insert(m.DossierThematique), {"dossier_id": dossier_id, "code": code})
    for source in nouveau.sources:
        ajouter_source(connexion, geste, dossier_id, source)
    trace = Trace("T1", nouveau.jour, donnees={"sources": len(nouveau.sources)}, autre_dossier_id=nouveau.parent_id)
    tracer(connexion, geste, dossier_id, trace, (None, nouveau.stade), (None, ACTIF))
    geste.noter(connexion, "dossier.creer", ("dossier", dossier_id), sources=len(nouveau.sources))
    return dossier_id


def ajouter_source(
    connexion: Connection, geste: Geste, dossier_id: str, source: Source, venue_de_id: str | None = None
) -> None:
    """Link one more source to a dossier."""
    connexion.execute(
        insert(m.DossierSource),
        {
            "id": nouvel_identifiant(),
            "dossier_id": dossier_id,
            "type": source.type,
            "libelle": source.libelle[:300],
            **{n: getattr(source, n) for n in ("seance_id", *sorted({c for c in TYPES.values() if c} - {"seance_id"}))},
            "venue_de_id": venue_de_id,
            "ajoutee_le": geste.maintenant,
            "ajoutee_par": auteur(geste),
        },
    )


def _ligne(connexion: Connection, geste: Geste, nouveau: Nouveau, dossier_id: str) -> dict[str, object]:
    numero = _numero(connexion, geste.fabrique_id, nouveau.jour[:4])
    return {
        "id": dossier_id,
        "fabrique_id": geste.fabrique_id,
        "numero": numero,
        "titre": nouveau.titre,
        "stade": nouveau.stade,
        "situation": ACTIF,
        "situation_donnees": {},
        "stade_depuis": nouveau.jour,
        "situation_depuis": nouveau.jour,
        "nature": nouveau.nature,
        "responsable_id": nouveau.responsable_id,
        "utilite_sociale": [],
        "utilite_dispense": "",
        "innovation": {},
        "parent_id": nouveau.parent_id,
        "date_detection": nouveau.date_detection,
        "confidentialite": nouveau.confidentialite,
        "recherche": recherche(numero, nouveau.titre),
        "cree_le": geste.maintenant,
        "cree_par": auteur(geste),
        "modifie_le": geste.maintenant,
        "version": 1,
    }


def _numero(connexion: Connection, fabrique_id: str, annee: str) -> str:
    """The next ``AAAA-NNN`` of a fabrique, whose row is held meanwhile; the UNIQUE constraint holds whatever happens beside."""
    connexion.execute(select(Fabrique.id).where(Fabrique.id == fabrique_id).with_for_update())
    d = m.Dossier
    requete = select(func.max(d.numero)).where(d.fabrique_id == fabrique_id, d.numero.like(f"{annee}-___"))
    au_dela = select(func.max(d.numero)).where(d.fabrique_id == fabrique_id, d.numero.like(f"{annee}-____"))
    dernier = connexion.execute(au_dela).scalar() or connexion.execute(requete).scalar()
    return f"{annee}-{int(dernier.partition('-')[2]) + 1 if dernier else 1:03d}"


def _verifier(connexion: Connection, fabrique_id: str, nouveau: Nouveau) -> None:
    if not nouveau.titre or len(nouveau.titre) > TITRE_MAX:
        raise ErreurMetier("titre_absent", f"Donnez un titre à ce dossier, en {TITRE_MAX}\u00a0caractères au plus.")
    if not nouveau.sources:
        raise ErreurMetier(
            "source_absente", "Dites d’où vient cette idée\u00a0: une séance, un signalement, un besoin ou l’équipe."
        )
    if not _PARTIELLE.fullmatch(nouveau.date_detection):
        raise ErreurMetier(
            "date_illisible",
            "La date de détection s’écrit 2026, 2026-11 ou 2026-11-22. Corrigez-la, le reste est gardé.",
        )
    t, h = Territoire, Thematique
    lieux = set(
        connexion.execute(select(t.id).where(t.fabrique_id == fabrique_id, t.id.in_(nouveau.territoires))).scalars()
    )
    if not nouveau.territoires or lieux != set(nouveau.territoires):
        raise ErreurMetier("territoire_absent", "Choisissez au moins un territoire de votre fabrique.")
    themes = set(
        connexion.execute(select(h.code).where(h.fabrique_id == fabrique_id, h.code.in_(nouveau.thematiques))).scalars()
    )
    if not nouveau.thematiques or themes != set(nouveau.thematiques):
        raise ErreurMetier("thematique_absente", "Choisissez au moins une thématique de votre fabrique.")
