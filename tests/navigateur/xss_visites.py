"""People, imports and official lists full of payloads; then every screen, looked at by the team and from the street."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from fabrique_atelier.comptes import liens
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.base import ecrire
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.texte import ligne
from tests.navigateur.xss_champs import Lot
from tests.navigateur.xss_semis import COURRIEL, Semis
from tests.outillage.tableurs import en_csv

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

MOT = "quatre vélos bleus sous la pluie"
ARRET = "/compte/double-verification/arret"
#: What an address may carry, on any page: none of it may come out as markup.
ARGUMENTS = (
    "q college role territoire tri sorte type code mots suite personne action du au seance fabrique page depuis".split()
)
#: Pages that look for what their query says.
FILTRES = frozenset(
    "partenaires.liste journal.lecture territoires.chercher territoires.ajouter zonages.ajouter_zonage seances.imprimer legal.notice "
    "legal.mentions legal.donnees legal.accessibilite legal.plan".split()
)  # fmt: skip
#: Those that say it back.
CHERCHEURS = frozenset({"partenaires.liste", "journal.lecture", "territoires.chercher"})
#: Not screens: files, images, data for programs.
PAS_DES_ECRANS = frozenset(
    "animation.exporter animation.exporter_en_equipe api.etat api.lire_mes_donnees api.mes_idees fabrique.logo fabrique.enregistrer importation.refus_csv "
    "journal.exporter partenaires.export public.qr public.sante reseau.exporter telephone.qr_du_ticket".split()
)  # fmt: skip
#: Screens that live: the séance has its own test, which walks them in every run.
VIVANTS = frozenset(
    "tableau.tableau telephone.entrer_par_code telephone.entrer_par_qr telephone.entrer_par_ticket telephone.revenir animation.animer "
    "animation.animer_en_equipe".split()
)  # fmt: skip
Vues = Iterator[tuple[str, tuple[str, ...]]]


class Visites(Semis):
    """One instance, from planting to looking."""

    invites = 0
    courriel = ""

    def planter(self, v: Lot) -> None:
        """Everything the settings and the objects take, then people, fabriques, lists and files."""
        super().planter(v)
        for chose in (self.inviter, self.accepter, self.inviter, self.fonder, self.publier, self.importer):
            chose(v)
        self.oublier()

    def inviter(self, v: Lot) -> None:
        """Invite somebody; the link and their page show their name."""
        self.invites += 1
        inviter, self.courriel = f"{self.equipe}/personnes/inviter", COURRIEL.format(self.invites)
        valeurs = {"nom": v(120, 2), "courriel": self.courriel, "roles": "animation"}
        self.bureau.semer(inviter, "courriel", valeurs, (v(120, 2), self.courriel))
        self.ou["invitation"] = urlsplit(self.bureau.page.locator("#lien").input_value()).path
        pages = re.findall(r'href="([^"]*/personnes/[0-9a-f-]{36})"', self.bureau.lire(f"{self.equipe}/personnes"))
        self.ou["personne"] = max(pages)  # the last one made

    def accepter(self, v: Lot) -> None:
        """The invited person comes in with a name of their own and a second factor, leaves, comes back with a code."""
        rue, chemin, nom, totp = self.rue, self.ou["invitation"], v(120, 1), "/compte/double-verification"
        rue.refuser(chemin, v)
        rue.semer(chemin, "nom", {"nom": nom, "mot_de_passe": MOT}, (nom,))
        rue.refuser(totp, v)
        rue.ouvrir(totp)
        secret = rue.page.locator("main .gestes__cle").first.inner_text().replace(" ", "")
        rue.remplir(rue.rang("code"), {"code": _code(secret)})
        rue.montre([nom])
        rue.refuser(ARRET, v)
        rue.page.context.clear_cookies()
        rue.ouvrir("/connexion")
        rue.remplir(rue.rang("courriel"), {"courriel": self.courriel, "mot_de_passe": MOT})
        rue.refuser_ici(v, "code")
        rue.page.context.clear_cookies()

    def oublier(self) -> None:
        """A link to choose another password, as it comes by mail."""
        with ecrire(self.moteur) as connexion:
            jeton = liens.creer(connexion, liens.MOT_DE_PASSE, self.ou["personne"].rpartition("/")[2], maintenant_ms())
        self.ou["mot_de_passe"] = f"/mot-de-passe/{jeton}"

    def fonder(self, v: Lot) -> None:
        """Another fabrique, as the instance makes them."""
        nouvelle = "/instance/fabriques/nouvelle"
        textes = {"nom": v(120), "structure_porteuse": v(160, 1), "personne": v(120, 2)}
        courriel = "f" + COURRIEL.format(self.numero)
        textes |= {"identifiant": f"f-{self.numero}", "courriel": courriel}
        self.bureau.semer(nouvelle, "personne", textes, (v(120),))

    def publier(self, v: Lot) -> None:
        """An official list whose lines and source are payloads."""
        importer = "/instance/referentiels/importer"
        lignes = [("code insee", "libelle"), ("22153", v(100)), *((ligne(c), ligne(c)) for c in v.charges)]
        fichier = _fichier(v, en_csv(lignes))
        valeurs = {"type": "montagne", "millesime": str(2100 + self.numero), "source": v(200)}
        if self.registre.fond:
            self.bureau.semer(importer, "source", valeurs, fichier=fichier, sans="fichier")
            self.bureau.refuser_ici(v, "liste")
        self.bureau.semer(importer, "source", valeurs, fichier=fichier, sans="fichier")
        self.bureau.remplir(self.bureau.rang("liste"), {})
        self.bureau.montre([v(200)])

    def importer(self, v: Lot) -> None:
        """A spreadsheet whose name, titles and cells are payloads, looked at from step to step."""
        deposer, b, charges = f"{self.equipe}/partenaires/import", self.bureau, tuple(map(ligne, v.charges))
        fichier = _fichier(v, _tableur(charges, self.numero))
        b.semer(deposer, "fichier", {}, charges, fichier=fichier, sans="fichier")
        ici = urlsplit(b.page.url).path.removesuffix("/colonnes")
        b.refuser(f"{ici}/colonnes", v)
        contacts = {"base_legale": "interet_legitime", "source": v(200), "college": "autre"}
        contacts["dernier_echange"] = jour_local(maintenant_ms()).isoformat()
        distinctes = {cle(c): c for c in reversed(charges)}.values()  # one question for what reads the same
        b.semer(f"{ici}/colonnes", "source", contacts, distinctes)
        b.remplir(self._rang_des_choix(), {})
        b.montre(distinctes)  # refused: nothing has been chosen
        choix = b.page.locator("main select[name]").evaluate_all("(es) => es.map((e) => e.name)")
        b.remplir(self._rang_des_choix(), dict.fromkeys(choix, "-"))
        lues = [c for c in distinctes if not c.startswith("'-")]  # an apostrophe before a formula is the exports' own
        b.montre([c for c in lues if len(c) <= 60])
        b.refuser(ici, v)
        b.voir(ici)
        b.remplir(b.rang("empreinte"), {})
        b.voir(ici)
        b.voir(f"{self.equipe}/partenaires?tri=recent", lues)

    def _rang_des_choix(self) -> int:
        return int(
            self.bureau.page.evaluate("() => [...document.forms].findIndex((f) => f.querySelector('main select'))")
        )

    # -------------------------------------------------------------------------------------------- looking

    def ecrans(self, v: Lot) -> Vues:
        """Every page of somebody signed in, with texts it must show."""
        e, s, t, z = self.equipe, self.ou["seance"], self.ou["territoire"], self.ou["zonage"]
        p, c, h = self.ou["partenaire"], self.ou["contact"], self.ou["personne"]
        moi, titre = (v(120),), (self.textes_seance["titre"],)
        montres = {
            "/equipe/": moi, f"{e}/": moi, f"{e}/seances": titre, s: titre, f"{s}/affiche": titre, f"{s}/tickets/imprimer": titre,
            f"{e}/partenaires?tri=recent": (v(150),), p: (v(150), v(300, 4)), f"{p}/modifier": (v(300, 4),), f"{p}/supprimer": (v(150),),
            f"{c}/modifier": (v(120, 5), v(200, 3)), f"{c}/supprimer": (v(80),), f"{p}/contacts": (v(150),),
            f"{e}/territoires": (v(110),), t: (v(110), v(160, 3)), f"{t}/modifier": (v(110),), f"{t}/supprimer": (v(110),),
            z: (v(160, 3), v(200, 2)), f"{z}/supprimer": (v(160, 3),), f"{t}/zonages/ajouter": (v(110),), f"{t}/zonages/ajouter?type=qpv_2024": (v(110),),
            f"{e}/personnes": (v(120), v(120, 1), v(120, 2)), h: (v(120, 2),), f"{h}/retirer": (v(120, 2),), f"{e}/journal": moi,
            f"{e}/reglages": (v(120), v(160, 1), v(400), v(200)), f"{e}/reglages/thematiques": (v(70), v(70, 1)),
            "/instance/": moi, "/compte/": moi,
        }  # fmt: skip
        autres = ["/partenaires/nouveau", "/territoires/chercher", "/territoires/ajouter/bassin", "/territoires/ajouter/commune", "/territoires/ajouter/epci", "/chiffres", "/seances/nouvelle",
                  "/personnes/inviter", "/partenaires/import"]  # fmt: skip
        yield from montres.items()
        yield from ((f"{e}{chemin}", ()) for chemin in autres)
        for chemin in ("compte/mot-de-passe", "compte/double-verification", "instance/fabriques/nouvelle"):
            yield f"/{chemin}", ()
        yield "/instance/referentiels/importer", ()

    def rue_ecrans(self, v: Lot) -> Vues:
        """Every page of somebody who is not."""
        s, qui = self.ou["seance"].rpartition("/")[2], (self.textes_seance["structure"],)
        oubli = self.ou["mot_de_passe"]
        for chemin in ("/", "/connexion", "/mot-de-passe/oublie", oubli, "/plan-du-site", "/notice", "/deconnexion"):
            yield chemin, ()
        ici = f"?fabrique={self.fabrique}"
        yield f"/mentions-legales{ici}", (v(400), v(160, 1), v(400, 2), v(160, 1))
        yield f"/donnees{ici}", ()
        yield f"/accessibilite{ici}", (v(200, 4),)
        yield f"/notice/{s}", (v(200, 3),)
        yield f"/suites/{s}", (self.textes_seance["titre"], *qui)

    def regarder(self, v: Lot) -> None:
        """Look at every screen with payloads in its query, and send its forms with more than they take."""
        charge = urlencode({nom: v(100, rang) for rang, nom in enumerate(ARGUMENTS)})
        for bureau, vues in ((self.bureau, self.ecrans(v)), (self.rue, self.rue_ecrans(v))):
            for chemin, textes in vues:
                hostile = f"{chemin}{'&' if '?' in chemin else '?'}{charge}"
                endpoint = self.registre.endpoint(chemin)
                if endpoint in FILTRES:
                    if endpoint in CHERCHEURS or self.registre.fond:
                        bureau.voir(hostile, statut=None)
                    hostile = chemin
                bureau.refuser(hostile, v, textes)
        self.rue.voir(f"/{quote(v.tout, safe='')}", statut=404)
        self.perimer(v)
        if self.registre.fond:
            for chemin in self.vivants():
                self.rue.voir(chemin)

    def perimer(self, v: Lot) -> None:
        """A form that has expired: the page that says so hands every field back."""
        b = self.bureau
        b.ouvrir(f"{self.equipe}/partenaires/nouveau")
        reponse = b.remplir(b.rang("adresse"), {"nom": v.tout, "adresse": v.tout, "csrf_token": v(100)})
        assert reponse.status == 400
        b.montre([v.tout])

    def vivants(self) -> list[str]:
        """The board, the lent remote and the phone, by each of their addresses; the séance itself has its own test."""
        b, fiche = self.bureau, self.ou["seance"]
        b.voir(f"{fiche}/animer")
        b.voir(f"{fiche}/tickets/imprimer")
        ticket = "/t/" + b.page.locator(".talon__adresse").first.inner_text().rpartition("/t/")[2].strip()
        b.voir(fiche)
        code = "/c/" + b.page.locator(".seance__code").first.inner_text().replace(" ", "")
        b.page.get_by_role("button", name="Prêter la télécommande").click()
        b.page.locator("a[href*='/animer/']").first.wait_for()
        liens = b.page.locator("main a").evaluate_all("(es) => es.map((e) => e.getAttribute('href'))")
        chemins = {urlsplit(lien).path for lien in liens} | {ticket, code, f"/p/{fiche.rpartition('/')[2]}"}
        return sorted(c for c in chemins if self.registre.endpoint(c) and not c.startswith("/equipe/"))


def _fichier(v: Lot, contenu: bytes) -> FilePayload:
    """A file named after payloads; a browser keeps no slash and writes quotes its own way."""
    nom = v(150).replace("/", "∕").replace('"', "”")
    return {"name": nom, "mimeType": "text/csv", "buffer": contenu}


def _tableur(charges: tuple[str, ...], numero: int) -> bytes:
    """Each payload as a title, as a name, as a value nobody knows, and as a number that is refused; ``numero`` keeps the files apart."""
    titres = ["Nom", "Collège", "SIRET", "Commune", "Nom du contact", *charges]
    lignes = [[f"{c} {numero}", c, "", c, c[:80], *charges] for c in charges]
    refusees = [[f"x{n} {c}", "", c, "", "", ""] for n, c in enumerate(charges)]
    return en_csv([titres, *lignes, *refusees])


def _code(secret: str, pas: int = 0) -> str:
    totp = TOTP(b32decode(secret), 6, SHA1(), 30)  # noqa: S303 (RFC 6238)
    return totp.generate(time.time() + 30 * pas).decode()
