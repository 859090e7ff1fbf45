"""Bringing partners in: the same file in every format, the dry run that tells the truth, refusals that say what to do."""

from __future__ import annotations

import os
import re

import pytest
from sqlalchemy import insert, select, update

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.reseau import importation
from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.importation import Auteur
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.integration.import_partenaires import (
    TITRES,
    compter,
    confirmer,
    deposer,
    etat,
    fichier,
    importer,
    jeton,
    nombres,
    refuses,
    regler,
)
from tests.integration.site import Site
from tests.outillage.comptes import connecter, fabrique
from tests.outillage.tableurs import DOUZE, en_csv, en_ods, en_xlsx

FORMATS = {
    "csv": en_csv(DOUZE, ";", "utf-8"),
    "csv avec marque": en_csv(DOUZE, ",", "utf-8-sig"),
    "csv windows": en_csv(DOUZE, "\t", "cp1252"),
    "xlsx": en_xlsx(DOUZE),
    "ods": en_ods(DOUZE),
}


def test_le_meme_fichier_donne_la_meme_chose(site: Site) -> None:
    """Every format after the first changes nothing: what it brings is exactly there."""
    premier = importer(site, FORMATS["csv"])
    assert nombres(premier) == [7, 0, 0, 3]
    attendu = etat(site)
    assert len(attendu) == 7 + 3
    for nom, contenu in FORMATS.items():
        page = site.page(regler(site, deposer(site, contenu, nom)))
        assert nombres(page) == [0, 0, 7, 3], nom
        assert "déjà là, à l’identique" in page.text
    assert etat(site) == attendu


def test_chaque_refus_dit_sa_ligne_sa_colonne_et_que_faire(site: Site) -> None:
    chemin = regler(site, deposer(site, FORMATS["xlsx"]))
    page, refus = site.page(chemin).text, refuses(site, chemin)
    assert [(r[0], r[1]) for r in refus] == [("6", "SIRET"), ("8", "SIRET"), ("12", "Raison sociale")]
    assert "Vérifiez-le" in refus[0][2]
    assert "Mettez la colonne au format Texte" in refus[1][2]
    assert refus[0][3:8] == ["Recyclerie", "ess", "99900030000016", "Lyon", "69123"]
    assert "Ligne 8</span> · SIRET" in page
    assert "9,99E+13" in page


def test_les_lignes_refusees_se_corrigent_et_se_renvoient(site: Site) -> None:
    bilan = importer(site, FORMATS["csv"])
    chemin = re.search(r'href="([^"]+)/refus\.csv"', bilan.text)
    assert chemin
    rapport = site.page(f"{chemin.group(1)}/refus.csv").data.decode("utf-8-sig")
    corrige = rapport.replace("99900030000016", "99900030000015").replace("9,99E+13", "").encode()
    assert nombres(importer(site, corrige)) == [2, 0, 0, 1]


def test_un_second_clic_ne_fait_rien(site: Site) -> None:
    chemin = regler(site, deposer(site, FORMATS["csv"]))
    page = site.page(chemin)
    empreinte = re.search(r'name="empreinte" value="([0-9a-f]+)"', page.text)
    assert empreinte
    avant = compter(site, comptes.EntreeAudit)
    for _ in range(2):
        champs = {"csrf_token": jeton(page), "empreinte": empreinte.group(1)}
        assert site.poster(f"{chemin}/confirmer", champs).status_code == 303
        assert "L’import est terminé" in site.page(chemin).text
    assert compter(site, m.Partenaire) == 7
    assert compter(site, comptes.EntreeAudit) == avant + 1
    with site.application.moteur.connect() as connexion:
        derniere = connexion.execute(select(comptes.EntreeAudit).order_by(comptes.EntreeAudit.numero.desc())).first()
        garde = connexion.execute(select(m.ImportPartenaires.lignes)).scalar_one()
    assert derniere is not None
    assert derniere.action == "partenaire.importer"
    assert derniere.details["nouveaux"] == 7
    assert "Épicerie" not in str(derniere)
    assert garde == [list(DOUZE[0])]  # the people are not kept twice


