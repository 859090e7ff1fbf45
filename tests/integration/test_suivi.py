"""Following up: milestones in any order (SY14, SY20), money, points, the way out (SY25)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.socle.base import creer_moteur, ecrire, lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.suivi import financements, jalons, points, sortie
from fabrique_atelier.suivi import models as m
from fabrique_atelier.suivi.faits import faits
from fabrique_atelier.suivi.nomenclatures import CRITERES
from fabrique_atelier.suivi.sortie import Critere, Sortie
from tests.conftest import BaseDeTest
from tests.integration.dossiers_pages import chemin, envoyer, lue, ouvrir
from tests.integration.reseau_partenaires import champs_de, semer
from tests.integration.site import Site
from tests.outillage import dossiers

LIGNE: dict[str, Any] = {"beneficiaire": "projet", "partenaire_id": None, "financeur": "Fondation", "annees": []}
LIGNE |= {"categorie": "fondation", "nature": "mecenat", "etat": "accorde", "dispositif": "", "reference": ""}
LIGNE |= {"montant_demande": 500_00, "montant_accorde": 400_00, "montant_verse": None, "note_positionnement": ""}
POINT: dict[str, Any] = {"jour": "2026-11-02", "mois": 3, "forme": "visite", "etat": "a_surveiller", "suites": []}
POINT |= {"difficultes": "", "annee": 2026, "indicateurs": {"etp": 1.5}}


def _jalon(site: Site, dossier_id: str, genre: str, **champs: str) -> None:
    fait = envoyer(site, dossier_id, "suivi/jalons/nouveau", type=genre, fiabilite="certaine", **champs)
    assert fait.status_code == 303, fait.text


def test_sy14_sy20_les_jalons_se_datent_comme_on_le_sait(site: Site) -> None:
    dossier_id = ouvrir(site, "VRAC Toulouse", stade="etude_en_cours", date_detection="2016")
    _jalon(site, dossier_id, "premier_recrutement", reel="04/2019")
    _jalon(site, dossier_id, "fin_etude", reel="2019-02")
    _jalon(site, dossier_id, "creation_juridique", reel="11/2018")
    page = lue(site, dossier_id, "suivi/jalons")
    assert "La création précède la fin de l’étude. Est-ce voulu ?" in page
    places = [page.index(nom) for nom in ("Création juridique", "Fin de l’étude d’opportunité", "Premier recrutement")]
    assert places == sorted(places)
    assert "Premier recrutement au moins 27 mois après la détection" in page
    assert "La création précède la fin de l’étude. Est-ce voulu ?" in lue(site, dossier_id, "suivi")


def test_sy20_l_etude_qui_court_encore_compte_sans_jalon(site: Site) -> None:
    dossier_id = ouvrir(site, "VRAC Toulouse", stade="etude_en_cours", date_detection="2016")
    _jalon(site, dossier_id, "creation_juridique", reel="11/2018")
    assert "précède la fin de l’étude" not in lue(site, dossier_id, "suivi")
    cadre = {
        "responsable": "Claire",
        "debut": "2017-09",
        "fin_prevue": "2019-02",
        "mode": "fonds_propres",
        "version": 0,
    }
    assert envoyer(site, dossier_id, "etude/cadre", **cadre).status_code == 303
    for page in ("", "suivi", "suivi/jalons"):
        assert "La création précède la fin de l’étude. Est-ce voulu ?" in lue(site, dossier_id, page)
    assert "Fin de l’étude d’opportunité" in lue(site, dossier_id, "suivi")


def test_un_jalon_a_venir_est_prevu_et_rien_de_tape_ne_se_perd(site: Site) -> None:
    dossier_id = ouvrir(site)
    refus = envoyer(site, dossier_id, "suivi/jalons/nouveau", type="ouverture", fiabilite="certaine", reel="03/2090")
    assert refus.status_code == 400
    assert "écrivez-la comme date prévue" in refus.text
    assert 'value="03/2090"' in refus.text
    _jalon(site, dossier_id, "ouverture", prevu="03/2090", libelle="Deuxième lieu")
    assert "mars 2090 Deuxième lieu prévu" in lue(site, dossier_id, "suivi/jalons")
    with lire(site.application.moteur) as connexion:
        jalon_id = connexion.execute(select(m.Jalon.id)).scalar_one()
    fin = f"suivi/jalons/{jalon_id}"
    avant = champs_de(site.page(chemin(site, dossier_id, fin))) | {"fiabilite": "certaine"}
    assert envoyer(site, dossier_id, fin, fiabilite="certaine", libelle="Le lieu de Claire").status_code == 303
    conflit = site.poster(chemin(site, dossier_id, fin), avant | {"libelle": "Le lieu de Paul"})
    assert conflit.status_code == 400
    assert "Le lieu de Paul" in conflit.text
    assert "Le lieu de Claire" in conflit.text
    assert site.poster(chemin(site, dossier_id, f"{fin}/supprimer"), champs_de(conflit)).status_code == 303
    assert "Aucun jalon" in lue(site, dossier_id, "suivi/jalons")


def test_l_argent_se_compte_par_nature(site: Site) -> None:
    dossier_id = ouvrir(site)
    [fondation] = semer(site, "Fondation du logement")
    listes = {"beneficiaire": "projet", "categorie": "fondation", "nature": "mecenat", "etat": "accorde"}
    champs = listes | {"partenaire": fondation, "montant_demande": "60 000", "montant_accorde": "45 000,50 €"}
    assert envoyer(site, dossier_id, "suivi/financements/nouveau", **champs).status_code == 303
    prestation = listes | {"nature": "prestation", "financeur": "Ville", "montant_accorde": "douze"}
    incompris = envoyer(site, dossier_id, "suivi/financements/nouveau", **prestation)
    assert (incompris.status_code, "Ce montant n’est pas compris" in incompris.text) == (400, True)
    sans_note = envoyer(site, dossier_id, "suivi/financements/nouveau", **prestation | {"montant_accorde": "12"})
    assert (sans_note.status_code, "note de positionnement" in sans_note.text) == (400, True)
    page = lue(site, dossier_id, "suivi/financements")
    assert "Mécénat 60 000 € 45 000,50 € –" in page
    assert "Fondation du logement" in page


def test_un_refus_ne_compte_pas_comme_accorde(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par)
        for etat in ("accorde", "refuse"):
            financements.ajouter(connexion, par, dossier_id, LIGNE | {"etat": etat})
        lignes = financements.tous(connexion, dossier_id)
        assert [(t.nature, t.demande, t.accorde) for t in financements.totaux(lignes)] == [("mecenat", 1000_00, 400_00)]
        assert financements.totaux(lignes, "etude") == []
        financements.modifier(connexion, par, lignes[0], 1, LIGNE)
        with pytest.raises(VersionDepassee):
            financements.modifier(connexion, par, lignes[0], 1, LIGNE)
    moteur.dispose()


def test_les_points_commencent_a_la_transmission(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        tot = dossiers.dossier(connexion, par, stade="etude_en_cours")
        with pytest.raises(ErreurMetier, match="commencent à la transmission"):
            points.enregistrer(connexion, par, tot, (None, 0), POINT)
        dossier_id = dossiers.dossier(connexion, par, stade="creation")
        with pytest.raises(ErreurMetier, match="pour quelle année"):
            points.enregistrer(connexion, par, dossier_id, (None, 0), POINT | {"annee": None})
        points.enregistrer(connexion, par, dossier_id, (None, 0), POINT)
        with pytest.raises(ErreurMetier, match="a déjà été tenu"):
            points.enregistrer(connexion, par, dossier_id, (None, 0), POINT)
        [tenu] = points.tous(connexion, dossier_id)
        points.enregistrer(connexion, par, dossier_id, (tenu, 1), POINT | {"etat": "en_difficulte"})
        assert [p.etat for p in points.tous(connexion, dossier_id)] == ["en_difficulte"]
    moteur.dispose()


def test_sy25_l_autonomie_se_prouve_trois_fois(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par, stade="activite_lancee")
        noms = tuple(nom for nom, _ in CRITERES.values())
        assert faits(connexion, dossier_id)["criteres_sortie_manquants"] == noms
        oui = dict.fromkeys(CRITERES, Critere(True, "Comptes 2021"))
        with pytest.raises(ErreurMetier, match="équipe autonome"):
            sortie.enregistrer(connexion, par, dossier_id, Sortie({**oui, "equipe": Critere(True, "")}, 0))
        sortie.enregistrer(connexion, par, dossier_id, Sortie({**oui, "equipe": Critere(False, "")}, 0))
        assert faits(connexion, dossier_id)["criteres_sortie_manquants"] == ("équipe autonome",)
        with pytest.raises(VersionDepassee):
            sortie.enregistrer(connexion, par, dossier_id, Sortie(oui, 0))
        sortie.enregistrer(connexion, par, dossier_id, Sortie(oui, 1))
        assert faits(connexion, dossier_id)["criteres_sortie_manquants"] == ()
        assert connexion.execute(select(func.count()).select_from(m.CriteresSortie)).scalar_one() == 1
    moteur.dispose()


def test_la_creation_se_prouve_par_un_jalon_reel(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    vide = {"libelle": "", "prevu": None, "source": "", "fiabilite": "certaine", "public": False, "reel": None}
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par, stade="creation")
        jalons.ajouter(connexion, par, dossier_id, vide | {"type": "creation_juridique", "prevu": "2027"})
        assert faits(connexion, dossier_id)["creation_datee"] is False
        jalons.ajouter(connexion, par, dossier_id, vide | {"type": "decision_structure", "reel": "2026"})
        jalons.ajouter(connexion, par, dossier_id, vide | {"type": "premiere_activite", "reel": "2026-10"})
        connus = faits(connexion, dossier_id)
        assert (connus["creation_datee"], connus["premiere_activite"]) == (True, True)
    moteur.dispose()


def test_la_page_du_suivi_montre_un_point_en_mots_et_en_forme(site: Site) -> None:
    dossier_id = ouvrir(site, stade="creation")
    champs = {"jour": "2026-11-10", "forme": "entretien", "etat": "en_difficulte", "annee": "2026", "etp": "1,5"}
    fait = envoyer(site, dossier_id, "suivi/points/nouveau", **champs, **{"suites-0-action": "Chercher un local"})
    assert fait.status_code == 303, fait.text
    page = lue(site, dossier_id, "suivi")
    for vu in ("En difficulté", "Chercher un local", "2026 1,5", "Les mêmes dates en tableau"):
        assert vu in page, vu
    html = site.page(chemin(site, dossier_id, "suivi")).text
    assert re.search(r'etat-suivi--en_difficulte"><svg[^>]*aria-hidden="true"', html)
    criteres = dict.fromkeys(CRITERES, "") | {"equipe": "oui"}
    sans = envoyer(site, dossier_id, "suivi/sortie", **criteres)
    assert (sans.status_code, "Écrivez ce qui le prouve" in sans.text) == (400, True)
    avec = envoyer(site, dossier_id, "suivi/sortie", **criteres, equipe_preuve="Elle décide seule.")
    assert avec.status_code == 303
    assert "Équipe autonome prouvé" in lue(site, dossier_id, "suivi")
