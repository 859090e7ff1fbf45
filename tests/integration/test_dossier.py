"""One dossier on its pages: what is next, what is missing, its acts, its collective, its files."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import insert, update

from fabrique_atelier.dossier import familles, transitions
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.decisions import Decision, Ligne
from fabrique_atelier.dossier.stades import PREREGLAGES
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.socle.base import ecrire
from tests.integration.dossiers_pages import chemin, comptes, envoyer, geste, lu, lue, ouvrir
from tests.integration.import_partenaires import jeton
from tests.integration.reseau_partenaires import champs_de, semer
from tests.integration.site import Site
from tests.outillage.dossiers import TOUT

REPONSE = {"reponse_publique": "Votre idée est retenue\u00a0: une étude commence."}
COLLEGES = ("collectivite", "entreprise", "ess")


def test_sy09_trente_et_un_acteurs_impliques(site: Site) -> None:
    dossier_id = ouvrir(site, "Conciergerie d’Ampère")
    for n, college in enumerate(COLLEGES):
        semer(site, *(f"{college} {i:02d}" for i in range(10 + (n == 2))), college=college)
    with ecrire(site.application.moteur) as connexion:
        ids = connexion.execute(mr.Partenaire.__table__.select()).all()
        lignes = [
            {"dossier_id": dossier_id, "partenaire_id": p.id, "role": "", "depuis": f"20{19 + n % 2}", "ajoute_le": n}
            for n, p in enumerate(ids[:30])
        ]
        connexion.execute(insert(m.DossierActeur), lignes)
    dernier = ids[30]
    fait = envoyer(site, dossier_id, "collectif", partenaire=dernier.id, role="Prête un local", depuis="03/2020")
    assert fait.status_code == 303, fait.text
    assert "31 acteurs impliqués" in lue(site, dossier_id)
    page = lue(site, dossier_id, "collectif")
    assert "31 acteurs impliqués" in page
    assert "Collectivité 10" in page
    assert "Entreprise 10" in page
    assert "Économie sociale et solidaire 11" in page
    assert "Prête un local · depuis mars 2020" in page
    assert envoyer(site, dossier_id, "collectif", partenaire=dernier.id, depuis="2020").status_code == 400
    retirer = f"collectif/{dernier.id}/retirer"
    assert envoyer(site, dossier_id, retirer).status_code == 303
    assert "30 acteurs impliqués" in lue(site, dossier_id)


def test_la_page_dit_ce_qui_manque_et_ou_le_faire(site: Site) -> None:
    dossier_id = ouvrir(site)
    page = lue(site, dossier_id)
    assert "La suite : commencer la fiche idée" in page
    assert "Nommez la personne de l’équipe" in page
    assert chemin(site, dossier_id, "responsable") in site.page(chemin(site, dossier_id)).text
    for transition in ("T3", "T5", "T12", "inconnue"):
        assert site.page(chemin(site, dossier_id, f"franchir/{transition}")).status_code == 404
    refus = envoyer(site, dossier_id, "franchir/T2", note="une note à garder")
    assert (refus.status_code, "Nommez la personne" in refus.text) == (400, True)
    assert lu(site, dossier_id).stade == "piste"
    assert envoyer(site, dossier_id, "responsable", personne=site.personne.personne_id).status_code == 303
    assert envoyer(site, dossier_id, "franchir/T2", jour="2099-01-01").status_code == 400
    assert envoyer(site, dossier_id, "franchir/T2", jour="2026-11-20", note="Allons-y").status_code == 303
    apres = lu(site, dossier_id)
    assert (apres.stade, apres.stade_depuis) == ("fiche_en_cours", "2026-11-20")
    page = lue(site, dossier_id)
    assert "La suite : passer à la qualification" in page
    assert f'href="{chemin(site, dossier_id, "fiche")}"' in site.page(chemin(site, dossier_id)).text
    assert "Allons-y" in lue(site, dossier_id, "historique")


def test_sans_comite_l_equipe_decide_elle_meme(site: Site) -> None:
    laisse = ouvrir(site, "Resté à l’ordre du jour", stade="au_comite_engagement")
    with ecrire(site.application.moteur) as connexion:
        reglage = {"portes": PREREGLAGES["sans_comite"], "comite_suivi_min": 3, "delai_envoi_jours": 7}
        reglage |= {"benchmark_obligatoire": False, "motifs": [], "version": 1, "fabrique_id": site.fabrique_id}
        connexion.execute(insert(m.ReglageParcours), reglage)
    dossier_id = ouvrir(site, stade="pret_comite")
    for attend in (laisse, dossier_id):
        assert "Décider de la suite de cette idée" in lue(site, attend)
    motif = {"motif_code": "pas_de_porteur", "motif": "Le comité n’existe plus."} | REPONSE
    assert envoyer(site, laisse, "decider", decision="refusee", **motif).status_code == 303
    assert lu(site, laisse).situation == "refuse"
    refus = envoyer(site, dossier_id, "decider", decision="refusee", motif="Texte à garder")
    assert (refus.status_code, "Texte à garder" in refus.text) == (400, True)
    assert "Choisissez un motif dans la liste" in refus.text
    reserve = {"texte": "Rencontrer l’école", "responsable": "Claire", "echeance": "2026-12-31"}
    reserve = {f"reserves-0-{n}": v for n, v in reserve.items()} | REPONSE
    fait = envoyer(site, dossier_id, "decider", decision="validee_sous_reserve", motif="Clair.", rang="2", **reserve)
    assert fait.status_code == 303, fait.text
    assert (lu(site, dossier_id).stade, lu(site, dossier_id).rang_priorite) == ("etude_a_lancer", 2)
    assert "Idée validée sous réserve" in lue(site, dossier_id, "historique")
    assert "Claire, pour le 31 décembre 2026" in lue(site, dossier_id)
    lien = re.search(r'/dossiers/[^/"]+/(reserves/[^"]+)"', site.page(chemin(site, dossier_id)).text)
    assert lien
    assert envoyer(site, dossier_id, lien[1], texte="").status_code == 400
    assert envoyer(site, dossier_id, lien[1], texte="Rendez-vous tenu", jour="2026-11-20").status_code == 303
    assert "levée le 20 novembre 2026 : Rendez-vous tenu" in lue(site, dossier_id)
    assert "Une réserve est levée" in lue(site, dossier_id, "historique")


def test_arreter_puis_reprendre_n_efface_rien(site: Site) -> None:
    dossier_id = ouvrir(site, stade="en_qualification")
    avant = comptes(site)
    assert envoyer(site, dossier_id, "abandonner", motif_code="").status_code == 400
    muet = envoyer(site, dossier_id, "abandonner", motif_code="pas_de_porteur", texte="gardé")
    assert (muet.status_code, "Écrivez une réponse simple" in muet.text, "gardé" in muet.text) == (400, True, True)
    fait = envoyer(site, dossier_id, "abandonner", motif_code="pas_de_porteur", reponse="Personne pour la porter.")
    assert fait.status_code == 303, fait.text
    assert "Personne pour porter le projet" in lue(site, dossier_id)
    assert envoyer(site, dossier_id, "reprendre", element="").status_code == 400
    fait = envoyer(site, dossier_id, "reprendre", element="Une association se propose.", stade="fiche_en_cours")
    assert fait.status_code == 303, fait.text
    assert (lu(site, dossier_id).stade, lu(site, dossier_id).situation) == ("fiche_en_cours", "actif")
    apres = comptes(site)
    assert apres.pop("dossier_evenement") == avant.pop("dossier_evenement") + 2
    assert apres == avant
    histoire = lue(site, dossier_id, "historique")
    assert "Une association se propose." in histoire
    assert "Personne pour la porter." in histoire


def test_repondre_relance_et_un_refus_se_revoit(site: Site) -> None:
    dossier_id = ouvrir(site, stade="pret_comite")
    demandes = (Ligne("Chiffrer", "Karim", "2026-12-01"), Ligne("Trouver un local", "Mairie", "2026-12-15"))
    with ecrire(site.application.moteur) as connexion:
        par = geste(site, connexion)
        transitions.inscrire(connexion, par, dossier_id, "G1", TOUT, "2026-11-02", "")
        complement = Decision("G1", "complement_demande", "2026-11-10", demandes=demandes)
        transitions.decider(connexion, par, dossier_id, complement, TOUT)
    assert "Karim, pour le 1er décembre 2026" in lue(site, dossier_id)
    envoi = {"reponses-0": "12 000 euros", "reponses-1": ""}
    assert envoyer(site, dossier_id, "repondre", **envoi).status_code == 303
    assert lu(site, dossier_id).situation == "complement_demande"
    assert "12 000 euros" in site.page(chemin(site, dossier_id, "repondre")).text
    assert envoyer(site, dossier_id, "repondre", **{**envoi, "reponses-1": "Salle prêtée"}).status_code == 303
    assert lu(site, dossier_id).situation == "actif"
    with ecrire(site.application.moteur) as connexion:
        refus = Decision("G1", "refusee", "2026-11-12", motif="Déjà fait.", motif_code="solution_existante")
        transitions.decider(connexion, geste(site, connexion), dossier_id, refus, TOUT)
    page = site.page(chemin(site, dossier_id, "reprendre")).text  # who refused must see it again
    assert 'value="pret_comite"' in page
    assert 'value="etude_a_lancer"' not in page
    assert 'value="au_comite_engagement"' not in page


def test_deux_personnes_modifient_le_dossier(site: Site) -> None:
    dossier_id = ouvrir(site, "Titre de départ")
    champs = champs_de(site.page(chemin(site, dossier_id, "modifier"))) | {"thematiques": ["insertion", "numerique"]}
    premier = champs | {"titre": "Titre de Claire"}
    assert site.poster(chemin(site, dossier_id, "modifier"), premier).status_code == 303
    second = site.poster(chemin(site, dossier_id, "modifier"), champs | {"titre": "Titre de Karim"})
    assert second.status_code == 400
    assert "Titre de Claire" in second.text
    assert 'value="Titre de Karim"' in second.text
    assert lu(site, dossier_id).titre == "Titre de Claire"
    assert (
        site.poster(chemin(site, dossier_id, "modifier"), champs_de(second) | {"thematiques": "insertion"}).status_code
        == 303
    )
    assert (lu(site, dossier_id).titre, "titre de karim" in lu(site, dossier_id).recherche) == ("Titre de Karim", True)


def test_en_veille_rien_ne_se_franchit(site: Site) -> None:
    dossier_id = ouvrir(site)
    fait = envoyer(site, dossier_id, "veille", motif="Le budget se vote au printemps.", jour="2026-11-20")
    assert (fait.status_code, lu(site, dossier_id).situation) == (303, "en_veille")
    page = lue(site, dossier_id)
    assert "Le budget se vote au printemps." in page
    assert "À revoir le" in page
    assert site.page(chemin(site, dossier_id, "franchir/T2")).status_code == 404
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(m.Dossier).where(m.Dossier.id == dossier_id).values(scinde_le="2026-11-21"))
    assert envoyer(site, dossier_id, "reprendre", element="Du nouveau").status_code == 400


def test_un_document_est_ce_qu_il_dit(site: Site) -> None:
    dossier_id = ouvrir(site)

    def deposer(contenu: bytes, nom: str):  # type: ignore[no-untyped-def]
        page = site.page(chemin(site, dossier_id, "documents"))
        corps = {"csrf_token": jeton(page), "piece": "etude", "fichier": (io.BytesIO(contenu), nom)}
        return site.poster(chemin(site, dossier_id, "documents"), corps, content_type="multipart/form-data")

    refus = deposer(b"<html><script>alert(1)</script>", "etude.pdf")
    assert (refus.status_code, "type accepté" in refus.text) == (400, True)
    assert deposer(b"", "").status_code == 400
    assert deposer(b"%PDF-1.7 " + b"x" * 70_000, 'étude "finale".html').status_code == 303
    page = site.page(chemin(site, dossier_id, "documents"))
    adresse = page.text.split("/documents/", 1)[1].split('"')[0]
    recu = site.page(f"/equipe/{site.fabrique}/documents/{adresse}")
    assert recu.data.startswith(b"%PDF-1.7")
    assert recu.headers["Content-Type"] == "application/pdf"
    assert recu.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "%C3%A9tude" in recu.headers["Content-Disposition"]
    assert ".html" not in recu.headers["Content-Disposition"]
    assert "sandbox" in recu.headers["Content-Security-Policy"]
    assert recu.headers["X-Content-Type-Options"] == "nosniff"


def test_une_porte_anticipee_et_un_desordre_se_disent(site: Site) -> None:
    dossier_id = ouvrir(site, stade="etude_a_lancer", stade_depuis="2018-04-12")
    with ecrire(site.application.moteur) as connexion:
        par = geste(site, connexion)
        transitions.franchir(connexion, par, dossier_id, "T6", TOUT, "2018-05-02")
        validee = Decision("G3", "validee", "2018-10-16", motif="Le collectif est prêt.")
        transitions.decider(connexion, par, dossier_id, validee, TOUT)
        transitions.franchir(connexion, par, dossier_id, "T7", TOUT, "2018-03-01")
    page = lue(site, dossier_id)
    assert "Porteur validé le 16 octobre 2018, par anticipation" in page
    assert "« Étude rendue », le 1er mars 2018, précède « Étude d’opportunité en cours », le 2 mai 2018" in page


def test_fusionner_et_scinder_n_effacent_rien(site: Site) -> None:
    piste, cible = ouvrir(site, "Navette"), ouvrir(site, "Transport à la demande")
    avant = comptes(site)
    trouve = site.page(chemin(site, piste, "fusionner?q=transport demande"))
    assert "Transport à la demande" in trouve.text
    fait = site.poster(chemin(site, piste, "fusionner"), champs_de(trouve) | {"cible": cible})
    assert fait.status_code == 303, fait.text
    apres = comptes(site)
    assert all(apres[t] >= avant[t] for t in avant), (avant, apres)
    assert lu(site, piste).fusionne_dans_id == cible
    assert "Cette idée a rejoint un autre dossier" in lue(site, piste)
    assert "Reçoit le dossier" in lue(site, cible, "historique")
    assert "Navette" in lue(site, cible, "origine")
    assert envoyer(site, cible, "scinder", **{"titres-0": "Seul"}, motif="Trop").status_code == 400
    with ecrire(site.application.moteur) as connexion:
        familles.scinder(connexion, geste(site, connexion), cible, ["A", "B"], "Deux projets", "2026-11-20")
        with pytest.raises(Exception, match="scindé"):
            transitions.franchir(connexion, geste(site, connexion), cible, "T2", TOUT, "2026-11-20")
    assert all(comptes(site)[t] >= apres[t] for t in apres)
