"""Signing in again in the same browser, after half an hour without a page: the session goes on under another secret."""

from __future__ import annotations

from sqlalchemy import Connection, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes import sessions
from fabrique_atelier.comptes.auteur import Auteur


def reprendre(connexion: Connection, par: Auteur, session_id: str) -> str:
    """Return the new secret; the old one opens nothing any more, and a remote open in this browser stays open."""
    secret, s = sessions.tourner(connexion, session_id, par.maintenant), m.SessionEquipe
    connexion.execute(update(s).where(s.id == session_id).values(empreinte_precedente=None, vue_le=par.maintenant))
    connexion.execute(update(m.Personne).where(m.Personne.id == par.acteur_id).values(connectee_le=par.maintenant))
    par.noter(connexion, "connexion.ouvrir", par.acteur_id)
    return secret
