"""Pure rules of the follow-up: the picture of time, the points proposed, amounts, indicators, the way out (SY25)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabrique_atelier.dossier import parcours
from fabrique_atelier.dossier.faits import Faits
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.suivi.frise import CARACTERE, LARGEUR, Fait, dessiner
from fabrique_atelier.suivi.montants import euros, lire_montant
from fabrique_atelier.suivi.nomenclatures import CRITERES
from fabrique_atelier.suivi.points import PointLu, propositions, series
from fabrique_atelier.suivi.sortie import Critere, Sortie


def _point(jour: str, mois: int | None = None, annee: int | None = None, **chiffres: float) -> PointLu:
    return PointLu(jour, "d", jour, mois, "visite", "a_surveiller", "", [], annee, chiffres, None, 0, 0, 1)


def test_les_points_se_proposent_apres_la_convention() -> None:
    assert propositions(None, [], "2026-11-22") == []
    prevus = propositions("2018-11-30", [_point("2019-03-05", 3)], "2019-06-01")
    assert [(p.mois, p.jour, p.en_retard) for p in prevus] == [
        (6, "2019-05-30", True),
        (12, "2019-11-30", False),
        (24, "2020-11-30", False),
        (36, "2021-11-30", False),
    ]
    assert propositions("2018-11-30", [], "2019-02-28")[0].jour == "2019-02-28"


def test_le_dernier_point_d_une_annee_l_emporte() -> None:
    lus = [_point("2019-12-01", annee=2019, etp=1.5), _point("2019-06-01", annee=2019, etp=1.0, usagers=4.0)]
    assert [(s.code, s.valeurs) for s in series([*lus, _point("2020-06-01", annee=2020, etp=2.0)])] == [
        ("etp", ((2019, 1.5), (2020, 2.0))),
        ("usagers", ((2019, 4.0),)),
    ]


@given(st.integers(0, 10**12))
def test_un_montant_affiche_se_relit(centimes: int) -> None:
    assert lire_montant(euros(centimes)) == centimes


@pytest.mark.parametrize("faux", ["douze", "1,234", "-5", "1.2.3", "9" * 12])
def test_un_montant_incompris_est_refuse(faux: str) -> None:
    with pytest.raises(ErreurMetier):
        lire_montant(faux)


@given(st.lists(st.tuples(st.dates(), st.text("abc ", min_size=1, max_size=40)), min_size=1, max_size=25))
def test_les_mots_de_la_frise_ne_se_couvrent_jamais(faits: list[tuple[object, str]]) -> None:
    lus = [Fait(str(j), mot, "jalon") for j, mot in faits if "1900" < str(j)[:4] < "2100"]
    frise = dessiner(lus, "2026-11-22")
    if frise is None:
        assert lus == []
        return
    rangees: dict[float, list[tuple[float, float]]] = {}
    for m in frise.marques:
        large = CARACTERE * len(m.fait.libelle)
        mot = (m.x, m.x + large) if m.ancre == "start" else (m.x - large, m.x)
        rangees.setdefault(m.y, []).append((min(m.x1, mot[0]), max(m.x2, mot[1])))
        assert 0 <= m.x1 <= m.x2 <= LARGEUR
    for siens in rangees.values():
        for (_, fin), (debut, _) in pairwise(sorted(siens)):
            assert fin <= debut


def test_sy25_sans_preuve_pas_d_autonomie() -> None:
    tous = dict.fromkeys(CRITERES, Critere(True, "Comptes 2021"))
    assert parcours.manques("T12", Faits(criteres_sortie_manquants=Sortie(tous).manquants)) == []
    for code, (nom, _) in CRITERES.items():
        for faible in (Critere(True, ""), Critere(False, "Comptes"), Critere()):
            sortie = Sortie({**tous, code: faible})
            refus = parcours.manques("T12", Faits(criteres_sortie_manquants=sortie.manquants))
            assert [(m.code, nom in m.phrase) for m in refus] == [("sortie", True)]
