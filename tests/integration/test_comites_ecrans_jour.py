"""The day of a sitting, without a browser: voting on phones, deciding, signing minutes that never change."""

from __future__ import annotations

import re

import pytest

from fabrique_atelier.comite import avis
from fabrique_atelier.seance import lectures as ateliers
from fabrique_atelier.socle.base import lire
from tests.integration.comites_bureau import Bureau, Donnees
from tests.integration.site import Site

#: What the two databases do differently is tested with the use-cases; here only the walk through the pages is.
UNE_BASE = pytest.mark.parametrize("base", ["sqlite"], indirect=True)


@pytest.fixture
def bureau(site: Site) -> Bureau:
    return Bureau(site)


def test_voter_sur_les_telephones(bureau: Bureau) -> None:
    """11 voices, 8 members there, one put aside: 7 tickets, each worth one voice, on a page or on a phone."""
    salle = bureau.salle
    point = salle.inscrire(salle.dossier("Antenne VRAC"))
    deporte, membre = bureau.membre(7), bureau.membre(1)
    bureau.fait(f"/comites/points/{point}/deport", {"membre_id": salle.sieges[7], "motif": "Administre l’antenne"})
    bureau.fait(f"{bureau.seance}/tenir")
    moi, le_point = f"/mon-comite/seances/{salle.seance_id}", f"/comites/points/{point}"
    assert "Vous êtes là" in bureau.fait(f"{moi}/presence", qui=membre)
    for rang in (0, *range(2, 8)):
        bureau.fait(f"{bureau.seance}/presence", {"membre_id": salle.sieges[rang], "etat": "present"})
    assert "8\u00a0voix présentes sur 11. Quorum\u00a0: 6, atteint." in bureau.lire(f"{bureau.seance}/jour").text
    assert "7\u00a0voix présentes sur 10, 1\u00a0déport" in bureau.lire(le_point).text
    bureau.fait(f"{le_point}/vote/ouvrir")
    assert "déjà ouvert" in bureau.fait(f"{le_point}/vote/ouvrir")
    assert "fermez-le d’abord" in bureau.lire(le_point).text
    assert bureau.lire(f"{le_point}/etat").json["vote"] == {"exprimes": 0, "attendus": 7}
    assert 'name="numero"' not in bureau.lire(moi, deporte).text
    (numero,) = re.findall(r'name="numero" value="(\d+)"', bureau.lire(moi, membre).text)
    donner = f"/mon-comite/points/{point}/avis"
    assert "n’est pas ouvert pour vous" in bureau.fait(donner, {"numero": numero, "avis": "defavorable"}, deporte)
    bureau.fait(donner, {"numero": numero, "avis": "defavorable"}, membre)
    assert 'aria-pressed="true"><span>Favorable</span>' in bureau.fait(
        donner, {"numero": numero, "avis": "favorable"}, membre
    )
    jetons = re.findall(r'src="/t/([^".]+)\.svg"', bureau.lire(f"{le_point}/vote/tickets").text)
    assert len(jetons) == 7
    for rang, jeton in enumerate(jetons, 1):
        if str(rang) != numero:
            _voter_au_telephone(bureau.site, jeton, f"{rang:032x}")
    assert bureau.lire(f"{le_point}/etat").json["vote"] == {"exprimes": 7, "attendus": 7}
    with lire(bureau.site.application.moteur) as connexion:
        assert ateliers.seances(connexion, salle.fabrique_id) == []
    assert "au secret" in bureau.fait(f"{le_point}/vote/fermer", {"sur": "idee"})
    with lire(bureau.site.application.moteur) as connexion:
        releve = avis.du_point(connexion, point)
    assert releve is not None
    assert (releve.totaux.favorable, releve.totaux.total) == (7, 7)


