"""The partners of a fabrique: found the French way, edited by two people at once, exported, kept from the neighbours."""

from __future__ import annotations

import csv
import io
import re
import statistics
import time

import pytest
from sqlalchemy import insert

from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau import partenaires
from fabrique_atelier.reseau.plan import PARTENAIRE_VIDE
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.reseau_partenaires import champs_de, chemin, contact, noms, semer
from tests.integration.site import Site
from tests.outillage.comptes import connecter, fabrique

NOMS = ("École des mines", "Œuvre sociale", "L’Étable", "L'étable du haut", "Zébulon", "aéro-club", "Saint-Dié Habitat")


@pytest.mark.parametrize(
    ("q", "attendus"),
    [
        ("ecole", ["École des mines"]),
        ("OEUVRE", ["Œuvre sociale"]),
        ("œuv soc", ["Œuvre sociale"]),
        ("l'etable", ["L’Étable", "L'étable du haut"]),
        ("haut etable", ["L'étable du haut"]),
        ("aero club", ["aéro-club"]),
        ("saint die", ["Saint-Dié Habitat"]),
        ("able", []),
        ("%", list(NOMS)),
    ],
)
def test_on_cherche_en_francais(q: str, attendus: list[str], site: Site) -> None:
    semer(site, *NOMS)
    page = site.page(chemin(site), query_string={"q": q})
    assert sorted(noms(page)) == sorted(n.replace("'", "&#39;") for n in attendus)


def test_on_trouve_aussi_par_commune_et_par_contact(site: Site) -> None:
    (a,) = semer(site, "Mairie", commune="Épinal")
    semer(site, "Mairie annexe", commune="Nancy")
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(insert(m.Contact), contact(a, nom="Lefèvre", prenom="Maëlle"))
    for q in ("epinal", "mairie epin", "lefevre", "maelle mairie"):
        assert noms(site.page(chemin(site), query_string={"q": q})) == ["Mairie"], q


def test_les_filtres_restent_dans_l_adresse(site: Site) -> None:
    semer(site, *(f"Banque {n:03}" for n in range(60)), college="entreprise", roles=["financeur", "expert"])
    semer(site, "Hôte", roles=["hote"])
    page = site.page(chemin(site), query_string={"role": "financeur", "college": "entreprise", "q": "banque"})
    assert "60\u00a0partenaires sur 61, page\u00a01 sur 2" in page.text.replace("&nbsp;", "\u00a0")
    assert len(noms(page)) == 50
    suivante = re.search(r'href="([^"]+)" rel="next"', page.text)
    assert suivante
    seconde = site.page(suivante.group(1).replace("&amp;", "&"))
    assert len(noms(seconde)) == 10
    for bizarre in ({"page": "999999"}, {"page": "-1"}, {"page": "٣"}, {"role": "x", "college": "<b>", "tri": "--"}):
        assert site.page(chemin(site), query_string=bizarre).status_code == 200
    assert noms(site.page(chemin(site), query_string={"role": "hote"})) == ["Hôte"]


def test_l_ordre_est_francais_et_le_compte_s_accorde(site: Site) -> None:
    assert "importez-la" in site.page(chemin(site)).text
    semer(site, "Zoé")
    assert "1&nbsp;partenaire\n" in site.page(chemin(site)).text.replace("</p>", "\n")
    semer(site, "été", "Eau", "œillet", "Ocre", commune="Épinal")
    assert noms(site.page(chemin(site))) == ["Eau", "été", "Ocre", "œillet", "Zoé"]
    rien = site.page(chemin(site), query_string={"q": "absent"}).text
    assert "0&nbsp;partenaire sur 5" in rien
    assert noms(site.page(chemin(site), query_string={"tri": "commune"}))[-1] == "Zoé"


