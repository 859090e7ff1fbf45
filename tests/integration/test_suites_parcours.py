"""« Que deviennent nos idées ? » and the apporteur's page: true, kind, public things only; SY03."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from sqlalchemy import update

from fabrique_atelier.dossier import abonnements
from fabrique_atelier.dossier import models_entrees as me
from fabrique_atelier.dossier.arrets import Abandon, abandonner
from fabrique_atelier.dossier.decisions import Decision
from fabrique_atelier.dossier.familles import fusionner, scinder
from fabrique_atelier.dossier.transitions import decider
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.seance import conservation
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web import envois
from tests.integration.entrees_essai import INJECTION, Bureau
from tests.integration.site import Site, lire_page
from tests.integration.test_personnes import attendre
from tests.outillage import dossiers
from tests.outillage.courriels import avec_courrier, lettre

UNE_BASE = pytest.mark.parametrize("base", ["sqlite"], indirect=True)
JOUR = dossiers.JOUR


@pytest.fixture
def bureau(site: Site) -> Bureau:
    return Bureau(site)


def page(bureau: Bureau) -> str:
    """The public page of the séance, read by nobody in particular, its spaces made plain."""
    html = lire_page(bureau.site.navigateur().get(f"/suites/{bureau.seance}"))
    assert html.status_code == 200
    return re.sub(r"&nbsp;|&#8239;|[\u00a0\u202f]", " ", html.text)


def decide(bureau: Bureau, dossier_id: str, **quoi: Any) -> None:
    """A decision of the comité d’engagement."""
    bureau.poser(dossier_id, stade="au_comite_engagement")
    decision = Decision(porte="G1", jour=JOUR, **quoi)
    with ecrire(bureau.site.application.moteur) as connexion:
        decider(connexion, dossiers.geste(connexion), dossier_id, decision, dossiers.TOUT)


@UNE_BASE
def test_une_decision_se_lit_par_tout_le_monde(bureau: Bureau) -> None:
    assert page(bureau).count("Pas encore étudiée") == 4
    dossier_id = bureau.promu("A", titre=f"Titre interne {INJECTION}")
    decide(
        bureau,
        dossier_id,
        decision="validee",
        motif="Note interne de la commission",
        reponse_publique=f"Bravo {INJECTION}",
    )
    lue = page(bureau)
    assert all(x in lue for x in ("Projet retenu", "Le comité d’engagement retient l’idée.", "Bravo &lt;script&gt;"))
    assert "Une étude d’opportunité va commencer." in lue
    assert lue.count("Pas encore étudiée") == 3
    assert not [x for x in ("Titre interne", "Note interne", "Carte masquée", INJECTION) if x in lue]
    bureau.poser(dossier_id, confidentialite="public")
    quoi = {"decision": "refusee", "motif": "Le besoin est déjà couvert.", "motif_code": "solution_existante"}
    decide(bureau, bureau.promu("B"), **quoi)
    lue = page(bureau)
    assert "Titre interne &lt;script&gt;" in lue
    assert all(x in lue for x in ("Pas retenue", "Motif : une réponse existe déjà.", "Le besoin est déjà couvert."))


def test_fusion_scission_et_abandon(bureau: Bureau) -> None:
    a, b, c, d = (bureau.promu(x) for x in "ABCD")
    with ecrire(bureau.site.application.moteur) as connexion:
        par = dossiers.geste(connexion)
        fusionner(connexion, par, a, b, JOUR, "Doublon : note interne")
        scinder(connexion, par, c, ["Station", "Chantier"], "Deux métiers", JOUR)
        abandonner(connexion, par, d, Abandon("pas_de_porteur", JOUR, texte="Note interne"))
    lue = page(bureau)
    morceaux = lue.split('<article class="devenir__groupe"')[1:5]
    assert "Réunie à une idée proche" in morceaux[0]
    assert morceaux[0].count("Idée gardée") == 1, "le chemin continue avec l’autre"
    assert morceaux[2].count("Idée gardée") == 2, "deux projets"
    assert "Devenue plusieurs projets" in morceaux[2]
    assert "Personne pour porter le projet" in morceaux[3] or "personne pour porter le projet" in morceaux[3]
    assert "Note interne" not in lue
    assert "note interne" not in lue


@UNE_BASE
def test_en_attente_depuis_quarante_trois_jours(bureau: Bureau) -> None:
    a, b = bureau.promu("A"), bureau.promu("B")
    depuis = time.strftime("%Y-%m-%d", time.localtime(time.time() - 43 * 86_400))
    with ecrire(bureau.site.application.moteur) as connexion:
        connexion.execute(update(mr.Fabrique).values(seuils_alerte={"en_qualification": 42, "fiche_en_cours": 44}))
    bureau.poser(a, stade="en_qualification", stade_depuis=depuis)
    bureau.poser(b, stade="fiche_en_cours", stade_depuis=depuis)
    assert re.findall(r"En attente depuis \d+ jours", page(bureau)) == ["En attente depuis 43 jours"]


@UNE_BASE
def test_anonymisee_la_seance_montre_encore_le_chemin(bureau: Bureau) -> None:
    bureau.promu("A")
    with ecrire(bureau.site.application.moteur) as connexion:
        conservation.anonymiser(connexion, bureau.seance, maintenant_ms())
    bureau.site.application.executeur.oublier(bureau.seance)
    assert "Idée gardée" in page(bureau)


@UNE_BASE
def test_le_nombre_de_requetes_ne_depend_pas_des_idees(bureau: Bureau) -> None:
    chemin = f"/suites/{bureau.seance}"
    bureau.promu("A")
    bureau.requetes(chemin)
    une = bureau.requetes(chemin)
    for repere in "BCD":
        bureau.promu(repere)
    bureau.requetes(chemin)
    assert bureau.requetes(chemin) == une


@UNE_BASE
def test_le_bouton_n_est_que_pour_l_equipe(bureau: Bureau) -> None:
    assert "Promouvoir des idées" not in page(bureau)
    assert "Promouvoir des idées" in bureau.site.page(f"/suites/{bureau.seance}").text
    assert "noindex" in page(bureau)


def _telephone(bureau: Bureau) -> tuple[dict[str, Any], str, str]:
    """A closed séance with the card of one phone in one cluster: (séance, token, cluster)."""
    site = bureau.site
    seance = site.creer()
    site.reussir(seance["animation"], "ouvrir_seance")
    phases = site.phases(seance)
    jeton, _ = site.entrer(seance)
    site.reussir(seance["animation"], "demarrer_phase", phase_id=phases[1])
    envoi = site.commander(
        jeton, "proposer_contribution", seance=seance["seance"], phase_id=phases[1], texte="Un four à pain"
    )
    assert envoi.status_code == 200, envoi.text
    carte = envoi.json["id"]
    site.reussir(seance["animation"], "fermer_phase", phase_id=phases[1])
    site.reussir(seance["animation"], "reveler_phase", phase_id=phases[1])
    groupe = site.reussir(seance["animation"], "creer_regroupement", titre="Cuire ensemble", contributions=[carte])
    site.reussir(seance["animation"], "clore_seance", confirme=True)
    return seance, jeton, groupe


@UNE_BASE
def test_mes_idees_avec_ce_telephone(bureau: Bureau) -> None:
    seance, jeton, groupe = _telephone(bureau)
    adresse = f"/api/mes-idees?seance={seance['seance']}"
    (carte,) = bureau.site.json("GET", adresse, jeton=jeton).json["cartes"]
    assert (carte["texte"], carte["groupe"], carte["chemins"][0]["nom"]) == (
        "Un four à pain",
        "Cuire ensemble",
        "Pas encore étudiée",
    )
    mur = f"{bureau.base}/seances/{seance['seance']}/promouvoir"
    assert bureau.poster(mur, groupe=groupe, titre="Four", geste="un", **bureau.ou).status_code == 303
    (carte,) = bureau.site.json("GET", adresse, jeton=jeton).json["cartes"]
    assert [x["nom"] for x in carte["chemins"]] == ["Idée gardée"]
    assert bureau.site.json("GET", adresse, jeton="x" * 32).status_code == 404
    with ecrire(bureau.site.application.moteur) as connexion:
        conservation.anonymiser(connexion, seance["seance"], maintenant_ms())
    bureau.site.application.executeur.oublier(seance["seance"])
    fini = bureau.site.json("GET", adresse, jeton=jeton)
    assert (fini.status_code, fini.json["code"]) == (410, "donnees_anonymisees")


def _apporter(bureau: Bureau, chemin: str, **champs: str) -> Any:
    donnees = {"nature": "idee", "titre": "Permanence mobile dans 3 villages", "explication": f"Le mardi {INJECTION}"}
    donnees |= {
        "territoire_id": bureau.lieu,
        "thematique": "services_aux_personnes",
        "organisation": "",
        "site_internet": "",
    }
    return bureau.poster(chemin, **(donnees | champs))


def test_sy03_apporteurs_d_idees(bureau: Bureau) -> None:
    """The CAF files an idea by its link; it is in « À trier » in less than 5 s; its page shows each later decision."""
    bureau.poster(f"{bureau.base}/apporteurs/{bureau.partenaire}/lien", page=f"{bureau.base}/apporteurs")
    lien = re.search(r"/apporteurs/([\w-]{22})", bureau.site.page(f"{bureau.base}/apporteurs").text)
    assert lien
    formulaire = f"/apporteurs/{lien[1]}/apporter"
    assert "CAF de l’Yon" in bureau.site.page(formulaire).text
    debut = time.monotonic()
    recu = _apporter(bureau, formulaire, tirage="y")
    assert recu.status_code == 303
    a_trier = bureau.site.page(f"{bureau.base}/a-trier").text
    assert time.monotonic() - debut < 5
    for attendu in (
        "Permanence mobile dans 3 villages",
        "CAF de l’Yon",
        "services aux personnes",
        "droit de tirage",
        "1 sur 1",
    ):
        assert attendu in a_trier
    assert INJECTION not in a_trier
    sienne = recu.headers["Location"]
    assert "Bien reçu" in bureau.site.page(sienne).text
    (s,) = bureau.lignes(me.Signalement)
    fiche = f"{bureau.base}/a-trier/{s['id']}"
    suite = {"titre": "Permanence mobile", "reponse": "Nous regardons cela.", **bureau.ou}
    dossier_id = bureau.poster(f"{fiche}/promouvoir", page=fiche, **suite).headers["Location"].rpartition("/")[2]
    decide(bureau, dossier_id, decision="validee", motif="interne", reponse_publique="Le comité dit oui.")
    for adresse in (sienne, f"/apporteurs/{lien[1]}"):
        lue = lire_page(bureau.site.navigateur().get(adresse)).text
        assert all(x in lue for x in ("Nous regardons cela.", "Le comité dit oui.", "Projet retenu"))
        assert "interne" not in lue


@UNE_BASE
def test_le_formulaire_public(bureau: Bureau) -> None:
    chemin = f"/apporter/{bureau.site.fabrique}"
    incomplet = _apporter(bureau, chemin, titre="")
    assert (incomplet.status_code, "Le mardi &lt;script&gt;" in incomplet.text) == (400, True)
    assert _apporter(bureau, chemin, site_internet="http://pub.example").status_code == 400
    recu = _apporter(bureau, chemin, courriel_reponse="moi@exemple.invalid", organisation="Mairie")
    (s,) = bureau.lignes(me.Signalement)
    assert (s["statut"], s["apporteur_id"], s["organisation"], s["canal"]) == ("recu", None, "Mairie", "formulaire")
    sienne = recu.headers["Location"]
    assert recu.status_code == 303
    assert "noindex" in bureau.site.page(sienne).headers["X-Robots-Tag"]
    assert bureau.poster(f"{sienne}/courriel", page=sienne).status_code == 303
    assert bureau.lignes(me.Signalement)[0]["courriel_reponse"] == ""
    assert bureau.site.page("/apporter/inconnue").status_code == 404
    assert bureau.site.page(f"/apports/{'x' * 22}").status_code == 404


@UNE_BASE
def test_trop_d_envois_d_une_meme_adresse(bureau: Bureau) -> None:
    chemin = f"/apporter/{bureau.site.fabrique}"
    assert [_apporter(bureau, chemin).status_code for _ in range(21)] == [303] * 20 + [400]
    refus = _apporter(bureau, chemin)
    assert ("gardez cette page" in refus.text, "Le mardi" in refus.text) == (True, True)
    assert len(bureau.lignes(me.Signalement)) == 20


@UNE_BASE
def test_les_nouvelles_par_courriel(bureau: Bureau) -> None:
    """Asked for, confirmed, sent after a decision, stopped in one gesture; nothing is left."""
    ici = f"/suites/{bureau.seance}"
    assert "Recevoir les nouvelles" not in page(bureau), "sans serveur de courrier, rien n’est proposé"
    assert (
        bureau.poster(f"{ici}/nouvelles", page=f"{bureau.base}/apporteurs", courriel="a@exemple.fr").status_code == 404
    )
    dossier_id = bureau.promu("A")
    with avec_courrier(bureau.site) as boite:
        assert "Recevoir les nouvelles" in page(bureau)
        bureau.poster(f"{ici}/nouvelles", courriel="A@exemple.fr")
        attendre(lambda: len(boite.messages) == 1)
        lien = re.search(r"/suites/abonnement/[\w-]{22}", lettre(boite)[1])
        assert lien
        _prevenir(bureau, dossier_id)
        bureau.poster(lien[0], geste="confirmer")
        _prevenir(bureau, dossier_id)
        attendre(lambda: len(boite.messages) == 2)
        sujet, texte = lettre(boite)
        assert sujet == "Du nouveau : Moncontour demain"
        assert ici in texte
        assert lien[0] in texte
        assert "C’est arrêté" in bureau.poster(lien[0], geste="arreter").text
    assert bureau.lignes(me.Abonnement) == []
    assert bureau.site.page(lien[0]).status_code == 404


def _prevenir(bureau: Bureau, dossier_id: str) -> None:
    with bureau.site.application.flask.app_context():
        envois.prevenir_du_dossier(dossier_id)


@UNE_BASE
def test_la_purge_n_oublie_personne(bureau: Bureau) -> None:
    jour = 86_400_000
    with ecrire(bureau.site.application.moteur) as connexion:
        cle = dossiers.CLE
        abonnements.demander(connexion, cle, bureau.seance, "morte@exemple.fr", 1_000 * jour)
        jeton = abonnements.demander(connexion, cle, bureau.seance, "vive@exemple.fr", 1_000 * jour)
        assert jeton is not None
        abonnements.confirmer(connexion, jeton, 1_001 * jour)
        assert abonnements.purger(connexion, 1_007 * jour) == 0
        assert abonnements.purger(connexion, 1_008 * jour) == 1
    assert [a["courriel"] for a in bureau.lignes(me.Abonnement)] == ["vive@exemple.fr"]
