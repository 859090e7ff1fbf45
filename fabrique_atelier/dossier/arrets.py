"""Stopping, waiting, answering, taking up again (``domaine.md`` §2.3, TX, TR): nothing is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.ecriture import Mouvement, Trace, deplacer
from fabrique_atelier.dossier.lectures import DossierLu, charger, exiger, historique
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier

VEILLE_MOIS = 6


def revue_par_defaut(jour: str) -> str:
    """The day a dossier put aside is looked at again: six months later."""
    depart = date.fromisoformat(jour)
    mois = depart.month - 1 + VEILLE_MOIS
    annee, mois = depart.year + mois // 12, mois % 12 + 1
    return date(annee, mois, min(depart.day, 28)).isoformat()


def mettre_en_veille(
    connexion: Connection, geste: Geste, dossier_id: str, motif: str, jour: str, revue: str = ""
) -> DossierLu:
    """Put a dossier aside until ``revue`` (ISO day; six months by default).

    Raises:
        ErreurMetier: ``motif_absent``, ``date_passee``, ``passage_impossible``.
    """
    dossier = _exiger_passage(connexion, geste, dossier_id, s.VEILLE)
    if not motif:
        raise ErreurMetier("motif_absent", "Écrivez pourquoi ce dossier est mis en veille.")
    le = revue or revue_par_defaut(jour)
    if le <= jour:
        raise ErreurMetier("date_passee", "La date de revue doit venir après le jour de la mise en veille.")
    vers = Mouvement(situation=s.VEILLE, donnees={"motif": motif, "revue": le})
    return deplacer(connexion, geste, dossier, Trace("TX", jour, motif), vers)


@dataclass(frozen=True, slots=True)
class Abandon:
    """Why a dossier is abandoned. ``reponse_publique``: what those who gave the idea will read; ``doublon_de``: a dossier's id."""

    motif_code: str
    jour: str
    texte: str = ""
    reponse_publique: str = ""
    doublon_de: str | None = None


def abandonner(connexion: Connection, geste: Geste, dossier_id: str, abandon: Abandon) -> DossierLu:
    """Abandon a dossier, with the reason; at the qualification, with a message to those who gave the idea (T4b).

    Raises:
        ErreurMetier: ``motif_code_absent``, ``motif_absent``, ``reponse_absente``, ``doublon_absent``, ``passage_impossible``.
    """
    dossier = _exiger_passage(connexion, geste, dossier_id, s.ABANDONNE)
    _verifier_abandon(connexion, geste, dossier, abandon)
    trace = Trace(
        "T4b" if dossier.stade == "en_qualification" else "TX",
        abandon.jour,
        abandon.texte,
        motif_code=abandon.motif_code,
        reponse_publique=abandon.reponse_publique,
        autre_dossier_id=abandon.doublon_de if abandon.motif_code == "doublon" else None,
    )
    donnees = {"motif_code": abandon.motif_code, "motif": abandon.texte, "par": "equipe"}
    return deplacer(connexion, geste, dossier, trace, Mouvement(situation=s.ABANDONNE, donnees=donnees))


def _verifier_abandon(connexion: Connection, geste: Geste, dossier: DossierLu, abandon: Abandon) -> None:
    if abandon.motif_code not in reglage(connexion, geste.fabrique_id).tous_les_motifs:
        raise ErreurMetier("motif_code_absent", "Choisissez un motif dans la liste\u00a0: un abandon en a toujours un.")
    if abandon.motif_code == "autre" and not abandon.texte:
        raise ErreurMetier("motif_absent", "Précisez le motif «\u00a0Autre raison\u00a0» en quelques mots.")
    if dossier.stade == "en_qualification" and not abandon.reponse_publique:
        raise ErreurMetier(
            "reponse_absente",
            "Écrivez une réponse simple aux personnes qui ont eu l’idée\u00a0: elles la liront sur leur page.",
        )
    if abandon.motif_code == "doublon":
        autre = abandon.doublon_de and charger(connexion, geste.fabrique_id, abandon.doublon_de)
        if not autre or autre.id == dossier.id:
            raise ErreurMetier("doublon_absent", "Dites de quel dossier celui-ci est le doublon.")


