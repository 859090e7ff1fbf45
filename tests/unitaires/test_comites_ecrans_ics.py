"""The calendar file, read back by a reader that knows nothing of the writer (``domaine.md`` F05, SY34)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique_atelier.exports.calendrier_ics import Rencontre, calendrier, plier

PARIS = ZoneInfo("Europe/Paris")


def relire(contenu: bytes) -> list[dict[str, str]]:
    """Unfold, then read the events as property → value, text unescaped."""
    texte = contenu.decode()
    assert texte.endswith("\r\n")
    assert not texte.replace("\r\n", "").count("\n")
    assert all(len(x.encode()) <= 75 for x in texte.split("\r\n"))
    evenements: list[dict[str, str]] = []
    dedans = False
    for ligne in texte.replace("\r\n ", "").split("\r\n"):
        nom, _, valeur = ligne.partition(":")
        if ligne == "BEGIN:VEVENT":
            evenements.append({})
            dedans = True
        elif ligne == "END:VEVENT":
            dedans = False
        elif dedans:
            evenements[-1][nom] = valeur
    return evenements


def lire_texte(valeur: str) -> str:
    """Undo the escapes of RFC 5545, §3.3.11."""
    sortie, i = "", 0
    while i < len(valeur):
        if valeur[i] == "\\":
            i += 1
            sortie += "\n" if valeur[i] in "nN" else valeur[i]
        else:
            assert valeur[i] not in ",;"
            sortie += valeur[i]
        i += 1
    return sortie


def instant(iso: str) -> int:
    return round(datetime.fromisoformat(iso).replace(tzinfo=PARIS).timestamp() * 1000)


def rencontre(**champs: object) -> Rencontre:
    valeurs = {"uid": "a@exemple.fr", "sequence": 0, "duree_min": 120, "titre": "Comité", "ecrite_le": 0}
    return Rencontre(**(valeurs | {"debut": instant("2022-11-04T14:00")} | champs))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("jour", "debut", "fin"),
    [
        ("2022-11-04T14:00", "20221104T140000", "20221104T160000"),
        ("2026-07-02T09:30", "20260702T093000", "20260702T113000"),
    ],
)
def test_une_rencontre_se_relit_a_lheure_de_paris(jour: str, debut: str, fin: str) -> None:
    contenu = calendrier([rencontre(debut=instant(jour), lieu="Hôtel du Département", sequence=3)])
    (lu,) = relire(contenu)
    assert lu["DTSTART;TZID=Europe/Paris"] == debut
    assert lu["DTEND;TZID=Europe/Paris"] == fin
    assert (lu["UID"], lu["SEQUENCE"], lu["STATUS"]) == ("a@exemple.fr", "3", "CONFIRMED")
    assert lire_texte(lu["LOCATION"]) == "Hôtel du Département"
    assert lu["DTSTAMP"] == "19700101T000000Z"
    fuseau = contenu.decode().split("BEGIN:VTIMEZONE")[1]
    assert "TZID:Europe/Paris" in fuseau
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in fuseau


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=300))
def test_aucun_texte_ne_sort_de_sa_ligne(texte: str) -> None:
    (lu,) = relire(calendrier([rencontre(titre=texte, lieu=texte)]))
    assert set(lu) <= {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART;TZID=Europe/Paris", "DTEND;TZID=Europe/Paris", "SUMMARY", "LOCATION", "STATUS",
    }  # fmt: skip


def test_un_texte_charge_revient_tel_quel() -> None:
    titre = "Comité\u00a0; point 3, « Antenne \\ VRAC »\nEND:VEVENT" + " é" * 60
    (lu,) = relire(calendrier([rencontre(titre=titre)]))
    assert lire_texte(lu["SUMMARY"]) == titre


def test_une_longue_ligne_se_plie_entre_deux_caracteres() -> None:
    pliee = plier("é" * 100)
    assert pliee.replace("\r\n ", "") == "é" * 100
    assert [len(x.encode()) for x in pliee.split("\r\n")] == [74, 75, 53]
