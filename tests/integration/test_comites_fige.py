"""One decision per point whoever races, and signed minutes that nothing changes: not the rules, not the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError

from fabrique_atelier.comite import avis, decisions, membres, minutes, noms, ordre_du_jour, presences, reserves, seances
from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.majorite import Totaux
from fabrique_atelier.comite.redaction import Signataire
from fabrique_atelier.dossier import models as d
from fabrique_atelier.dossier.decisions import Ligne
from fabrique_atelier.socle.base import creer_moteur, table
from fabrique_atelier.socle.erreurs import BaseOccupee, ErreurMetier
from tests.conftest import BaseDeTest
from tests.integration.comites_essai import Salle, ouvrir

FOIS = 20


@pytest.fixture
def salle(base: BaseDeTest) -> Iterator[Salle]:
    moteur = creer_moteur(base.url)
    yield ouvrir(moteur, membres_=3)
    moteur.dispose()


def ensemble(gestes: list[Callable[[], None]]) -> list[str]:
    """Do all of these at once; return the code of each refusal, or « fait »."""
    depart = threading.Barrier(len(gestes))

    def un(geste: Callable[[], None]) -> str:
        depart.wait(10)
        limite = time.monotonic() + 30
        while time.monotonic() < limite:
            try:
                geste()
            except BaseOccupee:  # what a phone does: the same again, a moment later
                continue
            except ErreurMetier as erreur:
                return erreur.code
            return "fait"
        return "occupe"

    with ThreadPoolExecutor(len(gestes)) as files:
        return list(files.map(un, gestes))


def test_vingt_decisions_a_la_fois_en_enregistrent_une(salle: Salle) -> None:
    dossier_id = salle.dossier("Antenne VRAC")
    point = salle.inscrire(dossier_id)
    salle.presents(3)

    def decider(rang: int) -> None:
        salle.decider(point, "validee", motif=f"Avis {rang}", rang=rang)

    codes = ensemble([partial(decider, n) for n in range(1, FOIS + 1)])
    assert sorted(codes) == ["deja_decide"] * (FOIS - 1) + ["fait"]
    gagnante = codes.index("fait") + 1
    e = table(d.DossierEvenement).c
    with salle.lecture() as connexion:
        prise = decisions.du_point(connexion, point)
        passages = connexion.execute(select(func.count()).where(e.dossier_id == dossier_id, e.porte == "G1")).scalar()
        rang = connexion.execute(select(d.Dossier.rang_priorite).where(d.Dossier.id == dossier_id)).scalar()
    assert prise is not None
    assert (prise.rang, prise.motif, passages, rang) == (gagnante, f"Avis {gagnante}", 1, gagnante)


def test_un_rang_demande_par_deux_points_a_la_fois_n_en_sert_qu_un(salle: Salle) -> None:
    points = [salle.inscrire(salle.dossier(t)) for t in ("Un", "Deux", "Trois")]
    salle.presents(3)

    def decider(point_id: str) -> None:
        salle.decider(point_id, "validee", rang=1)

    codes = ensemble([partial(decider, i) for i in points])
    assert sorted(codes) == ["fait", "rang_pris", "rang_pris"]


def test_un_dossier_n_entre_que_dans_un_ordre_du_jour(salle: Salle) -> None:
    dossier_id = salle.dossier("Antenne VRAC")
    autre = seances.NouvelleSeance("2017-03-14")
    ailleurs = salle.faire(lambda x: seances.preparer(x, salle.geste, salle.comite_id, autre))

    def inscrire(seance_id: str) -> None:
        salle.inscrire(dossier_id, seance_id=seance_id)

    codes = ensemble([partial(inscrire, i) for i in (salle.seance_id, ailleurs) * 3])
    assert sorted(codes) == ["deja_inscrit"] * 5 + ["fait"]


@pytest.fixture
def signee(salle: Salle) -> Salle:
    """A session with something in every table, signed."""
    un, deux = (salle.inscrire(salle.dossier(t)) for t in ("Antenne VRAC", "Camion"))
    salle.presents(2)
    membre = salle.sieges[1]
    salle.faire(lambda x: avis.saisir(x, salle.geste, un, Totaux(favorable=2)))
    salle.faire(lambda x: avis.contredire(x, salle.geste, un, membre, "Non."))
    salle.faire(lambda x: x.execute(text(f"INSERT INTO deport VALUES ('{deux}', '{membre}', '', false, 1)")))  # noqa: S608
    salle.faire(lambda x: x.execute(text(f"INSERT INTO avis_nominatif VALUES ('{un}', '{membre}', 'favorable')")))  # noqa: S608
    ligne = Ligne("Trouver un local", "Amina", "2017-02-01")
    salle.decider(un, "validee_sous_reserve", reserves=(ligne,))
    salle.faire(lambda x: presences.marquer(x, salle.geste, salle.seance_id, salle.sieges[2], "present"))
    salle.decider(deux, "complement_demande", demandes=(ligne,))
    salle.faire(lambda x: minutes.mettre_en_validation(x, salle.geste, salle.seance_id))
    signataires = [Signataire("Dominique Membre1", "Présidence", "2016-12-20")]
    salle.faire(lambda x: minutes.signer(x, salle.geste, salle.seance_id, signataires))
    return salle


ORDRES = [
    "UPDATE seance_comite SET etat = 'tenue'",
    "UPDATE seance_comite SET notes = 'autre'",
    "DELETE FROM seance_comite",
    "UPDATE compte_rendu SET empreinte = ''",
    "DELETE FROM compte_rendu",
    "UPDATE point_ordre_du_jour SET titre = 'autre'",
    "UPDATE point_ordre_du_jour SET decide = false",
    "DELETE FROM point_ordre_du_jour",
    "UPDATE decision_comite SET decision = 'refusee'",
    "DELETE FROM decision_comite",
    "UPDATE presence SET etat = 'absent'",
    "DELETE FROM presence",
    "UPDATE deport SET motif = 'autre'",
    "DELETE FROM deport",
    "UPDATE avis SET favorable = 0",
    "DELETE FROM avis",
    "UPDATE avis_nominatif SET avis = 'defavorable'",
    "DELETE FROM avis_nominatif",
    "UPDATE opinion_divergente SET texte = ''",
    "DELETE FROM opinion_divergente",
    "UPDATE reserve SET texte = 'autre'",
    "DELETE FROM reserve",
    "UPDATE demande SET echeance = '2030-01-01'",
    "DELETE FROM demande",
    "INSERT INTO deport SELECT point_id, (SELECT min(id) FROM membre_comite), 'x', false, 1 FROM decision_comite",
]


def test_ce_qui_est_signe_ne_change_plus_meme_en_sql(signee: Salle) -> None:
    avant = _contenu(signee)
    assert all(lignes for lignes in avant.values()), "chaque table gardée a une ligne"
    passes = []
    for ordre in ORDRES:
        try:
            signee.faire(partial(executer, ordre))
        except DBAPIError as erreur:
            assert "compte_rendu: signed" in str(erreur.orig), ordre  # noqa: PT017
        else:
            passes.append(ordre)
    assert passes == []
    if signee.moteur.dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match="compte_rendu: signed"):
            signee.faire(lambda x: x.execute(text("TRUNCATE compte_rendu")))
    else:
        for cible in ("compte_rendu", "decision_comite", "reserve", "seance_comite"):
            with pytest.raises(DBAPIError, match="compte_rendu: signed"):
                signee.faire(partial(executer, f"INSERT OR REPLACE INTO {cible} SELECT * FROM {cible}"))  # noqa: S608
    assert _contenu(signee) == avant


def executer(ordre: str, connexion: Connection) -> None:
    connexion.execute(text(ordre))


def test_un_compte_rendu_altere_malgre_tout_se_voit(signee: Salle) -> None:
    with signee.lecture() as connexion:
        assert minutes.alteres(connexion) == []
    if signee.moteur.dialect.name == "postgresql":
        signee.faire(partial(executer, "ALTER TABLE compte_rendu DISABLE TRIGGER ALL"))
    else:
        signee.faire(partial(executer, "DROP TRIGGER compte_rendu_immuable"))
    change = "UPDATE compte_rendu SET contenu = replace(contenu{}, 'pour', 'contre'){}"
    signee.faire(
        partial(executer, change.format(*(("::text", "::json") if "postgresql" in signee.moteur.name else ("", ""))))
    )
    with signee.lecture() as connexion:
        assert minutes.alteres(connexion) == [signee.seance_id]


def _contenu(salle: Salle) -> dict[str, list[str]]:
    modeles = (
        m.SeanceComite, m.CompteRendu, m.PointOrdreDuJour, m.DecisionComite, m.Presence, m.Deport, m.Avis, m.AvisNominatif,
        m.OpinionDivergente, m.Reserve, m.Demande,
    )  # fmt: skip
    with salle.lecture() as connexion:
        return {x.__tablename__: sorted(map(repr, connexion.execute(select(table(x))))) for x in modeles}


def test_les_regles_disent_que_c_est_signe_et_la_rectification_le_corrige(signee: Salle) -> None:
    g = signee.geste
    with signee.lecture() as connexion:
        points = ordre_du_jour.points(connexion, signee.fabrique_id, signee.seance_id)
    gestes: list[Callable[[Any], object]] = [
        lambda x: presences.marquer(x, g, signee.seance_id, signee.sieges[0], "absent"),
        lambda x: ordre_du_jour.resumer(x, g, (points[0].id, points[0].version), "autre"),
        lambda x: minutes.reprendre(x, g, signee.seance_id),
        lambda x: seances.noter(x, g, (signee.seance_id, 99), "autre", None),
    ]
    for geste in gestes:
        with pytest.raises(ErreurMetier, match="signé") as refus:
            signee.faire(geste)
        assert refus.value.code == "seance_signee"

    suivante = signee.faire(lambda x: seances.preparer(x, g, signee.comite_id, seances.NouvelleSeance("2017-03-14")))
    faute = ordre_du_jour.NouveauPoint(noms.RECTIFICATION, rectifie_id=points[0].id)
    corrige = signee.faire(lambda x: ordre_du_jour.inscrire(x, g, suivante, faute))
    signee.faire(lambda x: seances.tenir(x, g, suivante))
    signee.faire(lambda x: decisions.prendre_acte(x, g, corrige, "Lire 9 pour."))
    with signee.lecture() as connexion:
        (dite,) = minutes.rectifications(connexion, signee.fabrique_id, points[0].id)
        signe = minutes.projet(connexion, signee.fabrique_id, signee.seance_id)
    assert (dite.jour, dite.texte) == ("2017-03-14", "Lire 9 pour.")
    assert signe is not None
    assert signe.points[0].avis == "2\u00a0pour"


def test_les_reserves_d_une_seance_signee_se_levent_et_ses_membres_partent(signee: Salle) -> None:
    with signee.lecture() as connexion:
        suivies = {x.genre: x.id for x in reserves.a_suivre(connexion, signee.fabrique_id)}
    signee.faire(lambda x: reserves.lever(x, signee.geste, suivies["reserve"], "2017-01-15", "Local trouvé"))
    assert signee.faire(lambda x: reserves.repondre(x, signee.geste, suivies["demande"], "2017-01-15", "Oui"))
    signee.faire(lambda x: membres.retirer(x, signee.geste, signee.sieges[0], "2017-01-01"))
    signee.faire(lambda x: x.execute(text("DELETE FROM contact")))
    with signee.lecture() as connexion:
        signe = minutes.projet(connexion, signee.fabrique_id, signee.seance_id)
    assert signe is not None
    assert signe.president == "Dominique Membre1"
