"""Whatever becomes of the grid of a fabrique, a score that was given does not move (``domaine.md`` §2.12, 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select

import fabrique_atelier.comite.models
import fabrique_atelier.seance.models  # noqa: F401 (they register the tables)
from fabrique_atelier.comptes import models as mc
from fabrique_atelier.dossier import comparaison, grilles, qualification
from fabrique_atelier.dossier import models_qualification as m
from fabrique_atelier.dossier.grilles import Critere, GrilleLue
from fabrique_atelier.socle.base import Base, creer_moteur, table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.outillage.dossiers import MAINTENANT, dossier, geste
from tests.outillage.lignes import remplir

NOTES = st.integers(0, 3)
POIDS = st.lists(st.integers(1, 91), min_size=10, max_size=10)


@pytest.fixture(scope="module")
def moteur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    moteur = creer_moteur(f"sqlite:///{tmp_path_factory.mktemp('grilles') / 'base.db'}")
    Base.metadata.create_all(moteur)
    yield moteur
    moteur.dispose()


def sur_cent(grille: GrilleLue, tirage: list[int]) -> list[Critere]:
    """The criteria of a grid with weights in the proportions drawn, summing to 100."""
    n, somme = len(grille.criteres), sum(tirage[: len(grille.criteres)])
    poids = [1 + x * (100 - n) // somme for x in tirage[:n]]
    poids[0] += 100 - sum(poids)
    return [replace(c, poids=p) for c, p in zip(grille.criteres, poids, strict=True)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NOTES, min_size=10, max_size=10), st.lists(POIDS, min_size=1, max_size=3))
def test_changer_les_poids_ne_change_aucun_score_donne(
    moteur: Engine, tirees: list[int], tirages: list[list[int]]
) -> None:
    with moteur.connect() as c:
        qui = nouvel_identifiant()
        personne = {"id": qui, "courriel": f"{qui}@exemple.invalid", "nom": "Claire"}
        c.execute(insert(mc.Personne), remplir(c, table(mc.Personne), personne | {"cree_le": MAINTENANT}))
        par = geste(c, acteur_id=qui)
        dossier_id = dossier(c, par, stade="en_qualification")
        criteres = grilles.courante(c, par.fabrique_id).criteres
        notes = {x.code: n for x, n in zip(criteres, tirees, strict=True)}
        qualification.noter(c, par, dossier_id, 0, notes, {})
        qualification.signer_evaluation(c, par, dossier_id)
        donne = qualification.signer(c, par, dossier_id)
        assert 0 <= donne <= 1000
        avant = comparaison.resultat(c, par.fabrique_id, dossier_id)
        for tirage in tirages:
            derniere = grilles.courante(c, par.fabrique_id)
            grilles.reviser(c, par, derniere.numero, sur_cent(derniere, tirage))
            assert comparaison.resultat(c, par.fabrique_id, dossier_id) == avant
            assert qualification.lire(c, par.fabrique_id, dossier_id).score() == donne
        gardees = c.execute(select(m.Grille.numero).where(m.Grille.fabrique_id == par.fabrique_id)).scalars().all()
        assert sorted(gardees) == list(range(1, len(gardees) + 1)), "aucune version ne s’efface"
        c.rollback()
