"""What a real browser sees: the weight of the joining page on a slow network, the smoothness of a crowded board."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bancs.processus import EchecBanc
from bancs.salles import FABRIQUE, Salle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# What the pages show: the page is usable once one can enter, the phone once an idea can be typed.
ENTRER, ECRIRE, COMPTE = "#formulaire-entrer button", "#idee", "#nb-idees"
DEBIT_OCTETS_S, LATENCE_MS = 400_000 / 8, 400

OBSERVER = """() => {
  window.banc = { images: 0, taches: [] };
  new PerformanceObserver((liste) => {
    for (const tache of liste.getEntries()) window.banc.taches.push(tache.duration);
  }).observe({ type: 'longtask', buffered: false });
  const compter = () => { window.banc.images += 1; requestAnimationFrame(compter); };
  requestAnimationFrame(compter);
  window.banc.debut = performance.now();
}"""
RELEVER = """() => ({
  images_s: (window.banc.images * 1000) / (performance.now() - window.banc.debut),
  tache_max_ms: Math.max(0, ...window.banc.taches),
  taches: window.banc.taches.length,
  elements: document.querySelectorAll('*').length,
})"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a headless Chromium, without a request of its own."""
    try:
        from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - the rest of the bench runs without it
    except ImportError:
        raise EchecBanc("playwright n’est pas installé") from None
    chemin = shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as moteur:
        try:
            navigateur = moteur.chromium.launch(executable_path=chemin, args=arguments)
        except Error as erreur:
            raise EchecBanc(f"Chromium : {erreur.message[:200]}") from erreur
        try:
            yield navigateur
        except Error as erreur:
            raise EchecBanc(f"navigateur : {erreur.message[:300]}") from erreur
        finally:
            navigateur.close()


def telephone(navigateur: Browser) -> Page:
    """Open an empty page of a small phone, with a storage of its own."""
    contexte = navigateur.new_context(
        viewport={"width": 360, "height": 740}, device_scale_factor=2, is_mobile=True, has_touch=True, locale="fr-FR"
    )
    return contexte.new_page()


def peser(navigateur: Browser, url: str) -> dict[str, Any]:
    """Bytes received (headers included, compressed) and requests made: until one can enter, then until an idea can be typed."""
    page = telephone(navigateur)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    octets: list[float] = []
    requetes: list[str] = []
    cdp.on("Network.loadingFinished", lambda fait: octets.append(fait["encodedDataLength"]))
    cdp.on("Network.requestWillBeSent", lambda fait: requetes.append(fait["request"]["url"]))
    page.goto(url)
    page.locator(ENTRER).wait_for(timeout=15_000)
    page.wait_for_load_state("networkidle")
    entree = {"octets_entree": sum(octets), "requetes_entree": len(requetes)}
    page.locator(ENTRER).click(timeout=15_000)
    page.locator(ECRIRE).wait_for(timeout=15_000)
    page.wait_for_load_state("networkidle")
    page.context.close()
    return entree | {"octets": sum(octets), "requetes": len(requetes), "adresses": requetes}


def chronometrer(navigateur: Browser, url: str) -> dict[str, float]:
    """Seconds until one can enter, then until an idea can be typed: 400 kbit/s, 400 ms of latency, nothing in cache."""
    page = telephone(navigateur)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    ligne_lente = {
        "offline": False,
        "latency": LATENCE_MS,
        "downloadThroughput": DEBIT_OCTETS_S,
        "uploadThroughput": DEBIT_OCTETS_S,
    }
    cdp.send("Network.emulateNetworkConditions", ligne_lente)
    debut = time.monotonic()
    page.goto(url, wait_until="commit", timeout=60_000)
    page.locator(ENTRER).wait_for(timeout=60_000)
    utilisable = time.monotonic() - debut
    page.locator(ENTRER).click()
    page.locator(ECRIRE).wait_for(timeout=60_000)
    ecrire = time.monotonic() - debut
    page.context.close()
    return {"utilisable_s": utilisable, "ecrire_s": ecrire}


def page_telephone() -> dict[str, Any]:
    """Someone scans the QR code and joins: weight, then time on a poor network."""
    with Salle(FABRIQUE) as salle, chromium() as navigateur:
        url = f"{salle.fabrique.url}/r/{salle.atelier.entree}"
        return peser(navigateur, url) | chronometrer(navigateur, url)


def tableau_charge(duree_s: float) -> dict[str, Any]:
    """The projected board with 500 ideas already there, 30 more each second."""
    with Salle(FABRIQUE) as salle, chromium() as navigateur:
        salle.remplir(60)
        salle.pilote.faire("debit", taux=250, duree_s=2, chauffe_s=0, purge_s=10)
        page = navigateur.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{salle.fabrique.url}/tableau/{salle.atelier.tableau}")
        page.locator(COMPTE).filter(has_text="500").wait_for(timeout=20_000)
        page.evaluate(OBSERVER)
        bilan = salle.pilote.faire("debit", taux=30, duree_s=duree_s, chauffe_s=0, purge_s=5)
        releve: dict[str, Any] = page.evaluate(RELEVER)
        page.locator(COMPTE).filter(has_text=str(500 + bilan["envoyes"])).wait_for(timeout=5_000)
    if bilan["livres"] != bilan["envoyes"]:
        raise EchecBanc(f"livrées : {bilan['livres']} sur {bilan['envoyes']}")
    return releve
