"""What each box of a partner or a contact accepts: one reader per field, for the form and for the spreadsheet alike.

A reader takes what was typed and returns what is stored, or refuses with a sentence. What a spreadsheet has damaged is
explained, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fabrique_atelier.reseau import codes
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne, trop_long

TIRAGE_MAX = 10_000
_ARRONDI = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_COURRIEL = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+\.[^\s@<>(),;:\".]{2,}")
_SITE = re.compile(r"(https?://)?[^\s/:@]+\.[^\s/:@]+(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?[\d\s.\-()/\u00a0\u202f]+")
_JOUR = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_OUI = {"oui", "o", "vrai", "true", "1", "x", "yes"}
_NON = {"non", "n", "faux", "false", "0", "no"}


@dataclass(frozen=True, slots=True)
class Champ:
    """One field: how it is called, and how what was typed is read."""

    libelle: str
    lire: Callable[[str], Any]


def texte(maximum: int) -> Callable[[str], str]:
    """Read one line of text."""

    def lire(brut: str) -> str:
        propre = ligne(brut)
        if trop_long(propre, maximum):
            raise ErreurMetier(
                "texte_long", f"Ce texte est trop long\u00a0: {maximum}\u00a0signes au plus. Raccourcissez-le."
            )
        return propre

    return lire


def lire_siret(brut: str) -> str | None:
    """Read a SIRET; what a spreadsheet does to long numbers is recognised."""
    code = codes.compact(brut)
    if not code:
        return None
    if _ARRONDI.fullmatch(brut.strip()):
        raise ErreurMetier(
            "siret_arrondi",
            "Le tableur a arrondi ce SIRET\u00a0: ses derniers chiffres sont perdus. Mettez la colonne au format Texte, puis "
            "écrivez à nouveau le numéro entier.",
        )
    if code.isdigit() and len(code) == 9:
        raise ErreurMetier(
            "siret_siren",
            "Ce numéro a 9\u00a0chiffres\u00a0: c’est un SIREN. Écrivez le SIRET, qui en a 14, ou laissez la case vide.",
        )
    if code.isdigit() and 9 < len(code) < 14:
        raise ErreurMetier(
            "siret_court",
            f"Ce SIRET a {len(code)}\u00a0chiffres au lieu de 14\u00a0: le tableur a sans doute retiré les zéros du début. Mettez la "
            "colonne au format Texte, puis écrivez à nouveau le numéro entier.",
        )
    return codes.lire_siret(brut)


def lire_insee(brut: str) -> str | None:
    """Read the INSEE code of a commune."""
    code = codes.compact(brut)
    if code.isdigit() and len(code) == 4:
        raise ErreurMetier(
            "insee_court",
            "Ce code INSEE a 4\u00a0chiffres\u00a0: le tableur a sans doute retiré le zéro du début. Mettez la colonne au format "
            "Texte, puis écrivez à nouveau le code, par exemple 01004.",
        )
    return codes.lire_insee(brut) or None


def lire_rna(brut: str) -> str | None:
    """Read an association's number."""
    return codes.lire_rna(brut) or None


def lire_oui_non(brut: str) -> bool | None:
    """Read « oui », « non », or nothing."""
    mot = cle(brut)
    if not mot:
        return None
    if mot not in _OUI | _NON:
        raise ErreurMetier("oui_non", "Écrivez «\u00a0oui\u00a0» ou «\u00a0non\u00a0», ou laissez la case vide.")
    return mot in _OUI


def lire_tirage(brut: str) -> int | None:
    """Read a number of ideas a year."""
    chiffres = re.sub(r"\s", "", brut)
    if not chiffres:
        return None
    if not re.fullmatch("[0-9]{1,6}", chiffres) or int(chiffres) > TIRAGE_MAX:
        raise ErreurMetier("tirage", "Écrivez un nombre entier de 0 à 10\u202f000, ou laissez la case vide.")
    return int(chiffres)


