"""What of a séance may be named on the page of its ideas: groups, and cards everybody may see; and one phone's own cards. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fabrique_atelier.dossier.mots_publics import PAS_ETUDIEE
from fabrique_atelier.dossier.suites import Route
from fabrique_atelier.seance.etat import Contribution, EtatSeance


@dataclass(frozen=True, slots=True)
class Objet:
    """A group of ideas, or a card alone (``groupe`` False)."""

    id: str
    repere: str
    couleur: int
    titre: str
    idees: int
    groupe: bool = True


@dataclass(frozen=True, slots=True)
class Mienne:
    """A card of the phone at hand, with the group it is in (empty: none)."""

    id: str
    texte: str
    groupe_id: str
    groupe: str
    publique: bool

    def chemins(self, routes: Mapping[str, Sequence[Route]]) -> list[Route]:
        """The roads of this card: its own, then those of its group; nothing once it is hidden or withdrawn."""
        if not self.publique:
            return []
        trouvees = (
            [*routes.get(self.id, []), *routes.get(self.groupe_id, [])] if self.groupe_id else routes.get(self.id, [])
        )
        return list({r.dossier_id: r for r in trouvees}.values())

    def json(self, routes: Mapping[str, Sequence[Route]]) -> dict[str, Any]:
        """For the phone: what to print, already in words."""
        etats = [_en_mots(r) for r in self.chemins(routes)]
        vide = [{"nom": PAS_ETUDIEE.nom, "phrase": PAS_ETUDIEE.phrase, "suite": PAS_ETUDIEE.suite, "reponse": ""}]
        return {"texte": self.texte, "groupe": self.groupe, "chemins": etats or (vide if self.publique else [])}


def lignes(etat: EtatSeance) -> list[Objet]:
    """The groups with at least one card everybody may see, in the order of the wall, then such cards."""
    publiques = sorted((c for c in etat.contributions.values() if c.publique), key=lambda c: c.rang)
    comptes: dict[str, int] = {}
    for c in publiques:
        comptes[c.regroupement_id or ""] = comptes.get(c.regroupement_id or "", 0) + 1
    groupes = [
        Objet(r.id, r.repere, r.couleur, r.titre, comptes[r.id]) for r in etat.regroupements_tries() if r.id in comptes
    ]
    return groupes + [Objet(c.id, "", 0, _texte(c), 1, groupe=False) for c in publiques]


def miennes(etat: EtatSeance, participant_id: str) -> list[Mienne]:
    """The cards of one participant that are not withdrawn, in the order they were sent."""
    siennes = sorted(etat.par_auteur.get(participant_id, {}).values(), key=lambda c: c.rang)
    trouvees = []
    for c in siennes:
        if c.etat != "retiree_auteur":
            groupe = etat.regroupements.get(c.regroupement_id or "")
            place = (groupe.id, groupe.titre) if groupe and not groupe.supprime else ("", "")
            trouvees.append(Mienne(c.id, c.texte, *place, publique=c.publique))
    return trouvees


def _texte(c: Contribution) -> str:
    return c.texte_reformule or c.texte


def _en_mots(r: Route) -> dict[str, str]:
    """Where a road stands now; a merged or split one is told by what it has become."""
    dernier = next((p.reponse for p in reversed(r.pas) if p.reponse), "")
    attente = f"En attente depuis {r.attente}\u00a0jours." if r.attente else ""
    suite = " ".join(x for x in (r.public.suite, attente) if x)
    if r.devenus:
        suite = " ".join(f"{x.public.nom}\u00a0: {x.public.phrase}" for x in r.devenus)
    return {"nom": r.public.nom, "phrase": r.public.phrase, "suite": suite, "reponse": dernier}
