"""The pages of the committees, without a browser: composing, preparing; what a déporté member never gets."""

from __future__ import annotations

import html
import re

import pytest

from fabrique_atelier.comite import comites, seances
from fabrique_atelier.dossier import documents
from fabrique_atelier.etude import etudes
from fabrique_atelier.porteur import porteurs
from tests.integration.comites_bureau import Bureau, Donnees
from tests.integration.site import Site
from tests.unitaires.test_comites_ecrans_ics import lire_texte, relire

PDF = b"%PDF-1.4\nsecret de l'antenne\n%%EOF\n"
#: What the two databases do differently is tested with the use-cases; here only the walk through the pages is.
UNE_BASE = pytest.mark.parametrize("base", ["sqlite"], indirect=True)


@pytest.fixture
def bureau(site: Site) -> Bureau:
    return Bureau(site)


@UNE_BASE
def test_composer_un_comite(bureau: Bureau) -> None:
    assert "Comité d’engagement" in bureau.lire("/comites").text
    regles: Donnees = {"type": "pilotage", "nom": "Pilotage", "portes": ["G1", "G2"], "majorite": "simple"}
    refus = bureau.poster("/comites/nouveau", {**regles, "quorum_pct": "150", "nom": "Mon pilotage"})
    assert refus.status_code == 400
    assert "Mon pilotage" in refus.text
    assert "entre 0 et 100" in refus.text
    page = bureau.fait("/comites/nouveau", {**regles, "quorum_pct": "50"})
    assert "Quorum\u00a0: 50" in page
    comite_id = re.search(r"/comites/([0-9a-f-]{36})/modifier", page)
    assert comite_id
    autre = bureau.salle.asseoir(1, comite_id[1])[0]
    assert "1\u00a0collège seulement" in bureau.lire(f"/comites/{comite_id[1]}").text
    assert "ne siège plus" in bureau.fait(f"/comites/membres/{autre}/retirer")


@UNE_BASE
def test_composer_le_comite_de_suivi_d_un_projet(bureau: Bureau) -> None:
    """SY10: the dossier’s page offers to compose it, says how many members are still missing, then offers a sitting."""
    chemin = f"/dossiers/{bureau.salle.dossier('Antenne VRAC', 'etude_a_lancer')}/comite"
    assert "Composer le\u00a0comité de suivi" in bureau.lire(chemin).text
    assert bureau.poster(chemin, {"type": "suivi", "nom": "", "majorite": "consensus"}).status_code == 400
    compose = {"type": "suivi", "nom": "Suivi VRAC", "portes": ["G2", "G3", "G4"], "majorite": "consensus"}
    page = html.unescape(bureau.fait(chemin, compose))
    assert "Encore 3\u00a0membres à trouver" in page
    comite_id = re.search(r"/comites/([0-9a-f-]{36})/membres/nouveau", page)
    assert comite_id
    bureau.salle.asseoir(3, comite_id[1])
    assert "Inscrire à une séance" in bureau.lire(chemin).text


@UNE_BASE
def test_le_dossier_d_un_point_porte_ce_que_la_porte_decide(bureau: Bureau) -> None:
    """From G2 on, the pack shows the verdicts of the étude; at G3, who is proposed; at G1 neither."""
    salle, porteur = bureau.salle, dict.fromkeys(("partenaire_id", "personne_id"))
    projet = salle.dossier("Antenne VRAC", "porteur_propose")
    verdicts = {"verdicts": {"V1": "valide", "V4": "a_approfondir"}, "conclusion": "concluante_sous_reserve"}
    salle.faire(lambda c: etudes.conclure(c, salle.geste, projet, 0, verdicts))
    choisi = {**porteur, "type": "individu", "route": "pressenti", "nom": "Awa Diallo", "depuis": "2016-12"}
    salle.faire(lambda c: porteurs.designer(c, salle.geste, projet, choisi | {"personnes": [], "colleges": []}))
    suivi = comites.NouveauComite("suivi", "Suivi VRAC", ["G2", "G3"], dossier_id=projet)
    comite_id = salle.faire(lambda c: comites.creer(c, salle.geste, suivi))
    seance = salle.faire(lambda c: seances.preparer(c, salle.geste, comite_id, seances.NouvelleSeance("2016-12-20")))
    lus = {}
    for porte in ("G1", "G3"):
        sujet = projet if porte == "G3" else salle.dossier("Autre idée", "pret_comite")
        point = salle.inscrire(sujet, porte, seance if porte == "G3" else "")
        lus[porte] = html.unescape(bureau.lire(f"/comites/points/{point}/dossier").text)
    assert "Une personne, depuis décembre\u00a02016." in lus["G3"]
    assert "L’étude est <strong>concluante sous réserve</strong>" in lus["G3"]
    assert "L’étude d’opportunité" not in lus["G1"]


