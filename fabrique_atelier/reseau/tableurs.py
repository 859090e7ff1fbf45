"""A spreadsheet as it arrives becomes rows of text: CSV in the encodings people really have, XLSX, ODS (``domaine.md`` F08).

Nothing is trusted: sizes are checked before anything is unpacked, and a workbook is unpacked by us, packed again plain, and read
in a process of its own with little memory and time (``reseau/classeur.py``).
"""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.texte import ligne

OCTETS_MAX = 2 * 1024 * 1024
DEBALLE_MAX = 20 * 1024 * 1024
LIGNES_MAX = 5_000
COLONNES_MAX = 60
#: Titles above the header line, the header itself, and a few blank lines.
_MARGE = 50
_PARTIES_MAX = 2_000
_DELAI_S = 15.0
_MORCEAU = 64 * 1024
_SEPARATEURS = {";": "point-virgule", ",": "virgule", "\t": "tabulation"}
_RACINE = Path(__file__).resolve().parents[2]
#: Exit code of ``classeur``, which is never imported here.
TROP = 4
_VIEUX_XLS = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Tableau:
    """What was read: one list of cells per line of the sheet, and how it was read, to be said."""

    lignes: list[list[str]]
    format: str
    avertissements: list[str] = field(default_factory=list)


class _Feuille(msgspec.Struct):
    """What ``classeur`` answers."""

    lignes: list[list[str]]
    nom: str
    autres: int
    fusions: int


def lire_tableau(contenu: bytes) -> Tableau:
    """Read a file whatever its name says; the content decides.

    Raises:
        ErreurMetier: it cannot be read; the sentence says why and what to do.
    """
    if not contenu:
        raise ErreurMetier("fichier_vide", "Ce fichier est vide. Choisissez celui qui contient vos partenaires.")
    if len(contenu) > OCTETS_MAX:
        raise trop_lourd()
    if contenu.startswith(b"PK\x03\x04"):
        tableau = _classeur(contenu)
    elif contenu.startswith(_VIEUX_XLS):
        raise ErreurMetier(
            "ancien_format",
            "Ce classeur est dans l’ancien format XLS, ou protégé par un mot de passe. Ouvrez-le dans votre tableur, puis "
            "enregistrez-le en ODS ou en XLSX, sans mot de passe.",
        )
    else:
        tableau = _csv(contenu)
    _mesurer(tableau.lignes)
    return tableau


def trop_lourd() -> ErreurMetier:
    """Say that the file is too big."""
    return ErreurMetier(
        "fichier_lourd",
        "Ce fichier dépasse 2\u00a0Mo\u00a0: il n’a pas été lu. Gardez seulement la feuille des partenaires, sans image, ou "
        "coupez-la en deux fichiers.",
    )


def _mesurer(lignes: list[list[str]]) -> None:
    if not any(any(cellules) for cellules in lignes):
        raise ErreurMetier("fichier_vide", "Ce fichier ne contient aucune ligne écrite. Vérifiez que c’est le bon.")
    if len(lignes) > LIGNES_MAX + _MARGE:
        raise ErreurMetier(
            "trop_de_lignes",
            "Ce fichier a plus de 5\u202f000\u00a0lignes\u00a0: il n’a pas été lu. Coupez-le en plusieurs fichiers.",
        )
    if max(len(cellules) for cellules in lignes) > COLONNES_MAX:
        raise ErreurMetier(
            "trop_de_colonnes",
            "Ce fichier a plus de 60\u00a0colonnes\u00a0: il n’a pas été lu. Gardez seulement celles qui décrivent les partenaires.",
        )


def _ranger(brutes: list[list[str]]) -> list[list[str]]:
    """Pass every cell through the text gate; drop empty cells at the end of lines, and empty lines at the end."""
    lignes = []
    for cellules in brutes:
        propres = [ligne(c) for c in cellules]
        while propres and not propres[-1]:
            propres.pop()
        lignes.append(propres)
    while lignes and not lignes[-1]:
        lignes.pop()
    return lignes


# ------------------------------------------------------------------------------------------------------- CSV


def _csv(contenu: bytes) -> Tableau:
    texte, encodage = _decoder(contenu)
    if "\0" in texte:
        raise _illisible()
    annonce, reste = _separateur_annonce(texte)
    separateur = annonce or _separateur(reste)
    try:
        lignes = _ranger(_decouper(reste, separateur))
    except csv.Error:
        raise ErreurMetier(
            "csv_guillemets",
            "Un guillemet ouvert n’est jamais refermé dans ce fichier CSV\u00a0: on ne sait pas où finissent ses cases. "
            "Ouvrez-le dans votre tableur, vérifiez-le, puis enregistrez-le en ODS ou en XLSX.",
        ) from None
    if annonce:
        lignes.insert(0, [])  # « sep=; » is a line of the file
    return Tableau(lignes, f"CSV, séparateur {_SEPARATEURS[separateur]}, encodage {encodage}")


def _decoder(contenu: bytes) -> tuple[str, str]:
    for marque, nom, dit in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 avec marque"),
        (b"\xff\xfe", "utf-16", "UTF-16"),
        (b"\xfe\xff", "utf-16", "UTF-16"),
        (b"", "utf-8", "UTF-8"),
        (b"", "cp1252", "Windows-1252"),
    ):
        if contenu.startswith(marque):
            try:
                return contenu.decode(nom), dit
            except UnicodeDecodeError:
                if marque:
                    break
    raise _illisible()