def lire_site(brut: str) -> str:
    """Read the address of a web site."""
    site = texte(200)(brut)
    if site and not _SITE.fullmatch(site):
        raise ErreurMetier("site", "Cette adresse de site n’est pas comprise. Exemple\u00a0: https://www.exemple.fr.")
    return site


def lire_courriel(brut: str) -> str:
    """Read an e-mail address."""
    courriel = texte(254)(brut).removeprefix("mailto:")
    if courriel and not _COURRIEL.fullmatch(courriel):
        raise ErreurMetier(
            "courriel", "Cette adresse électronique n’est pas complète. Exemple\u00a0: prenom.nom@exemple.fr."
        )
    return courriel


def lire_telephone(brut: str) -> str:
    """Read a telephone number, kept as it is written."""
    numero = texte(20)(brut)
    chiffres = re.sub(r"\D", "", numero)
    if not numero:
        return ""
    if re.fullmatch("[1-9][0-9]{8}", numero) or _ARRONDI.fullmatch(numero):
        raise ErreurMetier(
            "telephone_court",
            "Le tableur a sans doute retiré le zéro du début de ce téléphone. Mettez la colonne au format Texte, puis écrivez "
            "à nouveau le numéro entier.",
        )
    if not _TELEPHONE.fullmatch(numero) or not 4 <= len(chiffres) <= 15:
        raise ErreurMetier(
            "telephone", "Ce téléphone n’est pas compris. Écrivez un seul numéro, par exemple 03 53 01 00 01."
        )
    return numero


def lire_date(brut: str) -> str:
    """Read a whole day, as ``JJ/MM/AAAA`` or in ISO; return it in ISO."""
    propre = ligne(brut).removesuffix(" 00:00")
    if not propre:
        return ""
    if re.fullmatch("[0-9]{5}", propre):
        raise ErreurMetier(
            "date_nombre",
            "Le tableur a enregistré cette date comme un nombre. Mettez la colonne au format Date, puis enregistrez à nouveau.",
        )
    francaise = _JOUR.fullmatch(propre)
    try:
        jour = date(*map(int, reversed(francaise.groups()))) if francaise else date.fromisoformat(propre)
    except ValueError:
        raise ErreurMetier(
            "date", "Cette date n’est pas comprise. Écrivez jour, mois, année, par exemple 12/03/2026."
        ) from None
    if not 1950 <= jour.year <= 2200:
        raise ErreurMetier("date", "L’année de cette date n’est pas vraisemblable. Écrivez-la sur quatre chiffres.")
    return jour.isoformat()


def facultatif(champ: Callable[[str], str]) -> Callable[[str], str | None]:
    """Read a code of a closed list, or nothing."""
    return lambda brut: champ(brut) or None


PARTENAIRE = {
    "nom": Champ("Nom", texte(160)),
    "college": Champ("Collège", texte(40)),
    "roles": Champ("Rôles", list),
    "forme_juridique": Champ("Forme juridique", facultatif(texte(30))),
    "siret": Champ("SIRET", lire_siret),
    "rna": Champ("RNA", lire_rna),
    "est_ess": Champ("Économie sociale et solidaire", lire_oui_non),
    "droit_de_tirage_annuel": Champ("Droit de tirage par an", lire_tirage),
    "site_web": Champ("Site web", lire_site),
    "adresse": Champ("Adresse", texte(300)),
    "code_insee": Champ("Code INSEE de la commune", lire_insee),
    "commune": Champ("Commune", texte(120)),
}
CONTACT = {
    "nom": Champ("Nom", texte(80)),
    "prenom": Champ("Prénom", texte(80)),
    "fonction": Champ("Fonction", texte(120)),
    "courriel": Champ("Adresse électronique", lire_courriel),
    "telephone": Champ("Téléphone", lire_telephone),
    "base_legale": Champ("Base légale", texte(30)),
    "source": Champ("Source", texte(200)),
    "dernier_echange": Champ("Dernier échange", lire_date),
    "transmissible": Champ("Accepte que ses coordonnées soient transmises", lire_oui_non),
}
