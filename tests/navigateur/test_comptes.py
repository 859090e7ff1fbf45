"""From an invitation to signing out, as a person does it, on a phone and on a laptop."""

from __future__ import annotations

import base64
import re
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import expect

from tests.navigateur.pieces import PORTABLE, TELEPHONE
from tests.outillage.comptes import entrer_dans_lequipe
from tests.outillage.navigateur import capturer, violations_axe
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier

MOT = "quatre vélos bleus sous la pluie"
COURRIEL = "nadia.roy@exemple.org"
FORMATS = {"telephone": TELEPHONE, "portable": PORTABLE}


def _regarder(page: Page, nom: str) -> None:
    """Take the picture; axe finds nothing; nothing scrolls sideways, even at 320 px and with text twice as big."""
    capturer(page, nom)
    assert violations_axe(page) == [], nom
    avant = page.viewport_size
    assert avant is not None
    page.set_viewport_size({"width": 320, "height": 256})
    _sans_defilement(page)
    page.set_viewport_size(avant)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    _sans_defilement(page)
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")


def _sans_defilement(page: Page) -> None:
    debord = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert debord <= 0, f"{page.url} : {debord} px de trop en largeur"


def _code(secret: str, pas: int = 0) -> str:
    totp = TOTP(base64.b32decode(secret.replace(" ", "")), 6, SHA1(), 30)  # noqa: S303 (RFC 6238)
    return totp.generate(time.time() + 30 * pas).decode()


def _inviter(admin: Page, equipe: str, format_: str) -> str:
    """Invite from the administration's screen; return the path of the link it shows."""
    admin.goto(f"{equipe}/personnes")
    _regarder(admin, f"comptes-personnes-{format_}")
    admin.get_by_role("link", name="Inviter une personne").click()
    admin.get_by_role("button", name="Inviter").click()
    expect(admin.get_by_role("alert")).to_be_visible()
    _regarder(admin, f"comptes-inviter-refus-{format_}")
    admin.get_by_label("Adresse électronique").fill(COURRIEL)
    admin.get_by_label("Prénom et nom").fill("Nadia Roy")
    admin.get_by_label("Animation", exact=True).check()
    admin.get_by_role("button", name="Inviter").click()
    lien = admin.get_by_label("Lien d’invitation")
    expect(lien).to_have_value(re.compile(r"/invitation/[\w-]{22}$"))
    admin.get_by_role("button", name="Copier").click()
    expect(admin.get_by_role("button", name="Copié")).to_be_visible()
    _regarder(admin, f"comptes-lien-{format_}")
    return urlsplit(lien.input_value()).path


def _accepter(page: Page, url: str, format_: str) -> None:
    page.goto(url)
    mot = page.get_by_label("Mot de passe", exact=False)
    expect(mot).to_have_attribute("autocomplete", "new-password")
    expect(page.get_by_label("Adresse électronique")).to_have_attribute("autocomplete", "username")
    mot.fill("nadia roy 2026")
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(mot).to_have_value("")
    _regarder(page, f"comptes-invitation-refus-{format_}")
    mot.fill(MOT)
    page.get_by_role("button", name="Afficher").click()
    expect(mot).to_have_attribute("type", "text")
    capturer(page, f"comptes-invitation-{format_}")
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_text("Bienvenue")).to_be_visible()
    page.goto(url)
    expect(page.get_by_role("heading", name="Ce lien ne fonctionne plus")).to_be_visible()
    _regarder(page, f"comptes-lien-perime-{format_}")


def _activer(page: Page, base: str, format_: str) -> tuple[str, list[str]]:
    """Switch the second factor on; return its secret and the recovery codes."""
    page.goto(f"{base}/compte/")
    _regarder(page, f"comptes-profil-{format_}")
    page.get_by_role("link", name="La mettre en marche").click()
    secret = page.locator(".gestes__cle").inner_text()
    expect(page.get_by_label("Code affiché")).to_have_attribute("autocomplete", "one-time-code")
    page.get_by_label("Code affiché").fill("000000")
    page.get_by_role("button", name="Mettre en marche").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator(".gestes__cle")).to_have_text(secret)
    _regarder(page, f"comptes-double-{format_}")
    page.get_by_label("Code affiché").fill(_code(secret))
    page.get_by_role("button", name="Mettre en marche").click()
    expect(page.locator(".codes li")).to_have_count(10)
    _regarder(page, f"comptes-codes-{format_}")
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("link", name="Je les ai gardés").click()
    expect(page.get_by_text("Il vous reste 10")).to_be_visible()
    return secret, codes


