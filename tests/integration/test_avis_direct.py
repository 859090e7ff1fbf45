"""The avis of a committee through the engine of the séances: one voice per ticket, counted, detached, never a workshop."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from fabrique_atelier.comite import avis_direct
from fabrique_atelier.comite.avis_direct import Salle
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.creation import Cadre
from fabrique_atelier.seance.droits import ANIMATION, Acteur
from fabrique_atelier.seance.tickets import jeton_de_ticket
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.integration.site import Site
from tests.outillage.comptes import connecter

UNE_BASE = pytest.mark.parametrize("base", ["sqlite"], indirect=True)


def conduite(site: Site) -> Salle:
    acteur = Acteur(ANIMATION, session_id=site.personne.session_id, personne_id=site.personne.personne_id)
    return Salle(site.application.executeur, site.application.reglages.cle, acteur)


def ouvrir(site: Site, voix: int) -> tuple[Salle, str]:
    salle, cadre = conduite(site), Cadre(site.fabrique_id, site.personne.personne_id, pretee=False)
    textes = ("Avis du comité, point\u00a03", "Antenne VRAC")
    seance_id = salle.executeur.ecrire_seul(lambda c: avis_direct.creer(c, salle.cle, cadre, textes, maintenant_ms()))
    avis_direct.ouvrir(salle, seance_id, voix)
    return salle, seance_id


def test_chaque_voix_compte_une_fois_et_le_vote_se_detache(site: Site) -> None:
    salle, seance_id = ouvrir(site, 8)
    membre = Salle(salle.executeur, salle.cle)
    for numero in range(1, 8):
        avis_direct.donner(membre, seance_id, numero, "defavorable" if numero == 1 else "favorable")
    avis_direct.donner(membre, seance_id, 1, "favorable")
    assert avis_direct.donne(membre, seance_id, 1) == "favorable"
    assert avis_direct.donne(membre, seance_id, 8) is None
    assert avis_direct.avancement(salle, seance_id) == avis_direct.Avancement(True, 7, 8)
    attendu = {"favorable": 7, "favorable_reserves": 0, "defavorable": 0, "abstention": 0}
    assert avis_direct.fermer(salle, seance_id) == attendu
    assert avis_direct.fermer(salle, seance_id) == attendu
    assert avis_direct.donne(membre, seance_id, 1) is None
    with pytest.raises(ErreurMetier, match="terminée"):
        avis_direct.donner(membre, seance_id, 8, "abstention")
    with lire(site.application.moteur) as connexion:
        assert connexion.execute(select(m.Seance.modele).where(m.Seance.id == seance_id)).scalar() == "comite"
        assert connexion.execute(select(m.Vote.sel).where(m.Vote.seance_id == seance_id)).scalar() is None
        bulletins = select(func.count()).select_from(m.Bulletin).join(m.Vote, m.Vote.id == m.Bulletin.vote_id)
        assert connexion.execute(bulletins.where(m.Vote.seance_id == seance_id)).scalar() == 7


@UNE_BASE
def test_une_voix_retiree_emporte_son_avis_et_une_arrivee_en_ajoute_une(site: Site) -> None:
    salle, seance_id = ouvrir(site, 2)
    avis_direct.donner(salle, seance_id, 1, "defavorable")
    avis_direct.retirer_voix(salle, seance_id, 1)
    with pytest.raises(ErreurMetier, match="annulé"):
        avis_direct.donner(salle, seance_id, 1, "favorable")
    assert avis_direct.ajouter_voix(salle, seance_id) == 3
    avis_direct.donner(salle, seance_id, 3, "abstention")
    assert avis_direct.avancement(salle, seance_id) == avis_direct.Avancement(True, 1, 2)
    assert avis_direct.fermer(salle, seance_id)["defavorable"] == 0


@UNE_BASE
def test_le_ticket_lu_sur_un_telephone_ne_double_pas_la_voix(site: Site) -> None:
    salle, seance_id = ouvrir(site, 2)
    ticket = jeton_de_ticket(salle.cle, seance_id, 1)
    assert "Avis du comité" in site.page(f"/t/{ticket}").text
    corps = {"jeton": "0" * 32, "entree": ticket, "pseudonyme": ""}
    entree = site.json("POST", "/api/rejoindre", corps)
    assert entree.status_code == 200, entree.text
    etat = site.json("GET", f"/api/etat?role=participant&seance={seance_id}", jeton="0" * 32).json
    (vote,) = [v for e, _i, v in etat["instantane"]["c"] if e == "vote"]
    assert len(vote["objets"]) == 4
    reponse = site.commander(
        "0" * 32, "voter", seance=seance_id, vote_id=vote["id"], version=1, gommettes={vote["objets"][2]: 1}
    )
    assert reponse.status_code == 200, reponse.text
    avis_direct.donner(salle, seance_id, 1, "favorable")
    resultat = avis_direct.fermer(salle, seance_id)
    assert (resultat["favorable"], resultat["defavorable"]) == (1, 0)
    # the totals belong to the committee: the public result page of that séance shows none
    assert "gommette" not in site.page(f"/suites/{seance_id}").text


@UNE_BASE
def test_qui_ne_gere_pas_les_seances_d_ici_n_ouvre_rien(site: Site) -> None:
    salle, seance_id = ouvrir(site, 2)
    ailleurs = connecter(site.application.moteur, {})
    intrus = Salle(salle.executeur, salle.cle, Acteur(ANIMATION, session_id=ailleurs.session_id))
    with pytest.raises(ErreurMetier, match="session"):
        avis_direct.fermer(intrus, seance_id)
    assert avis_direct.avancement(salle, seance_id).ouvert
