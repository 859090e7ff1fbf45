"""The text gate (``docs/protocole.md`` §6, ``fiabilite.md`` T15)."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fabrique_atelier.socle.texte import LIGNES_MAX, est_blanc, insecable, ligne, nettoyer, trop_long

#: What T15 forbids, written from the protocol.
INTERDITS = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\U000e0000-\U000e007f\ud800-\udfff]")
MECHANTS = [
    "\u202e", "\u2066", "\u2069", "\ufeff", "\ufffe", "\x00", "\x1b[31m", "\x7f", "\x85", "\t", "\r", "\r\n", "\n", "\n\n\n\n",
    "\ud800", "\udfff", "\U000e0041", "\U000e007f", "e" + "\u0301" * 6, "Z" + "\u0334\u0335\u0336\u0337\u0338", "\u0300",
    "a\u20dd\u20dd\u20dd\u20dd", "\u200b", "\u200d", "\u2800", "\u3164", "\u00ad", "\u034f", "\u180e", "\u00a0", "\u202f", "=1+1",
    "<script>", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "مرحبا", "שָׁלוֹם", "Việt", "ℌ", "ﬁ", "𝔘", "Å", "a" * 600, "ก็็็็็็", "\U0010ffff", "\ufdd0", "\u0f71\u0f72",
]  # fmt: skip
NUISIBLES = st.lists(st.one_of(st.sampled_from(MECHANTS), st.characters(exclude_categories=())), max_size=8).map(
    "".join
)

INTACTS = (
    "Des jardins partagés, l’été\u00a0: ça manque\u202f!",
    "C’est « pour les jeunes » — 3 × 20 € = 60 €…",
    "pas besoin de corriger les fôtes",
    "مَرْحَبًا بِكُمْ فِي الوَرْشَة",
    "شُكْرًا جَزِيلًا",
    "שָׁלוֹם לְכֻלָּם",
    "בְּרֵאשִׁ֖ית",
    "Cần thêm chỗ đậu xe đạp ở trường học",
    "Người Việt Nam ẩm thực đường phố",
    "می‌خواهم",
    "क्षत्रिय हिन्दी में",
    "ภาษาไทย ที่นี่",
    "👩‍👩‍👧‍👦 👨‍👩‍👦 👩🏽‍🚀 🏳️‍🌈 🇫🇷 👍🏿 1️⃣ ❤️‍🔥",
    "日本語のアイデア、한국어 아이디어",
    "première ligne\n\ndeuxième ligne",
)


def verifier(brut: str) -> None:
    """Whatever comes in, what comes out can break no screen, no database and no export."""
    sorti = nettoyer(brut)
    categories = [unicodedata.category(c) for c in sorti]
    assert not INTERDITS.search(sorti)
    assert not [c for c, genre in zip(sorti, categories, strict=True) if genre == "Cc" and c != "\n"]
    assert sorti.count("\n") < LIGNES_MAX
    assert sorti == sorti.strip()
    assert sorti == unicodedata.normalize("NFC", sorti)
    assert "MMMM" not in "".join("M" if genre in ("Mn", "Me") else "." for genre in categories)
    assert sorti.encode().decode() == sorti
    assert not sorti or not est_blanc(sorti)
    assert nettoyer(sorti) == sorti
    assert "\n" not in ligne(brut)


def test_deux_mille_textes_mechants() -> None:
    alea = random.Random(2026)
    for _ in range(2000):
        morceaux = [alea.choice(MECHANTS) if alea.random() < 0.7 else chr(alea.randrange(0x110000)) for _ in range(12)]
        verifier("".join(morceaux))


@settings(max_examples=150, deadline=None, database=None)
@given(NUISIBLES)
@example("\n" * 30 + "idée" + "\n" * 30 + "fin")
@example("e" + "\u0301" * 9)
def test_ce_qui_sort_ne_peut_nuire(brut: str) -> None:
    verifier(brut)


@pytest.mark.parametrize("texte", INTACTS)
def test_rien_d_autre_n_est_recrit(texte: str) -> None:
    assert nettoyer(texte) == unicodedata.normalize("NFC", texte)


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="\u00ad"), max_size=80))
@settings(deadline=None, database=None)
def test_lettres_chiffres_et_ponctuation_restent_tels_quels(texte: str) -> None:
    attendu = unicodedata.normalize("NFC", texte).strip()
    assert nettoyer(texte) in (attendu, "")
    assert nettoyer("a" + texte) == unicodedata.normalize("NFC", "a" + texte).strip()


@pytest.mark.parametrize(
    "texte", ["", "   ", "\n\n", "\u200b\u200d\ufeff", "\u3164", "\u2800\u00a0", "\u202e\u202d", "\u00ad", "\x00\x01"]
)
def test_ce_qui_ne_se_voit_pas_est_vide(texte: str) -> None:
    assert nettoyer(texte) == ""
    assert ligne(texte) == ""


def test_marques_lignes_et_espaces() -> None:
    assert nettoyer("Z" + "\u0334" * 9) == "Z" + "\u0334" * 3
    assert nettoyer("e\u0301") == "é"
    assert nettoyer("a\tb\r\nc\rd") == "a b\nc\nd"
    assert nettoyer("1\n2\n3\n4\n5\n6\n7\n8\n9") == "1\n2\n3\n4\n5\n6\n7 8 9"
    assert nettoyer("sens\u202einversé\u2066 et fin\ufeff") == "sensinversé et fin"
    assert ligne("  deux \n mots\u00a0collés\u202f? ") == "deux mots\u00a0collés\u202f?"


def test_longueur_en_signes_et_en_octets() -> None:
    assert not trop_long("é" * 500, 500)
    assert trop_long("é" * 501, 500)
    assert trop_long("👍" * 1025, 2000)
    assert not trop_long("👍" * 1024, 2000)


def test_un_signe_ne_commence_jamais_une_ligne() -> None:
    assert insecable("Demain : à « quoi » servir ?") == "Demain\u00a0: à «\u00a0quoi\u00a0» servir\u202f?"
    assert insecable("12:30, rien d'autre") == "12:30, rien d'autre"
