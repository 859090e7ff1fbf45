"""Gommettes counted and ranked as ``domaine.md`` §6.2 says: ties share the rank, nothing breaks them in secret."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique_atelier.seance import votes
from fabrique_atelier.seance.etat import Bulletin, EtatSeance, Seance, Vote
from tests.proprietes.essai import EQUIPE, Essai

OBJETS = ["a", "b", "c", "d"]


def depouiller(bulletins: list[dict[str, int]], budget: int = 5) -> tuple[EtatSeance, Vote]:
    """Return a state that holds one closed vote with these ballots."""
    seance = Seance(
        id="s",
        fabrique_id="f",
        cree_par=None,
        titre="",
        question="",
        lieu="",
        territoire="",
        structure="",
        date_debut=None,
        mode_identite="anonyme",
        mode_entree="ouvert",
        mineurs_presents=False,
        modele=None,
        etat="en_cours",
        code="",
        entree_verrouillee=False,
        empreinte_entree="",
        empreinte_animation="",
        empreinte_tableau="",
        generation=0,
        pretee=True,
        revision=0,
        phase_id=None,
        cree_le=0,
        ouverte_le=None,
        close_le=None,
        anonymisee_le=None,
    )
    vote = Vote("v", "s", "p", "gommettes", "regroupements", list(OBJETS), budget, budget, "clos", None)
    etat = EtatSeance(seance, votes={"v": vote})
    etat.bulletins["v"] = {
        str(n): Bulletin("v", str(n), 1, b, sum(b.values()), budget, 1, 0) for n, b in enumerate(bulletins)
    }
    return etat, vote


def rangs(bulletins: list[dict[str, int]]) -> dict[str, tuple[int, int, bool]]:
    return {x.objet_id: (x.points, x.rang, x.ex_aequo) for x in votes.resultats(*depouiller(bulletins))}


def test_ex_aequo_un_deux_deux_quatre() -> None:
    bulletins = [{"a": 3, "b": 1, "c": 1}, {"a": 2, "b": 2, "c": 1}, {"c": 1, "d": 1}]
    assert rangs(bulletins) == {"a": (5, 1, False), "b": (3, 2, True), "c": (3, 2, True), "d": (1, 4, False)}


def test_personne_n_a_vote() -> None:
    assert rangs([]) == dict.fromkeys(OBJETS, (0, 1, True))


def test_une_gommette_sur_un_objet_sorti_du_vote_ne_compte_pas() -> None:
    etat, vote = depouiller([{"a": 2, "disparu": 3}])
    assert sum(x.points for x in votes.resultats(etat, vote)) == 2
    assert votes.gommettes(etat, vote)[0] == 2


def test_les_gommettes_non_posees_sont_comptees() -> None:
    etat, vote = depouiller([{"a": 2}, {}, {"b": 1}])
    assert votes.votants(etat, vote) == 2
    assert votes.gommettes(etat, vote) == (3, 10)


@settings(deadline=None, database=None)
@given(st.lists(st.dictionaries(st.sampled_from(OBJETS), st.integers(1, 3), max_size=4), max_size=8))
def test_le_rang_est_un_plus_le_nombre_de_mieux_places(bulletins: list[dict[str, int]]) -> None:
    points = {o: sum(b.get(o, 0) for b in bulletins) for o in OBJETS}
    lignes = votes.resultats(*depouiller(bulletins))
    assert [x.points for x in lignes] == sorted(points.values(), reverse=True)
    for x in lignes:
        assert x.points == points[x.objet_id]
        assert x.rang == 1 + len([o for o in OBJETS if points[o] > x.points])
        assert x.ex_aequo == (len([o for o in OBJETS if points[o] == x.points]) > 1)


def test_un_bulletin_remplace_le_precedent_jamais_ne_s_ajoute(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (lea,) = essai.faire_entrer(1)
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("direct"))
    carte = essai.reussir(lea, "proposer_contribution", phase_id=essai.phase("direct"), texte="idée")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("cartes"))
    vote = essai.vote("cartes")
    essai.reussir(lea, "voter", vote_id=vote, version=2, gommettes={carte: 4})
    essai.reussir(lea, "voter", vote_id=vote, version=1, gommettes={carte: 1})
    essai.reussir(lea, "voter", vote_id=vote, version=2, gommettes={})
    (bulletin,) = essai.lire().bulletins[vote].values()
    assert (bulletin.version, bulletin.contenu, bulletin.depense) == (2, {carte: 4}, 4)
    essai.reussir(lea, "voter", vote_id=vote, version=3, gommettes={})
    assert votes.votants(essai.lire(), essai.lire().votes[vote]) == 0
    refus = [
        essai.envoyer(lea, "voter", vote_id=vote, version=4, gommettes=g)["code"]
        for g in ({carte: 5}, {essai.id: 1}, {carte: 4, essai.id: 1})
    ]
    assert refus[0] in ("budget_depasse", "maximum_par_objet")
    assert refus[1:] == ["objet_inconnu"] * 2


def test_le_budget_et_le_maximum_par_objet(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (lea,) = essai.faire_entrer(1)
    direct = essai.phase("direct")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=direct)
    cartes = [essai.reussir(lea, "proposer_contribution", phase_id=direct, texte=f"idée {n}") for n in range(2)]
    a, b = (essai.reussir(EQUIPE, "creer_regroupement", titre=f"G{n}", contributions=[c]) for n, c in enumerate(cartes))
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("groupes"))
    vote = essai.vote("groupes")
    for gommettes, code in (({a: 2, b: 2}, "budget_depasse"), ({a: 3}, "maximum_par_objet"), ({a: 2, b: 1}, None)):
        assert essai.envoyer(lea, "voter", vote_id=vote, version=1, gommettes=gommettes).get("code") == code
    assert [x.contenu for x in essai.lire().bulletins[vote].values()] == [{a: 2, b: 1}]


def test_les_votables_sont_les_groupes_montres_et_garnis(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (lea,) = essai.faire_entrer(1)
    cartes = {}
    for titre in ("moi", "direct"):
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase(titre))
        cartes[titre] = essai.reussir(lea, "proposer_contribution", phase_id=essai.phase(titre), texte=titre)
    autre = essai.reussir(lea, "proposer_contribution", phase_id=essai.phase("direct"), texte="autre")
    bon = essai.reussir(EQUIPE, "creer_regroupement", titre="Bon", contributions=[cartes["direct"]])
    essai.reussir(EQUIPE, "creer_regroupement", titre="Vide", contributions=[])
    essai.reussir(EQUIPE, "creer_regroupement", titre="Caché", contributions=[cartes["moi"]])
    essai.reussir(EQUIPE, "creer_regroupement", titre="À discuter", contributions=[autre])
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("groupes"))
    assert essai.lire().votes[essai.vote("groupes")].objets == [bon]
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("cartes"))
    assert essai.lire().votes[essai.vote("cartes")].objets == [cartes["direct"], autre]
