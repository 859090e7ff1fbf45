"""Retention: at day 29 everything is there, at day 31 nobody is; what has no name stays, counts included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from fabrique_atelier.comptes import models as mc
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.seance import mes_donnees
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.conservation import JOUR_MS, a_anonymiser
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import empreinte
from tests.integration.chantier import Chantier
from tests.proprietes.essai import EQUIPE, Essai


@pytest.fixture
def chantier(moteur: Engine, tmp_path: Path) -> Iterator[Chantier]:
    with Essai(moteur) as essai:
        yield Chantier(essai, moteur, tmp_path)


def test_au_29e_jour_tout_est_la_au_31e_plus_personne(chantier: Chantier) -> None:
    ids = [a.participant_id or "" for a in chantier.essai.personnes.values()]
    empreintes = [empreinte(f"{chantier.essai.id}/{n}") for n in range(3)]
    avant, exports = chantier.essai.frais("tableau"), chantier.exports()
    chantier.au_jour(29)
    assert chantier.compter(m.Participant, m.Participant.pseudonyme.is_not(None)) == 2
    assert chantier.compter(m.Contribution, m.Contribution.participant_id.is_not(None)) == 2
    assert chantier.compter(m.Ticket) == 1

    chantier.au_jour(31)
    restes = chantier.tout_le_texte()
    assert [nom for nom in ("Hirondelle", "Merle", "Pie", *ids, *empreintes, "t" * 64) if nom in restes] == []
    assert chantier.compter(m.Journal, m.Journal.participant_id.is_not(None)) == 0
    assert chantier.compter(m.ModerationEvenement, m.ModerationEvenement.participant_id.is_not(None)) == 0
    assert chantier.compter(m.ModerationEvenement) == 1, "le signalement reste, sans son auteur"
    assert chantier.compter(m.Participant, m.Participant.rejoint_le != 0) == 0
    assert chantier.compter(m.Seance, m.Seance.anonymisee_le == chantier.maintenant) == 1
    assert (chantier.compter(m.Participant), chantier.compter(m.Contribution)) == (3, 2), "les comptes restent vrais"
    assert chantier.exports() == exports, "le résultat et les bulletins ne changent pas"
    sans_auteur = {cle: v for cle, v in chantier.essai.frais("tableau").items() if cle[0] != "contribution"}
    assert sans_auteur == {cle: v for cle, v in avant.items() if cle[0] != "contribution"}
    chantier.essai.verifier_base()


def test_apres_l_anonymisation_on_ne_rouvre_plus(chantier: Chantier) -> None:
    with ecrire(chantier.moteur) as connexion:
        connexion.execute(update(mr.Fabrique).values(conservation_jours=0))
    chantier.au_jour(0.01)
    refus = chantier.essai.envoyer(EQUIPE, "rouvrir_seance")
    assert (refus["ok"], refus["code"]) == (False, "seance_anonymisee")


def test_une_seconde_passe_ne_fait_rien(chantier: Chantier) -> None:
    chantier.au_jour(31)
    revision = chantier.essai.lire().seance.revision
    chantier.au_jour(32)
    assert chantier.essai.lire().seance.revision == revision
    assert chantier.compter(mc.EntreeAudit, mc.EntreeAudit.action == "seance.anonymiser") == 1


def test_un_telephone_qui_revient_n_est_plus_reconnu(chantier: Chantier) -> None:
    chantier.au_jour(31)
    with pytest.raises(ErreurMetier) as refus:
        mes_donnees.participant_de(chantier.essai.lire(), f"{chantier.essai.id}/0")
    assert refus.value.code == "donnees_anonymisees"


@pytest.mark.parametrize(
    ("close_le", "deja", "jours", "maintenant", "attendu"),
    [
        (0, None, 30, 30 * JOUR_MS - 1, False),
        (0, None, 30, 30 * JOUR_MS, True),
        (0, None, 0, 0, True),
        (0, 5, 30, 90 * JOUR_MS, False),
        (None, None, 30, 90 * JOUR_MS, False),
    ],
)
def test_la_decision_est_exacte(
    close_le: int | None, deja: int | None, jours: int, maintenant: int, attendu: bool
) -> None:
    assert a_anonymiser(close_le, deja, jours, maintenant) is attendu


def test_une_seance_rouverte_garde_son_monde(chantier: Chantier) -> None:
    chantier.essai.maintenant += JOUR_MS // 2
    chantier.essai.reussir(EQUIPE, "rouvrir_seance")
    chantier.au_jour(31)
    assert chantier.compter(m.Participant, m.Participant.pseudonyme.is_not(None)) == 2


# ------------------------------------------------------------------------------------------------ mes données


def test_mes_donnees_se_lisent_puis_s_effacent(chantier: Chantier) -> None:
    essai, jeton = chantier.essai, f"{chantier.essai.id}/0"
    etat = essai.lire()
    lues = mes_donnees.lire(etat, mes_donnees.participant_de(etat, jeton))
    assert (lues["pseudonyme"], [c["texte"] for c in lues["cartes"]]) == ("Hirondelle canari", ["un four à pain"])
    assert (lues["votes"], lues["votes_detaches"]) == ([], True)

    assert mes_donnees.effacer_et_dire(essai.executeur, essai.id, jeton, essai.maintenant) == 1
    assert mes_donnees.effacer_et_dire(essai.executeur, essai.id, jeton, essai.maintenant) == 0
    assert "four à pain" not in chantier.tout_le_texte()
    assert "Hirondelle" not in chantier.tout_le_texte()
    assert "four à pain" not in chantier.exports()[0].decode()
    assert chantier.compter(m.Participant) == 3
    essai.verifier_base()


def test_effacer_pendant_la_seance_se_voit_sur_tous_les_ecrans(moteur: Engine) -> None:
    with Essai(moteur) as essai:
        essai.reussir(EQUIPE, "ouvrir_seance")
        anne, _bob = essai.faire_entrer(2)
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("direct"))
        carte = essai.reussir(anne, "proposer_contribution", phase_id=essai.phase("direct"), texte="un four à pain")
        assert essai.poste_tableau.commun["contribution", carte]["texte"] == "un four à pain"
        mes_donnees.effacer_et_dire(essai.executeur, essai.id, f"{essai.id}/0", essai.maintenant)
        assert ("contribution", carte) not in essai.poste_tableau.commun
        essai.verifier_convergence()
        essai.verifier_base()
