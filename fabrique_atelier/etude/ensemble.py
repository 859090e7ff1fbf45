"""The whole étude d’opportunité of a dossier, read once: for its page, its printed document, a committee’s pack."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from fabrique_atelier.etude import benchmarks, etudes, experts, preuves, sections
from fabrique_atelier.etude.benchmarks import EntreeLue
from fabrique_atelier.etude.etudes import EtudeLue
from fabrique_atelier.etude.experts import MissionLue
from fabrique_atelier.etude.preuves import Methode, PreuveLue
from fabrique_atelier.etude.sections import SectionLue


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Everything written of a study."""

    etude: EtudeLue
    sections: dict[str, SectionLue]
    preuves: list[PreuveLue]
    benchmarks: list[EntreeLue]
    missions: list[MissionLue]

    def methodes(self, section: str) -> list[Methode]:
        """By which methods a section was checked, and with how many people."""
        return preuves.methodes(self.preuves, section)

    def personnes(self, section: str) -> int:
        """How many people were heard for a section."""
        return sum(x.personnes for x in self.methodes(section))

    @property
    def commencee(self) -> bool:
        """Something was written."""
        return self.etude.version > 0 or any(s.version for s in self.sections.values())


def lire(connexion: Connection, dossier_id: str) -> Ensemble:
    """The study of a dossier already known to be in the fabrique."""
    return Ensemble(
        etudes.lire(connexion, dossier_id),
        sections.lire(connexion, dossier_id),
        preuves.du_dossier(connexion, dossier_id),
        benchmarks.du_dossier(connexion, dossier_id),
        experts.du_dossier(connexion, dossier_id),
    )
