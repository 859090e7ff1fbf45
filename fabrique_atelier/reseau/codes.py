"""Official French codes: one check each, pure, with the sentence to show when it fails.

``xxx_valide`` tells about a code already compact; ``lire_xxx`` takes what a person typed (spaces, dots, lower case),
returns the code as it is stored, ``""`` for an empty box, or refuses with a sentence that gives an example.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from fabrique_atelier.socle.erreurs import ErreurMetier

SIREN_LA_POSTE = "356000000"
SIEGE_LA_POSTE = "35600000000048"

DEPARTEMENTS = frozenset(
    [f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
)
REGIONS = frozenset("01 02 03 04 06 11 24 27 28 32 44 52 53 75 76 84 93 94".split())

_BLANCS = re.compile("[\\s.\u00a0\u202f\u2009\u200b\u2010-\u2015-]+")
_INSEE = re.compile("([0-9]{2}|2[AB])[0-9]{3}")
_SIREN = re.compile("[0-9]{9}")
_SIRET = re.compile("[0-9]{14}")
_RNA = re.compile("W[0-9][0-9A-Z][0-9]{7}")
_POSTAL = re.compile("[0-9]{5}")
_PARTIELLE = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_FRANCAISE = re.compile("(?:(?:([0-9]{1,2})/)?([0-9]{1,2})/)?([0-9]{4})")

#: Formats of the zonings that have a code (``domaine.md`` §3.2); the others are lists of communes.
ZONAGES = {
    "qpv_2024": re.compile("QN(0([0-9]{2}|2[AB])|97[0-9])[0-9]{2}[NMI]"),
    "qpv_2015": re.compile("QP[0-9AB]{3}[0-9]{3}"),
    "acv": re.compile("ACV[0-9]{3}"),
    "pvd": re.compile("pvd-[0-9]{2}-[0-9]{2,3}-[0-9]+"),
    "ti": re.compile("ti-[0-9]{4}"),
}
EXEMPLES_ZONAGES = {
    "qpv_2024": "QN03101M",
    "qpv_2015": "QP031001",
    "acv": "ACV123",
    "pvd": "pvd-84-01-1",
    "ti": "ti-8413",
}


def compact(brut: str) -> str:
    """What was typed, without spaces, dots and dashes, in capitals."""
    return _BLANCS.sub("", brut).upper()


def luhn(chiffres: str) -> bool:
    """Luhn's key: every second digit from the right doubled, the sum a multiple of 10."""
    doubles = (int(c) * 2 for c in chiffres[-2::-2])
    return (sum(map(int, chiffres[-1::-2])) + sum(d - 9 if d > 9 else d for d in doubles)) % 10 == 0


def siren_valide(code: str) -> bool:
    """Nine digits, Luhn; nine zeros are nobody."""
    return _SIREN.fullmatch(code) is not None and luhn(code) and code != "0" * 9


def siret_valide(code: str) -> bool:
    """Fourteen digits, Luhn on the SIREN and on the whole; La Poste's offices follow their own rule."""
    if _SIRET.fullmatch(code) is None or not siren_valide(code[:9]):
        return False
    if code[:9] == SIREN_LA_POSTE and code != SIEGE_LA_POSTE:
        return sum(map(int, code)) % 5 == 0
    return luhn(code)


def siret_affiche(code: str) -> str:
    """``12345678900012`` as people read it, ``123 456 789 00012``, with no-break spaces."""
    return "\u00a0".join((code[:3], code[3:6], code[6:9], code[9:])) if len(code) == 14 else code


def rna_valide(code: str) -> bool:
    """``W`` and nine characters; the second may be a letter (Corsica, overseas)."""
    return _RNA.fullmatch(code) is not None


def insee_valide(code: str) -> bool:
    """A commune's INSEE code in shape; whether it exists is for the COG to tell."""
    return _INSEE.fullmatch(code) is not None


def code_postal_valide(code: str) -> bool:
    """Five digits."""
    return _POSTAL.fullmatch(code) is not None


def departement_valide(code: str) -> bool:
    """One of the 101 départements."""
    return code in DEPARTEMENTS


def region_valide(code: str) -> bool:
    """One of the 18 regions."""
    return code in REGIONS


def departement_de(insee: str) -> str:
    """The département of a commune, three characters overseas."""
    return insee[:3] if insee[:2] in ("97", "98") else insee[:2]


