"""One sheet, one voice (``fiabilite.md`` T6): fresh phones add nothing, two phones share, a cancelled ticket takes its dots back."""

from __future__ import annotations

import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.bureau import ajouter_tickets, annuler_ticket
from fabrique_atelier.seance.demandes import Geste
from fabrique_atelier.seance.droits import ANIMATION, Acteur
from fabrique_atelier.seance.tickets import MAXIMUM, jeton_de_ticket
from fabrique_atelier.socle.base import creer_moteur, lire
from tests.conftest import BaseDeTest, Lanceur
from tests.integration.site import Page, Site
from tests.outillage.prise import PriseNue, Refusee
from tests.outillage.serveur import Serveur

ESSAIS = 1000
EN_MEME_TEMPS = 20
CLE = "cle-de-test-des-tickets-0123456789-abcdefgh"
PHASES = [
    {"type": "ideation", "titre": "Idées", "consigne": "Écrivez."},
    {"type": "vote", "titre": "Vote", "consigne": "Votez.", "objets_type": "contributions"},
]


def jeton_neuf() -> str:
    return secrets.token_hex(16)


class Guichets:
    """A séance with tickets, its phones over HTTP."""

    def __init__(self, site: Site, nombre: int = 3) -> None:
        self.site = site
        self.seance = site.creer(phases=PHASES, mode_entree="tickets", tickets=nombre)
        self.id = self.seance["seance"]
        site.reussir(self.seance["animation"], "ouvrir_seance")

    def ticket(self, numero: int) -> str:
        """The token printed on a sheet."""
        return jeton_de_ticket(self.site.application.reglages.cle, self.id, numero)

    def entrer(self, entree: str, jeton: str) -> Page:
        """Enter by a link."""
        return self.site.json("POST", "/api/rejoindre", {"jeton": jeton, "entree": entree})

    def agir(self, jeton: str, type_: str, **donnees: Any) -> Page:
        """Send a phone’s command."""
        return self.site.commander(jeton, type_, seance=self.id, **donnees)

    def faire(self, geste: Geste) -> dict[str, Any]:
        """Make a gesture at the desk."""
        personne = self.site.personne
        qui = Acteur(ANIMATION, session_id=personne.session_id, personne_id=personne.personne_id)
        return self.site.application.executeur.executer(self.id, qui, geste)

    def compter(self, modele: Any) -> int:
        """Rows of a table."""
        with lire(self.site.application.moteur) as connexion:
            return int(connexion.execute(select(func.count()).select_from(modele)).scalar_one())

    def vote_ouvert(self) -> tuple[str, str]:
        """Open the vote on one idea; return (vote, idea)."""
        phases = self.site.phases(self.seance)
        animation = self.seance["animation"]
        self.site.reussir(animation, "demarrer_phase", phase_id=phases[0])
        idee = self.site.reussir(animation, "proposer_contribution", phase_id=phases[0], texte="Un abri vélo")
        self.site.reussir(animation, "demarrer_phase", phase_id=phases[1])
        etat = self.site.json("GET", "/api/etat?role=animation", jeton=animation).json["instantane"]["c"]
        return next(v["id"] for e, _i, v in etat if e == "vote"), idee

    def vote(self, vote_id: str) -> dict[str, Any]:
        """The vote, as the team sees it."""
        jeton = self.seance["animation"]
        etat = self.site.json("GET", "/api/etat?role=animation", jeton=jeton).json["instantane"]["c"]
        return next(dict(v) for e, i, v in etat if (e, i) == ("vote", vote_id))


@pytest.fixture
def guichets(site: Site) -> Guichets:
    return Guichets(site)


