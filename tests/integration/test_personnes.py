"""The people of a fabrique: inviting by e-mail or by a link on screen, roles, leaving; and the link for those who forgot."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

from sqlalchemy import select, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.integration.site import INCONNU, Page, Site, lire_page
from tests.outillage import comptes as outils
from tests.outillage.connexion import actions, avec_mot_de_passe, champs, entre, remplir, se_connecter
from tests.outillage.courriels import avec_courrier, lettre, lettres
from tests.outillage.personnes import roles_de

SAM: dict[str, Any] = {"courriel": " Sam.Petit@Exemple.invalid ", "nom": "Sam Petit", "roles": ["animation"]}


def chemin(site: Site, fin: str = "") -> str:
    return f"/equipe/{site.fabrique}/personnes{fin}"


def inviter(site: Site, **autres: Any) -> Page:
    return remplir(site.client, chemin(site, "/inviter"), **(SAM | autres))


def lien_montre(page: Page) -> str:
    trouve = re.search(r'value="[^"]*(/invitation/[\w-]{22})"', page.text)
    assert trouve is not None, page.text
    return trouve.group(1)


def personne_de(site: Site, courriel: str = "sam.petit@exemple.invalid") -> str:
    with lire(site.application.moteur) as connexion:
        return connexion.execute(select(m.Personne.id).where(m.Personne.courriel == courriel)).scalar_one()


def attendre(condition: Callable[[], object], delai_s: float = 20) -> None:
    fin = monotonic() + delai_s
    while not condition():
        assert monotonic() < fin
        sleep(0.02)


def test_sans_courriel_le_lien_se_montre_une_fois(site: Site) -> None:
    page = inviter(site)
    assert page.status_code == 200
    assert "Cette instance n’envoie pas de courriel" in page.text
    premier = lien_montre(page)
    liste = lire_page(site.client.get(chemin(site))).text
    assert ("Sam Petit" in liste, "Invitation en attente" in liste, "/invitation/" in liste) == (True, True, False)
    fiche = chemin(site, f"/{personne_de(site)}")
    assert "/invitation/" not in lire_page(site.client.get(fiche)).text.replace(f"{fiche}/invitation", "")
    second = lien_montre(remplir(site.client, fiche, vers=f"{fiche}/invitation"))
    assert lire_page(site.client.get(premier)).status_code == 404
    assert lire_page(site.client.get(second)).status_code == 200
    assert actions(site)[-2:] == ["personne.inviter", "personne.reinviter"]
    for ligne in (premier, second):  # the journal never holds a way in
        with lire(site.application.moteur) as connexion:
            assert ligne.rpartition("/")[2] not in repr(connexion.execute(select(m.EntreeAudit)).all())


def test_l_invitation_part_par_courriel(site: Site) -> None:
    with avec_courrier(site) as boite:
        page = inviter(site)
        assert (page.status_code, page.headers["Location"]) == (303, chemin(site))
        sujet, texte = lettre(boite)
    assert len(boite.destinataires) == 1
    assert "sam.petit@exemple.invalid" in boite.destinataires[0]
    assert sujet == "Votre accès à Ma fabrique"
    lien = re.search(r"^http\S+(/invitation/\S+)$", texte, re.MULTILINE)
    assert lien is not None
    assert "Claire Moreau" in texte
    assert "«\u00a0Ma fabrique\u00a0»" in texte
    assert lire_page(site.navigateur().get(lien.group(1))).status_code == 200
    assert "/invitation/" not in lire_page(site.client.get(chemin(site))).text


def test_un_serveur_de_courriel_en_panne_montre_le_lien(site: Site) -> None:
    with avec_courrier(site, refuser="RCPT"):
        page = inviter(site)
    assert page.status_code == 200
    assert "Le courriel n’est pas parti" in html.unescape(page.text)
    assert lire_page(site.navigateur().get(lien_montre(page))).status_code == 200


def test_un_nom_ne_glisse_rien_dans_un_courriel(site: Site) -> None:
    with avec_courrier(site) as boite:
        inviter(site, nom="Sam\r\nBcc: autre@exemple.invalid\r\n\r\nPiège <b>&amp;</b>")
        sujet, texte = lettre(boite)
    assert len(boite.destinataires) == 1
    assert sujet == "Votre accès à Ma fabrique"
    assert "Bonjour Sam Bcc: autre@exemple.invalid Piège <b>&amp;</b>," in texte  # plain text: nothing to escape


def test_quelqu_un_de_connu_recoit_seulement_les_roles(site: Site) -> None:
    autre = outils.fabrique(site.application.moteur, "autre")
    personne, courriel = avec_mot_de_passe(site)
    with ecrire(site.application.moteur) as connexion:
        a = m.Attribution
        connexion.execute(update(a).where(a.personne_id == personne.personne_id).values(fabrique_id=autre))
    page = inviter(site, courriel=courriel)
    assert page.status_code == 303
    liste = lire_page(site.client.get(chemin(site))).text
    assert "avait déjà un compte ici" in liste
    assert roles_de(site.application.moteur, personne.personne_id)[site.fabrique_id] == {"animation"}


def test_une_invitation_refusee_garde_ce_qui_etait_tape(site: Site) -> None:
    fautes: list[dict[str, Any]] = [{"courriel": "sam"}, {"nom": ""}, {"roles": []}, {"roles": ["inventé"]}]
    for faute in fautes:
        refus = inviter(site, **faute)
        assert (refus.status_code, 'role="alert"' in refus.text) == (400, True), faute
        assert "courriel" in faute or 'value="Sam.Petit@Exemple.invalid"' in refus.text, faute
        assert "nom" in faute or 'value="Sam Petit"' in refus.text, faute
        coche = re.search(r"<input[^>]*value=\"animation\"[^>]*>", refus.text)
        assert coche is not None
        assert "roles" in faute or "checked" in coche.group(0), faute
    assert inviter(site).status_code == 200
    deja = inviter(site)
    assert deja.status_code == 400
    assert "fait déjà partie" in html.unescape(deja.text)


def test_changer_les_roles(site: Site) -> None:
    personne, _ = avec_mot_de_passe(site)
    fiche = chemin(site, f"/{personne.personne_id}")
    client = site.navigateur(personne)
    assert lire_page(client.get(site.equipe)).status_code == 200
    assert remplir(site.client, fiche, roles=["lecture_reseau"]).status_code == 303
    assert lire_page(client.get(site.equipe)).status_code == 403
    assert roles_de(site.application.moteur, personne.personne_id)[site.fabrique_id] == {"lecture_reseau"}
    nouveau = client.get_cookie(outils.COOKIE)
    assert nouveau is not None
    assert nouveau.value != personne.secret  # rotated with the role


def test_deux_personnes_changent_les_memes_roles(site: Site) -> None:
    personne, _ = avec_mot_de_passe(site)
    fiche = chemin(site, f"/{personne.personne_id}")
    ouverte = champs(lire_page(site.client.get(fiche)))
    assert remplir(site.client, fiche, roles=["animation", "porteur"]).status_code == 303
    refus = lire_page(site.client.post(fiche, data=ouverte | {"roles": ["lecture_reseau"]}))
    assert refus.status_code == 400
    texte = html.unescape(refus.text)
    assert "modifiés pendant que vous les regardiez" in texte
    assert "Animation, Porteur ou porteuse de projet" in texte
    assert re.search(r"<input[^>]*checked[^>]*value=\"lecture_reseau\"", refus.text)
    again = champs(refus) | {"roles": ["lecture_reseau"]}
    assert lire_page(site.client.post(fiche, data=again)).status_code == 303


def test_la_derniere_administration_reste(site: Site) -> None:
    fiche = chemin(site, f"/{site.personne.personne_id}")
    refus = remplir(site.client, fiche, roles=["animation"])
    assert refus.status_code == 400
    assert "dernière personne qui administre" in html.unescape(refus.text)
    refus = remplir(site.client, f"{fiche}/retirer")
    assert refus.status_code == 400
    assert "dernière personne qui administre" in html.unescape(refus.text)
    avec_mot_de_passe(site, "administration")
    partie = remplir(site.client, f"{fiche}/retirer")
    assert (partie.status_code, partie.headers["Location"]) == (303, "/equipe/")
    assert not entre(site, site.personne.secret)


def test_retirer_quelqu_un(site: Site) -> None:
    personne, courriel = avec_mot_de_passe(site)
    fiche = chemin(site, f"/{personne.personne_id}")
    assert remplir(site.client, f"{fiche}/retirer").status_code == 303
    assert not entre(site, personne.secret)
    assert lire_page(site.client.get(fiche)).status_code == 404
    assert "Nadia Roy ne fait plus partie" in lire_page(site.client.get(chemin(site))).text
    assert courriel not in lire_page(site.client.get(chemin(site))).text


def test_les_personnes_d_une_autre_fabrique_n_existent_pas(site: Site) -> None:
    autre = outils.fabrique(site.application.moteur, "autre")
    etrangere = outils.connecter(site.application.moteur, {autre: ["animation"]}, nom="Étrangère")
    for identifiant in (etrangere.personne_id, INCONNU, "pas-un-identifiant"):
        fiche = chemin(site, f"/{identifiant}")
        for page in (fiche, f"{fiche}/retirer"):
            assert lire_page(site.client.get(page)).status_code == 404
        for page in (fiche, f"{fiche}/retirer", f"{fiche}/invitation"):
            envoi = remplir(site.client, chemin(site, "/inviter"), vers=page, roles=["administration"], vus="animation")
            assert envoi.status_code == 404
    assert entre(site, etrangere.secret)
    assert roles_de(site.application.moteur, etrangere.personne_id) == {autre: frozenset({"animation"})}


def test_le_lien_de_qui_a_oublie(site: Site) -> None:
    personne, courriel = avec_mot_de_passe(site)
    with avec_courrier(site) as boite:
        connu = remplir(site.navigateur(), "/mot-de-passe/oublie", courriel=courriel.upper())
        inconnu = remplir(site.navigateur(), "/mot-de-passe/oublie", courriel="inconnue@exemple.invalid")
        assert (connu.status_code, inconnu.status_code) == (200, 200)
        assert connu.text.replace(courriel.upper(), "") == inconnu.text.replace("inconnue@exemple.invalid", "")
        attendre(lambda: boite.messages)
        for _ in range(7):  # a mailbox is not flooded: five an hour, and nobody is told
            remplir(site.navigateur(), "/mot-de-passe/oublie", courriel=courriel)
        attendre(lambda: actions(site).count("compte.oubli") == 5)
        attendre(lambda: len(boite.messages) == 5)
        recues = lettres(boite)
    assert {sujet for sujet, _texte in recues} == {"Choisir un nouveau mot de passe"}
    liens = [x for _sujet, texte in recues for x in re.findall(r"^http\S+(/mot-de-passe/\S+)$", texte, re.MULTILINE)]
    nouveau = {"mot_de_passe": "une lampe, trois chaises et un poêle"}
    fins = [remplir(site.navigateur(), lien, **nouveau).status_code for lien in liens]
    assert sorted(fins) == [303, 400, 400, 400, 400]  # the last one asked for, whatever the order they came in
    assert not entre(site, personne.secret)
    assert se_connecter(site.navigateur(), courriel, "une lampe, trois chaises et un poêle").status_code == 303


def test_une_adresse_ne_demande_pas_sans_fin(site: Site) -> None:
    with avec_courrier(site) as boite:
        statuts = [
            remplir(site.navigateur(), "/mot-de-passe/oublie", courriel=f"inconnue{n}@exemple.invalid").status_code
            for n in range(12)
        ]
        assert statuts == [200] * 10 + [400] * 2
        assert boite.messages == []
    with lire(site.application.moteur) as connexion:
        recentes = select(m.LienUnique.id).where(m.LienUnique.cree_le > maintenant_ms() - 60_000)
        assert connexion.execute(recentes).all() == []
