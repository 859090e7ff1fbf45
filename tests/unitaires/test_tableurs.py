"""Spreadsheets as they arrive: every kind reads the same, and what cannot be read says why in French."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from datetime import date, datetime

import pytest

from fabrique_atelier.reseau import tableurs
from fabrique_atelier.reseau.tableurs import COLONNES_MAX, LIGNES_MAX, OCTETS_MAX, lire_tableau
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.outillage.tableurs import DOUZE, en_csv, en_ods, en_xlsx, en_zip

FORMATS = {
    f"csv {nom} {encodage}": en_csv(DOUZE, separateur, encodage)
    for separateur, nom in ((";", "point-virgule"), (",", "virgule"), ("\t", "tabulation"))
    for encodage in ("utf-8", "utf-8-sig", "cp1252", "utf-16")
} | {"xlsx": en_xlsx(DOUZE), "ods": en_ods(DOUZE)}
ATTENDUES = [[*cellules] for cellules in DOUZE]


def _sans_fin(lignes: list[list[str]]) -> list[list[str]]:
    largeur = len(DOUZE[0])
    return [cellules + [""] * (largeur - len(cellules)) for cellules in lignes]


def _refus(contenu: bytes) -> str:
    with pytest.raises(ErreurMetier) as refus:
        lire_tableau(contenu)
    assert len(refus.value.message) > 40
    assert refus.value.message.endswith(".")
    return refus.value.code


@pytest.mark.parametrize("contenu", FORMATS.values(), ids=FORMATS)
def test_le_meme_fichier_dans_tous_les_formats(contenu: bytes) -> None:
    tableau = lire_tableau(contenu)
    assert _sans_fin(tableau.lignes) == ATTENDUES
    assert tableau.avertissements == []


def test_le_format_reconnu_est_dit() -> None:
    assert lire_tableau(FORMATS["csv virgule cp1252"]).format == "CSV, séparateur virgule, encodage Windows-1252"
    assert lire_tableau(FORMATS["csv point-virgule utf-8-sig"]).format == (
        "CSV, séparateur point-virgule, encodage UTF-8 avec marque"
    )
    assert lire_tableau(FORMATS["ods"]).format == "ODS, feuille «\u00a0Partenaires\u00a0»"


def test_la_ligne_sep_des_tableurs() -> None:
    tableau = lire_tableau(b"sep=,\r\nNom,Commune\r\nA;B,Nancy\r\n")
    assert tableau.lignes == [[], ["Nom", "Commune"], ["A;B", "Nancy"]]


@pytest.mark.parametrize(
    ("contenu", "code"),
    [
        (b"", "fichier_vide"),
        (b"\r\n;;;\r\n", "fichier_vide"),
        (en_xlsx([]), "fichier_vide"),
        (en_ods([]), "fichier_vide"),
        (b"a" * (OCTETS_MAX + 1), "fichier_lourd"),
        (b"Nom;Commune\n" * (LIGNES_MAX + 100), "trop_de_lignes"),
        (en_xlsx([["Nom"]] * (LIGNES_MAX + 100)), "trop_de_lignes"),
        (b";".join([b"x"] * (COLONNES_MAX + 1)) + b"\n", "trop_de_colonnes"),
        (en_ods([["x"] * (COLONNES_MAX + 1)]), "trop_de_colonnes"),
        (b'Nom;Commune\n"A;Nancy\nB;Nancy\n', "csv_guillemets"),
        (b'Nom;Commune\n"' + b"x" * 200_000 + b'";Nancy\n', "csv_guillemets"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "type_inconnu"),
        (b"%PDF-1.7\n\0\x81\x8d", "type_inconnu"),
        (b"\x81\x8d\x8f", "type_inconnu"),
        (b"\xff\xfea", "type_inconnu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien_format"),
        (en_zip({"word/document.xml": "<w/>"}), "type_inconnu"),
        (en_zip({"xl/workbook.xml": "<pas du tout"}), "classeur_abime"),
        (en_xlsx(DOUZE)[:-200], "classeur_abime"),
        (b"PK\x03\x04" + b"\0" * 100, "classeur_abime"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_un_fichier_illisible_le_dit(contenu: bytes, code: str) -> None:
    assert _refus(contenu) == code


def _menteur(taille: int, dite: int) -> bytes:
    """A zip whose entry says it is small, with the checksum of what a trusting reader would keep."""
    donnees = b" " * taille
    faux = bytearray(en_zip({"mimetype": "x", "content.xml": donnees}))
    with zipfile.ZipFile(io.BytesIO(bytes(faux))) as archive:
        debut = archive.getinfo("content.xml").header_offset
    somme = struct.pack("<I", zlib.crc32(b" " * dite))
    centre = faux.rindex(b"PK\x01\x02")
    for place_somme, place_taille in ((debut + 14, debut + 22), (centre + 16, centre + 24)):
        faux[place_somme : place_somme + 4] = somme
        faux[place_taille : place_taille + 4] = struct.pack("<I", dite)
    return bytes(faux)


def test_les_bombes() -> None:
    assert _refus(en_zip({"mimetype": "x", "content.xml": b" " * (21 * 1024 * 1024)})) == "classeur_enorme"
    assert _refus(en_zip({f"p{n}": "" for n in range(2_500)} | {"xl/workbook.xml": ""})) == "classeur_enorme"
    assert _refus(_menteur(200_000_000, 1_000)) == "classeur_abime"


def test_un_zip_deballe_est_remballe_tel_quel() -> None:
    plat, genre = tableurs._reemballer(en_ods(DOUZE))
    with zipfile.ZipFile(io.BytesIO(plat)) as archive:
        assert genre == "ODS"
        assert {p.compress_type for p in archive.infolist()} == {zipfile.ZIP_STORED}
        assert sum(p.file_size for p in archive.infolist()) < len(plat)


def test_des_cellules_repetees_sans_fin() -> None:
    """A line of XML that stands for a million rows of twenty cells."""
    repetee = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="20" '
        'office:value-type="string"><text:p>Nancy</text:p></table:table-cell></table:table-row>'
    )
    assert _refus(en_ods([["Nom"], ["A"]], repetee)) == "classeur_enorme"


def test_un_texte_partage_a_l_infini() -> None:
    """Small once unpacked, endless once each cell has its copy of the text."""
    cellules = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 4_000))
    parties = _parties(en_xlsx([["Nom"], ["A"]]))
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parties["xl/sharedStrings.xml"] = f'<sst xmlns="{ns}"><si><t>{"x" * 10_000_000}</t></si></sst>'.encode()
    parties["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{ns}"><sheetData>{cellules}</sheetData></worksheet>'.encode()
    )
    assert _refus(en_zip({**parties})) == "classeur_enorme"


def _parties(classeur: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(classeur)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def test_les_valeurs_d_un_classeur() -> None:
    valeurs = [
        99900010200015,
        1004,
        1.5,
        True,
        date(2026, 3, 12),
        datetime(2026, 3, 12, 9, 30),  # noqa: DTZ001 (a spreadsheet has no time zone)
        45000,
        "=1+1x",
        "'0102",
    ]
    lignes = lire_tableau(en_xlsx([["Titre"], valeurs])).lignes
    assert lignes[1][:4] == ["99900010200015", "1004", "1,5", "oui"]
    assert lignes[1][4:7] == ["12/03/2026", "12/03/2026 09:30", "45000"]
    assert lignes[1][8] == "'0102"


def test_les_numeros_de_ligne_sont_ceux_du_tableur() -> None:
    assert lire_tableau(en_xlsx([[None], [None], ["Nom"], ["A"]])).lignes == [[], [], ["Nom"], ["A"]]
    assert lire_tableau(b"\n\nNom\nA\n").lignes == [[], [], ["Nom"], ["A"]]


def test_les_cellules_fusionnees_et_les_autres_feuilles_sont_dites() -> None:
    tableau = lire_tableau(en_xlsx([["Partenaires 2026", ""], ["Nom", "Commune"]], ["A1:B1"]))
    assert ["fusionnées" in a for a in tableau.avertissements] == [True]


def test_les_caracteres_dangereux_ne_passent_pas() -> None:
    sale = "A\x01B\u202eC\ufeffD\ufffe"
    assert lire_tableau(f"Nom\n{sale}\n".encode()).lignes[1] == ["ABCD"]
