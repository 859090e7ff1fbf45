"""Files people really send: damaged by a spreadsheet, poisoned, unreadable, without titles; each refusal says what to do."""

from __future__ import annotations

import csv
import io

from sqlalchemy import select

from fabrique_atelier.reseau import models as m
from tests.integration.import_partenaires import (
    GENRE,
    TITRES,
    champs_colonnes,
    compter,
    confirmer,
    corps,
    deposer,
    envoyer,
    etat,
    fichier,
    importer,
    jeton,
    nombres,
    refuses,
    regler,
)
from tests.integration.site import Site
from tests.outillage.tableurs import en_csv, en_ods, en_xlsx, en_zip

ABIMES = {
    ("SIRET", "1,23457E+13"): "arrondi", ("SIRET", "1.23457E+13"): "arrondi", ("SIRET", "1234567890001"): "zéros du début",
    ("SIRET", "999000102"): "SIREN", ("SIRET", "99900010200016"): "n’est pas valable", ("INSEE", "1004"): "zéro du début",
    ("INSEE", "abcde"): "code INSEE", ("RNA", "12"): "RNA", ("ESS", "peut-être"): "oui", ("Mail", "claire@"): "adresse électronique",
    ("Tél", "612345678"): "zéro du début", ("Tél", "appeler le matin"): "téléphone", ("Dernier échange", "45000"): "comme un nombre",
    ("Dernier échange", "31/02/2026"): "Cette date", ("Dernier échange", "01/01/2199"): "futur",
    ("Dernier échange", "01/01/2020"): "trois ans", ("Droit de tirage", "beaucoup"): "nombre entier", ("Site web", "javascript:alert(1)"): "adresse de site",
    ("Adresse", "a" * 301): "trop long", ("Structure", "n" * 161): "trop long",
}  # fmt: skip


def test_ce_qu_un_tableur_abime_est_explique(site: Site) -> None:
    titres = ("Structure", "SIRET", "INSEE", "RNA", "ESS", "Mail", "Tél", "Dernier échange", "Droit de tirage", "Site web", "Adresse")  # fmt: skip
    lignes = []
    for n, (colonne, valeur) in enumerate(ABIMES):
        cellules = {"Structure": f"Partenaire {n}", "Mail": f"p{n}@exemple.invalid", colonne: valeur}
        lignes.append(tuple(cellules.get(t, "") for t in titres))
    chemin = regler(site, deposer(site, fichier(*lignes, titres=titres)))
    refus = {(r[1], r[3 + titres.index(r[1])].lstrip("'")): r[2] for r in refuses(site, chemin)}
    for abime, mot in ABIMES.items():
        assert mot in refus[abime], abime
    assert nombres(site.page(chemin)) == [0, 0, 0, len(ABIMES)]


POISONS = (
    "=1+1", "+33 3 53 01 00 01", "-2", "@somme", "<b>gras</b><script>alert(1)</script>", "{{ 7 * 7 }}", "'; DROP TABLE partenaire; --",
    "a\x00b\u202ec", "👩‍👩‍👧‍👦", "مرحبا بالعالم", "﷽" * 20, "＝1+1", "\t=1+1", "x" * 150, "NULL", "Ligne 1\nLigne 2", '"', "%s %d {0}",
)  # fmt: skip


def test_les_valeurs_empoisonnees_entrent_et_sortent_comme_du_texte(site: Site) -> None:
    """In, then out by the export, then in again: nothing runs, and nothing changes."""
    contenu = en_ods([TITRES, *((_sans_controle(p), "Média", "", f"Commune {n}") for n, p in enumerate(POISONS))])
    bilan = importer(site, contenu)
    assert nombres(bilan) == [len(POISONS), 0, 0, 0]
    avant = etat(site)
    liste = site.page(f"/equipe/{site.fabrique}/partenaires").text
    assert "<script>alert" not in liste
    assert "&lt;script&gt;alert" in liste
    assert ">49<" not in liste
    exporte = site.page(f"/equipe/{site.fabrique}/partenaires.csv").data
    cellules = [c for ligne in csv.reader(io.StringIO(exporte.decode("utf-8-sig")), delimiter=";") for c in ligne]
    assert [c for c in cellules if c.lstrip(" \u00a0")[:1] in tuple("=+-@＝") and c] == []
    assert "'=1+1" in cellules
    assert nombres(site.page(regler(site, deposer(site, exporte), politique="remplacer"))) == [0, 0, len(POISONS), 0]
    assert etat(site) == avant


def _sans_controle(texte: str) -> str:
    return texte.replace("\x00", "")  # XML has no way to write it


