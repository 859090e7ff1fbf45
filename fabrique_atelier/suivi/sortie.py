"""The way out: an activity is autonomous when the three criteria are met **and proved** (SY25)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, insert, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.reseau.editions import VersionDepassee, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.suivi import models as m
from fabrique_atelier.suivi.nomenclatures import CRITERES


@dataclass(frozen=True, slots=True)
class Critere:
    """One criterion: the answer (None: not looked at yet) and its proof."""

    atteint: bool | None = None
    preuve: str = ""

    @property
    def prouve(self) -> bool:
        """Met, and something shows it."""
        return self.atteint is True and bool(self.preuve)


@dataclass(frozen=True, slots=True)
class Sortie:
    """The three criteria of a dossier; version 0: nothing written yet."""

    criteres: Mapping[str, Critere] = field(default_factory=lambda: dict.fromkeys(CRITERES, Critere()))
    version: int = 0

    @property
    def manquants(self) -> tuple[str, ...]:
        """The criteria not proved, in words."""
        return tuple(CRITERES[code][0] for code in CRITERES if not self.criteres[code].prouve)


def lire(connexion: Connection, dossier_id: str) -> Sortie:
    """The criteria of a dossier."""
    c = m.CriteresSortie
    ligne = connexion.execute(select(c.criteres, c.version).where(c.dossier_id == dossier_id)).first()
    if ligne is None:
        return Sortie()
    ecrits = {code: ligne.criteres.get(code) or {} for code in CRITERES}
    return Sortie(
        {code: Critere(e.get("atteint"), e.get("preuve", "")) for code, e in ecrits.items()}, int(ligne.version)
    )


def enregistrer(connexion: Connection, geste: Geste, dossier_id: str, voulue: Sortie) -> None:
    """Save the three answers; ``voulue.version``: the one the edit was made on.

    Raises:
        ErreurMetier: a yes without a proof; VersionDepassee: it has changed since.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    sans_preuve = [CRITERES[code][0] for code, c in voulue.criteres.items() if c.atteint and not c.preuve]
    if sans_preuve:
        raise ErreurMetier(
            "preuve_absente", f"Écrivez ce qui le prouve, ou répondez autrement\u00a0: {', '.join(sans_preuve)}."
        )
    criteres = {code: {"atteint": c.atteint, "preuve": c.preuve} for code, c in voulue.criteres.items()}
    actuelle = lire(connexion, dossier_id)
    if actuelle.version == 0:
        ligne = {"dossier_id": dossier_id, "criteres": criteres, "modifie_le": geste.maintenant, "version": 1}
        connexion.execute(insert(m.CriteresSortie), ligne)
    elif voulue.version == 0:
        raise VersionDepassee(actuelle)
    else:
        remplacer(
            connexion, geste, m.CriteresSortie, {"dossier_id": dossier_id}, (voulue.version, {"criteres": criteres})
        )
    geste.noter(connexion, "suivi.sortie", ("dossier", dossier_id), manquants=len(voulue.manquants))
