"""What is dated of a dossier besides its milestones, and what is unusual in the whole (``domaine.md`` §2.4, « Overlap rule »)."""

from __future__ import annotations

from sqlalchemy import Connection

from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.etude import etudes
from fabrique_atelier.suivi import jalons
from fabrique_atelier.suivi.jalons import JalonLu


def ailleurs(connexion: Connection, dossier: DossierLu) -> dict[str, str]:
    """Kind of milestone → partial date that another page of the dossier gives: its detection, the étude from end to end.

    A milestone of the same kind wins over it. An étude still running counts until the end foreseen.
    """
    etude = etudes.lire(connexion, dossier.id)
    dates = {
        "detection": dossier.date_detection,
        "debut_etude": etude.debut,
        "fin_etude": etude.fin_reelle or etude.fin_prevue,
    }
    return {genre: quand for genre, quand in dates.items() if quand}


def informations(connexion: Connection, dossier: DossierLu, siens: list[JalonLu]) -> list[str]:
    """What is unusual in the order of all these dates, in sentences; nothing blocks."""
    return jalons.informations(siens, ailleurs(connexion, dossier))
