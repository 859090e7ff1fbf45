"""The embedded official list: whole, found the French way, read fast."""

from __future__ import annotations

import time

import pytest

from fabrique_atelier.reseau import cog as module_cog
from fabrique_atelier.reseau.cog import Cog, cog
from fabrique_atelier.reseau.recherche import cle


def test_le_fichier_livre_est_entier() -> None:
    communes = [ligne for ligne in cog()._lignes if ";commune;" in ligne]
    assert len(communes) == 34_875
    assert len([ligne for ligne in cog()._lignes if ";departement;" in ligne]) == 101
    assert len([ligne for ligne in cog()._lignes if ";region;" in ligne]) == 18
    # each line can be read, its key is the one searches make, and its code is found again
    for ligne in cog()._lignes:
        lieu = module_cog._lieu(ligne)
        assert ligne[1:].startswith(f"{cle(lieu.nom)};")
        assert cog().lieu(lieu.genre, lieu.code) is not None
        assert lieu.nom or lieu.genre == "ancien_code"
        assert not lieu.parent or cog().lieu("epci" if lieu.genre == "commune" else "commune", lieu.parent), lieu


@pytest.mark.parametrize(
    ("cherche", "premier"),
    [
        ("Toulouse", "31555"), ("toulouse", "31555"), ("ecole", "73106"), ("ÉCOLE", "73106"), ("st malo", "35288"), ("Saint-Malo", "35288"),
        ("l'hay les roses", "94038"), ("L’Haÿ-les-Roses", "94038"), ("oeuf en ternois", "62633"), ("Œuf-en-Ternois", "62633"),
        ("22153", "22153"), ("2a004", "2A004"), ("69275", "69275"), ("decines", "69275"), ("schilt", "67447"), ("chalons s/ marne", ""),
        ("lamballe", "22093"), ("ste foy la grande", "33402"), ("crest", "26108"),
    ],
)  # fmt: skip
def test_on_trouve_une_commune_comme_on_lecrit(cherche: str, premier: str) -> None:
    trouves = cog().chercher(cherche)
    assert (trouves[0].code if trouves else "") == premier


def test_par_code_postal_siren_et_ancien_nom() -> None:
    assert "22153" in {lieu.code for lieu in cog().chercher("22510")}
    assert [lieu.nom for lieu in cog().chercher("200 069 391", ["epci"])] == ["CA Lamballe Terre et Mer"]
    ancienne = next(lieu for lieu in cog().chercher("Planguenoual") if lieu.genre == "ancienne")
    assert ancienne.parent == "22093"
    assert len(cog().chercher("a")) == module_cog.LIMITE
    for rien in ("", "   ", "zzzzz", "';--", "\u202e", "(" * 50):
        assert cog().chercher(rien) == []


def test_lire_la_liste_puis_chercher_va_vite() -> None:
    """Best of three, in processor time: what the code costs, not what the machine was doing meanwhile."""
    lectures, recherches = [], []
    for _ in range(3):
        module_cog.cog.cache_clear()
        debut = time.process_time()
        neuf: Cog = module_cog.cog()
        lectures.append(time.process_time() - debut)
        debut = time.process_time()
        neuf.chercher("saint etienne")
        recherches.append(time.process_time() - debut)
    assert min(lectures) < 0.3
    assert min(recherches) < 0.05
