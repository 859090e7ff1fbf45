"""Who may do what: one table, deny by default, one function. Pure: no SQLAlchemy, no Flask, no clock.

A permission is named by an action (``partenaire.gerer``) and belongs to roles held **in one fabrique**. The rights of
commands inside a séance stand in ``seance/droits.py``; whoever conducts one must first hold ``seance.animer`` here.
Source: ``domaine.md`` §3.42, ``fiabilite.md`` T2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fabrique_atelier.socle.erreurs import ErreurMetier

ADMINISTRATION = "administration"
CHARGE_MISSION = "charge_mission"
ANIMATION = "animation"
MEMBRE_COMITE = "membre_comite"
PORTEUR = "porteur"
LECTURE_RESEAU = "lecture_reseau"
#: Every role, in the order screens show them.
ROLES = (ADMINISTRATION, CHARGE_MISSION, ANIMATION, MEMBRE_COMITE, PORTEUR, LECTURE_RESEAU)

_TOUS = frozenset(ROLES)
_ADMIN = frozenset({ADMINISTRATION})
_EQUIPE = frozenset({ADMINISTRATION, CHARGE_MISSION})
_SEANCES = frozenset({ADMINISTRATION, CHARGE_MISSION, ANIMATION})

#: Action → roles that hold it in the object's fabrique.
PERMISSIONS: dict[str, frozenset[str]] = {
    "fabrique.voir": _TOUS,
    "fabrique.regler": _ADMIN,
    "fabrique.statistiques": _EQUIPE | {LECTURE_RESEAU},
    "personnes.gerer": _ADMIN,
    "journal.lire": _ADMIN,
    "seance.lister": _SEANCES,
    "seance.creer": _SEANCES,
    "seance.preparer": _SEANCES,
    "seance.animer": _SEANCES,
    "seance.preter": _SEANCES,
    "seance.exporter": _SEANCES,
    "territoire.lire": _SEANCES,
    "territoire.gerer": _EQUIPE,
    "partenaire.lire": _EQUIPE,
    "partenaire.gerer": _EQUIPE,
    "partenaire.importer": _EQUIPE,
    "parcours.regler": _ADMIN,
    "dossier.lire": _EQUIPE,
    "dossier.gerer": _EQUIPE,
    "dossier.evaluer": _EQUIPE,
    "signalement.trier": _EQUIPE,
    "besoin.gerer": _EQUIPE,
    "comite.gerer": _EQUIPE,
    "comite.sieger": _EQUIPE | {MEMBRE_COMITE},
    "porteur.suivre": frozenset({PORTEUR}),
}
#: Everyone who signs in, on themselves only.
COMPTE = "compte.gerer"
#: Whoever looks after the instance; opens nothing that a fabrique holds.
INSTANCE = "instance.gerer"
#: Actions that a session still opens 12 hours after the last page, while its séance goes on; the others ask for 30 minutes.
ACTIONS_DE_SEANCE = frozenset({"seance.animer"})


class DansUneFabrique(Protocol):
    """Anything that belongs to one fabrique."""

    @property
    def fabrique_id(self) -> str:
        """The fabrique it belongs to."""
        ...


@dataclass(frozen=True, slots=True)
class ActeurEquipe:
    """Somebody signed in, with the roles held now, by fabrique id."""

    personne_id: str
    nom: str
    courriel: str
    instance: bool
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    session_id: str = ""


def peut(acteur: ActeurEquipe | None, action: str, objet: DansUneFabrique | str | None = None) -> bool:
    """Tell whether ``acteur`` may do ``action`` on ``objet`` (something in a fabrique, a person's id, or nothing)."""
    if acteur is None:
        return False
    if action == INSTANCE:
        return acteur.instance
    if action == COMPTE:
        return objet is None or objet == acteur.personne_id
    if objet is None or isinstance(objet, str):
        return False
    return bool(acteur.roles.get(objet.fabrique_id, frozenset()) & PERMISSIONS.get(action, frozenset()))


def autoriser(acteur: ActeurEquipe | None, action: str, objet: DansUneFabrique | str | None = None) -> None:
    """Let the action through, or raise.

    Raises:
        ErreurMetier: ``interdit``.
    """
    if not peut(acteur, action, objet):
        raise ErreurMetier(
            "interdit",
            "Votre compte n’a pas ce droit dans cette fabrique. Demandez-le à une personne qui l’administre.",
        )
