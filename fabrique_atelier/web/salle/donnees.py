"""« Mes données » over HTTP (``domaine.md`` §7.2 RG10): what a phone's own token lets it read, take away and delete."""

from __future__ import annotations

import msgspec
from flask import jsonify, request

from fabrique_atelier.seance import mes_donnees
from fabrique_atelier.seance.commandes import Uuid
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.web.contexte import services
from fabrique_atelier.web.espace import PORTEUR_DE_JETON
from fabrique_atelier.web.salle.api import Json, pages, porteur


@pages.get("/mes-donnees", droit=PORTEUR_DE_JETON)
def lire_mes_donnees() -> Json:
    """What the séance holds about the phone whose token this is."""
    with services().executeur.etat(_seance()) as vivant:
        if vivant is None:
            raise refus("seance_inconnue")
        return jsonify(mes_donnees.lire(vivant, mes_donnees.participant_de(vivant, porteur()))), 200


@pages.delete("/mes-donnees", droit=PORTEUR_DE_JETON)
def effacer_mes_donnees() -> Json:
    """Delete the cards and the pseudonym of that phone."""
    nombre = mes_donnees.effacer_et_dire(services().executeur, _seance(), porteur(), maintenant_ms())
    return jsonify({"ok": True, "cartes": nombre}), 200


def _seance() -> str:
    try:
        return msgspec.convert(request.args.get("seance"), Uuid)
    except msgspec.ValidationError:
        raise refus("commande_invalide") from None
