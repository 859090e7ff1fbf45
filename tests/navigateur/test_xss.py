"""Two hundred scripts in every text field, looked at on every screen (``fiabilite.md`` T1).

None opens a dialog, none makes the CSP speak (``atelier`` fails on any console error), none becomes an element, and each
is shown to the letter, as the text gate lets it through.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from fabrique_atelier.socle.texte import ligne, nettoyer
from tests.navigateur.pieces import MUR, PORTABLE, TELEPHONE, animer, entrer, phases, voter
from tests.navigateur.vigie import Ecran, paquets
from tests.outillage.charges_xss import CHARGES
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from tests.conftest import Lanceur
    from tests.outillage.navigateur import Atelier

PAR_SEANCE = 52
PHASES = [
    {"type": "ideation", "titre": "Idées", "consigne": "Écrivez.", "auteurs_affiches": True, "longueur_max": 500},
    {"type": "regroupement", "titre": "Groupes", "consigne": "Rangez."},
    {"type": "vote", "titre": "Vote", "consigne": "Votez.", "budget": 20, "max_par_objet": 20},
    {"type": "restitution", "titre": "Résultat", "consigne": "Regardez."},
]


@pytest.fixture
def serveur(lancer_serveur: Lanceur) -> Serveur:
    """Hands free: no rate limit stands between the payloads and the screens."""
    return lancer_serveur(
        DEBIT_IDEES="1000/1000", DEBIT_AUTRES="1000/1000", DEBIT_VOTES="1000/1000", CAPACITE="2000", TICK_MS="2"
    )


@pytest.fixture
def ecrans(atelier: Atelier) -> list[Ecran]:
    """A board, a remote and a phone."""
    return [Ecran(atelier.appareil(*taille)) for taille in (MUR, PORTABLE, TELEPHONE)]


def tranches(taille: int) -> Iterator[list[str]]:
    """Cut the payloads into lots."""
    for debut in range(0, len(CHARGES), taille):
        yield list(CHARGES[debut : debut + taille])


def participer(serveur: Serveur, seance: dict[str, Any], pseudonyme: str) -> str:
    """Enter over HTTP; a name too long for a pseudonym is refused by its name."""
    jeton = secrets.token_hex(16)
    corps = {"jeton": jeton, "entree": seance["entree"], "pseudonyme": pseudonyme}
    statut, reponse = serveur.requete("POST", "/api/rejoindre", corps)
    if len(ligne(pseudonyme)) > 24:
        assert (statut, reponse["code"]) == (409, "texte_trop_long")
        return participer(serveur, seance, "")
    assert statut == 200, reponse
    return jeton


def ecrire(serveur: Serveur, seance: dict[str, Any], jeton: str, phase_id: str, texte: str) -> str:
    """Propose one idea as a participant."""
    commande = {
        "id": str(uuid.uuid4()),
        "type": "proposer_contribution",
        "donnees": {"phase_id": phase_id, "texte": texte},
    }
    statut, reponse = serveur.commande(jeton, commande, role="participant", seance=seance["seance"])
    assert statut == 200, reponse
    return str(commande["id"])


def ouvrir(serveur: Serveur, seance: dict[str, Any], ecrans: list[Ecran]) -> None:
    """Bring the three screens to a séance."""
    tableau, regie, telephone = ecrans
    tableau.page.goto(f"{serveur.url}/tableau/{seance['tableau']}")
    regie.page.goto(f"{serveur.url}/animer/{seance['animation']}")
    entrer(telephone.page, f"{serveur.url}/r/{seance['entree']}")


def feuilleter(tableau: Ecran, scene: str, attendus: Iterable[str]) -> None:
    """Read one scene of the board from page to page until everything has been seen; it also turns by itself."""
    tableau.page.locator(f"{scene} [data-champ=titre], {scene} [data-champ=texte]").last.wait_for()
    pages, restants = tableau.page.locator("#pages"), set(attendus)
    total = int((pages.text_content() or "1").strip().split()[-1]) if pages.is_visible() else 1
    for _ in range(3 * total):
        tableau.ne_montre_que_du_texte()
        lus = "\u241e".join(tableau.page.locator(f"{scene} [data-champ]").all_text_contents())
        restants = {texte for texte in restants if texte not in lus}
        if not restants:
            return
        if total > 1:
            tableau.page.locator("#page-apres").click()
    assert restants == set(), f"{len(restants)} textes ne sont pas sur le tableau"


@dataclass(frozen=True)
class Atelier52:
    """One séance whose every text is a payload: its lot, its phases, its cards."""

    serveur: Serveur
    seance: dict[str, Any]
    lot: list[str]
    etapes: list[str]

    def animer(self, type_: str, **donnees: Any) -> str:
        """Send one animation command; return its id."""
        return str(animer(self.serveur, self.seance, type_, **donnees)["id"])

    def idees(self) -> list[tuple[str, str]]:
        """One phone per payload, that writes it; and one dictated idea per payload, reworded into it."""

        def semer(charge: str) -> tuple[str, str]:
            jeton = participer(self.serveur, self.seance, charge)
            sienne = ecrire(self.serveur, self.seance, jeton, self.etapes[0], charge)
            dictee = self.animer("proposer_contribution", phase_id=self.etapes[0], texte="Dictée")
            self.animer("reformuler_contribution", contribution_id=dictee, texte=f"{charge} ¤")
            return sienne, dictee

        return self._pour_chacune(semer, self.lot)

    def groupes(self, cartes: list[tuple[str, str]]) -> list[str]:
        """One cluster per payload, in its title and its description."""

        def ranger(rang: int) -> str:
            groupe = self.animer("creer_regroupement", titre=self.lot[rang], contributions=list(cartes[rang]))
            self.animer("decrire_regroupement", regroupement_id=groupe, description=f"{self.lot[rang]} §")
            return groupe

        return self._pour_chacune(ranger, range(len(self.lot)))

    @staticmethod
    def _pour_chacune(geste: Callable[[Any], Any], choses: Iterable[Any]) -> list[Any]:
        with ThreadPoolExecutor(8) as fils:
            return list(fils.map(geste, choses))


@pytest.mark.endurance
def test_deux_cents_charges_dans_les_idees_les_noms_et_les_groupes(serveur: Serveur, ecrans: list[Ecran]) -> None:
    _traverser(serveur, ecrans, tranches(PAR_SEANCE))


@pytest.mark.lent
def test_douze_charges_dans_toute_une_seance(serveur: Serveur, ecrans: list[Ecran]) -> None:
    """The same walk with one payload in seventeen, short enough for every run."""
    _traverser(serveur, ecrans, [[charge for lot in tranches(PAR_SEANCE) for charge in lot][::17][:12]])


def _traverser(serveur: Serveur, ecrans: list[Ecran], lots: Iterable[list[str]]) -> None:
    """A whole séance whose every text is a payload, on the board, the remote, the phone and the result page."""
    tableau, regie, telephone = ecrans
    for lot in lots:
        seance = serveur.creer_seance(phases=PHASES)
        animer(serveur, seance, "ouvrir_seance")
        salle = Atelier52(serveur, seance, lot, phases(serveur, seance))
        salle.animer("demarrer_phase", phase_id=salle.etapes[0])
        cartes = salle.idees()
        ouvrir(serveur, seance, ecrans)
        _idees(ecrans, lot)
        salle.animer("demarrer_phase", phase_id=salle.etapes[1])
        groupes = salle.groupes(cartes)
        _groupes(ecrans, lot)
        titres = [ligne(charge) for charge in lot]
        salle.animer("demarrer_phase", phase_id=salle.etapes[2])
        telephone.montre(titres)
        feuilleter(tableau, "#scene-vote", titres)
        voter(
            serveur, seance, [dict.fromkeys(groupes[n * 20 : n * 20 + 20], 1) for n in range(3)] + [{groupes[0]: 1}] * 3
        )
        salle.animer("demarrer_phase", phase_id=salle.etapes[3], confirme=True)
        telephone.page.locator("#ecran-resultat").wait_for()
        telephone.montre(titres)
        feuilleter(tableau, "#scene-resultat", titres)
        regie.montre(titres)
        salle.animer("clore_seance", confirme=True)
        telephone.page.goto(f"{serveur.url}/suites/{seance['seance']}")
        suffixes = [nettoyer(f"{charge} {signe}") for charge in lot for signe in "¤§"]
        telephone.montre([*titres, *map(nettoyer, lot), *suffixes])


def _idees(ecrans: list[Ecran], lot: list[str]) -> None:
    """Names and ideas, as written and as reworded."""
    tableau, regie, telephone = ecrans
    textes = [*map(nettoyer, lot), *(nettoyer(f"{charge} ¤") for charge in lot)]
    noms = [ligne(charge) for charge in lot if len(ligne(charge)) <= 24]
    regie.page.get_by_role("link", name="Idées").click()
    expect(regie.page.locator("#idees-nombre")).to_contain_text(str(2 * len(lot)))
    cartes = regie.page.locator("#idees-liste > li")
    while (vues := cartes.count()) < 2 * len(lot):
        regie.page.locator("#idees-plus").click()
        cartes.nth(vues).wait_for(state="attached")  # the list is drawn at the next frame
    regie.montre([*textes, *noms])
    telephone.montre([*textes, *noms])
    feuilleter(tableau, "#scene-cartes", [*textes, *noms])


def _groupes(ecrans: list[Ecran], lot: list[str]) -> None:
    """Titles and descriptions of clusters."""
    tableau, regie, telephone = ecrans
    regie.page.get_by_role("link", name="Regrouper").click()
    regie.montre([ligne(f"{charge}") for charge in lot] + [nettoyer(f"{charge} §") for charge in lot])
    telephone.montre(map(ligne, lot))
    feuilleter(tableau, "#scene-groupes", map(ligne, lot))


@pytest.mark.endurance
def test_deux_cents_charges_dans_ce_qui_presente_la_seance(serveur: Serveur, ecrans: list[Ecran]) -> None:
    """Title, question, place, territory, structure; titles and instructions of the phases."""
    champs = {
        nom: paquets(maximum)
        for nom, maximum in (("titre", 120), ("question", 200), ("lieu", 120), ("territoire", 120), ("structure", 120))
    }
    consignes, titres = paquets(300), [ligne(c) for c in CHARGES if len(ligne(c)) <= 60]
    nombre = max(map(len, champs.values()))
    for n in range(nombre):
        valeurs = {nom: lots[n % len(lots)] for nom, lots in champs.items()}
        etapes = [
            {"type": "accueil", "titre": titres[(4 * n + k) % len(titres)], "consigne": consignes[n % len(consignes)]}
            for k in range(4)
        ]
        seance = serveur.creer_seance(phases=etapes, **valeurs)
        animer(serveur, seance, "ouvrir_seance")
        animer(serveur, seance, "demarrer_phase", phase_id=phases(serveur, seance)[0])
        ouvrir(serveur, seance, ecrans)
        tableau, regie, telephone = ecrans
        noms = [str(etape["titre"]) for etape in etapes]
        tableau.montre([valeurs["question"], str(etapes[0]["consigne"]), *noms])
        regie.montre([valeurs["titre"], *noms])
        telephone.montre([valeurs["structure"], str(etapes[0]["consigne"])])
        for ecran in ecrans:
            assert valeurs["titre"] in ecran.page.title() or ecran is telephone
        telephone.page.goto(f"{serveur.url}/suites/{seance['seance']}")
        telephone.montre([valeurs[nom] for nom in ("titre", "question", "lieu", "territoire", "structure")])
    assert 4 * nombre >= len(titres), "des titres d’étape n’ont pas été essayés"
