"""Handing over: the convention, the package and who is in it (SY12, RG26), what the porteur sees and hands in (SY13)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from fabrique_atelier.dossier import models as md
from fabrique_atelier.dossier.ecriture import Trace, tracer
from fabrique_atelier.porteur import conventions, paquets, porteurs
from fabrique_atelier.porteur.faits import faits
from fabrique_atelier.porteur.nomenclatures import ELEMENTS
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.socle.base import creer_moteur, ecrire, lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.conftest import BaseDeTest
from tests.integration.dossiers_pages import chemin, envoyer, lue, ouvrir
from tests.integration.import_partenaires import jeton
from tests.integration.reseau_partenaires import contact, semer
from tests.integration.site import Site, lire_page
from tests.outillage import dossiers
from tests.outillage.comptes import Connectee, connecter

PDF = b"%PDF-1.7\n%fin"
TERMES: dict[str, Any] = {"parties": ["La fabrique", "VRAC"], "objet": "Transmettre.", "elements": list(ELEMENTS)}
TERMES |= {"droits": "", "accompagnement_mois": None, "accompagnement": "", "engagements": [], "clause_retour": False}
TERMES |= {"clause_texte": "", "signee_fabrique": None, "signee_porteur": None}


def _transmis(site: Site, porteur: Connectee | None = None) -> str:
    """Open a dossier at the transmission, with its porteur, a decision and two partners of which one agreed."""
    dossier_id = ouvrir(site, "Épicerie", stade="transmission")
    oui, non = semer(site, "Partenaire d’accord", "Partenaire discret")
    with ecrire(site.application.moteur) as connexion:
        par = dossiers.geste(connexion, site.fabrique_id)
        qui: dict[str, Any] = {
            "type": "individu",
            "route": "pressenti",
            "nom": "Awa Diallo",
            "depuis": "2026",
            "personnes": [],
        }
        qui |= {"colleges": [], "personne_id": porteur.personne_id if porteur else None}
        porteurs.designer(connexion, par, dossier_id, qui)
        trace = Trace("G3", "2026-11-10", "Solide.", porte="G3", decision="validee")
        tracer(connexion, par, dossier_id, trace, ("porteur_propose", "transmission"), ("actif", "actif"))
        lignes = [{"dossier_id": dossier_id, "partenaire_id": p, "role": "", "depuis": "2026"} for p in (oui, non)]
        connexion.execute(insert(md.DossierActeur), [x | {"ajoute_le": 1} for x in lignes])
        for partenaire, nom, accord in ((oui, "Oui", True), (oui, "Tait", False), (non, "Non", False)):
            fiche = contact(partenaire, nom=nom, courriel=f"{nom.lower()}@exemple.invalid", transmissible=accord)
            connexion.execute(insert(mr.Contact), fiche)
    return dossier_id


def _signer(site: Site, dossier_id: str, **champs: str) -> None:
    signatures = {"signee_fabrique": "2026-11-12", "signee_porteur": "2026-11-15"} | champs
    termes = {"parties": "La fabrique\nAwa Diallo", "objet": "Transmettre.", "elements": list(ELEMENTS)}
    fait = envoyer(site, dossier_id, "porteur/convention/ecrire", **termes, **signatures)
    assert fait.status_code == 303, fait.text


def test_sy12_le_paquet_tait_qui_n_a_pas_dit_oui(site: Site) -> None:
    porteur = connecter(site.application.moteur, {site.fabrique_id: ["porteur"]}, nom="Awa Diallo")
    dossier_id = _transmis(site, porteur)
    _signer(site, dossier_id)
    assert envoyer(site, dossier_id, "porteur/transmission/envoyer").status_code == 303
    navigateur = site.navigateur(porteur)
    espace = f"/equipe/{site.fabrique}/mon-projet"
    assert "Ouvrir le dossier de transmission" in navigateur.get(espace).text
    recu = lire_page(navigateur.get(f"{espace}/transmission.html"))
    assert recu.headers["Content-Disposition"].startswith("attachment")
    for present in ("Partenaire d’accord", "oui@exemple.invalid", "Validée", "Solide.", *ELEMENTS.values()):
        assert present in recu.text, present
    for absent in ("Partenaire discret", "Tait", "tait@", "non@", "<script", "http://", "https://"):
        assert absent not in recu.text, absent
    # what was sent does not change with the network
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(mr.Contact).values(transmissible=False))
    assert lire_page(navigateur.get(f"{espace}/transmission.html")).data == recu.data
    assert "oui@exemple.invalid" not in site.page(chemin(site, dossier_id, "porteur/transmission")).text


def test_le_porteur_ne_recoit_rien_avant_les_deux_signatures(site: Site) -> None:
    porteur = connecter(site.application.moteur, {site.fabrique_id: ["porteur"]})
    autre = connecter(site.application.moteur, {site.fabrique_id: ["porteur"]})
    dossier_id = _transmis(site, porteur)
    _signer(site, dossier_id, signee_porteur="")
    envoyer(site, dossier_id, "porteur/transmission/envoyer")
    espace = f"/equipe/{site.fabrique}/mon-projet"
    for qui, vu in ((porteur, "pas encore signée par les deux parties"), (autre, "Aucun projet ne vous est confié")):
        navigateur = site.navigateur(qui)
        assert navigateur.get(f"{espace}/transmission.html").status_code == 303
        assert vu in navigateur.get(espace).text
        assert navigateur.get(chemin(site, dossier_id, "porteur")).status_code == 403
    with ecrire(site.application.moteur) as connexion:
        connexion.execute(update(md.Dossier).values(stade="porteur_propose"))
    assert "Aucun projet ne vous est confié" in site.navigateur(porteur).get(espace).text


def test_sy13_l_etude_de_faisabilite_vient_du_porteur(site: Site) -> None:
    porteur = connecter(site.application.moteur, {site.fabrique_id: ["porteur"]}, nom="Awa Diallo")
    dossier_id = _transmis(site, porteur)
    navigateur = site.navigateur(porteur)
    for piece in ("faisabilite", "business_plan"):
        adresse = f"/equipe/{site.fabrique}/mon-projet/deposer?piece={piece}"
        champs = {"csrf_token": jeton(lire_page(navigateur.get(adresse)))}
        vide = lire_page(navigateur.post(adresse, data=champs))
        assert (vide.status_code, "Ce fichier est vide" in vide.text) == (400, True)
        assert navigateur.post(adresse, data=champs | {"fichier": (io.BytesIO(PDF), "a.pdf")}).status_code == 303
    with lire(site.application.moteur) as connexion:
        connus = faits(connexion, dossier_id)
        assert (connus["faisabilite_document"], connus["business_plan"]) == (True, True)
        ids = connexion.execute(select(md.Document.id, md.Document.piece)).all()
    page = lue(site, dossier_id, "porteur/faisabilite")
    assert "par Awa Diallo" in page
    assert "Ce n’est pas l’étude d’opportunité de la fabrique" in page
    rendue = envoyer(site, dossier_id, "porteur/faisabilite", deposee_le="2026-11-14", points_vigilance="Le loyer.")
    assert rendue.status_code == 303
    assert "Étude de faisabilité, par le porteur" in lue(site, dossier_id, "suivi")
    piece = f"/equipe/{site.fabrique}/mon-projet/piece?document={ids[0].id}"
    assert navigateur.get(piece).data == PDF
    etranger = connecter(site.application.moteur, {site.fabrique_id: ["porteur"]})
    assert site.navigateur(etranger).get(piece).status_code == 303


def test_une_convention_signee_ne_change_plus(base: BaseDeTest) -> None:
    moteur = creer_moteur(base.url)
    with ecrire(moteur) as connexion:
        par = dossiers.geste(connexion)
        dossier_id = dossiers.dossier(connexion, par, stade="transmission")
        qui = {
            "type": "individu",
            "route": "pressenti",
            "nom": "Awa",
            "depuis": "2026",
            "personnes": [],
            "colleges": [],
        }
        porteurs.designer(connexion, par, dossier_id, qui)
        porteur = porteurs.present(connexion, dossier_id)
        assert porteur is not None
        conventions.enregistrer(connexion, par, porteur, (None, 0), TERMES)
        lue_ = conventions.presente(connexion, dossier_id)
        assert lue_ is not None
        assert conventions.manquants(lue_) == ("la signature de la fabrique", "la signature du\u00a0porteur")
        signees = {"signee_fabrique": "2026-11-02", "signee_porteur": "2026-11-01"}
        with pytest.raises(ErreurMetier, match="dans le futur"):
            conventions.enregistrer(connexion, par, porteur, (lue_, 1), TERMES | {"signee_porteur": "2030-01-01"})
        conventions.enregistrer(connexion, par, porteur, (lue_, 1), TERMES | signees)
        lue_ = conventions.presente(connexion, dossier_id)
        assert lue_ is not None
        assert (conventions.manquants(lue_), lue_.signee_le) == ((), "2026-11-02")
        with pytest.raises(ErreurMetier, match="ses termes ne changent plus"):
            conventions.enregistrer(connexion, par, porteur, (lue_, 2), TERMES | signees | {"objet": "Autre."})
        connus = faits(connexion, dossier_id)
        assert (connus["convention_manquants"], connus["paquet_envoye"]) == ((), False)
        paquets.envoyer(connexion, par, lue_, paquets.Envoi("2026-11-03", "Awa", "<p>Tout</p>"))
        assert faits(connexion, dossier_id)["paquet_envoye"] is True
        assert paquets.contenu(connexion, lue_.id) == "<p>Tout</p>"
    moteur.dispose()
