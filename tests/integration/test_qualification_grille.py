"""Around the notes: utilité sociale, zones kept, the grid and its versions, several ideas side by side (§3.14, §3.16)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import qualification
from fabrique_atelier.reseau import zonages
from fabrique_atelier.socle.base import ecrire
from tests.integration.qualification_essai import UNE_BASE, VRAC, Personne, deux_personnes, lue, manques, mots, ouvrir
from tests.integration.site import Page, Site, lire_page
from tests.outillage import dossiers
from tests.outillage.comptes import fabrique


@pytest.fixture
def deux(site: Site) -> tuple[Personne, Personne]:
    return deux_personnes(site)


@UNE_BASE
def test_une_grille_signee_ne_change_plus(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    claire.signer(VRAC)
    champs = karim.champs("/qualification/noter")
    assert claire.conclure(signer="1").status_code == 303
    assert claire.conclure(signer="1").status_code == 303, "signer deux fois ne fait rien de plus"
    tard = champs | {f"note_{c}": "0" for c in VRAC} | {"signer": "1"}
    refus = lire_page(karim.client.post(karim.dossier + "/qualification/noter", data=tard))
    assert refus.status_code == 400
    assert "La grille de ce tour est signée" in mots(refus)
    assert (lue(claire).score_dixiemes, len(lue(claire).evaluations)) == (850, 1)
    assert "85,0" in mots(karim.page()), "le tour est fini : tout le monde lit"


@UNE_BASE
def test_un_besoin_note_zero_demande_une_dispense(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    claire.signer(VRAC | {"C1": 0})
    assert "Le besoin est noté 0" in mots(claire.page())
    assert claire.conclure(signer="1").status_code == 303
    assert claire.poster("/qualification/utilite", buts="soutien_publics_fragiles").status_code == 303
    assert manques(claire) == {"besoin_zero"}
    dispense = {"buts": "soutien_publics_fragiles", "dispense": "Étude déjà commandée."}
    assert claire.poster("/qualification/utilite", **dispense).status_code == 303
    assert manques(claire) == set()


@UNE_BASE
def test_le_quatrieme_effet_ne_compte_qu_avec_un_autre(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    quatre = "developpement_durable_transition_culture_solidarite_internationale"
    reponses = {"besoin": "oui", "besoin_note": "Rien le dimanche.", "effets": "a_verifier"}
    refus = claire.poster("/qualification/utilite", buts=quatre, **reponses)
    assert refus.status_code == 400
    assert "Cet effet ne compte, dans la loi, que s’il agit aussi" in mots(refus)
    assert "Rien le dimanche." in refus.text
    ouvert = karim.champs("/qualification/utilite")
    deux_buts = [quatre, "education_citoyennete"]
    assert claire.poster("/qualification/utilite", buts=deux_buts, **reponses).status_code == 303
    page = mots(claire.page())
    assert "Contribuer à l’éducation à la citoyenneté" in page
    assert "Le besoin est-il mal satisfait aujourd’hui ? Oui Rien le dimanche." in page.replace("\u202f", " ")
    conflit = lire_page(
        karim.client.post(karim.dossier + "/qualification/utilite", data=ouvert | {"dispense": "Le texte de Karim."})
    )
    assert conflit.status_code == 400
    assert "Enregistré entre-temps : « Contribuer à l’éducation" in mots(conflit)
    assert "Le texte de Karim." in conflit.text


@UNE_BASE
def test_les_zonages_restent_ceux_du_jour_de_la_signature(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    moteur, t = claire.site.application.moteur, m.DossierTerritoire
    with ecrire(moteur) as c:
        lieu = c.execute(select(t.territoire_id).where(t.dossier_id == claire.dossier_id)).scalar_one()
        par = dossiers.geste(c, claire.site.fabrique_id)
        zonages.ajouter(c, par, lieu, zonages.Fiche("montagne", "", "", None, None, "ANCT", None))
        zonages.ajouter(c, par, lieu, zonages.Fiche("zrr", "", "", None, "2024-06-30", "ANCT", None))
    claire.signer(VRAC)
    assert claire.conclure(signer="1").status_code == 303
    with ecrire(moteur) as c:
        for z in zonages.lister(c, lieu, "2026-11-22"):
            zonages.supprimer(c, dossiers.geste(c, claire.site.fabrique_id), lieu, z.id)
        figes = c.execute(select(t.zonages).where(t.dossier_id == claire.dossier_id)).scalar_one()
    assert [z["type"] for z in figes] == ["montagne"]
    assert "Zone de montagne" in mots(claire.page())


def _grille(site: Site, **champs: str) -> Page:
    page = site.page(f"/equipe/{site.fabrique}/reglages/grille").text
    lus = dict(re.findall(r'<input[^>]*?\bname="([^"]+)"[^>]*?\bvalue="([^"]*)"', page))
    return site.poster(f"/equipe/{site.fabrique}/reglages/grille", {n: unescape(v) for n, v in lus.items()} | champs)


def test_changer_les_poids_ne_change_aucun_score_passe(deux: tuple[Personne, Personne], site: Site) -> None:
    claire, _ = deux
    claire.signer(VRAC)
    assert claire.conclure(signer="1").status_code == 303
    faux = _grille(site, **{"criteres-0-poids": "30"})
    assert faux.status_code == 400
    assert "Les poids doivent faire 100 au total : ils font 110" in mots(faux)
    assert 'value="30"' in faux.text
    assert "ne s’enlève pas" in mots(_grille(site, **{"criteres-0-libelle": "", "criteres-1-poids": "30"}))
    juste = {"criteres-0-poids": "50", "criteres-1-libelle": "", "criteres-2-libelle": "", "criteres-3-libelle": ""}
    assert _grille(site, **juste, **{"criteres-10-libelle": "Sobriété", "criteres-10-poids": "5"}).status_code == 303
    assert "85,0 sur 100" in mots(claire.page())
    assert lue(claire).score() == 850
    autre = Personne(site, ouvrir(site, "Autre idée"), "Anne Le Goff")
    codes = [c.code for c in lue(autre).grille.criteres]
    assert codes == ["C1", "C5", "C6", "C7", "C8", "C9", "C10", "C11"]
    assert "Grille n° 1" in mots(site.page(f"/equipe/{site.fabrique}/reglages/grille"))


@UNE_BASE
def test_deux_personnes_changent_la_grille(site: Site) -> None:
    chemin = f"/equipe/{site.fabrique}/reglages/grille"
    page = site.page(chemin).text
    lus = {n: unescape(v) for n, v in re.findall(r'<input[^>]*?\bname="([^"]+)"[^>]*?\bvalue="([^"]*)"', page)}
    assert _grille(site, **{"criteres-0-libelle": "Le besoin"}).status_code == 303
    conflit = site.poster(chemin, lus | {"criteres-0-libelle": "Besoin vérifié"})
    assert conflit.status_code == 400
    assert "Le besoin, 20 %" in mots(conflit)
    assert 'value="Besoin vérifié"' in conflit.text


def test_comparer_plusieurs_idees(deux: tuple[Personne, Personne], site: Site) -> None:
    claire, karim = deux
    ailleurs = fabrique(site.application.moteur, "ailleurs")
    petite = ouvrir(site, "Petite idée")
    with ecrire(site.application.moteur) as c:
        par = dossiers.geste(c, site.fabrique_id, claire.compte.personne_id)
        la = dossiers.geste(c, ailleurs, claire.compte.personne_id)
        etrangere = dossiers.dossier(c, la, "Idée d’ailleurs", stade="en_qualification")
        for qui, dossier_id, notes in ((par, petite, dict.fromkeys(VRAC, 1)), (la, etrangere, VRAC)):
            qualification.noter(c, qui, dossier_id, 0, notes, {})
            qualification.signer_evaluation(c, qui, dossier_id)
            qualification.signer(c, qui, dossier_id)
    claire.signer(VRAC | {"C4": 3})
    karim.signer(VRAC | {"C4": 1}, commentaire_C1="Jamais montré ici.")
    comparer = f"/equipe/{site.fabrique}/qualification/comparer"
    adresse = f"{comparer}?d={petite}&d={etrangere}&d={claire.dossier_id}"
    avant = site.page(adresse)
    assert "Groupement d’achats" not in unescape(avant.text), "pas de grille signée, rien à comparer"
    assert claire.conclure(ecart_C4="Vu.", signer="1").status_code == 303
    page = site.page(adresse)
    lu = mots(page)
    assert "Idée d’ailleurs" not in lu
    assert lu.index("Groupement d’achats") < lu.index("Petite idée"), "le meilleur score d’abord"
    assert "C4 Modèle économique possible 2 1 à 3 1" in lu
    assert "Score sur 100 85,0 33,3" in lu
    assert page.text.count("comparaison__ecart") == 1
    assert "Modèle économique possible 2 sur 3, de 1 à 3" in unescape(page.text), "l’image a son texte"
    assert "Jamais montré ici." not in page.text
    assert site.page(f"{comparer}?choisir=1").status_code == 200
