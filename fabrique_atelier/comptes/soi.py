"""What one does with one's own account: accept an invitation, find a way back in, change password or name."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from fabrique_atelier.comptes import liens, sessions
from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.annuaire import Compte, compte
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.liens import LienVu
from fabrique_atelier.comptes.saisies import cle_de_courriel, verifier_nom
from fabrique_atelier.socle.erreurs import ErreurMetier


def accepter(connexion: Connection, audit: Audit, *, jeton: str, nom: str, encode: str, maintenant: int) -> str:
    """Use an invitation; return the person's id, who may be signed in at once.

    Raises:
        ErreurMetier: ``nom_invalide``, ``lien_perime``.
    """
    propre = verifier_nom(nom)
    lien = _consommer(connexion, liens.INVITATION, jeton, maintenant)
    connexion.execute(update(m.Personne).where(m.Personne.id == lien.personne_id).values(nom=propre))
    _poser(connexion, lien.personne_id, encode, maintenant)
    Auteur(audit, lien.personne_id, maintenant).noter(connexion, "compte.accepter", lien.personne_id)
    return lien.personne_id


def demander_mot_de_passe(connexion: Connection, par: Auteur, *, courriel: str) -> tuple[Compte, str] | None:
    """Return (account, token of a reset link), or None when there is no such account.

    Whoever asks must get the same answer either way; the link travels by e-mail only, which proves whose address it is.
    """
    condition = (m.Personne.courriel == cle_de_courriel(courriel)) & m.Personne.active
    personne_id = connexion.execute(select(m.Personne.id).where(condition)).scalar()
    trouve = compte(connexion, personne_id) if personne_id else None
    if trouve is None:
        return None
    par.noter(connexion, "compte.oubli", trouve.id)
    return trouve, liens.creer(connexion, liens.MOT_DE_PASSE, trouve.id, par.maintenant)


def reinitialiser(connexion: Connection, audit: Audit, *, jeton: str, encode: str, maintenant: int) -> str:
    """Use a reset link; return the person's id. Every session ends, and the second factor is still asked for.

    Raises:
        ErreurMetier: ``lien_perime``.
    """
    lien = _consommer(connexion, liens.MOT_DE_PASSE, jeton, maintenant)
    _poser(connexion, lien.personne_id, encode, maintenant)
    Auteur(audit, lien.personne_id, maintenant).noter(connexion, "compte.mot_de_passe", lien.personne_id, par_lien=True)
    return lien.personne_id


def changer_mot_de_passe(connexion: Connection, par: Auteur, *, encode: str, session_id: str) -> None:
    """Change the author's own, the present one having been asked; every other session ends."""
    _poser(connexion, par.acteur_id, encode, par.maintenant, sauf=session_id)
    par.noter(connexion, "compte.mot_de_passe", par.acteur_id, par_lien=False)


def changer_nom(connexion: Connection, par: Auteur, *, nom: str) -> None:
    """Change the author's own.

    Raises:
        ErreurMetier: ``nom_invalide``.
    """
    connexion.execute(update(m.Personne).where(m.Personne.id == par.acteur_id).values(nom=verifier_nom(nom)))
    par.noter(connexion, "compte.nom", par.acteur_id)


def _consommer(connexion: Connection, genre: str, jeton: str, maintenant: int) -> LienVu:
    lien = liens.consommer(connexion, genre, jeton, maintenant)
    if lien is None:
        raise ErreurMetier(
            "lien_perime",
            "Ce lien ne fonctionne plus\u00a0: il a déjà servi, ou son délai est passé. Demandez-en un nouveau.",
        )
    return lien


def _poser(connexion: Connection, personne_id: str, encode: str, maintenant: int, sauf: str = "") -> None:
    connexion.execute(update(m.Personne).where(m.Personne.id == personne_id).values(mot_de_passe=encode))
    liens.annuler(connexion, personne_id)
    sessions.revoquer_toutes(connexion, personne_id, maintenant, sauf)
