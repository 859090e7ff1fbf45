"""The same two hundred scripts in every text the team keeps, looked at on the team's pages (``fiabilite.md`` T1).

They are put straight in the database: whatever the forms let through one day, the pages must hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, insert, update

from fabrique_atelier.comptes import models as c
from fabrique_atelier.reseau import models as r
from fabrique_atelier.reseau.vocabulaire import DEFAUTS
from fabrique_atelier.socle.base import creer_moteur, ecrire
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.navigateur.pieces import PORTABLE
from tests.navigateur.vigie import Ecran, paquets
from tests.outillage.comptes import COOKIE, connecter, premiere_fabrique
from tests.outillage.serveur import Serveur

if TYPE_CHECKING:
    from tests.outillage.navigateur import Atelier

ROLES = ["administration", "animation", "lecture_reseau"]


class Bureau:
    """The team's rooms, full of payloads: rows of each kind, as many as it takes for all of them to be there."""

    def __init__(self, serveur: Serveur) -> None:
        self.serveur = serveur
        self.moteur = creer_moteur(serveur.base)
        self.fabrique_id, identifiant = premiere_fabrique(self.moteur)
        self.personne = connecter(self.moteur, {self.fabrique_id: ROLES}, instance=True)
        self.url = f"{serveur.url}/equipe/{identifiant}"
        self.maintenant = maintenant_ms()

    def inserer(self, connexion: Connection, modele: Any, **valeurs: Any) -> str:
        """Insert one row; the columns not given take a plain value."""
        identifiant = nouvel_identifiant()
        connus = {
            "id": identifiant,
            "cree_le": self.maintenant,
            "modifie_le": self.maintenant,
            "version": 1,
            "fabrique_id": self.fabrique_id,
        }
        table = modele.__table__
        connexion.execute(insert(modele), {n: v for n, v in (connus | valeurs).items() if n in table.c})
        return identifiant

    def partenaires(self) -> list[tuple[str, str, str, list[str]]]:
        """(partner, contact, partner's name, texts) for each lot."""
        noms, courts, longs = paquets(160), paquets(80), paquets(120)
        nombre = max(len(noms), -(-len(courts) // 2), -(-len(longs) // 2))  # two fields share the lots of one size
        trouves = []
        with ecrire(self.moteur) as connexion:
            for n in range(nombre):
                nom = noms[n % len(noms)]
                deux_courts = [courts[n % len(courts)], courts[(n + nombre) % len(courts)]]
                deux_longs = [longs[n % len(longs)], longs[(n + nombre) % len(longs)]]
                partenaire = self.inserer(
                    connexion, r.Partenaire, nom=nom, nom_cle=f"{n:03d}", college="ess", roles=[], site_web=f"javascript:alert({n})",
                    adresse=deux_longs[0], commune=deux_longs[1],
                )  # fmt: skip
                contact = self.inserer(
                    connexion, r.Contact, partenaire_id=partenaire, nom=deux_courts[0], prenom=deux_courts[1], fonction=deux_longs[0],
                    source=deux_longs[1], courriel=f"{n}@exemple.invalid", telephone="", base_legale="interet_legitime",
                    dernier_echange="2026-11-01", transmissible=False,
                )  # fmt: skip
                trouves.append((partenaire, contact, nom, [nom, *deux_courts, *deux_longs]))
        return trouves

    def territoires(self) -> list[tuple[str, str, list[str]]]:
        """(territory, zoning, texts) for each lot."""
        noms, libelles, sources = paquets(120), paquets(160), paquets(200)
        trouves = []
        with ecrire(self.moteur) as connexion:
            for n, nom in enumerate(noms):
                libelle, source = libelles[n % len(libelles)], sources[n % len(sources)]
                lieu = self.inserer(
                    connexion, r.Territoire, type="quartier", nom=nom, codes_postaux=[], millesime_cog=2026
                )
                zone = self.inserer(
                    connexion, r.Zonage, territoire_id=lieu, type="qpv_2024", code="", libelle=libelle, source=source
                )
                trouves.append((lieu, zone, [nom, libelle, source]))
        return trouves

    def personnes(self) -> list[tuple[str, str]]:
        """(person, name) for each lot, members of the fabrique."""
        noms = paquets(120)
        return [(connecter(self.moteur, {self.fabrique_id: ["animation"]}, nom=nom).personne_id, nom) for nom in noms]

    def fabrique(self, **valeurs: Any) -> None:
        """Write in the fabrique's own row."""
        with ecrire(self.moteur) as connexion:
            connexion.execute(update(r.Fabrique).where(r.Fabrique.id == self.fabrique_id).values(**valeurs))


@pytest.fixture
def bureau(serveur: Serveur) -> Bureau:
    return Bureau(serveur)


@pytest.fixture
def ecran(atelier: Atelier, bureau: Bureau) -> Ecran:
    """The browser of somebody who may see everything."""
    page = atelier.appareil(*PORTABLE)
    page.context.add_cookies([{"name": COOKIE, "value": bureau.personne.secret, "url": bureau.serveur.url}])
    return Ecran(page)


def ouvrir(ecran: Ecran, adresse: str, attendus: list[str]) -> None:
    """Load a page of the team, and look at it."""
    reponse = ecran.page.goto(adresse, wait_until="domcontentloaded")
    assert reponse is not None
    assert reponse.status == 200, adresse
    ecran.montre(attendus, vivant=False)


@pytest.mark.endurance
def test_partenaires_et_contacts(bureau: Bureau, ecran: Ecran) -> None:
    semes = bureau.partenaires()
    lus = ""
    for page in range(-(-len(semes) // 50)):
        ouvrir(ecran, f"{bureau.url}/partenaires?page={page + 1}", [])
        lus += ecran.page.locator("body").text_content() or ""
    assert [nom for _, _, nom, _ in semes if nom not in lus] == []
    for partenaire, contact, nom, textes in semes:
        ouvrir(ecran, f"{bureau.url}/partenaires/{partenaire}", textes)
        ouvrir(ecran, f"{bureau.url}/partenaires/{partenaire}/modifier", [nom, *textes[3:]])
        ouvrir(ecran, f"{bureau.url}/partenaires/{partenaire}/supprimer", [nom])
        ouvrir(ecran, f"{bureau.url}/contacts/{contact}/modifier", textes[1:])
        ouvrir(ecran, f"{bureau.url}/contacts/{contact}/supprimer", [textes[1]])


@pytest.mark.endurance
def test_territoires_et_zonages(bureau: Bureau, ecran: Ecran) -> None:
    semes = bureau.territoires()
    ouvrir(ecran, f"{bureau.url}/territoires", [textes[0] for _, _, textes in semes])
    for lieu, zone, textes in semes:
        ouvrir(ecran, f"{bureau.url}/territoires/{lieu}", textes)
        ouvrir(ecran, f"{bureau.url}/territoires/{lieu}/supprimer", [textes[0]])
        ouvrir(ecran, f"{bureau.url}/territoires/{lieu}/zonages/{zone}", textes[1:])
        ouvrir(ecran, f"{bureau.url}/territoires/{lieu}/zonages/{zone}/supprimer", [textes[1]])


@pytest.mark.endurance
def test_personnes_et_journal(bureau: Bureau, ecran: Ecran) -> None:
    semees = bureau.personnes()
    noms = [nom for _, nom in semees]
    ouvrir(ecran, f"{bureau.url}/personnes", noms)
    for personne, nom in semees:
        ouvrir(ecran, f"{bureau.url}/personnes/{personne}", [nom])
        ouvrir(ecran, f"{bureau.url}/personnes/{personne}/retirer", [nom])
    ouvrir(ecran, f"{bureau.url}/journal", noms[:0])
    for _personne, nom in semees[:3]:
        with ecrire(bureau.moteur) as connexion:
            connexion.execute(update(c.Personne).where(c.Personne.id == bureau.personne.personne_id).values(nom=nom))
        ouvrir(ecran, f"{bureau.url}/", [nom])
        ouvrir(ecran, f"{bureau.serveur.url}/compte/", [nom])


@pytest.mark.endurance
def test_la_fabrique_ses_mots_et_ses_seances(bureau: Bureau, ecran: Ecran) -> None:
    noms, mots, longs = paquets(120), paquets(60), paquets(200)
    seances = [bureau.serveur.creer_seance(titre=nom, lieu=nom, structure=nom) for nom in noms]
    ouvrir(ecran, f"{bureau.url}/seances", noms)
    for nom, seance in zip(noms, seances, strict=True):
        ouvrir(ecran, f"{bureau.url}/seances/{seance['seance']}", [nom])
        ouvrir(ecran, f"{bureau.url}/seances/{seance['seance']}/affiche", [nom])
    for n in range(0, len(mots), len(DEFAUTS)):
        lot = mots[n : n + len(DEFAUTS)]
        bureau.fabrique(
            vocabulaire={t: {"singulier": m, "pluriel": m, "genre": "m"} for t, m in zip(DEFAUTS, lot, strict=False)}
        )
        ouvrir(ecran, f"{bureau.url}/reglages/vocabulaire", lot)
        ouvrir(ecran, f"{bureau.url}/reglages", [])
    for n, nom in enumerate(noms):
        long = longs[n % len(longs)]
        bureau.fabrique(
            nom=nom, structure_porteuse=nom, mentions=dict.fromkeys(("editeur", "responsable_publication", "hebergeur"), long),
            contact_donnees=long, referent_accessibilite=long, logo_alternative=long, logo=b"x", logo_type="image/png",
        )  # fmt: skip
        ouvrir(ecran, f"{bureau.url}/", [nom])
        ouvrir(ecran, f"{bureau.serveur.url}/notice/{seances[0]['seance']}", [long])
    ouvrir(ecran, f"{bureau.serveur.url}/instance/", noms[-1:])
