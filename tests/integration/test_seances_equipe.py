"""A séance as its team holds it: its page, its entry, its lent remote, what the audit journal keeps of it."""

from __future__ import annotations

import html
import re
import secrets
from typing import Any

import pytest
from sqlalchemy import select

from fabrique_atelier.comptes import models as mc
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.participants import ANIMAUX
from fabrique_atelier.socle.base import lire
from tests.integration.site import INCONNU, Page, Site, lire_page
from tests.outillage.comptes import connecter, fabrique


class Bureau:
    """The desk: a séance made by the form, in the first fabrique."""

    def __init__(self, site: Site, **champs: str) -> None:
        self.site = site
        saisie = site.formulaire() | {"titre": "Séance du bureau", "question": "Que faire ?", **champs}
        suite = site.poster(site.nouvelle, saisie)
        assert suite.status_code == 303, suite.text
        self.fiche = suite.headers["Location"]
        self.id = self.fiche.rsplit("/", 1)[1]

    def prise(self) -> dict[str, str]:
        """What the remote's page gives its socket."""
        page = self.site.page(f"{self.fiche}/animer")
        assert page.status_code == 200, page.text
        return dict(re.findall(r'data-(jeton|session|seance)="([^"]+)"', page.text))

    def animer(self, type_: str, prise: dict[str, str] | None = None, **donnees: Any) -> Page:
        """A command of the remote."""
        qui = prise or self.prise()
        commande = {"id": _uuid(), "type": type_, "donnees": donnees}
        corps = {"role": "animation", "commande": commande, **{n: v for n, v in qui.items() if n != "jeton"}}
        return self.site.json("POST", "/api/commandes", corps, qui["jeton"])

    def poster(self, ou: str, **champs: str) -> Page:
        """A form of the séance's page."""
        jeton = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.site.page(self.fiche).text)
        assert jeton is not None
        return self.site.poster(f"{self.fiche}/{ou}", {"csrf_token": jeton.group(1), **champs})

    def ligne(self) -> Any:
        """The séance's row."""
        with lire(self.site.application.moteur) as connexion:
            return connexion.execute(select(m.Seance.__table__).where(m.Seance.id == self.id)).one()

    def audit(self) -> list[tuple[str, str]]:
        """(action, who) of what was noted about the séance."""
        a = mc.EntreeAudit
        with lire(self.site.application.moteur) as connexion:
            requete = select(a.action, a.acteur).where(a.objet_id == self.id).order_by(a.numero)
            return [(x, y) for x, y in connexion.execute(requete)]

    def entrer(self, entree: str, pseudonyme: str = "") -> Page:
        """A new phone."""
        corps = {"jeton": secrets.token_hex(16), "entree": entree, "pseudonyme": pseudonyme}
        return self.site.json("POST", "/api/rejoindre", corps)

    def entree(self) -> str:
        """The QR’s token."""
        return str(re.findall(r"/r/([\w-]{22})", self.site.page(self.fiche).text)[0])


def _uuid() -> str:
    h = secrets.token_hex(16)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-8{h[17:20]}-{h[20:]}"


@pytest.fixture
def bureau(site: Site) -> Bureau:
    return Bureau(site)


def test_la_telecommande_du_compte(bureau: Bureau) -> None:
    """The page alone opens the remote; nothing in the address does, and the audit names the person."""
    assert not bureau.ligne().pretee
    prise = bureau.prise()
    assert prise["seance"] == bureau.id
    assert prise["session"] == bureau.site.personne.session_id
    assert bureau.animer("ouvrir_seance", prise).status_code == 200
    for faux in (
        prise | {"jeton": "A" * 22}, prise | {"session": INCONNU}, prise | {"seance": INCONNU},
        {"jeton": prise["jeton"]}, {n: v for n, v in prise.items() if n != "seance"},
    ):  # fmt: skip
        refusee = bureau.animer("clore_seance", faux)
        assert (refusee.status_code, refusee.json["code"]) == (409, "seance_inconnue"), faux
    moi = bureau.site.personne.personne_id
    assert bureau.audit() == [("seance.creer", moi), ("seance.ouvrir", moi)]
    page = bureau.site.page(bureau.fiche).text
    assert "Claire Moreau a ouvert une séance" in html.unescape(page)


