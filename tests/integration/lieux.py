"""An instance and the folder its copies go to, on either database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from fabrique_atelier.exploitation import restauration, sauvegarde
from fabrique_atelier.exploitation.instance import instance, instance_avec_base
from fabrique_atelier.reseau import fabriques
from fabrique_atelier.socle.base import creer_moteur, ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.conftest import BaseDeTest

CLE = "5f0c2b8e9d7a41c3b6e8f0a1d2c3b4a5968778695a4b3c2d1e0f9a8b7c6d5e4f"
COMPTER = "SELECT count(*) FROM fabrique"


@dataclass
class Lieu:
    """An instance, and the folder its copies go to."""

    environnement: dict[str, str]
    url: str
    dialecte: str
    usb: Path

    def sauvegarder(self, **options: Any) -> sauvegarde.Sauvegarde:
        return sauvegarde.sauvegarder(instance_avec_base(self.environnement), self.usb, **options)

    def restaurer(self, fichier: Path, **options: Any) -> restauration.Restauration:
        return restauration.restaurer(instance(self.environnement), fichier, **options)

    def executer(self, ordre: str) -> Any:
        moteur = creer_moteur(self.url)
        with moteur.begin() as connexion:
            resultat = connexion.execute(text(ordre))
            lu = resultat.scalar() if resultat.returns_rows else None
        moteur.dispose()
        return lu

    def fabriques(self) -> int:
        return int(self.executer(COMPTER))

    def ajouter(self) -> None:
        moteur = creer_moteur(self.url)
        with ecrire(moteur) as connexion:
            fabriques.creer(connexion, f"f-{maintenant_ms()}-{os.urandom(3).hex()}", "Fabrique", "", maintenant_ms())
        moteur.dispose()


def ouvrir_lieu(base: BaseDeTest, tmp_path: Path) -> Lieu:
    """One instance with one fabrique, and an empty « USB key »."""
    (tmp_path / "usb").mkdir()
    environnement = {"FABRIQUE_DOSSIER": str(tmp_path / "var"), "FABRIQUE_BASE": base.url, "FABRIQUE_CLE": CLE}
    (tmp_path / "var").mkdir(mode=0o700)
    lieu = Lieu(environnement, base.url, base.dialecte, tmp_path / "usb")
    lieu.ajouter()
    return lieu
