"""Any table as a French spreadsheet: semicolons, UTF-8 with BOM, formulas neutralised (``domaine.md`` §7.6)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fabrique_atelier.exports.neutralisation import neutraliser


def exporter(colonnes: Sequence[str], lignes: Iterable[Sequence[object]]) -> bytes:
    """Return the CSV of a table; figures are written as they are, None as an empty cell."""
    sortie = io.StringIO(newline="")
    ecrire = csv.writer(sortie, delimiter=";", lineterminator="\r\n").writerow
    ecrire(colonnes)
    for ligne in lignes:
        ecrire([_cellule(valeur) for valeur in ligne])
    return b"\xef\xbb\xbf" + sortie.getvalue().encode()


def _cellule(valeur: object) -> str:
    if valeur is None:
        return ""
    return str(valeur) if isinstance(valeur, int) else neutraliser(str(valeur))
