"""Identifiers, join codes and unguessable tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from uuid6 import uuid7

#: Letters and digits nobody confuses when a code is read from the back row: no 0/O, 1/I/L, nor U (taken for V).
ALPHABET_CODE = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
LONGUEUR_CODE = 6
#: 128 bits in URL-safe base64 without padding.
LONGUEUR_JETON = 22


def nouvel_identifiant() -> str:
    """Return a new time-ordered UUIDv7 as canonical text."""
    return str(uuid7())


def nouveau_code() -> str:
    """Return a random join code of 6 characters (29 bits: only valid while the entry is open)."""
    return "".join(secrets.choice(ALPHABET_CODE) for _ in range(LONGUEUR_CODE))


def normaliser_code(saisie: str) -> str:
    """Forgive case, spaces and dashes in a typed code; O, I, L, U typed by mistake stay as typed."""
    return "".join(c for c in saisie.upper() if c.isalnum())[:32]


def jeton_derive(cle: bytes, role: str, objet: str, generation: int = 0) -> str:
    """Return the 128-bit capability token of ``role`` on ``objet``, derived from the instance key.

    Derived rather than drawn, so that the links can be printed again without storing them in clear: the database
    keeps only :func:`empreinte`.
    """
    brut = hmac.new(cle, f"{role}|{objet}|{generation}".encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(brut).rstrip(b"=").decode()


def empreinte(jeton: str) -> str:
    """Return the SHA-256 of a token, hexadecimal: what the database stores instead of it."""
    return hashlib.sha256(jeton.encode()).hexdigest()


def jeton_de_vote(sel: str, empreinte_participant: str) -> str:
    """Return the ballot token of a participant for one vote (``domaine.md`` §3.12).

    Once ``sel`` is destroyed nothing links the ballot to the participant any more.
    """
    return hmac.new(sel.encode(), empreinte_participant.encode(), hashlib.sha256).hexdigest()
