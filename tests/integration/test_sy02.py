"""SY02: a fabrique under experimentation, its first activity, and what a reader of the network sees (``domaine.md`` §4.1)."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import transitions
from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.socle.base import ecrire
from tests.integration.site import Site, lire_page
from tests.outillage import dossiers
from tests.outillage.comptes import connecter


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_sy02_la_premiere_activite_fait_proposer_l_appellation(site: Site) -> None:
    accueil = f"/equipe/{site.fabrique}/"
    with ecrire(site.application.moteur) as c:
        c.execute(update(Fabrique).where(Fabrique.id == site.fabrique_id).values(statut_reseau="experimentation"))
        par = dossiers.geste(c, site.fabrique_id)
        dossier_id = dossiers.dossier(c, par, "Conserverie", stade="creation")
    assert "Demander l’appellation" not in site.page(accueil).text, "rien n’est encore lancé"
    with ecrire(site.application.moteur) as c:
        transitions.franchir(c, dossiers.geste(c, site.fabrique_id), dossier_id, "T11", dossiers.TOUT, "2026-09-06")
    page = site.page(accueil).text
    assert "Demander l’appellation" in page
    assert "Conserverie" in page
    with ecrire(site.application.moteur) as c:
        c.execute(update(m.Dossier).where(m.Dossier.id == dossier_id).values(situation="abandonne"))
    assert "Demander l’appellation" not in site.page(accueil).text


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_sy02_qui_lit_le_reseau_voit_des_nombres_jamais_un_contact(site: Site) -> None:
    with ecrire(site.application.moteur) as c:
        dossiers.dossier(c, dossiers.geste(c, site.fabrique_id), "Conserverie", stade="activite_lancee")
    lecteur = site.navigateur(connecter(site.application.moteur, {site.fabrique_id: ["lecture_reseau"]}))
    for chemin, statut in (("", 200), ("chiffres", 200), ("dossiers", 403), ("partenaires", 403), ("attentes", 403)):
        page = lire_page(lecteur.get(f"/equipe/{site.fabrique}/{chemin}"))
        assert page.status_code == statut, chemin
        assert "Conserverie" not in page.text, chemin
