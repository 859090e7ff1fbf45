"""The screens as they are seen: what must fit, what must stay readable, and a picture of each for whoever asks."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.navigateur.pieces import MUR, PORTABLE, TELEPHONE, aller, animer, entrer, phases, voter
from tests.outillage.comptes import entrer_dans_lequipe
from tests.outillage.navigateur import capturer
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier

TAILLES = {"360x740": TELEPHONE, "1366x768": PORTABLE, "1920x1080": MUR}
# Projectors and screens one meets; sizes in between are where rounding goes wrong.
MURS = (MUR, (1280, 720), PORTABLE, (1024, 768), (1440, 900), (1600, 900), (1920, 1200), (1152, 648))
TROIS_IMAGES = (
    "() => new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(f))))"
)
TITRE_120 = ("Comment mieux se déplacer entre les communes " * 3)[:119] + "?"
_ZALGO = "".join(lettre + "\u0301\u0323\u0330" for lettre in "zalgo qui déborde de partout")
# Each is legitimate input once through the text gate; each has broken somebody's board one day.
TEXTES_DURS = (
    "x" * 140,
    "https://exemple.fr/" + "a" * 120,
    _ZALGO[:140],
    "مرحبا بالعالم، نريد مواصلات أفضل",
    "שלום 123 abc עולם",
    "Việt Nam: đường xe đạp an toàn",
    "👩‍👩‍👧‍👦" * 12,
    "a\nb\nc\nd\ne\nf",
    "<b>gras</b><script>alert(1)</script>",
    "{{ 7 * 7 }} ${7*7} #{7*7}",
    "=1+1;\"'`",
    "﷽" * 20,
    "W" * 70 + " " + "i" * 69,
    "…" * 100,
    "1\u00a0000\u202f000\u00a0€",
    "UNE NAVETTE LES JOURS DE MARCHÉ, DES VÉLOS EN LIBRE SERVICE ET UN ABRI FERMÉ À LA GARE",
    "GARE ROUTIÈRE MOMMENHEIM",
    "交通をもっと便利にするために何ができますか、みんなで考えましょう",
)
# Boxes that stick out of the one that must hold them, and text that is painted outside its own box.
DEBORDEMENTS = """([cartes, dans]) => {
  const cadre = document.querySelector(dans).getBoundingClientRect();
  return Array.from(document.querySelectorAll(cartes)).filter((e) => {
    const r = e.getBoundingClientRect();
    if (!r.width) return false;
    const sort = r.left < cadre.left - 1 || r.right > cadre.right + 1 || r.top < cadre.top - 1 || r.bottom > cadre.bottom + 1;
    return sort || e.scrollWidth > e.clientWidth + 1;
  }).map((e) => e.textContent.slice(0, 40));
}"""
# The smallest text a reader meets, in CSS pixels.
PLUS_PETIT = """(racine) => {
  const tailles = [];
  const arbre = document.createTreeWalker(document.querySelector(racine), NodeFilter.SHOW_TEXT);
  for (let n = arbre.nextNode(); n; n = arbre.nextNode()) {
    const e = n.parentElement;
    const r = e.getBoundingClientRect();
    if (!n.textContent.trim() || r.width < 2 || r.height < 2 || !e.checkVisibility() || e.closest('.commandes, .hors-ecran')) continue;
    tailles.push([parseFloat(getComputedStyle(e).fontSize), n.textContent.trim().slice(0, 40)]);
  }
  return tailles.sort((a, b) => a[0] - b[0])[0];
}"""


def _seance(serveur: Serveur, **champs: Any) -> tuple[dict[str, Any], list[str]]:
    seance = serveur.creer_seance(**champs)
    animer(serveur, seance, "ouvrir_seance")
    return seance, phases(serveur, seance)


def _semer(serveur: Serveur, seance: dict[str, Any], phase: str, textes: list[str]) -> list[str]:
    """Ideas of the team: in order, or a dozen at a time when they are many (each waits for a tick of its own)."""

    def proposer(texte: str) -> str:
        return str(animer(serveur, seance, "proposer_contribution", phase_id=phase, texte=texte)["id"])

    with ThreadPoolExecutor(12 if len(textes) > 100 else 1) as fils:
        return list(fils.map(proposer, textes))


def _grouper(serveur: Serveur, seance: dict[str, Any], titre: str, cartes: list[str]) -> str:
    return str(animer(serveur, seance, "creer_regroupement", titre=titre, contributions=cartes)["id"])


def _lancer(lancer: Any) -> Serveur:
    """A server whose facilitation team may type as fast as HTTP goes."""
    serveur: Serveur = lancer(DEBIT_IDEES="1000/1000", DEBIT_AUTRES="1000/1000", DEBIT_VOTES="1000/1000")
    return serveur


def _toujours_visibles(page: Page) -> None:
    """The question, the QR and the code: whatever the scene, whole, and inside the screen."""
    assert page.viewport_size is not None
    for repere in ("#question", ".qr", ".code", ".adresse"):
        boite = page.locator(repere).bounding_box()
        assert boite is not None, repere
        assert boite["width"] > 20, repere
        assert boite["x"] >= 0, repere
        assert boite["y"] >= 0, repere
        assert boite["x"] + boite["width"] <= page.viewport_size["width"], repere
        assert boite["y"] + boite["height"] <= page.viewport_size["height"], repere
    assert page.locator(".qr").evaluate("(e) => e.complete && e.naturalWidth > 0")


@pytest.mark.endurance
def test_textes_durs_sur_le_tableau(atelier: Atelier, lancer_serveur: Any) -> None:
    serveur = _lancer(lancer_serveur)
    seance, etapes = _seance(serveur, titre=TITRE_120, question=TITRE_120)
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[2])
    cartes = _semer(serveur, seance, etapes[2], [f"{i} {TEXTES_DURS[i % len(TEXTES_DURS)]}"[:140] for i in range(60)])
    page = atelier.appareil(*MUR)
    page.goto(seance["urls"]["tableau"])
    expect(page.locator("#nb-idees")).to_have_text("60")
    expect(page.locator("#cartes > li").first).to_be_visible()
    for mur in MURS:
        _projeter(page, mur)
        _page_suivante(page)  # by hand: the board will not turn it by itself for a while
        vues = 0
        for _ in range(_nombre_de_pages(page)):
            assert page.evaluate(DEBORDEMENTS, ["#cartes > li", "#contenu"]) == [], mur
            vues += page.locator("#cartes > li").count()
            _page_suivante(page)
        assert vues == 60, mur
        _toujours_visibles(page)
        capturer(page, f"tableau_textes_durs_{mur[0]}x{mur[1]}")
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[3])
    for i in range(4):
        _grouper(serveur, seance, TITRE_120[:80] if i else "x" * 80, cartes[i * 12 : (i + 1) * 12])
    expect(page.locator("#colonnes .colonne")).to_have_count(4)
    for mur in MURS:
        _projeter(page, mur)
        assert page.evaluate(DEBORDEMENTS, ["#colonnes .colonne", "#contenu"]) == [], mur
        assert page.evaluate(DEBORDEMENTS, ["#colonnes .carte, #colonnes .plus", "#scene-groupes"]) == [], mur
        _toujours_visibles(page)
        capturer(page, f"tableau_groupes_durs_{mur[0]}x{mur[1]}")


def _projeter(page: Page, mur: tuple[int, int]) -> None:
    """Give the screen another size, and let the page draw itself again: the observer, then a frame, then another."""
    page.set_viewport_size({"width": mur[0], "height": mur[1]})
    page.evaluate(TROIS_IMAGES)


def _nombre_de_pages(page: Page) -> int:
    if not page.locator("#pages").is_visible():
        return 1
    trouve = re.search(r"sur (\d+)", page.locator("#pages").inner_text())
    assert trouve is not None
    return int(trouve.group(1))


def _page_suivante(page: Page) -> None:
    """Turn the page, by the key a clicker sends; the last one comes back to the first."""
    if _nombre_de_pages(page) == 1:
        return
    avant = page.locator("#pages").inner_text()
    page.keyboard.press("PageDown")
    expect(page.locator("#pages")).not_to_have_text(avant)


def test_le_texte_du_tableau_se_lit_du_fond(atelier: Atelier, lancer_serveur: Any) -> None:
    serveur = _lancer(lancer_serveur)
    seance, etapes = _seance(serveur)
    page = atelier.appareil(*MUR)
    page.goto(seance["urls"]["tableau"])
    for scene in _derouler(serveur, seance, etapes):
        expect(page.locator("#application")).to_have_attribute("data-scene", scene)
        expect(page.locator(f"#scene-{scene}")).to_be_visible()
        taille, texte = page.evaluate(PLUS_PETIT, "#application")
        assert page.evaluate(DEBORDEMENTS, ["#lignes tr, #objets > li", "#contenu"]) == [], scene
        assert round(taille) >= 24, f"{scene} : « {texte} » en {taille} px"
        _toujours_visibles(page)
        capturer(page, f"tableau_{scene}_1920x1080")


def _derouler(serveur: Serveur, seance: dict[str, Any], etapes: list[str]) -> Any:
    """Go from scene to scene, with what a room of thirty writes; gives each scene's name once it is on."""
    yield "attente"
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[1])
    cartes = _semer(
        serveur, seance, etapes[1], [f"Idée {i}, écrite en une phrase de longueur ordinaire" for i in range(30)]
    )
    yield "compte"
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[2])
    yield "cartes"
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[3])
    noms = [f"Groupe numéro {i + 1} au nom assez long" for i in range(12)]
    groupes = [_grouper(serveur, seance, nom, cartes[i * 2 : i * 2 + 2]) for i, nom in enumerate(noms)]
    yield "groupes"
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[4])
    voter(serveur, seance, [{groupes[i]: 2, groupes[(i * i) % 5]: 1} for i in range(7, 12)])
    yield "vote"
    animer(serveur, seance, "reveler_phase", phase_id=etapes[4], confirme=True)
    yield "resultat"


