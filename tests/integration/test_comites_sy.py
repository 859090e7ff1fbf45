"""SY07, SY10 and SY18 on both databases (``domaine.md`` §4.1)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fabrique_atelier.comite import (
    avis,
    comites,
    deports,
    lectures,
    membres,
    minutes,
)
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.comite.redaction import Signataire
from fabrique_atelier.conduite import passages
from fabrique_atelier.conduite.faits import faits
from fabrique_atelier.dossier import parcours, reglage
from fabrique_atelier.dossier.decisions import Decision
from fabrique_atelier.dossier.stades import PREREGLAGES
from fabrique_atelier.socle.base import creer_moteur
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.conftest import BaseDeTest
from tests.integration.comites_essai import (
    JOUR,
    Salle,
    compte_rendu,
    compter,
    lu,
    ouvrir,
    refus,
)


@pytest.fixture
def salle(base: BaseDeTest) -> Iterator[Salle]:
    moteur = creer_moteur(base.url)
    yield ouvrir(moteur)
    moteur.dispose()


def test_sy07_le_comite_d_engagement(salle: Salle) -> None:
    """11 voting members, 8 present, quorum 6, 1 déport on point 3: three points decided, minutes drafted and signed."""
    dossiers = [salle.dossier(t) for t in ("Antenne VRAC", "Camion-marché", "Jardin et compost")]
    vrac, camion, jardin = (salle.inscrire(i) for i in dossiers)
    salle.faire(lambda x: deports.declarer(x, salle.geste, jardin, salle.sieges[7], "Administre une association citée"))
    salle.presents(8)
    compter(salle, vrac, favorable=8)
    salle.decider(vrac, "validee", rang=1)
    compter(salle, camion, favorable=6, abstention=2)
    salle.decider(camion, "ajournee", prochaine="2017-03-14")
    assert refus(salle, lambda x: avis.saisir(x, salle.geste, jardin, Totaux(favorable=8))) == "avis_trop_nombreux"
    compter(salle, jardin, favorable=7)
    salle.decider(jardin, "reorientee", destinataire="Service municipal")

    _lire_le_compte_rendu(salle)
    assert [(lu(salle, i).stade, lu(salle, i).situation) for i in dossiers] == [
        ("etude_a_lancer", "actif"),
        ("au_comite_engagement", "ajourne"),
        ("au_comite_engagement", "reoriente"),
    ]
    assert lu(salle, dossiers[0]).rang_priorite == 1

    brouillon = compte_rendu(salle)
    salle.faire(lambda x: minutes.mettre_en_validation(x, salle.geste, salle.seance_id))
    signataires = [Signataire("Dominique Membre1", "Présidence", "2016-12-20")]
    salle.faire(lambda x: minutes.signer(x, salle.geste, salle.seance_id, signataires))
    signe = compte_rendu(salle)
    assert signe.signe
    assert signe.signataires == tuple(signataires)
    assert signe.points == brouillon.points


def _lire_le_compte_rendu(salle: Salle) -> None:
    ecrit = compte_rendu(salle)
    dits = [(p.titre, p.libelle, p.rang, p.avis.replace("\u00a0", " ")) for p in ecrit.points]
    assert dits == [
        ("Antenne VRAC", "Validée", 1, "8 pour"),
        ("Camion-marché", "Ajournée", None, "6 pour l’ajournement, 2 abstentions"),
        ("Jardin et compost", "Réorientée", None, "7 pour, 1 déport"),
    ]
    assert ecrit.quorum.replace("\u00a0", " ") == (
        "11 voix délibératives, 8 présentes ou représentées, quorum 6 : atteint"
    )
    assert ecrit.points[2].quorum.replace("\u00a0", " ").startswith("10 voix délibératives, 7 présentes")
    assert [x.nom for x in ecrit.points[2].deports] == ["Dominique Membre8"]
    assert sum(len(x.personnes) for x in ecrit.colleges) == 11
    assert ecrit.points[0].suite.replace("\u00a0", " ") == "Validée, étude à lancer, priorité 1."


def test_sy10_un_comite_de_suivi_par_projet(salle: Salle) -> None:
    """T6 says what is missing; three members later it says nothing of the committee, and G2 has its body."""
    dossier_id = salle.dossier("Antenne VRAC", "etude_a_lancer")

    def manque() -> list[str]:
        with salle.lecture() as connexion:
            connus = faits(connexion, salle.fabrique_id, dossier_id)
        return [f"{x.ou}: {x.phrase}" for x in parcours.manques("T6", connus) if x.code == "comite_suivi"]

    assert [x.replace("\u00a0", " ") for x in manque()] == [
        "comite_suivi: Composez le comité de suivi de ce projet : 3 membres au moins."
    ]
    nouveau = comites.NouveauComite("suivi", "Suivi de l’antenne VRAC", ["G2", "G3", "G4"], dossier_id=dossier_id)
    suivi = salle.faire(lambda x: comites.creer(x, salle.geste, nouveau))
    assert refus(salle, lambda x: comites.creer(x, salle.geste, nouveau)) == "suivi_existant"
    salle.asseoir(2, suivi)
    assert manque()
    with salle.lecture() as connexion:
        assert lectures.instances_de(connexion, salle.fabrique_id, dossier_id, {"G1": "engagement", "G2": "suivi"}) == {
            "G1"
        }
    (dernier,) = salle.asseoir(1, suivi)
    assert manque() == []
    with salle.lecture() as connexion:
        assert lectures.membres_du_suivi(connexion, dossier_id) == 3
        autre = lectures.instances_de(connexion, salle.fabrique_id, nouvel_identifiant(), {"G2": "suivi"})
        assert autre == frozenset()
        la = lectures.instances_de(connexion, salle.fabrique_id, dossier_id, {"G2": "suivi", "G3": "equipe"})
        assert la == {"G2"}
    salle.faire(lambda x: membres.retirer(x, salle.geste, dernier, JOUR))
    assert manque()


def test_sy18_sans_comite_l_equipe_decide_avec_un_motif(salle: Salle) -> None:
    """A fabrique without committees: no body is asked for, G1 is the team’s decision, its motive mandatory."""
    dossier_id = salle.dossier("Premier projet", "pret_comite")
    sans = reglage.Reglage(PREREGLAGES["sans_comite"])
    salle.faire(lambda x: reglage.regler(x, salle.geste, sans))
    with salle.lecture() as connexion:
        assert lectures.instances_de(connexion, salle.fabrique_id, dossier_id, sans.portes) == frozenset()
    prise = Decision("G1", "ajournee", JOUR, prochaine="2017-01-10")
    assert refus(salle, lambda x: passages.decider_en_equipe(x, salle.geste, dossier_id, prise)) == "motif_absent"
    prise = Decision("G1", "validee", JOUR, motif="Le besoin est là.")
    salle.faire(lambda x: passages.decider_en_equipe(x, salle.geste, dossier_id, prise))
    assert lu(salle, dossier_id).stade == "etude_a_lancer"