@UNE_BASE
def test_deux_personnes_changent_les_memes_regles(bureau: Bureau) -> None:
    chemin = f"/comites/{bureau.salle.comite_id}/modifier"
    regles: Donnees = {"type": "engagement", "portes": ["G1"], "majorite": "consensus", "quorum_pct": "50"}
    assert "Règles de Claire" in bureau.fait(chemin, {**regles, "version": "1", "nom": "Règles de Claire"})
    conflit = bureau.poster(chemin, {**regles, "version": "1", "nom": "Règles de Paul"})
    assert conflit.status_code == 400
    assert "Règles de Paul" in conflit.text
    assert "Enregistré entre-temps\u00a0: «\u00a0Règles de Claire\u00a0»" in conflit.text
    assert "Règles de Paul" in bureau.fait(chemin, {**regles, "version": "2", "nom": "Règles de Paul"})


@UNE_BASE
def test_preparer_un_ordre_du_jour(bureau: Bureau) -> None:
    salle = bureau.salle
    vrac, camion = salle.dossier("Antenne VRAC"), salle.dossier("Camion-marché")
    assert "Antenne VRAC" in bureau.lire(bureau.seance).text  # proposed
    champs = {"porte": "G1", "seance_comite_id": salle.seance_id, "recommandation": "validee"}
    bureau.fait(f"/comites/inscrire/{vrac}", {**champs, "recommandation_texte": "Besoin prouvé"})
    page = bureau.fait(f"/comites/inscrire/{camion}", champs)
    deux_fois = bureau.poster(f"/comites/inscrire/{camion}", {**champs, "recommandation_texte": "Gardé"})
    assert deux_fois.status_code == 400
    assert "déjà inscrit" in deux_fois.text
    assert "Gardé" in deux_fois.text
    points = _points(page)
    assert len(points) == 2
    assert _points(bureau.fait(f"{bureau.seance}/ordre", {"point": points[1], "sens": "haut"})) == points[::-1]
    assert _points(bureau.fait(f"{bureau.seance}/ordre", {"ordre": points})) == points
    assert "ordre n’a pas changé" in bureau.fait(f"{bureau.seance}/ordre", {"ordre": points[:1]})
    assert _points(bureau.fait(f"/comites/points/{points[1]}/retirer")) == points[:1]


