"""Entrances (``domaine.md`` T1, §3.4, §3.5): promotion from a séance, needs, signalements; each thing once, nothing copied."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import update

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import models_entrees as me
from fabrique_atelier.seance import models as ms
from fabrique_atelier.socle.base import ecrire
from tests.integration.entrees_essai import INJECTION, Bureau
from tests.integration.site import Site

#: What only concerns a form needs one database, not two.
UNE_BASE = pytest.mark.parametrize("base", ["sqlite"], indirect=True)


@pytest.fixture
def bureau(site: Site) -> Bureau:
    return Bureau(site)


def test_un_groupe_devient_un_dossier(bureau: Bureau) -> None:
    page = bureau.site.page(bureau.promouvoir).text
    assert page.index("25&nbsp;gommettes") < page.index("23&nbsp;gommettes"), "les groupes dans l’ordre des votes"
    assert INJECTION not in page
    assert "Carte masquée" not in page
    dossier_id = bureau.promu("A")
    (dossier,) = bureau.lignes(m.Dossier)
    assert (dossier["id"], dossier["stade"], dossier["date_detection"]) == (dossier_id, "piste", "2018-03-10")
    (source,) = bureau.lignes(m.DossierSource)
    assert (source["type"], source["regroupement_id"], source["seance_id"]) == (
        "regroupement",
        bureau.groupes["A"],
        bureau.seance,
    )
    assert f"déjà promu vers {dossier['numero']}" in bureau.site.page(bureau.promouvoir).text
    assert "Promouvoir des idées" in bureau.site.page(f"{bureau.base}/seances/{bureau.seance}").text


@UNE_BASE
def test_deja_promu_demande_une_confirmation(bureau: Bureau) -> None:
    bureau.promu("A")
    choix = {"groupe": bureau.groupes["A"], "titre": "Encore un", "geste": "un"} | bureau.ou
    refus = bureau.poster(bureau.promouvoir, **choix)
    assert (refus.status_code, len(bureau.lignes(m.Dossier))) == (400, 1)
    assert "Déjà promu vers" in refus.text
    assert 'value="Encore un"' in refus.text, "rien de ce qui est écrit ne se perd"
    assert bureau.poster(bureau.promouvoir, **choix, encore="y").status_code == 303


@UNE_BASE
def test_un_dossier_par_groupe(bureau: Bureau) -> None:
    groupes = [bureau.groupes["B"], bureau.groupes["C"]]
    assert bureau.poster(bureau.promouvoir, groupe=groupes, geste="chacun", **bureau.ou).status_code == 303
    titres = {d["titre"] for d in bureau.lignes(m.Dossier)}
    assert titres == {"Travailler au village", "Lieu de vie ouvert à tous les âges"}


@UNE_BASE
def test_le_texte_d_une_carte_n_est_jamais_copie(bureau: Bureau) -> None:
    """Its author may still take it back: the link names the card by its number."""
    assert (
        bureau.poster(bureau.promouvoir, carte=bureau.piege, titre="Carte", geste="un", **bureau.ou).status_code == 303
    )
    (source,) = bureau.lignes(m.DossierSource)
    assert (source["contribution_id"], source["libelle"]) == (bureau.piege, "Carte n°\u00a091")


@UNE_BASE
def test_ce_qui_n_est_pas_sur_le_mur_ne_se_promeut_pas(bureau: Bureau) -> None:
    for carte in (bureau.masquee, str(uuid.uuid4()), ""):
        reponse = bureau.poster(bureau.promouvoir, carte=carte, titre="Non", geste="un", **bureau.ou)
        assert (reponse.status_code, len(bureau.lignes(m.Dossier))) == (400, 0), carte


@UNE_BASE
def test_t1_seance_ouverte(bureau: Bureau) -> None:
    """T1: the séance is closed, or the staff member confirms."""
    with ecrire(bureau.site.application.moteur) as connexion:
        connexion.execute(update(ms.Seance).values(etat="en_cours", close_le=None))
    choix = {"groupe": bureau.groupes["A"], "titre": "Tôt", "geste": "un"} | bureau.ou
    refus = bureau.poster(bureau.promouvoir, **choix)
    assert (refus.status_code, "n’est pas close" in refus.text, len(bureau.lignes(m.Dossier))) == (400, True, 0)
    assert bureau.poster(bureau.promouvoir, **choix, confirme="y").status_code == 303


@UNE_BASE
def test_une_idee_de_l_equipe(bureau: Bureau) -> None:
    chemin = f"{bureau.base}/idees/nouvelle"
    sans_lieu = bureau.poster(chemin, titre="Halle", origine="Marché", thematiques="insertion", besoin_id="")
    assert (sans_lieu.status_code, "Marché" in sans_lieu.text) == (400, True)
    assert bureau.poster(chemin, titre="Halle", origine="Marché", **bureau.ou).status_code == 303
    assert [(s["type"], s["libelle"]) for s in bureau.lignes(m.DossierSource)] == [("equipe", "Marché")]


def _besoin(bureau: Bureau, **champs: str) -> dict[str, str]:
    depart = {
        "titre": "Se déplacer sans voiture",
        "point_de_depart": "besoin",
        "etat": "signale",
        "publics": "jeunes, aînés",
    }
    lieux = {"territoire_id": bureau.lieu, "thematiques": "insertion"}
    source = {"sources-0-type": "enquete", "sources-0-date": "03/2024", "sources-0-reference": "160 réponses"}
    chiffre = {"chiffres-0-valeur": "42 %", "chiffres-0-annee": "2023", "chiffres-0-source": "Insee"}
    return depart | lieux | source | chiffre | champs


@UNE_BASE
def test_un_besoin_a_une_source_et_ses_chiffres_une_annee(bureau: Bureau) -> None:
    chemin = f"{bureau.base}/besoins/nouveau"
    sans_source = bureau.poster(chemin, **_besoin(bureau, **{"sources-0-type": ""}))
    assert (sans_source.status_code, "au moins une fois d’où" in sans_source.text) == (400, True)
    assert bureau.poster(chemin, **_besoin(bureau, **{"chiffres-0-annee": ""})).status_code == 400
    cree = bureau.poster(chemin, **_besoin(bureau))
    assert cree.status_code == 303
    (besoin,) = bureau.lignes(me.Besoin)
    assert besoin["sources"] == [{"type": "enquete", "date": "2024-03", "reference": "160 réponses", "note": ""}]
    page = bureau.site.page(cree.headers["Location"]).text
    assert all(x in page for x in ("42 %", "2023, Insee", "mars\u00a02024", "Val d’Yon", "jeunes, aînés"))
    assert "Se déplacer" in bureau.site.page(f"{bureau.base}/besoins?q=deplacer").text


@UNE_BASE
def test_une_ligne_de_plus_ne_perd_rien(bureau: Bureau) -> None:
    page = bureau.poster(f"{bureau.base}/besoins/nouveau", **_besoin(bureau), ligne="sources")
    assert (page.status_code, "160 réponses" in page.text, "sources-1-type" in page.text) == (200, True, True)
    assert bureau.lignes(me.Besoin) == []


def test_deux_personnes_ecrivent_le_meme_besoin(bureau: Bureau) -> None:
    ou = bureau.poster(f"{bureau.base}/besoins/nouveau", **_besoin(bureau)).headers["Location"] + "/modifier"
    assert bureau.poster(ou, **_besoin(bureau, titre="Premier")).status_code == 303
    second = bureau.poster(ou, **_besoin(bureau, titre="Second", version="1"))
    assert second.status_code == 400
    assert "Premier" in second.text
    assert 'value="Second"' in second.text
    assert bureau.poster(ou, **_besoin(bureau, titre="Second")).status_code == 303
    assert [b["titre"] for b in bureau.lignes(me.Besoin)] == ["Second"]


def _signale(bureau: Bureau, **champs: str) -> str:
    donnees = {"titre": "Permanence mobile", "explication": "Trois villages", "nature": "besoin", "canal": "entretien"}
    donnees |= {"recu_le": "2026-11-20", "apporteur_id": "", "territoire_id": "", "organisation": "Mairie"} | champs
    reponse = bureau.poster(f"{bureau.base}/a-trier/nouveau", **donnees)
    assert reponse.status_code == 303, reponse.text
    return reponse.headers["Location"]


@UNE_BASE
def test_classer_demande_un_motif_et_une_reponse(bureau: Bureau) -> None:
    ou = _signale(bureau)
    refus = bureau.poster(f"{ou}/classer", page=ou, motif="Hors champ", reponse="")
    assert (refus.status_code, "Hors champ" in refus.text) == (400, True)
    assert bureau.poster(f"{ou}/classer", page=ou, motif="Hors champ", reponse="Merci.").status_code == 303
    (s,) = bureau.lignes(me.Signalement)
    assert (s["statut"], s["motif"], s["reponse"]) == ("classe", "Hors champ", "Merci.")


def test_trier_une_seule_fois(bureau: Bureau) -> None:
    """Two people sort the same one: the second is told, and keeps what was typed."""
    ou = _signale(bureau)
    suite = {"titre": "Permanence", "reponse": "Bonne idée", "version": "1", **bureau.ou}
    assert bureau.poster(f"{ou}/promouvoir", page=ou, **suite).status_code == 303
    second = bureau.poster(
        f"{ou}/classer", page=f"{bureau.base}/idees/nouvelle", motif="Non", reponse="Désolée", version="1"
    )
    assert (second.status_code, "vient de trier" in second.text, "Désolée" in second.text) == (409, True, True)
    (s,) = bureau.lignes(me.Signalement)
    assert (s["statut"], len(bureau.lignes(m.Dossier))) == ("promu", 1)
    (source,) = bureau.lignes(m.DossierSource)
    assert source["signalement_id"] == s["id"]


@UNE_BASE
def test_rattacher(bureau: Bureau) -> None:
    besoin = bureau.poster(f"{bureau.base}/besoins/nouveau", **_besoin(bureau)).headers["Location"].rpartition("/")[2]
    premier, second = _signale(bureau), _signale(bureau, titre="Autre")
    deux = bureau.poster(f"{premier}/rattacher", page=premier, besoin_id=besoin, numero="2026-001", reponse="")
    assert deux.status_code == 400
    assert (
        bureau.poster(f"{premier}/rattacher", page=premier, besoin_id=besoin, numero="", reponse="").status_code == 303
    )
    (b,) = bureau.lignes(me.Besoin)
    assert [s["type"] for s in b["sources"]] == ["enquete", "apporteur"]
    bureau.promu("A")
    (d,) = bureau.lignes(m.Dossier)
    inconnu = bureau.poster(f"{second}/rattacher", page=second, besoin_id="", numero="1999-999", reponse="")
    assert inconnu.status_code == 409
    assert (
        bureau.poster(f"{second}/rattacher", page=second, besoin_id="", numero=d["numero"], reponse="").status_code
        == 303
    )
    assert {s["type"] for s in bureau.lignes(m.DossierSource)} == {"regroupement", "signalement"}


def test_le_droit_de_tirage_compte(bureau: Bureau) -> None:
    _signale(bureau, apporteur_id=bureau.partenaire, canal="droit_de_tirage")
    assert "1 sur 1" in bureau.site.page(f"{bureau.base}/a-trier").text
    donnees = {
        "titre": "Deux",
        "explication": "…",
        "nature": "idee",
        "canal": "droit_de_tirage",
        "recu_le": "2026-11-21",
    }
    trop = bureau.poster(f"{bureau.base}/a-trier/nouveau", **donnees, apporteur_id=bureau.partenaire, territoire_id="")
    assert (trop.status_code, "1 sur 1" in trop.text) == (400, True)
    donnees |= {"recu_le": "2025-11-21", "apporteur_id": bureau.partenaire, "territoire_id": ""}
    assert bureau.poster(f"{bureau.base}/a-trier/nouveau", **donnees).status_code == 303