def test_les_fichiers_illisibles_sont_refuses_en_francais(site: Site) -> None:
    bombe = en_zip({"mimetype": "x", "content.xml": b" " * (21 * 1024 * 1024)})
    for contenu, mots in (
        (b"", "est vide"),
        (b"Nom;Commune\n", "aucun partenaire dessous"),
        (b"\x89PNG\r\n\x1a\n\0\0", "CSV, ODS ou XLSX"),
        (en_xlsx([]), "aucune ligne écrite"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien format"),
        (bombe, "énorme"),
        (b"Nom\n" + b"x\n" * 6_000, "plus de 5"),
    ):
        refus = envoyer(site, contenu)
        assert refus.status_code == 400
        assert mots in refus.text
        assert 'role="alert"' in refus.text
    assert compter(site, m.ImportPartenaires) == 0


def test_un_fichier_trop_lourd(site: Site) -> None:
    lourd = envoyer(site, b"Nom\n" + b"a" * (2 * 1024 * 1024))
    assert (lourd.status_code, "2\u00a0Mo" in lourd.text) == (400, True)
    enorme = envoyer(site, b"a" * (3 * 1024 * 1024))
    assert (enorme.status_code, "2\u00a0Mo" in enorme.text) == (413, True)
    anonyme = site.navigateur()
    chemin = f"/equipe/{site.fabrique}/partenaires/import"
    with anonyme.post(chemin, data=corps("", b"a" * 100_000, "x"), content_type=GENRE) as reponse:
        assert reponse.status_code == 413  # the wider door is for people who are signed in


def test_sans_titres_ou_sans_nom(site: Site) -> None:
    chemin = deposer(site, en_csv((("Mairie", "22153"), ("Poste", "22153"))))
    page = site.page(f"{chemin}/colonnes")
    assert "Aucun titre de colonne n’a été reconnu" in page.text
    champs = champs_colonnes(site, chemin)
    sans_nom = site.poster(f"{chemin}/colonnes", champs)
    assert (sans_nom.status_code, "sans lui, rien ne peut être importé" in sans_nom.text) == (400, True)
    double = site.poster(f"{chemin}/colonnes", champs | {"colonnes-0": "nom", "colonnes-1": "nom"})
    assert (double.status_code, "Gardez-en une" in double.text) == (400, True)
    suite = regler(site, chemin, **{"colonnes-0": "nom", "colonnes-1": "code_insee", "sans_titres": "y"})
    assert nombres(confirmer(site, suite)) == [2, 0, 0, 0]


def test_des_contacts_demandent_ce_que_la_loi_demande(site: Site) -> None:
    chemin = deposer(site, fichier(("Mairie", "Durand"), titres=("Structure", "Contact")))
    champs = champs_colonnes(site, chemin)
    for nom in ("base_legale", "source", "dernier_echange"):
        refus = site.poster(f"{chemin}/colonnes", champs | {nom: ""})
        assert refus.status_code == 400, nom
        assert f'id="{nom}-erreur"' in refus.text
    futur = site.poster(f"{chemin}/colonnes", champs | {"dernier_echange": "2199-01-01"})
    ancien = site.poster(f"{chemin}/colonnes", champs | {"dernier_echange": "2019-01-01"})
    assert ("futur" in futur.text, "trois ans" in ancien.text) == (True, True)


def test_les_valeurs_inconnues_sont_demandees(site: Site) -> None:
    chemin = deposer(site, fichier(("A", "Machin", "Financeur, truc"), titres=("Nom", "Collège", "Rôles")))
    reponse = site.poster(f"{chemin}/colonnes", champs_colonnes(site, chemin))
    assert reponse.headers["Location"].endswith("/valeurs")
    assert site.page(chemin).status_code == 303  # no dry run before they are explained
    page = site.page(f"{chemin}/valeurs")
    assert "Machin" in page.text
    assert "truc" in page.text
    vide = site.poster(f"{chemin}/valeurs", {"csrf_token": jeton(page), "college_0": "media"})
    assert (vide.status_code, "Choisissez une réponse" in vide.text) == (400, True)
    site.poster(f"{chemin}/valeurs", {"csrf_token": jeton(page), "college_0": "media", "roles_0": "-"})
    confirmer(site, chemin)
    with site.application.moteur.connect() as connexion:
        fiche = connexion.execute(select(m.Partenaire.college, m.Partenaire.roles)).one()
    assert tuple(fiche) == ("media", ["financeur"])


def test_une_mauvaise_colonne_de_valeurs(site: Site) -> None:
    lignes = [(f"P{n}", f"valeur {n}") for n in range(80)]
    chemin = deposer(site, fichier(*lignes, titres=("Nom", "Collège")))
    refus = site.poster(f"{chemin}/colonnes", champs_colonnes(site, chemin))
    assert (refus.status_code, "80\u00a0valeurs différentes" in refus.text) == (400, True)
