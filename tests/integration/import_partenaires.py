"""Walking through an import as a browser does, without one."""

from __future__ import annotations

import csv
import io
import re

from sqlalchemy import func, select

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.reseau import models as m
from tests.integration.site import Page, Site
from tests.outillage.tableurs import en_csv

GENRE = "multipart/form-data; boundary=x"
TITRES = ("Nom", "Collège", "SIRET", "Commune")
CONTACTS = {"base_legale": "interet_legitime", "source": "Salon de l’ESS", "dernier_echange": "2026-11-02"}


def jeton(page: Page) -> str:
    """Return the CSRF token of a page."""
    trouve = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert trouve, page.text[:400]
    return trouve.group(1)


def envoyer(site: Site, contenu: bytes, nom: str = "partenaires.csv") -> Page:
    """Send a file; return the answer."""
    chemin = f"/equipe/{site.fabrique}/partenaires/import"
    return site.poster(chemin, corps(jeton(site.page(chemin)), contenu, nom), content_type=GENRE)


def corps(csrf: str, contenu: bytes, nom: str) -> bytes:
    """Return the body of the form of a file; the test client would leave a temporary file of its own open."""
    tete = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{csrf}\r\n--x\r\n'
    fichier = f'Content-Disposition: form-data; name="fichier"; filename="{nom}"\r\n\r\n'
    return tete.encode() + fichier.encode() + contenu + b"\r\n--x--\r\n"


def deposer(site: Site, contenu: bytes, nom: str = "partenaires.csv") -> str:
    """Send a file that must be read; return the address of its import."""
    reponse = envoyer(site, contenu, nom)
    assert reponse.status_code == 303, reponse.text
    return reponse.headers["Location"].removesuffix("/colonnes")


def champs_colonnes(site: Site, chemin: str) -> dict[str, str]:
    """Return the form of columns as it comes, filled with what was guessed."""
    page = site.page(f"{chemin}/colonnes")
    assert page.status_code == 200, page.text
    champs = {"csrf_token": jeton(page), "politique": "completer", "college": "autre", **CONTACTS}
    for nom, choix in re.findall(r'<select[^>]*name="(colonnes-\d+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        choisi = re.search(r'<option selected value="([^"]*)"', choix)
        champs[nom] = choisi.group(1) if choisi else ""
    return champs


def regler(site: Site, chemin: str, **autres: str) -> str:
    """Settle the columns, then every unknown value as nothing; return where it leads."""
    reponse = site.poster(f"{chemin}/colonnes", champs_colonnes(site, chemin) | autres)
    assert reponse.status_code == 303, reponse.text
    if not reponse.headers["Location"].endswith("/valeurs"):
        return reponse.headers["Location"]
    page = site.page(reponse.headers["Location"])
    noms = re.findall(r'<select[^>]*name="([^"]+)"', page.text)
    suite = site.poster(reponse.headers["Location"], dict.fromkeys(noms, "-") | {"csrf_token": jeton(page)})
    assert suite.status_code == 303, suite.text
    return suite.headers["Location"]


def nombres(page: Page) -> list[int]:
    """Return the four figures of a dry run or a report: new, updated, unchanged, refused."""
    return [int(n) for n in re.findall(r'<li[^>]*><strong class="chiffres">(\d+)</strong>', page.text)]


def confirmer(site: Site, chemin: str) -> Page:
    """Confirm what the dry run shows; return the report."""
    page = site.page(chemin)
    empreinte = re.search(r'name="empreinte" value="([0-9a-f]+)"', page.text)
    assert empreinte, page.text
    reponse = site.poster(f"{chemin}/confirmer", {"csrf_token": jeton(page), "empreinte": empreinte.group(1)})
    assert reponse.status_code == 303, reponse.text
    return site.page(reponse.headers["Location"])


def importer(site: Site, contenu: bytes, nom: str = "partenaires.csv", **reglages: str) -> Page:
    """Do the whole of it; return the report."""
    return confirmer(site, regler(site, deposer(site, contenu, nom), **reglages))


def etat(site: Site) -> list[tuple[object, ...]]:
    """Return every partner and contact of the database, without ids, instants and versions."""
    p, c = m.Partenaire, m.Contact
    muets = {"id", "fabrique_id", "cree_le", "modifie_le", "version", "partenaire_id"}
    with site.application.moteur.connect() as connexion:
        fiches = {r["id"]: r for r in connexion.execute(select(p.__table__)).mappings()}
        personnes = list(connexion.execute(select(c.__table__)).mappings())
    lignes = [tuple(str(v) for n, v in r.items() if n not in muets) for r in fiches.values()]
    lignes += [
        (fiches[r["partenaire_id"]]["nom"], *(str(v) for n, v in r.items() if n not in muets)) for r in personnes
    ]
    return sorted(lignes)


def compter(site: Site, modele: type[m.Partenaire | m.Contact | comptes.EntreeAudit | m.ImportPartenaires]) -> int:
    """Return how many rows a table has."""
    with site.application.moteur.connect() as connexion:
        return connexion.execute(select(func.count()).select_from(modele)).scalar_one()


def fichier(*lignes: tuple[str, ...], titres: tuple[str, ...] = TITRES) -> bytes:
    """Return a CSV file."""
    return en_csv((titres, *lignes))


def refuses(site: Site, chemin: str) -> list[list[str]]:
    """Return the refused lines of an import, without their titles."""
    texte = site.page(f"{chemin}/refus.csv").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(texte), delimiter=";"))[1:]
