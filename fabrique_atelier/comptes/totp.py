"""The second factor: six figures every thirty seconds (RFC 6238), and ten recovery codes.

The secret is encrypted under the instance key, for its person only: a copy of the database does not give it. A step serves
once, a recovery code too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import Connection, select, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import ALPHABET_CODE, normaliser_code

PAS_S = 30
CHIFFRES = 6
OCTETS_SECRET = 20
CODES = 10
LONGUEUR_SECOURS = 10
EMETTEUR = "Fabrique Atelier"
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Preparation:
    """A secret offered: in base32 to be typed, as an ``otpauth://`` address to be drawn as a QR code."""

    secret: str
    url: str


class Totp:
    """Checks codes; holds the key that secrets are encrypted with."""

    def __init__(self, cle: bytes) -> None:
        self._coffre = AESGCM(hmac.new(cle, b"totp", hashlib.sha256).digest())
        self._cle_secours = hmac.new(cle, b"secours", hashlib.sha256).digest()

    def preparer(self, courriel: str) -> Preparation:
        """Draw a new secret; nothing is stored before :meth:`activer`."""
        brut = secrets.token_bytes(OCTETS_SECRET)
        return Preparation(base64.b32encode(brut).decode(), _generateur(brut).get_provisioning_uri(courriel, EMETTEUR))

    def adresse(self, secret: str, courriel: str) -> str:
        """Return the ``otpauth://`` address of a secret that has been offered.

        Raises:
            ErreurMetier: ``code_refuse``: it is not one of ours.
        """
        return _generateur(_decoder(secret)).get_provisioning_uri(courriel, EMETTEUR)

    def activer(self, connexion: Connection, par: Auteur, secret: str, code: str) -> list[str]:
        """Store the author's secret once ``code`` proves that the telephone has it; return the recovery codes, shown once.

        Raises:
            ErreurMetier: ``code_refuse``, ``totp_deja_actif``.
        """
        brut = _decoder(secret)
        pas = _pas_de(brut, code, par.maintenant)
        if pas is None:
            raise code_refuse()
        codes = [_tirer() for _ in range(CODES)]
        p = m.Personne
        poser = update(p).where(p.id == par.acteur_id, p.totp.is_(None))
        valeurs = {
            "totp": self._chiffrer(par.acteur_id, brut),
            "totp_pas": pas,
            "codes_secours": [self._empreinte(c) for c in codes],
        }
        if connexion.execute(poser.values(valeurs)).rowcount != 1:
            raise ErreurMetier(
                "totp_deja_actif",
                "La double vérification est déjà active. Pour changer de téléphone, désactivez-la d’abord.",
            )
        par.noter(connexion, "compte.totp_active", par.acteur_id)
        return codes

    def verifier(self, connexion: Connection, personne_id: str, code: str, maintenant: int) -> str | None:
        """Use a code up; return ``code``, ``secours``, or None. ``Portier.second_facteur`` also limits and audits."""
        p = m.Personne
        requete = select(p.totp, p.totp_pas, p.codes_secours).where(p.id == personne_id).with_for_update()
        personne = connexion.execute(requete).first()
        if personne is None or personne.totp is None:
            return None
        pas = _pas_de(self._dechiffrer(personne_id, personne.totp), code, maintenant)
        if pas is not None and (personne.totp_pas is None or pas > personne.totp_pas):
            connexion.execute(update(p).where(p.id == personne_id).values(totp_pas=pas))
            return "code"
        empreinte = self._empreinte(code)
        restants = [e for e in personne.codes_secours if not hmac.compare_digest(e, empreinte)]
        if len(restants) == len(personne.codes_secours):
            return None
        connexion.execute(update(p).where(p.id == personne_id).values(codes_secours=restants))
        return "secours"

    def desactiver(self, connexion: Connection, par: Auteur, personne_id: str) -> None:
        """Forget the secret and the codes: the person, their password having been asked, or the command line."""
        oubli: dict[str, Any] = {"totp": None, "totp_pas": None, "codes_secours": []}
        connexion.execute(update(m.Personne).where(m.Personne.id == personne_id).values(oubli))
        par.noter(connexion, "compte.totp_desactive", personne_id)

    def _chiffrer(self, personne_id: str, brut: bytes) -> str:
        nonce = secrets.token_bytes(_NONCE)
        return base64.b64encode(nonce + self._coffre.encrypt(nonce, brut, personne_id.encode())).decode()

    def _dechiffrer(self, personne_id: str, chiffre: str) -> bytes:
        octets = base64.b64decode(chiffre)
        try:
            return self._coffre.decrypt(octets[:_NONCE], octets[_NONCE:], personne_id.encode())
        except InvalidTag:
            raise ErreurMetier(
                "totp_illisible",
                "La double vérification de ce compte ne peut plus être lue\u00a0: la clé de l’instance a changé. "
                "Demandez à qui gère l’instance de la désactiver pour vous.",
            ) from None

    def _empreinte(self, code: str) -> str:
        return hmac.new(self._cle_secours, normaliser_code(code).encode(), hashlib.sha256).hexdigest()


def code_refuse() -> ErreurMetier:
    """The refusal of a code, whatever is wrong with it."""
    return ErreurMetier(
        "code_refuse",
        "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant sur votre téléphone et vérifiez que son heure est juste.",
    )


def _generateur(brut: bytes) -> TOTP:
    return TOTP(brut, CHIFFRES, SHA1(), PAS_S)  # noqa: S303 (what authenticator applications compute)


def _pas_de(brut: bytes, code: str, maintenant: int) -> int | None:
    """Return the step whose code it is, among the present one and its two neighbours: clocks drift."""
    tape = normaliser_code(code)
    present, generateur = maintenant // 1000 // PAS_S, _generateur(brut)
    for pas in (present, present - 1, present + 1):
        if hmac.compare_digest(generateur.generate(pas * PAS_S), tape.encode()):
            return pas
    return None


def _decoder(secret: str) -> bytes:
    try:
        brut = base64.b32decode(secret)
    except (binascii.Error, ValueError):
        brut = b""
    if len(brut) != OCTETS_SECRET:
        raise code_refuse()
    return brut


def _tirer() -> str:
    tire = "".join(secrets.choice(ALPHABET_CODE) for _ in range(LONGUEUR_SECOURS))
    return f"{tire[:5]}-{tire[5:]}"