def test_mille_telephones_neufs_n_ajoutent_aucune_voix(guichets: Guichets) -> None:
    """Without a ticket, with invented ones, or with the same one again and again: 3 sheets are 3 voices."""
    codes = set()
    for rang in range(ESSAIS):
        entree = [guichets.seance["entree"], guichets.seance["code"], secrets.token_urlsafe(16)][rang % 3]
        reponse = guichets.entrer(entree, jeton_neuf())
        codes.add((reponse.status_code, reponse.json["code"]))
    assert codes == {(409, "ticket_requis"), (409, "code_inconnu")}
    assert guichets.compter(m.Participant) == 0
    vus = {guichets.entrer(guichets.ticket(1 + rang % 3), jeton_neuf()).json["participant"] for rang in range(60)}
    assert len(vus) == guichets.compter(m.Participant) == 3


def test_un_ticket_lu_ailleurs_se_deplace(guichets: Guichets) -> None:
    premier, second = jeton_neuf(), jeton_neuf()
    entree = guichets.entrer(guichets.ticket(1), premier)
    assert entree.status_code == 200
    assert guichets.entrer(guichets.ticket(1), premier).json == entree.json
    vote, idee = guichets.vote_ouvert()
    assert guichets.agir(premier, "voter", vote_id=vote, version=1, gommettes={idee: 2}).status_code == 200
    assert guichets.entrer(guichets.ticket(1), second).json == entree.json
    refusee = guichets.agir(premier, "voter", vote_id=vote, version=2, gommettes={idee: 1})
    assert (refusee.status_code, refusee.json["code"]) == (409, "ticket_requis")
    assert guichets.agir(second, "voter", vote_id=vote, version=3, gommettes={idee: 1}).status_code == 200
    assert guichets.vote(vote)["votants"] == 1
    assert guichets.compter(m.Bulletin) == 1
    # and back again, by the sheet alone
    assert guichets.entrer(guichets.ticket(1), premier).json == entree.json
    assert guichets.agir(second, "voter", vote_id=vote, version=4, gommettes={}).status_code == 409


def test_un_telephone_connu_revient_sans_son_ticket(guichets: Guichets) -> None:
    jeton = jeton_neuf()
    entree = guichets.entrer(guichets.ticket(2), jeton).json
    for par in ("entree", "code"):
        assert guichets.entrer(guichets.seance[par], jeton).json == entree
    guichets.site.reussir(guichets.seance["animation"], "verrouiller_entree", verrouillee=True)
    assert guichets.entrer(guichets.ticket(2), jeton_neuf()).json == entree
    assert guichets.entrer(guichets.ticket(3), jeton_neuf()).json["code"] == "entree_verrouillee"


def test_un_telephone_qui_lit_deux_tickets_n_en_tient_qu_un(guichets: Guichets) -> None:
    jeton = jeton_neuf()
    un = guichets.entrer(guichets.ticket(1), jeton).json
    deux = guichets.entrer(guichets.ticket(2), jeton).json
    assert un["participant"] != deux["participant"]
    assert guichets.entrer(guichets.seance["entree"], jeton).json == deux
    assert guichets.entrer(guichets.ticket(1), jeton).json == un
    assert guichets.compter(m.Participant) == 2


def test_un_jeton_de_ticket_n_est_pas_un_telephone(guichets: Guichets) -> None:
    """The participant’s hash is the ticket’s: the printed token, used as a phone’s, must open nothing."""
    guichets.entrer(guichets.ticket(1), jeton_neuf())
    etat = guichets.site.json("GET", f"/api/etat?role=participant&seance={guichets.id}", jeton=guichets.ticket(1))
    assert (etat.status_code, etat.json["code"]) == (400, "commande_invalide")


