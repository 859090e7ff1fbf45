"""The accidents of a real room: a tunnel, a phone that dies, a server that is killed. Nothing may be lost or doubled."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.navigateur.pieces import ecrire, gommettes, mienne
from tests.navigateur.salle import BUS, PANNE, PENDANT, REPRISE_MS, TOUTES, TUNNEL_1, TUNNEL_2, Salle
from tests.outillage.navigateur import capturer


def traverser_un_tunnel(salle: Salle) -> None:
    """Two ideas written without network arrive once, and what was missed is caught up."""
    chloe = salle.chloe
    salle.tunnel.couper()
    chloe.context.set_offline(True)
    for texte in (TUNNEL_1, TUNNEL_2):
        ecrire(chloe, texte)
        expect(mienne(chloe, texte)).to_contain_text("Non envoyée pour l’instant")
    expect(chloe.locator("#lien")).to_contain_text("Hors ligne")
    capturer(chloe, "seance_telephone_hors_ligne")
    ecrire(salle.aicha, PENDANT)
    expect(salle.tableau.locator("#cartes").get_by_text(PENDANT)).to_be_visible()
    expect(chloe.get_by_text(PENDANT)).to_have_count(0)
    chloe.context.set_offline(False)
    salle.tunnel.retablir()
    for texte in (TUNNEL_1, TUNNEL_2):
        expect(mienne(chloe, texte)).to_have_attribute("data-etat", "enregistree", timeout=REPRISE_MS)
        expect(salle.tableau.locator("#cartes").get_by_text(texte, exact=True)).to_have_count(1)
    expect(chloe.locator("#autres").get_by_text(PENDANT)).to_be_visible()
    expect(chloe.locator("#lien")).to_have_text("Connecté")


def tuer_un_telephone(salle: Salle) -> None:
    """A phone killed with a draft opens again, from the QR, as the same person."""
    brouillon = "Une phrase que je n’ai pas fini"
    salle.denis.get_by_label("Votre idée", exact=True).fill(brouillon)
    contexte = salle.denis.context
    expect(salle.denis.locator("#reste")).to_have_text(f"{140 - len(brouillon)} signes restants")
    salle.denis.close()
    salle.denis = contexte.new_page()
    salle.denis.goto(salle.adresse("rejoindre"))
    expect(mienne(salle.denis, BUS)).to_have_attribute("data-etat", "enregistree")
    expect(salle.denis.get_by_label("Votre idée", exact=True)).to_have_value(brouillon)
    salle.denis.get_by_label("Votre idée", exact=True).fill("")
    expect(salle.tableau.locator("#nb-personnes")).to_have_text("4")


def tuer_le_serveur(salle: Salle) -> None:
    """``kill -9`` with an idea pending: everybody comes back, the idea is there once."""
    salle.serveur.tuer()
    ecrire(salle.aicha, PANNE)
    expect(mienne(salle.aicha, PANNE)).to_contain_text("Non envoyée pour l’instant")
    salle.serveur.redemarrer()
    expect(mienne(salle.aicha, PANNE)).to_have_attribute("data-etat", "enregistree", timeout=REPRISE_MS)
    expect(salle.tableau.locator("#cartes").get_by_text(PANNE, exact=True)).to_have_count(1, timeout=REPRISE_MS)
    expect(salle.regie.locator("#telecommande")).to_have_attribute("data-lien", "connecte", timeout=REPRISE_MS)
    for page in salle.telephones:
        expect(page.locator("#lien")).to_have_text("Connecté", timeout=REPRISE_MS)
    expect(salle.cartes_du_mur()).to_have_count(len(TOUTES))
    capturer(salle.tableau, "seance_tableau_idees")


def tuer_un_telephone_qui_vote(salle: Salle) -> None:
    """The dots placed before are still there."""
    contexte = salle.denis.context
    salle.denis.close()
    salle.denis = contexte.new_page()
    salle.denis.goto(salle.adresse("rejoindre"))
    objet = salle.denis.locator("#objets > li", has_text="Transport à la demande")
    expect(objet.locator("output")).to_have_text("1")
    expect(salle.denis.get_by_text("2 gommettes à poser")).to_be_visible()


def voter_dans_le_tunnel(salle: Salle) -> None:
    """A ballot changed twice without network arrives, whole."""
    chloe = salle.chloe
    salle.tunnel.couper()
    chloe.context.set_offline(True)
    gommettes(chloe, "À vélo", 1)
    gommettes(chloe, "Transport à la demande", 1)
    expect(chloe.locator("#etat-vote")).to_contain_text("Vote non envoyé pour l’instant")
    capturer(chloe, "seance_telephone_vote_hors_ligne")
    chloe.context.set_offline(False)
    salle.tunnel.retablir()
    expect(chloe.locator("#etat-vote")).to_contain_text("Vote enregistré", timeout=REPRISE_MS)
