"""Personal data of the candidates nobody retained: gone two years after the decision (``domaine.md`` §7.2, RG16).

The name of the structure and of the project, the result and its reason stay: the dossier keeps its history.
"""

from __future__ import annotations

from sqlalchemy import Connection, or_, select, update

from fabrique_atelier.porteur import models as m
from fabrique_atelier.socle.calendrier import jour_local

ANNEES = 2


def effacer_les_candidats(connexion: Connection, maintenant: int) -> int:
    """Erase what is due; return how many candidates were concerned."""
    aujourdhui = jour_local(maintenant)
    limite = f"{aujourdhui.year - ANNEES}{aujourdhui.isoformat()[4:]}"
    c, p = m.Candidature, m.Porteur
    proposees = select(p.candidature_id).where(p.candidature_id.is_not(None))
    dues = (
        c.resultat.is_not(None),
        c.resultat != "retenu",
        c.decidee_le <= limite,
        c.garder.is_(False),
        c.effacee_le.is_(None),
        or_(c.personne != "", c.courriel != "", c.telephone != ""),
        c.id.not_in(proposees),
    )
    vides = {"personne": "", "courriel": "", "telephone": "", "effacee_le": maintenant, "version": c.version + 1}
    return connexion.execute(update(c).where(*dues).values(**vides)).rowcount
