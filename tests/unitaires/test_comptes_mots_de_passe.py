"""Passwords: what is refused and why, and what hashing costs (``fiabilite.md`` F15, T12)."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from argon2 import PasswordHasher

from fabrique_atelier.comptes.mots_de_passe import Hacheur, verifier_force
from fabrique_atelier.socle.erreurs import ErreurMetier

LEGER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
INTERDITS = (
    "Claire Moreau",
    "claire.moreau@exemple.invalid",
    "Fabrique du Val d’Yon",
    "Association des Possibles",
)
COURANTS = (
    "password2024!!|P@ssw0rd2024!|motdepasse2024|Mot de passe 2026|azertyuiop12|passwordpassword|dragonmonkey|aaaaaaaaaaaa|"
    "abababababab|121212121212|123456789012|98765432109876|password20240101|jetaime-doudou|FABRIQUE-2026!!!|ｐａｓｓｗｏｒｄ２０２４"
).split("|")
DE_LA_MAISON = (
    "ClaireMoreau19|valdyon-association|moreau possibles 22|FabriqueDuValDYon2026|claire.moreau.2026|ClaireMoreau19851985"
).split("|")
BONS = (
    "cheval tracteur lampe rouge|correct horse battery staple|k8#vQz!m2Lp@|Les vaches de Moreau dansent|trois cailloux dans l’eau|"
    "soleil vert 1987 guitare|9384#2!7$5x%1|éàü çôï ñõã 123q|🦔🌻🚜🧀🪵🎺x9kfjz"
).split("|")


@pytest.mark.parametrize("mot", [*COURANTS, *(m.upper() for m in COURANTS)])
def test_ce_que_l_on_essaie_en_premier_est_refuse(mot: str) -> None:
    with pytest.raises(ErreurMetier, match="essaie en premier") as refus:
        verifier_force(mot, INTERDITS)
    assert refus.value.code == "mot_de_passe_faible"


@pytest.mark.parametrize("mot", DE_LA_MAISON)
def test_les_mots_de_la_maison_sont_refuses_a_elle_seule(mot: str) -> None:
    with pytest.raises(ErreurMetier, match="se devine"):
        verifier_force(mot, INTERDITS)
    verifier_force(mot, ("Jean Petit", "Autre structure"))


@pytest.mark.parametrize("mot", BONS)
def test_une_phrase_ou_un_tirage_passent(mot: str) -> None:
    verifier_force(mot, INTERDITS)


@pytest.mark.parametrize(
    ("mot", "raison"), [("", "trop court"), ("k8#vQz!m2Lp", "trop court"), ("é😀" * 65, "dépasse 128")]
)
def test_ni_trop_court_ni_trop_long(mot: str, raison: str) -> None:
    with pytest.raises(ErreurMetier, match=raison):
        verifier_force(mot, ())


def test_hacher_et_verifier() -> None:
    hacheur = Hacheur(profil=LEGER)
    encode = hacheur.hacher("cheval tracteur lampe ﬁn")
    assert encode.startswith("$argon2id$")
    assert hacheur.verifier(encode, "cheval tracteur lampe ﬁn")
    assert hacheur.verifier(encode, "cheval tracteur lampe fin")  # one keyboard writes the ligature, another does not
    assert not hacheur.verifier(encode, "cheval tracteur lampe")
    assert not hacheur.verifier(None, "cheval tracteur lampe fin")
    assert not hacheur.verifier("!", "!")
    assert not hacheur.verifier(encode, "\ud800")
    assert not hacheur.a_rehacher(encode)
    assert Hacheur().a_rehacher(encode)


def test_le_reglage_par_defaut_est_celui_qui_a_ete_mesure() -> None:
    assert "$m=65536,t=3,p=4$" in Hacheur().hacher("cheval tracteur lampe rouge")


def test_jamais_plus_de_deux_a_la_fois() -> None:
    ensemble, plafond, verrou, deux = 0, 0, threading.Lock(), threading.Barrier(2)

    def executer(fonction: Any, *args: Any) -> Any:
        nonlocal ensemble, plafond
        with verrou:
            ensemble += 1
            plafond = max(plafond, ensemble)
        deux.wait(timeout=10)  # goes on only if two are in; a third one would be counted above
        resultat = fonction(*args)
        with verrou:
            ensemble -= 1
        return resultat

    hacheur = Hacheur(executer, profil=LEGER)
    fils = [threading.Thread(target=hacheur.verifier, args=(None, "x")) for _ in range(12)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=20)
    assert plafond == 2
