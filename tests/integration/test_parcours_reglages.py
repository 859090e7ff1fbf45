"""The settings of the parcours: presets proposed, gates saved, reasons never taken away, two people at once."""

from __future__ import annotations

import html
import re

from sqlalchemy import select, update

from fabrique_atelier.comptes.models import EntreeAudit
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.dossier.stades import PREREGLAGES
from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.socle.base import ecrire, lire
from tests.integration.site import Page, Site
from tests.outillage import dossiers as outils


def _chemin(site: Site) -> str:
    return f"/equipe/{site.fabrique}/reglages/parcours"


def _champs(page: Page) -> dict[str, str]:
    """The form, as a browser would send it back."""
    corps = page.text.split('method="post" action', 2)[-1]
    champs = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', corps))
    for nom, options in re.findall(r'<select[^>]*name="(G\d)".*?>(.*?)</select>', corps, re.S):
        champs[nom] = re.findall(r'<option selected value="(\w+)"', options)[0]
    if not re.search(r"<input checked[^>]*benchmark", corps):
        champs.pop("benchmark_obligatoire", None)
    return {n: html.unescape(v) for n, v in champs.items()} | {"nouveaux": ""}


def _portes(site: Site) -> dict[str, str]:
    with lire(site.application.moteur) as connexion:
        return dict(reglage(connexion, site.fabrique_id).portes)


def test_un_prereglage_se_propose_puis_s_enregistre(site: Site) -> None:
    with ecrire(site.application.moteur) as connexion:
        outils.dossier(connexion, outils.geste(connexion, site.fabrique_id), stade="au_comite_engagement")
    page = site.page(_chemin(site), query_string={"prereglage": "ami"})
    champs = _champs(page)
    assert {p: champs[p] for p in ("G1", "G2", "G3", "G4")} == PREREGLAGES["ami"]
    assert "1 dossier attend cette décision" in page.text
    assert _portes(site) == PREREGLAGES["avise_standard"]  # only proposed
    champs |= {"G4": "pilotage", "comite_suivi_min": "5", "delai_envoi_jours": "0", "benchmark_obligatoire": "y"}
    assert site.poster(_chemin(site), champs).status_code == 303
    with lire(site.application.moteur) as connexion:
        lu = reglage(connexion, site.fabrique_id)
        actions = connexion.execute(select(EntreeAudit.action)).scalars().all()
    assert dict(lu.portes) == PREREGLAGES["ami"] | {"G4": "pilotage"}
    assert (lu.comite_suivi_min, lu.delai_envoi_jours, lu.benchmark_obligatoire) == (5, 0, True)
    assert actions.count("parcours.regler") == 1
    # the dossier left at a stade that has gone is still on the board
    assert 'data-stade="au_comite_engagement"' in site.page(f"/equipe/{site.fabrique}/dossiers").text


def test_un_motif_s_ajoute_se_renomme_et_ne_se_supprime_pas(site: Site) -> None:
    champs = _champs(site.page(_chemin(site)))
    assert (
        site.poster(_chemin(site), champs | {"nouveaux": "Le maire a changé\n\n  Terrain pollué "}).status_code == 303
    )
    champs = _champs(site.page(_chemin(site)))
    assert champs["motifs-1-libelle"] == "Terrain pollué"
    assert site.poster(_chemin(site), champs | {"motifs-0-libelle": "Nouvelle équipe municipale"}).status_code == 303
    with lire(site.application.moteur) as connexion:
        motifs = reglage(connexion, site.fabrique_id).motifs
    assert motifs == (("le_maire_a_change", "Nouvelle équipe municipale"), ("terrain_pollue", "Terrain pollué"))
    champs = _champs(site.page(_chemin(site)))
    for retrait in ({n: v for n, v in champs.items() if "motifs-1" not in n}, champs | {"motifs-1-libelle": " "}):
        page = site.poster(_chemin(site), retrait | {"comite_suivi_min": "9"})
        assert page.status_code == 400
        assert "Rien n’est encore enregistré" in page.text
        assert _champs(page)["comite_suivi_min"] == "9"  # nothing typed is lost
    with lire(site.application.moteur) as connexion:
        assert reglage(connexion, site.fabrique_id).motifs == motifs


def test_deux_personnes_a_la_fois_ne_perdent_rien(site: Site) -> None:
    champs = _champs(site.page(_chemin(site)))
    assert site.poster(_chemin(site), champs | {"G1": "pilotage", "nouveaux": "Terrain pollué"}).status_code == 303
    page = site.poster(_chemin(site), champs | {"G2": "jury", "comite_suivi_min": "4"})
    assert page.status_code == 400
    assert "Enregistré entre-temps" in page.text
    assert "Comité de pilotage" in page.text
    choisis = _champs(page)
    assert (choisis["G1"], choisis["G2"], choisis["comite_suivi_min"]) == ("engagement", "jury", "4")
    assert _portes(site)["G2"] == "suivi"  # the refusal wrote nothing
    assert site.poster(_chemin(site), choisis | {"G1": "pilotage"}).status_code == 303
    with lire(site.application.moteur) as connexion:
        lu = reglage(connexion, site.fabrique_id)
    assert (lu.portes["G1"], lu.portes["G2"], lu.comite_suivi_min) == ("pilotage", "jury", 4)
    assert [x for _, x in lu.motifs] == ["Terrain pollué"]  # the other person's reason is kept


def test_ce_qui_n_a_pas_de_sens_est_refuse_avec_sa_raison(site: Site) -> None:
    champs = _champs(site.page(_chemin(site)))
    for faute, phrase in {
        "comite_suivi_min=0": "entre 1 et 30",
        "comite_suivi_min=": "ce champ est nécessaire",
        "delai_envoi_jours=61": "entre 0 et 60",
        "G1=roi": "dans la liste",
        "nouveaux=Doublon": "",
    }.items():
        nom, _, valeur = faute.partition("=")
        page = site.poster(_chemin(site), champs | {nom: valeur})
        assert page.status_code == (400 if phrase else 303), faute
        assert phrase in page.text
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(Fabrique).values(vocabulaire={"comite_engagement": {"singulier": "assemblée"}}))
        assert connexion.execute(select(m.ReglageParcours.version)).scalar_one() == 1
    assert '<option selected value="engagement">Assemblée</option>' in site.page(_chemin(site)).text
