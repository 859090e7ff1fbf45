"""Read one XLSX or ODS given on the standard input, and answer JSON: a process of its own (see ``reseau/tableurs.py``).

A workbook can make a small file unfold into anything (repeated cells, shared strings): little memory and little time are all it
gets, and whatever happens here the server goes on. Exit codes: 0 read, 4 too much was asked (a signal says the same),
anything else: not readable.
"""

from __future__ import annotations

import io
import resource
import sys
from datetime import date, datetime, time, timedelta

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MEMOIRE = 512 * 1024 * 1024
SECONDES = 8
SIGNES_MAX = 8 * 1024 * 1024
ILLISIBLE, TROP = 3, 4


def principal(lignes_max: int, colonnes_max: int) -> int:
    """Read, answer, return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE, MEMOIRE))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDES, SECONDES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as classeur:
            reponse = _lire(classeur, lignes_max, colonnes_max)
    except (CalamineError, ValueError, OSError):
        return ILLISIBLE
    except MemoryError:
        return TROP
    sys.stdout.buffer.write(reponse)
    return 0


def _lire(classeur: CalamineWorkbook, lignes_max: int, colonnes_max: int) -> bytes:
    choisie, autres = None, 0
    for meta in classeur.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
            continue
        feuille = classeur.get_sheet_by_name(meta.name)
        if not feuille.height:
            continue
        if choisie is None:
            choisie = feuille
        else:
            autres += 1
    if choisie is None:
        return msgspec.json.encode({"lignes": [], "nom": "", "autres": 0, "fusions": 0})
    fusions = [f for f in choisie.merged_cell_ranges or [] if f[0] != f[1]]
    lignes = _lignes(choisie, lignes_max, colonnes_max)
    return msgspec.json.encode({"lignes": lignes, "nom": choisie.name, "autres": autres, "fusions": len(fusions)})


def _lignes(feuille: CalamineSheet, lignes_max: int, colonnes_max: int) -> list[list[str]]:
    """Return the cells as text, one line too many at most: the caller says that there are too many."""
    lignes: list[list[str]] = []
    signes = 0
    for cellules in feuille.to_python(skip_empty_area=False, nrows=lignes_max + 1):
        textes = [en_texte(c) for c in cellules[: colonnes_max + 1]]
        signes += sum(map(len, textes))
        if signes > SIGNES_MAX:
            raise MemoryError
        lignes.append(textes)
    return lignes


def en_texte(valeur: object) -> str:
    """Return what the cell shows: whole numbers without « .0 », dates as day/month/year, « oui » and « non »."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, float):
        return str(int(valeur)) if valeur.is_integer() and abs(valeur) < 2**53 else repr(valeur).replace(".", ",")
    if isinstance(valeur, datetime):
        jour = valeur.strftime("%d/%m/%Y")
        return jour if valeur.time() == time() else f"{jour} {valeur:%H:%M}"
    if isinstance(valeur, date):
        return valeur.strftime("%d/%m/%Y")
    if isinstance(valeur, time | timedelta):
        return str(valeur)
    return str(valeur)


if __name__ == "__main__":
    sys.exit(principal(int(sys.argv[1]), int(sys.argv[2])))