def repondre(connexion: Connection, geste: Geste, dossier_id: str, reponses: Mapping[int, str], jour: str) -> DossierLu:
    """Answer requests of a committee: number (0…) → answer; once all are answered the dossier goes on.

    Raises:
        ErreurMetier: ``rien_a_repondre``.
    """
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    if dossier.situation != s.COMPLEMENT:
        raise ErreurMetier("rien_a_repondre", "Aucun complément n’est demandé sur ce dossier.")
    demandes: list[dict[str, Any]] = [dict(x) for x in dossier.situation_donnees.get("demandes", [])]
    donnees = {n: t for n, t in reponses.items() if 0 <= n < len(demandes) and t}
    for n, texte in donnees.items():
        demandes[n] |= {"repondu_le": jour, "reponse": texte}
    if not donnees:
        raise ErreurMetier("reponse_absente", "Écrivez au moins une réponse.")
    finies = all(x.get("repondu_le") for x in demandes)
    vers = Mouvement(situation=s.ACTIF if finies else None, donnees={} if finies else {"demandes": demandes})
    return deplacer(connexion, geste, dossier, Trace("reponse", jour, donnees={"demandes": demandes}), vers)


def rouvrir(
    connexion: Connection, geste: Geste, dossier_id: str, element: str, jour: str, stade: str = ""
) -> DossierLu:
    """Take up again a stopped dossier at ``stade`` (its own by default), for a new element.

    Raises:
        ErreurMetier: ``element_absent``, ``stade_impossible``, ``passage_impossible``.
    """
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    if dossier.ferme or dossier.situation not in s.ARRETEES:
        raise ErreurMetier("passage_impossible", "Ce dossier n’est pas arrêté\u00a0: il n’y a rien à reprendre.")
    if not element:
        raise ErreurMetier("element_absent", "Écrivez l’élément nouveau qui fait reprendre ce dossier.")
    vers = stade or stades_de_reprise(connexion, dossier)[-1]
    if vers not in stades_de_reprise(connexion, dossier):
        raise ErreurMetier("stade_impossible", _trop_loin(connexion, dossier))
    mouvement = Mouvement(stade=vers, situation=s.ACTIF, donnees={})
    return deplacer(connexion, geste, dossier, Trace("TR", jour, element), mouvement)


def stades_de_reprise(connexion: Connection, dossier: DossierLu) -> list[str]:
    """Where a stopped dossier may start again, earliest first: never later than where it stopped (TR).

    A committee that refused it must see it again: it then starts before that gate.
    """
    borne = s.numero(dossier.stade)
    refus = _porte_du_refus(connexion, dossier)
    if refus is not None:
        borne = min(borne, s.numero(s.AVANT[refus]))
    presents = s.stades_de(reglage(connexion, dossier.fabrique_id).portes)
    return [x for x in presents if s.numero(x) <= borne and (s.porte_devant(x) is None or x == dossier.stade)] or [
        "piste"
    ]


def _porte_du_refus(connexion: Connection, dossier: DossierLu) -> str | None:
    if dossier.situation != s.REFUSE:
        return None
    refus = [e for e in historique(connexion, dossier.id) if e.vers_situation == s.REFUSE and e.porte]
    return refus[-1].porte if refus else None


def _trop_loin(connexion: Connection, dossier: DossierLu) -> str:
    if _porte_du_refus(connexion, dossier):
        return "L’instance qui a refusé ce dossier doit le revoir\u00a0: reprenez-le à une étape d’avant sa décision."
    return "Un dossier reprend à l’étape où il s’est arrêté, ou à une étape d’avant."


def _exiger_passage(connexion: Connection, geste: Geste, dossier_id: str, vers: str) -> DossierLu:
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    if dossier.ferme or vers not in s.PASSAGES[dossier.situation] or dossier.situation == vers:
        raise ErreurMetier(
            "passage_impossible",
            f"Un dossier dans la situation «\u00a0{s.SITUATIONS[dossier.situation].lower()}\u00a0» ne peut pas passer à "
            f"«\u00a0{s.SITUATIONS[vers].lower()}\u00a0». Reprenez-le d’abord.",
        )
    return dossier
