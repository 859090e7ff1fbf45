"""Who may send what: the table of ``docs/protocole.md`` §3 against the executor, command by command, role by role."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fabrique_atelier.seance.commandes import SCHEMAS, decoder
from fabrique_atelier.seance.droits import ANIMATION, PARTICIPANT, PERMISSIONS, SYSTEME, TABLEAU, Acteur
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.outillage.serveur import RACINE
from tests.proprietes.essai import EQUIPE, Essai, nouvel_id

X = "00000000-0000-4000-8000-000000000000"
#: One well-formed payload for each command.
DONNEES: dict[str, dict[str, Any]] = {
    "proposer_contribution": {"phase_id": X, "texte": "idée"},
    "modifier_contribution": {"contribution_id": X, "texte": "idée"},
    "retirer_contribution": {"contribution_id": X},
    "voter": {"vote_id": X, "version": 1, "gommettes": {X: 1}},
    "changer_pseudonyme": {"pseudonyme": "Léa"},
    "signaler_contribution": {"contribution_id": X, "motif": "injure"},
    "deplacer_contributions": {"contributions": [X], "regroupement_id": None, "position": None},
    "creer_regroupement": {"titre": "Groupe", "contributions": []},
    "renommer_regroupement": {"regroupement_id": X, "titre": "Groupe"},
    "decrire_regroupement": {"regroupement_id": X, "description": ""},
    "fusionner_regroupements": {"source_id": X, "cible_id": X},
    "scinder_regroupement": {"regroupement_id": X, "contributions": [X], "titre": "Moitié"},
    "supprimer_regroupement": {"regroupement_id": X},
    "ordonner_regroupements": {"ordre": []},
    "demarrer_phase": {"phase_id": X, "avec_minuteur": False, "confirme": True},
    "fermer_phase": {"phase_id": X},
    "reveler_phase": {"phase_id": X, "confirme": True},
    "annuler_revelation": {"phase_id": X},
    "prolonger_phase": {"phase_id": X, "secondes": 60},
    "modifier_phase": {"phase_id": X, "titre": "Autre titre", "duree_s": None, "budget": 5},
    "verrouiller_entree": {"verrouillee": True},
    "masquer_contribution": {"contribution_id": X, "motif": "autre"},
    "retablir_contribution": {"contribution_id": X},
    "reformuler_contribution": {"contribution_id": X, "texte": None},
    "laisser_contribution": {"contribution_id": X},
    "ecarter_participant": {"participant_id": X, "masquer": True},
    "reintegrer_participant": {"participant_id": X},
    "clore_seance": {"confirme": True},
}
SANS_DONNEES = ("annuler", "retablir", "ouvrir_seance", "mettre_en_pause", "reprendre", "rouvrir_seance")
DONNEES |= {type_: {} for type_ in SANS_DONNEES}


def table_du_protocole() -> dict[str, str]:
    """Return command → « who » column of the document."""
    texte = (RACINE / "docs" / "protocole.md").read_text(encoding="utf-8")
    trouves: dict[str, str] = {}
    for types, qui in re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \| .* \| ([AP°, ()own]+) \|", texte, re.MULTILINE):
        trouves |= dict.fromkeys(re.findall(r"`([a-z_]+)`", types), qui)
    return trouves


TABLE = table_du_protocole()


def permis(role: str, qui: str) -> bool:
    """Tell whether the document lets ``role`` send it while no clustering phase is open to the room."""
    return {ANIMATION: "A" in qui, PARTICIPANT: bool(re.search(r"P(?!°)", qui))}.get(role, False)


def test_le_document_et_le_code_ont_les_memes_commandes() -> None:
    assert TABLE.keys() == SCHEMAS.keys() == PERMISSIONS.keys() == DONNEES.keys()


@pytest.mark.parametrize("role", [ANIMATION, PARTICIPANT, TABLEAU, SYSTEME])
def test_nul_ne_fait_plus_que_la_table(essai: Essai, role: str) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (personne,) = essai.faire_entrer(1)
    acteur = personne if role == PARTICIPANT else Acteur(role)
    for type_, qui in TABLE.items():
        if role == SYSTEME and type_ == "fermer_phase":
            continue
        avant = essai.lire().seance.revision
        reponse = essai.envoyer(acteur, type_, **DONNEES[type_])
        assert (reponse.get("code") == "interdit") == (not permis(role, qui)), (type_, reponse)
        if not permis(role, qui):
            assert essai.lire().seance.revision == avant
        if type_ == "clore_seance" and reponse["ok"]:
            essai.reussir(EQUIPE, "rouvrir_seance")
    essai.verifier_base()


def test_le_systeme_ne_fait_que_fermer_une_etape(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("direct"))
    assert essai.envoyer(Acteur(SYSTEME), "fermer_phase", phase_id=essai.phase("direct"))["ok"]
    assert [t for t, roles in PERMISSIONS.items() if SYSTEME in roles] == ["fermer_phase"]


def test_la_salle_regroupe_seulement_quand_l_etape_le_permet(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (personne,) = essai.faire_entrer(1)
    avec_degre = [t for t, qui in TABLE.items() if "P°" in qui]
    assert len(avec_degre) == 3
    codes = {}
    for titre, permises in (("direct", False), ("regroupement", True), ("restitution", False)):
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase(titre))
        codes = {t: essai.envoyer(personne, t, **DONNEES[t]).get("code") for t in avec_degre}
        assert ("interdit" not in codes.values()) == permises, codes
    essai.reussir(EQUIPE, "modifier_phase", phase_id=essai.phase("regroupement"), participants_regroupent=False)
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("regroupement"))
    assert essai.envoyer(personne, "creer_regroupement", **DONNEES["creer_regroupement"])["code"] == "interdit"


def test_chacun_ne_touche_qu_a_ce_qui_est_a_lui(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    lea, max_ = essai.faire_entrer(2)
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("direct"))
    carte = essai.reussir(lea, "proposer_contribution", phase_id=essai.phase("direct"), texte="à Léa")
    for type_, donnees in (("modifier_contribution", {"texte": "volée"}), ("retirer_contribution", {})):
        assert essai.envoyer(max_, type_, contribution_id=carte, **donnees)["code"] == "pas_a_vous"
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("fin"))
    cachee = essai.reussir(lea, "proposer_contribution", phase_id=essai.phase("fin"), texte="pas encore montrée")
    assert essai.envoyer(max_, "signaler_contribution", contribution_id=cachee, motif="autre")["code"] == (
        "contribution_inconnue"
    )
    assert essai.lire().contributions[carte].texte == "à Léa"


def test_une_personne_ecartee_ne_fait_plus_rien(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    (personne,) = essai.faire_entrer(1)
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("direct"))
    essai.reussir(EQUIPE, "ecarter_participant", participant_id=personne.participant_id)
    for type_, qui in TABLE.items():
        attendu = {"ecarte"} if permis(PARTICIPANT, qui) else {"ecarte", "interdit"}
        assert essai.envoyer(personne, type_, **DONNEES[type_])["code"] in attendu
    assert essai.rejoindre(0)["code"] == "ecarte"
    poste = essai.poste_de(personne)
    assert poste is not None
    assert [e for e, _t in poste.recus].count("fin") == 1


def test_un_id_deja_pris_par_un_autre_ne_dit_rien_de_lui(essai: Essai) -> None:
    essai.reussir(EQUIPE, "ouvrir_seance")
    lea, max_ = essai.faire_entrer(2)
    direct = essai.phase("direct")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=direct)
    for auteur in (lea, EQUIPE):
        id_, donnees = nouvel_id(), {"phase_id": direct, "texte": "première"}
        premiere = essai.envoyer(auteur, "proposer_contribution", id_=id_, **donnees)
        assert premiere["ok"]
        for autre in {lea, max_, EQUIPE} - {auteur}:
            assert essai.envoyer(autre, "proposer_contribution", id_=id_, **donnees)["code"] == "id_deja_pris"
        assert essai.envoyer(auteur, "proposer_contribution", id_=id_, **donnees) == premiere


@pytest.mark.parametrize(
    "brut",
    [
        None, [], "texte", 3, {}, {"id": X}, {"id": X, "type": "voter"}, {"id": "x", "type": "annuler", "donnees": {}},
        {"id": X.replace("4", "A"), "type": "annuler", "donnees": {}}, {"id": X + "\n", "type": "annuler", "donnees": {}},
        {"id": X, "type": "inconnue", "donnees": {}}, {"id": X, "type": "annuler", "donnees": {"de_trop": 1}},
        {"id": X, "type": "annuler", "donnees": {}, "role": "animation"}, {"id": X, "type": "annuler", "donnees": None},
        {"id": X, "type": "voter", "donnees": {"vote_id": X, "version": 0, "gommettes": {}}},
        {"id": X, "type": "voter", "donnees": {"vote_id": X, "version": 1, "gommettes": {X: 0}}},
        {"id": X, "type": "voter", "donnees": {"vote_id": X, "version": 1, "gommettes": {X: True}}},
        {"id": X, "type": "voter", "donnees": {"vote_id": X, "version": 1, "gommettes": {X: 1.0}}},
        {"id": X, "type": "voter", "donnees": {"vote_id": X, "version": 10**12, "gommettes": {}}},
        {"id": X, "type": "prolonger_phase", "donnees": {"phase_id": X, "secondes": 9}},
        {"id": X, "type": "deplacer_contributions", "donnees": {"contributions": [X] * 101, "regroupement_id": None}},
        {"id": X, "type": "proposer_contribution", "donnees": {"phase_id": X, "texte": "x" * 4097}},
    ],
)  # fmt: skip
def test_une_commande_mal_formee_est_refusee(brut: object) -> None:
    with pytest.raises(ErreurMetier) as refus:
        decoder(brut)
    assert refus.value.code == "commande_invalide"
