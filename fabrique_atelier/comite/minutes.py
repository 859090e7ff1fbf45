"""Minutes: drafted on the spot from what was recorded, validated, signed, then immutable (``domaine.md`` §3.21).

Before the signature nothing is stored: the draft is what the tables say. Signing freezes it, with the names as they are that
day; what is wrong afterwards is corrected by a « rectification » point of a later session.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection, insert, select

from fabrique_atelier.comite import models as m
from fabrique_atelier.comite import noms, ordre_du_jour, seances, trouver
from fabrique_atelier.comite.redaction import CompteRenduLu, Signataire, rediger
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

SIGNATAIRES_MAX = 20
_R, _P, _S, _C = (table(x).c for x in (m.CompteRendu, m.PointOrdreDuJour, m.SeanceComite, m.Comite))


@dataclass(frozen=True, slots=True)
class Rectification:
    """What a later session says of a signed point; ``seance_id``: that session."""

    seance_id: str
    jour: str
    texte: str


def projet(connexion: Connection, fabrique_id: str, seance_id: str) -> CompteRenduLu | None:
    """The minutes of a session of this fabrique: those that were signed, else a draft of what is recorded now."""
    seance = seances.charger(connexion, fabrique_id, seance_id)
    if seance is None:
        return None
    if not seance.signee:
        return rediger(connexion, fabrique_id, seance)
    contenu = connexion.execute(select(_R.contenu).where(_R.seance_comite_id == seance_id)).scalar_one()
    return msgspec.convert(contenu, CompteRenduLu)


def mettre_en_validation(connexion: Connection, geste: Geste, seance_id: str) -> None:
    """Close the sitting: its minutes are read over before they are signed.

    Raises:
        ErreurMetier: ``points_a_decider``, ``president_absent``, ``ordre_du_jour_vide``, ``etat_seance``.
    """
    seance = trouver.seance(connexion, geste, seance_id, noms.TENUE)
    points = ordre_du_jour.points(connexion, geste.fabrique_id, seance_id)
    restants = [p for p in points if p.a_decider]
    if not points:
        raise ErreurMetier("ordre_du_jour_vide", "Cette séance n’a aucun point\u00a0: il n’y a rien à écrire.")
    if restants:
        titres = ", ".join(f"«\u00a0{p.titre}\u00a0»" for p in restants)
        raise ErreurMetier(
            "points_a_decider",
            f"Il manque la décision de {titres}. Si le temps a manqué, choisissez «\u00a0Non examinée\u00a0»\u00a0: le point "
            "sera proposé à la prochaine séance.",
        )
    if seance["president_id"] is None:
        raise ErreurMetier("president_absent", "Dites qui a présidé la séance avant de relire le compte rendu.")
    seances.changer_etat(connexion, seance_id, noms.EN_VALIDATION)
    geste.noter(connexion, "comite.valider", ("seance_comite", seance_id), points=len(points))


def reprendre(connexion: Connection, geste: Geste, seance_id: str) -> None:
    """Open the sitting again, before the signature: a presence or a point was forgotten.

    Raises:
        ErreurMetier: ``seance_signee``, ``etat_seance``.
    """
    trouver.seance(connexion, geste, seance_id, noms.EN_VALIDATION)
    seances.changer_etat(connexion, seance_id, noms.TENUE)
    geste.noter(connexion, "comite.reprendre", ("seance_comite", seance_id))


def signer(connexion: Connection, geste: Geste, seance_id: str, signataires: Sequence[Signataire]) -> None:
    """Freeze the minutes, with who approved them; nothing of the session changes any more.

    Raises:
        ErreurMetier: ``signataire_absent``, ``signataire_incomplet``, ``seance_signee``, ``etat_seance``.
    """
    trouver.seance(connexion, geste, seance_id, noms.EN_VALIDATION)
    _verifier(signataires)
    brouillon = projet(connexion, geste.fabrique_id, seance_id)
    if brouillon is None:
        raise trouver.introuvable("Cette séance n’existe pas")
    fige = replace(brouillon, signe=True, signataires=tuple(signataires))
    contenu = msgspec.to_builtins(fige)
    ligne = {
        "id": nouvel_identifiant(),
        "seance_comite_id": seance_id,
        "contenu": contenu,
        "signataires": contenu["signataires"],
        "empreinte": empreinte(fige),
        "signe_le": geste.maintenant,
        "signe_par": geste.acteur_id,
    }
    connexion.execute(insert(m.CompteRendu), ligne)
    seances.changer_etat(connexion, seance_id, noms.SIGNEE)
    geste.noter(connexion, "comite.signer", ("seance_comite", seance_id), signataires=len(signataires))


def empreinte(compte_rendu: CompteRenduLu) -> str:
    """The SHA-256 of signed minutes: printed on them, it tells a copy from the original."""
    return hashlib.sha256(msgspec.json.encode(compte_rendu, order="sorted")).hexdigest()


def alteres(connexion: Connection) -> list[str]:
    """The sessions of the whole instance whose signed minutes are no longer what was signed: for the doctor."""
    lignes = connexion.execute(select(_R.seance_comite_id, _R.contenu, _R.empreinte).order_by(_R.signe_le, _R.id))
    return [seance_id for seance_id, contenu, signee in lignes if _relire(contenu) != signee]


def _relire(contenu: object) -> str:
    try:
        return empreinte(msgspec.convert(contenu, CompteRenduLu))
    except msgspec.ValidationError:
        return ""


def rectifications(connexion: Connection, fabrique_id: str, point_id: str) -> list[Rectification]:
    """What later sessions corrected of a point, the oldest first."""
    d = table(m.DecisionComite).c
    requete = (
        select(_S.id, _S.jour, d.motif)
        .join(m.PointOrdreDuJour, _P.seance_comite_id == _S.id)
        .join(m.DecisionComite, d.point_id == _P.id)
        .join(m.Comite, _C.id == _S.comite_id)
        .where(_P.rectifie_id == point_id, _C.fabrique_id == fabrique_id)
        .order_by(_S.jour, _P.ordre)
    )
    return [Rectification(*x) for x in connexion.execute(requete)]


def _verifier(signataires: Sequence[Signataire]) -> None:
    if not signataires or len(signataires) > SIGNATAIRES_MAX:
        raise ErreurMetier(
            "signataire_absent",
            f"Écrivez qui approuve ce compte rendu\u00a0: une personne au moins, {SIGNATAIRES_MAX} au plus.",
        )
    for x in signataires:
        if not (x.nom and x.role) or len(x.nom) > 160 or len(x.role) > 120:
            raise ErreurMetier("signataire_incomplet", "Chaque signataire a un nom, un rôle et une date.")
        seances.jour_valide(x.jour)
