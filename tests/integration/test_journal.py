"""The page of the audit journal: plain sentences, filters in the address, export, and nothing of another fabrique."""

from __future__ import annotations

import ast
import csv
import io
import re
from datetime import date

import pytest
from sqlalchemy import delete, select

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.droits import ROLES
from fabrique_atelier.comptes.lecture_audit import LigneLue
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.calendrier import debut_du_jour
from fabrique_atelier.web import phrases_journal
from tests.architecture.fichiers import aucune, choisir
from tests.architecture.fichiers import lire as lire_fichier
from tests.integration.site import Site
from tests.outillage.comptes import connecter, fabrique

LE = 1_795_335_240_000  # 22 November 2026, 9:14 in Paris


def _noter(
    site: Site, action: str, *, le: int = LE, acteur: str | None = None, ou: str | None = None, **details: object
) -> None:
    audit = site.application.entretien._audit
    with ecrire(site.application.moteur) as connexion:
        audit.noter(
            connexion, le, acteur or site.personne.personne_id, action, ("personne", "x"), fabrique_id=ou or site.fabrique_id,
            **details,
        )  # fmt: skip


def _phrases(page: str) -> list[str]:
    return [re.sub(r"\s+", " ", p) for p in re.findall(r'registre__phrase">([^<]*)<', page)]


def test_une_phrase_par_ligne_la_plus_recente_d_abord(site: Site) -> None:
    _noter(site, "personne.inviter", roles=["animation"])
    _noter(site, "contacts.expirer", acteur="systeme", nombre=3)
    _noter(site, "essai.inconnu")
    page = site.page(f"/equipe/{site.fabrique}/journal").text
    assert _phrases(page)[:3] == [
        "Claire Moreau · essai.inconnu",
        "Le serveur, de lui-même, a supprimé des contacts sans échange depuis trois ans",
        "Claire Moreau a invité une personne",
    ]
    assert "22\u00a0novembre\u00a02026, 9\u00a0h\u00a014" in page
    assert "rôles\u00a0: animation" in page
    with lire(site.application.moteur) as connexion:
        derniere = connexion.execute(
            select(m.EntreeAudit.empreinte).order_by(m.EntreeAudit.numero.desc()).limit(1)
        ).scalar()
    assert f">{derniere}<" in page


def test_les_filtres_sont_dans_l_adresse(site: Site) -> None:
    autre = connecter(site.application.moteur, {site.fabrique_id: ["animation"]}, nom="Bruno Le Goff")
    _noter(site, "personne.inviter")
    _noter(site, "seance.creer", acteur=autre.personne_id, le=LE + 86_400_000)
    journal = f"/equipe/{site.fabrique}/journal"
    for filtre, attendu in (
        (f"personne={autre.personne_id}", ["Bruno Le Goff a créé une séance"]),
        ("action=personne.inviter", ["Claire Moreau a invité une personne"]),
        ("du=2026-11-23", ["Bruno Le Goff a créé une séance"]),
        ("du=2026-11-22&au=2026-11-22", ["Claire Moreau a invité une personne"]),
        ("action=rien.du.tout", []),
    ):
        page = site.page(f"{journal}?{filtre}")
        assert (page.status_code, _phrases(page.text)) == (200, attendu), filtre
    assert site.page(f"{journal}?action=rien%00du.tout").status_code == 404
    assert "n’est pas comprise" in site.page(f"{journal}?du=hier").text
    assert 'value="hier"' in site.page(f"{journal}?du=hier").text, "ce qui a été tapé reste"


def test_cent_lignes_par_page(site: Site) -> None:
    for n in range(101):
        _noter(site, f"essai.n{n:03d}")
    journal = f"/equipe/{site.fabrique}/journal"
    premiere, seconde = _phrases(site.page(journal).text), _phrases(site.page(f"{journal}?page=2").text)
    assert (len(premiere), premiere[0]) == (100, "Claire Moreau · essai.n100")
    assert seconde[-1] == "Claire Moreau · essai.n000"
    assert [site.page(f"{journal}?page={n}").status_code for n in ("0", "3", "x")] == [404, 404, 200]


def test_l_export_dit_la_meme_chose(site: Site) -> None:
    _noter(site, "personne.inviter", roles=["animation", "porteur"])
    reponse = site.page(f"/equipe/{site.fabrique}/journal.csv?action=personne.inviter")
    lignes = list(csv.reader(io.StringIO(reponse.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert lignes[1][1:6] == ["22/11/2026", "09:14:00", "Claire Moreau", "a invité une personne", "personne.inviter"]
    assert lignes[1][-1] == "rôles\u00a0: animation, porteur ou porteuse de projet"
    assert reponse.headers["Content-Disposition"] == f'attachment; filename="journal-{site.fabrique}.csv"'


def test_rien_d_une_autre_fabrique(site: Site) -> None:
    ailleurs = fabrique(site.application.moteur, "ailleurs")
    _noter(site, "canari.ailleurs", ou=ailleurs)
    assert "canari" not in site.page(f"/equipe/{site.fabrique}/journal").text
    assert "canari" not in site.page(f"/equipe/{site.fabrique}/journal.csv").text
    assert site.page("/equipe/ailleurs/journal").status_code == 404
    assert site.page("/equipe/ailleurs/journal.csv").status_code == 404


@pytest.mark.parametrize("role", [r for r in ROLES if r != "administration"])
def test_l_administration_seule_lit_le_journal(site: Site, role: str) -> None:
    autre = site.navigateur(connecter(site.application.moteur, {site.fabrique_id: [role]}))
    for page in ("journal", "journal.csv"):
        assert autre.get(f"/equipe/{site.fabrique}/{page}").status_code == 403, page


def test_une_personne_partie_n_a_plus_de_nom(site: Site) -> None:
    partie = connecter(site.application.moteur, {site.fabrique_id: ["animation"]}, nom="Nom effacé")
    _noter(site, "seance.creer", acteur=partie.personne_id)
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(delete(m.Personne).where(m.Personne.id == partie.personne_id))
    page = site.page(f"/equipe/{site.fabrique}/journal").text
    assert "Nom effacé" not in page
    assert _phrases(page)[0] == "Une personne qui n’a plus de compte a créé une séance"


def test_chaque_action_notee_par_le_code_a_sa_phrase() -> None:
    """Every literal action passed to a ``noter`` of the journal is told in French."""
    codes = set()
    for chemin in choisir("fabrique_atelier/", ".py"):
        for noeud in ast.walk(ast.parse(lire_fichier(chemin))):
            if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute) and noeud.func.attr == "noter":
                textes = [a.value for a in noeud.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                codes |= {t for t in textes if re.fullmatch(r"[a-z_]+\.[a-z_]+", t)}
    assert len(codes) > 15, "le code ne note plus ainsi : ce test doit le suivre"
    aucune(sorted(c for c in codes if phrases_journal.libelle(c) == c))


def test_aucun_detail_inconnu_n_est_montre() -> None:
    ligne = LigneLue(
        1, 1, "systeme", "", "personne.inviter", "x", "y", {"texte": "canari", "nombre": 0, "personnes": 1}
    )
    assert phrases_journal.precisions(ligne.details, Vocabulaire()) == ["1\u00a0personne"]
    assert phrases_journal.precisions({"personnes": 2, "lignes": 12}, Vocabulaire()) == [
        "2\u00a0personnes",
        "12\u00a0lignes",
    ]


def test_le_jour_est_celui_de_la_france() -> None:
    assert debut_du_jour(date(2026, 11, 22)) == LE - (9 * 3600 + 14 * 60) * 1000
