"""Refusals about people, and their sentences."""

from __future__ import annotations

from fabrique_atelier.socle.erreurs import ErreurMetier


def introuvable() -> ErreurMetier:
    """Not one of this fabrique’s people."""
    return ErreurMetier("introuvable", "Cette personne ne fait plus partie de la fabrique. Rechargez la liste.")


def desactive() -> ErreurMetier:
    """The account is closed."""
    return ErreurMetier(
        "compte_desactive",
        "Le compte de cette adresse est fermé sur cette instance. Demandez à qui la gère de le rouvrir, puis invitez de nouveau.",
    )


def invitee_ailleurs() -> ErreurMetier:
    """A link to it would open another house than the author’s."""
    return ErreurMetier(
        "invitation_ailleurs",
        "Cette adresse a déjà une invitation qui attend d’être acceptée, pour un autre accès. "
        "Demandez à la personne de l’accepter d’abord, puis invitez-la ici.",
    )


def deja_acceptee() -> ErreurMetier:
    """No new invitation for whoever has a password."""
    return ErreurMetier(
        "deja_acceptee",
        "Cette personne a déjà accepté son invitation. Si elle ne retrouve pas son mot de passe, "
        "elle en demande un autre depuis la page de connexion.",
    )


def derniere_administration() -> ErreurMetier:
    """A fabrique keeps somebody who can administer it."""
    return ErreurMetier(
        "derniere_administration",
        "C’est la dernière personne qui administre la fabrique : sans elle, plus personne ne pourrait inviter ni régler. "
        "Donnez d’abord ce rôle à quelqu’un d’autre, qui aura accepté son invitation.",
    )
