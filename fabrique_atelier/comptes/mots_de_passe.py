"""Passwords: argon2id away from the event loop, at most two at once, and what makes one too weak (``fiabilite.md`` F15, T12).

What is refused is what a guesser tries first: the 19,646 most used (``donnees/``), one of them twice, two of them, one of
them with figures around, a row of the keyboard, or the words of the organisation. Nothing is asked about kinds of characters.
"""

from __future__ import annotations

import base64
import gzip
import re
import secrets
import threading
import unicodedata
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fabrique_atelier.socle.erreurs import ErreurMetier

LONGUEUR_MIN = 12
LONGUEUR_MAX = 128
#: Words shorter than this are in every sentence: « du », « les ».
MOT_MIN = 4
#: What must be left once the words of the organisation are taken away.
RESTE_MIN = 8
#: « aaaaaaaaaaaa », « 121212121212 ».
DIFFERENTS_MIN = 4
#: Figures and signs around a word say nothing new up to here: a date has eight.
ORNEMENTS_MAX = 8
_DONNEES = Path(__file__).with_name("donnees")
_RANGEES = (
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789" * 3,
    "1234567890" * 3,
)
_CHIFFRES_LETTRES = str.maketrans("0134578@$!€", "oieastbasie")
_AU_BORD = re.compile(r"^[^a-z]+|[^a-z]+$")
_SANS_INTERET = re.compile(r"[^a-z0-9]+")


def appel_direct(fonction: Callable[..., Any], *args: Any) -> Any:
    """Run here and now: what threads and tests want."""
    return fonction(*args)


class Hacheur:
    """Hashes and verifies; 64 MiB and about 50 ms of a processor each, hence the door of two.

    Args:
        executer: ``executer(function, *args)`` runs it away from the green threads.
        simultanes: how many at once.
        profil: argon2 parameters; the library's defaults unless a test wants cheap ones.
    """

    def __init__(
        self,
        executer: Callable[..., Any] = appel_direct,
        simultanes: int = 2,
        profil: PasswordHasher | None = None,
    ) -> None:
        self._executer = executer
        self._porte = threading.BoundedSemaphore(simultanes)
        self._argon2 = profil or PasswordHasher()
        self._leurre = _leurre(self._argon2)

    def hacher(self, mot: str) -> str:
        """Return the encoded argon2id hash; never inside a transaction."""
        with self._porte:
            return str(self._executer(self._argon2.hash, _octets(mot)))

    def verifier(self, encode: str | None, mot: str) -> bool:
        """Tell whether ``mot`` is the one; ``None`` costs the same time and is always False."""
        with self._porte:
            juste = bool(self._executer(self._comparer, encode or self._leurre, _octets(mot)))
        return juste and encode is not None

    def a_rehacher(self, encode: str) -> bool:
        """Tell whether it was hashed with other parameters than today's."""
        return self._argon2.check_needs_rehash(encode)

    def _comparer(self, encode: str, octets: bytes) -> bool:
        try:
            return self._argon2.verify(encode, octets)
        except (VerificationError, InvalidHashError):
            return False


def verifier_force(mot: str, interdits: Collection[str]) -> None:
    """Let a password through, or say why not.

    Args:
        interdits: what anyone would guess first: the person's name and e-mail, the fabrique, the structure, as they are.

    Raises:
        ErreurMetier: ``mot_de_passe_faible``.
    """
    normal = unicodedata.normalize("NFKC", mot)
    if len(normal) < LONGUEUR_MIN:
        _refuser(
            f"Ce mot de passe est trop court\u00a0: il en faut au moins {LONGUEUR_MIN} caractères. Une suite de quatre ou cinq mots sans rapport, "
            "avec des espaces, est longue et se retient bien."
        )
    if len(normal) > LONGUEUR_MAX:
        _refuser(f"Ce mot de passe dépasse {LONGUEUR_MAX} caractères. Raccourcissez-le.")
    if _courant(normal):
        _refuser(
            "Ce mot de passe fait partie de ceux que l’on essaie en premier\u00a0: il est très répandu, ou trop régulier. "
            "Choisissez plutôt quatre ou cinq mots sans rapport."
        )
    if _de_la_maison(normal, interdits):
        _refuser(
            "Ce mot de passe se devine à partir de votre nom, de votre adresse ou de votre organisation. "
            "Choisissez des mots qui n’ont rien à voir avec eux."
        )


def _refuser(phrase: str) -> None:
    raise ErreurMetier("mot_de_passe_faible", phrase)


def _octets(mot: str) -> bytes:
    return unicodedata.normalize("NFKC", mot).encode("utf-8", "surrogatepass")


def _leurre(argon2: PasswordHasher) -> str:
    """Return a well-formed hash of nothing: verifying it costs what a real one costs."""

    def b64(octets: int) -> str:
        return base64.b64encode(secrets.token_bytes(octets)).rstrip(b"=").decode()

    reglage = f"m={argon2.memory_cost},t={argon2.time_cost},p={argon2.parallelism}"
    return f"$argon2id$v=19${reglage}${b64(argon2.salt_len)}${b64(argon2.hash_len)}"


@cache
def _repandus() -> frozenset[str]:
    """The most used passwords, small letters without accents."""
    anglais = gzip.decompress((_DONNEES / "mots_interdits.txt.gz").read_bytes()).decode()
    francais = (_DONNEES / "mots_francais.txt").read_text(encoding="ascii")
    return frozenset(f"{anglais}\n{francais}".split())


def _simplifier(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte.casefold())
    return "".join(c for c in decompose if not unicodedata.combining(c))


def _courant(mot: str) -> bool:
    simple = _simplifier(mot)
    if len(set(simple)) <= DIFFERENTS_MIN:
        return True
    noyau = _AU_BORD.sub("", simple)
    if len(simple) - len(noyau) > ORNEMENTS_MAX:
        noyau = ""
    # « P@ssw0rd2024! »: the figures at the end go first, those inside are read as letters
    lues = (f.translate(_CHIFFRES_LETTRES) for f in (simple, noyau, simple.rstrip("0123456789!?.*")))
    formes = {simple, noyau, *(_SANS_INTERET.sub("", f) for f in (simple, noyau, *lues))}
    return any(_previsible(f) for f in formes if len(f) >= MOT_MIN)


def _previsible(forme: str) -> bool:
    repandus = _repandus()
    if forme in repandus or any(forme in r or forme[::-1] in r for r in _RANGEES):
        return True
    if any(len(forme) % n == 0 and forme == forme[:n] * (len(forme) // n) for n in range(1, len(forme) // 2 + 1)):
        return True
    return any(forme[:i] in repandus and forme[i:] in repandus for i in range(MOT_MIN, len(forme) - MOT_MIN + 1))


def _de_la_maison(mot: str, interdits: Collection[str]) -> bool:
    colle = _SANS_INTERET.sub("", _simplifier(mot))
    reste = colle
    for interdit in sorted(_mots(interdits), key=len, reverse=True):
        reste = reste.replace(interdit, "")
    lettres = sum(c.isalpha() for c in reste)
    return reste != colle and (len(reste) < RESTE_MIN or lettres < MOT_MIN)


def _mots(interdits: Collection[str]) -> set[str]:
    """Each word and each whole; of an e-mail address, what stands before the @."""
    mots: set[str] = set()
    for interdit in interdits:
        simple = _simplifier(interdit.partition("@")[0])
        mots.add(_SANS_INTERET.sub("", simple))
        mots.update(_SANS_INTERET.split(simple))
    return {m for m in mots if len(m) >= MOT_MIN}
