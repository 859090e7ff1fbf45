"""Make ``reseau/donnees/cog.csv.gz`` from the package ``@etalab/decoupage-administratif``, unpacked somewhere.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python outils/construire_cog.py package

One line per object: ``cle;genre;code;nom;departement;region;parent;codes_postaux;population``. ``cle`` is the name as searches see it
(``reseau/recherche.py``; computing 39,000 of them at the first search would take a third of a second). ``genre`` is ``commune``,
``arrondissement_municipal``, ``ancienne`` (a delegated or associated commune: an old name), ``ancien_code``, ``epci``, ``departement``,
``region``. ``parent`` is the EPCI of a commune, or the commune of an arrondissement or of an old name.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fabrique_atelier.reseau.recherche import cle

SORTIE = Path(__file__).resolve().parents[1] / "fabrique_atelier" / "reseau" / "donnees" / "cog.csv.gz"
GENRES = {
    "commune-actuelle": "commune",
    "arrondissement-municipal": "arrondissement_municipal",
    "commune-deleguee": "ancienne",
    "commune-associee": "ancienne",
}
Ligne = list[Any]


def main(paquet: Path) -> None:
    """Write the file, the same bytes for the same package."""
    donnees = {p.stem: json.loads(p.read_text(encoding="utf-8")) for p in (paquet / "data").glob("*.json")}
    texte = io.StringIO()
    sortie = csv.writer(texte, delimiter=";", lineterminator="\n")
    sortie.writerow("cle;genre;code;nom;departement;region;parent;codes_postaux;population".split(";"))
    sortie.writerows([cle(ligne[2]), *ligne] for ligne in (*_communes(donnees), *_epci(donnees), *_regions(donnees)))
    brut = gzip.compress(texte.getvalue().encode(), 9, mtime=0)
    SORTIE.write_bytes(brut)
    sys.stdout.write(f"{SORTIE.name}: {texte.getvalue().count(chr(10)) - 1} lignes, {len(brut)} octets\n")


def _communes(donnees: dict[str, list[dict[str, Any]]]) -> Iterator[Ligne]:
    epci = {membre["code"]: e["code"] for e in donnees["epci"] for membre in e["membres"]}
    for c in donnees["communes"]:
        if c["zone"] == "com":  # overseas collectivities have neither département nor region
            continue
        parent = c.get("commune") or c.get("chefLieu") or epci.get(c["code"], "")
        genre = GENRES[c["type"]]
        postaux = " ".join(c.get("codesPostaux", []))
        nom = _typographie(c["nom"])
        yield [genre, c["code"], nom, c["departement"], c["region"], parent, postaux, c.get("population", "")]
        for ancien in c.get(
            "anciensCodes", []
        ):  # no name is given for these: a list of that time still finds the commune
            yield ["ancien_code", ancien, "", c["departement"], c["region"], c["code"], "", ""]


def _epci(donnees: dict[str, list[dict[str, Any]]]) -> Iterator[Ligne]:
    communes = {c["code"]: c for c in donnees["communes"] if c["type"] == "commune-actuelle"}
    for e in donnees["epci"]:
        siege = communes[e["membres"][0]["code"]]
        nom = _typographie(e["nom"])
        yield ["epci", e["code"], nom, siege["departement"], siege["region"], "", "", e["populationMunicipale"]]


def _regions(donnees: dict[str, list[dict[str, Any]]]) -> Iterator[Ligne]:
    for d in donnees["departements"]:
        if d["zone"] != "com":
            yield ["departement", d["code"], _typographie(d["nom"]), d["code"], d["region"], "", "", ""]
    for r in donnees["regions"]:
        if r["zone"] != "com":
            yield ["region", r["code"], _typographie(r["nom"]), "", r["code"], "", "", ""]


def _typographie(nom: str) -> str:
    return nom.replace("'", "’")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
