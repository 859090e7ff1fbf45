"""The result of a séance as one plain structure: read by the result page and by the exports."""

from __future__ import annotations

from typing import Any

from fabrique_atelier.seance import votes
from fabrique_atelier.seance.etat import Contribution, EtatSeance, Vote
from fabrique_atelier.seance.visibilite import resultats_visibles


def bilan(etat: EtatSeance, audience: str) -> dict[str, Any]:
    """Return what ``audience`` may read of the séance: groups with their cards, the last vote's result, figures.

    Only published and revealed cards appear, for every audience: an export holds no hidden card (``domaine.md`` RG25).
    """
    seance = etat.seance
    terminee = seance.etat == "close"
    cartes = [c for c in etat.contributions.values() if c.publique] if terminee or audience == "animation" else []
    regroupements = []
    for r in etat.regroupements_tries():
        siennes = [_carte(etat, c) for c in etat.cartes(r.id) if c in cartes]
        entete = {
            "repere": r.repere,
            "couleur": r.couleur,
            "titre": r.titre,
            "description": r.description,
            "special": r.special,
        }
        regroupements.append({**entete, "cartes": siennes})
    a_classer = [_carte(etat, c) for c in etat.cartes(None) if c in cartes]
    return {
        "seance": {
            n: getattr(seance, n)
            for n in ("id", "titre", "question", "lieu", "territoire", "structure", "date_debut", "etat", "code")
        },
        "terminee": terminee,
        "phases": [{"titre": p.titre, "type": p.type} for p in etat.phases_triees()],
        "regroupements": [r for r in regroupements if r["cartes"]] if terminee else regroupements,
        "a_classer": a_classer,
        "vote": _vote(etat, audience),
        "nb_participants": votes.presents(etat),
        "nb_contributions": len(cartes),
    }


def _carte(etat: EtatSeance, c: Contribution) -> dict[str, Any]:
    return {
        "texte": c.texte_reformule or c.texte,
        "reformulee": c.texte_reformule is not None,
        "rang": c.rang,
        "phase": etat.phases[c.phase_id].titre,
    }


def _vote(etat: EtatSeance, audience: str) -> dict[str, Any] | None:
    """The last vote whose result this audience may see."""
    visibles = [v for v in etat.votes.values() if resultats_visibles(etat, v, audience)]
    if not visibles:
        return None
    vote = max(visibles, key=lambda v: etat.phases[v.phase_id].ordre)
    posees, disponibles = votes.gommettes(etat, vote)
    return {
        "votants": votes.votants(etat, vote),
        "inscrits": votes.inscrits(etat, vote),
        "posees": posees,
        "disponibles": disponibles,
        "budget": vote.budget,
        "max_par_objet": vote.max_par_objet,
        "lignes": _lignes(etat, vote),
    }


def _lignes(etat: EtatSeance, vote: Vote) -> list[dict[str, Any]]:
    resultats = votes.resultats(etat, vote)
    maximum = max((x.points for x in resultats), default=0)
    lignes = []
    for x in resultats:
        groupe, carte = etat.regroupements.get(x.objet_id), etat.contributions.get(x.objet_id)
        if carte is not None and not carte.publique:
            continue
        titre = groupe.titre if groupe else (carte.texte_reformule or carte.texte if carte else "")
        lignes.append(
            {
                "rang": x.rang,
                "ex_aequo": x.ex_aequo,
                "repere": groupe.repere if groupe else "",
                "couleur": groupe.couleur if groupe else 0,
                "titre": titre,
                "points": x.points,
                "part": round(100 * x.points / maximum) if maximum else 0,
            }
        )
    return lignes
