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
from fabrique_atelier.flotte.tables import Tables, empreinte_jeton, jeton_vote
from fabrique_atelier.flotte.verificateur import Rapport, Tenue, verifier

JETONS = {"tel-1": "a" * 32, "tel-2": "b" * 32}
SEL = "sel-du-vote"


def _commande(identifiant: str, qui: str, type_: str, **donnees: Any) -> dict[str, Any]:
    return {"quoi": "invoque", "qui": qui, "id": identifiant, "type": type_, "donnees": donnees}


def _ok(identifiant: str, revision: int) -> dict[str, Any]:
    return {"quoi": "ok", "qui": "", "id": identifiant, "reponse": {"id": identifiant, "ok": True, "r": revision}}


def _refus(identifiant: str, code: str) -> dict[str, Any]:
    reponse = {"id": identifiant, "ok": False, "code": code, "message": "Non."}
    return {"quoi": "refus", "qui": "", "id": identifiant, "reponse": reponse}


def _lignes() -> list[dict[str, Any]]:
    """Two phones: three cards, an edit, a withdrawal, a cluster, ballots, a refusal and an unknown."""
    lignes = [
        *({"quoi": "client", "qui": nom, "jeton": jeton} for nom, jeton in JETONS.items()),
        _commande("c1", "tel-1", "proposer_contribution", phase_id="p1", texte="un"),
        _commande("c2", "tel-1", "proposer_contribution", phase_id="p1", texte="deux"),
        _ok("c1", 3),
        _ok("c2", 4),
        _commande("m1", "tel-1", "modifier_contribution", contribution_id="c1", texte="un, corrigé"),
        _ok("m1", 5),
        _commande("c3", "tel-2", "proposer_contribution", phase_id="p1", texte="trois"),
        _ok("c3", 6),
        _commande("x1", "tel-2", "retirer_contribution", contribution_id="c3"),
        _ok("x1", 7),
        _commande("g1", "animation", "creer_regroupement", titre="Groupe", contributions=["c1"]),
        _ok("g1", 8),
        _commande("v1", "tel-1", "voter", vote_id="v", version=1, gommettes={"g1": 1}),
        _ok("v1", 9),
        _commande("v2", "tel-1", "voter", vote_id="v", version=2, gommettes={"g1": 2}),
        _ok("v2", 10),
        _ok("v2", 10),
        _commande("v3", "tel-2", "voter", vote_id="v", version=1, gommettes={"g1": 9}),
        _refus("v3", "budget_depasse"),
        _commande("c4", "tel-2", "proposer_contribution", phase_id="p1", texte="perdue avec la pile"),
    ]
    return [{"t": float(moment), **ligne} for moment, ligne in enumerate(lignes)]


def _tables() -> Tables:
    seance = dict.fromkeys(
        "titre question lieu territoire structure date_debut mode_identite close_le code".split(), ""
    )
    carte = {"phase_id": "p1", "texte_reformule": None, "regroupement_id": None, "position": 0, "devoilee": 1}
    carte |= {"motif_masquage": None, "saisi_par": "participant", "etat": "publiee", "participant_id": "j1"}
    phase = dict.fromkeys(
        "titre consigne duree_s minuteur visibilite longueur_max max_par_personne debut fin revelee_le".split(), None
    )
    phase |= {"auteurs_affiches": 0, "participants_regroupent": 0}
    numerotees = ["j1", "j2", "c1", "c2", "m1", "c3", "x1", "g1", "v1", "v2"]
    journal = [{"id": nom, "revision": place} for place, nom in enumerate(numerotees, start=1)]
    bulletin = {"vote_id": "v", "jeton_vote": jeton_vote(SEL, JETONS["tel-1"])}
    return Tables(
        seance={**seance, "id": "s", "etat": "en_cours", "phase_id": "p2", "entree_verrouillee": 0, "revision": 10},
        phase=[
            {**phase, "id": "p1", "ordre": 1, "type": "ideation", "etat": "fermee"},
            {**phase, "id": "p2", "ordre": 2, "type": "vote", "etat": "active"},
        ],
        participant=[
            {"id": f"j{n}", "numero": n, "empreinte": empreinte_jeton(jeton), "pseudonyme": None, "ecarte": 0}
            for n, jeton in enumerate(JETONS.values(), start=1)
        ],
        contribution=[
            {**carte, "id": "c1", "rang": 3, "texte": "un, corrigé", "regroupement_id": "g1"},
            {**carte, "id": "c2", "rang": 4, "texte": "deux"},
            {**carte, "id": "c3", "rang": 6, "texte": "", "etat": "retiree_auteur", "participant_id": "j2"},
        ],
        regroupement=[
            {
                "id": "g1",
                "repere": "R1",
                "couleur": 1,
                "titre": "Groupe",
                "description": "",
                "ordre": 1,
                "special": None,
            }
            | {"supprime": 0}
        ],
        vote=[
            {"id": "v", "phase_id": "p2", "regle": "gommettes", "objets_type": "regroupements", "objets": ["g1"]}
            | {"budget": 3, "max_par_objet": 2, "etat": "ouvert", "sel": SEL}
        ],
        bulletin=[{**bulletin, "version": 2, "contenu": {"g1": 2}, "depense": 2, "budget": 3}],
        journal=[*journal, {"id": "v3", "revision": None}],
    )


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
    tables = _tables()
    commun = vues.commun(tables, "participants")
    tenues = []
    for nom, jeton in JETONS.items():
        perso = vues.perso(tables, jeton)
        tenues.append(
            Tenue(nom, "participants", jeton, copy.deepcopy(commun), perso, copy.deepcopy(commun), copy.deepcopy(perso))
        )
    return Monde(_lignes(), tables, tenues)


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
    monde.lignes.append({"t": 99.0, **_ok("c1", 12)})
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