@UNE_BASE
def test_une_arrivee_et_un_depart_pendant_le_vote(bureau: Bureau) -> None:
    salle = bureau.salle
    point = salle.inscrire(salle.dossier("Antenne VRAC"))
    salle.presents(3)
    le_point = f"/comites/points/{point}"
    bureau.fait(f"{le_point}/vote/ouvrir")

    def attendus() -> int:
        return int(bureau.lire(f"{le_point}/etat").json["vote"]["attendus"])

    assert attendus() == 3
    bureau.fait(f"/mon-comite/seances/{salle.seance_id}/presence", qui=bureau.membre(5))
    assert attendus() == 4
    bureau.fait(f"{bureau.seance}/presence", {"membre_id": salle.sieges[0], "etat": "absent"})
    assert attendus() == 3
    bureau.fait(
        f"{bureau.seance}/presence", {"membre_id": salle.sieges[0], "etat": "represente", "pouvoir_a": salle.sieges[1]}
    )
    assert attendus() == 4
    bureau.fait(f"{le_point}/deport", {"membre_id": salle.sieges[1]})
    assert attendus() == 2


@UNE_BASE
def test_decider_puis_signer(bureau: Bureau) -> None:
    """« 7 pour, 1 déport » in signed minutes that nothing changes any more."""
    salle = bureau.salle
    point = salle.inscrire(salle.dossier("Antenne VRAC"))
    le_point, cr, membre = f"/comites/points/{point}", f"{bureau.seance}/compte-rendu", bureau.membre(1)
    bureau.fait(f"{le_point}/deport", {"membre_id": salle.sieges[7], "motif": "Administre l’antenne"})
    salle.presents(8)
    bureau.fait(f"{le_point}/avis", {"favorable": "7", "sur": "decision"})
    choix: Donnees = {"decision": "validee", "rang": "1", "retour": "en_qualification", "motif_code": ""}
    sans_motif = bureau.poster(le_point, {**choix, "motif": ""})
    assert sans_motif.status_code == 400
    assert "Écrivez" in sans_motif.text
    bureau.fait(le_point, {**choix, "motif": "Besoin prouvé."})
    deux_fois = bureau.poster(
        le_point, {**choix, "decision": "refusee", "motif": "Non", "motif_code": "autre", "rang": ""}
    )
    assert deux_fois.status_code == 400
    assert "7\u00a0pour, 1\u00a0déport" in bureau.lire(le_point).text
    bureau.fait(f"{cr}/relire")
    bureau.fait(cr, {"notes": "Merci à toutes et tous.", "prochaine": "2017-03-14", "version": bureau.version(cr)})
    assert bureau.poster(f"{cr}/signer", {"noms": "Camille Petit", "jour": "2016-12-20"}).status_code == 400
    moi = f"/mon-comite/seances/{salle.seance_id}/compte-rendu"
    assert "n’est pas encore signé" in bureau.lire(moi, membre).text
    signe = {"noms": "Dominique Membre1, présidence\nCamille Petit, secrétariat", "jour": "2016-12-20"}
    bureau.fait(f"{cr}/signer", signe)
    for qui, page in ((bureau.equipe, cr), (membre, moi), (membre, f"{moi}.html")):
        texte = bureau.lire(page, qui).text
        assert "7\u00a0pour, 1\u00a0déport" in texte
        assert "Merci à toutes et tous." in texte
    assert "rien n’y change plus" in bureau.fait(
        f"{le_point}/divergence", {"membre_id": salle.sieges[0], "texte": "Non"}
    )
    perdu = bureau.poster(f"{le_point}/synthese", {"synthese": "Autre chose", "version": "9"})
    assert perdu.status_code == 409
    assert "rien n’y change plus" in perdu.text


def _voter_au_telephone(site: Site, ticket: str, telephone: str) -> None:
    """Answer « Favorable » with the voting screen of a phone that has read a ticket."""
    entree = site.json("POST", "/api/rejoindre", {"jeton": telephone, "entree": ticket, "pseudonyme": ""}).json
    seance = entree["seance"]
    etat = site.json("GET", f"/api/etat?role=participant&seance={seance}", jeton=telephone).json
    (vote,) = [v for e, _i, v in etat["instantane"]["c"] if e == "vote"]
    gommettes = {vote["objets"][0]: 1}
    reponse = site.commander(telephone, "voter", seance=seance, vote_id=vote["id"], version=1, gommettes=gommettes)
    assert reponse.status_code == 200, reponse.text