def test_le_jeton_ne_vaut_que_pour_sa_seance(bureau: Bureau) -> None:
    autre = Bureau(bureau.site)
    volee = bureau.prise() | {"seance": autre.id}
    assert bureau.animer("ouvrir_seance", volee).json["code"] == "seance_inconnue"
    assert autre.ligne().etat == "prete"


def test_preter_puis_reprendre(bureau: Bureau) -> None:
    moi = bureau.site.personne.personne_id
    assert "/animer/" not in bureau.site.page(bureau.fiche).text.replace(f"{bureau.id}/animer", "")
    assert bureau.poster("preter").status_code == 303
    liens = re.findall(r"/animer/([\w-]{22})", bureau.site.page(bureau.fiche).text)
    assert len(set(liens)) == 1
    visiteur = bureau.site.navigateur()
    assert lire_page(visiteur.get(f"/animer/{liens[0]}")).status_code == 200
    assert bureau.site.commander(liens[0], "ouvrir_seance").status_code == 200
    assert bureau.poster("preter").status_code == 409
    assert bureau.poster("reprendre").status_code == 303
    refusee = bureau.site.commander(liens[0], "clore_seance")
    assert (refusee.status_code, refusee.json["code"]) == (409, "seance_inconnue")
    for chemin in (f"/animer/{liens[0]}", f"/animer/{liens[0]}/export/csv"):
        assert lire_page(visiteur.get(chemin)).status_code == 404
    assert bureau.poster("reprendre").status_code == 409
    assert bureau.poster("preter").status_code == 303
    suivants = re.findall(r"/animer/([\w-]{22})", bureau.site.page(bureau.fiche).text)
    assert suivants[0] != liens[0]
    assert bureau.site.commander(liens[0], "clore_seance").status_code == 409
    assert bureau.animer("clore_seance").status_code == 200
    attendu = [
        ("seance.creer", moi), ("seance.preter", moi), ("seance.ouvrir", "lien"), ("seance.reprendre", moi),
        ("seance.preter", moi), ("seance.clore", moi),
    ]  # fmt: skip
    assert bureau.audit() == attendu


def test_une_seance_d_ailleurs_n_existe_pas(bureau: Bureau) -> None:
    """Somebody of another fabrique, and somebody here without the role, get nothing of it by any route."""
    site = bureau.site
    voisine = fabrique(site.application.moteur, "voisine")
    ailleurs = site.navigateur(connecter(site.application.moteur, {voisine: ["administration"]}))
    porteur = site.navigateur(connecter(site.application.moteur, {site.fabrique_id: ["porteur"]}))
    chemins = ("", "/animer", "/export/csv", "/affiche", "/tickets/imprimer")
    for chemin in chemins:
        assert lire_page(ailleurs.get(bureau.fiche + chemin)).status_code == 404, chemin
        assert lire_page(ailleurs.get(f"/equipe/voisine/seances/{bureau.id}{chemin}")).status_code == 404, chemin
        assert lire_page(porteur.get(bureau.fiche + chemin)).status_code in (403, 409), chemin
        assert lire_page(site.navigateur().get(bureau.fiche + chemin)).status_code == 303, chemin
    for faux in (INCONNU, "x", "%00", bureau.id.upper()):
        assert site.page(f"{site.equipe}/{faux}").status_code == 404, faux


