"""A closed séance with everything that may name somebody, and the retention jobs with a clock that moves when told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, insert, select

from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.exploitation.entretien import Entretien
from fabrique_atelier.exports import seance_csv, seance_json
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.bilan import bilan
from fabrique_atelier.seance.conservation import JOUR_MS
from fabrique_atelier.socle.base import ecrire, lire, table
from tests.proprietes.essai import CLE, EQUIPE, Essai

PSEUDONYMES = ("Hirondelle canari", "Merle canari", "")


class Chantier:
    """A closed séance with everything that may name somebody, and the jobs with a clock of their own."""

    def __init__(self, essai: Essai, moteur: Engine, dossier: Path) -> None:
        self.essai, self.moteur = essai, moteur
        self.audit = Audit(CLE)
        self.maintenant = essai.maintenant
        self.entretien = Entretien(moteur, essai.executeur, self.audit, dossier, lambda: self.maintenant)
        self._jouer()
        self.close_le = essai.maintenant

    def _jouer(self) -> None:
        e = self.essai
        e.reussir(EQUIPE, "ouvrir_seance")
        for numero, nom in enumerate(PSEUDONYMES):
            assert e.rejoindre(numero, nom)["ok"]
        anne, bob, _zoe = (e.personnes[n] for n in range(3))
        e.reussir(EQUIPE, "demarrer_phase", phase_id=e.phase("direct"))
        premiere = e.reussir(anne, "proposer_contribution", phase_id=e.phase("direct"), texte="un four à pain")
        e.reussir(bob, "proposer_contribution", phase_id=e.phase("direct"), texte="un banc")
        e.reussir(bob, "signaler_contribution", contribution_id=premiere, motif="autre")
        e.reussir(bob, "changer_pseudonyme", pseudonyme="Pie canari")
        e.reussir(EQUIPE, "demarrer_phase", phase_id=e.phase("cartes"))
        for acteur in (anne, bob):
            e.reussir(acteur, "voter", vote_id=e.vote("cartes"), version=1, gommettes={premiere: 2})
        with ecrire(self.moteur) as connexion:
            connexion.execute(insert(m.Ticket), {"seance_id": e.id, "numero": 1, "empreinte": "t" * 64, "annule": False,
                                                 "cree_le": e.maintenant})  # fmt: skip
        e.reussir(EQUIPE, "clore_seance", confirme=True)

    def au_jour(self, jours: float) -> None:
        """Move the clock that many days after the closing, and run the jobs."""
        self.maintenant = round(self.close_le + jours * JOUR_MS)
        self.essai.maintenant = self.maintenant
        resultats = self.entretien.passer()
        assert [r.tache for r in resultats if r.nombre is None] == []

    def exports(self) -> tuple[bytes, bytes]:
        """What leaves the house: spreadsheet and JSON."""
        contenu = bilan(self.essai.lire(), "animation")
        return seance_csv.exporter(contenu), seance_json.exporter(contenu)

    def compter(self, modele: Any, *conditions: Any) -> int:
        with lire(self.moteur) as connexion:
            nombre: int = connexion.execute(select(func.count()).select_from(modele).where(*conditions)).scalar_one()
        return nombre

    def tout_le_texte(self) -> str:
        """Every row of the séance's tables, as one text."""
        with lire(self.moteur) as connexion:
            return "\n".join(
                repr(tuple(ligne))
                for modele in (m.Seance, m.Participant, m.Contribution, m.Vote, m.Bulletin, m.Operation, m.Journal, m.Ticket,
                               m.ModerationEvenement)
                for ligne in connexion.execute(select(table(modele)))
            )  # fmt: skip