def test_cinq_cents_cartes_font_des_pages(atelier: Atelier, lancer_serveur: Any) -> None:
    serveur = _lancer(lancer_serveur)
    seance, etapes = _seance(serveur)
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[2])
    _semer(serveur, seance, etapes[2], [f"Idée numéro {i} : une navette les jours de marché" for i in range(500)])
    page = atelier.appareil(*MUR)
    page.goto(seance["urls"]["tableau"])
    expect(page.locator("#nb-idees")).to_have_text("500")
    taille = page.locator("#cartes .carte-texte").first.evaluate("(e) => parseFloat(getComputedStyle(e).fontSize)")
    assert round(taille) >= 28
    pages = _nombre_de_pages(page)
    assert pages > 5
    _page_suivante(page)
    vues: set[str] = set()
    for _ in range(pages):
        vues |= set(page.locator("#cartes .carte-texte").all_inner_texts())
        assert page.evaluate(DEBORDEMENTS, ["#cartes > li", "#contenu"]) == []
        _page_suivante(page)
    assert len(vues) == 500
    capturer(page, "tableau_500_cartes")
    telephone = atelier.appareil(*TELEPHONE, has_touch=True)
    entrer(telephone, seance["urls"]["rejoindre"])
    expect(telephone.locator("#autres > li")).to_have_count(500)
    regie = atelier.appareil(*PORTABLE)
    regie.goto(seance["urls"]["animer"])
    aller(regie, "Idées")
    expect(regie.locator("#idees-nombre")).to_have_text("500 idées")
    capturer(regie, "regie_500_idees")


