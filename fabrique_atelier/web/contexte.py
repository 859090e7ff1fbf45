"""What the views need, handed over by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn
from uuid import UUID

from flask import abort, current_app
from sqlalchemy import Engine

from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.comptes.connexion import Portier
from fabrique_atelier.comptes.mots_de_passe import Hacheur, appel_direct
from fabrique_atelier.comptes.totp import Totp
from fabrique_atelier.config import Reglages
from fabrique_atelier.seance import lectures
from fabrique_atelier.seance.acces import Acces
from fabrique_atelier.seance.creation import Liens, liens
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.guichet import Guichet
from fabrique_atelier.seance.lectures import SeanceResumee
from fabrique_atelier.socle.base import lire
from fabrique_atelier.socle.courrier import Courrier

CLE_SERVICES = "fabrique"


@dataclass(frozen=True, slots=True)
class Services:
    """The application's parts, as the web side sees them."""

    reglages: Reglages
    moteur: Engine
    executeur: Executeur
    acces: Acces
    guichet: Guichet
    audit: Audit
    hacheur: Hacheur
    totp: Totp
    portier: Portier
    courrier: Courrier
    hors_boucle: Callable[..., Any] = appel_direct

    def fermer_sockets(self, _personne_id: str = "") -> None:
        """After a sign-out, a lost role or a removal: close at once the remotes that no longer have their right."""
        self.acces.relire_les_droits()


def services() -> Services:
    """Return the services of the running application."""
    trouves: Services = current_app.extensions[CLE_SERVICES]
    return trouves


def seance_ou_404(role: str, jeton: str) -> SeanceResumee:
    """Return the séance a link opens, or answer 404."""
    with lire(services().moteur) as connexion:
        seance = lectures.seance_par_jeton(connexion, role, jeton)
    return seance or introuvable()


def seance_par_id_ou_404(seance_id: str, *, ateliers: bool = False) -> SeanceResumee:
    """Return a séance by its identifier, or answer 404; ``ateliers``: the live vote of a committee is not one."""
    with lire(services().moteur) as connexion:
        seance = lectures.seance_par_id(connexion, uuid_ou_404(seance_id), ateliers=ateliers)
    return seance or introuvable()


def uuid_ou_404(identifiant: str) -> str:
    """Return a canonical UUID of an address as it is, or answer 404."""
    try:
        propre = str(UUID(identifiant))
    except ValueError:
        introuvable()
    return propre if propre == identifiant else introuvable()


def introuvable() -> NoReturn:
    """Answer 404: the link opens nothing."""
    abort(404)


def liens_de(seance: SeanceResumee) -> Liens:
    """Return the links of a séance, derived from the instance key."""
    return liens(services().reglages.cle, seance.id, seance.code, seance.generation)


def urls_de(acces: Liens) -> dict[str, str]:
    """Return the absolute addresses of a séance, by use."""
    base = services().reglages.url
    return {
        "rejoindre": f"{base}/r/{acces.entree}",
        "animer": f"{base}/animer/{acces.animation}",
        "tableau": f"{base}/tableau/{acces.tableau}",
        "suites": f"{base}/suites/{acces.seance_id}",
        # relative: the page may be open at another address than the one phones use
        "qr": f"/qr/{acces.entree}.svg",
    }
