"""Agendas, convocations, réserves and members, over the life of a committee."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fabrique_atelier.comite import (
    avis,
    comites,
    decisions,
    deports,
    membres,
    minutes,
    noms,
    ordre_du_jour,
    propositions,
    reserves,
    seances,
)
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.dossier.decisions import Ligne
from fabrique_atelier.reseau.partenaires import supprimer
from fabrique_atelier.socle.base import creer_moteur
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.conftest import BaseDeTest
from tests.integration.comites_essai import (
    JOUR,
    Salle,
    ouvrir,
    refus,
    refuse,
)

#: Rules whose SQL the other tests already run on PostgreSQL.
sur_sqlite = pytest.mark.parametrize("base", ["sqlite"], indirect=True)


@pytest.fixture
def salle(base: BaseDeTest) -> Iterator[Salle]:
    moteur = creer_moteur(base.url)
    yield ouvrir(moteur)
    moteur.dispose()


@sur_sqlite
def test_un_comite_de_suivi_ne_voit_que_son_dossier(salle: Salle) -> None:
    le_sien, un_autre = salle.dossier("Le sien", "etude_rendue"), salle.dossier("Un autre", "etude_rendue")
    nouveau = comites.NouveauComite("suivi", "Suivi", ["G2"], dossier_id=le_sien)
    suivi = salle.faire(lambda x: comites.creer(x, salle.geste, nouveau))
    seance = salle.faire(lambda x: seances.preparer(x, salle.geste, suivi, seances.NouvelleSeance("2017-01-10")))
    point = ordre_du_jour.NouveauPoint("G2", un_autre)
    assert refus(salle, lambda x: ordre_du_jour.inscrire(x, salle.geste, seance, point)) == "dossier_du_comite"
    point = ordre_du_jour.NouveauPoint("G3", le_sien)
    assert refus(salle, lambda x: ordre_du_jour.inscrire(x, salle.geste, seance, point)) == "porte_du_comite"
    with salle.lecture() as connexion:
        proposes = propositions.propositions(connexion, salle.fabrique_id, suivi)
    assert [(x.titre, x.raison) for x in proposes] == [("Le sien", "prete")]
    salle.inscrire(le_sien, "G2", seance)
    assert refuse(lambda: salle.inscrire(le_sien, "G2", seance)) == "deja_inscrit"


def test_ce_qui_n_a_pas_ete_vu_revient_en_premier(salle: Salle) -> None:
    pret = salle.dossier("Prête", "pret_comite")
    reste, ajourne = salle.dossier("Non vue"), salle.dossier("Ajournée")
    points = [salle.inscrire(i) for i in (reste, ajourne)]
    salle.presents(8)
    assert refus(salle, lambda x: minutes.mettre_en_validation(x, salle.geste, salle.seance_id)) == "points_a_decider"
    salle.decider(points[0], "non_examinee", motif="")
    salle.decider(points[1], "ajournee", prochaine="2017-03-14")
    with salle.lecture() as connexion:
        proposes = propositions.propositions(connexion, salle.fabrique_id, salle.comite_id)
    assert [(x.dossier_id, x.raison) for x in proposes] == [
        (reste, "non_examinee"), (ajourne, "ajournee"), (pret, "prete"),
    ]  # fmt: skip


def test_les_reserves_et_les_demandes_se_suivent(salle: Salle) -> None:
    dossiers = [salle.dossier("Sous réserve"), salle.dossier("À compléter")]
    points = [salle.inscrire(i) for i in dossiers]
    salle.presents(8)
    ligne = Ligne("Trouver un local", "Amina", "2017-02-01")
    salle.decider(points[0], "validee_sous_reserve", reserves=(ligne,))
    salle.decider(points[1], "complement_demande", demandes=(ligne, ligne))
    with salle.lecture() as connexion:
        assert len(reserves.a_suivre(connexion, salle.fabrique_id)) == 3
        (reserve,) = reserves.reserves(connexion, salle.fabrique_id, dossiers[0])
        deux = reserves.demandes(connexion, salle.fabrique_id, dossiers[1])
        assert reserves.demandes(connexion, nouvel_identifiant(), dossiers[1]) == []
    assert reserve.en_retard("2017-02-02")
    salle.faire(lambda x: reserves.lever(x, salle.geste, reserve.id, "2017-01-15", "Local trouvé"))
    assert refus(salle, lambda x: reserves.lever(x, salle.geste, reserve.id, "2017-01-16")) == "deja_levee"

    def repondre(demande_id: str) -> bool:
        return salle.faire(lambda x: reserves.repondre(x, salle.geste, demande_id, "2017-01-20", "Oui"))

    fini = [repondre(q.id) for q in deux]
    assert fini == [False, True]


@sur_sqlite
def test_l_ordre_du_jour_se_range_et_se_corrige(salle: Salle) -> None:
    points = [salle.inscrire(salle.dossier(t)) for t in ("A", "B", "C")]
    salle.faire(lambda x: ordre_du_jour.ordonner(x, salle.geste, salle.seance_id, points[::-1]))
    assert refus(salle, lambda x: ordre_du_jour.ordonner(x, salle.geste, salle.seance_id, points[:2])) == "ordre_perime"
    salle.faire(lambda x: ordre_du_jour.retirer(x, salle.geste, points[1]))
    with salle.lecture() as connexion:
        restants = ordre_du_jour.points(connexion, salle.fabrique_id, salle.seance_id)
    assert [(p.titre, p.ordre) for p in restants] == [("C", 1), ("A", 2)]
    info = ordre_du_jour.NouveauPoint(noms.INFORMATION, titre="Calendrier")
    point = salle.faire(lambda x: ordre_du_jour.inscrire(x, salle.geste, salle.seance_id, info))
    salle.presents(8)
    salle.faire(lambda x: decisions.prendre_acte(x, salle.geste, point))
    with salle.lecture() as connexion:
        assert [p.a_decider for p in ordre_du_jour.points(connexion, salle.fabrique_id, salle.seance_id)] == [
            True,
            True,
            False,
        ]


@sur_sqlite
def test_la_convocation_previent_quand_elle_part_tard(salle: Salle) -> None:
    assert (
        refus(salle, lambda x: seances.convoquer(x, salle.geste, salle.seance_id, "2016-12-10")) == "ordre_du_jour_vide"
    )
    salle.inscrire(salle.dossier("A"))
    assert salle.faire(lambda x: seances.convoquer(x, salle.geste, salle.seance_id, "2016-12-10")) == 3
    with salle.lecture() as connexion:
        seance = seances.charger(connexion, salle.fabrique_id, salle.seance_id)
    assert seance is not None
    assert "3\u00a0jours avant" in seances.retard_de_convocation(seance, "2016-12-10")
    deplacee = seances.NouvelleSeance("2016-12-20", lieu="Mairie")
    salle.faire(lambda x: seances.modifier(x, salle.geste, (seance.id, seance.version), deplacee))
    with salle.lecture() as connexion:
        suivante = seances.charger(connexion, salle.fabrique_id, salle.seance_id)
    assert suivante is not None
    assert (suivante.sequence, seances.retard_de_convocation(suivante, "2016-12-10")) == (1, "")


def test_une_autre_fabrique_n_y_touche_pas(salle: Salle) -> None:
    point = salle.inscrire(salle.dossier("Antenne VRAC"))
    autre = type(salle.geste)(salle.geste.audit, "systeme", nouvel_identifiant(), salle.geste.maintenant)
    gestes: list[Any] = [
        lambda x: seances.tenir(x, autre, salle.seance_id),
        lambda x: ordre_du_jour.retirer(x, autre, point),
        lambda x: deports.declarer(x, autre, point, salle.sieges[0]),
        lambda x: membres.retirer(x, autre, salle.sieges[0], JOUR),
        lambda x: comites.clore(x, autre, salle.comite_id, JOUR),
        lambda x: avis.saisir(x, autre, point, Totaux()),
    ]
    assert [refus(salle, g) for g in gestes] == ["introuvable"] * len(gestes)
    with salle.lecture() as connexion:
        assert comites.charger(connexion, autre.fabrique_id, salle.comite_id) is None
        assert seances.charger(connexion, autre.fabrique_id, salle.seance_id) is None
        assert minutes.projet(connexion, autre.fabrique_id, salle.seance_id) is None
        assert ordre_du_jour.points(connexion, autre.fabrique_id, salle.seance_id) == []


@sur_sqlite
def test_un_partenaire_efface_laisse_son_siege(salle: Salle) -> None:
    salle.faire(lambda x: supprimer(x, salle.fabrique_id, salle.partenaires[0]))
    with salle.lecture() as connexion:
        siege = membres.charger(connexion, salle.fabrique_id, salle.sieges[0])
    assert siege is not None
    assert (siege.partenaire_id, siege.titulaire_id, siege.nom) == (None, None, "Membre dont la fiche est effacée")