def test_textes_durs_sur_le_telephone_et_la_telecommande(atelier: Atelier, lancer_serveur: Any) -> None:
    serveur = _lancer(lancer_serveur)
    seance, etapes = _seance(serveur, titre=TITRE_120, question=TITRE_120)
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[2])
    cartes = _semer(serveur, seance, etapes[2], list(TEXTES_DURS))
    telephone = atelier.appareil(*TELEPHONE, has_touch=True)
    entrer(telephone, seance["urls"]["rejoindre"])
    expect(telephone.locator("#autres > li")).to_have_count(len(TEXTES_DURS))
    assert telephone.evaluate(DEBORDEMENTS, ["#autres > li", "body"]) == []
    regie = atelier.appareil(*PORTABLE)
    regie.goto(seance["urls"]["animer"])
    for i in range(3):
        _grouper(serveur, seance, ("x" * 80, TITRE_120[:80], "W" * 40)[i], cartes[i * 4 : i * 4 + 4])
    animer(serveur, seance, "demarrer_phase", phase_id=etapes[3])
    aller(regie, "Regrouper")
    expect(regie.locator(".colonne")).to_have_count(4)
    for page, boites in ((regie, ".rangee, .colonne"), (telephone, "#groupes .carte, #groupes section")):
        page.locator(boites).first.wait_for()
        assert page.evaluate(DEBORDEMENTS, [boites, "body"]) == []
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.endurance
def test_captures(atelier: Atelier, lancer_serveur: Any) -> None:
    """Every screen at the three sizes, for eyes."""
    serveur = _lancer(lancer_serveur)
    seance, etapes = _seance(serveur, titre="Mobilités du quotidien", structure="Communauté de communes")
    telephone, regie, tableau = (atelier.appareil(*PORTABLE) for _ in range(3))
    telephone.goto(seance["urls"]["rejoindre"])
    telephone.get_by_role("button", name="Entrer", exact=True).wait_for()
    _aux_trois_tailles(telephone, "telephone_entrer")
    entrer(telephone, seance["urls"]["rejoindre"])
    regie.goto(seance["urls"]["animer"])
    tableau.goto(seance["urls"]["tableau"])
    for scene in _derouler(serveur, seance, etapes):
        expect(tableau.locator("#application")).to_have_attribute("data-scene", scene)
        expect(regie.locator("#suite-bouton")).to_be_visible()
        for page, quoi in ((telephone, "telephone"), (regie, "regie"), (tableau, "tableau")):
            _aux_trois_tailles(page, f"{quoi}_{scene}")
    equipe = f"{entrer_dans_lequipe(regie, serveur)}/seances"
    for adresse, nom in ((equipe, "equipe"), (f"{equipe}/nouvelle", "equipe_nouvelle")):
        regie.goto(adresse)
        _aux_trois_tailles(regie, nom)


def _aux_trois_tailles(page: Page, nom: str) -> None:
    for taille, ecran in TAILLES.items():
        _projeter(page, ecran)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), f"{nom} {taille}"
        capturer(page, f"{nom}_{taille}")


def test_la_page_dentree_est_legere(atelier: Atelier, serveur: Serveur) -> None:
    """≤ 60 KB over the wire and ≤ 12 requests before somebody can enter."""
    seance, _ = _seance(serveur)
    page = atelier.appareil(*TELEPHONE)
    octets: dict[str, int] = {}
    recus = page.context.new_cdp_session(page)
    recus.send("Network.enable")
    recus.on("Network.loadingFinished", lambda e: octets.update({e["requestId"]: int(e["encodedDataLength"])}))
    page.goto(seance["urls"]["rejoindre"], wait_until="networkidle")
    page.get_by_role("button", name="Entrer", exact=True).wait_for()
    assert len(octets) <= 12, f"{len(octets)} requêtes"
    assert 5_000 < sum(octets.values()) <= 60_000, f"{sum(octets.values())} octets"
