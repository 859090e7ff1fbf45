"""The same commands over HTTP (``docs/protocole.md`` §3), for clients without a socket; bearer tokens, never cookies."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec
import structlog
from flask import Response, jsonify, request
from sqlalchemy import Connection
from werkzeug.exceptions import HTTPException

from fabrique_atelier.seance import creation, visibilite
from fabrique_atelier.seance.acces import Auth, decoder_auth
from fabrique_atelier.seance.creation import SeanceACreer
from fabrique_atelier.seance.droits import PARTICIPANT, Acteur
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.erreurs import BaseOccupee, ErreurMetier
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.json_strict import lire_json
from fabrique_atelier.web.contexte import services, urls_de
from fabrique_atelier.web.espace import PORTEUR_DE_JETON, PUBLIC, Espace

pages = Espace("api", __name__, url_prefix="/api")
_journal = structlog.get_logger("api")
Json = tuple[Response, int]
_STATUTS = {
    "trop_vite": 429,
    "trop_d_essais": 429,
    "occupe": 503,
    "commande_invalide": 400,
    "interdit": 403,
    "session_finie": 403,
    "lien_repris": 403,
    "donnees_introuvables": 404,
    "donnees_anonymisees": 410,
    "erreur_interne": 500,
}


@pages.errorhandler(ErreurMetier)
def _refuser(erreur: ErreurMetier) -> Json:
    return jsonify({"ok": False, "code": erreur.code, "message": erreur.message}), _STATUTS.get(erreur.code, 409)


@pages.errorhandler(BaseOccupee)
def _occupe(_erreur: BaseOccupee) -> Json:
    return _refuser(refus("occupe"))


@pages.errorhandler(HTTPException)
def _http(erreur: HTTPException) -> Json:
    return jsonify({"ok": False, **_refus("commande_invalide")}), erreur.code or 400


@pages.errorhandler(Exception)
def _imprevue(_erreur: Exception) -> Json:
    _journal.exception("erreur_imprevue")
    return jsonify({"ok": False, **_refus("erreur_interne")}), 500


@pages.post("/commandes", droit=PORTEUR_DE_JETON)
def commandes() -> Json:
    """Carry one command out and wait for its answer."""
    corps = _corps()
    seance_id, acteur = _identifier(corps)
    reponse = services().guichet.deposer_et_attendre(seance_id, acteur, corps.get("commande"))
    return jsonify(reponse), 200 if reponse["ok"] else _STATUTS.get(reponse["code"], 409)


@pages.post("/rejoindre", droit=PUBLIC)
def rejoindre() -> Json:
    """Enter a séance."""
    auth = decoder_auth({**_corps(), "role": PARTICIPANT})
    if auth.entree is None:
        raise refus("commande_invalide")
    reponse = services().acces.rejoindre(auth.entree, auth.jeton, auth.pseudonyme, request.remote_addr or "")
    return jsonify({n: reponse[n] for n in ("seance", "participant", "numero")}), 200


@pages.get("/etat", droit=PORTEUR_DE_JETON)
def etat() -> Json:
    """The whole state, as one audience may see it."""
    seance_id, acteur = _identifier(request.args)
    audience = visibilite.PARTICIPANTS if acteur.role == PARTICIPANT else acteur.role
    with services().executeur.etat(seance_id) as vivant:
        if vivant is None:
            raise refus("seance_inconnue")
        revision = vivant.seance.revision
        commun = {"r": revision, "h": maintenant_ms(), "c": visibilite.instantane(vivant, audience)}
        perso = None
        if acteur.participant_id is not None:
            siens = visibilite.personnel(vivant, vivant.participants[acteur.participant_id])
            perso = {"r": revision, "a": [], "c": siens, "complet": True}
    return jsonify({"instantane": commun, "perso": perso}), 200


@pages.post("/seances", droit=PORTEUR_DE_JETON)
def creer() -> Json:
    """Create a séance; the team token is needed."""
    attendu = services().reglages.jeton_equipe
    if attendu is None or not hmac.compare_digest(porteur().encode(), attendu.encode()):
        raise refus("interdit")
    try:
        demande = msgspec.convert(_corps(), SeanceACreer)
    except msgspec.ValidationError:
        raise refus("commande_invalide") from None
    acces = creer_seance(demande)
    liens = asdict(acces)
    liens["seance"] = liens.pop("seance_id")
    return jsonify({**liens, "urls": urls_de(acces)}), 201


def creer_seance(demande: SeanceACreer, cadre: creation.Cadre | None = None) -> creation.Liens:
    """Create a séance in the single line of writes; a person's leaves a line in the audit journal."""
    cle, maintenant, audit = services().reglages.cle, maintenant_ms(), services().audit

    def ecrire(connexion: Connection) -> creation.Liens:
        acces = creation.creer_seance(connexion, cle, demande, maintenant, cadre)
        if cadre is not None and cadre.personne_id is not None:
            objet, fabrique_id = ("seance", acces.seance_id), cadre.fabrique_id
            audit.noter(connexion, maintenant, cadre.personne_id, "seance.creer", objet, fabrique_id=fabrique_id)
        return acces

    return services().executeur.ecrire_seul(ecrire)


def _refus(code: str) -> dict[str, str]:
    erreur = refus(code)
    return {"code": erreur.code, "message": erreur.message}


def _corps() -> dict[str, Any]:
    """The JSON object of the request, through the strict decoder."""
    try:
        corps = lire_json(request.get_data(cache=False))
    except ValueError:
        corps = None
    if not isinstance(corps, dict):
        raise refus("commande_invalide")
    return corps


def porteur() -> str:
    """Return the bearer token of the request, or nothing."""
    entete = request.headers.get("Authorization", "")
    return entete[7:].strip() if entete.startswith("Bearer ") else ""


def _identifier(champs: Mapping[str, Any]) -> tuple[str, Acteur]:
    qui = {nom: champs.get(nom) for nom in ("role", "seance", "session")}
    auth: Auth = decoder_auth({**qui, "jeton": porteur()})
    return services().acces.identifier(auth, request.remote_addr or "")
