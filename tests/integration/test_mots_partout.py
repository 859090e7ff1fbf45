"""domaine.md §4.1 SY01: a word renamed in the settings is said on every page of the fabrique; codes of open data stay."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from html.parser import HTMLParser
from typing import Any, ClassVar

import pytest

from fabrique_atelier.comptes import personnes
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.reseau import roles
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.integration import import_partenaires as importation
from tests.integration.reseau_partenaires import chemin, semer
from tests.integration.site import Site
from tests.outillage.reglages import champs_de
from tests.outillage.tableurs import en_csv

MOTS = {
    "porteur": {"singulier": "entrepreneur ou entrepreneuse", "pluriel": "entrepreneurs ou entrepreneuses", "genre": "m"},
    "apporteur": {"singulier": "capteur d’idées", "pluriel": "capteurs d’idées", "genre": "m"},
    "comite_engagement": {"singulier": "jury", "pluriel": "jurys", "genre": "m"},
    "comite_suivi": {"singulier": "assemblée d’appui", "pluriel": "assemblées d’appui", "genre": "f"},
}  # fmt: skip
#: What nothing may say any more (a « comité de pilotage » is a body of its own; « structure porteuse », the organisation that answers in law, is another thing).
USUELS = re.compile(
    r"apporteu|\bporteur|(?<!tructure )\bporteuse|apporte des idées|porte un projet|\bcomité(?!s? de pilotage)",
    re.IGNORECASE,
)
#: Pages where the chosen words must be read, and which ones.
DITS = {
    "/reglages": ("Entrepreneur ou entrepreneuse à trouver", "Inscrite au\u00a0jury"),
    "/personnes": ("Membre d’un\u00a0jury ou une\u00a0assemblée d’appui, Entrepreneur ou entrepreneuse",),
    "/personnes/inviter": ("Entrepreneur ou entrepreneuse", "Membre d’un\u00a0jury ou une\u00a0assemblée d’appui"),
    "/partenaires": (
        "capteur d’idées, siège à un\u00a0jury ou une\u00a0assemblée d’appui, entrepreneur ou entrepreneuse",
    ),
    "/partenaires/nouveau": ("Capteur d’idées", "Entrepreneur ou entrepreneuse"),
    "/journal": ("rôles\u00a0: membre d’un\u00a0jury ou une\u00a0assemblée d’appui, entrepreneur ou entrepreneuse",),
}


class Lecture(HTMLParser):
    """What a page shows or says aloud, and where it leads; the settings' own names of the words are left out."""

    LUS = ("title", "alt", "placeholder", "aria-label")
    #: Element → part of the action of the form where it is passed over: what a word is called in the settings, the names of members.
    TUS: ClassVar = {"script": "", "style": "", "legend": "/reglages/vocabulaire", "option": "#vocabulaire"}

    def __init__(self, page: str) -> None:
        super().__init__()
        self.textes: list[str] = []
        self.liens: set[str] = set()
        self._tait, self._ici = False, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributs = dict(attrs)
        if tag == "form":
            self._ici = attributs.get("action") or ""
        self._tait = self._tait or (tag in self.TUS and self.TUS[tag] in self._ici)
        if tag == "a":
            self.liens.add((attributs.get("href") or "").partition("#")[0])
        self.textes += [attributs[n] or "" for n in self.LUS if n in attributs]
        if tag == "input" and attributs.get("type") not in ("hidden", "checkbox", "radio"):
            self.textes.append(attributs.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.TUS:
            self._tait = False
        if tag == "form":
            self._ici = ""

    def handle_data(self, data: str) -> None:
        if not self._tait:
            self.textes.append(data)

    @property
    def texte(self) -> str:
        return re.sub("[ \n]+", " ", " ".join(self.textes))


def renommer(site: Site) -> None:
    adresse = f"/equipe/{site.fabrique}/reglages"
    champs = champs_de(site.page(adresse).text, "/vocabulaire")
    champs |= {f"vocabulaire-{mot}-{nom}": dit for mot, dits in MOTS.items() for nom, dit in dits.items()}
    assert site.poster(f"{adresse}/vocabulaire", champs).status_code == 303


def peupler(site: Site) -> str:
    """One person, one partner, each with the roles that are renamed, and an import in progress; return its address."""
    with ecrire(site.application.moteur) as connexion:
        audit = site.application.flask.extensions["fabrique"].audit
        par = Auteur(audit, site.personne.personne_id, maintenant_ms())
        qui: Any = {"courriel": "zoe@exemple.invalid", "nom": "Zoé Petit", "roles": ["porteur", "membre_comite"]}
        personnes.inviter(connexion, par, fabrique_id=site.fabrique_id, **qui)
    semer(site, "Épicerie", roles=["apporteur", "membre_comite", "porteur"])
    return deposer(site, "Chef d’orchestre")


def deposer(site: Site, role: str) -> str:
    """Bring a file where a partner has this role, up to the question of what it means; return its address."""
    adresse = importation.deposer(site, en_csv((("Nom", "Rôles"), ("Mairie", role))))
    assert site.poster(f"{adresse}/colonnes", importation.champs_colonnes(site, adresse)).status_code == 303
    return adresse


def parcourir(site: Site, *departs: str) -> dict[str, str]:
    """Every page of the fabrique that links lead to: address → what it says."""
    racine = f"/equipe/{site.fabrique}"
    vus: dict[str, str] = {}
    file = deque([f"{racine}/", *departs])
    while file:
        adresse = file.popleft()
        if adresse in vus or not adresse.startswith(racine) or len(vus) > 200:
            continue
        page = site.page(adresse)
        if page.status_code == 303:
            continue
        assert page.status_code == 200, adresse
        if not page.content_type.startswith("text/html"):
            continue
        lecture = Lecture(page.text)
        vus[adresse] = lecture.texte
        file.extend(sorted(lecture.liens))
    return vus


def test_sy01_plus_aucune_page_ne_dit_le_mot_dusage(site: Site) -> None:
    renommer(site)
    depot = peupler(site)
    pages = parcourir(site, f"{depot}/colonnes", f"{depot}/valeurs")
    racine = f"/equipe/{site.fabrique}"
    menu = ("seances", "partenaires", "territoires", "chiffres", "personnes", "reglages", "journal")
    assert {f"{racine}/{piece}" for piece in menu} <= set(pages)
    assert len(pages) > 20
    restes = {
        a: [texte[max(0, t.start() - 40) : t.end() + 20] for t in USUELS.finditer(texte)] for a, texte in pages.items()
    }
    assert {a: dits for a, dits in restes.items() if dits} == {}
    for adresse, phrases in DITS.items():
        for phrase in phrases:
            assert phrase in pages[racine + adresse], (adresse, phrase)
    assert "Capteur d’idées" in pages[f"{depot}/valeurs"]


def test_sy01_sans_renommer_les_mots_dusage_sont_bien_trouves(site: Site) -> None:
    """The test above is not blind: with the usual words, the same walk finds them on the pages it looks at."""
    depot = peupler(site)
    pages = parcourir(site, f"{depot}/valeurs")
    racine = f"/equipe/{site.fabrique}"
    for adresse in (*(racine + suite for suite in DITS), f"{depot}/valeurs"):
        assert USUELS.search(pages[adresse]), adresse


def test_sy01_les_codes_des_donnees_ouvertes_restent_et_lexport_se_reimporte(site: Site) -> None:
    renommer(site)
    peupler(site)
    ouvertes = list(csv.DictReader(io.StringIO(site.page(chemin(site, ".csv?sorte=ouvertes")).text)))
    assert ouvertes[0]["Rôles"] == "apporteur, membre_comite, porteur"
    tableur = site.page(chemin(site, ".csv")).data.decode("utf-8-sig")
    dits = next(csv.DictReader(io.StringIO(tableur), delimiter=";"))["Rôles"]
    assert dits == "Capteur d’idées, Siège à un\u00a0jury ou une\u00a0assemblée d’appui, Entrepreneur ou entrepreneuse"
    # what was exported comes back without a question, and the usual words are understood as well
    for role in (
        dits,
        "Capteurs d'idées ; entrepreneuse ou entrepreneur".replace("entrepreneuse ou entrepreneur", "porteur"),
    ):
        adresse = deposer(site, role)
        assert importation.nombres(site.page(adresse)) == [1, 0, 0, 0], role


@pytest.mark.parametrize(
    ("engagement", "suivi", "dit"),
    [
        (None, None, "un\u00a0comité"),
        (("comité de pilotage", "m"), None, "un\u00a0comité"),
        (("jury", "m"), None, "un\u00a0jury ou un\u00a0comité de suivi"),
        (("jury d’appui", "m"), ("jury d’appui", "m"), "un\u00a0jury d’appui"),
        (("commission projets", "f"), ("commission suivi", "f"), "une\u00a0commission"),
    ],
)
def test_comment_se_disent_les_comites(engagement: Any, suivi: Any, dit: str) -> None:
    choisis = {"comite_engagement": engagement, "comite_suivi": suivi}
    mots = Vocabulaire({c: {"singulier": v[0], "pluriel": v[0], "genre": v[1]} for c, v in choisis.items() if v})
    assert roles.un_comite(mots) == dit
