"""Reading the worked cases, and turning their published totals into ballots."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Bulletin = dict[str, int]


@dataclass(frozen=True, slots=True)
class VoteDuCas:
    """How a case votes with gommettes: ballots by cluster mark, and what the case itself says of its ranking."""

    budget: int
    max_par_objet: int
    bulletins: list[Bulletin]
    regle_du_cas: str
    transposition: str | None
    classement_attendu: list[str] | None


@dataclass(frozen=True, slots=True)
class Cas:
    """One worked case: its séance as typed, and what became of its ideas."""

    id: str
    titre: str
    seance: dict[str, Any]
    territoire: str
    structure: str
    idees: list[str]
    moderation: dict[int, str]
    regroupements: list[tuple[str, str, list[int]]]
    vote: VoteDuCas
    fiches: list[tuple[str, list[str], dict[str, int]]]
    comite: dict[str, Any]
    etude: dict[str, str]
    appel: dict[str, Any]
    jalons: list[tuple[str, str, str]]


@cache
def tous_les_cas() -> list[Cas]:
    """Return the three cases in the order of the document."""
    brut = json.loads(
        resources.files("fabrique_atelier.demonstration").joinpath("cas_demo.json").read_text(encoding="utf-8")
    )
    return [_cas(c) for c in brut["cas"]]


def _cas(c: dict[str, Any]) -> Cas:
    return Cas(
        id=c["id"],
        titre=c["titre"],
        seance=c["seance"],
        territoire=c["territoire"]["nom"],
        structure=c["fabrique"][0],
        idees=c["idees"],
        moderation={int(n): texte for n, texte in c.get("moderation", {}).items()},
        regroupements=[(repere, titre, cartes) for repere, titre, cartes in c["regroupements"]],
        vote=_vote(c["vote"]),
        fiches=[(titre, groupes, notes) for titre, groupes, notes in c["fiches"]],
        comite=c["comite"],
        etude=c["etude"],
        appel=c.get("appel", {}),
        jalons=[(quand, quoi, source) for quand, quoi, source in c["jalons"]],
    )


def _vote(v: dict[str, Any]) -> VoteDuCas:
    regle = v["regle"]
    if regle == "gommettes":
        bulletins = repartir(v["resultats"], v["votants"], v["par_personne"], v["max_par_objet"])
        return VoteDuCas(v["par_personne"], v["max_par_objet"], bulletins, regle, None, v["classement"])
    if regle == "jugement_majoritaire":
        voix = {repere: mentions[0] for repere, mentions in v["resultats"].items()}
        bulletins = repartir(voix, v["votants"], 3, 1)
        return VoteDuCas(3, 1, bulletins, regle, "une gommette par mention « Très bien »", v["classement"])
    premiers = [r for r, quadrant in v["quadrants"].items() if quadrant == "À lancer d’abord"]
    bulletins = [dict.fromkeys(premiers, 1) for _ in range(v["votants"])]
    return VoteDuCas(
        len(premiers), 1, bulletins, regle, "une gommette par groupe du quadrant « À lancer d’abord »", None
    )


def repartir(totaux: dict[str, int], votants: int, budget: int, maximum: int) -> list[Bulletin]:
    """Return one ballot per voter whose sum is exactly ``totaux``, each within the budget and the maximum per object.

    Raises:
        ValueError: no such ballots were found.
    """
    restant = dict(totaux)
    bulletins: list[Bulletin] = [{} for _ in range(votants)]
    a_poser = sum(totaux.values())
    for i, bulletin in enumerate(bulletins):
        part = min(budget, -(-a_poser // (votants - i)))
        for _ in range(part):
            possibles = [r for r, n in restant.items() if n > 0 and bulletin.get(r, 0) < maximum]
            if not possibles:
                break
            choisi = max(possibles, key=lambda r: restant[r])
            bulletin[choisi] = bulletin.get(choisi, 0) + 1
            restant[choisi] -= 1
            a_poser -= 1
    if a_poser:
        raise ValueError(f"{a_poser} gommettes n’ont pas trouvé de bulletin")
    return bulletins