def test_ce_qui_change_avant_la_confirmation_est_relu(site: Site) -> None:
    importer(site, fichier(("Mairie", "Collectivité", "", "Nancy")))
    chemin = regler(site, deposer(site, fichier(("Mairie", "", "99900010200015", "Nancy"))))
    page = site.page(chemin)
    empreinte = re.search(r'name="empreinte" value="([0-9a-f]+)"', page.text)
    assert empreinte
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(m.Partenaire).values(siret="99900020100015", version=2))
    site.poster(f"{chemin}/confirmer", {"csrf_token": jeton(page), "empreinte": empreinte.group(1)})
    relue = site.page(chemin)
    assert "rien n’a été enregistré" in relue.text
    assert nombres(relue) == [1, 0, 0, 0]  # now somebody else's SIRET: another partner
    assert nombres(confirmer(site, chemin)) == [1, 0, 0, 0]


def test_rien_ne_change_entre_le_plan_et_l_ecriture(site: Site) -> None:
    """The plan is worked out beside the transaction: the transaction checks that nobody has written meanwhile."""
    importer(site, fichier(("Mairie", "Collectivité", "", "Nancy")))
    adresse = regler(site, deposer(site, fichier(("Mairie", "", "99900010200015", "Nancy"))))
    auteur, maintenant = Auteur(site.fabrique_id, site.personne.personne_id), maintenant_ms()
    with lire(site.application.moteur) as connexion:
        depot = importation.charger(connexion, auteur, adresse.rpartition("/")[2], maintenant)
        connus = importation.connus(connexion, site.fabrique_id)
    assert depot is not None
    plan = importation.essayer(depot, connus, jour_local(maintenant))
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(m.Partenaire).values(version=m.Partenaire.version + 1))
    with pytest.raises(ErreurMetier, match="rien n’a été enregistré"), ecrire(site.application.moteur) as connexion:
        importation.confirmer(connexion, depot, plan, connus.temoin, maintenant)
    with lire(site.application.moteur) as connexion:
        temoin = importation.temoin(connexion, site.fabrique_id)
    with pytest.raises(ErreurMetier), ecrire(site.application.moteur) as connexion:
        importation.confirmer(connexion, depot, plan, temoin, maintenant)  # the row's own version holds too


@pytest.mark.parametrize(
    ("politique", "commune", "adresse", "chiffres"),
    [
        ("completer", "Nancy", "1 rue Neuve", [0, 1, 0, 0]),
        ("remplacer", "NANCY", "1 rue Neuve", [0, 1, 0, 0]),
        ("ignorer", "Nancy", "", [0, 0, 1, 0]),
    ],
)
def test_les_partenaires_connus(site: Site, politique: str, commune: str, adresse: str, chiffres: list[int]) -> None:
    importer(site, fichier(("École de l’Œuvre", "Recherche", "", "Nancy")))
    titres = (*TITRES, "Adresse", "Site web")
    contenu = fichier(("ecole de l'oeuvre", "", "99900010200015", "NANCY", "1 rue Neuve", ""), titres=titres)
    chemin = regler(site, deposer(site, contenu), politique=politique)
    assert nombres(site.page(chemin)) == chiffres
    if politique == "ignorer":
        assert "choisi de les laisser tels quels" in site.page(chemin).text
    else:
        assert nombres(confirmer(site, chemin)) == chiffres
    with site.application.moteur.connect() as connexion:
        fiche = connexion.execute(select(m.Partenaire.__table__)).one()
    assert (fiche.commune, fiche.adresse, fiche.college) == (commune, adresse, "recherche_enseignement")
    assert fiche.version == (1 if politique == "ignorer" else 2)