def date_partielle_valide(texte: str) -> bool:
    """``AAAA``, ``AAAA-MM`` or ``AAAA-MM-JJ``, a day that exists."""
    trouve = _PARTIELLE.fullmatch(texte)
    if trouve is None:
        return False
    annee, mois, jour = (int(p) if p else 1 for p in trouve.groups())
    try:
        date(annee, mois, jour)
    except ValueError:
        return False
    return True


def zonage_valide(genre: str, code: str) -> bool:
    """A zoning's code in the shape of its kind; the kinds that have none take an empty code."""
    forme = ZONAGES.get(genre)
    return forme.fullmatch(code) is not None if forme else code == ""


def _lecteur(nom: str, valide: Callable[[str], bool], phrase: str) -> Callable[[str], str]:
    def lire(brut: str) -> str:
        code = compact(brut)
        if code and not valide(code):
            raise ErreurMetier(f"{nom}_invalide", phrase)
        return code

    lire.__doc__ = f"Read a {nom} as typed; see the module's docstring."
    return lire


lire_siren = _lecteur(
    "siren",
    siren_valide,
    "Ce numéro SIREN n’est pas valable\u00a0: il compte 9\u00a0chiffres et une clé de contrôle."
    " Vérifiez-le, par exemple\u00a0: 200\u00a0069\u00a0391.",
)
lire_siret = _lecteur(
    "siret",
    siret_valide,
    "Ce numéro SIRET n’est pas valable\u00a0: il compte 14\u00a0chiffres et une clé de contrôle."
    " Vérifiez-le, par exemple\u00a0: 999\u00a0000\u00a0102\u00a000015.",
)
lire_rna = _lecteur(
    "rna",
    rna_valide,
    "Ce numéro RNA n’est pas valable\u00a0: il commence par W, suivi de 9\u00a0caractères."
    " Vérifiez-le, par exemple\u00a0: W312001234.",
)
lire_insee = _lecteur(
    "insee",
    insee_valide,
    "Ce code INSEE n’est pas valable\u00a0: il compte 5\u00a0caractères et n’est pas le code postal."
    " Vérifiez-le, par exemple\u00a0: 31555 pour Toulouse, 2A004 pour Ajaccio.",
)
lire_code_postal = _lecteur(
    "code_postal",
    code_postal_valide,
    "Ce code postal n’est pas valable\u00a0: il compte 5\u00a0chiffres, par exemple\u00a0: 22510.",
)
lire_departement = _lecteur(
    "departement",
    departement_valide,
    "Ce département n’existe pas\u00a0: écrivez son numéro, par exemple\u00a0: 01, 2A, 31 ou 974.",
)
lire_region = _lecteur(
    "region",
    region_valide,
    "Cette région n’existe pas\u00a0: écrivez son code INSEE, par exemple\u00a0: 53 pour la Bretagne.",
)


def lire_date_partielle(brut: str) -> str:
    """Read a year, a month or a day as typed (``2024``, ``03/2024``, ``15/03/2024`` or ISO); return it in ISO."""
    texte = _BLANCS.sub("", brut) if "/" in brut else brut.strip()
    trouve = _FRANCAISE.fullmatch(texte)
    if trouve and "/" in texte:
        jour, mois, annee = trouve.groups()
        texte = "-".join([annee, *(p.zfill(2) for p in (mois, jour) if p)])
    if texte and not date_partielle_valide(texte):
        raise ErreurMetier(
            "date_invalide",
            "Cette date n’est pas comprise. Écrivez une année, un mois ou un jour, par exemple\u00a0:"
            " 2024, 03/2024 ou 15/03/2024.",
        )
    return texte


def date_affichee(iso: str) -> str:
    """A partial date as people write it: ``2024``, ``03/2024``, ``15/03/2024``."""
    return "/".join(reversed(iso.split("-")))


def lire_zonage(genre: str, brut: str) -> str:
    """Read a zoning's code as typed, in the case its list uses."""
    code = re.sub("\\s+", "", brut)
    code = code.lower() if genre in ("pvd", "ti") else code.upper()
    if zonage_valide(genre, code):
        return code
    if genre not in ZONAGES:
        raise ErreurMetier("zonage_invalide", "Ce zonage n’a pas de code\u00a0: laissez la case vide.")
    raise ErreurMetier(
        "zonage_invalide",
        f"Ce code n’a pas la forme attendue pour ce zonage. Recopiez-le depuis la liste officielle,"
        f" par exemple\u00a0: {EXEMPLES_ZONAGES[genre]}.",
    )
