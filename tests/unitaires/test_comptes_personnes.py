"""People: invited, given roles, removed; the last administration stays; nobody gets into another’s account."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Engine, update

from fabrique_atelier.comptes import annuaire, personnes, sessions
from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.audit import LIGNE_DE_COMMANDE
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.erreurs import BaseOccupee, ErreurMetier
from tests.outillage.comptes import fabrique
from tests.outillage.personnes import (
    MAINTENANT,
    SAM,
    accepter,
    actions,
    auteur,
    changer,
    en_place,
    inviter,
    ouvrir_session,
    refus,
    retirer,
    roles_de,
    vivante,
)


@pytest.fixture
def ici(moteur: Engine) -> str:
    return fabrique(moteur, "ici")


@pytest.fixture
def la_bas(moteur: Engine) -> str:
    return fabrique(moteur, "la-bas")


# ------------------------------------------------------------------------------------------------ invitations


def test_inviter_puis_accepter(moteur: Engine, ici: str) -> None:
    invitation = inviter(moteur, ici, "  Sam.PETIT@Exemple.invalid ", ["charge_mission", "animation"])
    with lire(moteur) as connexion:
        listee = annuaire.une(connexion, ici, invitation.personne_id)
    assert listee is not None
    assert (listee.courriel, listee.roles, listee.en_attente) == (SAM, ("charge_mission", "animation"), True)
    assert accepter(moteur, invitation.jeton, "Samuel  Petit") == invitation.personne_id
    with lire(moteur) as connexion:
        (listee,) = annuaire.lister(connexion, ici)
        compte = annuaire.compte(connexion, invitation.personne_id)
    assert (listee.nom, listee.en_attente, listee.totp) == ("Samuel Petit", False, False)
    assert compte is not None
    assert (compte.encode, compte.totp, compte.codes_restants) == ("!", False, 0)
    with refus("lien_perime"):
        accepter(moteur, invitation.jeton)
    assert actions(moteur) == ["personne.inviter", "compte.accepter"]


def test_une_adresse_connue_recoit_seulement_les_roles(moteur: Engine, ici: str, la_bas: str) -> None:
    invitation = inviter(moteur, ici)
    accepter(moteur, invitation.jeton)
    assert inviter(moteur, la_bas, roles=["porteur"]) == (invitation.personne_id, None)
    assert roles_de(moteur, invitation.personne_id) == {ici: frozenset({"animation"}), la_bas: frozenset({"porteur"})}
    with refus("deja_membre"):
        inviter(moteur, ici)


def test_une_fabrique_n_obtient_pas_de_lien_vers_le_compte_d_une_autre(moteur: Engine, ici: str, la_bas: str) -> None:
    """Whoever gets the link chooses the password: it must not open the house next door."""
    invitation = inviter(moteur, ici, roles=["administration"])
    with refus("invitation_ailleurs"):
        inviter(moteur, la_bas)
    assert roles_de(moteur, invitation.personne_id) == {ici: frozenset({"administration"})}
    accepter(moteur, invitation.jeton)  # the first link is untouched


def test_ni_vers_le_compte_qui_gere_l_instance(moteur: Engine, ici: str) -> None:
    with ecrire(moteur) as connexion:
        par = auteur(LIGNE_DE_COMMANDE)
        personnes.creer_compte(connexion, par, courriel=SAM, nom="Sam Petit", instance=True)
    with refus("invitation_ailleurs"):
        inviter(moteur, ici)


def test_renouveler_une_invitation(moteur: Engine, ici: str, la_bas: str) -> None:
    invitation = inviter(moteur, ici)
    with ecrire(moteur) as connexion:
        nouveau = personnes.renouveler_invitation(
            connexion, auteur(), fabrique_id=ici, personne_id=invitation.personne_id
        )
    with refus("lien_perime"):
        accepter(moteur, invitation.jeton)
    accepter(moteur, nouveau)
    with refus("deja_acceptee"), ecrire(moteur) as connexion:
        personnes.renouveler_invitation(connexion, auteur(), fabrique_id=ici, personne_id=invitation.personne_id)
    with refus("introuvable"), ecrire(moteur) as connexion:
        personnes.renouveler_invitation(connexion, auteur(), fabrique_id=la_bas, personne_id=invitation.personne_id)


@pytest.mark.parametrize(
    "courriel",
    [
        "", "sam", "sam@", "@exemple.fr", "sam@exemple", "sam petit@exemple.fr", "sam@exemple.fr, lou@exemple.fr",
        "Sam <sam@exemple.fr>", "sam@exemple.fr\nBcc: lou@exemple.fr", "sam@@exemple.fr", f"{'a' * 65}@exemple.fr",
        f"sam@{'a' * 250}.fr", "sam@exemple..fr", "sam@-exemple.fr", "sam@exemple.f", "sam@127.0.0.1", '"sam"@exemple.fr',
    ],
)  # fmt: skip
def test_une_adresse_mal_formee_est_refusee(moteur: Engine, ici: str, courriel: str) -> None:
    with refus("courriel_invalide"):
        inviter(moteur, ici, courriel)


@pytest.mark.parametrize("roles", [[], ["tout"], ["animation", "tout"], ["administration "]])
def test_les_roles_sont_ceux_de_la_table(moteur: Engine, ici: str, roles: list[str]) -> None:
    with refus("roles_invalides"):
        inviter(moteur, ici, roles=roles)


def test_un_nom_vide_est_refuse(moteur: Engine, ici: str) -> None:
    invitation = inviter(moteur, ici)
    for nom in ("", " \u200b ", "x" * 121):
        with refus("nom_invalide"):
            accepter(moteur, invitation.jeton, nom)
    accepter(moteur, invitation.jeton)  # nothing typed wrong has used the link up


# ------------------------------------------------------------------------------------------------ roles


def test_changer_les_roles(moteur: Engine, ici: str, la_bas: str) -> None:
    personne_id = en_place(moteur, ici, "animation", "porteur")
    session_id = ouvrir_session(moteur, personne_id)
    assert changer(moteur, ici, personne_id, ["animation", "charge_mission"], ["porteur", "animation"])
    assert roles_de(moteur, personne_id)[ici] == {"animation", "charge_mission"}
    assert not changer(moteur, ici, personne_id, ["charge_mission", "animation"], ["animation", "charge_mission"])
    assert not changer(
        moteur, ici, personne_id, ["charge_mission", "animation", "porteur"], ["animation", "charge_mission"]
    )
    with lire(moteur) as connexion:
        session = sessions.par_id(connexion, session_id, MAINTENANT)
    assert session is not None
    assert session.a_tourner
    with refus("modifie_entre_temps"):
        changer(moteur, ici, personne_id, ["animation"], ["animation"])
    with refus("introuvable"):
        changer(moteur, la_bas, personne_id, ["animation"], [])
    assert actions(moteur) == ["personne.roles"] * 2


def test_la_derniere_administration_reste(moteur: Engine, ici: str, la_bas: str) -> None:
    seule = en_place(moteur, ici, "administration")
    en_place(moteur, la_bas, "administration")  # somebody else's house does not count
    inviter(moteur, ici, roles=["administration"])  # nor an invitation not accepted
    fermee = en_place(moteur, ici, "administration")
    with ecrire(moteur) as connexion:
        personnes.desactiver(connexion, auteur(), personne_id=fermee)
    with refus("derniere_administration"):
        changer(moteur, ici, seule, ["animation"], ["administration"])
    with refus("derniere_administration"):
        retirer(moteur, ici, seule)
    changer(moteur, ici, seule, ["administration", "animation"], ["administration"])
    en_place(moteur, ici, "administration")
    retirer(moteur, ici, seule)
    assert roles_de(moteur, seule) == {}


def test_deux_administrations_ne_partent_pas_ensemble(moteur: Engine, ici: str) -> None:
    deux = [en_place(moteur, ici, "administration") for _ in range(2)]
    depart, codes = threading.Barrier(2), []

    def partir(personne_id: str) -> None:
        depart.wait(timeout=10)
        while True:
            try:
                retirer(moteur, ici, personne_id)
                codes.append("parti")
            except BaseOccupee:
                continue
            except ErreurMetier as erreur:
                codes.append(erreur.code)
            return

    fils = [threading.Thread(target=partir, args=(p,)) for p in deux]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join(timeout=30)
    assert sorted(codes) == ["derniere_administration", "parti"]


def test_retirer_de_la_derniere_fabrique_ferme_les_sessions(moteur: Engine, ici: str, la_bas: str) -> None:
    personne_id = en_place(moteur, ici, "animation")
    with ecrire(moteur) as connexion:
        connexion.execute(update(m.Attribution).where(m.Attribution.personne_id == personne_id).values(cree_le=1))
        ligne = {"personne_id": personne_id, "fabrique_id": la_bas, "role": "porteur", "cree_le": 1}
        connexion.execute(m.Attribution.__table__.insert(), ligne)  # type: ignore[attr-defined]
    session_id = ouvrir_session(moteur, personne_id)
    retirer(moteur, ici, personne_id)
    assert vivante(moteur, session_id)
    retirer(moteur, la_bas, personne_id)
    assert not vivante(moteur, session_id)
    with refus("introuvable"):
        retirer(moteur, la_bas, personne_id)


def test_retirer_une_personne_invitee_annule_son_lien(moteur: Engine, ici: str) -> None:
    invitation = inviter(moteur, ici)
    retirer(moteur, ici, invitation.personne_id)
    with refus("lien_perime"):
        accepter(moteur, invitation.jeton)
    assert inviter(moteur, ici).jeton is not None  # and may be invited again