def test_les_doublons_du_fichier(site: Site) -> None:
    """Two people of one partner on two lines; two partners of the same name told apart by their SIRET; a doubt is refused."""
    titres = (*TITRES, "Contact", "Mail")
    contenu = fichier(
        ("Régie", "ESS", "99900010200015", "Nancy", "Un", "un@exemple.invalid"),
        ("Régie bis", "ESS", "999 000 102 00015", "Toul", "Deux", "deux@exemple.invalid"),
        ("Régie", "ESS", "99900020100015", "Nancy", "Trois", "trois@exemple.invalid"),
        ("RÉGIE", "ESS", "", "nancy", "Quatre", "quatre@exemple.invalid"),
        ("Régie", "ESS", "", "Toul", "Cinq", "UN@exemple.invalid"),
        titres=titres,
    )
    bilan = importer(site, contenu)
    assert nombres(bilan) == [3, 0, 0, 1]
    assert "1\u00a0ligne réunie" in bilan.text
    assert compter(site, m.Contact) == 4
    assert "Ajoutez le SIRET" in refuses(site, _adresse(site))[0][2]


def _adresse(site: Site) -> str:
    with site.application.moteur.connect() as connexion:
        dernier = connexion.execute(
            select(m.ImportPartenaires.id).order_by(m.ImportPartenaires.cree_le.desc())
        ).scalars()
        return f"/equipe/{site.fabrique}/partenaires/import/{next(iter(dernier))}"


def test_un_import_n_est_vu_que_par_son_auteur(site: Site) -> None:
    chemin = regler(site, deposer(site, FORMATS["csv"]))
    moteur = site.application.moteur
    collegue = site.navigateur(connecter(moteur, {site.fabrique_id: ["administration"]}, nom="Autre personne"))
    ailleurs = fabrique(moteur, "ailleurs")
    with ecrire(moteur) as connexion:
        connexion.execute(
            insert(comptes.Attribution),
            {"personne_id": site.personne.personne_id, "fabrique_id": ailleurs, "role": "administration", "cree_le": 0},
        )
    for suite in ("", "/colonnes", "/valeurs", "/refus.csv"):
        with collegue.get(chemin + suite) as reponse:
            assert reponse.status_code == 404, suite
        assert site.page(chemin.replace(site.fabrique, "ailleurs") + suite).status_code == 404, suite
    lecteur = site.navigateur(connecter(moteur, {site.fabrique_id: ["animation"]}))
    with lecteur.get(f"/equipe/{site.fabrique}/partenaires/import") as reponse:
        assert reponse.status_code in (403, 409)


def test_un_import_ne_dure_qu_un_jour(site: Site) -> None:
    chemin = regler(site, deposer(site, FORMATS["csv"]))
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(m.ImportPartenaires).values(cree_le=m.ImportPartenaires.cree_le - 24 * 3_600_000))
    assert site.page(chemin).status_code == 404
    deposer(site, FORMATS["csv"])
    assert compter(site, m.ImportPartenaires) == 1


def test_abandonner(site: Site) -> None:
    chemin = regler(site, deposer(site, FORMATS["csv"]))
    assert site.poster(f"{chemin}/abandonner", {"csrf_token": jeton(site.page(chemin))}).status_code == 303
    assert compter(site, m.ImportPartenaires) == 0


@pytest.mark.lent
def test_cinq_mille_lignes_en_moins_de_dix_secondes(site: Site) -> None:
    titres = (*TITRES, "Contact", "Mail")
    lignes = [
        (f"Partenaire n° {n} de l’Œuvre", "ESS", "", f"Commune {n % 400}", f"Nom {n}", f"p{n}@exemple.invalid")
        for n in range(5_000)
    ]
    contenu = en_xlsx((titres, *lignes))
    debut = os.times()
    bilan = importer(site, contenu, "gros.xlsx")
    # our own work and that of the process that reads: what other programs take from the machine does not count
    duree = sum(os.times()[:4]) - sum(debut[:4])
    assert nombres(bilan) == [5_000, 0, 0, 0]
    assert duree < 10, f"{duree:.1f} s"
    assert compter(site, m.Contact) == 5_000
