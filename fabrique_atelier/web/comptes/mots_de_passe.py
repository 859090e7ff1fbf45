"""Choosing a password: what is refused, and the hash of what is accepted."""

from __future__ import annotations

from wtforms import Field

from fabrique_atelier.comptes.mots_de_passe import verifier_force
from fabrique_atelier.comptes.sessions import roles_de
from fabrique_atelier.reseau.fabriques import fabriques_parmi
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.web.contexte import services


def choisir(champ: Field, personne_id: str, *connus: str) -> str:
    """Return the hash of the password typed in ``champ``; an empty text when it is refused, the reason beside the field.

    Args:
        connus: what anybody knows of the person: name, e-mail address; their fabriques are added.
    """
    with lire(services().moteur) as connexion:
        fabriques = fabriques_parmi(connexion, list(roles_de(connexion, personne_id)))
    mots = [*connus, *(f.nom for f in fabriques), *(f.structure_porteuse for f in fabriques)]
    try:
        verifier_force(champ.data, mots)
    except ErreurMetier as erreur:
        champ.errors = [*champ.errors, erreur.message]
        return ""
    return services().hacheur.hacher(champ.data)
