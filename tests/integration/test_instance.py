"""A fabrique created by the instance: its first administrator is told by e-mail, or by a link shown once."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from fabrique_atelier.comptes import models as comptes
from fabrique_atelier.socle.base import lire
from tests.integration.site import Page, Site, lire_page
from tests.outillage.comptes import connecter
from tests.outillage.courriels import avec_courrier, lettre
from tests.outillage.reglages import champs_de

CREER = "/instance/fabriques/nouvelle"
NOUVELLE = {
    "nom": "La Serre à projets",
    "identifiant": "",
    "structure_porteuse": "Kèpos",
    "personne": "Zoé Petit",
    "courriel": "zoe@exemple.invalid",
}


@pytest.fixture
def instance(site: Site) -> Any:
    return site.navigateur(connecter(site.application.moteur, {}, instance=True, nom="Ada Durand"))


def creer(client: Any, **autres: str) -> Page:
    champs = champs_de(lire_page(client.get(CREER)).text)
    page = lire_page(client.post(CREER, data=champs | NOUVELLE | autres))
    assert page.status_code == 200, page.text
    return page


def test_linvitation_part_par_courriel_et_ne_se_montre_pas(site: Site, instance: Any) -> None:
    with avec_courrier(site) as boite:
        page = creer(instance)
        sujet, texte = lettre(boite)
    assert len(boite.destinataires) == 1
    assert "zoe@exemple.invalid" in boite.destinataires[0]
    assert sujet == "Votre accès à La Serre à projets"
    assert "Bonjour Zoé Petit," in texte
    assert "Ada Durand" in texte
    lien = re.search(r"^http\S+(/invitation/\S+)$", texte, re.MULTILINE)
    assert lien is not None
    assert lire_page(site.navigateur().get(lien.group(1))).status_code == 200
    assert "/invitation/" not in page.text
    assert "est partie à zoe@exemple.invalid" in html.unescape(page.text)
    with lire(site.application.moteur) as connexion:  # the journal holds neither the address nor a way in
        lignes = repr(connexion.execute(select(comptes.EntreeAudit.__table__)).all())
    assert lien.group(1).rpartition("/")[2] not in lignes
    assert "zoe@" not in lignes


def test_une_messagerie_en_panne_montre_le_lien(site: Site, instance: Any) -> None:
    with avec_courrier(site, refuser="RCPT"):
        page = creer(instance)
    assert "n’est pas parti" in html.unescape(page.text)
    lien = re.search(r'value="[^"]*(/invitation/[\w-]{22})"', page.text)
    assert lien is not None
    assert lire_page(site.navigateur().get(lien.group(1))).status_code == 200


def test_sans_messagerie_le_lien_se_montre(instance: Any) -> None:
    page = creer(instance)
    assert "n’est pas parti" not in html.unescape(page.text)
    assert re.search(r'value="[^"]*/invitation/[\w-]{22}"', page.text)


def test_qui_a_deja_un_compte_est_prevenu_sans_invitation(site: Site, instance: Any) -> None:
    courriel = f"{site.personne.personne_id}@exemple.invalid"
    page = creer(instance, courriel=courriel)
    assert "prévenez cette personne" in html.unescape(page.text)
    with avec_courrier(site) as boite:
        page = creer(instance, courriel=courriel, nom="Une seconde")
        _, texte = lettre(boite)
    assert "Un courriel le lui dit" in page.text
    assert re.search(r"^http\S+/equipe/une-seconde/$", texte, re.MULTILINE)
    assert "/invitation/" not in texte + page.text


def test_le_lien_instance_est_la_pour_qui_sen_occupe(site: Site, instance: Any) -> None:
    page = lire_page(instance.get("/equipe/")).text
    assert '<a href="/instance/">Instance</a>' in page
    assert '<a href="/instance/" aria-current="true">Instance</a>' in lire_page(instance.get("/instance/")).text
    assert 'href="/instance/"' not in site.page(f"/equipe/{site.fabrique}/").text
