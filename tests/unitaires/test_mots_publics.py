"""The public words of the parcours: one for each state, short, without acronym (``domaine.md`` §7.3)."""

from __future__ import annotations

import re

import pytest

from fabrique_atelier.dossier import mots_publics as mp
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.decisions import DECISIONS, SANS_EFFET, possibles
from fabrique_atelier.reseau.vocabulaire import DEPARTS, USUELS, Vocabulaire

FABRIQUES = [Vocabulaire(), *(Vocabulaire(mots) for _, mots in DEPARTS.values())]


def _toutes() -> list[str]:
    """Every sentence, in every fabrique, under every preset."""
    phrases = set()
    for mots in FABRIQUES:
        for portes in s.PREREGLAGES.values():
            propres = mp.propres(mots, portes)
            publics = [mp.etat(stade, s.ACTIF, propres) for stade in s.STADES]
            publics += [mp.etat("piste", situation, propres) for situation in s.SITUATIONS]
            phrases |= {x for p in publics for x in (p.phrase, p.suite)}
            phrases |= {
                mp.fait(porte, porte, d, s.ACTIF, propres)
                for porte in s.PORTES
                for d in DECISIONS
                if d in possibles(porte)
            }
            phrases |= {mp.fait(t, None, None, s.VEILLE, propres) for t in mp.FAITS}
    return sorted(phrases - {""})


def test_chaque_etat_a_ses_deux_noms() -> None:
    assert set(mp.STADES) == set(s.STADES)
    assert set(mp.SITUATIONS) == set(s.SITUATIONS) - {s.ACTIF}
    assert len({p.nom for p in mp.STADES.values()}) == len(mp.STADES)


def test_chaque_decision_se_dit() -> None:
    propres = mp.propres(USUELS, s.PREREGLAGES["avise_standard"])
    muettes = [(p, d) for p in s.PORTES for d in possibles(p) if not mp.fait(p, p, d, s.ACTIF, propres)]
    assert {d for _, d in muettes} == SANS_EFFET


@pytest.mark.parametrize("texte", _toutes())
def test_facile_a_lire(texte: str) -> None:
    """L01, L02: at most fifteen words a sentence, no acronym, no brace left, a capital and a full stop."""
    for phrase in re.split(r"(?<=[.?!])\s", texte):
        assert len(phrase.split()) <= 15, phrase
    assert not re.search(r"\b[A-Z]{2,}\b|[{}]", texte)
    assert texte[0].isupper()
    assert texte.endswith(".")
