"""The evidence this room brings to a crossing: keys are fields of ``dossier/faits.py: Faits``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from fabrique_atelier.dossier import documents
from fabrique_atelier.etude import etudes
from fabrique_atelier.etude import models as m
from fabrique_atelier.etude.nomenclatures import COURTS, VERDICTS


def faits(connexion: Connection, dossier_id: str) -> dict[str, Any]:
    """What is known of the étude d’opportunité of a dossier."""
    etude = etudes.lire(connexion, dossier_id)
    b, p = m.BenchmarkDossier, m.PreuveTerrain
    benchmarks = select(func.count()).select_from(b).where(b.dossier_id == dossier_id)
    preuves = select(func.count()).select_from(p).where(p.dossier_id == dossier_id)
    return {
        "etude_responsable": bool(etude.responsable),
        "etude_debut": bool(etude.debut),
        "etude_financement": etude.mode == "fonds_propres",
        "etude_positionnement": etude.mode != "prestation" or bool(etude.note_positionnement),
        "verdicts_manquants": tuple(f"{v} {COURTS[v]}" for v in VERDICTS if v not in etude.verdicts),
        "etude_conclusion": etude.conclusion is not None,
        "benchmarks": connexion.execute(benchmarks).scalar_one(),
        "preuves_terrain": connexion.execute(preuves).scalar_one(),
        "etude_document": "etude" in documents.presents(connexion, dossier_id),
    }
