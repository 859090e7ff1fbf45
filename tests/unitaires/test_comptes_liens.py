"""Links that work once: used, expired, of another kind, replaced, twenty at the same instant."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine, select, update

from fabrique_atelier.comptes import liens
from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.liens import INVITATION, MOT_DE_PASSE, LienVu
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.erreurs import BaseOccupee
from tests.outillage.comptes import connecter

MAINTENANT = 1_800_000_000_000
JOUR_MS = 86_400_000


@pytest.fixture
def personne(moteur: Engine) -> str:
    return connecter(moteur, {}).personne_id


def creer(moteur: Engine, personne_id: str, genre: str = INVITATION) -> str:
    with ecrire(moteur) as connexion:
        return liens.creer(connexion, genre, personne_id, MAINTENANT)


def lu(moteur: Engine, jeton: str, genre: str = INVITATION, instant: int = MAINTENANT) -> LienVu | None:
    with lire(moteur) as connexion:
        return liens.lire(connexion, genre, jeton, instant)


def pris(moteur: Engine, jeton: str, genre: str = INVITATION, instant: int = MAINTENANT) -> LienVu | None:
    with ecrire(moteur) as connexion:
        return liens.consommer(connexion, genre, jeton, instant)


def test_un_lien_sert_une_fois(moteur: Engine, personne: str) -> None:
    jeton = creer(moteur, personne)
    vu = lu(moteur, jeton)
    assert vu is not None
    assert (vu.personne_id, vu.nom, vu.expire_le) == (personne, "Claire Moreau", MAINTENANT + 7 * JOUR_MS)
    assert lu(moteur, jeton) == vu  # reading does not use it up
    assert pris(moteur, jeton) == vu
    assert (lu(moteur, jeton), pris(moteur, jeton)) == (None, None)


@pytest.mark.parametrize(("genre", "duree_ms"), [(INVITATION, 7 * JOUR_MS), (MOT_DE_PASSE, 30 * 60_000)])
def test_un_lien_expire(moteur: Engine, personne: str, genre: str, duree_ms: int) -> None:
    jeton = creer(moteur, personne, genre)
    assert lu(moteur, jeton, genre, MAINTENANT + duree_ms - 1) is not None
    assert lu(moteur, jeton, genre, MAINTENANT + duree_ms) is None
    assert pris(moteur, jeton, genre, MAINTENANT + duree_ms) is None


def test_un_lien_n_ouvre_que_son_genre(moteur: Engine, personne: str) -> None:
    jeton = creer(moteur, personne, INVITATION)
    assert (lu(moteur, jeton, MOT_DE_PASSE), pris(moteur, jeton, MOT_DE_PASSE)) == (None, None)
    assert lu(moteur, jeton) is not None


def test_un_nouveau_lien_remplace_le_precedent_du_meme_genre(moteur: Engine, personne: str) -> None:
    ancien, autre, nouveau = creer(moteur, personne), creer(moteur, personne, MOT_DE_PASSE), creer(moteur, personne)
    assert lu(moteur, ancien) is None
    assert lu(moteur, nouveau) is not None
    assert lu(moteur, autre, MOT_DE_PASSE) is not None


def test_un_compte_ferme_n_a_plus_de_lien(moteur: Engine, personne: str) -> None:
    jeton = creer(moteur, personne)
    with ecrire(moteur) as connexion:
        connexion.execute(update(m.Personne).values(active=False))
    assert (lu(moteur, jeton), pris(moteur, jeton)) == (None, None)


def test_annuler(moteur: Engine, personne: str) -> None:
    jetons = {genre: creer(moteur, personne, genre) for genre in (INVITATION, MOT_DE_PASSE)}
    with ecrire(moteur) as connexion:
        liens.annuler(connexion, personne)
    assert [lu(moteur, jeton, genre) for genre, jeton in jetons.items()] == [None, None]


def test_le_jeton_n_est_pas_dans_la_base(moteur: Engine, personne: str) -> None:
    jeton = creer(moteur, personne)
    assert len(jeton) == 22
    with lire(moteur) as connexion:
        ligne = connexion.execute(select(*m.LienUnique.__table__.columns)).one()
    assert jeton not in map(str, ligne)


def test_vingt_a_la_fois_un_seul_l_obtient(moteur: Engine, personne: str) -> None:
    jeton, depart, obtenus = creer(moteur, personne), threading.Barrier(20), []

    def prendre() -> None:
        depart.wait(timeout=10)
        while True:
            try:
                obtenus.append(pris(moteur, jeton))
            except BaseOccupee:  # SQLite has one writer and waits little: the application has one line of writes
                continue
            return

    fils = [threading.Thread(target=prendre) for _ in range(20)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=30)
    assert len(obtenus) == 20
    assert [o.personne_id for o in obtenus if o is not None] == [personne]