def _illisible() -> ErreurMetier:
    return ErreurMetier(
        "type_inconnu",
        "Ce fichier n’est pas un tableau que nous savons lire. Choisissez un fichier CSV, ODS ou XLSX\u00a0; depuis votre "
        "tableur\u00a0: Fichier, Enregistrer sous.",
    )


def _separateur_annonce(texte: str) -> tuple[str, str]:
    """Recognise the line « sep=; » that some spreadsheets write first."""
    premiere, _, reste = texte.partition("\n")
    premiere = premiere.rstrip("\r")
    if len(premiere) == 5 and premiere.lower().startswith("sep=") and premiere[4] in _SEPARATEURS:
        return premiere[4], reste
    return "", texte


def _separateur(texte: str) -> str:
    """Return the separator that cuts the first lines into the most cells, most often."""
    debut = "".join(io.StringIO(texte[:65_536], newline="").readlines()[:60])

    def note(separateur: str) -> tuple[int, int]:
        largeurs = [len(c) for c in csv.reader(io.StringIO(debut, newline=""), delimiter=separateur) if c]
        regulieres = max((largeurs.count(n) for n in set(largeurs) if n > 1), default=0)
        return regulieres, max(largeurs, default=0)

    return max(_SEPARATEURS, key=note)


def _decouper(texte: str, separateur: str) -> list[list[str]]:
    lignes: list[list[str]] = []
    for cellules in csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True):
        lignes.append(cellules)
        if len(lignes) > LIGNES_MAX + _MARGE and any(cellules):
            break
    return lignes


# -------------------------------------------------------------------------------------------------- workbooks


def _classeur(contenu: bytes) -> Tableau:
    plat, genre = _reemballer(contenu)
    feuille = _lire_a_part(plat)
    avertissements = []
    if feuille.autres:
        avertissements.append(
            f"Seule la feuille «\u00a0{ligne(feuille.nom)}\u00a0» a été lue\u00a0: les autres feuilles ont été laissées de côté."
        )
    if feuille.fusions:
        avertissements.append(
            "Cette feuille a des cellules fusionnées\u00a0: seule la première case de chacune a une valeur, les autres sont "
            "vides. Si des partenaires sont refusés pour cela, annulez la fusion dans votre tableur."
        )
    return Tableau(_ranger(feuille.lignes), f"{genre}, feuille «\u00a0{ligne(feuille.nom)}\u00a0»", avertissements)


def _reemballer(contenu: bytes) -> tuple[bytes, str]:
    """Unpack within limits and pack again uncompressed: what is then read is what was measured, whatever the zip declared."""
    sortie, total = io.BytesIO(), 0
    try:
        with (
            zipfile.ZipFile(io.BytesIO(contenu)) as archive,
            zipfile.ZipFile(sortie, "w", zipfile.ZIP_STORED) as propre,
        ):
            parties = archive.infolist()
            genre = _genre({p.filename for p in parties})
            if len(parties) > _PARTIES_MAX or sum(p.file_size for p in parties) > DEBALLE_MAX:
                raise _bombe()
            for partie in {p.filename: p for p in parties}.values():
                if partie.flag_bits & 1:
                    raise _protege()
                lu = _deballer(archive, partie, DEBALLE_MAX - total)
                total += len(lu)
                propre.writestr(partie.filename, lu)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        raise _abime() from None
    return sortie.getvalue(), genre


def _deballer(archive: zipfile.ZipFile, partie: zipfile.ZipInfo, reste: int) -> bytes:
    morceaux, taille = [], 0
    with archive.open(partie) as flux:
        while morceau := flux.read(_MORCEAU):
            taille += len(morceau)
            if taille > reste:
                raise _bombe()
            morceaux.append(morceau)
    return b"".join(morceaux)


def _genre(noms: set[str]) -> str:
    if "xl/workbook.xml" in noms:
        return "XLSX"
    if "content.xml" in noms and "mimetype" in noms:
        return "ODS"
    raise _illisible()


def _lire_a_part(plat: bytes) -> _Feuille:
    environnement = {"PYTHONPATH": str(_RACINE), "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    try:
        fini = subprocess.run(  # noqa: S603 (our own module, no argument from outside)
            [sys.executable, "-m", "fabrique_atelier.reseau.classeur", str(LIGNES_MAX + _MARGE), str(COLONNES_MAX)],
            input=plat,
            capture_output=True,
            timeout=_DELAI_S,
            env=environnement,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _bombe() from None
    if fini.returncode < 0 or fini.returncode == TROP:
        raise _bombe()
    if fini.returncode:
        raise _abime()
    return msgspec.json.decode(fini.stdout, type=_Feuille)


def _abime() -> ErreurMetier:
    return ErreurMetier(
        "classeur_abime",
        "Ce classeur est abîmé\u00a0: il n’a pas pu être ouvert. Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom, "
        "puis recommencez.",
    )


def _protege() -> ErreurMetier:
    return ErreurMetier(
        "classeur_protege",
        "Ce classeur est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe, puis recommencez.",
    )


def _bombe() -> ErreurMetier:
    return ErreurMetier(
        "classeur_enorme",
        "Ce classeur devient énorme une fois ouvert\u00a0: il n’a pas été lu. Copiez les partenaires dans un nouveau classeur, "
        "valeurs seules, puis recommencez.",
    )
