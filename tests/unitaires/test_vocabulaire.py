"""The words of a fabrique with their French articles, and its stages named with them."""

from __future__ import annotations

import pytest

from fabrique_atelier.reseau import reglages, stades
from fabrique_atelier.reseau.vocabulaire import DEFAUTS, DEPARTS, ETAPES, Mot, Vocabulaire, s_elide

ENTREPRENEUR = {
    "porteur": {
        "singulier": "entrepreneur ou entrepreneuse",
        "pluriel": "entrepreneurs ou entrepreneuses",
        "genre": "m",
    }
}


@pytest.mark.parametrize(
    ("article", "attendu", "au_pluriel"),
    [
        ("", "entrepreneur ou entrepreneuse", "entrepreneurs ou entrepreneuses"),
        ("le", "l’entrepreneur ou entrepreneuse", "les\u00a0entrepreneurs ou entrepreneuses"),
        ("un", "un\u00a0entrepreneur ou entrepreneuse", "des\u00a0entrepreneurs ou entrepreneuses"),
        ("du", "de l’entrepreneur ou entrepreneuse", "des\u00a0entrepreneurs ou entrepreneuses"),
        ("au", "à l’entrepreneur ou entrepreneuse", "aux\u00a0entrepreneurs ou entrepreneuses"),
        ("de", "d’entrepreneur ou entrepreneuse", "d’entrepreneurs ou entrepreneuses"),
        ("ce", "cet\u00a0entrepreneur ou entrepreneuse", "ces\u00a0entrepreneurs ou entrepreneuses"),
        ("votre", "votre\u00a0entrepreneur ou entrepreneuse", "vos\u00a0entrepreneurs ou entrepreneuses"),
    ],
)
def test_articles_devant_une_voyelle(article: str, attendu: str, au_pluriel: str) -> None:
    mots = Vocabulaire(ENTREPRENEUR)
    assert mots.mot("porteur", article) == attendu
    assert mots.mot("porteur", article, pluriel=True) == au_pluriel


@pytest.mark.parametrize(
    ("mot", "formes"),
    [
        (Mot("porteur", "porteurs", "m"), ["le porteur", "un porteur", "du porteur", "au porteur", "de porteur", "ce porteur"]),
        (Mot("équipe", "équipes", "f"), ["l’équipe", "une équipe", "de l’équipe", "à l’équipe", "d’équipe", "cette équipe"]),
        (Mot("cohorte", "cohortes", "f"), ["la cohorte", "une cohorte", "de la cohorte", "à la cohorte", "de cohorte", "cette cohorte"]),
        (Mot("hameau", "hameaux", "m"), ["le hameau", "un hameau", "du hameau", "au hameau", "de hameau", "ce hameau"]),
        (Mot("habitante", "habitantes", "f"), ["l’habitante", "une habitante", "de l’habitante", "à l’habitante", "d’habitante", "cette habitante"]),
        (Mot("œuvre", "œuvres", "f"), ["l’œuvre", "une œuvre", "de l’œuvre", "à l’œuvre", "d’œuvre", "cette œuvre"]),
    ],
)  # fmt: skip
def test_articles(mot: Mot, formes: list[str]) -> None:
    ecrites = [mot.ecrire(a).replace("\u00a0", " ") for a in ("le", "un", "du", "au", "de", "ce")]
    assert ecrites == formes


@pytest.mark.parametrize(
    ("texte", "elide"),
    [
        ("Île", True), ("yeuse", False), ("ysopet", True), ("onzième comité", False), ("oui", False), ("hub", False),
        ("heure", True), ("8e promotion", False), ("« équipe »", True), ("", False), ("Æther", True), ("日本", False),
    ],
)  # fmt: skip
def test_elision(texte: str, elide: bool) -> None:
    assert s_elide(texte) is elide


def test_majuscule_et_mots_habituels() -> None:
    assert Vocabulaire().mot("porteur", "le", majuscule=True) == "Le\u00a0porteur"
    assert Vocabulaire(ENTREPRENEUR).mot("porteur", "le", majuscule=True) == "L’entrepreneur ou entrepreneuse"
    assert Vocabulaire({"porteur": {"singulier": ""}}).mot("porteur") == "porteur"
    assert Vocabulaire({"porteur": None, "inconnu": 3}).mot("porteur") == "porteur"
    with pytest.raises(KeyError):
        Vocabulaire().mot("porteuse")


def test_ce_que_lequipe_tape_reste_tel_quel() -> None:
    brut = "porteur-se : « l'élu »"
    assert Vocabulaire({"porteur": {"singulier": brut, "pluriel": brut, "genre": "m"}}).mot("porteur") == brut


def test_chaque_depart_ne_nomme_que_des_termes_connus() -> None:
    for _libelle, mots in DEPARTS.values():
        assert set(mots) <= set(DEFAUTS)
        for terme, mot in mots.items():
            assert mot["singulier"]
            assert terme in ETAPES or (mot["pluriel"] and mot["genre"] in "mf")


def test_les_stades_suivent_les_mots() -> None:
    assert set(stades.STADES) == set(reglages.SEUILS)
    assert len(stades.STADES) == 19
    usuels = stades.libelles(Vocabulaire())
    assert usuels["porteur_a_trouver"] == "Porteur à trouver"
    assert usuels["au_comite_engagement"] == "Inscrite au\u00a0comité d’engagement"
    serre = stades.libelles(Vocabulaire(DEPARTS["serre_a_projets"][1] | ENTREPRENEUR))
    assert serre["porteur_a_trouver"] == "Entrepreneur ou entrepreneuse à trouver"
    assert serre["au_comite_suivi_etude"] == "Étude au\u00a0jury"
    assert serre["pret_comite"] == "Prête pour le\u00a0comité de pilotage"
