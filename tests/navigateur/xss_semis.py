"""Payloads put through the forms of the settings, the séances, the territories and the partners."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from fabrique_atelier.reseau.vocabulaire import DEFAUTS, ETAPES
from fabrique_atelier.socle.base import creer_moteur
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.navigateur.pieces import PORTABLE
from tests.navigateur.xss_champs import Lot, Registre
from tests.navigateur.xss_ecran import Bureau
from tests.outillage import comptes
from tests.outillage.reglages import png
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from tests.outillage.navigateur import Atelier

ROLES = ["administration", "animation", "lecture_reseau"]
#: Texts of a closed shape that still let signs through: an address, a site.
COURRIEL = "'onload=alert`{}`&lt@exemple.invalid"
SITE = "exemple.invalid/\"><svg/onload=alert(1)>?x='><script>alert(1)</script>"


class Semis:
    """Everything the team can write, written with payloads; ``ou`` remembers where it went."""

    def __init__(self, serveur: Serveur, atelier: Atelier, *, fond: bool) -> None:
        self.serveur, self.registre = serveur, Registre(fond)
        self.moteur = creer_moteur(serveur.base)
        fabrique_id, self.fabrique = comptes.premiere_fabrique(self.moteur)
        seconde = comptes.fabrique(self.moteur, "seconde", "Seconde")
        self.personne = comptes.connecter(self.moteur, {fabrique_id: ROLES, seconde: ROLES}, instance=True)
        self.equipe = f"/equipe/{self.fabrique}"
        self.bureau = self.ouvrir(atelier, self.personne.secret)
        self.rue = self.ouvrir(atelier)
        self.ou: dict[str, str] = {}
        self.numero = 0

    def ouvrir(self, atelier: Atelier, secret: str = "") -> Bureau:
        page = atelier.appareil(*PORTABLE)
        if secret:
            page.context.add_cookies([{"name": comptes.COOKIE, "value": secret, "url": self.serveur.url}])
        return Bureau(page, self.registre, self.serveur.url)

    def lien(self, chemin: str, motif: str) -> str:
        """The first address of a page that matches."""
        trouve = re.search(f'href="({motif})"', self.bureau.lire(chemin))
        assert trouve, f"{chemin} : {motif}"
        return trouve.group(1)

    def planter(self, v: Lot) -> None:
        """One round: each form once, with values it accepts."""
        self.numero += 1
        self.bureau.planter("/compte/", "nom", {"nom": v(120)})
        for section in (self._identite, self._mots, self._mentions, self._logo, self._thematiques):
            section(v)
        for chose in (self._seance, self._territoire, self._partenaire):
            chose(v)

    # -------------------------------------------------------------------------------------------- settings

    def _section(self, premier: str, valeurs: dict[str, str]) -> None:
        chemin, b = f"{self.equipe}/reglages", self.bureau
        b.planter(chemin, premier, valeurs)
        if self.registre.fond:
            self._perime(chemin, premier, valeurs)

    def _identite(self, v: Lot) -> None:
        self._section("identite-nom", {"identite-nom": v(120), "identite-structure_porteuse": v(160, 1)})

    def _mots(self, v: Lot) -> None:
        noms = [n for t in DEFAUTS for n in ([t] if t in ETAPES else [f"{t}-singulier", f"{t}-pluriel"])]
        self._section("vocabulaire-etape_1", {f"vocabulaire-{n}": v(60, rang) for rang, n in enumerate(noms)})

    def _mentions(self, v: Lot) -> None:
        tailles = {"editeur": 400, "responsable_publication": 160, "hebergeur": 400}
        tailles |= {"contact_donnees": 200, "referent_accessibilite": 200}
        self._section("donnees-editeur", {f"donnees-{n}": v(t, rang) for rang, (n, t) in enumerate(tailles.items())})

    def _logo(self, v: Lot) -> None:
        image = {"name": v(100).replace("/", "∕"), "mimeType": "image/png", "buffer": png()}
        valeurs = {"logo-logo_alternative": v(200)}
        reglages = f"{self.equipe}/reglages"
        self.bureau.semer(reglages, "logo-fichier", valeurs, (v(200),), fichier=image, sans="logo-fichier")

    def _thematiques(self, v: Lot) -> None:
        chemin = f"{self.equipe}/reglages/thematiques"
        self.bureau.planter(chemin, "libelle", {"libelle": f"{v(70)} {self.numero}"})
        self.bureau.planter(chemin, "code", {"libelle": f"{v(70, 1)} n{self.numero}"})

    # -------------------------------------------------------------------------------------------- objects

    def _seance(self, v: Lot) -> None:
        chemin = f"{self.equipe}/seances/nouvelle"
        phases = [f"phases-{n}-{nom}" for n in range(5) for nom in ("titre", "consigne")]
        tailles = {"titre": 120, "question": 200, "lieu": 200, "territoire": 120, "structure": 120}
        tailles |= {n: 60 if n.endswith("titre") else 300 for n in phases}
        valeurs = {n: v(t, r) for r, (n, t) in enumerate(tailles.items())}
        self.textes_seance = valeurs
        entree = {"mode_entree": "tickets", "tickets": "9"}
        self.ou["seance"] = self.bureau.planter(chemin, "titre", valeurs | entree)

    def _territoire(self, v: Lot) -> None:
        nom, libelle, source = v(110) + f" {self.numero}", v(160, 1), v(200, 2)
        ajouter = f"{self.equipe}/territoires/ajouter/bassin"
        fiche = self.bureau.planter(ajouter, "nom", {"nom": nom, "code_departement": "22"})
        zone = {"libelle": libelle, "source": source}
        self.bureau.planter(f"{fiche}/zonages/ajouter?type=rural", "libelle", zone)
        self.ou |= {"territoire": fiche, "zonage": self.lien(fiche, '[^"]*/zonages/[0-9a-f-]{36}')}
        self._encore(f"{self.ou['territoire']}/modifier", {"nom": f"{nom}+"}, "nom")
        self._encore(self.ou["zonage"], zone | {"libelle": v(160, 3)}, "libelle")

    def _partenaire(self, v: Lot) -> None:
        textes = {"nom": v(150) + f" {self.numero}", "adresse": v(300, 1), "commune": v(120, 2)}
        nouveau = f"{self.equipe}/partenaires/nouveau"
        valeurs = textes | {"college": "ess", "site_web": SITE}
        fiche = self.bureau.planter(nouveau, "adresse", valeurs)
        contact = {"nom": v(80), "prenom": v(80, 1), "fonction": v(120, 2), "source": v(200, 3)}
        autres = {"courriel": COURRIEL.format(self.numero).replace("&lt", ""), "base_legale": "interet_legitime"}
        autres["dernier_echange"] = (jour_local(maintenant_ms()) - timedelta(days=2)).isoformat()
        self.bureau.planter(f"{fiche}/contacts", "fonction", contact | autres)
        lien = self.lien(fiche, '[^"]*/contacts/[^"]*/modifier')
        self.ou |= {"partenaire": fiche, "contact": lien.removesuffix("/modifier")}
        self._encore(f"{self.ou['partenaire']}/modifier", textes | {"adresse": v(300, 4)}, "adresse")
        self._encore(f"{self.ou['contact']}/modifier", contact | {"fonction": v(120, 5)}, "fonction")

    def _encore(self, chemin: str, valeurs: dict[str, str], champ: str) -> None:
        """Change something, then again from a page made before: what is kept now is told beside the field."""
        self.bureau.planter(chemin, champ, valeurs)
        self._perime(chemin, champ, valeurs)

    def _perime(self, chemin: str, champ: str, valeurs: dict[str, str]) -> None:
        b = self.bureau
        b.ouvrir(chemin)
        reponse = b.remplir(b.rang(champ), dict.fromkeys(valeurs, "Autrement") | {"version": "0"})
        assert reponse.status == 400, chemin
        b.montre(valeurs.values())
