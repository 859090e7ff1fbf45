"""The life-cycle of a séance and of its phases (``domaine.md`` §2.8), the clock, and the secrecy of the vote."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import select

from fabrique_atelier.seance import deroule
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.visibilite import ANIMATION, PARTICIPANTS
from fabrique_atelier.seance.votes import inscrits
from fabrique_atelier.socle.base import Base
from tests.proprietes.essai import DEBUT_MS, EQUIPE, Essai, phase


def voter_a(essai: Essai, nombre: int) -> list[Acteur]:
    """Bring a séance to an open vote on one card, with ``nombre`` ballots."""
    essai.reussir(EQUIPE, "ouvrir_seance")
    gens = essai.faire_entrer(max(nombre, 1))
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("direct"))
    carte = essai.reussir(gens[0], "proposer_contribution", phase_id=essai.phase("direct"), texte="idée")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("cartes"))
    for n, une in enumerate(gens[:nombre]):
        essai.reussir(une, "voter", vote_id=essai.vote("cartes"), version=1, gommettes={carte: 1 + n % 4})
    return gens


def etat_de(essai: Essai, titre: str) -> str:
    return essai.lire().phases[essai.phase(titre)].etat


def test_de_la_preparation_a_la_cloture(essai: Essai) -> None:
    direct = essai.phase("direct")
    assert essai.envoyer(EQUIPE, "demarrer_phase", phase_id=direct)["code"] == "transition_impossible"
    assert essai.rejoindre(0)["code"] == "seance_non_ouverte"
    etapes = [
        ("ouvrir_seance", {}, "ouverte"),
        ("demarrer_phase", {"phase_id": direct}, "en_cours"),
        ("mettre_en_pause", {}, "en_pause"),
        ("reprendre", {}, "en_cours"),
        ("clore_seance", {}, "close"),
        ("rouvrir_seance", {}, "en_cours"),
    ]
    for type_, donnees, attendu in etapes:
        essai.reussir(EQUIPE, type_, **donnees)
        assert essai.lire().seance.etat == attendu
        assert essai.envoyer(EQUIPE, type_, **donnees)["code"] in ("transition_impossible", "seance_close")


def test_revenir_en_arriere_ne_detruit_rien(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (lea,) = essai.faire_entrer(1)
    fin = essai.phase("fin")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=fin)
    cartes = [essai.reussir(lea, "proposer_contribution", phase_id=fin, texte="avant")]
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("direct"))
    assert etat_de(essai, "fin") == "revelee"
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=fin)
    assert (etat_de(essai, "fin"), etat_de(essai, "direct")) == ("active", "fermee")
    cartes.append(essai.reussir(lea, "proposer_contribution", phase_id=fin, texte="après"))
    assert [c.devoilee for c in essai.lire().contributions.values()] == [True, False]
    essai.reussir(EQUIPE, "reveler_phase", phase_id=fin)
    assert [c.devoilee for c in essai.lire().contributions.values()] == [True, True]
    assert list(essai.lire().contributions) == cartes


def test_une_revelation_se_reprend_dix_secondes(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (lea,) = essai.faire_entrer(1)
    fin = essai.phase("fin")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=fin)
    carte = essai.reussir(lea, "proposer_contribution", phase_id=fin, texte="secret")
    essai.reussir(EQUIPE, "reveler_phase", phase_id=fin)
    assert ("contribution", carte) in essai.frais(PARTICIPANTS)
    essai.maintenant += 10_000
    essai.reussir(EQUIPE, "annuler_revelation", phase_id=fin)
    assert ("contribution", carte) not in essai.frais(PARTICIPANTS)
    assert ("contribution", carte) not in essai.poste_tableau.commun
    essai.reussir(EQUIPE, "reveler_phase", phase_id=fin)
    essai.maintenant += 12_000
    assert essai.envoyer(EQUIPE, "annuler_revelation", phase_id=fin)["code"] == "trop_tard"


def test_la_pause_arrete_le_temps(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    minutee = essai.phase("regroupement")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=minutee)
    vue = essai.lire().phases[minutee]
    assert (vue.fin, vue.restant_ms) == (DEBUT_MS + 600_000, None)
    essai.maintenant += 100_000
    essai.reussir(EQUIPE, "mettre_en_pause")
    assert (vue.fin, vue.restant_ms) == (None, 500_000)
    essai.maintenant += 3_600_000
    essai.reussir(EQUIPE, "prolonger_phase", phase_id=minutee, secondes=60)
    essai.reussir(EQUIPE, "reprendre")
    vue = essai.lire().phases[minutee]
    assert (vue.fin, vue.restant_ms) == (essai.maintenant + 560_000, None)
    essai.maintenant += 10_000
    essai.reussir(EQUIPE, "fermer_phase", phase_id=minutee)
    assert essai.frais(ANIMATION)[("phase", minutee)]["duree_reelle_s"] == 110


@pytest.mark.parametrize("avec_pause", [False, True])
def test_prolonger_une_etape_sans_minuteur(essai: Essai, avec_pause: bool) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    minutee = essai.phase("regroupement")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=minutee, avec_minuteur=False)
    assert essai.lire().phases[minutee].fin is None
    if avec_pause:
        essai.reussir(EQUIPE, "mettre_en_pause")
    essai.reussir(EQUIPE, "prolonger_phase", phase_id=minutee, secondes=60)
    if avec_pause:
        assert essai.lire().phases[minutee].fin is None
        essai.maintenant += 1_000_000
        essai.reussir(EQUIPE, "reprendre")
    vue = essai.lire().phases[minutee]
    assert (vue.etat, vue.fin) == ("prolongee", essai.maintenant + 60_000)


def test_prolonger_apres_l_heure_compte_depuis_maintenant(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    minutee = essai.phase("regroupement")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=minutee)
    essai.maintenant += 700_000
    essai.reussir(EQUIPE, "prolonger_phase", phase_id=minutee, secondes=60)
    assert essai.lire().phases[minutee].fin == essai.maintenant + 60_000


def test_une_etape_se_ferme_seule_apres_sa_grace(moteur_local: Any) -> None:
    phases = [phase("ideation", titre="seule", minuteur="fermeture_auto", duree_s=60), phase("accueil")]
    with Essai(moteur_local, phases) as essai:
        essai.reussir(EQUIPE, "ouvrir_seance")
        seule = essai.phase("seule")
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=seule)
        fin = DEBUT_MS + 60_000
        dues = [
            deroule.phase_a_fermer(essai.lire(), t) for t in (fin, fin + deroule.GRACE_MS - 1, fin + deroule.GRACE_MS)
        ]
        assert [p.id if p else None for p in dues] == [None, None, seule]
        essai.reussir(EQUIPE, "mettre_en_pause")
        assert deroule.phase_a_fermer(essai.lire(), fin + 10**9) is None
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("accueil"))
        assert deroule.phase_a_fermer(essai.lire(), fin + 10**9) is None


def test_rouvrir_dans_les_vingt_quatre_heures(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    essai.reussir(EQUIPE, "clore_seance")
    essai.maintenant += deroule.REOUVERTURE_MS
    essai.reussir(EQUIPE, "rouvrir_seance")
    essai.reussir(EQUIPE, "clore_seance")
    essai.maintenant += deroule.REOUVERTURE_MS + 1
    assert essai.envoyer(EQUIPE, "rouvrir_seance")["code"] == "trop_tard"


@pytest.mark.parametrize(
    ("type_", "cible"), [("reveler_phase", "cartes"), ("demarrer_phase", "restitution"), ("clore_seance", None)]
)
@pytest.mark.parametrize("votants", [0, 1, 4, 5])
def test_moins_de_cinq_bulletins_demandent_confirmation(
    essai: Essai, type_: str, cible: str | None, votants: int
) -> None:
    voter_a(essai, votants)
    donnees = {"phase_id": essai.phase(cible)} if cible else {}
    reponse = essai.envoyer(EQUIPE, type_, **donnees)
    if votants in (0, 5):
        assert reponse["ok"]
        return
    assert reponse["code"] == "trop_peu_de_bulletins"
    assert essai.lire().votes[essai.vote("cartes")].etat == "ouvert"
    essai.reussir(EQUIPE, type_, confirme=True, **donnees)


def test_apres_la_cloture_rien_ne_relie_un_bulletin_a_une_personne(essai: Essai) -> None:
    gens = voter_a(essai, 5)
    essai.reussir(EQUIPE, "clore_seance")
    empreintes = {p.empreinte for p in essai.lire().participants.values()}
    identifiants = {a.participant_id for a in gens}
    with essai.moteur.connect() as connexion:
        tables = {
            t.name: [dict(r) for r in connexion.execute(select(t)).mappings()] for t in Base.metadata.sorted_tables
        }
    assert [v["sel"] for v in tables["vote"] if v["etat"] == "detache"] == [None]
    assert len(tables["bulletin"]) == 5
    lignes = [r for r in tables["journal"] if r["type"] == "voter"]
    assert len(lignes) == 5
    for ligne in (*tables["bulletin"], *lignes):
        assert not any(x in repr(ligne) for x in identifiants | empreintes if x)
    jetons = {b["jeton_vote"] for b in tables["bulletin"]}
    autres = repr({nom: lignes for nom, lignes in tables.items() if nom != "bulletin"})
    assert not any(jeton in autres for jeton in jetons)
    assert {b["minute"] % 60_000 for b in tables["bulletin"]} == {0}
    for une in gens:
        assert une.participant_id is not None
        assert not [k for k in essai.perso_frais(une.participant_id) if k[0] == "bulletin"]
    essai.reussir(EQUIPE, "rouvrir_seance")
    assert essai.envoyer(EQUIPE, "demarrer_phase", phase_id=essai.phase("cartes"))["code"] == "vote_clos"


def test_un_vote_sans_rien_a_voter_ne_s_ouvre_pas(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    for titre in ("groupes", "cartes"):
        assert essai.envoyer(EQUIPE, "demarrer_phase", phase_id=essai.phase(titre))["code"] == "vote_sans_objet"
    assert etat_de(essai, "cartes") == "preparee"


def test_la_regle_d_un_vote_commence_ne_change_plus(essai: Essai) -> None:
    cartes, vote = essai.phase("cartes"), essai.vote("cartes")
    essai.reussir(EQUIPE, "modifier_phase", phase_id=cartes, budget=2, max_par_objet=9)
    assert (essai.lire().votes[vote].budget, essai.lire().votes[vote].max_par_objet) == (2, 2)
    voter_a(essai, 1)
    for reglage in ({"budget": 3}, {"max_par_objet": 1}, {"objets_type": "regroupements"}, {"visibilite": "moi"}):
        assert essai.envoyer(EQUIPE, "modifier_phase", phase_id=cartes, **reglage)["code"] == "phase_commencee"
    essai.reussir(EQUIPE, "modifier_phase", phase_id=cartes, titre="Nouveau titre", consigne="Votez.", duree_s=600)
    accueil = essai.phase("accueil")
    assert essai.envoyer(EQUIPE, "modifier_phase", phase_id=accueil, budget=3)["code"] == "vote_inconnu"


def test_seules_une_etape_et_ses_suites_s_ecrivent_au_journal(essai: Essai) -> None:
    voter_a(essai, 2)
    essai.envoyer(EQUIPE, "ouvrir_seance")
    with essai.moteur.connect() as connexion:
        lignes = connexion.execute(select(m.Journal.revision, m.Journal.code).order_by(m.Journal.le)).all()
    revisions = sorted(r for r, _code in lignes if r is not None)
    assert revisions == list(itertools.islice(itertools.count(1), essai.lire().seance.revision))
    assert [code for r, code in lignes if r is None] == ["transition_impossible"]


def test_reprendre_le_meme_pseudonyme_ne_le_numerote_pas(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    lea, max_ = essai.faire_entrer(2)
    for _ in range(2):
        essai.reussir(lea, "changer_pseudonyme", pseudonyme="Zoé")
    essai.reussir(max_, "changer_pseudonyme", pseudonyme="zoé")
    noms = [p.pseudonyme for p in essai.lire().participants.values()]
    assert noms == ["Zoé", "zoé 2"]
    essai.reussir(lea, "changer_pseudonyme", pseudonyme="")
    assert essai.lire().participants[lea.participant_id or ""].nom == "Participant\u00a01"


def test_le_nombre_d_inscrits_se_fige_a_la_cloture_du_vote(essai: Essai) -> None:
    vote = essai.vote("cartes")
    voter_a(essai, 2)

    def lus() -> int:
        return inscrits(essai.lire(), essai.lire().votes[vote])

    ouvert = lus()
    assert ouvert >= 2
    essai.faire_entrer(ouvert + 1)
    assert lus() == ouvert + 1
    essai.reussir(EQUIPE, "fermer_phase", phase_id=essai.phase("cartes"))
    essai.faire_entrer(ouvert + 4)
    assert lus() == ouvert + 1
