"""The public room of « Que deviennent nos idées ? »: its ``pages``, and what its views share."""

from __future__ import annotations

from flask import Response, current_app
from limits import RateLimitItemPerDay, RateLimitItemPerHour

from fabrique_atelier.comptes.audit import LIEN
from fabrique_atelier.comptes.essais import Essais
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.seance.essais import reseau
from fabrique_atelier.socle.calendrier import jour_local
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.espace import Espace

pages = Espace("suites", __name__)
#: What one address may send: a meeting room shares one.
PAR_HEURE = RateLimitItemPerHour(20, namespace="apport")
EN_TOUT = RateLimitItemPerDay(500, namespace="apports")
_CLE = "apports"


@pages.after_request
def _sans_index(reponse: Response) -> Response:
    """No search engine keeps these pages."""
    reponse.headers["X-Robots-Tag"] = "noindex, nofollow"
    return reponse


def geste(fabrique_id: str) -> Geste:
    """A change by somebody who came by a public page, now."""
    return Geste(services().audit, LIEN, fabrique_id, maintenant_ms())


def aujourdhui() -> str:
    """The ISO day, in France."""
    return jour_local(maintenant_ms()).isoformat()


def compter(adresse: str) -> None:
    """Count one message from ``adresse``.

    Raises:
        ErreurMetier: ``trop_d_essais``.
    """
    essais: Essais = current_app.extensions.setdefault(_CLE, Essais())
    try:
        with essais.tenter([(PAR_HEURE, reseau(adresse)), (EN_TOUT, services().reglages.url)]):
            pass  # counted as it is left: whoever sends is counted, whatever comes of it
    except ErreurMetier as trop:
        raise ErreurMetier(
            "trop_d_envois",
            "Beaucoup de messages sont partis d’ici depuis une heure. Le vôtre est encore ci-dessous\u00a0: gardez cette page "
            "ouverte, et renvoyez-le plus tard.",
        ) from trop