def test_un_ticket_annule_rend_ses_gommettes(guichets: Guichets) -> None:
    jetons = [jeton_neuf(), jeton_neuf()]
    for numero, jeton in enumerate(jetons, start=1):
        guichets.entrer(guichets.ticket(numero), jeton)
    vote, idee = guichets.vote_ouvert()
    for jeton in jetons:
        assert guichets.agir(jeton, "voter", vote_id=vote, version=1, gommettes={idee: 2}).status_code == 200
    assert guichets.faire(annuler_ticket(1))["ok"]
    assert guichets.agir(jetons[0], "voter", vote_id=vote, version=2, gommettes={idee: 1}).json["code"] == "ecarte"
    assert guichets.entrer(guichets.ticket(1), jeton_neuf()).json["code"] == "ticket_annule"
    assert guichets.faire(annuler_ticket(3))["ok"]
    assert guichets.entrer(guichets.ticket(3), jeton_neuf()).json["code"] == "ticket_annule"
    assert guichets.faire(annuler_ticket(3))["code"] == "transition_impossible"
    animation = guichets.seance["animation"]
    phases = guichets.site.phases(guichets.seance)
    guichets.site.reussir(animation, "fermer_phase", phase_id=phases[1])
    lu = guichets.vote(vote)
    assert (lu["votants"], lu["posees"], [r["points"] for r in lu["resultats"]]) == (1, 2, [2])
    # the vote is closed, its salt still there: the second ticket can be taken out too
    assert guichets.faire(annuler_ticket(2))["ok"]
    assert guichets.vote(vote)["posees"] == 0
    with lire(guichets.site.application.moteur) as connexion:
        assert set(connexion.execute(select(m.Bulletin.depense)).scalars()) == {0}


def test_quatre_cents_tickets_au_plus(guichets: Guichets) -> None:
    assert guichets.faire(ajouter_tickets(MAXIMUM - 2))["code"] == "trop_de_tickets"
    assert guichets.faire(ajouter_tickets(MAXIMUM - 3))["ok"]
    assert guichets.compter(m.Ticket) == MAXIMUM
    assert guichets.faire(ajouter_tickets(1))["code"] == "trop_de_tickets"
    assert guichets.entrer(guichets.ticket(MAXIMUM), jeton_neuf()).status_code == 200


@pytest.fixture
def reel(base: BaseDeTest, lancer_serveur: Lanceur) -> tuple[Serveur, dict[str, Any], str]:
    serveur = lancer_serveur(BASE=base.url, CLE=CLE)
    seance = serveur.creer_seance(phases=PHASES, mode_entree="tickets", tickets=2)
    une = {"id": str(uuid.uuid4()), "type": "ouvrir_seance", "donnees": {}}
    assert serveur.commande(seance["animation"], une)[0] == 200
    return serveur, seance, jeton_de_ticket(CLE.encode(), seance["seance"], 1)


def test_vingt_telephones_sur_un_ticket(reel: tuple[Serveur, dict[str, Any], str], base: BaseDeTest) -> None:
    """All at once: one participant, one phone holds it, every other socket is told and closed."""
    serveur, _seance, ticket = reel
    auths = [{"role": "participant", "jeton": jeton_neuf(), "entree": ticket} for _ in range(EN_MEME_TEMPS)]

    def ouvrir(auth: dict[str, Any]) -> PriseNue | str:
        try:
            return PriseNue(serveur, auth)
        except Refusee as refusee:
            return str(refusee.code)

    with ThreadPoolExecutor(EN_MEME_TEMPS) as fils:
        prises = [p for p in fils.map(ouvrir, auths) if isinstance(p, PriseNue)]
        fins = list(fils.map(_vie, prises))
    assert sorted(set(fins)) == ["", "ticket_deplace"]
    assert fins.count("") == 1
    for prise in prises:
        prise.__exit__(None, None, None)
    moteur = creer_moteur(base.url)
    with lire(moteur) as connexion:
        assert connexion.execute(select(func.count()).select_from(m.Participant)).scalar_one() == 1
    moteur.dispose()


def _vie(prise: PriseNue) -> str:
    """The farewell this socket gets, or an empty text if it is still served."""
    try:
        while True:
            evenement, charge = prise.lire(2.0)
            if evenement == "fin":
                return str(charge["code"])
            if evenement == "fermee":
                return "fermee"
    except TimeoutError:
        return ""
