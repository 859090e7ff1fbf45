"""The door of staff: password, second factor, session (``fiabilite.md`` T12).

Limits come before hashing. Wrong password, closed account, unknown address: the same sentence after the same work. Nothing
ever locks an account: what is limited is one address trying one account, so its owner still signs in from elsewhere.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from sqlalchemy import ColumnElement, Connection, Engine, Row, select, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes import sessions
from fabrique_atelier.comptes.audit import SYSTEME, Audit
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.essais import Essais
from fabrique_atelier.comptes.mots_de_passe import Hacheur
from fabrique_atelier.comptes.saisies import cle_de_courriel
from fabrique_atelier.comptes.totp import Totp, code_refuse
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import empreinte

#: Failures of one account from one address: 5 a minute, 20 an hour.
COMPTE_MINUTE = RateLimitItemPerMinute(5, namespace="compte")
COMPTE_HEURE = RateLimitItemPerHour(20, namespace="compte")
#: Failures from one address, all accounts together.
ADRESSE_MINUTE = RateLimitItemPerMinute(20, namespace="adresse")
#: Wrong codes after the right password: at this pace, six figures take about two years to guess, and the password first.
CODE_MINUTE = RateLimitItemPerMinute(5, namespace="code")
CODE_HEURE = RateLimitItemPerHour(20, namespace="code")
INCONNUE = "inconnue"
#: id, active, mot_de_passe, totp.
Connue = Row[str, bool, str | None, str | None]
Ecrire = Callable[[Callable[[Connection], Any]], Any]


@dataclass(frozen=True, slots=True)
class Presente:
    """Whoever gave the right password; signed in only after :meth:`Portier.ouvrir`."""

    personne_id: str
    totp_exige: bool


class Portier:
    """Lets staff in. None of its methods may be called inside a transaction.

    Args:
        ecrire: runs one write transaction (``Executeur.ecrire_seul``).
    """

    def __init__(self, moteur: Engine, ecrire: Ecrire, hacheur: Hacheur, totp: Totp, audit: Audit) -> None:
        self._moteur = moteur
        self._ecrire = ecrire
        self._hacheur = hacheur
        self._totp = totp
        self._audit = audit
        self._essais = Essais()

    def presenter(self, courriel: str, mot_de_passe: str, adresse: str, maintenant: int) -> Presente:
        """Check an e-mail address and a password.

        Raises:
            ErreurMetier: ``identifiants_refuses``, ``trop_d_essais`` (says how long to wait).
        """
        p = m.Personne
        cle = cle_de_courriel(courriel)
        personne = self._verifier(cle, p.courriel == cle, mot_de_passe, adresse, maintenant)
        return Presente(personne.id, personne.totp is not None)

    def confirmer(self, personne_id: str, mot_de_passe: str, adresse: str, maintenant: int) -> None:
        """Ask somebody signed in for the present password, before it is changed or the second factor switched off.

        Raises:
            ErreurMetier: ``identifiants_refuses``, ``trop_d_essais``.
        """
        p = m.Personne
        with lire(self._moteur) as connexion:
            courriel = connexion.execute(select(p.courriel).where(p.id == personne_id)).scalar() or ""
        self._verifier(courriel, p.id == personne_id, mot_de_passe, adresse, maintenant)

    def second_facteur(self, personne_id: str, code: str, maintenant: int) -> None:
        """Check a code of the moment, or use up a recovery code.

        Raises:
            ErreurMetier: ``code_refuse``, ``trop_d_essais``.
        """
        with self._essais.tenter([(CODE_MINUTE, personne_id), (CODE_HEURE, personne_id)]) as essai:
            genre = self._ecrire(lambda c: self._second_facteur(c, personne_id, code, maintenant))
            if genre is None:
                raise code_refuse()
            essai.reussi = True

    def oublier_essais(self, courriel: str, adresse: str) -> None:
        """Forget the failures of an account from an address: its owner has come in, or has just used a reset link."""
        ici = _ici(cle_de_courriel(courriel), _reseau(adresse))
        self._essais.pardonner(COMPTE_MINUTE, ici)
        self._essais.pardonner(COMPTE_HEURE, ici)

    def ouvrir(self, personne_id: str, appareil: str, maintenant: int) -> str:
        """Open the session; return the secret for the cookie."""

        def ouvrir(connexion: Connection) -> str:
            secret, _ = sessions.ouvrir(connexion, personne_id, appareil, maintenant)
            connexion.execute(update(m.Personne).where(m.Personne.id == personne_id).values(connectee_le=maintenant))
            Auteur(self._audit, personne_id, maintenant).noter(connexion, "connexion.ouvrir", personne_id)
            return secret

        secret: str = self._ecrire(ouvrir)
        return secret

    def _verifier(
        self, cle: str, condition: ColumnElement[bool], mot_de_passe: str, adresse: str, maintenant: int
    ) -> Connue:
        depuis = _reseau(adresse)
        ici = _ici(cle, depuis)
        with self._essais.tenter([(COMPTE_MINUTE, ici), (COMPTE_HEURE, ici), (ADRESSE_MINUTE, depuis)]) as essai:
            personne = self._personne(condition)
            encode = personne.mot_de_passe if personne is not None and personne.active else None
            juste = self._hacheur.verifier(encode, mot_de_passe)
            if personne is None or not juste:
                self._noter_refus(personne, "connexion.refusee", maintenant)
                raise ErreurMetier(
                    "identifiants_refuses",
                    "L’adresse ou le mot de passe n’est pas le bon. Vérifiez les deux, ou demandez un nouveau mot de passe.",
                )
            essai.reussi = True
        self.oublier_essais(cle, adresse)
        self._rehacher(personne, mot_de_passe)
        return personne

    def _personne(self, condition: ColumnElement[bool]) -> Connue | None:
        p = m.Personne
        with lire(self._moteur) as connexion:
            return connexion.execute(select(p.id, p.active, p.mot_de_passe, p.totp).where(condition)).first()

    def _noter_refus(self, personne: Connue | None, action: str, maintenant: int) -> None:
        objet = personne.id if personne is not None else INCONNUE
        self._ecrire(lambda c: Auteur(self._audit, SYSTEME, maintenant).noter(c, action, objet))

    def _rehacher(self, personne: Connue, mot_de_passe: str) -> None:
        """Follow the library when it raises its parameters: the password is only known here."""
        if not self._hacheur.a_rehacher(personne.mot_de_passe):
            return
        p, encode = m.Personne, self._hacheur.hacher(mot_de_passe)
        inchange = update(p).where(p.id == personne.id, p.mot_de_passe == personne.mot_de_passe)
        self._ecrire(lambda c: c.execute(inchange.values(mot_de_passe=encode)))

    def _second_facteur(self, connexion: Connection, personne_id: str, code: str, maintenant: int) -> str | None:
        genre = self._totp.verifier(connexion, personne_id, code, maintenant)
        auteur = Auteur(self._audit, personne_id if genre else SYSTEME, maintenant)
        if genre != "code":
            auteur.noter(connexion, "connexion.code_secours" if genre else "connexion.code_refuse", personne_id)
        return genre


def _ici(cle: str, depuis: str) -> str:
    return empreinte(f"{cle}|{depuis}")


def _reseau(adresse: str) -> str:
    """What one subscriber holds: an IPv4 address, or an IPv6 /64."""
    try:
        ip = ipaddress.ip_address(adresse)
    except ValueError:
        return adresse
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.IPv6Network((ip, 64), strict=False))