def test_les_deux_exports(site: Site) -> None:
    (p,) = semer(site, "=cmd", siret="99900010200015", code_insee="01004", roles=["hote", "expert"], est_ess=False)
    semer(site, "Autre")
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(insert(m.Contact), contact(p, nom="Durand", telephone="+33 3 53 01 00 01"))
    page = site.page(chemin(site, ".csv"))
    assert page.data.startswith(b"\xef\xbb\xbf")
    assert 'filename="partenaires-' in page.headers["Content-Disposition"]
    lignes = list(csv.DictReader(io.StringIO(page.data.decode("utf-8-sig")), delimiter=";"))
    assert [x["Nom"] for x in lignes] == ["Autre", "'=cmd"]
    assert (lignes[1]["SIRET"], lignes[1]["Code INSEE"], lignes[1]["ESS"]) == ("99900010200015", "01004", "non")
    assert (lignes[1]["Rôles"], lignes[1]["Dernier échange"]) == ("Accueille, Apporte une expertise", "01/05/2026")
    assert lignes[1]["Téléphone"] == "'+33 3 53 01 00 01"
    ouvertes = site.page(chemin(site, ".csv?sorte=ouvertes&q=cmd")).data
    assert not ouvertes.startswith(b"\xef\xbb\xbf")
    assert b"Durand" not in ouvertes
    (une,) = csv.DictReader(io.StringIO(ouvertes.decode()))
    assert (une["Collège"], une["Rôles"]) == ("ess", "hote, expert")


def test_la_fabrique_voisine_n_existe_pas(site: Site) -> None:
    voisine = fabrique(site.application.moteur, "voisine")
    (p,) = semer(site, "Secret", fabrique_id=voisine)
    with ecrire(site.application.moteur) as connexion:
        ligne = contact(p, nom="Durand")
        connexion.execute(insert(m.Contact), ligne)
    un = f"/equipe/{site.fabrique}/contacts/{ligne['id']}"
    suites = (f"/{p}", f"/{p}/modifier", f"/{p}/supprimer", f"/{p}/contacts")
    for adresse in [*(chemin(site, s) for s in suites), f"{un}/modifier", f"{un}/supprimer"]:
        assert site.page(adresse).status_code == 404, adresse
        reponse = site.poster(adresse, champs_de(site.page(chemin(site, "/nouveau"))))
        assert reponse.status_code == (405 if adresse.endswith(p) else 404), adresse
        assert site.page(adresse.replace(site.fabrique, "voisine")).status_code == 404, adresse
    assert noms(site.page(chemin(site))) == []
    assert b"Secret" not in site.page(chemin(site, ".csv")).data
    animation = site.navigateur(connecter(site.application.moteur, {site.fabrique_id: ["animation"]}))
    with animation.get(chemin(site)) as refus:
        assert refus.status_code in (403, 409)


@pytest.mark.lent
def test_la_liste_reste_rapide_a_cinq_mille(site: Site) -> None:
    lignes = [
        partenaires.ligne(
            nouvel_identifiant(),
            site.fabrique_id,
            {
                **PARTENAIRE_VIDE,
                "college": "ess",
                "nom": f"Épicerie solidaire n° {n}",
                "commune": f"Évry {n % 300}",
                "roles": ["hote"],
            },
            maintenant_ms() - n,
        )
        for n in range(5_000)
    ]
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(insert(m.Partenaire), lignes)
        connexion.execute(insert(m.Contact), [contact(x["id"], nom=f"Nom {n}") for n, x in enumerate(lignes)])
    durees = []  # our own work: what other programs take from the machine does not count
    for n in range(15):
        for requete in ({"page": str(n + 1)}, {"q": f"epicerie {n}", "role": "hote", "tri": "commune"}):
            debut = time.process_time()
            assert site.page(chemin(site), query_string=requete).status_code == 200
            durees.append(time.process_time() - debut)
    assert statistics.median(durees) < 0.3, f"{statistics.median(durees) * 1000:.0f} ms"


def test_la_cle_rapproche_les_graphies() -> None:
    for a, b in (
        ("L’Œuvre", "l'oeuvre"),
        ("Saint-Dié", "saint die"),
        ("ÆGIS", "aegis"),
        ("Ça  va", "ca\u00a0va"),
        ("STRASSE", "straße"),
    ):
        assert cle(a) == cle(b)
    assert cle("Nancy") != cle("Annecy")
