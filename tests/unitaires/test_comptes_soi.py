"""Accounts closed and opened again by the instance, and what one does with one’s own."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, select

from fabrique_atelier.comptes import annuaire, liens, personnes, soi
from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.audit import LIGNE_DE_COMMANDE
from fabrique_atelier.comptes.personnes import Invitation
from fabrique_atelier.socle.base import ecrire, lire
from tests.outillage.comptes import fabrique
from tests.outillage.personnes import (
    AUDIT,
    MAINTENANT,
    SAM,
    accepter,
    actions,
    auteur,
    en_place,
    inviter,
    ouvrir_session,
    refus,
    roles_de,
    vivante,
)


@pytest.fixture
def ici(moteur: Engine) -> str:
    return fabrique(moteur, "ici")


@pytest.fixture
def la_bas(moteur: Engine) -> str:
    return fabrique(moteur, "la-bas")


# ------------------------------------------------------------------------------------------------ the instance


def test_desactiver_puis_reactiver(moteur: Engine, ici: str) -> None:
    personne_id = en_place(moteur, ici, "administration")
    session_id = ouvrir_session(moteur, personne_id)
    with ecrire(moteur) as connexion:
        jeton = liens.creer(connexion, liens.MOT_DE_PASSE, personne_id, MAINTENANT)
        personnes.desactiver(connexion, auteur(), personne_id=personne_id)
    assert not vivante(moteur, session_id)
    with refus("lien_perime"), ecrire(moteur) as connexion:
        soi.reinitialiser(connexion, AUDIT, jeton=jeton, encode="!", maintenant=MAINTENANT)
    with ecrire(moteur) as connexion:
        courriel = connexion.execute(select(m.Personne.courriel)).scalar_one()
        assert soi.demander_mot_de_passe(connexion, auteur(), courriel=courriel) is None
    with refus("compte_desactive"):
        inviter(moteur, fabrique(moteur, "ailleurs"), courriel)
    with ecrire(moteur) as connexion:
        personnes.reactiver(connexion, auteur(), personne_id=personne_id)
    assert not vivante(moteur, session_id)
    assert roles_de(moteur, personne_id) == {ici: frozenset({"administration"})}
    assert actions(moteur) == ["personne.desactiver", "personne.reactiver"]


def test_on_ne_se_desactive_pas_soi_meme(moteur: Engine, ici: str) -> None:
    personne_id = en_place(moteur, ici, "administration")
    with refus("soi_meme"), ecrire(moteur) as connexion:
        personnes.desactiver(connexion, auteur(personne_id), personne_id=personne_id)
    with refus("introuvable"), ecrire(moteur) as connexion:
        personnes.desactiver(connexion, auteur(personne_id), personne_id="inconnue")


def creer_compte(
    connexion: Connection, acteur_id: str, fabrique_id: str | None = None, *roles: str, instance: bool = False
) -> Invitation:
    return personnes.creer_compte(
        connexion,
        auteur(acteur_id),
        courriel=SAM,
        nom="Sam Petit",
        instance=instance,
        fabrique_id=fabrique_id,
        roles=roles,
    )


def test_creer_un_compte_se_repete_sans_dommage(moteur: Engine, ici: str) -> None:
    with ecrire(moteur) as connexion:
        premier = creer_compte(connexion, LIGNE_DE_COMMANDE, ici, "administration")
        second = creer_compte(connexion, LIGNE_DE_COMMANDE, ici, "administration", "animation", instance=True)
    assert premier.personne_id == second.personne_id
    with refus("lien_perime"):
        accepter(moteur, premier.jeton)
    accepter(moteur, second.jeton)
    with ecrire(moteur) as connexion:
        assert creer_compte(connexion, LIGNE_DE_COMMANDE, ici, "administration").jeton is None
        assert connexion.execute(select(m.Personne.instance)).scalar_one()
    assert roles_de(moteur, premier.personne_id) == {ici: frozenset({"administration", "animation"})}


def test_l_instance_n_obtient_pas_de_lien_vers_le_compte_d_une_fabrique(moteur: Engine, ici: str, la_bas: str) -> None:
    inviter(moteur, ici)
    with refus("invitation_ailleurs"), ecrire(moteur) as connexion:
        creer_compte(connexion, "une-personne", la_bas, "administration")


# ------------------------------------------------------------------------------------------------ oneself


def test_mot_de_passe_oublie(moteur: Engine, ici: str) -> None:
    personne_id = accepter(moteur, inviter(moteur, ici).jeton)
    session_id = ouvrir_session(moteur, personne_id)
    with ecrire(moteur) as connexion:
        assert soi.demander_mot_de_passe(connexion, auteur(), courriel="personne@exemple.invalid") is None
        trouve = soi.demander_mot_de_passe(connexion, auteur(), courriel=SAM.upper())
    assert trouve is not None
    compte, jeton = trouve
    assert compte.id == personne_id
    assert vivante(moteur, session_id)  # asking changes nothing: anybody may ask
    with ecrire(moteur) as connexion:
        soi.reinitialiser(connexion, AUDIT, jeton=jeton, encode="autre", maintenant=MAINTENANT)
    assert not vivante(moteur, session_id)
    with refus("lien_perime"), ecrire(moteur) as connexion:
        soi.reinitialiser(connexion, AUDIT, jeton=jeton, encode="encore", maintenant=MAINTENANT)
    assert actions(moteur)[-2:] == ["compte.oubli", "compte.mot_de_passe"]


def test_une_invitation_ne_remplace_pas_un_mot_de_passe(moteur: Engine, ici: str) -> None:
    invitation = inviter(moteur, ici)
    with ecrire(moteur) as connexion:
        trouve = soi.demander_mot_de_passe(connexion, auteur(), courriel=SAM)
        assert trouve is not None
        soi.reinitialiser(connexion, AUDIT, jeton=trouve[1], encode="le-sien", maintenant=MAINTENANT)
    with refus("lien_perime"):
        accepter(moteur, invitation.jeton)


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(moteur: Engine, ici: str) -> None:
    personne_id = en_place(moteur, ici, "animation")
    ici_meme, autre = ouvrir_session(moteur, personne_id), ouvrir_session(moteur, personne_id)
    with ecrire(moteur) as connexion:
        jeton = liens.creer(connexion, liens.MOT_DE_PASSE, personne_id, MAINTENANT)
        soi.changer_mot_de_passe(connexion, auteur(personne_id), encode="neuf", session_id=ici_meme)
        soi.changer_nom(connexion, auteur(personne_id), nom=" Claire   Martin")
        assert annuaire.compte(connexion, personne_id) == annuaire.Compte(
            personne_id, "Claire Martin", f"{personne_id}@exemple.invalid", "neuf", totp=False, codes_restants=0
        )
        assert liens.lire(connexion, liens.MOT_DE_PASSE, jeton, MAINTENANT) is None
    assert (vivante(moteur, ici_meme), vivante(moteur, autre)) == (True, False)


def test_le_journal_ne_retient_ni_nom_ni_adresse_ni_jeton(moteur: Engine, ici: str) -> None:
    jeton = inviter(moteur, ici).jeton
    accepter(moteur, jeton, "Prénom Rare")
    with lire(moteur) as connexion:
        lignes = "".join(map(str, connexion.execute(select(*m.EntreeAudit.__table__.columns)).all()))
        assert AUDIT.verifier(connexion).rupture is None
    for secret in (SAM, "sam.petit", "Sam Petit", "Prénom Rare", str(jeton)):
        assert secret not in lignes
