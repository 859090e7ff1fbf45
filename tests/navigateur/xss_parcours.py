"""Every page of the parcours, found from the database and from link to link, then each of their forms, planted and refused."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, func, select

from fabrique_atelier.socle.base import Base, lire
from tests.navigateur.pieces import PORTABLE
from tests.navigateur.xss_champs import PARCOURS, Lot, Registre, generique
from tests.navigateur.xss_ecran import Bureau
from tests.navigateur.xss_monde import Monde, asseoir
from tests.navigateur.xss_semis import COURRIEL, SITE
from tests.outillage import comptes
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.outillage.navigateur import Atelier

ROLES = ["administration", "charge_mission", "animation", "membre_comite", "porteur", "lecture_reseau"]
#: Pages of one kind that are looked at: objects differ by their state.
_PAR_PAGE = 3
#: Times a form is sent again, with what it asks for in the fields it pointed at.
_ESSAIS = 5
#: Argument of an address → the table of the objects it names.
_TABLES = {
    "dossier_id": "dossier", "seance_comite_id": "seance_comite", "point_id": "point_ordre_du_jour", "comite_id": "comite",
    "membre_id": "membre_comite", "reserve_id": "reserve", "candidature_id": "candidature", "besoin_id": "besoin", "signalement_id": "signalement", "seance_id": "seance",
    "entree_id": "benchmark_dossier", "mission_id": "mission_expert", "preuve_id": "preuve_terrain", "porteur_id": "porteur",
    "financement_id": "financement", "jalon_id": "jalon", "point_suivi_id": "point_suivi", "numero": "fiche_version", "code": "etude_section",
    "partenaire_id": "dossier_acteur",
}  # fmt: skip
_MARQUE = re.compile(r"§(\d+)§")
_LIENS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
#: Addresses that are files or data.
FICHIERS = frozenset(
    "comite_membre.agenda comite_membre.etat comite_membre.piece comite_membre.telecharger comite_seance.agenda comite_seance.etat "
    "comite_seance.etat_point comite_seance.qr_presence comite_seance.telecharger documents.telecharger dossiers.export porteur.envoyee "
    "porteur.ma_piece porteur.ma_transmission porteur.telecharger api.mes_idees".split()
)  # fmt: skip


#: What the application asks for when a text is not what a field is about.
REPLIS = (
    "2026-11-02",
    "2025",
    "60",
    "1",
    "11/2026",
    "2027-01-15",
    "18:00",
    "nom@exemple.invalid",
    "https://exemple.invalid/",
)
#: Addresses that end something: after all the others.
FINS = (
    "supprimer",
    "retirer",
    "fin",
    "clore",
    "abandonner",
    "fusionner",
    "scinder",
    "veille",
    "decider",
    "franchir",
    "signer",
    "reprendre",
)
#: Only machines fill it in.
_PIEGE = "site_internet"
_TENUS = frozenset({"date", "email", "url", "number", "time", "hidden", "password", "file", "datetime-local", "month"})
#: Name → type, longest text, what may be chosen and whether something is.
_CHAMPS = """(rang) => {
  const champs = {};
  for (const c of document.forms[rang].querySelectorAll('input, textarea, select')) {
    if (!c.name || c.name.indexOf('csrf_token') >= 0 || c.tagName === 'BUTTON' || c.tagName === 'FIELDSET' || c.disabled) continue;
    const coche = c.type === 'checkbox' || c.type === 'radio';
    const d = champs[c.name] || (champs[c.name] = {genre: c.getAttribute('type') || c.type, maximum: c.maxLength > 0 ? c.maxLength : 250, choix: [], pris: false});
    if (coche) { d.choix.push(c.value); d.pris = d.pris || c.checked; }
    if (c.tagName === 'SELECT') { d.choix = [...c.options].map((o) => o.value).filter(Boolean); d.pris = !!c.value; }
  }
  return champs;
}"""
_FAUTIFS = "() => [...document.querySelectorAll('[aria-invalid=true]')].map((c) => c.name).filter(Boolean)"
_DITES = "() => [...document.querySelectorAll('.erreurs li, .champ__erreur, [role=alert]')].map((e) => e.textContent.trim().slice(0, 120))"


def du_parcours(endpoint: str) -> bool:
    """A page of these rooms, or one of those that quote them."""
    return endpoint.partition(".")[0] in PARCOURS or endpoint in ("equipe.accueil", "public.suites", "seances.fiche")


def _ecrits(forme: dict[str, Any]) -> list[str]:
    return [n for n, genre in forme["champs"].items() if genre not in ("hidden", "file", "password")]


class Parcours:
    """One fabrique full of payloads, and somebody who may open every door of it."""

    def __init__(self, serveur: Serveur, atelier: Atelier, monde: Monde) -> None:
        self.monde, self.registre = monde, Registre(fond=True, parcours=True)
        personne = comptes.connecter(monde.moteur, dict.fromkeys(monde.fabriques, ROLES), instance=True)
        asseoir(monde, personne.personne_id)
        self.page: Page = atelier.appareil(*PORTABLE)
        self.page.context.add_cookies([{"name": comptes.COOKIE, "value": personne.secret, "url": serveur.url}])
        self.bureau = Bureau(self.page, self.registre, serveur.url)
        self.vues: set[int] = set()
        self.pages: list[str] = []
        self.acceptees: set[str] = set()
        self.erreurs: dict[str, str] = {}
        self.offertes: set[str] = set()

    def regarder(self, v: Lot) -> None:
        """Open every kind of page a few times, by its address then by the links met; nothing on it but text."""
        combien: Counter[str] = Counter()
        deja: set[str] = set()
        file = deque(self.adresses())
        while file:
            chemin = file.popleft()
            endpoint = self.registre.endpoint(chemin)
            if chemin in deja or endpoint in FICHIERS or combien[endpoint] >= _PAR_PAGE or not du_parcours(endpoint):
                continue
            deja.add(chemin)
            if self.ouverte(chemin):
                combien[endpoint] += 1
                self.voir(chemin)
                file.extend(self.liens())
                if self.nouvelles():
                    self.pages.append(chemin)
                    self.bureau.refuser(chemin, v)

    def nouvelles(self) -> bool:
        """Whether the page at hand has a form with fields that nobody has written in yet."""
        semes = self.registre.semes
        return any(
            set(map(generique, f["champs"])) - semes.get(f["page"], set())
            for f in self.bureau.decrire()
            if du_parcours(f["page"])
        )

    def ouverte(self, chemin: str) -> bool:
        """Whether a page answers by itself, in the state its object is in."""
        reponse = self.page.context.request.get(f"{self.bureau.url}{chemin}", max_redirects=0)
        assert reponse.status < 500, f"{chemin} : {reponse.status}"
        return reponse.status == 200

    def voir(self, chemin: str) -> None:
        """Look at one page, and remember which columns it shows."""
        self.bureau.voir(chemin, statut=None)
        self.lire(chemin)

    def lire(self, chemin: str) -> None:
        """The page at hand: which columns it shows, and each to the letter."""
        texte = self.bureau.lu["texte"]
        vues = {int(n) for n in _MARQUE.findall(texte)} & set(self.monde.marques)
        abimes = [self.monde.marques[n] for n in vues if not any(x in texte for x in self.monde.valeurs[n])]
        assert abimes == [], f"{chemin} : {abimes}"
        self.vues |= vues

    def liens(self) -> list[str]:
        """Where the page leads, in the house."""
        adresses = (urlsplit(x) for x in self.page.evaluate(_LIENS))
        ici = urlsplit(self.bureau.url).netloc
        return [x.path + (f"?{x.query}" if x.query else "") for x in adresses if x.netloc == ici]

    def adresses(self, seules: frozenset[str] = frozenset()) -> list[str]:
        """The addresses of each page that an object of the database opens; ``seules``: of these files."""
        trouvees: list[str] = []
        with lire(self.monde.moteur) as connexion:
            for regle in self.registre.carte.map.iter_rules():
                voulue = regle.endpoint in seules if seules else regle.endpoint not in FICHIERS
                if "GET" in (regle.methods or ()) and du_parcours(regle.endpoint) and voulue:
                    bati = partial(self.registre.carte.build, regle.endpoint, append_unknown=False)
                    trouvees += [bati(valeurs) for valeurs in self._valeurs(connexion, regle.arguments)]
        if seules:
            return trouvees
        j = self.monde.jetons
        return [
            *trouvees,
            f"/suites/abonnement/{j['abonnement']}",
            f"/apporteurs/{j['apporteur']}",
            f"/apporteurs/{j['apporteur']}/apporter",
            f"/apports/{j['apport']}",
        ]

    def _valeurs(self, connexion: Connection, arguments: set[str]) -> Iterator[dict[str, Any]]:
        if "jeton" in arguments or "transition" in arguments:
            return
        objet = next((a for a in _TABLES if a in arguments and a != "dossier_id"), "")
        if not objet and "dossier_id" not in arguments:
            yield from ({"fabrique": f, "identifiant": f} for f in self.monde.fabriques.values())
        elif not objet:
            yield from self._dossiers(connexion)
        else:
            t = Base.metadata.tables[_TABLES[objet]]
            for ligne in connexion.execute(select(t).order_by(*(c.desc() for c in t.primary_key.columns))).mappings():
                oui = dict(ligne)
                nom = {
                    "numero": "numero",
                    "code": "code",
                    "partenaire_id": "partenaire_id",
                    "entree_id": "entree_id",
                }.get(objet, "id")
                if objet == "candidature_id":
                    oui["dossier_id"] = self._appel(connexion, oui["appel_id"])
                yield {objet: oui[nom], "dossier_id": oui.get("dossier_id"), "fabrique": self._fabrique(connexion, oui)}

    def _dossiers(self, connexion: Connection) -> list[dict[str, Any]]:
        """Those with the longest history first, then the planted one and one of each stade."""
        t, e = Base.metadata.tables["dossier"], Base.metadata.tables["dossier_evenement"]
        long = select(func.count()).where(e.c.dossier_id == t.c.id).scalar_subquery()
        lus = connexion.execute(select(t.c.id, t.c.fabrique_id).order_by(long.desc(), t.c.id))
        return [{"dossier_id": x.id, "fabrique": self.monde.fabriques[x.fabrique_id]} for x in lus]

    @staticmethod
    def _appel(connexion: Connection, appel_id: str) -> str:
        t = Base.metadata.tables["appel"]
        return str(connexion.execute(select(t.c.dossier_id).where(t.c.id == appel_id)).scalar_one())

    def _fabrique(self, connexion: Connection, ligne: dict[str, Any]) -> str:
        """Whose object it is, by what it hangs from."""
        for colonne, nom in (("dossier_id", "dossier"), ("comite_id", "comite"), ("seance_comite_id", "seance_comite")):
            if "fabrique_id" not in ligne and ligne.get(colonne):
                t = Base.metadata.tables[nom]
                ligne = dict(connexion.execute(select(t).where(t.c.id == ligne[colonne])).mappings().one())
                return self._fabrique(connexion, ligne)
        return self.monde.fabriques[ligne["fabrique_id"]]

    def semer(self, v: Lot) -> None:
        """Send each form of each page with texts that fit, until it is accepted once; those that close something, last."""
        for chemin in sorted(self.pages, key=lambda c: any(x in c for x in FINS)):
            self.bureau.voir(chemin, statut=None)
            for rang, forme in enumerate(self.bureau.decrire()):
                page, noms = forme["page"], _ecrits(forme)
                if forme["methode"] == "POST" and noms and du_parcours(page) and page not in self.acceptees:
                    self.offertes.add(page)
                    self._semer(chemin, rang, page, v)

    def _semer(self, chemin: str, rang: int, page: str, v: Lot) -> None:
        """Texts first; what comes back in error takes, one try after the other, a date, a number, an address."""
        mauvais: dict[str, int] = {}
        for _ in range(_ESSAIS):
            self.bureau.ouvrir(chemin)
            if self.page.evaluate("() => document.forms.length") <= rang or self.bureau.decrire()[rang]["page"] != page:
                return  # the page has changed since: another object offers this form
            champs = self.page.evaluate(_CHAMPS, rang)
            champs.pop(_PIEGE, None)
            valeurs = {n: self._valeur(c, v, k, mauvais.get(n)) for k, (n, c) in enumerate(champs.items())}
            reponse = self.bureau.remplir(rang, {n: x for n, x in valeurs.items() if x is not None})
            self.bureau.montre(())
            assert reponse.status < 500, chemin
            if reponse.status < 400:
                self.acceptees.add(page)
                return
            fautifs = set(self.page.evaluate(_FAUTIFS))
            self.erreurs[page] = f"{chemin} {sorted(fautifs)} {self.page.evaluate(_DITES)}"
            for n in fautifs & set(champs):
                mauvais[n] = mauvais.get(n, -1) + 1

    @staticmethod
    def _valeur(champ: dict[str, Any], v: Lot, rang: int, repli: int | None) -> str | None:
        """Return what a field takes; None leaves it as it is."""
        if champ["choix"]:
            choisir = repli is not None or not champ["pris"]
            return str(champ["choix"][min(repli or 0, len(champ["choix"]) - 1)]) if choisir else None
        if champ["genre"] in _TENUS and repli is None:
            return {"date": "2026-11-02", "email": COURRIEL.format(rang), "url": SITE}.get(champ["genre"])
        if repli is not None:
            return REPLIS[repli % len(REPLIS)]
        return v(min(champ["maximum"], 250), rang)

    def telecharger(self, *endpoints: str) -> Iterator[tuple[str, str]]:
        """(address, content) of each file of these kinds that an object of the database opens."""
        for chemin in self.adresses(frozenset(endpoints)):
            reponse = self.page.context.request.get(f"{self.bureau.url}{chemin}", max_redirects=0)
            assert reponse.status < 500, f"{chemin} : {reponse.status}"
            if reponse.status == 200:
                yield chemin, reponse.text()

    def ouvrir_fichier(self, contenu: str) -> None:
        """Look at a page kept on somebody's own disk: no header of ours protects it there."""
        self.page.goto("about:blank")
        self.page.set_content(contenu)
        self.bureau.montre(())
        self.lire("fichier")

    def jamais_montrees(self) -> list[str]:
        """Columns full of payloads that no page has shown."""
        return sorted(nom for n, nom in self.monde.marques.items() if n not in self.vues)
