"""What a page hands to the next one through the browser: signed, dated, for one purpose and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from fabrique_atelier.comptes import annuaire
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.identifiants import empreinte
from fabrique_atelier.web.contexte import services

PREUVE_S = 5 * 60
PREPARATION_S = 30 * 60


@dataclass(frozen=True, slots=True)
class Preuve:
    """The password was right, less than five minutes ago: whose it was, and where they were going."""

    personne_id: str
    suite: str


def signer_preuve(personne_id: str, suite: str) -> str:
    """Between the password and the code; it dies with the password it stands for."""
    return _signataire("connexion.code").dumps([personne_id, _mot_de_passe(personne_id), suite])


def lire_preuve(etape: str | None) -> Preuve | None:
    """Return what was signed, or None: altered, too old, or the password has changed since."""
    contenu = _lire("connexion.code", etape, PREUVE_S)
    if contenu is None or _mot_de_passe(contenu[0]) != contenu[1]:
        return None
    return Preuve(contenu[0], contenu[2])


def signer_secret(personne_id: str, secret: str) -> str:
    """Between the QR code and the first code it gives: nothing is stored before."""
    return _signataire("compte.totp").dumps([personne_id, secret])


def lire_secret(personne_id: str, preparation: str | None) -> str | None:
    """Return the secret drawn for that person less than half an hour ago, or None."""
    contenu = _lire("compte.totp", preparation, PREPARATION_S)
    return str(contenu[1]) if contenu is not None and contenu[0] == personne_id else None


def _signataire(usage: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(services().reglages.cle, salt=usage)


def _lire(usage: str, jeton: str | None, age_s: int) -> list[Any] | None:
    try:
        contenu: list[Any] = _signataire(usage).loads(jeton or "", max_age=age_s)
    except BadSignature:
        return None
    return contenu


def _mot_de_passe(personne_id: str) -> str:
    with lire(services().moteur) as connexion:
        compte = annuaire.compte(connexion, personne_id)
    return empreinte(compte.encode or "")[:16] if compte else ""
