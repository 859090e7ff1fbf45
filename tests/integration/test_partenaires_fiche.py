"""The card of a partner and its people: written, corrected by two at once, deleted knowingly."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import insert, select

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.reseau import models as m
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.integration.import_partenaires import jeton
from tests.integration.reseau_partenaires import champs_de, chemin, contact, noms, semer
from tests.integration.site import Site
from tests.outillage.comptes import fabrique


def test_la_fiche_se_cree_se_lit_se_corrige(site: Site) -> None:
    champs = champs_de(site.page(chemin(site, "/nouveau"))) | {
        "nom": "La  Poste", "college": "entreprise", "roles": ["hote", "expert"], "siret": "356 000 000 00048", "rna": "",
        "code_insee": "2A004", "site_web": "https://www.exemple.fr", "est_ess": "non", "droit_de_tirage_annuel": "2",
    }  # fmt: skip
    cree = site.poster(chemin(site, "/nouveau"), champs)
    assert cree.status_code == 303, cree.text
    fiche = site.page(cree.headers["Location"]).text
    for vu in (
        "<h1>La Poste</h1>",
        "356\u00a0000\u00a0000\u00a000048",
        "Accueille, Apporte une expertise",
        "2A004",
        "2&nbsp;idées par an",
    ):
        assert vu in fiche, vu
    modifier = cree.headers["Location"] + "/modifier"
    relus = champs_de(site.page(modifier))
    assert (relus["nom"], relus["est_ess"], relus["version"]) == ("La Poste", "non", "1")
    assert site.poster(modifier, relus | {"roles": ["hote"], "est_ess": ""}).status_code == 303
    with site.application.moteur.connect() as connexion:
        apres = connexion.execute(select(m.Partenaire.__table__)).one()
        actions = (
            connexion.execute(select(comptes.EntreeAudit.action).order_by(comptes.EntreeAudit.numero)).scalars().all()
        )
    assert (apres.siret, apres.roles, apres.est_ess, apres.version) == ("35600000000048", ["hote"], None, 2)
    assert actions[-2:] == ["partenaire.creer", "partenaire.modifier"]


FAUTES = [
    ("nom", ""), ("nom", "\u200b"), ("nom", "n" * 161), ("college", ""), ("college", "inventé"), ("siret", "123"), ("rna", "W1"),
    ("code_insee", "1004"), ("site_web", "javascript:alert(1)"), ("droit_de_tirage_annuel", "-1"), ("adresse", "a" * 301),
    ("roles", "inventé"), ("territoires", "inventé"),
]  # fmt: skip


def test_un_refus_garde_ce_qui_etait_tape(site: Site) -> None:
    bons = champs_de(site.page(chemin(site, "/nouveau"))) | {
        "nom": "Nom gardé",
        "college": "ess",
        "commune": "Commune gardée",
    }
    for champ, valeur in FAUTES:
        refus = site.poster(chemin(site, "/nouveau"), bons | {champ: valeur})
        assert refus.status_code == 400, champ
        assert 'role="alert"' in refus.text, champ
        assert champ == "nom" or "Nom gardé" in refus.text
        assert "Commune gardée" in refus.text
    assert noms(site.page(chemin(site))) == []


def test_deux_partenaires_n_ont_pas_le_meme_siret(site: Site) -> None:
    semer(site, "Premier", siret="99900010200015")
    champs = champs_de(site.page(chemin(site, "/nouveau"))) | {
        "nom": "Second",
        "college": "ess",
        "siret": "99900010200015",
    }
    refus = site.poster(chemin(site, "/nouveau"), champs)
    assert (refus.status_code, "déjà celui de" in refus.text, "Premier" in refus.text) == (400, True, True)
    autre = fabrique(site.application.moteur, "voisine")
    semer(site, "Ailleurs", fabrique_id=autre, siret="99900020100015")  # a neighbour may know the same one
    assert site.poster(chemin(site, "/nouveau"), champs | {"siret": "99900020100015"}).status_code == 303


def test_deux_personnes_modifient_la_meme_fiche(site: Site) -> None:
    (p,) = semer(site, "Mairie", commune="Nancy")
    modifier = chemin(site, f"/{p}/modifier")
    premiere, seconde = champs_de(site.page(modifier)), champs_de(site.page(modifier))
    assert site.poster(modifier, premiere | {"adresse": "1 rue Neuve", "commune": "Toul"}).status_code == 303
    conflit = site.poster(modifier, seconde | {"adresse": "2 rue Haute"})
    assert conflit.status_code == 400
    for vu in ("Quelqu’un a modifié", "1 rue Neuve", "Toul", 'value="2 rue Haute"'):
        assert vu in conflit.text, vu
    assert site.poster(modifier, champs_de(conflit)).status_code == 303
    with site.application.moteur.connect() as connexion:
        fiche = connexion.execute(select(m.Partenaire.__table__)).one()
    assert (fiche.adresse, fiche.commune, fiche.version) == ("2 rue Haute", "Nancy", 3)


def test_supprimer_dit_ce_qui_part_et_redemande(site: Site) -> None:
    (p,) = semer(site, "Mairie")
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(insert(m.Contact), [contact(p, nom="A"), contact(p, nom="B")])
    page = site.page(chemin(site, f"/{p}/supprimer"))
    assert "avec ses 2&nbsp;contacts" in page.text
    assert len(noms(site.page(chemin(site)))) == 1
    champs = {"csrf_token": jeton(page)}
    assert site.poster(chemin(site, f"/{p}/supprimer"), champs).status_code == 303
    assert site.page(chemin(site, f"/{p}")).status_code == 404
    assert site.poster(chemin(site, f"/{p}/supprimer"), champs).status_code == 404
    with site.application.moteur.connect() as connexion:
        assert connexion.execute(select(m.Contact.id)).first() is None
        derniere = connexion.execute(select(comptes.EntreeAudit).order_by(comptes.EntreeAudit.numero.desc())).first()
    assert derniere is not None
    assert (derniere.action, derniere.details) == ("partenaire.supprimer", {"contacts": 2})


def test_un_contact_et_ses_trois_ans(site: Site) -> None:
    (p,) = semer(site, "Mairie")
    ajouter, jour = chemin(site, f"/{p}/contacts"), jour_local(maintenant_ms())
    bons = champs_de(site.page(ajouter)) | {
        "nom": "Durand", "courriel": "d@exemple.invalid", "base_legale": "interet_legitime", "source": "Réunion",
        "dernier_echange": (jour - timedelta(days=3 * 365 - 20)).isoformat(), "transmissible": "y",
    }  # fmt: skip
    for champ, valeur in (
        ("dernier_echange", ""), ("dernier_echange", (jour + timedelta(days=1)).isoformat()), ("dernier_echange", "2001-01-01"),
        ("base_legale", ""), ("source", ""), ("courriel", "d@"), ("telephone", "612345678"),
    ):  # fmt: skip
        refus = site.poster(ajouter, bons | {champ: valeur})
        assert (refus.status_code, 'value="Durand"' in refus.text) == (400, True), (champ, valeur)
    anonyme = site.poster(ajouter, bons | {"nom": "", "courriel": ""})
    assert (anonyme.status_code, "au moins son adresse" in anonyme.text) == (400, True)
    assert site.poster(ajouter, bons).status_code == 303
    fiche = site.page(chemin(site, f"/{p}")).text
    for vu in ("Durand", "Intérêt légitime", "Réunion", "À reconfirmer avant le", "accepte que ses coordonnées"):
        assert vu in fiche, vu
    lien = re.search(r'href="([^"]+/contacts/[^"]+)/modifier"', fiche)
    assert lien
    modifier = f"{lien.group(1)}/modifier"
    premiere, seconde = champs_de(site.page(modifier)), champs_de(site.page(modifier))
    assert site.poster(modifier, premiere | {"dernier_echange": jour.isoformat()}).status_code == 303
    assert "À reconfirmer" not in site.page(chemin(site, f"/{p}")).text
    conflit = site.poster(modifier, seconde | {"fonction": "Maire"})
    assert (conflit.status_code, f"{jour:%d/%m/%Y}" in conflit.text) == (400, True)
    page = site.page(f"{lien.group(1)}/supprimer")
    assert site.poster(f"{lien.group(1)}/supprimer", {"csrf_token": jeton(page)}).status_code == 303
    assert "Aucun contact" in site.page(chemin(site, f"/{p}")).text
