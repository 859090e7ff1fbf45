"""A browser that sends the forms of the pages it is on, as they are but for the payloads, and looks at what comes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

from fabrique_atelier.socle.texte import nettoyer
from tests.navigateur.vigie import ETRANGERS, Ecran
from tests.navigateur.xss_champs import Lot, Registre, generique
from tests.navigateur.xss_formes import Lecteur

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, FilePayload, Page, Response

#: Not ``form.elements``: a field may be called that.
#: Form → method, address, text-like fields (name → type). A search form has no method.
_DECRIRE = """() => [...document.forms].map((f) => ({
  methode: (f.getAttribute('method') || 'get').toUpperCase(),
  adresse: new URL(f.getAttribute('action') || location.href, location.href).href,
  champs: Object.fromEntries([...f.querySelectorAll('input, textarea, select, button')].filter((c) => c.name && c.name.indexOf('csrf_token') < 0 && c.tagName !== 'BUTTON'
    && c.tagName !== 'SELECT' && c.tagName !== 'FIELDSET' && ['checkbox', 'radio', 'submit', 'button'].indexOf(c.type) < 0)
    .map((c) => [c.name, c.getAttribute('type') || c.type])),
}))"""
_ENVOYER = """([rang, valeurs]) => {
  const f = document.forms[rang];
  f.noValidate = true;
  for (const c of f.querySelectorAll('input, textarea, select')) if (c.name in valeurs && c.type !== 'file') {
    if (c.type === 'checkbox' || c.type === 'radio') { c.checked = c.value === valeurs[c.name]; continue; }
    c.removeAttribute('maxlength');
    if (c.tagName === 'INPUT' && c.type !== 'hidden') c.type = 'text';
    c.value = valeurs[c.name];
  }
  f.requestSubmit(f.querySelector('button[type=submit]'));
}"""
#: In one look: what is foreign, all that is written, and what each field holds (``value`` as it was sent: a date loses the rest).
_LIRE = """(etrangers) => {
  const champs = [...document.querySelectorAll('input, textarea')], valeurs = {};
  for (const c of champs) (valeurs[c.name] = valeurs[c.name] || []).push(c.tagName === 'TEXTAREA' ? c.value : c.getAttribute('value') || '');
  return {
    intrus: [...document.querySelectorAll(etrangers)].map((e) => e.outerHTML.slice(0, 200)),
    texte: [document.body.textContent, ...champs.map((c) => c.value)].join('\u241e'),
    valeurs,
  };
}"""
#: A link of ours may carry a payload in its query, encoded; what leaves for another host is foreign.
_ETRANGERS = ETRANGERS.replace("[href*='x.test']", "[href^='//x.test'], [href*='://x.test']")
#: A séance's code comes back cut; every other field comes back whole.
_RENDU_MIN = 40
#: Not given back: passwords, files, and what is hidden, which the page writes itself.
_MUETS = frozenset({"password", "file", "hidden"})


class Bureau(Ecran):
    """A signed-in browser, and the register of what it has planted."""

    def __init__(self, page: Page, registre: Registre, url: str) -> None:
        super().__init__(page)
        self.registre, self.url = registre, url
        self._faites: set[tuple[object, ...]] = set()
        self.lu: dict[str, Any] = {}
        self._sans_habits()

    def voir(self, chemin: str, attendus: Iterable[str] = (), statut: int | None = 200) -> None:
        """Load a page and look at it."""
        reponse = self.page.goto(f"{self.url}{chemin}", wait_until="domcontentloaded")
        self._verifier(reponse, statut, chemin)
        self.montre(attendus)

    def decrire(self) -> list[dict[str, Any]]:
        """The forms of the page, and where they go."""
        formes: list[dict[str, Any]] = self.page.evaluate(_DECRIRE)
        for forme in formes:
            forme["page"] = self.registre.endpoint(forme["adresse"], forme["methode"])
            self.registre.offrir(forme["page"], (n for sorte in self.registre.sortes for n in _noms(forme, sorte)))
        return formes

    def remplir(
        self, rang: int, valeurs: dict[str, str], fichier: FilePayload | None = None, *, sans: str = ""
    ) -> Response:
        """Send the form of that rank; ``sans`` names a file field to fill."""
        if fichier is not None:
            self.page.locator("form").nth(rang).locator(f"[name='{sans}']").set_input_files(fichier)
        with self.page.expect_navigation(wait_until="domcontentloaded") as suite:
            self.page.evaluate(_ENVOYER, [rang, valeurs])
        return suite.value

    def ouvrir(self, chemin: str) -> None:
        """Load a page to fill a form in; it is looked at another time."""
        self._verifier(self.page.goto(f"{self.url}{chemin}", wait_until="domcontentloaded"), 200, chemin)

    def rang(self, champ: str) -> int:
        """Which form of the page at hand has a field."""
        return next(n for n, f in enumerate(self.decrire()) if champ in f["champs"])

    def lire(self, chemin: str) -> str:
        """A page as it arrives, without the browser."""
        return self.page.context.request.get(f"{self.url}{chemin}").text()

    def planter(self, chemin: str, champ: str, valeurs: dict[str, str], statut: int = 303) -> str:
        """Send the form that has ``champ`` without the browser; return where it leads, or the page it gives."""
        http = self.page.context.request
        forme = next(f for f in Lecteur(self.lire(chemin)).formes if champ in f["champs"])
        adresse = urljoin(f"{self.url}{chemin}", forme["action"])
        corps = urlencode(forme["envoi"] | {n: [v] for n, v in valeurs.items()}, doseq=True)
        entetes = {"Content-Type": "application/x-www-form-urlencoded"}
        reponse = http.post(adresse, data=corps, headers=entetes, max_redirects=0)
        assert reponse.status == statut, f"{adresse} : {reponse.status}"
        self.registre.semer(self.registre.endpoint(adresse, "POST"), [n for n in forme["champs"] if n in valeurs])
        return reponse.headers["location"] if statut == 303 else reponse.text()

    def semer(
        self, chemin: str, champ: str, valeurs: dict[str, str], attendus: Iterable[str] = (), **autres: Any
    ) -> None:
        """Send the form that has ``champ`` with values it accepts, and look at the page it leads to."""
        self.ouvrir(chemin)
        rang, forme = next((n, f) for n, f in enumerate(self.decrire()) if champ in f["champs"])
        reponse = self.remplir(rang, valeurs, **autres)
        self.registre.semer(forme["page"], [n for n in forme["champs"] if n in valeurs])
        self._verifier(reponse, 200, forme["adresse"])
        self.montre(attendus)

    def refuser_ici(self, lot: Lot, champ: str) -> None:
        """Refuse the form that has ``champ`` on a page that has no address of its own."""
        for sorte in self.registre.sortes:
            rang, forme = next((n, f) for n, f in enumerate(self.decrire()) if champ in f["champs"])
            if noms := _noms(forme, sorte):
                self._refuser(rang, forme, noms, lot.tout)

    def refuser(self, chemin: str, lot: Lot, attendus: Iterable[str] = ()) -> None:
        """Look at a page, then send each of its forms with every payload at once in what one sees, then in what is hidden.

        What one sees, in every run: read as it arrives where no text is awaited. The browser looks at everything at the bottom of things.
        """
        if not self.registre.fond:
            self._refuser_de_loin(chemin, lot, attendus)
            return
        self.voir(chemin, attendus)
        fraiche = True
        for rang, forme in enumerate(self.decrire()):
            for sorte in self.registre.sortes:
                noms = _noms(forme, sorte)
                cle = (forme["page"], frozenset(noms), lot.charges)
                if noms and cle not in self._faites:
                    self._faites.add(cle)
                    if not fraiche:
                        self.ouvrir(chemin)
                    self._refuser(rang, forme, noms, lot.tout)
                    fraiche = False

    def _refuser_de_loin(self, chemin: str, lot: Lot, attendus: Iterable[str]) -> None:
        attendus, adresse = tuple(attendus), f"{self.url}{chemin}"
        if attendus:
            self.voir(chemin, attendus)
        reponse = self.page.context.request.get(adresse)
        assert reponse.status == 200, f"{chemin} : {reponse.status}"
        self.registre.regarder(self.registre.endpoint(reponse.url))
        for forme in self._relire(reponse).formes:
            forme["page"] = self.registre.endpoint(urljoin(reponse.url, forme["action"]), forme["methode"])
            noms = _noms(forme, "visibles")
            self.registre.offrir(forme["page"], noms)
            deja = set(map(generique, noms)) <= self.registre.semes.get(forme["page"], set())
            if noms and not deja:
                self._envoyer_de_loin(reponse.url, forme, noms, lot.tout)

    def _envoyer_de_loin(self, ici: str, forme: dict[str, Any], noms: set[str], charge: str) -> None:
        envoi = urlencode(forme["envoi"] | {n: [charge] for n in noms}, doseq=True)
        adresse, http = urljoin(ici, forme["action"]), self.page.context.request
        fichiers = {n for n in noms if forme["champs"][n] == "file"}
        if fichiers:
            simples = {n: x[0] for n, x in forme["envoi"].items() if x} | dict.fromkeys(noms, charge)
            reponse = http.post(adresse, multipart=simples | dict.fromkeys(fichiers, _fichier(charge)))
        elif forme["methode"] == "POST":
            reponse = http.post(adresse, data=envoi, headers={"Content-Type": "application/x-www-form-urlencoded"})
        else:
            reponse = http.get(f"{adresse.partition('?')[0]}?{envoi}")
        assert reponse.status < 500, f"{adresse} : {reponse.status}"
        self.registre.semer(forme["page"], noms)
        lu = self._relire(reponse)
        if reponse.status == 400:
            self.lu = {"valeurs": {}}
            for nom, valeurs in (x for f in lu.formes for x in f["envoi"].items()):
                self.lu["valeurs"].setdefault(nom, []).extend(x.lstrip("\r\n") for x in valeurs)
            self._rend({**forme, "adresse": adresse}, noms, nettoyer(charge))

    @staticmethod
    def _relire(reponse: APIResponse) -> Lecteur:
        lu = Lecteur(reponse.text() if "html" in reponse.headers.get("content-type", "") else "")
        assert lu.intrus == [], f"{reponse.url} : {lu.intrus}"
        return lu

    def montre(self, attendus: Iterable[str], *, vivant: bool = False) -> None:
        """Same as a screen that lives, in one look: these pages are whole when they arrive."""
        assert not vivant
        self.lu = self.page.evaluate(_LIRE, _ETRANGERS)
        self._rien_detranger()
        manquants = [texte for texte in attendus if texte not in self.lu["texte"]]
        assert manquants == [], f"{self.page.url} : {len(manquants)} textes manquent, dont {manquants[-1]!r}"

    def _rien_detranger(self) -> None:
        assert self.dialogues == []
        assert self.lu["intrus"] == [], f"{self.page.url} : {self.lu['intrus']}"

    def _refuser(self, rang: int, forme: dict[str, Any], noms: set[str], charge: str) -> None:
        fichiers = [n for n in noms if forme["champs"][n] == "file"]
        fichier = _fichier(charge) if fichiers else None
        reponse = self.remplir(rang, dict.fromkeys(noms, charge), fichier, sans=fichiers[0] if fichiers else "")
        self.registre.semer(forme["page"], noms)
        self._verifier(reponse, None, forme["adresse"])
        self.montre(())
        if reponse.status == 400:
            self._rend(forme, noms, nettoyer(charge))

    def _rend(self, forme: dict[str, Any], noms: set[str], charge: str) -> None:
        """A refused form gives back what was typed, to the letter."""
        for nom in noms:
            if forme["champs"][nom] not in _MUETS:
                lus, adresse = self.lu["valeurs"].get(nom, []), forme["champs"][nom] == "email"  # in small letters
                voulu = charge.lower() if adresse else charge
                rendu = any(len(lu) >= _RENDU_MIN and voulu.startswith(lu.lower() if adresse else lu) for lu in lus)
                assert rendu, f"{forme['adresse']} : {nom} n’est pas rendu ({lus})"

    def _verifier(self, reponse: Response | None, statut: int | None, ou: str) -> None:
        assert reponse is not None, ou
        assert reponse.status == statut or (statut is None and reponse.status < 500), f"{ou} : {reponse.status}"
        self.registre.regarder(self.registre.endpoint(self.page.url, reponse.request.method))

    def _sans_habits(self) -> None:
        """Style sheets, fonts and images take longer than everything else, and no text goes there."""
        outils = self.page.context.new_cdp_session(self.page)
        outils.send("Network.enable")
        outils.send("Network.setBlockedURLs", {"urls": ["*.css", "*.woff2", "*.svg", "*/logo*"]})


def _fichier(charge: str) -> FilePayload:
    """A file named after payloads, full of them; a browser keeps no slash and writes quotes its own way."""
    nom = charge[:120].replace("/", "∕").replace('"', "”")
    return {"name": nom, "mimeType": "text/csv", "buffer": charge.encode()}


def _noms(forme: dict[str, Any], sorte: str) -> set[str]:
    """The fields of a form that one sees, or those that are hidden."""
    return {n for n, genre in forme["champs"].items() if (genre == "hidden") is (sorte == "caches")}
