"""The commands a client may send (``docs/protocole.md`` §3): strict schemas, unknown keys refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from fabrique_atelier.seance.refus import refus

Uuid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")]
Texte = Annotated[str, Meta(max_length=4096)]
Titre = Annotated[str, Meta(max_length=200)]
Entier = Annotated[int, Meta(ge=1, le=1_000_000_000)]
Motif = Literal["donnee_personnelle", "injure", "discrimination", "hors_sujet", "doublon_involontaire", "autre"]
Visibilite = Literal["moi", "tous_fin", "tous_direct"]
Minuteur = Literal["aucun", "indicatif", "fermeture_auto"]
ObjetsVote = Literal["regroupements", "contributions"]


class Donnees(Struct, forbid_unknown_fields=True):
    """Parent of every command's ``donnees``; ``TYPE`` is the name on the wire."""


class ProposerContribution(Donnees):
    phase_id: Uuid
    texte: Texte


class ModifierContribution(Donnees):
    contribution_id: Uuid
    texte: Texte


class RetirerContribution(Donnees):
    contribution_id: Uuid


class Voter(Donnees):
    vote_id: Uuid
    version: Entier
    gommettes: Annotated[dict[Uuid, Annotated[int, Meta(ge=1, le=100)]], Meta(max_length=100)]


class ChangerPseudonyme(Donnees):
    pseudonyme: Titre


class SignalerContribution(Donnees):
    contribution_id: Uuid
    motif: Motif


class DeplacerContributions(Donnees):
    contributions: Annotated[list[Uuid], Meta(min_length=1, max_length=100)]
    regroupement_id: Uuid | None
    position: Annotated[int, Meta(ge=0, le=100_000)] | None = None


class CreerRegroupement(Donnees):
    titre: Titre
    contributions: Annotated[list[Uuid], Meta(max_length=100)]


class RenommerRegroupement(Donnees):
    regroupement_id: Uuid
    titre: Titre


class DecrireRegroupement(Donnees):
    regroupement_id: Uuid
    description: Texte


class FusionnerRegroupements(Donnees):
    source_id: Uuid
    cible_id: Uuid


class ScinderRegroupement(Donnees):
    regroupement_id: Uuid
    contributions: Annotated[list[Uuid], Meta(min_length=1, max_length=500)]
    titre: Titre


class SupprimerRegroupement(Donnees):
    regroupement_id: Uuid


class OrdonnerRegroupements(Donnees):
    ordre: Annotated[list[Uuid], Meta(max_length=500)]


class Annuler(Donnees):
    pass


class Retablir(Donnees):
    pass


class OuvrirSeance(Donnees):
    pass


class DemarrerPhase(Donnees):
    phase_id: Uuid
    avec_minuteur: bool = True
    confirme: bool = False


class FermerPhase(Donnees):
    phase_id: Uuid


class RevelerPhase(Donnees):
    phase_id: Uuid
    confirme: bool = False


class AnnulerRevelation(Donnees):
    phase_id: Uuid


class ProlongerPhase(Donnees):
    phase_id: Uuid
    secondes: Annotated[int, Meta(ge=10, le=3600)]


class MettreEnPause(Donnees):
    pass


class Reprendre(Donnees):
    pass


class ModifierPhase(Donnees):
    phase_id: Uuid
    titre: Titre | UnsetType = UNSET
    consigne: Texte | UnsetType = UNSET
    duree_s: Annotated[int, Meta(ge=10, le=86_400)] | UnsetType | None = UNSET
    visibilite: Visibilite | UnsetType = UNSET
    minuteur: Minuteur | UnsetType = UNSET
    participants_regroupent: bool | UnsetType = UNSET
    auteurs_affiches: bool | UnsetType = UNSET
    longueur_max: Annotated[int, Meta(ge=40, le=500)] | UnsetType = UNSET
    max_par_personne: Annotated[int, Meta(ge=1, le=1000)] | UnsetType | None = UNSET
    budget: Annotated[int, Meta(ge=1, le=20)] | UnsetType = UNSET
    max_par_objet: Annotated[int, Meta(ge=1, le=20)] | UnsetType = UNSET
    objets_type: ObjetsVote | UnsetType = UNSET


class VerrouillerEntree(Donnees):
    verrouillee: bool


class MasquerContribution(Donnees):
    contribution_id: Uuid
    motif: Motif


class RetablirContribution(Donnees):
    contribution_id: Uuid


class ReformulerContribution(Donnees):
    contribution_id: Uuid
    texte: Texte | None


class LaisserContribution(Donnees):
    contribution_id: Uuid


class EcarterParticipant(Donnees):
    participant_id: Uuid
    masquer: bool = False


class ReintegrerParticipant(Donnees):
    participant_id: Uuid


class CloreSeance(Donnees):
    confirme: bool = False


class RouvrirSeance(Donnees):
    pass


def _nom(classe: type[Donnees]) -> str:
    return "".join(("_" if c.isupper() and i else "") + c.lower() for i, c in enumerate(classe.__name__))


#: Wire name → schema, for every command.
SCHEMAS: dict[str, type[Donnees]] = {_nom(c): c for c in Donnees.__subclasses__()}
TYPES: dict[type[Donnees], str] = {c: n for n, c in SCHEMAS.items()}


class Commande(Struct, frozen=True):
    """One decoded command: client-chosen ``id``, wire ``type`` and typed ``donnees``."""

    id: str
    type: str
    donnees: Donnees


class _Enveloppe(Struct, forbid_unknown_fields=True):
    id: Uuid
    type: str
    donnees: dict[str, Any]


def decoder(brut: object) -> Commande:
    """Decode a command from parsed JSON.

    Raises:
        ErreurMetier: ``commande_invalide``, whatever is wrong with it.
    """
    try:
        enveloppe = msgspec.convert(brut, _Enveloppe)
        donnees = msgspec.convert(enveloppe.donnees, SCHEMAS[enveloppe.type])
    except (msgspec.ValidationError, KeyError, RecursionError):
        raise refus("commande_invalide") from None
    return Commande(enveloppe.id, enveloppe.type, donnees)