def _sortir_et_revenir(page: Page, base: str, codes: list[str], format_: str) -> None:
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Votre session est fermée.")).to_be_visible()
    _regarder(page, f"comptes-sortie-{format_}")
    page.goto(f"{base}/compte/")
    expect(page.get_by_role("heading", name="Espace de l’équipe")).to_be_visible()
    page.get_by_label("Adresse électronique").fill(COURRIEL)
    page.get_by_label("Mot de passe").fill("ce n’est pas celui-là")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_label("Adresse électronique")).to_have_value(COURRIEL)
    expect(page.get_by_label("Mot de passe")).to_have_value("")
    expect(page.get_by_label("Mot de passe")).to_have_attribute("autocomplete", "current-password")
    _regarder(page, f"comptes-connexion-{format_}")
    page.get_by_label("Mot de passe").fill(MOT)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_label("Code à six chiffres")).to_have_attribute("autocomplete", "one-time-code")
    _regarder(page, f"comptes-code-{format_}")
    page.get_by_label("Code à six chiffres").fill(codes[0].lower())
    page.get_by_role("button", name="Continuer").click()
    expect(page).to_have_url(f"{base}/compte/")
    expect(page.get_by_text("Il vous reste 9")).to_be_visible()


@pytest.mark.parametrize("format_", ["telephone", pytest.param("portable", marks=pytest.mark.endurance)])
def test_de_l_invitation_a_la_sortie(atelier: Atelier, serveur: Serveur, format_: str) -> None:
    admin, page = atelier.appareil(*FORMATS[format_]), atelier.appareil(*FORMATS[format_])
    equipe = entrer_dans_lequipe(admin, serveur, "administration")
    chemin = _inviter(admin, equipe, format_)
    _accepter(page, serveur.url + chemin, format_)
    _secret, codes = _activer(page, serveur.url, format_)
    _sortir_et_revenir(page, serveur.url, codes, format_)
    _changer_les_roles(admin, equipe, format_)
    _arreter(page, serveur.url, format_)
    # refused forms answer 400 and dead links 404, which Chromium says on its console
    atelier.erreurs[:] = [e for e in atelier.erreurs if not re.search(r"status of 40[04] ", e)]


def _changer_les_roles(admin: Page, equipe: str, format_: str) -> None:
    admin.goto(f"{equipe}/personnes")
    admin.get_by_role("link", name="Nadia Roy").click()
    _regarder(admin, f"comptes-fiche-{format_}")
    admin.get_by_label("Lecture pour le réseau").check()
    admin.get_by_role("button", name="Enregistrer les rôles").click()
    expect(admin.get_by_text("Animation, Lecture pour le réseau").first).to_be_visible()
    capturer(admin, f"comptes-personnes-deux-{format_}")
    admin.get_by_role("link", name="Nadia Roy").click()
    admin.get_by_role("link", name="Retirer…").click()
    _regarder(admin, f"comptes-retirer-{format_}")
    admin.get_by_role("link", name="Garder").click()


def _arreter(page: Page, base: str, format_: str) -> None:
    page.goto(f"{base}/compte/double-verification/arret")
    _regarder(page, f"comptes-arret-{format_}")
    page.get_by_label("Votre mot de passe").fill(MOT)
    page.get_by_role("button", name="Arrêter").click()
    expect(page.get_by_role("link", name="La mettre en marche")).to_be_visible()
    page.goto(f"{base}/compte/mot-de-passe")
    _regarder(page, f"comptes-mot-de-passe-{format_}")
    page.goto(f"{base}/mot-de-passe/oublie")
    _regarder(page, f"comptes-oubli-{format_}")
