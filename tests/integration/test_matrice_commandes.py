"""Every command and every event × every actor × their own séance and another's (``fiabilite.md`` T2, T3).

``PARTICIPANTS`` and ``ANIMATION`` are written by hand from ``docs/protocole.md`` §3, apart from the code's own table. Each
actor comes with a well-formed token: what is refused is the right, not the form.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from fabrique_atelier.comptes import sessions
from fabrique_atelier.seance.commandes import SCHEMAS
from fabrique_atelier.seance.droits import EVENEMENTS
from fabrique_atelier.seance.regie import jeton_de_prise
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.integration.site import Site
from tests.outillage import comptes as outils
from tests.unitaires.test_droits import DONNEES

ROLES = ("administration", "charge_mission", "animation", "membre_comite", "porteur", "lecture_reseau")
CONDUISENT = frozenset({"administration", "charge_mission", "animation", "lien prêté"})
PARTICIPANTS = frozenset(
    "proposer_contribution modifier_contribution retirer_contribution voter changer_pseudonyme signaler_contribution".split()
)
#: Theirs only while a clustering step lets them: none here.
SELON_LA_PHASE = frozenset("deplacer_contributions creer_regroupement renommer_regroupement".split())
PAS_A_LA_REGIE = PARTICIPANTS - {"proposer_contribution"}
#: What says « this is not yours », whatever the command.
_COMMUNS = frozenset({"interdit", "session_finie", "lien_repris", "seance_inconnue"})
REFUS = {"animation": _COMMUNS, "tableau": _COMMUNS, "participant": _COMMUNS | {"participant_inconnu"}}


@dataclass(frozen=True)
class Identite:
    """What an actor puts beside a command."""

    nom: str
    jeton: str
    champs: dict[str, str]


@dataclass(frozen=True)
class Salles:
    """Two séances of two fabriques, and everybody who may knock at the first one's door, rightly or not."""

    site: Site
    seance: dict[str, Any]
    autre: dict[str, Any]
    identites: list[Identite]


@pytest.fixture
def salles(site: Site) -> Salles:
    """Open two séances and gather the actors."""
    la = outils.fabrique(site.application.moteur, "la")
    seance, autre = site.creer(), site.creer()
    for cree in (seance, autre):
        site.reussir(cree["animation"], "ouvrir_seance")
    return Salles(site, seance, autre, list(_identites(site, seance, autre, la)))


def _identites(site: Site, seance: dict[str, Any], autre: dict[str, Any], la: str) -> Iterator[Identite]:
    moteur, cle = site.application.moteur, site.application.reglages.cle
    ici = seance["seance"]

    def connectee(nom: str, roles: dict[str, list[str]], *, instance: bool = False, visee: str = ici) -> Identite:
        personne = outils.connecter(moteur, roles, instance=instance)
        if nom == "révoquée":
            with ecrire(moteur) as connexion:
                sessions.revoquer(connexion, personne.session_id, maintenant_ms())
        jeton = jeton_de_prise(cle, personne.session_id, visee)
        return Identite(nom, jeton, {"role": "animation", "seance": ici, "session": personne.session_id})

    for role in ROLES:
        yield connectee(role, {site.fabrique_id: [role]})
    yield connectee("ailleurs", {la: ["administration"]})
    yield connectee("instance", {}, instance=True)
    yield connectee("révoquée", {site.fabrique_id: ["administration"]})
    yield connectee("jeton d’une autre séance", {site.fabrique_id: ["administration"]}, visee=autre["seance"])
    yield Identite("lien prêté", seance["animation"], {"role": "animation"})
    yield Identite("lien de tableau", seance["tableau"], {"role": "animation"})
    yield Identite("tableau", seance["tableau"], {"role": "tableau"})
    yield Identite("participant", site.entrer(seance)[0], {"role": "participant", "seance": ici})
    yield Identite("participant d’ailleurs", site.entrer(autre)[0], {"role": "participant", "seance": ici})


def admis(identite: str, commande: str) -> bool:
    """Whether the right goes through; the command itself may then be refused for another reason."""
    if identite == "participant":
        return commande in PARTICIPANTS
    return identite in CONDUISENT and commande not in PAS_A_LA_REGIE


def test_chaque_commande_a_ses_acteurs(salles: Salles) -> None:
    assert set(DONNEES) | {"annuler", "retablir", "ouvrir_seance"} <= set(SCHEMAS)
    fautes, vus = list[str](), 0
    for type_ in [*sorted(set(SCHEMAS) - {"clore_seance", "rouvrir_seance"}), "rouvrir_seance", "clore_seance"]:
        for identite in salles.identites:
            commande = {"id": str(uuid.uuid4()), "type": type_, "donnees": DONNEES.get(type_, {})}
            corps = {**identite.champs, "commande": commande}
            reponse = salles.site.json("POST", "/api/commandes", corps, identite.jeton).json
            code = reponse.get("code", "")
            assert code != "commande_invalide", (type_, identite.nom)
            vus += 1
            if (code not in REFUS[identite.champs["role"]]) != admis(identite.nom, type_):
                fautes.append(f"{type_} · {identite.nom} : {code or 'accepté'}")
            if type_ == "clore_seance" and reponse["ok"]:
                salles.site.reussir(salles.seance["animation"], "rouvrir_seance")
    print(f"matrice des commandes : {vus} cas, {len(SCHEMAS)} commandes, {len(salles.identites)} acteurs")  # noqa: T201
    assert fautes == [], "\n".join(fautes)
    assert vus == len(SCHEMAS) * len(salles.identites)


def test_chaque_acteur_lit_sa_seance_et_pas_une_autre(salles: Salles) -> None:
    lisent = CONDUISENT | {"tableau", "participant"}
    for identite in salles.identites:
        adresse = "/api/etat?" + "&".join(f"{n}={v}" for n, v in identite.champs.items())
        reponse = salles.site.json("GET", adresse, jeton=identite.jeton)
        assert (reponse.status_code == 200) == (identite.nom in lisent), identite.nom
        if identite.nom in lisent:
            assert salles.autre["seance"] not in reponse.text


def test_un_evenement_sans_droit_n_est_pas_branche(site: Site) -> None:
    branches = site.application.socketio.server.handlers["/"]
    assert set(branches) == {"connect", "disconnect", *EVENEMENTS}
    assert dict.fromkeys(("commande", "rattraper"), frozenset({"participant", "animation", "tableau"})) == EVENEMENTS
