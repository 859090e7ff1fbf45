"""E-mails asked for: the news of one séance, the answer to what was brought (``domaine.md`` §7.2).

An address is written down only when somebody types it, serves one purpose, waits for its owner's confirmation, stands apart
from every card, and is deleted at the stop. Nobody is ever written to otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from fabrique_atelier.dossier.models import DossierSource
from fabrique_atelier.dossier.models_entrees import Abonnement, Signalement
from fabrique_atelier.dossier.signalements import jeton_de
from fabrique_atelier.seance.models import Contribution, Regroupement, Seance
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import LONGUEUR_JETON, empreinte, jeton_derive, nouvel_identifiant

ROLE = "abonnement"
JOUR_MS = 86_400_000
#: How long an address waits to be confirmed; how long one left with a signalement is kept (RG15).
CONFIRMATION_MS, REPONSE_MS = 7 * JOUR_MS, 3 * 365 * JOUR_MS
PAR_SEANCE = 500


@dataclass(frozen=True, slots=True)
class Lu:
    """A subscription, for the page of its link."""

    seance_id: str
    titre: str
    confirme: bool


@dataclass(frozen=True, slots=True)
class Envoi:
    """One message to send. ``chemin``: the page it leads to; ``arret``: the page that stops it (empty: nothing to stop)."""

    courriel: str
    quoi: str
    chemin: str
    arret: str


def demander(connexion: Connection, cle: bytes, seance_id: str, courriel: str, maintenant: int) -> str | None:
    """Write an address down; return the token of its confirmation, None when it already receives the news.

    Raises:
        ErreurMetier: ``trop_d_abonnements``.
    """
    a = Abonnement
    deja = connexion.execute(
        select(a.id, a.confirme_le).where(a.seance_id == seance_id, a.courriel == courriel)
    ).first()
    if deja is not None:
        return None if deja.confirme_le else jeton_derive(cle, ROLE, deja.id)
    nombre = connexion.execute(select(func.count()).where(a.seance_id == seance_id)).scalar_one()
    if nombre >= PAR_SEANCE:
        raise ErreurMetier(
            "trop_d_abonnements",
            "Trop d’adresses ont été écrites pour cette séance. Gardez plutôt l’adresse de cette page\u00a0: tout y est.",
        )
    abonnement_id = nouvel_identifiant()
    jeton = jeton_derive(cle, ROLE, abonnement_id)
    connexion.execute(
        insert(a),
        {
            "id": abonnement_id,
            "seance_id": seance_id,
            "courriel": courriel,
            "empreinte": empreinte(jeton),
            "cree_le": maintenant,
            "confirme_le": None,
        },
    )
    return jeton


def lire(connexion: Connection, jeton: str) -> Lu | None:
    """The subscription a link opens, or None."""
    if len(jeton) != LONGUEUR_JETON:
        return None
    a = Abonnement
    requete = (
        select(a.seance_id, Seance.titre, a.confirme_le)
        .join(Seance, Seance.id == a.seance_id)
        .where(a.empreinte == empreinte(jeton))
    )
    ligne = connexion.execute(requete).first()
    return Lu(ligne[0], ligne[1], ligne[2] is not None) if ligne else None


def confirmer(connexion: Connection, jeton: str, maintenant: int) -> None:
    """The owner of the address says yes; once said, said."""
    a = Abonnement
    connexion.execute(
        update(a).where(a.empreinte == empreinte(jeton), a.confirme_le.is_(None)).values(confirme_le=maintenant)
    )


def arreter(connexion: Connection, jeton: str) -> None:
    """Delete the address."""
    connexion.execute(delete(Abonnement).where(Abonnement.empreinte == empreinte(jeton)))


def a_prevenir(connexion: Connection, cle: bytes, dossier_id: str) -> list[Envoi]:
    """Who asked to be told of what happens to a dossier: the séances it comes from, the signalements behind it."""
    return [*_des_seances(connexion, cle, dossier_id), *_des_signalements(connexion, cle, dossier_id)]


def _des_seances(connexion: Connection, cle: bytes, dossier_id: str) -> list[Envoi]:
    a, t, r, c = Abonnement, DossierSource, Regroupement, Contribution
    siennes = (
        select(func.coalesce(t.seance_id, r.seance_id, c.seance_id))
        .outerjoin(r, r.id == t.regroupement_id)
        .outerjoin(c, c.id == t.contribution_id)
        .where(t.dossier_id == dossier_id)
    )
    requete = (
        select(a.id, a.courriel, a.seance_id, Seance.titre)
        .join(Seance, Seance.id == a.seance_id)
        .where(a.confirme_le.is_not(None), a.seance_id.in_(siennes))
        .order_by(a.id)
    )
    return [
        Envoi(courriel, titre, f"/suites/{seance_id}", f"/suites/abonnement/{jeton_derive(cle, ROLE, i)}")
        for i, courriel, seance_id, titre in connexion.execute(requete)
    ]


def _des_signalements(connexion: Connection, cle: bytes, dossier_id: str) -> list[Envoi]:
    s, t = Signalement, DossierSource
    liens = select(t.signalement_id).where(t.dossier_id == dossier_id, t.signalement_id.is_not(None))
    requete = (
        select(s.id, s.courriel_reponse, s.titre)
        .where(or_(s.dossier_id == dossier_id, s.id.in_(liens)), s.courriel_reponse != "")
        .order_by(s.id)
    )
    return [
        Envoi(courriel, titre, f"/apports/{jeton_de(cle, i)}", "") for i, courriel, titre in connexion.execute(requete)
    ]


def du_signalement(connexion: Connection, cle: bytes, signalement_id: str) -> list[Envoi]:
    """Whoever left an address with a signalement, when it is sorted."""
    s = Signalement
    requete = select(s.courriel_reponse, s.titre).where(s.id == signalement_id, s.courriel_reponse != "")
    return [Envoi(x, titre, f"/apports/{jeton_de(cle, signalement_id)}", "") for x, titre in connexion.execute(requete)]


def purger(connexion: Connection, maintenant: int) -> int:
    """Delete the addresses nobody confirmed, and empty those left with a signalement three years ago; return how many."""
    a, s = Abonnement, Signalement
    morts = connexion.execute(
        delete(a).where(a.confirme_le.is_(None), a.cree_le < maintenant - CONFIRMATION_MS)
    ).rowcount
    vides = connexion.execute(
        update(s).where(s.courriel_reponse != "", s.cree_le < maintenant - REPONSE_MS).values(courriel_reponse="")
    ).rowcount
    return morts + vides
