"""Clients as the protocol wants them: they apply what they are sent, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from fabrique_atelier.direct.connexions import Connexion
from fabrique_atelier.seance.demandes import Reponse
from fabrique_atelier.seance.etat import EtatSeance

Etat = dict[tuple[str, str], Any]


def en_dict(changements: Sequence[Any]) -> Etat:
    """Return the state that a list of changes describes."""
    return appliquer({}, changements)


def appliquer(etat: Etat, changements: Sequence[Any]) -> Etat:
    """The client's whole reducer, written from the protocol: put, or delete."""
    for entite, cle, valeur in changements:
        if valeur is None:
            etat.pop((entite, cle), None)
        else:
            etat[(entite, cle)] = valeur
    return etat


@dataclass
class Poste:
    """One client: it applies what it is sent as the protocol says, and nothing else."""

    connexion: Connexion
    commun: Etat = field(default_factory=dict)
    perso: Etat = field(default_factory=dict)
    r: int = 0
    reponses: list[Reponse] = field(default_factory=list)
    recus: list[tuple[str, str]] = field(default_factory=list)

    def recevoir(self, texte: str) -> None:
        """Read one Socket.IO event packet."""
        evenement, charge = json.loads(texte[1:])
        self.recus.append((evenement, texte))
        if evenement == "instantane":
            self.commun, self.r = en_dict(charge["c"]), charge["r"]
        elif evenement == "lot" and self.r < charge["r"]:
            assert charge["p"] <= self.r, "une révision a manqué à ce poste"
            appliquer(self.commun, charge["c"])
            self.r = charge["r"]
        elif evenement == "perso":
            self.perso = appliquer({} if charge["complet"] else self.perso, charge["c"])
            self.reponses += charge["a"]


class FauxTransport:
    """Hands each packet to the clients it is for."""

    def __init__(self) -> None:
        self.postes: dict[str, Poste] = {}

    def envoyer(self, eio_sids: list[str], texte: str) -> None:
        """Same signature as the real one."""
        for sid in eio_sids:
            self.postes[sid].recevoir(texte)


def memoire(etat: EtatSeance) -> dict[str, Any]:
    """Return everything a live state holds, comparable: what waits to be written or sent left out."""
    tout = {n: v for n, v in asdict(etat).items() if n not in ("touches", "nouveaux", "modifies")}
    tout["signalements"] = {carte: qui for carte, qui in tout["signalements"].items() if qui}
    tout["bulletins"] = {vote: b for vote, b in tout["bulletins"].items() if b}
    tout["operations"] = [o for o in tout["operations"] if o["etat"] != "perdue"]
    return tout


def ecart(audience: str, tenu: Etat, frais: Etat) -> str:
    cles = sorted(k for k in tenu.keys() | frais.keys() if tenu.get(k) != frais.get(k))
    return f"{audience} : " + " ; ".join(f"{k} tenu {tenu.get(k)} frais {frais.get(k)}" for k in cles[:4])
