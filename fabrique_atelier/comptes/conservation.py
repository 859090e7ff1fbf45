"""What the accounts leave behind: sessions and one-time links long dead, audit lines over a year old (RG17)."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, or_, select

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.comptes.sessions import ABSOLUE_MS

JOUR_MS = 86_400_000
#: A dead session or link is kept that long: « vos connexions » and support questions.
TRACE_MS = 30 * JOUR_MS
#: No audit line stays longer; one cut a month, down to eleven months, rather than one at every run.
AUDIT_MAX_MS = 365 * JOUR_MS
AUDIT_GARDE_MS = 335 * JOUR_MS


def supprimer_sessions_mortes(connexion: Connection, maintenant: int) -> int:
    """Delete the sessions ended or expired for a month."""
    s = m.SessionEquipe
    mortes = or_(s.revoquee_le < maintenant - TRACE_MS, s.cree_le < maintenant - ABSOLUE_MS - TRACE_MS)
    lignes: int = connexion.execute(delete(s).where(mortes)).rowcount
    return lignes


def supprimer_liens_morts(connexion: Connection, maintenant: int) -> int:
    """Delete the one-time links used or expired for a month."""
    lien = m.LienUnique
    morts = or_(lien.utilise_le < maintenant - TRACE_MS, lien.expire_le < maintenant - TRACE_MS)
    lignes: int = connexion.execute(delete(lien).where(morts)).rowcount
    return lignes


def seuil_de_coupe(plus_ancienne: int | None, maintenant: int) -> int | None:
    """Return the instant before which lines are cut, None while the oldest is young enough."""
    if plus_ancienne is None or maintenant - plus_ancienne < AUDIT_MAX_MS:
        return None
    return maintenant - AUDIT_GARDE_MS


def couper_audit(connexion: Connection, audit: Audit, maintenant: int) -> int:
    """Cut the audit journal if its time has come; return how many lines went."""
    seuil = seuil_de_coupe(connexion.execute(select(func.min(m.EntreeAudit.le))).scalar_one(), maintenant)
    return 0 if seuil is None else audit.couper(connexion, seuil, maintenant)
