"""What a decision left to do, on both sides at once: the committee's list and the dossier's situation and history (§2.5)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from fabrique_atelier.comite import reserves
from fabrique_atelier.comite.reserves import ReserveLue
from fabrique_atelier.dossier import arrets, lectures
from fabrique_atelier.dossier.ecriture import Trace, tracer_sur_place
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.dossier.stades import COMPLEMENT
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier


def lever(connexion: Connection, geste: Geste, reserve: ReserveLue, jour: str, texte: str) -> None:
    """Lift a réserve, and write it in the history of its dossier.

    Raises:
        ErreurMetier: as ``comite.reserves.lever``.
    """
    reserves.lever(connexion, geste, reserve.id, jour, texte)
    dossier = lectures.exiger(connexion, geste.fabrique_id, reserve.dossier_id)
    trace = Trace("reserve_levee", jour, texte, donnees={"levees": [{"texte": reserve.texte}]})
    tracer_sur_place(connexion, geste, dossier, trace)


def repondre(
    connexion: Connection, geste: Geste, dossier: DossierLu, reponses: Mapping[int, str], jour: str
) -> DossierLu:
    """Answer requests by their number on the dossier; the same ones are ticked on the committee's list.

    Raises:
        ErreurMetier: as ``dossier.arrets.repondre``.
    """
    demandes = dossier.situation_donnees.get("demandes", [])
    apres = arrets.repondre(connexion, geste, dossier.id, reponses, jour)
    ouvertes = [x for x in reserves.demandes(connexion, geste.fabrique_id, dossier.id) if x.repondu_le is None]
    for n, texte in reponses.items():
        meme = next((x for x in ouvertes if n < len(demandes) and x.texte == demandes[n].get("texte")), None)
        if meme is not None and texte:
            reserves.repondre(connexion, geste, meme.id, jour, texte)
            ouvertes.remove(meme)
    return apres


def repondre_a(connexion: Connection, geste: Geste, demande_id: str, jour: str, texte: str) -> None:
    """Answer one request of the committee's list; the dossier goes on when it was the last one.

    Raises:
        ErreurMetier: ``introuvable``, or as ``comite.reserves.repondre``.
    """
    demande = reserves.demande(connexion, geste.fabrique_id, demande_id)
    if demande is None:
        raise ErreurMetier("introuvable", "Cette demande n’existe pas dans votre fabrique.")
    dossier = lectures.exiger(connexion, geste.fabrique_id, demande.dossier_id)
    attendues = dossier.situation_donnees.get("demandes", []) if dossier.situation == COMPLEMENT else []
    n = next((i for i, x in enumerate(attendues) if x["texte"] == demande.texte and not x.get("repondu_le")), None)
    if n is None:
        reserves.repondre(connexion, geste, demande_id, jour, texte)
    else:
        repondre(connexion, geste, dossier, {n: texte}, jour)
