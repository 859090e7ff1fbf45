"""The highest rate a server keeps up with: every action at every client, p99 under 250 ms."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from bancs.processus import ECHECS, Bruit, motif
from bancs.salles import FABRIQUE, FLASK, NODE, NODE_LOTS, Salle

SEUIL_MS = 250.0
# Where the search starts, in actions per second: (N = 200, N = 1000). It only spares steps; it does not bound the result.
DEPARTS = {FABRIQUE: (800, 300), FLASK: (100, 20), NODE: (200, 40), NODE_LOTS: (3000, 1200)}


@dataclass(frozen=True)
class Pas:
    """How long and how finely to search."""

    chauffe_s: float
    duree_s: float
    essais: int
    finesse: float  # stop when the failing rate is under this many times the passing one


ENTIER = Pas(chauffe_s=1, duree_s=3, essais=9, finesse=1.15)
COURT = Pas(chauffe_s=0.5, duree_s=2, essais=6, finesse=1.3)


@dataclass
class Plafond:
    """The result of one search, with every step that led to it."""

    serveur: str
    n: int
    taux: float | None = None
    raison: str | None = None
    essais: list[dict[str, Any]] = field(default_factory=list)


def essayer(salle: Salle, taux: float, pas: Pas) -> dict[str, Any]:
    """One step at one rate; `tient` says whether the server kept up, with nothing lost and nothing refused."""
    bruit = Bruit(salle.serveur, salle.pilote)
    cpu = salle.serveur.cpu_s()
    duree_s = min(2 * pas.duree_s, max(pas.duree_s, 60 / taux))  # a p99 needs actions, slow servers give few
    bilan = salle.pilote.faire("debit", taux=taux, duree_s=duree_s, chauffe_s=pas.chauffe_s, purge_s=2)
    p99 = bilan["livraison"]["p99"]
    complet = bilan["livres"] == bilan["envoyes"] and bilan["acquittes"] in {None, bilan["envoyes"]}
    sain = bilan["purge"] and not bilan["perdus"] and not bilan["refus"] and not bilan["desordres"]
    bilan["tient"] = bool(complet and sain and p99 is not None and p99 < SEUIL_MS)
    bilan["taux"] = taux
    bilan["cpu_serveur_s"] = round(salle.serveur.cpu_s() - cpu, 3)
    bilan["bruit"] = bruit.part()
    return bilan


def suivant(bas: float | None, haut: float | None, taux: float) -> float:
    """Climb by doubling, fall by thirds, then halve the interval (geometrically)."""
    if bas is None:
        return taux / 3
    if haut is None:
        return taux * 2
    return math.sqrt(bas * haut)


def plafond(nom: str, n: int, pas: Pas, depart: float | None = None) -> Plafond:
    """Search the highest rate `nom` sustains with `n` phones; a room that does not recover is rebuilt."""
    resultat = Plafond(nom, n)
    bas: float | None = None
    haut: float | None = None
    taux = depart or float(DEPARTS[nom][0 if n < 500 else 1])
    reste = pas.essais
    try:
        while reste > 0 and taux >= 1:
            with Salle(nom) as salle:
                salle.remplir(n)
                while reste > 0 and taux >= 1:
                    reste -= 1
                    essai = essayer(salle, taux, pas)
                    resultat.essais.append(essai)
                    if essai["tient"]:
                        bas = taux
                    else:
                        haut = taux
                    if bas is not None and haut is not None and haut / bas < pas.finesse:
                        reste = 0
                    taux = suivant(bas, haut, taux)
                    if not essai["purge"] or essai["perdus"]:
                        break
    except ECHECS as echec:
        resultat.raison = motif(echec)
    resultat.taux = bas
    if bas is None and resultat.raison is None:
        resultat.raison = "aucun débit essayé ne tient sous 250 ms"
    return resultat
