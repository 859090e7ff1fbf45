"""Identifiers, codes and tokens."""

from __future__ import annotations

import hashlib
import hmac
import uuid

import pytest

from fabrique_atelier.socle.identifiants import (
    ALPHABET_CODE,
    empreinte,
    jeton_de_vote,
    jeton_derive,
    normaliser_code,
    nouveau_code,
    nouvel_identifiant,
)


def test_identifiants_canoniques_uniques_et_ordonnes_dans_le_temps() -> None:
    tires = [nouvel_identifiant() for _ in range(2000)]
    assert len(set(tires)) == 2000
    assert tires == sorted(tires)
    assert all(str(uuid.UUID(x)) == x and uuid.UUID(x).version == 7 for x in tires)


def test_les_codes_ne_pretent_pas_a_confusion() -> None:
    codes = [nouveau_code() for _ in range(500)]
    assert {len(c) for c in codes} == {6}
    assert set("".join(codes)) <= set(ALPHABET_CODE)
    assert not set(ALPHABET_CODE) & set("0O1ILU")
    assert len(set(codes)) > 495


@pytest.mark.parametrize("saisie", ["k7qx4m", " K7Q-X4M ", "k7q x4m", "K7QX4M\n", "K.7.Q.X.4.M"])
def test_un_code_se_tape_comme_on_veut(saisie: str) -> None:
    assert normaliser_code(saisie) == "K7QX4M"


def test_un_code_trop_long_reste_faux() -> None:
    assert normaliser_code("K7QX4M" * 50) == ("K7QX4M" * 6)[:32]
    assert normaliser_code("k7qx4mz") == "K7QX4MZ"


def test_un_jeton_ne_se_deduit_pas_d_un_autre() -> None:
    cle = b"c" * 32
    jetons = {
        jeton_derive(k, role, objet, generation)
        for k in (cle, b"d" * 32)
        for role in ("entree", "animation", "tableau")
        for objet in ("s1", "s2")
        for generation in (0, 1)
    }
    assert len(jetons) == 24
    assert {len(j) for j in jetons} == {22}
    assert jeton_derive(cle, "entree", "s1") == jeton_derive(cle, "entree", "s1", 0)


def test_la_base_ne_garde_que_des_empreintes() -> None:
    assert empreinte("abc") == hashlib.sha256(b"abc").hexdigest()
    attendu = hmac.new(b"sel", b"abc", hashlib.sha256).hexdigest()
    assert jeton_de_vote("sel", "abc") == attendu
    assert jeton_de_vote("autre", "abc") != attendu
