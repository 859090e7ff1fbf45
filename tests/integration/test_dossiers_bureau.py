"""The staff desk: the board, the list, the French search, the filters of the address, the export, what waits."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.ecriture import recherche
from fabrique_atelier.dossier.models_entrees import Signalement
from fabrique_atelier.dossier.models_qualification import Grille, Qualification
from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.socle.base import ecrire, table
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.site import Page, Site
from tests.outillage import dossiers as outils
from tests.outillage.comptes import connecter, fabrique
from tests.outillage.lignes import remplir

TITRES = ("École du goût", "Œuvrier partagé", "L’Étable commune", "Zinc", "épicerie du bourg")


def _jour(avant: int = 0) -> str:
    return (jour_local(maintenant_ms()) - timedelta(days=avant)).isoformat()


def _ouvrir(site: Site, titre: str = "Une idée", fabrique_id: str | None = None, **champs: Any) -> str:
    """Open one dossier, today unless it says otherwise."""
    with ecrire(site.application.moteur) as connexion:
        par = outils.geste(connexion, fabrique_id or site.fabrique_id)
        return outils.dossier(connexion, par, titre, **{"stade_depuis": _jour(), "situation_depuis": _jour(), **champs})


def _page(site: Site, suite: str = "", **requete: str) -> Page:
    page = site.page(f"/equipe/{site.fabrique}/dossiers{suite}", query_string=requete)
    assert page.status_code == 200, page.text
    return page


def _titres(page: Page) -> list[str]:
    """The titles shown, in order, on the board or in the list."""
    liens = re.findall(r'(?:mur-carte__titre|data-nom="Titre")"?[^>]*><a href="[^"]+">([^<]+)</a>', page.text)
    return [t.replace("&#39;", "'") for t in liens]


def test_le_tableau_range_par_stade_avec_les_comptes(site: Site) -> None:
    for _ in range(7):
        _ouvrir(site, "Piste")
    _ouvrir(site, "Au travail", stade="en_qualification", responsable_id=site.personne.personne_id)
    _ouvrir(site, "Refusée", stade="en_qualification", situation="refuse")
    page = _page(site).text
    colonnes = dict(re.findall(r'data-stade="(\w+)".*?mur__compte chiffres">(\d+)', page, re.S))
    assert len(colonnes) == 19
    assert (colonnes["piste"], colonnes["en_qualification"], colonnes["creation"]) == ("7", "1", "0")
    assert "Voir les 2\u00a0autres" in page.replace("&nbsp;", "\u00a0")
    assert "8\u00a0en cours" in page.replace("&nbsp;", "\u00a0")
    assert "1\u00a0arrêté<" in page.replace("&nbsp;", "\u00a0")
    assert "Claire Moreau" in page
    assert "Refusée" not in page
    assert _titres(_page(site, situation="arretes")) == ["Refusée"]


def test_les_voies_d_une_carte_menent_a_leur_page(site: Site) -> None:
    for stade in ("porteur_a_trouver", "pret_comite"):
        _ouvrir(site, stade=stade)
    page = _page(site).text
    voies = re.findall(r'<a href="([^"]+)" data-vers="(\w+)">', page)
    assert [v for _, v in voies] == ["au_comite_engagement", "porteur_propose", "appel_en_cours", "porteur_propose"]
    assert [site.page(url).status_code for url, _ in voies] == [200] * 4
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(Fabrique).values(prereglage="sans_comite"))
    page = _page(site, etape="1").text
    assert 'data-stade="au_comite_engagement"' not in page
    ((url, vers),) = re.findall(r'<a href="([^"]+)" data-vers="(\w+)">', page)
    assert vers == "etude_a_lancer"
    assert site.page(url).status_code == 200


RECHERCHES = {
    "ecole": {"École du goût"},
    "OEUVRIER": {"Œuvrier partagé"},
    "l'etable": {"L’Étable commune"},
    "gout ecole": {"École du goût"},
    "bourg": {"épicerie du bourg"},
    "tous": set(TITRES),  # a word of the need
    "able": set[str](),
    "%": set(TITRES),
    "_": set(TITRES),
}


def test_ty07_on_cherche_et_on_trie_en_francais(site: Site) -> None:
    for titre in TITRES:
        _ouvrir(site, titre, recherche=recherche("2026-001", titre, "Un besoin de tous"))
    for q, attendus in RECHERCHES.items():
        for vue in ("", "liste"):
            assert set(_titres(_page(site, q=q, vue=vue))) == attendus, q


def test_ty07_la_liste_se_trie_en_francais(site: Site) -> None:
    for titre in TITRES:
        _ouvrir(site, titre)
    ordre = ["École du goût", "épicerie du bourg", "L’Étable commune", "Œuvrier partagé", "Zinc"]
    page = _page(site, vue="liste", tri="titre")
    assert _titres(page) == ordre
    assert 'aria-sort="ascending"' in page.text
    assert _titres(_page(site, vue="liste", tri="-titre")) == ordre[::-1]
    assert _titres(_page(site, vue="liste")) == list(TITRES[::-1])  # the latest numbers first


def test_ce_qui_n_a_pas_de_score_vient_apres_dans_les_deux_sens(site: Site) -> None:
    sans, faible, fort = (_ouvrir(site, t) for t in ("Sans", "Faible", "Fort"))
    with ecrire(site.application.moteur) as connexion:
        grille = {"id": nouvel_identifiant(), "fabrique_id": site.fabrique_id}
        connexion.execute(insert(Grille), remplir(connexion, table(Grille), grille))
        for dossier_id, score in ((faible, 300), (fort, 850)):
            q = {"dossier_id": dossier_id, "grille_id": grille["id"], "score_dixiemes": score}
            connexion.execute(insert(Qualification), remplir(connexion, table(Qualification), q))
    assert sans
    assert _titres(_page(site, vue="liste", tri="score")) == ["Faible", "Fort", "Sans"]
    page = _page(site, vue="liste", tri="-score")
    assert _titres(page) == ["Fort", "Faible", "Sans"]
    assert "85,0&nbsp;/&nbsp;100" in page.text


def test_les_filtres_se_gardent_dans_l_adresse(site: Site) -> None:
    moi = site.personne.personne_id
    vieux = _ouvrir(site, "Vieux", stade="en_qualification", stade_depuis=_jour(61), responsable_id=moi)
    _ouvrir(site, "Récent", stade="en_qualification", stade_depuis=_jour(60), situation="ajourne")
    _ouvrir(site, "Ailleurs", stade="creation")
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(insert(m.DossierThematique), {"dossier_id": vieux, "code": "mobilite_inclusive"})
    tous = {"Vieux", "Récent", "Ailleurs"}
    for filtre, attendus in {
        "stade=creation": {"Ailleurs"},
        "etape=1": {"Vieux", "Récent"},
        "situation=ajourne": {"Récent"},
        "situation=toutes": tous,
        "situation=arretes": set[str](),
        "responsable=moi": {"Vieux"},
        f"responsable={moi}": {"Vieux"},
        "responsable=aucun": {"Récent", "Ailleurs"},
        "alerte=1": {"Vieux"},
        "thematique=mobilite_inclusive": {"Vieux"},
        "thematique=insertion": tous,
        "territoire=inconnu": set(),
        "seance=inconnue": set(),
        "stade=lune": tous,
    }.items():
        nom, _, valeur = filtre.partition("=")
        for vue in ("", "liste"):
            assert set(_titres(_page(site, vue=vue, **{nom: valeur}))) == attendus, filtre
    page = _page(site, vue="liste", etape="1", responsable="moi").text
    assert "etape=1&amp;responsable=moi&amp;vue=liste&amp;tri=titre" in page
    assert "en attente depuis 61" in page


def test_ce_qui_est_fusionne_ou_scinde_ne_bouge_plus(site: Site) -> None:
    garde = _ouvrir(site, "Garde")
    _ouvrir(site, "Scindé", scinde_le=_jour())
    _ouvrir(site, "Fusionné", situation="abandonne", fusionne_dans_id=garde)
    assert _titres(_page(site)) == ["Garde"]
    page = _page(site, situation="toutes")
    assert set(_titres(page)) == {"Garde", "Scindé", "Fusionné"}
    assert page.text.count('class="avancer"') == 1
    assert page.text.count("Scindé ou fusionné") == 2
    assert _page(site, ".csv", situation="arretes").text.count("Scindé ou fusionné") == 2


def test_rien_ne_passe_d_une_fabrique_a_l_autre(site: Site) -> None:
    autre = fabrique(site.application.moteur, "la-bas")
    _ouvrir(site, "Chez le voisin", fabrique_id=autre)
    _ouvrir(site, "Chez nous")
    for suite, requete in (("", {}), ("", {"vue": "liste"}), (".csv", {}), (".csv", {"sorte": "ouvertes"})):
        page = _page(site, suite, situation="toutes", **requete)
        assert "Chez le voisin" not in page.text
    assert "Chez le voisin" not in site.page(f"/equipe/{site.fabrique}/attentes").text


def test_l_export_neutralise_les_formules_et_tait_les_personnes(site: Site) -> None:
    moi = site.personne.personne_id
    _ouvrir(site, '=HYPERLINK("x")', responsable_id=moi, stade="creation")
    _ouvrir(site, "Public", responsable_id=moi, confidentialite="public")
    tableur = _page(site, ".csv")
    assert tableur.data.startswith(b"\xef\xbb\xbf")
    lignes = list(csv.DictReader(io.StringIO(tableur.data.decode("utf-8-sig")), delimiter=";"))
    assert {x["Titre"] for x in lignes} == {'\'=HYPERLINK("x")', "Public"}
    assert {x["Suivi par"] for x in lignes} == {"Claire Moreau"}
    assert {(x["Stade"], x["Situation"]) for x in lignes} == {
        ("Création en cours", "En cours"),
        ("Piste repérée", "En cours"),
    }
    ouvertes = _page(site, ".csv", sorte="ouvertes")
    lues = list(csv.DictReader(io.StringIO(ouvertes.text)))
    assert [x["Titre"] for x in lues] == ["Public"]
    assert (lues[0]["Stade"], lues[0]["Thématiques"], lues[0]["Territoires"]) == ("piste", "insertion", "Moncontour")
    assert "Claire" not in ouvertes.text
    assert [*csv.DictReader(io.StringIO(_page(site, ".csv", stade="creation", sorte="ouvertes").text))] == []


def test_les_attentes_se_rangent_par_qui_est_attendu(site: Site) -> None:
    moi = site.personne.personne_id
    karim = connecter(site.application.moteur, {site.fabrique_id: ["charge_mission"]}, nom="Karim").personne_id
    _ouvrir(site, "À moi", responsable_id=moi)
    _ouvrir(site, "À Karim", responsable_id=karim, stade="pret_comite")
    _ouvrir(site, "À personne", stade="etude_en_cours")
    _ouvrir(site, "Devant le comité", responsable_id=moi, stade="au_comite_engagement")
    _ouvrir(site, "Trop long", responsable_id=karim, stade="en_qualification", stade_depuis=_jour(75))
    _ouvrir(site, "Au travail", responsable_id=moi, stade="en_qualification")
    revue = {"motif": "x", "revue": _jour(3)}
    _ouvrir(site, "Veille passée", responsable_id=moi, situation="en_veille", situation_donnees=revue)
    with ecrire(site.application.moteur) as connexion:
        recu = {"id": nouvel_identifiant(), "fabrique_id": site.fabrique_id, "statut": "recu", "recu_le": _jour(2)}
        vides = dict.fromkeys(("apporteur_id", "territoire_id", "besoin_id", "dossier_id", "trie_le", "trie_par"))
        connexion.execute(insert(Signalement), remplir(connexion, table(Signalement), recu | vides))
    page = site.page(f"/equipe/{site.fabrique}/attentes")
    assert page.status_code == 200, page.text
    groupes = {
        nom: re.findall(r'attente__titre" href="[^"]+">([^<]+)<', section)
        for nom, section in re.findall(r'<section class="attentes__groupe" id="(\w+)"(.*?)</section>', page.text, re.S)
    }
    assert groupes == {
        "vous": ["À moi"],
        "retard": ["Trop long", "Veille passée"],
        "equipe": ["1\u00a0signalement à trier", "À Karim", "À personne"],
        "comite": ["Devant le comité"],
    }
    assert "En attente depuis 75\u00a0jours" in page.text
    liens = re.findall(r'attente__(?:titre|geste)[^>]*>?(?:<a class="bouton")? href="([^"]+)"', page.text)
    assert len(liens) >= 8
    assert {site.page(lien).status_code for lien in liens} == {200}


def test_les_seuils_de_la_fabrique_l_emportent(site: Site) -> None:
    _ouvrir(site, "Piste ancienne", stade_depuis=_jour(43))
    assert _titres(_page(site, alerte="1")) == []
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(Fabrique).values(seuils_alerte={"piste": 42, "en_qualification": 0}))
    _ouvrir(site, "Qualification ancienne", stade="en_qualification", stade_depuis=_jour(300))
    page = _page(site, alerte="1")
    assert _titres(page) == ["Piste ancienne"]
    assert "en attente depuis 43\u00a0jours" in page.text


def test_un_responsable_parti_se_cherche_encore(site: Site) -> None:
    parti = connecter(site.application.moteur, {}, nom="Maëlle Le Goff").personne_id
    _ouvrir(site, "Laissé", responsable_id=parti)
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(Personne).where(Personne.id == parti).values(active=False))
    assert f'<option value="{parti}">Maëlle Le Goff</option>' in _page(site).text
    assert _titres(_page(site, responsable=parti)) == ["Laissé"]
