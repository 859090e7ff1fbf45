"""One point: quorum, déports, opinions and decision (``domaine.md`` §2.5, §2.6)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, insert, select

from fabrique_atelier.comite import (
    avis,
    comites,
    decisions,
    deports,
    lectures,
    ordre_du_jour,
    seances,
)
from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.dossier import documents
from fabrique_atelier.dossier import models as d
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.socle.base import creer_moteur, table
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.conftest import BaseDeTest
from tests.integration.comites_essai import (
    Salle,
    atelier_de,
    compte_de,
    compte_rendu,
    compter,
    lu,
    ouvrir,
    refus,
    refuse,
)

#: Rules whose SQL the other tests already run on PostgreSQL.
sur_sqlite = pytest.mark.parametrize("base", ["sqlite"], indirect=True)
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def salle(base: BaseDeTest) -> Iterator[Salle]:
    moteur = creer_moteur(base.url)
    yield ouvrir(moteur)
    moteur.dispose()


def test_sans_quorum_on_ajourne_ou_on_n_examine_pas(salle: Salle) -> None:
    dossier_id = salle.dossier("Antenne VRAC")
    point = salle.inscrire(dossier_id)
    assert refuse(lambda: salle.decider(point, "validee")) == "etat_seance"
    salle.presents(5)
    assert refuse(lambda: salle.decider(point, "validee")) == "quorum_absent"
    salle.pouvoir(5, 0)
    assert refuse(lambda: salle.pouvoir(6, 0)) == "pouvoirs_max"
    assert refuse(lambda: salle.pouvoir(6, 9)) == "pouvoir_impossible"
    salle.decider(point, "validee")
    with salle.lecture() as connexion:
        prise = decisions.du_point(connexion, point)
    assert prise is not None
    assert (prise.voix, prise.voix_presentes, prise.quorum, prise.quorum_atteint) == (11, 6, 6, True)


@sur_sqlite
def test_une_decision_ne_contredit_pas_le_decompte(salle: Salle) -> None:
    point = salle.inscrire(salle.dossier("Antenne VRAC"))
    salle.presents(8)
    compter(salle, point, favorable=3, defavorable=5)
    assert refuse(lambda: salle.decider(point, "validee")) == "majorite_absente"
    sur_l_idee = Totaux(favorable=3, defavorable=5)
    salle.faire(lambda x: avis.saisir(x, salle.geste, point, sur_l_idee, "idee"))
    assert refuse(lambda: salle.decider(point, "validee")) == "majorite_absente"
    salle.decider(point, "refusee", motif_code="marche_insuffisant")
    with salle.lecture() as connexion:
        (prise,) = decisions.du_dossier(connexion, salle.fabrique_id, _dossier_du(connexion, point))
    assert (prise.avis.replace("\u00a0", " "), prise.decision.adoptee) == ("3 pour, 5 contre", False)


@sur_sqlite
def test_g1_a_un_motif_et_une_reponse_pour_les_idees_nees_d_une_seance(salle: Salle) -> None:
    seance_id = atelier_de(salle.moteur)
    point = salle.inscrire(salle.dossier("Jardin", seance_id=seance_id))
    salle.presents(8)
    assert refuse(lambda: salle.decider(point, "ajournee", motif="", prochaine="2017-03-14")) == "motif_absent"
    assert refuse(lambda: salle.decider(point, "validee")) == "reponse_publique_absente"
    salle.decider(point, "validee", reponse_publique="Votre idée est retenue.")
    with salle.lecture() as connexion:
        prise = decisions.du_point(connexion, point)
    assert prise is not None
    assert prise.reponse_publique == "Votre idée est retenue."


@sur_sqlite
def test_le_rang_est_unique_dans_une_seance(salle: Salle) -> None:
    un, deux = (salle.inscrire(salle.dossier(t)) for t in ("Un", "Deux"))
    salle.presents(8)
    salle.decider(un, "validee", rang=1)
    assert refuse(lambda: salle.decider(deux, "validee", rang=1)) == "rang_pris"
    assert lu(salle, _titre(salle, "Deux")).stade == "au_comite_engagement"
    salle.decider(deux, "validee", rang=2)
    assert refuse(lambda: salle.decider(deux, "validee", rang=3)) == "deja_decide"


def test_un_deporte_ne_voit_rien_du_point(salle: Salle) -> None:
    dossier_id = salle.dossier("Jardin")
    point = salle.inscrire(dossier_id)
    document = salle.faire(lambda x: documents.deposer(x, salle.geste, dossier_id, "autre", "note.pdf", PDF))
    salle.faire(lambda x: ordre_du_jour.joindre(x, salle.geste, point, [document]))
    lien = {"role": "", "depuis": "2016", "dossier_id": dossier_id, "ajoute_le": 1}
    salle.faire(lambda x: x.execute(insert(d.DossierActeur), lien | {"partenaire_id": salle.partenaires[1]}))
    personnes = [compte_de(salle, n) for n in (0, 1)]

    def vus(personne_id: str) -> deports.Visibles:
        with salle.lecture() as connexion:
            return deports.documents_visibles(connexion, salle.fabrique_id, personne_id, point)

    assert [vus(i).raison for i in personnes] == ["non_envoye", "non_envoye"]
    with salle.lecture() as connexion:
        proposes = deports.suggestions(connexion, salle.fabrique_id, point)
    assert [(x.membre_id, x.raison) for x in proposes] == [(salle.sieges[1], "partie_prenante")]
    salle.faire(lambda x: deports.declarer(x, salle.geste, point, salle.sieges[1], "Administrateur"))
    salle.faire(lambda x: seances.convoquer(x, salle.geste, salle.seance_id, "2016-12-01"))
    assert [x.document_id for x in vus(personnes[0]).pieces] == [document]
    assert vus(personnes[1]) == deports.Visibles(visibles=False, raison="deport", motif="Administrateur")
    assert vus(nouvel_identifiant()).raison == "non_membre"
    with salle.lecture() as connexion:
        assert deports.suggestions(connexion, salle.fabrique_id, point) == []
        assert not deports.du_point(connexion, point)[0].apres_envoi
        assert [x.seance.id for x in lectures.mes_seances(connexion, salle.fabrique_id, personnes[1])] == [
            salle.seance_id
        ]
    salle.faire(lambda x: deports.declarer(x, salle.geste, point, salle.sieges[2]))
    with salle.lecture() as connexion:
        tard = {x.membre_id: x.apres_envoi for x in deports.du_point(connexion, point)}
    assert tard == {salle.sieges[1]: False, salle.sieges[2]: True}


def test_les_voix_d_un_vote_en_direct(salle: Salle) -> None:
    point = salle.inscrire(salle.dossier("Antenne VRAC"))
    salle.faire(lambda x: deports.declarer(x, salle.geste, point, salle.sieges[7]))
    salle.presents(8)
    salle.pouvoir(8, 0)
    with salle.lecture() as connexion:
        votants = avis.votants(connexion, salle.fabrique_id, point)
    assert {x.membre_id: x.voix for x in votants} == {salle.sieges[0]: 2} | dict.fromkeys(salle.sieges[1:7], 1)
    vote = atelier_de(salle.moteur)
    numeros = dict(enumerate([x.membre_id for x in votants for _ in range(x.voix)], 1))
    salle.faire(lambda x: avis.ouvrir_vote(x, salle.geste, point, vote, numeros))
    autre = Totaux(favorable=8)
    assert refus(salle, lambda x: avis.importer_totaux(x, salle.geste, point, autre, salle.seance_id)) == "vote_absent"
    salle.faire(lambda x: avis.importer_totaux(x, salle.geste, point, Totaux(favorable=7, abstention=1), vote))
    with salle.lecture() as connexion:
        releve = avis.du_point(connexion, point)
        assert avis.tickets(connexion, point) == {}
    assert releve is not None
    assert (releve.source, releve.sur, releve.totaux.total) == ("direct", "idee", 8)


@sur_sqlite
def test_les_avis_par_nom_seulement_si_le_reglement_le_veut(salle: Salle) -> None:
    point = salle.inscrire(salle.dossier("Antenne VRAC"))
    salle.presents(8)
    dits = {salle.sieges[0]: "favorable", salle.sieges[1]: "defavorable"}
    assert refus(salle, lambda x: avis.nominatif(x, salle.geste, point, dits)) == "nominatif_interdit"
    with salle.lecture() as connexion:
        lu_ = comites.charger(connexion, salle.fabrique_id, salle.comite_id)
    assert lu_ is not None
    regles = comites.NouveauComite("engagement", lu_.nom, ["G1"], nominatif=True, voix_preponderante=True)
    salle.faire(lambda x: comites.modifier(x, salle.geste, (lu_.id, lu_.version), regles))
    with pytest.raises(VersionDepassee):
        salle.faire(lambda x: comites.modifier(x, salle.geste, (lu_.id, lu_.version), regles))
    absent = {salle.sieges[9]: "favorable"}
    assert refus(salle, lambda x: avis.nominatif(x, salle.geste, point, absent)) == "votant_inconnu"
    salle.faire(lambda x: avis.nominatif(x, salle.geste, point, dits))
    salle.faire(lambda x: avis.contredire(x, salle.geste, point, salle.sieges[1], "Le besoin n’est pas là."))
    salle.decider(point, "validee")
    (dit,) = compte_rendu(salle).points
    assert [(x.nom, x.texte) for x in dit.nominatif] == [
        ("Dominique Membre1", "Favorable"), ("Dominique Membre2", "Défavorable"),
    ]  # fmt: skip
    assert (dit.regle, [x.texte for x in dit.divergences]) == (
        "Voix prépondérante de la présidence",
        ["Le besoin n’est pas là."],
    )


def _dossier_du(connexion: Connection, point_id: str) -> str:
    p = table(m.PointOrdreDuJour).c
    return str(connexion.execute(select(p.dossier_id).where(p.id == point_id)).scalar_one())


def _titre(salle: Salle, titre: str) -> str:
    with salle.lecture() as connexion:
        return str(connexion.execute(select(d.Dossier.id).where(d.Dossier.titre == titre)).scalar_one())
