"""Any single failure is atomic (``fiabilite.md`` P10): every statement of every command fails in turn, then the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from fabrique_atelier.seance.commandes import SCHEMAS, decoder
from fabrique_atelier.seance.demandes import Demande
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.socle.base import Base
from tests.proprietes.essai import EQUIPE, Essai, nouvel_id
from tests.proprietes.postes import memoire
from tests.proprietes.test_convergence import Scenario, ecrire, moderer, ouvrir, regrouper, voter


class Panne(Exception):
    """The failure that is injected."""


@contextmanager
def panne_a(moteur: Engine, rang: int) -> Iterator[list[str]]:
    """Make the ``rang``-th statement fail (1 = the first one); give what was sent to the database."""
    envoyes: list[str] = []

    def compter(_c: Any, _curseur: Any, ordre: str, _p: Any, _contexte: Any, _plusieurs: bool) -> None:
        envoyes.append(ordre)
        if len(envoyes) == rang:
            raise Panne(ordre)

    event.listen(moteur, "before_cursor_execute", compter)
    try:
        yield envoyes
    finally:
        event.remove(moteur, "before_cursor_execute", compter)


@contextmanager
def panne_au_commit(moteur: Engine) -> Iterator[None]:
    """Make every commit fail."""

    def echouer(_connexion: Any) -> None:
        raise Panne("COMMIT")

    event.listen(moteur, "commit", echouer)
    try:
        yield
    finally:
        event.remove(moteur, "commit", echouer)


def contenu(moteur: Engine) -> dict[str, list[str]]:
    """Return every row of every table."""
    with moteur.connect() as connexion:
        return {t.name: sorted(map(repr, connexion.execute(select(t)))) for t in Base.metadata.sorted_tables}


class ScenarioEnPanne(Scenario):
    """The whole séance again; before each step succeeds, every way it can fail is tried, with the step’s own id."""

    pannes = 0

    def photographier(self) -> None:
        """Catching up is not what is looked at here."""

    def faire(self, acteur: Acteur, type_: str, **donnees: Any) -> str:
        moteur, id_ = self.essai.moteur, nouvel_id()
        avant = contenu(moteur)
        memoire_avant = memoire(self.essai.lire())
        rang, fini, ordres, reponse = 0, False, list[str](), dict[str, Any]()
        while not fini:
            rang += 1
            with panne_a(moteur, rang) as envoyes:
                reponse = self.essai.envoyer(acteur, type_, id_=id_, **donnees)
            ordres = envoyes
            fini = len(ordres) < rang
            if not fini:
                assert memoire(self.essai.lire()) == memoire_avant, ordres[-1]
                self._verifier_intact(reponse, avant, ordres[-1])
        assert len(ordres) >= 4, (type_, ordres)
        assert reponse["ok"], (type_, reponse)
        self.reussis.add(type_)
        self.essai.verifier_base()
        self.essai.verifier_convergence()
        return id_

    def _verifier_intact(self, reponse: dict[str, Any], avant: dict[str, list[str]], ordre: str) -> None:
        type(self).pannes += 1
        assert (reponse["ok"], reponse["code"]) == (False, "erreur_interne"), ordre
        assert contenu(self.essai.moteur) == avant, ordre


@pytest.fixture
def essai(moteur: Engine) -> Iterator[Essai]:
    with Essai(moteur) as essai:
        yield essai


@pytest.mark.lent
def test_chaque_ordre_sql_de_chaque_commande_peut_echouer(essai: Essai) -> None:
    scenario = ScenarioEnPanne(essai)
    lea, max_ = ouvrir(scenario)
    cartes = ecrire(scenario, lea, max_)
    moderer(scenario, lea, max_, cartes[2])
    groupes = regrouper(scenario, lea, cartes)
    voter(scenario, groupes, cartes, [lea, max_])
    assert scenario.reussis == SCHEMAS.keys()
    assert scenario.pannes > 6 * len(SCHEMAS)


def test_sans_commit_pas_de_oui(essai: Essai) -> None:
    id_, avant = nouvel_id(), contenu(essai.moteur)
    messages = len(essai.poste_animation.recus)
    with panne_au_commit(essai.moteur):
        reponse = essai.envoyer(EQUIPE, "ouvrir_seance", id_=id_)
    assert (reponse["ok"], reponse["code"]) == (False, "erreur_interne")
    assert contenu(essai.moteur) == avant
    assert all(evenement == "perso" for evenement, _texte in essai.poste_animation.recus[messages:])
    assert essai.envoyer(EQUIPE, "ouvrir_seance", id_=id_)["ok"]


def test_la_reponse_vient_apres_le_commit(essai: Essai) -> None:
    ordre: list[str] = []
    essai.executeur.abonnes.append(lambda publications: ordre.append("lots"))

    def noter(_connexion: Any) -> None:
        ordre.append("commit")

    event.listen(essai.moteur, "commit", noter)
    commande = decoder({"id": nouvel_id(), "type": "ouvrir_seance", "donnees": {}})
    essai.executeur.soumettre(Demande(essai.id, EQUIPE, commande, lambda _reponse: ordre.append("reponse")))
    essai.executeur.vider()
    event.remove(essai.moteur, "commit", noter)
    assert ordre == ["commit", "reponse", "lots"]


def test_une_demande_fautive_n_emporte_pas_les_autres_du_tick(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    gens = essai.faire_entrer(3)
    direct = essai.phase("direct")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=direct)

    def refuser_le_poison(
        _c: Any, _curseur: Any, _ordre: str, parametres: Any, _contexte: Any, _plusieurs: bool
    ) -> None:
        if "poison" in repr(parametres):
            raise Panne("poison")

    event.listen(essai.moteur, "before_cursor_execute", refuser_le_poison)
    textes = ("bonne idée", "poison", "autre bonne idée")
    envois = [(a, "proposer_contribution", {"phase_id": direct, "texte": t}) for a, t in zip(gens, textes, strict=True)]
    reponses = essai.ensemble(envois)
    event.remove(essai.moteur, "before_cursor_execute", refuser_le_poison)
    assert [r["ok"] for r in reponses] == [True, False, True]
    assert reponses[1]["code"] == "erreur_interne"
    assert sorted(c.texte for c in essai.lire().contributions.values()) == ["autre bonne idée", "bonne idée"]
    essai.verifier_base()
    essai.verifier_convergence()


def test_une_diffusion_qui_echoue_ne_retire_pas_la_reponse(essai: Essai) -> None:
    def echouer(_publications: Any) -> None:
        raise Panne("diffusion")

    essai.executeur.abonnes.insert(0, echouer)
    essai.executeur.demarrer()
    try:
        assert essai.envoyer_au_fil(EQUIPE, "ouvrir_seance")["ok"]
        assert essai.envoyer_au_fil(EQUIPE, "verrouiller_entree", verrouillee=True)["ok"]
    finally:
        essai.executeur.arreter()
    essai.verifier_base()