def test_les_trois_entrees_se_reglent_jusqu_a_l_ouverture(bureau: Bureau) -> None:
    assert bureau.poster("entree", mode_entree="n’importe quoi").status_code == 400
    assert bureau.poster("tickets", nombre="3").status_code == 409
    assert bureau.poster("entree", mode_entree="tickets").status_code == 303
    for nombre in ("", "0", "401", "trois"):
        assert bureau.poster("tickets", nombre=nombre).status_code == 400, nombre
    assert bureau.poster("tickets", nombre="9").status_code == 303
    feuille = bureau.site.page(f"{bureau.fiche}/tickets/imprimer").text
    jetons = re.findall(r"/t/([\w-]{22})\.svg", feuille)
    assert len(set(jetons)) == 9
    assert feuille.count('<ul class="planche">') == 2
    assert bureau.site.page(f"/t/{jetons[0]}.svg").content_type.startswith("image/svg+xml")
    assert bureau.site.page(f"/t/{jetons[0]}").status_code == 200
    assert bureau.site.page(f"/t/{'A' * 22}").status_code == 404
    assert bureau.animer("ouvrir_seance").status_code == 200
    assert bureau.poster("entree", mode_entree="ouvert").status_code == 409
    assert bureau.ligne().mode_entree == "tickets"
    assert bureau.entrer(jetons[0]).status_code == 200
    assert bureau.poster("tickets/1/annuler").status_code == 303
    assert bureau.entrer(jetons[0]).json["code"] == "ticket_annule"
    assert f"{jetons[0]}.svg" not in bureau.site.page(f"{bureau.fiche}/tickets/imprimer").text
    actions = [a for a, _qui in bureau.audit()]
    assert actions == ["seance.creer", "seance.entree", "seance.tickets", "seance.ouvrir", "seance.ticket_annuler"]


def test_la_salle_se_ferme_quand_le_travail_commence(site: Site) -> None:
    bureau = Bureau(site, mode_entree="salle_fermee")
    entree, prise = bureau.entree(), bureau.prise()
    assert bureau.animer("ouvrir_seance", prise).status_code == 200
    with lire(site.application.moteur) as connexion:
        requete = select(m.Phase.id).where(m.Phase.seance_id == bureau.id).order_by(m.Phase.ordre)
        accueil, idees, suite, *_ = connexion.execute(requete).scalars()
    bureau.animer("demarrer_phase", prise, phase_id=accueil)
    assert bureau.entrer(entree).status_code == 200
    bureau.animer("demarrer_phase", prise, phase_id=idees)
    assert bureau.entrer(entree).json["code"] == "entree_verrouillee"
    # late people: the facilitator opens again, and the next step does not lock a second time
    bureau.animer("verrouiller_entree", prise, verrouillee=False)
    bureau.animer("demarrer_phase", prise, phase_id=suite)
    assert bureau.entrer(entree).status_code == 200


def test_avec_des_mineurs_personne_n_ecrit_de_nom(site: Site) -> None:
    bureau = Bureau(site, mineurs_presents="y")
    seance = bureau.ligne()
    assert (seance.mineurs_presents, seance.mode_identite) == (True, "anonyme")
    assert bureau.animer("ouvrir_seance").status_code == 200
    entree = bureau.entree()
    for chemin in (f"/r/{entree}", f"/c/{seance.code}"):
        assert 'id="pseudonyme"' not in site.page(chemin).text
    for _ in range(len(ANIMAUX) + 3):
        assert bureau.entrer(entree, "Léa, 4e B").status_code == 200
    with lire(site.application.moteur) as connexion:
        requete = select(m.Participant.pseudonyme).where(m.Participant.seance_id == bureau.id)
        noms = list(connexion.execute(requete).scalars())
    assert len(set(noms)) == len(ANIMAUX) + 3
    assert {str(n).split("\u00a0")[0] for n in noms} == set(ANIMAUX)
    assert "Léa" not in site.page(f"{bureau.fiche}/export/csv").text


def test_l_export_suit_le_compte(bureau: Bureau) -> None:
    site = bureau.site
    for genre, type_ in (("csv", "text/csv"), ("json", "application/json")):
        page = site.page(f"{bureau.fiche}/export/{genre}")
        assert (page.status_code, page.content_type.split(";")[0]) == (200, type_)
    assert site.page(f"{bureau.fiche}/export/exe").status_code == 404
