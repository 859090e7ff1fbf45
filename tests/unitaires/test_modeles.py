"""State and tables are the same thing twice; ready-made déroulés are usable as they are."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from fabrique_atelier.seance import etat as e
from fabrique_atelier.seance import models
from fabrique_atelier.seance.commandes import SCHEMAS
from fabrique_atelier.seance.modeles import modeles
from fabrique_atelier.seance.persistance import MODELES, ligne, table
from fabrique_atelier.seance.refus import MESSAGES, refus
from fabrique_atelier.seance.traitements import TRAITEMENTS
from fabrique_atelier.socle.base import Base
from tests.proprietes.essai import Essai


@pytest.mark.parametrize("classe", MODELES, ids=lambda c: c.__name__)
def test_chaque_entite_est_une_table(classe: type[Any]) -> None:
    champs = [f.name for f in dataclasses.fields(classe)]
    assert champs == [c.name for c in table(classe).columns]
    assert table(classe).name == classe.ENTITE


def test_seul_le_journal_n_est_pas_une_entite() -> None:
    tables = {x.class_.__tablename__ for x in Base.registry.mappers if x.class_.__module__ == models.__name__}
    assert tables - {table(c).name for c in MODELES} == {"journal"}


def test_une_entite_vide_ses_champs_dans_sa_ligne(essai: Essai) -> None:
    seance = essai.lire().seance
    assert ligne(seance) == {f.name: getattr(seance, f.name) for f in dataclasses.fields(e.Seance)}


def test_chaque_commande_a_un_seul_traitement() -> None:
    assert TRAITEMENTS.keys() == SCHEMAS.keys()
    assert len(set(TRAITEMENTS.values())) == len(SCHEMAS)


def test_le_deroule_t01() -> None:
    phases = modeles()["T01"].phases
    assert [p.type for p in phases] == ["accueil", "ideation", "ideation", "regroupement", "vote", "restitution"]
    assert [(p.budget, p.max_par_objet, p.objets_type) for p in phases if p.type == "vote"] == [(3, 2, "regroupements")]
    assert all(p.consigne.strip() and p.titre.strip() and p.duree_s for p in phases)


@pytest.mark.parametrize("code", MESSAGES)
def test_un_refus_est_une_phrase_francaise(code: str) -> None:
    message = refus(code, maximum=3, budget=3, capacite=400).message
    assert message[0].isupper()
    assert message.endswith(".")
    assert "{" not in message
    assert code not in message
