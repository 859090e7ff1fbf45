"""The convention de transmission: what is handed over, to whom, under which terms, and the day both signed (§3.33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.porteur import models as m
from fabrique_atelier.porteur import porteurs
from fabrique_atelier.porteur.nomenclatures import ELEMENTS
from fabrique_atelier.porteur.porteurs import PorteurLu
from fabrique_atelier.reseau.editions import ajouter, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.vocabulaire import USUELS, Vocabulaire
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier

SIGNATURES = ("signee_fabrique", "signee_porteur")
TERMES = (
    "parties objet elements droits accompagnement_mois accompagnement engagements clause_retour clause_texte".split()
)


@dataclass(frozen=True, slots=True)
class ConventionLue:
    """A convention with one porteur."""

    id: str
    dossier_id: str
    porteur_id: str
    parties: list[str]
    objet: str
    elements: list[str]
    droits: str
    accompagnement_mois: int | None
    accompagnement: str
    engagements: list[str]
    clause_retour: bool
    clause_texte: str
    signee_fabrique: str | None
    signee_porteur: str | None
    cree_le: int
    modifie_le: int
    version: int

    @property
    def signee_le(self) -> str | None:
        """The day the last of the two signed, None before."""
        jours = [j for j in (self.signee_fabrique, self.signee_porteur) if j]
        return max(jours) if len(jours) == len(SIGNATURES) else None


def avec(connexion: Connection, porteur: PorteurLu | None) -> ConventionLue | None:
    """The convention with a porteur, or None."""
    if porteur is None:
        return None
    ligne = (
        connexion.execute(select(*table(m.Convention).c).where(m.Convention.porteur_id == porteur.id))
        .mappings()
        .first()
    )
    return ConventionLue(**ligne) if ligne else None


def presente(connexion: Connection, dossier_id: str) -> ConventionLue | None:
    """The convention with the porteur of today."""
    return avec(connexion, porteurs.present(connexion, dossier_id))


def enregistrer(
    connexion: Connection,
    geste: Geste,
    porteur: PorteurLu,
    lue: tuple[ConventionLue | None, int],
    donnees: Mapping[str, Any],
) -> None:
    """Save the terms and the signatures; ``lue``: (the convention or None, version the edit was made on).

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: signed terms do not change, a signature is not in the future.
    """
    exiger(connexion, geste.fabrique_id, porteur.dossier_id)
    actuelle, version = lue
    valeurs = {n: donnees[n] for n in (*TERMES, *SIGNATURES)}
    _verifier(geste, actuelle, valeurs)
    signatures = sum(valeurs[s] is not None for s in SIGNATURES)
    geste.noter(connexion, "porteur.convention", ("dossier", porteur.dossier_id), signatures=signatures)
    if actuelle is None:
        qui = {"dossier_id": porteur.dossier_id, "porteur_id": porteur.id}
        ajouter(connexion, geste, m.Convention, {**valeurs, **qui})
    else:
        remplacer(connexion, geste, m.Convention, {"id": actuelle.id}, (version, valeurs))


def manquants(convention: ConventionLue | None, mots: Vocabulaire = USUELS) -> tuple[str, ...]:
    """What a convention lacks for T10, in words."""
    if convention is None:
        return ("la convention",)
    c = convention
    return tuple(
        quoi
        for quoi, present in (
            ("deux parties au moins", len(c.parties) > 1),
            ("l’objet de la convention", bool(c.objet)),
            ("les éléments transmis", bool(c.elements)),
            ("la signature de la fabrique", c.signee_fabrique is not None),
            (f"la signature {mots.mot('porteur', 'du')}", c.signee_porteur is not None),
        )
        if not present
    )


def _verifier(geste: Geste, actuelle: ConventionLue | None, valeurs: Mapping[str, Any]) -> None:
    if not set(valeurs["elements"]) <= set(ELEMENTS):
        raise ErreurMetier("element_inconnu", "Choisissez les éléments transmis dans la liste.")
    for signature in SIGNATURES:
        pas_a_venir(geste, valeurs[signature])
    if valeurs["clause_retour"] and not valeurs["clause_texte"]:
        raise ErreurMetier(
            "clause_absente", "Écrivez la clause de retour\u00a0: dans quel cas le projet revient à la fabrique."
        )
    if actuelle is not None and actuelle.signee_le and any(valeurs[n] != getattr(actuelle, n) for n in TERMES):
        raise ErreurMetier(
            "convention_signee",
            "La convention est signée\u00a0: ses termes ne changent plus. Pour corriger une erreur de saisie, effacez d’abord une "
            "date de signature.",
        )


def pas_a_venir(geste: Geste, jour: str | None) -> None:
    """Refuse a day that has not come.

    Raises:
        ErreurMetier: ``jour_a_venir``.
    """
    if jour and jour > jour_local(geste.maintenant).isoformat():
        raise ErreurMetier("jour_a_venir", "Cette date est dans le futur\u00a0: écrivez le jour où c’est fait.")
