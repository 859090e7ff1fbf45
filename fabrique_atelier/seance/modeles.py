"""Ready-made déroulés (``domaine.md`` §6.3), read from ``donnees/deroules.json``, and the shape of a phase to create."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from fabrique_atelier.seance.commandes import Minuteur, ObjetsVote, Visibilite

TypePhase = Literal["accueil", "ideation", "regroupement", "vote", "restitution"]


class PhaseACreer(Struct, forbid_unknown_fields=True):
    """One phase of a séance to create; durations in seconds."""

    type: TypePhase
    titre: Annotated[str, Meta(max_length=60)]
    consigne: Annotated[str, Meta(max_length=300)]
    duree_s: Annotated[int, Meta(ge=10, le=86_400)] | None = None
    minuteur: Minuteur = "indicatif"
    visibilite: Visibilite = "tous_direct"
    auteurs_affiches: bool = False
    longueur_max: Annotated[int, Meta(ge=40, le=500)] = 140
    max_par_personne: Annotated[int, Meta(ge=1, le=1000)] | None = None
    participants_regroupent: bool = False
    budget: Annotated[int, Meta(ge=1, le=20)] = 3
    max_par_objet: Annotated[int, Meta(ge=1, le=20)] = 2
    objets_type: ObjetsVote = "regroupements"


class Modele(Struct, forbid_unknown_fields=True):
    """A ready-made déroulé."""

    id: str
    nom: str
    usage: str
    taille: str
    notes: str
    phases: list[PhaseACreer]


@cache
def modeles() -> dict[str, Modele]:
    """Every déroulé shipped, by identifier."""
    brut = json.loads(
        resources.files("fabrique_atelier.seance").joinpath("donnees/deroules.json").read_text(encoding="utf-8")
    )
    return {x.id: x for x in msgspec.convert(brut, list[Modele])}
