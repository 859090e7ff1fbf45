"""The checker must be able to fail: a small true story, then each way a database or a client can betray it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from fabrique_atelier.flotte import vues
from fabrique_atelier.flotte.histoire import raconter
from fabrique_atelier.flotte.reducteur import Etat, empreinte
from fabrique_atelier.flotte.rejeu import Classement
from fabrique_atelier.flotte.tables import Tables
from fabrique_atelier.flotte.verificateur import Rapport, Tenue, verifier
from tests.outillage.recit import JETONS, lignes_vraies, ok, tables_vraies


@dataclass
class Monde:
    """A history, its rows and what the clients hold."""

    lignes: list[dict[str, Any]]
    tables: Tables
    tenues: list[Tenue]

    def juger(self) -> Rapport:
        """Ask the checker."""
        return verifier(raconter(self.lignes), self.tables, self.tenues)


@pytest.fixture
def monde() -> Monde:
    tables = tables_vraies()
    commun = vues.commun(tables, "participants")
    tenues = []
    for nom, jeton in JETONS.items():
        perso = vues.perso(tables, jeton)
        tenues.append(
            Tenue(nom, "participants", jeton, copy.deepcopy(commun), perso, copy.deepcopy(commun), copy.deepcopy(perso))
        )
    return Monde(lignes_vraies(), tables, tenues)


def _comptes(rapport: Rapport) -> tuple[bool, bool, bool, bool]:
    return bool(rapport.perdus), bool(rapport.doubles), bool(rapport.trous), bool(rapport.divergents)


def test_une_histoire_vraie_passe(monde: Monde) -> None:
    rapport = monde.juger()
    assert (rapport.perdus, rapport.doubles, rapport.trous, rapport.divergents) == ([], [], [], {})
    assert rapport.acquittes == 8
    assert rapport.bon


def test_un_sort_inconnu_peut_avoir_ete_applique(monde: Monde) -> None:
    carte = {
        **monde.tables.contribution[1],
        "id": "c4",
        "rang": 11,
        "texte": "perdue avec la pile",
        "participant_id": "j2",
    }
    monde.tables.contribution.append(carte)
    monde.tables.journal.append({"id": "c4", "revision": 11})
    monde.tables.seance["revision"] = 11
    monde.tenues = []
    assert monde.juger().bon


def test_une_salle_muette_ne_prouve_rien(monde: Monde) -> None:
    monde.lignes = [ligne for ligne in monde.lignes if ligne["quoi"] == "client"]
    assert not monde.juger().bon


def _sans_carte(t: Tables) -> None:
    t.contribution = [ligne for ligne in t.contribution if ligne["id"] != "c2"]


def _sans_ligne_de_journal(t: Tables) -> None:
    t.journal = [ligne for ligne in t.journal if ligne["id"] != "v2"]


def _texte_precedent(t: Tables) -> None:
    t.contribution[0]["texte"] = "un"


def _retrait_oublie(t: Tables) -> None:
    t.contribution[2]["etat"] = "publiee"


def _bulletin_absent(t: Tables) -> None:
    t.bulletin = []


def _bulletin_precedent(t: Tables) -> None:
    t.bulletin[0].update(version=1, contenu={"g1": 1}, depense=1)


def _bulletin_autre(t: Tables) -> None:
    t.bulletin[0]["contenu"] = {"g1": 1}


def _urne_fausse(t: Tables) -> None:
    t.vote[0]["sel"] = None
    t.bulletin[0]["contenu"] = {"g1": 1}


def _autre_revision(t: Tables) -> None:
    t.journal[2]["revision"], t.journal[3]["revision"] = 4, 3


def _carte_ailleurs(t: Tables) -> None:
    t.contribution[0]["regroupement_id"] = None


def _titre_perdu(t: Tables) -> None:
    t.regroupement[0]["titre"] = "Autre"


@pytest.mark.parametrize(
    "abimer",
    [
        _sans_carte, _sans_ligne_de_journal, _texte_precedent, _retrait_oublie, _bulletin_absent, _bulletin_precedent,
        _bulletin_autre, _urne_fausse, _autre_revision, _carte_ailleurs, _titre_perdu,
    ],
)  # fmt: skip
def test_ce_qui_etait_acquitte_et_manque_est_perdu(monde: Monde, abimer: Callable[[Tables], None]) -> None:
    abimer(monde.tables)
    assert monde.juger().perdus


def _carte_copiee(t: Tables) -> None:
    t.contribution.append({**t.contribution[1], "id": "copie", "rang": 99})


def _bulletin_copie(t: Tables) -> None:
    t.bulletin.append(copy.deepcopy(t.bulletin[0]))


def _bulletin_inconnu(t: Tables) -> None:
    t.bulletin.append({**t.bulletin[0], "jeton_vote": "0" * 64})


def _budget_force(t: Tables) -> None:
    t.bulletin[0].update(contenu={"g1": 4}, depense=4)


def _maximum_force(t: Tables) -> None:
    t.bulletin[0].update(contenu={"g1": 3}, depense=3)


def _refus_applique(t: Tables) -> None:
    t.journal[-1]["revision"] = 11
    t.seance["revision"] = 11


def _journal_copie(t: Tables) -> None:
    t.journal.append(dict(t.journal[0]))


def _groupe_fantome(t: Tables) -> None:
    t.regroupement.append({**t.regroupement[0], "id": "g2"})


@pytest.mark.parametrize(
    "abimer",
    [
        _carte_copiee, _bulletin_copie, _bulletin_inconnu, _budget_force, _maximum_force, _refus_applique, _journal_copie,
        _groupe_fantome,
    ],
)  # fmt: skip
def test_ce_qui_compte_de_trop_est_double(monde: Monde, abimer: Callable[[Tables], None]) -> None:
    abimer(monde.tables)
    assert monde.juger().doubles


def test_deux_reponses_differentes_au_meme_identifiant(monde: Monde) -> None:
    monde.lignes.append({"t": 99.0, **ok("c1", 12)})
    assert monde.juger().doubles


def _revision_manquante(t: Tables) -> None:
    t.journal = [ligne for ligne in t.journal if ligne["id"] != "j2"]


def _seance_en_avance(t: Tables) -> None:
    t.seance["revision"] = 12


def _seance_en_retard(t: Tables) -> None:
    t.seance["revision"] = 9


def _ordre_inverse(t: Tables) -> None:
    t.contribution[0]["rang"], t.contribution[1]["rang"] = 4, 3


def _rang_commun(t: Tables) -> None:
    t.contribution[1]["rang"] = 3


@pytest.mark.parametrize(
    "abimer", [_revision_manquante, _seance_en_avance, _seance_en_retard, _ordre_inverse, _rang_commun]
)
def test_une_numerotation_qui_ne_tient_pas_est_un_trou(monde: Monde, abimer: Callable[[Tables], None]) -> None:
    abimer(monde.tables)
    assert monde.juger().trous


def test_une_carte_que_le_serveur_a_fait_attendre_peut_passer_apres(monde: Monde) -> None:
    _ordre_inverse(monde.tables)
    place = next(n for n, ligne in enumerate(monde.lignes) if ligne.get("id") == "c2")
    monde.lignes.insert(place, {"t": 2.5, "quoi": "differe", "qui": "tel-1", "id": "c1", "code": "trop_vite"})
    assert monde.juger().trous == []


def _carte_vue_en_moins(t: Tenue) -> None:
    del t.commun["contribution", "c1"]


def _carte_retiree_encore_vue(t: Tenue) -> None:
    t.commun["contribution", "c3"] = {**t.commun["contribution", "c1"], "id": "c3"}
    t.frais_commun = t.commun


def _texte_perime(t: Tenue) -> None:
    t.commun["contribution", "c1"]["texte"] = "un"


def _rang_faux(t: Tenue) -> None:
    t.commun["contribution", "c1"]["rang"] = 7
    t.frais_commun = t.commun


def _bulletin_oublie(t: Tenue) -> None:
    del t.perso["bulletin", "v"]


@pytest.mark.parametrize(
    "abimer", [_carte_vue_en_moins, _carte_retiree_encore_vue, _texte_perime, _rang_faux, _bulletin_oublie]
)
def test_un_client_qui_montre_autre_chose_diverge(monde: Monde, abimer: Callable[[Tenue], None]) -> None:
    abimer(monde.tenues[0])
    rapport = monde.juger()
    assert _comptes(rapport) == (False, False, False, True)
    assert list(rapport.divergents) == ["tel-1"]


def test_le_reducteur_juge_les_lots() -> None:
    etat = Etat()
    assert etat.lot({"p": 0, "r": 1, "c": []}) == "trou"
    etat.instantane({"r": 4, "c": [["phase", "p", {"n": 1}]]})
    assert etat.lot({"p": 2, "r": 4, "c": [["phase", "p", None]]}) == "ignore"
    assert etat.lot({"p": 5, "r": 6, "c": []}) == "trou"
    assert etat.lot({"p": 3, "r": 6, "c": [["phase", "p", None], ["seance", "", {"id": "s"}]]}) == "applique"
    assert (etat.revision, etat.commun) == (6, {("seance", ""): {"id": "s"}})
    assert empreinte({("a", "1"): 1, ("b", "2"): 2}) == empreinte({("b", "2"): 2, ("a", "1"): 1})


def test_le_rejeu_annule_et_retablit() -> None:
    oracle = Classement()
    oracle.rejouer("g1", "creer_regroupement", {"titre": "A", "contributions": ["c1", "c2"]})
    oracle.rejouer("g2", "scinder_regroupement", {"titre": "B", "contributions": ["c2"]})
    oracle.rejouer("f", "fusionner_regroupements", {"source_id": "g1", "cible_id": "g2"})
    assert (oracle.place, oracle.vivants) == ({"c1": "g2", "c2": "g2"}, {"g2": "B"})
    oracle.rejouer("u", "annuler", {})
    assert (oracle.place, oracle.vivants) == ({"c1": "g1", "c2": "g2"}, {"g1": "A", "g2": "B"})
    oracle.rejouer("r", "retablir", {})
    oracle.rejouer("s", "supprimer_regroupement", {"regroupement_id": "g2"})
    assert (oracle.place, oracle.vivants) == ({"c1": None, "c2": None}, {})
