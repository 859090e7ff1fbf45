"""The real executor against the oracle, request by request, crash by crash (``fiabilite.md`` P9), on both databases."""

from __future__ import annotations

import os
import re
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from fabrique_atelier.seance.demandes import Reponse
from fabrique_atelier.seance.droits import PARTICIPANT, TABLEAU, Acteur
from fabrique_atelier.seance.visibilite import ANIMATION, AUDIENCES, PARTICIPANTS
from tests.conftest import BaseDeTest
from tests.proprietes.essai import EQUIPE, PHASES, Envoi, Essai, nouvel_id
from tests.proprietes.oracle_deroule import OracleSeance
from tests.proprietes.oracle_objets import Etape, Scrutin
from tests.proprietes.tirages import Tirages

CAPACITE = 6
_JETONS = re.compile(r"(?:idee|autrement)\d+")
#: examples × steps, by database; the « lent » profile is for the night.
PROFILS = {
    "rapide": {"sqlite": (25, 40), "postgresql": (8, 40)},
    "lent": {"sqlite": (1500, 60), "postgresql": (500, 60)},
}


class Machine(RuleBasedStateMachine):
    """One séance and its oracle."""

    moteur: ClassVar[Engine]

    def __init__(self) -> None:
        super().__init__()
        self.essai = Essai(self.moteur, PHASES)
        etat = self.essai.lire()
        etapes = {p.id: Etape(p.type, p.ordre, p.visibilite, p.max_par_personne) for p in etat.phases_triees()}
        scrutins = {v.id: Scrutin(v.phase_id, v.budget, v.max_par_objet) for v in etat.votes.values()}
        self.oracle = OracleSeance(etapes, scrutins, CAPACITE)
        self.numero = 0
        self.passees: list[tuple[Acteur, str, dict[str, Any], str, Reponse]] = []

    def teardown(self) -> None:
        self.essai.verifier_base()
        self.essai.fermer()

    # ---------------------------------------------------------------------------------------------- playing
    def jouer(self, *envois: Envoi) -> list[Reponse]:
        """Send requests in one tick and compare each answer with the oracle’s."""
        ids = [nouvel_id() for _ in envois]
        connus = {n: a.participant_id for n, a in self.essai.personnes.items()}
        reponses = self.essai.ensemble(envois, ids)
        for (acteur, type_, donnees), id_, reponse in zip(envois, ids, reponses, strict=True):
            if type_ == "rejoindre":
                codes = self.oracle.entrer(connus.get(donnees["n"]))
                if not codes and donnees["n"] not in connus:
                    self.oracle.gens[reponse["participant"]] = False
                    self.oracle.revision += 1
                    connus[donnees["n"]] = reponse["participant"]
            else:
                codes = self.oracle.jouer(
                    acteur.role, acteur.participant_id, type_, donnees, id_, self.essai.maintenant
                )
                self.passees.append((acteur, type_, donnees, id_, reponse))
                assert reponse.get("r") == (None if codes else self.oracle.revision)
            assert reponse["ok"] == (not codes), (type_, donnees, reponse, codes)
            assert reponse["ok"] or reponse["code"] in codes, (type_, donnees, reponse, codes)
            self.suivre_objets(type_, donnees, reponse)
        self.verifier_emissions()
        return reponses

    def suivre_objets(self, type_: str, donnees: dict[str, Any], reponse: Reponse) -> None:
        """Check what a vote is about when it opens; afterwards the server says what is still in it."""
        etat = self.essai.lire()
        for vote_id, scrutin in self.oracle.scrutins.items():
            vote = etat.votes[vote_id]
            if type_ == "demarrer_phase" and reponse["ok"] and donnees["phase_id"] == scrutin.etape:
                assert sorted(vote.objets) == self.oracle.votables(vote_id, vote.objets_type == "contributions")
            scrutin.objets = list(vote.objets)

    def tirer(self, data: st.DataObject) -> Tirages:
        """Return the source of requests for the next draw."""
        self.numero += 1
        return Tirages(data, self.oracle, self.numero)

    # ---------------------------------------------------------------------------------------------- rules
    @initialize(presents=st.integers(0, 5), cartes=st.integers(0, 6), groupes=st.integers(0, 3), data=st.data())
    def ouvrir(self, presents: int, cartes: int, groupes: int, data: st.DataObject) -> None:
        """Start anywhere between an empty room and a vote open on a table covered with cards."""
        self.jouer((EQUIPE, "ouvrir_seance", {}), *(_entree(n) for n in range(presents)))
        for titre, nombre in (("fin", cartes // 2), ("direct", cartes - cartes // 2)):
            if nombre:
                self.jouer((EQUIPE, "demarrer_phase", {"phase_id": self.essai.phase(titre)}))
            for _ in range(nombre):
                texte = {"phase_id": self.essai.phase(titre), "texte": f"idee{self.numero}"}
                self.jouer((self.tirer(data).personne(), "proposer_contribution", texte))
        for _ in range(groupes):
            contenu = self.tirer(data).cartes(minimum=min(cartes, 1))
            self.jouer((EQUIPE, "creer_regroupement", {"titre": f"groupe{self.numero}", "contributions": contenu}))
        if cartes and presents and data.draw(st.booleans()):
            self.ouvrir_un_vote(data.draw(st.booleans()))

    @rule(numero=st.integers(0, CAPACITE))
    def entrer(self, numero: int) -> None:
        self.jouer(_entree(numero))

    @rule(data=st.data())
    def ecrire(self, data: st.DataObject) -> None:
        self.jouer(self.tirer(data).ecrire())

    @rule(data=st.data())
    def ecrire_a_plusieurs(self, data: st.DataObject) -> None:
        self.jouer(*(self.tirer(data).ecrire() for _ in range(data.draw(st.integers(2, 5)))))

    @rule(data=st.data())
    def regrouper(self, data: st.DataObject) -> None:
        self.jouer(self.tirer(data).regrouper())

    @rule(data=st.data())
    def voyager(self, data: st.DataObject) -> None:
        self.jouer(self.tirer(data).voyager())

    @rule(data=st.data())
    def conduire(self, data: st.DataObject) -> None:
        self.jouer(self.tirer(data).conduire())

    @rule(data=st.data())
    def moderer(self, data: st.DataObject) -> None:
        self.jouer(self.tirer(data).moderer())

    @precondition(lambda self: any(s.etat == "ouvert" for s in self.oracle.scrutins.values()))
    @rule(data=st.data())
    def voter_a_plusieurs(self, data: st.DataObject) -> None:
        self.jouer(*(self.tirer(data).voter() for _ in range(data.draw(st.integers(1, 4)))))

    @precondition(lambda self: self.oracle.cartes and self.oracle.etat in ("ouverte", "en_cours", "en_pause"))
    @rule(cartes=st.booleans())
    def ouvrir_un_vote(self, cartes: bool) -> None:
        etape = list(self.oracle.scrutins.values())[cartes].etape
        self.jouer((EQUIPE, "demarrer_phase", {"phase_id": etape, "confirme": True}))

    @rule(data=st.data())
    def faire_puis_annuler(self, data: st.DataObject) -> None:
        """undo(do(x)) == x, and redo brings x back."""
        avant, depuis = self.rangement(), self.oracle.revision
        envoi = self.tirer(data).regrouper()
        if not self.jouer(envoi)[0]["ok"]:
            return
        apres = self.rangement()
        self.jouer((EQUIPE, "annuler", {}))
        assert self.rangement() == avant
        self.jouer((EQUIPE, "retablir", {}))
        assert self.rangement() == apres
        assert self.oracle.revision == depuis + 3

    @precondition(lambda self: self.passees)
    @rule(data=st.data())
    def renvoyer(self, data: st.DataObject) -> None:
        """The answer that got lost is asked for again."""
        acteur, type_, donnees, id_, reponse = data.draw(st.sampled_from(self.passees))
        assert self.essai.envoyer(acteur, type_, id_=id_, **donnees) == reponse

    @rule(secondes=st.sampled_from([1, 9, 60, 25 * 3600]))
    def attendre(self, secondes: int) -> None:
        self.essai.maintenant += secondes * 1000

    @rule()
    def s_ecrouler(self) -> None:
        self.essai.redemarrer()
        self.verifier_emissions()

    # ---------------------------------------------------------------------------------------------- checking
    def rangement(self) -> dict[Any, Any]:
        """Where each card stands and what each cluster looks like, for the team."""
        tout = self.essai.frais(ANIMATION)
        cartes = {k: (v["regroupement_id"], v["position"]) for k, v in tout.items() if k[0] == "contribution"}
        return cartes | {k: v for k, v in tout.items() if k[0] == "regroupement"}

    def verifier_emissions(self) -> None:
        """Nothing that was just sent holds a text its audience may not see."""
        publics = {c.montre for c in self.oracle.cartes.values() if c.publique}
        for poste in self.essai.postes.values():
            qui = poste.connexion.acteur.participant_id
            siens = {c.montre for c in self.oracle.cartes.values() if c.auteur == qui and c.etat == "publiee"}
            for evenement, texte in poste.recus:
                if poste.connexion.acteur.role != ANIMATION:
                    permis = siens if evenement == "perso" else publics
                    assert set(_JETONS.findall(texte)) <= permis, (evenement, texte)
            poste.recus.clear()

    @invariant()
    def chacun_voit_ce_qu_il_doit(self) -> None:
        for audience in AUDIENCES:
            tout = self.essai.frais(audience)
            assert tout[("seance", "")]["etat"] == self.oracle.etat
            assert tout[("seance", "")]["phase_id"] == self.oracle.en_cours
            assert ("code" in tout[("seance", "")]) == (audience != PARTICIPANTS)
            assert {k[1]: v["etat"] for k, v in tout.items() if k[0] == "phase"} == {
                i: e.etat for i, e in self.oracle.etapes.items()
            }
            vues = {k[1]: v["texte"] for k, v in tout.items() if k[0] == "contribution"}
            cartes = self.oracle.cartes.items()
            assert vues == {i: c.montre for i, c in cartes if audience == ANIMATION or c.publique}
            self.verifier_groupes(tout)
            self.verifier_votes(tout, audience)

    def verifier_groupes(self, tout: dict[Any, Any]) -> None:
        groupes = sorted((v for k, v in tout.items() if k[0] == "regroupement"), key=lambda v: v["ordre"])
        assert [(g["id"], g["titre"]) for g in groupes] == [(g, self.oracle.titres[g]) for g in self.oracle.groupes]
        cartes = [v for k, v in tout.items() if k[0] == "contribution"]
        assert {c["id"]: c["regroupement_id"] for c in cartes} == {c["id"]: self.oracle.range(c["id"]) for c in cartes}
        for groupe, contenu in self.oracle.groupes.items():
            siennes = sorted(
                (c for c in cartes if c["regroupement_id"] == groupe), key=lambda c: (c["position"], c["rang"])
            )
            visibles = {c["id"] for c in cartes}
            assert [c["id"] for c in siennes] == [i for i in contenu if i in visibles]

    def verifier_votes(self, tout: dict[Any, Any], audience: str) -> None:
        for vote_id, scrutin in self.oracle.scrutins.items():
            vote = tout[("vote", vote_id)]
            assert (vote["etat"], vote["votants"]) == (scrutin.etat, scrutin.votants)
            assert vote["inscrits"] == (
                max(self.oracle.presents, scrutin.votants) if scrutin.inscrits is None else scrutin.inscrits
            )
            revele = audience == ANIMATION or self.oracle.etapes[scrutin.etape].etat == "revelee"
            if scrutin.etat not in ("clos", "detache") or not revele:
                assert vote["resultats"] is None
                assert vote["posees"] is None
                continue
            points = scrutin.points()
            assert {x["objet_id"]: x["points"] for x in vote["resultats"]} == points
            assert vote["posees"] == sum(points.values()) <= vote["disponibles"]

    @invariant()
    def les_comptes_sont_comptes(self) -> None:
        tout = self.essai.frais(ANIMATION)
        publiees = sum(c.etat == "publiee" for c in self.oracle.cartes.values())
        assert tout[("compteurs", "")]["contributions"] == publiees
        assert tout[("compteurs", "")]["participants"] == self.oracle.presents
        assert self.essai.frais(TABLEAU)[("compteurs", "")] == tout[("compteurs", "")]
        assert (tout[("historique", "")]["annuler"] is None) == (not self.oracle.passe)
        assert (tout[("historique", "")]["retablir"] is None) == (not self.oracle.futur)
        signalees = {k[1]: v["signalements"] for k, v in tout.items() if k[0] == "contribution"}
        assert signalees == {i: len(c.signale) for i, c in self.oracle.cartes.items()}

    @invariant()
    def chacun_retrouve_le_sien(self) -> None:
        for qui in self.oracle.gens:
            perso = self.essai.perso_frais(qui)
            miennes = {k[1]: v["texte"] for k, v in perso.items() if k[0] == "mienne"}
            siennes = {i: c for i, c in self.oracle.cartes.items() if c.auteur == qui and c.etat != "retiree_auteur"}
            assert miennes == {i: None if c.etat == "masquee" else c.montre for i, c in siennes.items()}
            bulletins = {k[1]: (v["version"], v["gommettes"]) for k, v in perso.items() if k[0] == "bulletin"}
            attendus = {i: s.bulletins[qui] for i, s in self.oracle.scrutins.items() if qui in s.bulletins}
            assert bulletins == {i: b for i, b in attendus.items() if self.oracle.scrutins[i].etat != "detache"}

    @invariant()
    def les_postes_convergent(self) -> None:
        self.essai.verifier_convergence()


def _entree(numero: int) -> Envoi:
    return Acteur(PARTICIPANT), "rejoindre", {"n": numero, "p": "", "c": CAPACITE}


@pytest.mark.lent
def test_la_seance_fait_ce_que_dit_l_oracle(moteur: Engine, base: BaseDeTest) -> None:
    exemples, pas = PROFILS[os.environ.get("HYPOTHESIS_PROFILE", "rapide")][base.dialecte]
    reglages = settings(
        max_examples=exemples,
        stateful_step_count=pas,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    machine = type("MachineBranchee", (Machine,), {"moteur": moteur})
    run_state_machine_as_test(machine, settings=reglages)
