"""Every client converges (``fiabilite.md`` P11): stale snapshot + batches == fresh snapshot, for every command type."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from fabrique_atelier.direct import diffusion
from fabrique_atelier.seance.commandes import SCHEMAS
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.visibilite import ANIMATION, AUDIENCES
from tests.proprietes.essai import EQUIPE, Essai
from tests.proprietes.postes import Etat, appliquer

Pas = tuple[Acteur, str, dict[str, Any]]


class Scenario:
    """A whole séance told step by step; every command type succeeds at least once."""

    def __init__(self, essai: Essai) -> None:
        self.essai = essai
        self.reussis: set[str] = set()
        self.instantanes: dict[int, dict[str, Etat]] = {}
        self.photographier()

    def photographier(self) -> None:
        """Keep the snapshots of this revision, for later catch-ups."""
        revision = self.essai.lire().seance.revision
        self.instantanes[revision] = {audience: self.essai.frais(audience) for audience in AUDIENCES}

    def faire(self, acteur: Acteur, type_: str, **donnees: Any) -> str:
        """Carry a step out, then compare every client with the server."""
        identifiant = self.essai.reussir(acteur, type_, **donnees)
        self.reussis.add(type_)
        self._verifier()
        return identifiant

    def entrer(self, numero: int, pseudonyme: str = "") -> Acteur:
        """Make one more phone enter."""
        assert self.essai.rejoindre(numero, pseudonyme)["ok"]
        self._verifier()
        return self.essai.personnes[numero]

    def _verifier(self) -> None:
        self.essai.verifier_convergence()
        self.photographier()
        revision = self.essai.lire().seance.revision
        for depuis in {0, max(0, revision - 1), max(0, revision - 7)} & self.instantanes.keys():
            self.verifier_rattrapage(depuis)

    def verifier_rattrapage(self, depuis: int) -> None:
        """A client that stopped at ``depuis`` catches up by batches to the fresh snapshot."""
        for audience in AUDIENCES:
            evenement, message = self.essai.rattrapage(audience, depuis)
            assert evenement == "lot"
            assert (message["p"], message["r"]) == (depuis, self.essai.lire().seance.revision)
            tenu = appliquer(dict(self.instantanes[depuis][audience]), message["c"])
            assert tenu == self.essai.frais(audience), f"{audience} depuis {depuis}"


def ouvrir(s: Scenario) -> tuple[Acteur, Acteur]:
    """Opening, joining, names, lock."""
    e = s.essai
    s.faire(EQUIPE, "ouvrir_seance")
    lea, max_ = s.entrer(0, "Léa"), s.entrer(1)
    s.faire(EQUIPE, "verrouiller_entree", verrouillee=True)
    s.faire(EQUIPE, "verrouiller_entree", verrouillee=False)
    s.faire(EQUIPE, "demarrer_phase", phase_id=e.phase("accueil"))
    s.faire(max_, "changer_pseudonyme", pseudonyme="Max")
    return lea, max_


def ecrire(s: Scenario, lea: Acteur, max_: Acteur) -> list[str]:
    """Ideas, hidden then shown; settings; pause; moderation."""
    e = s.essai
    fin, direct = e.phase("fin"), e.phase("direct")
    s.faire(EQUIPE, "demarrer_phase", phase_id=fin)
    cartes = [s.faire(lea, "proposer_contribution", phase_id=fin, texte=f"idée {n}") for n in range(2)]
    s.faire(lea, "modifier_contribution", contribution_id=cartes[0], texte="idée mieux dite")
    retiree = s.faire(max_, "proposer_contribution", phase_id=fin, texte="à retirer")
    s.faire(max_, "retirer_contribution", contribution_id=retiree)
    s.faire(EQUIPE, "mettre_en_pause")
    s.faire(EQUIPE, "prolonger_phase", phase_id=fin, secondes=60)
    s.faire(EQUIPE, "reprendre")
    s.faire(EQUIPE, "prolonger_phase", phase_id=fin, secondes=60)
    s.faire(EQUIPE, "fermer_phase", phase_id=fin)
    s.faire(EQUIPE, "reveler_phase", phase_id=fin)
    s.faire(EQUIPE, "annuler_revelation", phase_id=fin)
    s.faire(EQUIPE, "demarrer_phase", phase_id=direct)
    cartes += [s.faire(max_, "proposer_contribution", phase_id=direct, texte=f"idée {n}") for n in range(2, 5)]
    cartes.append(s.faire(EQUIPE, "proposer_contribution", phase_id=direct, texte="dite à voix haute"))
    s.faire(max_, "changer_pseudonyme", pseudonyme="Maxime")
    s.faire(EQUIPE, "modifier_phase", phase_id=direct, titre="direct", auteurs_affiches=False, longueur_max=200)
    s.faire(EQUIPE, "modifier_phase", phase_id=direct, auteurs_affiches=True)
    s.faire(
        EQUIPE, "modifier_phase", phase_id=e.phase("groupes"), budget=5, max_par_objet=3, objets_type="regroupements"
    )
    return cartes


def moderer(s: Scenario, lea: Acteur, max_: Acteur, carte: str) -> None:
    """Reports, hiding, rewording, putting aside."""
    s.faire(lea, "signaler_contribution", contribution_id=carte, motif="injure")
    s.faire(EQUIPE, "masquer_contribution", contribution_id=carte, motif="injure")
    s.faire(EQUIPE, "reformuler_contribution", contribution_id=carte, texte="dit autrement")
    s.faire(EQUIPE, "retablir_contribution", contribution_id=carte)
    s.faire(EQUIPE, "laisser_contribution", contribution_id=carte)
    s.faire(EQUIPE, "reformuler_contribution", contribution_id=carte, texte=None)
    intrus = s.entrer(2, "Intrus")
    s.faire(intrus, "proposer_contribution", phase_id=s.essai.phase("direct"), texte="hors sujet")
    s.faire(EQUIPE, "ecarter_participant", participant_id=intrus.participant_id, masquer=True)
    s.faire(EQUIPE, "reintegrer_participant", participant_id=intrus.participant_id)


def regrouper(s: Scenario, lea: Acteur, cartes: list[str]) -> list[str]:
    """Clusters, by the team and by a participant; undo and redo."""
    s.faire(EQUIPE, "demarrer_phase", phase_id=s.essai.phase("regroupement"))
    g1 = s.faire(EQUIPE, "creer_regroupement", titre="Transports", contributions=cartes[:3])
    g2 = s.faire(lea, "creer_regroupement", titre="À discuter", contributions=[])
    s.faire(lea, "deplacer_contributions", contributions=[cartes[3]], regroupement_id=g1, position=0)
    s.faire(lea, "renommer_regroupement", regroupement_id=g2, titre="Lieux")
    s.faire(EQUIPE, "decrire_regroupement", regroupement_id=g2, description="Où se retrouver")
    g3 = s.faire(EQUIPE, "scinder_regroupement", regroupement_id=g1, contributions=[cartes[1]], titre="Vélo")
    s.faire(EQUIPE, "ordonner_regroupements", ordre=[g3, g2, g1])
    s.faire(EQUIPE, "fusionner_regroupements", source_id=g3, cible_id=g2)
    s.faire(EQUIPE, "annuler")
    s.faire(EQUIPE, "retablir")
    s.faire(EQUIPE, "deplacer_contributions", contributions=cartes[:1], regroupement_id=None)
    g4 = s.faire(EQUIPE, "creer_regroupement", titre="En trop", contributions=[cartes[4]])
    s.faire(EQUIPE, "supprimer_regroupement", regroupement_id=g4)
    return [g1, g2]


def voter(s: Scenario, groupes: list[str], cartes: list[str], votants: list[Acteur]) -> None:
    """Both votes; changes around them that move their figures."""
    e = s.essai
    s.faire(EQUIPE, "demarrer_phase", phase_id=e.phase("groupes"))
    for version, qui in enumerate(votants, start=1):
        s.faire(qui, "voter", vote_id=e.vote("groupes"), version=version, gommettes={groupes[0]: 2, groupes[1]: 1})
    s.faire(votants[0], "voter", vote_id=e.vote("groupes"), version=9, gommettes={groupes[1]: 1})
    s.entrer(3)
    s.faire(EQUIPE, "supprimer_regroupement", regroupement_id=groupes[1])
    s.faire(EQUIPE, "annuler")
    s.faire(EQUIPE, "demarrer_phase", phase_id=e.phase("cartes"), confirme=True)
    s.faire(votants[1], "voter", vote_id=e.vote("cartes"), version=1, gommettes={cartes[2]: 4})
    s.faire(EQUIPE, "masquer_contribution", contribution_id=cartes[2], motif="autre")
    s.faire(EQUIPE, "ecarter_participant", participant_id=votants[1].participant_id)
    s.faire(EQUIPE, "clore_seance", confirme=True)
    s.faire(EQUIPE, "retablir_contribution", contribution_id=cartes[2])
    s.faire(EQUIPE, "rouvrir_seance")
    s.entrer(4)


@pytest.fixture
def essai(moteur: Engine) -> Iterator[Essai]:
    with Essai(moteur) as essai:
        yield essai


def test_chaque_commande_mene_au_meme_etat_partout(essai: Essai) -> None:
    scenario = Scenario(essai)
    lea, max_ = ouvrir(scenario)
    cartes = ecrire(scenario, lea, max_)
    moderer(scenario, lea, max_, cartes[2])
    groupes = regrouper(scenario, lea, cartes)
    voter(scenario, groupes, cartes, [lea, max_])
    assert scenario.reussis == SCHEMAS.keys()
    for depuis in scenario.instantanes:
        scenario.verifier_rattrapage(depuis)


def test_un_retard_trop_grand_ou_inconnu_recoit_un_instantane(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    for n in range(501):
        essai.reussir(EQUIPE, "verrouiller_entree", verrouillee=bool(n % 2))
    for depuis, attendu in ((None, "instantane"), (1, "instantane"), (2, "lot"), (502, "lot"), (503, "instantane")):
        evenement, message = essai.rattrapage(ANIMATION, depuis)
        assert (evenement, message["r"]) == (attendu, 502), depuis


def test_un_poste_qui_a_manque_un_message_s_en_apercoit(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    poste = essai.poste_tableau
    poste.r, poste.commun = 0, {}
    poste.recevoir('2["lot",{"p":0,"r":1,"h":0,"c":[]}]')
    with pytest.raises(AssertionError, match="a manqué"):
        poste.recevoir('2["lot",{"p":4,"r":5,"h":0,"c":[]}]')


def test_une_audience_n_est_pas_reveillee_par_ce_qu_elle_ne_peut_voir(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    auteur, voisin = essai.faire_entrer(2)
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("fin"))
    poste = essai.poste_de(voisin)
    assert poste is not None
    avant = len(poste.recus)
    essai.reussir(auteur, "proposer_contribution", phase_id=essai.phase("fin"), texte="secret")
    assert poste.recus[avant:] == []


def test_un_lot_par_audience_et_par_tick(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    gens = essai.faire_entrer(6)
    direct = essai.phase("direct")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=direct)
    avant = {sid: len(p.recus) for sid, p in essai.postes.items()}
    essai.ensemble(
        [(a, "proposer_contribution", {"phase_id": direct, "texte": f"idée {n}"}) for n, a in enumerate(gens)]
    )
    for sid, poste in essai.postes.items():
        attendus = ["lot", "perso"] if poste.connexion.acteur.participant_id else ["lot"]
        assert [evenement for evenement, _texte in poste.recus[avant[sid] :]] == attendus


def test_p_est_la_revision_envoyee_avant_et_le_pouls_la_derniere(essai: Essai, monkeypatch: pytest.MonkeyPatch) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (auteur,) = essai.faire_entrer(1)
    fin = essai.phase("fin")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=fin)
    for n in range(3):
        essai.reussir(auteur, "proposer_contribution", phase_id=fin, texte=f"cachée {n}")
    essai.reussir(EQUIPE, "mettre_en_pause")
    for poste in essai.postes.values():
        lots = [json.loads(texte[1:])[1] for evenement, texte in poste.recus if evenement == "lot"]
        assert [lot["p"] for lot in lots[1:]] == [lot["r"] for lot in lots[:-1]]
        assert lots[-1]["r"] == poste.r == essai.lire().seance.revision
    instant = time.monotonic()
    for secondes, attendus in ((4, 0), (6, 1), (16, 1), (22, 2), (36, 2), (38, 3)):
        monkeypatch.setattr(diffusion, "time", SimpleNamespace(monotonic=lambda s=secondes: instant + s))
        essai.diffusion.battre()
        for poste in essai.postes.values():
            pouls = [json.loads(texte[1:])[1] for evenement, texte in poste.recus if evenement == "pouls"]
            assert [x["r"] for x in pouls] == [poste.r] * attendus, (secondes, poste.connexion.audience)