@UNE_BASE
def test_convoquer_et_deplacer(bureau: Bureau) -> None:
    """The calendar file keeps its identifier, its sequence grows; the letter and the warning say what they must."""
    salle = bureau.salle
    salle.inscrire(salle.dossier("Antenne VRAC"))
    page = bureau.fait(f"{bureau.seance}/convoquer")
    assert "Aucun courriel ne part d’ici" in page
    assert "Rien n’est bloqué" in page  # the sitting is past: the papers are late
    assert "mardi 13\u00a0décembre\u00a02016" in html.unescape(bureau.lire(f"{bureau.seance}/convocation").text)
    (lu,) = relire(bureau.lire(f"{bureau.seance}/convocation.ics").data)
    assert lu["DTSTART;TZID=Europe/Paris"] == "20161213T180000"
    assert (lu["UID"], lu["SEQUENCE"]) == (f"{salle.seance_id}@fabrique-atelier", "0")
    assert lire_texte(lu["DESCRIPTION"]) == "1. Antenne VRAC"
    chemin = f"{bureau.seance}/date"
    date = {"jour": "2016-12-14", "heure": "18:30", "duree_min": "90", "mode": "presentiel", "lieu": "Ailleurs"}
    perime = bureau.poster(chemin, {**date, "version": "1"})
    assert perime.status_code == 400
    assert "Ailleurs" in perime.text
    bureau.fait(chemin, {**date, "version": bureau.version(chemin)})
    (deplace,) = relire(bureau.lire(f"{bureau.seance}/convocation.ics").data)
    assert (deplace["UID"], deplace["SEQUENCE"]) == (lu["UID"], "1")
    assert deplace["DTSTART;TZID=Europe/Paris"] == "20161214T183000"


@UNE_BASE
def test_un_membre_deporte_ne_recoit_rien(bureau: Bureau) -> None:
    salle = bureau.salle
    vrac, camion = salle.dossier("Antenne VRAC"), salle.dossier("Camion-marché")
    piece = salle.faire(lambda c: documents.deposer(c, salle.geste, vrac, "autre", "note.pdf", PDF))
    point, libre = salle.inscrire(vrac), salle.inscrire(camion)
    champs = {
        "titre": "Antenne VRAC",
        "recommandation": "validee",
        "recommandation_texte": "Texte secret",
        "version": "1",
    }
    bureau.fait(f"/comites/points/{point}/preparer", {**champs, "pieces": [piece]})
    deporte, autre = bureau.membre(0), bureau.membre(1)
    moi = f"/mon-comite/seances/{salle.seance_id}"
    assert bureau.lire(moi, autre).status_code == 404  # not convoked yet
    bureau.fait(f"/comites/points/{point}/deport", {"membre_id": salle.sieges[0], "motif": "Administre l’antenne"})
    bureau.fait(f"{bureau.seance}/convoquer")
    fichier = f"/mon-comite/points/{point}/pieces/{piece}"
    assert bureau.lire(fichier, autre).data == PDF
    assert bureau.lire(f"/mon-comite/points/{libre}/pieces/{piece}", autre).status_code == 404
    assert "Texte secret" in bureau.lire(f"/mon-comite/points/{point}/dossier", autre).text
    for chemin in (fichier, f"/dossiers/{vrac}", f"/dossiers/{vrac}/fiche", f"/comites/points/{point}/dossier"):
        assert bureau.lire(chemin, deporte).status_code in (403, 404), chemin
    page = bureau.lire(f"/mon-comite/points/{point}/dossier", deporte).text
    agenda = bureau.lire(moi, deporte).text
    assert "administre l’antenne" in page
    assert "Antenne VRAC" in agenda
    assert f"/mon-comite/points/{point}/dossier" not in agenda
    assert "Texte secret" not in page + agenda


@UNE_BASE
def test_qui_ne_siege_pas_ne_voit_rien(bureau: Bureau) -> None:
    salle = bureau.salle
    point = salle.inscrire(salle.dossier("Antenne VRAC"))
    bureau.fait(f"{bureau.seance}/convoquer")
    intrus = bureau.navigateur()
    moi = f"/mon-comite/seances/{salle.seance_id}"
    for chemin in (
        moi,
        f"{moi}/etat",
        f"{moi}/agenda.ics",
        f"{moi}/compte-rendu",
        f"/mon-comite/points/{point}/dossier",
    ):
        assert bureau.lire(chemin, intrus).status_code == 404, chemin
    for chemin in (f"{moi}/presence", f"/mon-comite/points/{point}/avis"):
        assert bureau.poster(chemin, qui=intrus).status_code == 404, chemin
    assert "n’est lié à aucun comité" in bureau.lire("/mon-comite", intrus).text


def _points(page: str) -> list[str]:
    return re.findall(r'data-point="([0-9a-f-]{36})"', page)
