"""Typed settings, read once from the environment. An unknown or unsafe value is refused by its name."""

from __future__ import annotations

import math
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fabrique_atelier.socle.erreurs import ErreurConfiguration

PREFIXE = "FABRIQUE_"


@dataclass(frozen=True, slots=True)
class Debit:
    """Token bucket: ``par_s`` commands a second, ``reserve`` at once."""

    par_s: float
    reserve: int


@dataclass(frozen=True, slots=True)
class Reglages:
    """Every setting of the application; see the table in ``README.md``."""

    dossier: Path
    base: str
    cle: bytes
    jeton_equipe: str | None
    hote: str
    port: int
    url: str
    transport: str
    boucle: str
    tick_ms: int
    capacite: int
    debit_idees: Debit
    debit_votes: Debit
    debit_autres: Debit
    hotes: tuple[str, ...] = ()
    mandataires: int = 0
    smtp: str | None = None
    courriel_de: str = ""
    demonstration: bool = False

    @property
    def adresse(self) -> str:
        """What a person types to reach the home page, without the scheme."""
        morceaux = urlsplit(self.url)
        return morceaux.netloc + morceaux.path.rstrip("/")


_NOMS = frozenset(
    PREFIXE + nom
    for nom in (
        "DOSSIER BASE CLE JETON_EQUIPE HOTE PORT URL TRANSPORT BOUCLE TICK_MS CAPACITE DEBIT_IDEES DEBIT_VOTES DEBIT_AUTRES "
        "HOTES MANDATAIRES SMTP COURRIEL_DE"
    ).split()
)


def lire_reglages(environnement: Mapping[str, str], **imposes: object) -> Reglages:
    """Build the settings from ``environnement``; what is given in ``imposes`` wins.

    ``imposes`` may hold ``port``, ``hote``, ``url``, ``base``, ``dossier`` and ``demonstration``.

    Raises:
        ErreurConfiguration: a variable is unknown, or its value cannot be used.
    """
    inconnus = sorted(n for n in environnement if n.startswith(PREFIXE) and n not in _NOMS)
    if inconnus:
        raise ErreurConfiguration(
            f"Réglage inconnu : {', '.join(inconnus)}. Noms possibles : {', '.join(sorted(_NOMS))}."
        )

    def lu(nom: str, defaut: str) -> str:
        impose = imposes.get(nom.lower())
        return str(impose) if impose is not None else environnement.get(PREFIXE + nom, "") or defaut

    dossier = Path(lu("DOSSIER", "var")).absolute()
    dossier.mkdir(parents=True, exist_ok=True, mode=0o700)
    cle = _cle(environnement.get(PREFIXE + "CLE", ""), dossier)
    port = _entier("PORT", lu("PORT", "5000"), 0, 65535)
    hote = lu("HOTE", "127.0.0.1")
    jeton = environnement.get(PREFIXE + "JETON_EQUIPE", "") or None
    if jeton is not None and len(jeton) < 22:
        raise ErreurConfiguration("FABRIQUE_JETON_EQUIPE : au moins 22 caractères, tirés au hasard.")
    return Reglages(
        dossier=dossier,
        base=lu("BASE", f"sqlite:///{dossier / 'fabrique.db'}"),
        cle=cle,
        jeton_equipe=jeton,
        hote=hote,
        port=port,
        url=_url(lu("URL", f"http://{hote}:{port}")),
        transport=_choix("TRANSPORT", lu("TRANSPORT", "direct"), ("direct", "standard")),
        boucle=_choix("BOUCLE", lu("BOUCLE", "eventlet"), ("eventlet", "gevent", "threading")),
        tick_ms=_entier("TICK_MS", lu("TICK_MS", "50"), 1, 1000),
        capacite=_entier("CAPACITE", lu("CAPACITE", "400"), 1, 100_000),
        debit_idees=_debit("DEBIT_IDEES", lu("DEBIT_IDEES", "0.5/5")),
        debit_votes=_debit("DEBIT_VOTES", lu("DEBIT_VOTES", "5/20")),
        debit_autres=_debit("DEBIT_AUTRES", lu("DEBIT_AUTRES", "20/20")),
        hotes=tuple(lu("HOTES", "").lower().replace(",", " ").split()),
        mandataires=_entier("MANDATAIRES", lu("MANDATAIRES", "0"), 0, 5),
        smtp=_smtp(lu("SMTP", "")),
        courriel_de=lu("COURRIEL_DE", ""),
        demonstration=bool(imposes.get("demonstration")),
    )


def _cle(donnee: str, dossier: Path) -> bytes:
    if donnee:
        if len(donnee) < 32:
            raise ErreurConfiguration(
                "FABRIQUE_CLE : au moins 32 caractères, tirés au hasard. Sans elle, une clé est créée dans le dossier de données."
            )
        return donnee.encode()
    fichier = dossier / "cle"
    if not fichier.exists():
        descripteur = os.open(fichier, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descripteur, "w", encoding="ascii") as sortie:
            sortie.write(secrets.token_hex(32))
    return fichier.read_text(encoding="ascii").strip().encode()


def _entier(nom: str, texte: str, minimum: int, maximum: int) -> int:
    try:
        valeur = int(texte)
    except ValueError:
        valeur = minimum - 1
    if not minimum <= valeur <= maximum:
        raise ErreurConfiguration(f"FABRIQUE_{nom} : « {texte} » n’est pas un entier de {minimum} à {maximum}.")
    return valeur


def _choix(nom: str, texte: str, choix: tuple[str, ...]) -> str:
    if texte not in choix:
        raise ErreurConfiguration(f"FABRIQUE_{nom} : « {texte} » inconnu. Choisissez : {', '.join(choix)}.")
    return texte


def _debit(nom: str, texte: str) -> Debit:
    try:
        par_s, reserve = texte.split("/")
        debit = Debit(float(par_s), int(reserve))
    except ValueError:
        debit = Debit(0, 0)
    if not (math.isfinite(debit.par_s) and debit.par_s > 0 and debit.reserve >= 1):
        raise ErreurConfiguration(
            f"FABRIQUE_{nom} : « {texte} » doit s’écrire nombre-par-seconde/réserve, par exemple 0.5/5."
        )
    return debit


def _url(texte: str) -> str:
    morceaux = urlsplit(texte)
    if morceaux.scheme not in ("http", "https") or not morceaux.netloc:
        raise ErreurConfiguration(
            f"FABRIQUE_URL : « {texte} » n’est pas une adresse complète, par exemple https://atelier.exemple.fr."
        )
    return texte.rstrip("/")


def _smtp(texte: str) -> str | None:
    """Check ``smtp://…`` (STARTTLS when offered), ``smtps://…``; user and password inside, percent-encoded."""
    if not texte:
        return None
    morceaux = urlsplit(texte)
    if morceaux.scheme not in ("smtp", "smtps") or not morceaux.hostname:
        raise ErreurConfiguration(
            "FABRIQUE_SMTP : écrivez smtps://utilisateur:motdepasse@serveur:465, ou smtp://serveur:587."
        )
    return texte
