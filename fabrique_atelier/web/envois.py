"""E-mails to those who asked to be told: sent after the commit, beside the answer, only where an SMTP server is set."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from fabrique_atelier.dossier import abonnements
from fabrique_atelier.dossier.abonnements import Envoi
from fabrique_atelier.socle.base import lire
from fabrique_atelier.web import courriels
from fabrique_atelier.web.contexte import services


def prevenir_du_dossier(dossier_id: str) -> None:
    """Tell whoever asked that something was decided on a dossier. To be called once the transaction is over."""
    cle = services().reglages.cle
    prevenir(lambda connexion: abonnements.a_prevenir(connexion, cle, dossier_id))


def prevenir(qui: Callable[[Connection], Sequence[Envoi]]) -> None:
    """Send « du nouveau » to each; without an SMTP server, nothing is even read."""
    if not services().courrier.configure:
        return
    with lire(services().moteur) as connexion:
        envois = list(qui(connexion))
    if envois:
        courriels.plus_tard(lambda: _envoyer(envois))


def _envoyer(envois: Sequence[Envoi]) -> None:
    base = services().reglages.url
    for e in envois:
        arret = f"{base}{e.arret}" if e.arret else ""
        courriels.envoyer(e.courriel, "nouvelles", quoi=e.quoi, url=f"{base}{e.chemin}", arret=arret)
