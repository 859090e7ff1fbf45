"""The same rows as every kind of file people send: CSV in its encodings and separators, XLSX, ODS written by hand."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from openpyxl import Workbook

Lignes = Sequence[Sequence[str]]
#: Twelve lines: a header, partners good and bad, with accents, commas, semicolons and quotes inside the cells.
DOUZE = (
    ("Raison sociale", "Collège", "SIRET", "Commune", "Code INSEE", "Nom du contact", "Mail", "Tél", "Date du dernier échange"),
    ("Épicerie de l’Œuvre", "ESS", "999 000 102 00015", "Nancy", "54395", "Moreau", "claire.moreau@exemple.invalid", "03 53 01 00 01", "12/03/2026"),
    ("Mairie de Moncontour", "Collectivité", "", "Moncontour", "22153", "", "", "", ""),
    ("Café « Le Zinc » ; bar, tabac", "Entreprise", "99900020100015", "Crest", "26108", "Durand", "", "04 65 71 00 02", "01/09/2025"),
    ("Université \"ouverte\"", "Recherche", "", "Strasbourg", "67482", "", "", "", ""),
    ("Recyclerie", "ess", "99900030000016", "Lyon", "69123", "", "", "", ""),
    ("Bailleur des Monts d'Ain", "Bailleur social", "", "L'Aigle", "01004", "", "", "", ""),
    ("Banque solidaire", "Financeur", "9,99E+13", "Toulouse", "31555", "", "", "", ""),
    ("Journal du pays", "Média", "", "Ajaccio", "2A004", "", "", "", ""),
    ("ÉPICERIE DE L'OEUVRE", "ESS", "", "NANCY", "", "Petit", "jean.petit@exemple.invalid", "", "02/02/2026"),
    ("Chambre d’agriculture", "Chambre consulaire", "", "Lamballe-Armor", "22093", "", "", "", ""),
    ("", "Entreprise", "", "Nancy", "54395", "", "", "", ""),
)  # fmt: skip
_ESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def en_csv(lignes: Lignes, separateur: str = ";", encodage: str = "utf-8") -> bytes:
    """Return CSV."""
    sortie = io.StringIO(newline="")
    csv.writer(sortie, delimiter=separateur, lineterminator="\r\n").writerows(lignes)
    return sortie.getvalue().encode(encodage)


def en_xlsx(lignes: Sequence[Sequence[object]], fusions: Sequence[str] = ()) -> bytes:
    """Return an XLSX; values keep their type."""
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.title = "Partenaires"
    for cellules in lignes:
        feuille.append(list(cellules))
    for plage in fusions:
        feuille.merge_cells(plage)
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def en_ods(lignes: Lignes, repetees: str = "") -> bytes:
    """Return an ODS; ``repetees`` is XML put as it is at the end of the sheet."""
    corps = "".join(
        f"<table:table-row>{''.join(map(_case, cellules)) or '<table:table-cell/>'}</table:table-row>"
        for cellules in lignes
    )
    contenu = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ESPACES} office:version="1.3"><office:body>'
        f'<office:spreadsheet><table:table table:name="Partenaires">{corps}{repetees}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    genre = "application/vnd.oasis.opendocument.spreadsheet"
    manifeste = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{genre}"/></manifest:manifest>'
    )
    return en_zip({"mimetype": genre, "content.xml": contenu, "META-INF/manifest.xml": manifeste})


def en_zip(parties: Mapping[str, str | bytes]) -> bytes:
    """Return a compressed zip."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def _case(texte: str) -> str:
    if not texte:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(texte)}</text:p></table:table-cell>'
