"""A séance as a French spreadsheet: semicolons, decimal comma, UTF-8 with BOM, formulas neutralised (``domaine.md`` §7.6)."""

from __future__ import annotations

import csv
import io
from typing import Any

from fabrique_atelier.exports.neutralisation import neutraliser

COLONNES = (
    "groupe",
    "titre du groupe",
    "n°",
    "idée",
    "reformulée par l’équipe",
    "étape",
    "gommettes du groupe",
    "rang du groupe",
)


def exporter(bilan: dict[str, Any]) -> bytes:
    """Return the CSV of a ``seance.bilan.bilan``: one line per card."""
    sortie = io.StringIO(newline="")
    ecrire = csv.writer(sortie, delimiter=";", lineterminator="\r\n").writerow
    ecrire(COLONNES)
    resultats = {x["repere"]: x for x in (bilan["vote"] or {"lignes": []})["lignes"]}
    groupes = [*bilan["regroupements"], {"repere": "", "titre": "À classer", "cartes": bilan["a_classer"]}]
    for groupe in groupes:
        resultat = resultats.get(groupe["repere"]) if groupe["repere"] else None
        for carte in groupe["cartes"]:
            cellules = (
                groupe["repere"],
                groupe["titre"],
                str(carte["rang"]),
                carte["texte"],
                "oui" if carte["reformulee"] else "",
                carte["phase"],
                str(resultat["points"]) if resultat else "",
                str(resultat["rang"]) if resultat else "",
            )
            ecrire([neutraliser(c) for c in cellules])
    return b"\xef\xbb\xbf" + sortie.getvalue().encode()
