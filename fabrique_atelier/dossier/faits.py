"""What is known of a dossier when it wants to move on: the evidence of §2.4, gathered by ``conduite``. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fabrique_atelier.dossier.stades import PREREGLAGES


@dataclass(frozen=True, slots=True)
class Faits:
    """The evidence a transition may ask for; the defaults are those of a dossier of which nothing is known yet."""

    portes: Mapping[str, str] = field(default_factory=lambda: PREREGLAGES["avise_standard"])
    #: Étape 1
    sources: int = 0
    responsable: bool = False
    fiche_manquants: tuple[str, ...] = ("la fiche idée",)
    criteres_non_notes: tuple[str, ...] = ("tous les critères",)
    ecarts_non_commentes: tuple[str, ...] = ()
    utilite_sociale: bool = False
    dispense: bool = False
    besoin_note_zero: bool = False
    grille_signee: bool = False
    #: Étape 2. ``instances``: gate → a body able to take it exists for this dossier (with enough members)
    instances: frozenset[str] = frozenset()
    comite_suivi_membres: int = 0
    comite_suivi_min: int = 3
    etude_responsable: bool = False
    etude_debut: bool = False
    etude_financement: bool = False
    etude_positionnement: bool = True
    verdicts_manquants: tuple[str, ...] = ("V1", "V2", "V3", "V4")
    etude_conclusion: bool = False
    benchmarks: int = 0
    benchmark_obligatoire: bool = False
    preuves_terrain: int = 0
    etude_document: bool = False
    #: Étape 3
    porteur_route: str | None = None
    porteur_designe: bool = False
    consortium_sans_principal: bool = False
    lettre_intention: bool = False
    note_proactive: bool = False
    appel_manquants: tuple[str, ...] = ("le cahier des charges", "le calendrier", "les critères", "le jury")
    appel_classe: bool = False
    jury_compte_rendu: bool = False
    #: Étape 4
    convention_manquants: tuple[str, ...] = ("la convention",)
    paquet_envoye: bool = False
    faisabilite_document: bool = False
    business_plan: bool = False
    creation_datee: bool = False
    premiere_activite: bool = False
    criteres_sortie_manquants: tuple[str, ...] = (
        "modèle économique viable",
        "équipe autonome",
        "partenariats durables",
    )
