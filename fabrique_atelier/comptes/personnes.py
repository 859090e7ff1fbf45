"""What happens to people: invited, given roles, removed, deactivated. Each change writes its line of the audit journal.

Passwords arrive hashed: ``Hacheur.hacher`` runs before the transaction. Nobody but the person ever gets a way in: whoever
administers one fabrique cannot obtain a link to an account that opens another one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, Row, delete, insert, select, update

from fabrique_atelier.comptes import liens, refus, sessions
from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.audit import LIGNE_DE_COMMANDE
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.droits import ADMINISTRATION, ROLES
from fabrique_atelier.comptes.saisies import normaliser_courriel, verifier_nom
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

#: id, active, instance, mot_de_passe.
Connue = Row[str, bool, bool, str | None]


class Invitation(NamedTuple):
    """``jeton`` is None when the person already signs in here: they only received the roles."""

    personne_id: str
    jeton: str | None


def inviter(
    connexion: Connection, par: Auteur, *, fabrique_id: str, courriel: str, nom: str, roles: Collection[str]
) -> Invitation:
    """Give somebody roles here, creating the account if the address is new.

    Raises:
        ErreurMetier: ``courriel_invalide``, ``nom_invalide``, ``roles_invalides``, ``deja_membre``, ``compte_desactive``,
            ``invitation_ailleurs`` (invited by another fabrique, and has not accepted yet).
    """
    choisis = _roles(roles)
    connue = _par_courriel(connexion, normaliser_courriel(courriel))
    if connue is None:
        personne_id = _creer(connexion, par, courriel, nom, instance=False)
    else:
        personne_id = connue.id
        _accueillir(connexion, par, connue, fabrique_id)
    _attribuer(connexion, par, personne_id, fabrique_id, choisis)
    par.noter(connexion, "personne.inviter", personne_id, fabrique_id, roles=list(choisis))
    sessions.demander_rotation(connexion, personne_id)
    return Invitation(personne_id, _invitation(connexion, par, personne_id))


def creer_compte(
    connexion: Connection,
    par: Auteur,
    *,
    courriel: str,
    nom: str,
    instance: bool = False,
    fabrique_id: str | None = None,
    roles: Collection[str] = (),
) -> Invitation:
    """From the command line or by the instance: somebody who looks after the instance, or has roles in a fabrique.

    Unlike :func:`inviter` it may be repeated: what is missing is added, and whoever has not accepted gets a new link.

    Raises:
        ErreurMetier: ``courriel_invalide``, ``nom_invalide``, ``roles_invalides``, ``compte_desactive``, ``invitation_ailleurs``
            (never from the command line: who holds the machine holds everything).
    """
    choisis = _roles(roles) if fabrique_id is not None else ()
    connue = _par_courriel(connexion, normaliser_courriel(courriel))
    if connue is not None:
        _admettre(connexion, par, connue, fabrique_id)
    personne_id = connue.id if connue else _creer(connexion, par, courriel, nom, instance=instance)
    if instance and connue is not None:
        connexion.execute(update(m.Personne).where(m.Personne.id == personne_id).values(instance=True))
    if fabrique_id is not None:
        presents = _roles_ici(connexion, fabrique_id, personne_id)
        _attribuer(connexion, par, personne_id, fabrique_id, [r for r in choisis if r not in presents])
    par.noter(connexion, "personne.creer", personne_id, fabrique_id, roles=list(choisis), instance=instance)
    sessions.demander_rotation(connexion, personne_id)
    return Invitation(personne_id, _invitation(connexion, par, personne_id))


def renouveler_invitation(connexion: Connection, par: Auteur, *, fabrique_id: str, personne_id: str) -> str:
    """Return a new link for somebody of the fabrique who has not accepted yet.

    Raises:
        ErreurMetier: ``introuvable``, ``deja_acceptee``, ``invitation_ailleurs``, ``compte_desactive``.
    """
    _exiger_ici(connexion, fabrique_id, personne_id)
    personne = _par_id(connexion, personne_id)
    if not personne.active:
        raise refus.desactive()
    if personne.mot_de_passe is not None:
        raise refus.deja_acceptee()
    if _ailleurs(connexion, personne, fabrique_id):
        raise refus.invitee_ailleurs()
    par.noter(connexion, "personne.reinviter", personne_id, fabrique_id)
    return liens.creer(connexion, liens.INVITATION, personne_id, par.maintenant)


def changer_roles(
    connexion: Connection,
    par: Auteur,
    *,
    fabrique_id: str,
    personne_id: str,
    roles: Collection[str],
    vus: Collection[str],
) -> bool:
    """Replace the roles of somebody here; return whether one was lost (their sockets are to be closed).

    Args:
        vus: the roles the form was made on.

    Raises:
        ErreurMetier: ``introuvable``, ``roles_invalides``, ``modifie_entre_temps``, ``derniere_administration``.
    """
    choisis = set(_roles(roles))
    presents = _exiger_ici(connexion, fabrique_id, personne_id)
    if presents != set(vus):
        raise ErreurMetier(
            "modifie_entre_temps",
            "Les rôles de cette personne ont été modifiés pendant que vous les regardiez. "
            "Voici ceux qu’elle a maintenant\u00a0: vérifiez, puis enregistrez de nouveau.",
        )
    if ADMINISTRATION in presents - choisis:
        _exiger_une_autre(connexion, fabrique_id, personne_id)
    if choisis == presents:
        return False
    _retirer_roles(connexion, personne_id, fabrique_id, presents - choisis)
    _attribuer(connexion, par, personne_id, fabrique_id, choisis - presents)
    par.noter(connexion, "personne.roles", personne_id, fabrique_id, avant=_ranges(presents), apres=_ranges(choisis))
    sessions.demander_rotation(connexion, personne_id)
    return bool(presents - choisis)


def retirer(connexion: Connection, par: Auteur, *, fabrique_id: str, personne_id: str) -> None:
    """Take every role here away; the account stays, its sessions end if nothing is left to open.

    Raises:
        ErreurMetier: ``introuvable``, ``derniere_administration``.
    """
    presents = _exiger_ici(connexion, fabrique_id, personne_id)
    if ADMINISTRATION in presents:
        _exiger_une_autre(connexion, fabrique_id, personne_id)
    _retirer_roles(connexion, personne_id, fabrique_id, presents)
    par.noter(connexion, "personne.retirer", personne_id, fabrique_id, roles=_ranges(presents))
    personne = _par_id(connexion, personne_id)
    if personne.mot_de_passe is None:
        liens.annuler(connexion, personne_id)
    if personne.instance or sessions.roles_de(connexion, personne_id):
        sessions.demander_rotation(connexion, personne_id)
    else:
        sessions.revoquer_toutes(connexion, personne_id, par.maintenant)


def desactiver(connexion: Connection, par: Auteur, *, personne_id: str) -> None:
    """Close an account: for the instance only. Roles stay, so that it can be opened again.

    Even the last administration of a fabrique may be closed so: an account in the wrong hands must be stopped at once.

    Raises:
        ErreurMetier: ``introuvable``, ``soi_meme``.
    """
    _par_id(connexion, personne_id)
    if personne_id == par.acteur_id:
        raise ErreurMetier(
            "soi_meme", "On ne désactive pas son propre compte. Demandez-le à une autre personne qui gère l’instance."
        )
    connexion.execute(update(m.Personne).where(m.Personne.id == personne_id).values(active=False))
    liens.annuler(connexion, personne_id)
    sessions.revoquer_toutes(connexion, personne_id, par.maintenant)
    par.noter(connexion, "personne.desactiver", personne_id)


def reactiver(connexion: Connection, par: Auteur, *, personne_id: str) -> None:
    """Open a closed account again: for the instance only.

    Raises:
        ErreurMetier: ``introuvable``.
    """
    _par_id(connexion, personne_id)
    connexion.execute(update(m.Personne).where(m.Personne.id == personne_id).values(active=True))
    par.noter(connexion, "personne.reactiver", personne_id)


def _creer(connexion: Connection, par: Auteur, courriel: str, nom: str, *, instance: bool) -> str:
    personne_id = nouvel_identifiant()
    connexion.execute(
        insert(m.Personne),
        {
            "id": personne_id,
            "courriel": normaliser_courriel(courriel),
            "nom": verifier_nom(nom),
            "codes_secours": [],
            "active": True,
            "instance": instance,
            "cree_le": par.maintenant,
        },
    )
    return personne_id


def _invitation(connexion: Connection, par: Auteur, personne_id: str) -> str | None:
    if _par_id(connexion, personne_id).mot_de_passe is not None:
        return None
    return liens.creer(connexion, liens.INVITATION, personne_id, par.maintenant)


def _accueillir(connexion: Connection, par: Auteur, connue: Connue, fabrique_id: str) -> None:
    """Let a known person in, or say why not."""
    _admettre(connexion, par, connue, fabrique_id)
    if _roles_ici(connexion, fabrique_id, connue.id):
        raise ErreurMetier(
            "deja_membre", "Cette personne fait déjà partie de la fabrique. Changez ses rôles depuis la liste."
        )


def _admettre(connexion: Connection, par: Auteur, connue: Connue, fabrique_id: str | None) -> None:
    if not connue.active:
        raise refus.desactive()
    en_attente = connue.mot_de_passe is None and par.acteur_id != LIGNE_DE_COMMANDE
    if en_attente and _ailleurs(connexion, connue, fabrique_id):
        raise refus.invitee_ailleurs()


def _ailleurs(connexion: Connection, personne: Connue, fabrique_id: str | None) -> bool:
    """Whether the account opens something else: a link to it would be a way into another house."""
    return bool(personne.instance or set(sessions.roles_de(connexion, personne.id)) - {fabrique_id})


def _roles(roles: Collection[str]) -> tuple[str, ...]:
    choisis = _ranges(roles)
    if not choisis or len(choisis) != len(set(roles)):
        raise ErreurMetier("roles_invalides", "Choisissez au moins un rôle de la liste.")
    return tuple(choisis)


def _ranges(roles: Collection[str]) -> list[str]:
    return [r for r in ROLES if r in roles]


def _roles_ici(connexion: Connection, fabrique_id: str, personne_id: str) -> set[str]:
    return set(sessions.roles_de(connexion, personne_id).get(fabrique_id, frozenset()))


def _exiger_ici(connexion: Connection, fabrique_id: str, personne_id: str) -> set[str]:
    presents = _roles_ici(connexion, fabrique_id, personne_id)
    if not presents:
        raise refus.introuvable()
    return presents


def _exiger_une_autre(connexion: Connection, fabrique_id: str, personne_id: str) -> None:
    """Refuse to leave a fabrique without anybody who can administer it now; locked, so that two cannot leave at once."""
    a, p = m.Attribution, m.Personne
    requete = select(a.personne_id).join(p, p.id == a.personne_id)
    requete = requete.where(
        a.fabrique_id == fabrique_id, a.role == ADMINISTRATION, p.active, p.mot_de_passe.is_not(None)
    )
    if set(connexion.execute(requete.with_for_update(of=a)).scalars()) <= {personne_id}:
        raise refus.derniere_administration()


def _attribuer(connexion: Connection, par: Auteur, personne_id: str, fabrique_id: str, roles: Collection[str]) -> None:
    commun = {"personne_id": personne_id, "fabrique_id": fabrique_id, "cree_le": par.maintenant}
    if roles:
        connexion.execute(insert(m.Attribution), [{**commun, "role": r} for r in _ranges(roles)])


def _retirer_roles(connexion: Connection, personne_id: str, fabrique_id: str, roles: Collection[str]) -> None:
    a = m.Attribution
    ici = (a.personne_id == personne_id) & (a.fabrique_id == fabrique_id)
    connexion.execute(delete(a).where(ici, a.role.in_(list(roles))))


def _par_courriel(connexion: Connection, courriel: str) -> Connue | None:
    p = m.Personne
    requete = select(p.id, p.active, p.instance, p.mot_de_passe).where(p.courriel == courriel)
    return connexion.execute(requete).first()


def _par_id(connexion: Connection, personne_id: str) -> Connue:
    p = m.Personne
    ligne = connexion.execute(select(p.id, p.active, p.instance, p.mot_de_passe).where(p.id == personne_id)).first()
    if ligne is None:
        raise refus.introuvable()
    return ligne
