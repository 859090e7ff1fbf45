"""How long the contacts of partners are kept (``domaine.md`` §7.2 RG15): three years after the last exchange, or re-confirmed.

Sixty days before, a contact is listed « à reconfirmer »; on the day, the person goes and the organisation stays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, delete, select

from fabrique_atelier.reseau import models as m
from fabrique_atelier.socle.calendrier import jour_local

ANNEES = 3
PREAVIS_JOURS = 60
#: A file of partners left between two steps of its import.
IMPORT_MS = 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class ContactAReconfirmer:
    """Somebody to write to, or to let go: ``echeance`` is the day the contact would be deleted."""

    id: str
    partenaire_id: str
    partenaire: str
    prenom: str
    nom: str
    echeance: date


def echeance(dernier_echange: str, cree_le: int) -> date:
    """Return the day a contact must be gone; a partial date counts until its end, none at all counts from the creation."""
    jour = _fin(dernier_echange) or jour_local(cree_le)
    try:
        return jour.replace(year=jour.year + ANNEES)
    except ValueError:  # 29 February
        return date(jour.year + ANNEES, 3, 1)


def a_reconfirmer(dernier_echange: str, cree_le: int, aujourd_hui: date) -> bool:
    """Tell whether the notice has begun."""
    fin = echeance(dernier_echange, cree_le)
    return fin - timedelta(days=PREAVIS_JOURS) <= aujourd_hui < fin


def a_supprimer(dernier_echange: str, cree_le: int, aujourd_hui: date) -> bool:
    """Tell whether the time is over."""
    return aujourd_hui >= echeance(dernier_echange, cree_le)


def contacts_a_reconfirmer(connexion: Connection, fabrique_id: str, aujourd_hui: date) -> list[ContactAReconfirmer]:
    """The contacts of a fabrique in their last sixty days, the most urgent first."""
    c, p = m.Contact, m.Partenaire
    requete = (
        select(c.id, c.partenaire_id, p.nom.label("partenaire"), c.prenom, c.nom, c.dernier_echange, c.cree_le)
        .join(p, p.id == c.partenaire_id)
        .where(p.fabrique_id == fabrique_id)
    )
    trouves = [
        ContactAReconfirmer(
            x.id, x.partenaire_id, x.partenaire, x.prenom, x.nom, echeance(x.dernier_echange, x.cree_le)
        )
        for x in connexion.execute(requete)
        if a_reconfirmer(x.dernier_echange, x.cree_le, aujourd_hui)
    ]
    return sorted(trouves, key=lambda x: (x.echeance, x.partenaire, x.id))


def supprimer_contacts_echus(connexion: Connection, aujourd_hui: date) -> Counter[str]:
    """Delete the contacts whose time is over; return how many by fabrique id."""
    c, p = m.Contact, m.Partenaire
    requete = select(c.id, p.fabrique_id, c.dernier_echange, c.cree_le).join(p, p.id == c.partenaire_id)
    echus = [x for x in connexion.execute(requete) if a_supprimer(x.dernier_echange, x.cree_le, aujourd_hui)]
    for debut in range(0, len(echus), 500):
        connexion.execute(delete(c).where(c.id.in_([x.id for x in echus[debut : debut + 500]])))
    return Counter(x.fabrique_id for x in echus)


def supprimer_imports_echus(connexion: Connection, maintenant: int) -> int:
    """Delete the files nobody has confirmed within a day."""
    i = m.ImportPartenaires
    lignes: int = connexion.execute(delete(i).where(i.cree_le <= maintenant - IMPORT_MS)).rowcount
    return lignes


def _fin(partielle: str) -> date | None:
    """Return the last day of ``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``; None for anything else."""
    try:
        annee, mois, jour = [int(x) for x in partielle.split("-")] + [0] * (3 - len(partielle.split("-")))
        if jour:
            return date(annee, mois, jour)
        return date(annee + (mois in (0, 12)), mois % 12 + 1 if mois else 1, 1) - timedelta(days=1)
    except ValueError:
        return None
