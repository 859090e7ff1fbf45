"""Official codes against published examples and against a second, slower way of computing the same thing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique_atelier.reseau import codes
from fabrique_atelier.socle.erreurs import ErreurMetier

DEMONSTRATION = (
    "99900010200015 99900020100015 99900030000015 99900040900014 99900050800013 99900060700013 99900070600013".split()
)


def luhn_lent(chiffres: str) -> bool:
    """Luhn as the standard tells it, one digit at a time from the right."""
    total = 0
    for rang, chiffre in enumerate(reversed(chiffres), 1):
        valeur = int(chiffre) * (2 if rang % 2 == 0 else 1)
        total += sum(int(c) for c in str(valeur))
    return total % 10 == 0


@given(st.text("0123456789", min_size=1, max_size=20))
def test_luhn(chiffres: str) -> None:
    assert codes.luhn(chiffres) == luhn_lent(chiffres)


@given(st.sampled_from(DEMONSTRATION), st.integers(0, 13), st.integers(1, 9))
def test_un_chiffre_change_et_le_siret_ne_va_plus(siret: str, place: int, ecart: int) -> None:
    faux = siret[:place] + str((int(siret[place]) + ecart) % 10) + siret[place + 1 :]
    assert codes.siret_valide(siret)
    assert not codes.siret_valide(faux)


@pytest.mark.parametrize(
    ("siret", "valide"),
    [
        ("35600000000048", True),  # La Poste's head office: Luhn
        ("35600000049837", True),  # an office: digit sum 45
        ("35600000049836", False),
        ("35600000049838", False),
        ("20006939100011", luhn_lent("20006939100011")),
        ("00000000000000", False),
        ("9990001020001", False),
        ("999000102000155", False),
        ("٩٩٩٠٠٠١٠٢٠٠٠١٥", False),
        ("", False),
    ],
)
def test_siret(siret: str, valide: bool) -> None:
    assert codes.siret_valide(siret) is valide


@pytest.mark.parametrize(
    ("controle", "bons", "mauvais"),
    [
        (codes.siren_valide, ["200069391", "356000000"], ["200069392", "000000000", "20006939", "20006939A"]),
        (codes.insee_valide, ["31555", "01004", "2A004", "2B033", "97411"], ["2C004", "3155", "2a004", "A1555", "315555"]),
        (codes.rna_valide, ["W312001234", "W2A1000123", "W9R2001234"], ["W31200123", "312001234", "w312001234", "WA12001234"]),
        (codes.code_postal_valide, ["22510", "01000"], ["2251", "2A000", "225100"]),
        (codes.departement_valide, ["01", "2A", "2B", "95", "971", "974", "976"], ["00", "20", "96", "1", "975", "977"]),
        (codes.region_valide, ["01", "53", "76", "84", "44", "94"], ["05", "99", "5", "22"]),
        (
            codes.date_partielle_valide,
            ["2024", "2024-02", "2024-02-29", "0001"],
            ["2023-02-29", "2024-13", "2024-00", "24", "2024-2", "2024-02-30", "0000", "2024-01-01T00", ""],
        ),
    ],
)  # fmt: skip
def test_formes(controle: object, bons: list[str], mauvais: list[str]) -> None:
    assert callable(controle)
    assert [c for c in bons if not controle(c)] == []
    assert [c for c in mauvais if controle(c)] == []


ZONAGES = [
    ("qpv_2024", "QN03101M"), ("qpv_2024", "QN02A01N"), ("qpv_2024", "QN97401I"), ("qpv_2015", "QP031001"),
    ("qpv_2015", "QP02A001"), ("acv", "ACV123"), ("pvd", "pvd-84-01-1"), ("pvd", "pvd-93-974-12"), ("ti", "ti-8413"),
    ("frr", ""), ("zrr", ""), ("montagne", ""),
]  # fmt: skip
PAS_ZONAGES = [
    ("qpv_2024", "QN00101"), ("qpv_2024", "QN03101X"), ("qpv_2024", "QP031001"), ("qpv_2024", "QN10101M"), ("qpv_2015", "QN03101M"),
    ("qpv_2015", "QP0310011"), ("acv", "ACV12"), ("acv", "acv123x"), ("pvd", "pvd-8-01-1"), ("pvd", "pvd-84-01"), ("ti", "ti-841"),
    ("frr", "X"), ("zrr", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("genre", "code"), ZONAGES)
def test_un_zonage_se_tape_sans_soin(genre: str, code: str) -> None:
    assert codes.lire_zonage(genre, f" {code.swapcase()} ") == code


@pytest.mark.parametrize(("genre", "code"), PAS_ZONAGES)
def test_un_zonage_refuse(genre: str, code: str) -> None:
    with pytest.raises(ErreurMetier) as refus:
        codes.lire_zonage(genre, code)
    exemple = codes.EXEMPLES_ZONAGES.get(genre)
    assert exemple is None or exemple in refus.value.message


def test_les_exemples_montres_sont_justes() -> None:
    assert all(codes.zonage_valide(genre, exemple) for genre, exemple in codes.EXEMPLES_ZONAGES.items())
    for lecteur, controle in (
        (codes.lire_siren, codes.siren_valide),
        (codes.lire_siret, codes.siret_valide),
        (codes.lire_rna, codes.rna_valide),
        (codes.lire_insee, codes.insee_valide),
        (codes.lire_code_postal, codes.code_postal_valide),
        (codes.lire_departement, codes.departement_valide),
        (codes.lire_region, codes.region_valide),
    ):
        with pytest.raises(ErreurMetier) as refus:
            lecteur("?")
        exemples = refus.value.message.partition("par exemple")[2]
        trouves = [codes.compact(e) for e in re.findall("[0-9A-Z][0-9A-Z\u00a0]*", exemples)]
        assert any(controle(e) for e in trouves), refus.value.message


@pytest.mark.parametrize(
    ("tape", "lu"),
    [
        ("2024", "2024"), ("03/2024", "2024-03"), ("3/2024", "2024-03"), ("15/03/2024", "2024-03-15"), (" 1/1/2024 ", "2024-01-01"),
        ("2024-03-15", "2024-03-15"), ("2024-03", "2024-03"), ("", ""),
    ],
)  # fmt: skip
def test_une_date_partielle_se_tape_comme_on_lecrit(tape: str, lu: str) -> None:
    assert codes.lire_date_partielle(tape) == lu
    assert codes.lire_date_partielle(codes.date_affichee(lu)) == lu


@pytest.mark.parametrize("tape", ["31/02/2024", "2024/03", "mars 2024", "13/2024", "15/03/24", "-", "/"])
def test_une_date_incomprise(tape: str) -> None:
    with pytest.raises(ErreurMetier, match="Cette date"):
        codes.lire_date_partielle(tape)


def test_on_lit_comme_on_tape() -> None:
    assert codes.lire_siret("999 000 102\u202f00015") == "99900010200015"
    assert codes.lire_siren("200.069.391") == "200069391"
    assert codes.lire_rna(" w312001234") == "W312001234"
    assert codes.lire_insee("2a004") == "2A004"
    assert codes.lire_siret("  ") == ""
    assert codes.siret_affiche("99900010200015") == "999\u00a0000\u00a0102\u00a000015"
    assert [codes.departement_de(c) for c in ("22153", "2A004", "97411")] == ["22", "2A", "974"]
