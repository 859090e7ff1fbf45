"""Finding a porteur: three routes, a consortium with its main holder, those who succeed one another, a call and its ranking."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import Connection, select

from fabrique_atelier.dossier import parcours
from fabrique_atelier.dossier.ecriture import Trace, tracer
from fabrique_atelier.dossier.faits import Faits
from fabrique_atelier.porteur import appels, porteurs, recherche
from fabrique_atelier.porteur import models as m
from fabrique_atelier.porteur.conservation import effacer_les_candidats
from fabrique_atelier.porteur.faits import faits
from fabrique_atelier.porteur.porteurs import PRINCIPAL_ABSENT, Membre
from fabrique_atelier.porteur.recherche import Recherche
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import creer_moteur, ecrire, lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.conftest import BaseDeTest
from tests.integration.dossiers_pages import chemin, envoyer, lue, ouvrir
from tests.integration.import_partenaires import jeton
from tests.integration.reseau_partenaires import champs_de, semer
from tests.integration.site import Site
from tests.outillage import dossiers

PDF = b"%PDF-1.7\n%fin"
JOUR_MS = 86_400_000
#: What somebody alone, already known, is written down with.
SEULE: dict[str, Any] = {"type": "individu", "route": "pressenti", "nom": "Awa Diallo", "depuis": "2026"}
SEULE |= {"personnes": [], "colleges": [], "partenaire_id": None, "personne_id": None}
APPEL: dict[str, Any] = {"titre": "Appel", "cahier_des_charges": "Le besoin.", "profil": "", "eligibles": []}
APPEL |= {
    "criteres": [{"nom": "Ancrage", "poids": 1}],
    "ouverture": 1,
    "cloture": 2,
    "jury": ["Mme Roux"],
    "jury_le": None,
}


def _candidature(**champs: Any) -> dict[str, Any]:
    vide = dict.fromkeys("structure personne courriel telephone resume motif".split(), "")
    base: dict[str, Any] = {**vide, "type": "association", "projet": "Projet", "recue_le": "2024-01-10"}
    return base | {"resultat": None, "rang": None, "decidee_le": "2024-03-01", "garder": False, **champs}


def _manques(connexion: Connection, dossier_id: str, transition: str) -> list[str]:
    """What a transition lacks, everything else being there."""
    tout = {n: getattr(dossiers.TOUT, n) for n in Faits.__slots__}
    return [x.code for x in parcours.manques(transition, Faits(**{**tout, **faits(connexion, dossier_id)}))]


def _decision(connexion: Connection, par: Geste, dossier_id: str, decision: str) -> None:
    trace = Trace("G3", "2026-11-10", porte="G3", decision=decision)
    tracer(connexion, par, dossier_id, trace, ("porteur_propose",) * 2, ("actif",) * 2)


def test_deux_designations_a_la_fois_n_en_laissent_qu_une(base: BaseDeTest, monkeypatch: pytest.MonkeyPatch) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par, stade="porteur_a_trouver")
        porteurs.designer(connexion, par, dossier_id, SEULE)
    monkeypatch.setattr(porteurs, "tous", lambda *_: [])  # the other one had looked before the first was written
    with pytest.raises(ErreurMetier, match="porte déjà ce projet"), ecrire(moteur) as connexion:
        porteurs.designer(connexion, par, dossier_id, SEULE)
    monkeypatch.undo()
    with lire(moteur) as connexion:
        assert len(porteurs.tous(connexion, dossier_id)) == 1
    moteur.dispose()


def test_sy11_un_consortium_sans_structure_principale_est_refuse(site: Site) -> None:
    dossier_id = ouvrir(site, "Station R", stade="porteur_a_trouver")
    six = semer(site, *(f"Structure {n}" for n in range(6)))
    saisie = {"type": "consortium", "nom": "Station R", "depuis": "10/2018"}
    saisie |= {f"membres-{i}-partenaire": p for i, p in enumerate(six)} | {"membres-2-role": "stockage"}
    page = site.page(chemin(site, dossier_id, "porteur/designer"))
    champs = champs_de(page) | saisie
    champs.pop("principal")
    refus = site.poster(chemin(site, dossier_id, "porteur/designer"), champs)
    assert refus.status_code == 400
    assert PRINCIPAL_ABSENT in refus.text
    assert 'value="stockage"' in refus.text  # nothing typed is lost
    assert "10/2018" in refus.text
    with lire(site.application.moteur) as connexion:
        assert porteurs.present(connexion, dossier_id) is None
    fait = site.poster(chemin(site, dossier_id, "porteur/designer"), champs_de(refus) | saisie | {"principal": "4"})
    assert fait.status_code == 303, fait.text
    with lire(site.application.moteur) as connexion:
        porteur = porteurs.present(connexion, dossier_id)
        assert porteur is not None
        assert (len(porteur.membres), porteur.principal and porteur.principal.nom) == (6, "Structure 4")
        assert porteur.depuis == "2018-10"
    assert "Structure 4 structure porteuse principale" in lue(site, dossier_id, "porteur")


def test_la_voie_se_choisit_et_deux_personnes_ne_s_ecrasent_pas(site: Site) -> None:
    dossier_id = ouvrir(site, stade="porteur_a_trouver")
    voie = chemin(site, dossier_id, "porteur/voie")
    premiere = champs_de(site.page(voie))
    assert (
        envoyer(site, dossier_id, "porteur/voie", route="proactive", note="Trois structures vues.").status_code == 303
    )
    conflit = site.poster(voie, premiere | {"route": "pressenti", "note": "Ma note."})
    assert conflit.status_code == 400
    assert "Ma note." in conflit.text
    assert "Trois structures vues." in conflit.text
    assert site.poster(voie, champs_de(conflit) | {"route": "pressenti", "note": "Ma note."}).status_code == 303
    assert "Ma note." in lue(site, dossier_id, "porteur")


def test_la_lettre_d_intention_est_celle_de_la_personne_presente(site: Site) -> None:
    dossier_id = ouvrir(site, stade="porteur_a_trouver")
    with ecrire(site.application.moteur) as connexion:
        par = dossiers.geste(connexion, site.fabrique_id)
        recherche.choisir(connexion, par, dossier_id, Recherche("pressenti", "", 0))
        assert _manques(connexion, dossier_id, "T8a") == ["porteur", "lettre"]
        porteurs.designer(connexion, par, dossier_id, SEULE)
        assert _manques(connexion, dossier_id, "T8a") == ["lettre"]
    adresse = chemin(site, dossier_id, "porteur/deposer?piece=lettre_intention")
    faux = {"csrf_token": jeton(site.page(adresse)), "fichier": (io.BytesIO(b"MZ rien"), "lettre.pdf")}
    assert "type accepté" in site.poster(adresse, faux).text
    vrai = {"csrf_token": jeton(site.page(adresse)), "fichier": (io.BytesIO(PDF), "lettre.pdf")}
    assert site.poster(adresse, vrai).status_code == 303
    with ecrire(site.application.moteur) as connexion:
        assert _manques(connexion, dossier_id, "T8a") == []
        par = dossiers.geste(connexion, site.fabrique_id)
        with pytest.raises(ErreurMetier, match="porte déjà ce projet"):
            porteurs.designer(connexion, par, dossier_id, SEULE | {"nom": "Régie"})
        partie = porteurs.present(connexion, dossier_id)
        assert partie is not None
        plus_tard = Geste(par.audit, par.acteur_id, par.fabrique_id, par.maintenant + 20 * 365 * JOUR_MS)
        with pytest.raises(ErreurMetier, match="avant le début"):
            porteurs.terminer(connexion, plus_tard, partie, partie.version, ("2025-12", "Déménagement"))
        porteurs.terminer(connexion, plus_tard, partie, partie.version, ("2026-12", "Déménagement"))
        porteurs.designer(connexion, plus_tard, dossier_id, SEULE | {"nom": "Régie"})
        assert [p.nom for p in porteurs.tous(connexion, dossier_id)] == ["Awa Diallo", "Régie"]
        assert _manques(connexion, dossier_id, "T8a") == ["lettre"]  # the letter of who left is not theirs


def test_une_proposition_refusee_laisse_la_place(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par)
        porteurs.designer(connexion, par, dossier_id, SEULE)
        _decision(connexion, par, dossier_id, "refusee")
        assert faits(connexion, dossier_id)["porteur_designe"] is False
        plus_tard = Geste(par.audit, par.acteur_id, par.fabrique_id, par.maintenant + JOUR_MS)
        porteurs.designer(connexion, plus_tard, dossier_id, SEULE | {"nom": "Régie"})
        _decision(connexion, plus_tard, dossier_id, "validee")
        premiere, seconde = porteurs.tous(connexion, dossier_id)
        assert (premiere.refuse, premiere.jusqu_au) == (True, "2026-11-10")
        assert (seconde.valide, seconde.refuse) == (True, False)
    moteur.dispose()


def test_un_appel_se_complete_puis_se_classe(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par, stade="porteur_a_trouver")
        incomplet = APPEL | {"jury": [], "cloture": None}
        appels.enregistrer(connexion, par, dossier_id, (None, 0), incomplet)
        appel = appels.present(connexion, dossier_id)
        assert appels.manquants(appel) == ("le calendrier", "le jury")
        assert _manques(connexion, dossier_id, "T8b") == ["appel"]
        with pytest.raises(ErreurMetier, match="se termine avant"):
            appels.enregistrer(connexion, par, dossier_id, (appel, 1), APPEL | {"cloture": 1})
        appels.enregistrer(connexion, par, dossier_id, (appel, 1), APPEL)
        with pytest.raises(VersionDepassee):
            appels.enregistrer(connexion, par, dossier_id, (appel, 1), APPEL)
        assert _manques(connexion, dossier_id, "T8b") == []
        appel = appels.present(connexion, dossier_id)
        assert appel is not None
        retenue = _candidature(structure="Collectif", resultat="retenu", rang=1)
        appels.inscrire(connexion, par, appel, (None, 0), retenue)
        with pytest.raises(ErreurMetier, match="rang 1 est déjà"):
            appels.inscrire(connexion, par, appel, (None, 0), retenue)
        refusee = _candidature(structure="Autre", resultat="refus_prochaine_vague", rang=2)
        with pytest.raises(ErreurMetier, match="on doit une réponse"):
            appels.inscrire(connexion, par, appel, (None, 0), refusee)
        assert "classement" not in _manques(connexion, dossier_id, "T9")
        attente = appels.inscrire(connexion, par, appel, (None, 0), _candidature(structure="Attente"))
        assert _manques(connexion, dossier_id, "T9") == ["classement", "jury", "porteur"]
        lue_ = appels.candidature(connexion, dossier_id, attente)
        ineligible = _candidature(structure="Attente", resultat="ineligible", motif="Hors champ.")
        with pytest.raises(ErreurMetier, match="laissez le rang vide"):
            appels.inscrire(connexion, par, appel, (lue_, 1), ineligible | {"rang": 3})
        appels.inscrire(connexion, par, appel, (lue_, 1), ineligible)
        assert _manques(connexion, dossier_id, "T9") == ["jury", "porteur"]
    moteur.dispose()


def test_rg16_les_coordonnees_non_retenues_partent_apres_deux_ans(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par)
        appels.enregistrer(connexion, par, dossier_id, (None, 0), APPEL)
        appel = appels.present(connexion, dossier_id)
        assert appel is not None
        qui: dict[str, Any] = {
            "personne": "Jean Martin",
            "courriel": "jean@exemple.invalid",
            "motif": "Pas mûr.",
            "rang": None,
        }
        cas: dict[str, dict[str, Any]] = {
            "partie": {"resultat": "desistement", "decidee_le": "2024-11-17"},
            "gardee": {"resultat": "desistement", "decidee_le": "2024-11-17", "garder": True},
            "retenue": {"resultat": "retenu", "decidee_le": "2024-11-17"},
            "recente": {"resultat": "desistement", "decidee_le": "2024-11-19"},
            "sans suite": {},
        }
        for projet, champs in cas.items():
            appels.inscrire(connexion, par, appel, (None, 0), _candidature(projet=projet, **{**qui, **champs}))
        maintenant = 1_795_000_000_000  # 18 November 2026
        assert effacer_les_candidats(connexion, maintenant) == 1
        assert effacer_les_candidats(connexion, maintenant) == 0
        c = m.Candidature
        restes = {p: (n, mo) for p, n, mo in connexion.execute(select(c.projet, c.personne, c.motif))}
        assert restes == {p: ("" if p == "partie" else "Jean Martin", "Pas mûr.") for p in cas}
    moteur.dispose()


def test_une_candidature_retenue_se_propose_en_un_geste(site: Site) -> None:
    dossier_id = ouvrir(site, stade="appel_en_cours")
    calendrier = {"ouverture_jour": "2019-07-11", "ouverture_heure": "08:00", "cloture_jour": "2019-10-16"}
    calendrier |= {"cloture_heure": "00:01", "criteres-0-nom": "Ancrage", "jury": "Mme Roux\nM. Petit"}
    envoyer(site, dossier_id, "porteur/appel/ecrire", cahier_des_charges="Le besoin.", **calendrier)
    page = lue(site, dossier_id, "porteur/appel")
    assert "L’appel est complet." in page
    assert "16 octobre 2019, 0 h 01" in page
    envoyer(
        site, dossier_id, "porteur/candidatures/nouvelle",
        projet="VRAC", type="association", structure="Collectif VRAC", recue_le="2019-09-01",
        resultat="retenu", rang="1", decidee_le="2019-11-05",
    )  # fmt: skip
    texte = site.page(chemin(site, dossier_id, "porteur/appel")).text
    adresse = texte.split("designer?candidature=")[1].split('"')[0]
    champs = champs_de(site.page(chemin(site, dossier_id, f"porteur/designer?candidature={adresse}")))
    assert (champs["nom"], champs["type"], champs["candidature_id"]) == (
        "Collectif VRAC",
        "structure_existante",
        adresse,
    )


def test_on_ne_voit_ni_n_ecrit_chez_les_autres(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par)
        ailleurs = Geste(par.audit, par.acteur_id, "00000000-0000-4000-8000-000000000000", par.maintenant)
        with pytest.raises(ErreurMetier, match="n’existe pas dans votre fabrique"):
            porteurs.designer(connexion, ailleurs, dossier_id, SEULE)
        with pytest.raises(ErreurMetier, match="partenaire n’existe plus"):
            inconnu = "00000000-0000-4000-8000-000000000001"
            membres = (Membre("A", "", True, inconnu), Membre("B", "", False, inconnu))
            porteurs.designer(connexion, par, dossier_id, SEULE | {"type": "consortium"}, membres)
    moteur.dispose()
