"""The qualification on its pages: two people score blind, compare, explain, sign (``domaine.md`` §3.16, T4, SY06)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from fabrique_atelier.conduite import passages
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import qualification
from fabrique_atelier.dossier.grilles import PAR_DEFAUT
from fabrique_atelier.dossier.qualification_lecture import QualificationLue
from fabrique_atelier.dossier.scores import scores, signes
from fabrique_atelier.reseau import zonages
from fabrique_atelier.socle.base import ecrire, lire
from tests.integration.site import Page, Site, lire_page
from tests.outillage import dossiers
from tests.outillage.comptes import connecter, fabrique

VRAC = dict(zip((c.code for c in PAR_DEFAUT), (3, 3, 3, 2, 2, 3, 3, 1, 3, 1), strict=True))
ENTETE = {"Content-Type": "application/x-www-form-urlencoded"}


def mots(page: Page) -> str:
    """What is read on a page."""
    texte = re.sub(r"<(script|svg).*?</\1>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", texte)))


class Personne:
    """Somebody of the team, in a browser."""

    def __init__(self, site: Site, dossier_id: str, nom: str) -> None:
        self.site, self.dossier_id = site, dossier_id
        self.compte = connecter(site.application.moteur, {site.fabrique_id: ["charge_mission"]}, nom=nom)
        self.client = site.navigateur(self.compte)
        self.dossier = f"/equipe/{site.fabrique}/dossiers/{dossier_id}"

    def page(self, fin: str = "/qualification") -> Page:
        return lire_page(self.client.get(self.dossier + fin))

    def champs(self, fin: str) -> dict[str, str]:
        page = self.page(fin).text
        lus = dict(re.findall(r'<input[^>]*type="hidden"[^>]*?\bname="([^"]+)"[^>]*?\bvalue="([^"]*)"', page))
        return lus | dict(re.findall(r'<input[^>]*\bname="([^"]+)" type="hidden" value="([^"]*)"', page))

    def poster(self, fin: str, depuis: str | None = None, **champs: Any) -> Page:
        return lire_page(self.client.post(self.dossier + fin, data=self.champs(depuis or fin) | champs))

    def noter(self, notes: dict[str, int], **champs: Any) -> Page:
        return self.poster("/qualification/noter", **{f"note_{c}": str(n) for c, n in notes.items()}, **champs)

    def signer(self, notes: dict[str, int], **champs: Any) -> None:
        reponse = self.noter(notes, signer="1", **champs)
        assert reponse.status_code == 303, reponse.text

    def conclure(self, **champs: Any) -> Page:
        return self.poster("/qualification/conclure", "/qualification", **champs)


def ouvrir(site: Site, titre: str = "Groupement d’achats") -> str:
    with ecrire(site.application.moteur) as c:
        return dossiers.dossier(c, dossiers.geste(c, site.fabrique_id), titre, stade="en_qualification")


@pytest.fixture
def deux(site: Site) -> tuple[Personne, Personne]:
    dossier_id = ouvrir(site)
    return Personne(site, dossier_id, "Claire Moreau"), Personne(site, dossier_id, "Karim Benali")


def lue(p: Personne) -> QualificationLue:
    with lire(p.site.application.moteur) as c:
        return qualification.lire(c, p.site.fabrique_id, p.dossier_id)


def manques(p: Personne) -> set[str]:
    with lire(p.site.application.moteur) as c:
        return {x.code for x in passages.possibles(c, p.site.fabrique_id, p.dossier_id)[0][1]}


def test_sy06_deux_personnes_un_ecart_un_commentaire_85(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    claire.signer(VRAC | {"C4": 3})
    karim.signer(VRAC | {"C4": 1})
    page = karim.page()
    assert page.text.count("critere-compare--ecart") == 1
    assert "Écart de 2 points : à commenter avant de signer" in mots(page)
    assert "2 de 1 à 3" in mots(page)
    assert {"ecarts", "grille"} <= manques(claire)
    refus = claire.conclure(signer="1")
    assert refus.status_code == 400
    assert "Commentez d’abord les écarts d’au moins 2 points : Modèle économique possible" in mots(refus)
    assert not lue(claire).signee
    assert claire.poster("/qualification/utilite", buts="soutien_publics_fragiles").status_code == 303
    assert claire.conclure(ecart_C4="L’un compte les subventions.", signer="1").status_code == 303
    apres = mots(karim.page())
    assert "85,0 sur 100" in apres
    assert "L’un compte les subventions." in apres
    assert "Déclarer l’idée prête" in apres
    assert not manques(claire)
    with lire(claire.site.application.moteur) as c:
        assert scores(c, [claire.dossier_id]) == {claire.dossier_id: 850}
        assert signes(c, claire.site.fabrique_id, "en_qualification") == {claire.dossier_id}


def test_personne_ne_voit_les_notes_des_autres_avant_les_siennes(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    secret = "Le besoin n’existe pas, dit Karim."
    karim.signer(VRAC | {"C1": 0, "C2": 0}, commentaire_C1=secret)
    pages = [claire.page(f) for f in ("", "/qualification", "/qualification/noter", "/historique", "/fiche")]
    comparer = f"/equipe/{claire.site.fabrique}/qualification/comparer?d={claire.dossier_id}"
    pages.append(lire_page(claire.client.get(comparer)))
    pages.append(claire.conclure(signer="1"))
    pages.append(claire.poster("/qualification/tour", "/qualification", tour="1"))
    brouillon = claire.poster("/qualification/brouillon", "/qualification/noter", note_C1="3")
    assert set(brouillon.json) == {"version", "heure"}
    for page in [*pages, brouillon, claire.page(), claire.page("/qualification/noter")]:
        assert page.status_code in (200, 303, 400), page.text
        assert secret not in unescape(page.text)
        assert "85,0" not in page.text
        assert "besoin est noté 0" not in mots(page)
        assert "échelle" not in page.text
        assert 'class="echelle' not in page.text
    assert lue(claire).tour == 1
    assert not lue(claire).signee
    claire.signer(VRAC)
    assert secret in mots(claire.page())
    assert "Claire Moreau : 3, fort" in mots(karim.page())


def test_un_brouillon_garde_et_deux_appareils_ne_perdent_rien(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    telephone = claire.champs("/qualification/noter")
    assert claire.noter({"C1": 2}, commentaire_C1="Depuis l’ordinateur.").status_code == 303
    page = claire.page("/qualification/noter").text
    assert "Depuis l’ordinateur." in page
    brouillon = telephone | {"note_C1": "3", "commentaire_C1": "Depuis le téléphone."}
    refus = lire_page(claire.client.post(claire.dossier + "/qualification/brouillon", data=brouillon))
    assert refus.status_code == 409
    conflit = lire_page(claire.client.post(claire.dossier + "/qualification/noter", data=brouillon))
    assert conflit.status_code == 400
    assert "Depuis l’ordinateur." in conflit.text
    assert "Depuis le téléphone." in conflit.text
    version = re.search(r'name="version"[^>]*value="(\d+)"', conflit.text)
    assert version
    repris = lire_page(
        claire.client.post(claire.dossier + "/qualification/noter", data=brouillon | {"version": version[1]})
    )
    assert repris.status_code == 303
    assert lue(claire).evaluations[0].notes == {"C1": 3}


def test_signer_demande_toutes_les_notes_et_ne_perd_pas_le_texte(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    refus = claire.noter({c: n for c, n in VRAC.items() if c != "C7"}, signer="1", commentaire_C2="Déjà écrit.")
    assert refus.status_code == 400
    assert refus.text.count("Choisissez une note pour ce critère.") == 1
    assert "Déjà écrit." in refus.text
    assert claire.noter({"C1": 4}).status_code == 400
    claire.signer(VRAC)
    assert claire.page("/qualification/noter").status_code == 303
    assert claire.noter(VRAC | {"C1": 0}).status_code in (303, 400)
    assert lue(claire).evaluations[0].notes == VRAC


def test_un_second_tour_reprend_ses_notes_et_garde_le_premier(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    claire.signer(VRAC)
    en_cours = karim.champs("/qualification/noter")
    assert claire.poster("/qualification/tour", "/qualification", tour="1").status_code == 303
    assert claire.poster("/qualification/tour", "/qualification", tour="1").status_code == 303
    assert lue(claire).tour == 2, "un second appui n’ouvre rien de plus"
    retard = lire_page(
        karim.client.post(
            karim.dossier + "/qualification/noter", data=en_cours | {"note_C1": "1", "commentaire_C1": "Ici."}
        )
    )
    assert retard.status_code == 400
    assert "Le tour 2 a été ouvert entre-temps" in mots(retard)
    assert "Ici." in retard.text
    assert (
        "checked"
        in re.findall(r'<input[^>]*name="note_C4"[^>]*value="2"[^>]*>', claire.page("/qualification/noter").text)[0]
    )
    claire.signer(VRAC | {"C1": 2})
    page = mots(claire.page())
    assert "Tour 1" in page
    assert "Tour 2" in page
    assert claire.conclure(signer="1").status_code == 303
    assert (lue(claire).score(1), lue(claire).score_dixiemes) == (850, 783)


def test_deux_commentaires_du_meme_ecart_ne_s_ecrasent_pas(deux: tuple[Personne, Personne]) -> None:
    claire, karim = deux
    claire.signer(VRAC | {"C4": 3})
    karim.signer(VRAC | {"C4": 0})
    ouverte = karim.champs("/qualification")
    assert claire.conclure(ecart_C4="Le texte de Claire.").status_code == 303
    refus = lire_page(
        karim.client.post(karim.dossier + "/qualification/conclure", data=ouverte | {"ecart_C4": "Le texte de Karim."})
    )
    assert refus.status_code == 400
    assert "Le texte de Claire." in mots(refus)
    assert "Le texte de Karim." in mots(refus)
    assert lue(claire).ecarts == {(1, "C4"): "Le texte de Claire."}
    avant = re.search(r'name="avant_C4"[^>]*value="([^"]*)"', refus.text)
    assert avant
    repris = ouverte | {"avant_C4": unescape(avant[1]), "ecart_C4": "Les deux."}
    assert lire_page(karim.client.post(karim.dossier + "/qualification/conclure", data=repris)).status_code == 303
    assert lue(claire).ecarts == {(1, "C4"): "Les deux."}


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


def test_les_zonages_restent_ceux_du_jour_de_la_signature(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    moteur, t = claire.site.application.moteur, m.DossierTerritoire
    with ecrire(moteur) as c:
        lieu = c.execute(select(t.territoire_id).where(t.dossier_id == claire.dossier_id)).scalar_one()
        par = dossiers.geste(c, claire.site.fabrique_id)
        base = {"libelle": "", "source": "ANCT", "verifie_le": None}
        zonages.ajouter(c, par, lieu, zonages.Fiche("montagne", "", date_debut=None, date_fin=None, **base))
        zonages.ajouter(c, par, lieu, zonages.Fiche("zrr", "", date_debut=None, date_fin="2024-06-30", **base))
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


def test_un_dossier_ferme_ou_ailleurs_ne_se_note_pas(deux: tuple[Personne, Personne]) -> None:
    claire, _ = deux
    champs = claire.champs("/qualification/noter")
    with ecrire(claire.site.application.moteur) as c:
        c.execute(update(m.Dossier).where(m.Dossier.id == claire.dossier_id).values(stade="pret_comite"))
    refus = lire_page(claire.client.post(claire.dossier + "/qualification/noter", data=champs | {"note_C1": "2"}))
    assert refus.status_code == 400
    assert "n’est pas en cours de qualification" in mots(refus)
    assert lue(claire).version == 0
