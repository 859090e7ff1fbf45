"""Moving a dossier: the only use-cases that do (``domaine.md`` §2.3–§2.5). Nothing here ever deletes.

``jour`` is the ISO day of the fact, which may be past; the instant of writing is ``geste.maintenant``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import parcours
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.decisions import POSITIVES, Decision, Ligne, effet, verifier
from fabrique_atelier.dossier.ecriture import SUR_PLACE, Mouvement, Trace, deplacer
from fabrique_atelier.dossier.faits import Faits
from fabrique_atelier.dossier.lectures import DossierLu, exiger, portes_anticipees
from fabrique_atelier.dossier.parcours import Manque
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier


class PreuvesManquantes(ErreurMetier):
    """A transition lacks evidence; ``manques`` says which, and where to bring it."""

    def __init__(self, manques: Sequence[Manque]) -> None:
        phrases = " ".join(x.phrase for x in manques)
        super().__init__("preuves_manquantes", f"Ce dossier ne peut pas encore avancer. {phrases}")
        self.manques = tuple(manques)


def franchir(
    connexion: Connection, geste: Geste, dossier_id: str, transition: str, faits: Faits, jour: str, texte: str = ""
) -> DossierLu:
    """Cross a transition decided by the team, evidence checked.

    Raises:
        PreuvesManquantes: what is missing; ErreurMetier: ``transition_impossible``, ``inscription_au_comite``, ``note_absente``.
    """
    dossier = _mobile(connexion, geste, dossier_id)
    if transition in parcours.INSCRIPTIONS:
        raise ErreurMetier(
            "inscription_au_comite", "Ce passage se fait en inscrivant le dossier à l’ordre du jour d’une séance."
        )
    _verifier_depart(dossier, transition, faits)
    if transition == "T9i" and not texte:
        raise ErreurMetier("note_absente", "Écrivez en une phrase pourquoi l’appel n’a rien donné.")
    return _avancer(connexion, geste, dossier, transition, jour, texte)


def _avancer(
    connexion: Connection, geste: Geste, dossier: DossierLu, transition: str, jour: str, texte: str
) -> DossierLu:
    vers = Mouvement(parcours.TRANSITIONS[transition].vers)
    if transition == "T12":
        vers = replace(vers, situation=s.TERMINE, donnees={"note": texte})
    dossier = deplacer(connexion, geste, dossier, Trace(transition, jour, texte), vers)
    return _appliquer_les_portes_anticipees(connexion, geste, dossier, jour)


def inscrire(
    connexion: Connection, geste: Geste, dossier_id: str, porte: str, faits: Faits, jour: str, point_id: str
) -> DossierLu:
    """Put a dossier before a gate, on an agenda. A gate ahead of its stade is put on the agenda without moving anything.

    Raises:
        PreuvesManquantes; ErreurMetier: ``transition_impossible``.
    """
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    _refuser_ferme(dossier)
    transition = next(t for t, p in parcours.INSCRIPTIONS.items() if p == porte)
    trace = Trace(transition, jour, porte=porte, point_id=point_id)
    if dossier.stade == s.DEVANT[porte] and dossier.situation in (s.ACTIF, s.AJOURNE):
        return deplacer(connexion, geste, dossier, trace, Mouvement(situation=s.ACTIF))
    _refuser_arrete(dossier)
    if s.numero(dossier.stade) < s.numero(s.AVANT[porte]):
        return _inscrire_par_anticipation(connexion, geste, dossier, trace)
    _verifier_depart(dossier, transition, faits)
    return deplacer(connexion, geste, dossier, trace, Mouvement(parcours.TRANSITIONS[transition].vers))


def _inscrire_par_anticipation(connexion: Connection, geste: Geste, dossier: DossierLu, trace: Trace) -> DossierLu:
    """A committee may see a gate early (§2.4) once the project exists: from « étude à lancer » on."""
    if trace.porte == "G1" or s.numero(dossier.stade) < s.numero("etude_a_lancer"):
        raise ErreurMetier(
            "transition_impossible", "Ce dossier n’en est pas encore là\u00a0: il n’a pas franchi les étapes d’avant."
        )
    return deplacer(connexion, geste, dossier, replace(trace, type="anticipe"))


def decider(connexion: Connection, geste: Geste, dossier_id: str, decision: Decision, faits: Faits) -> DossierLu:
    """Apply the decision of a committee, or of the team where the fabrique has none at that gate.

    A decision on a gate ahead of the dossier is kept and applied when it gets there.

    Raises:
        ErreurMetier: what the decision needs (§2.5), or ``porte_impossible``; PreuvesManquantes: the team decides too early.
    """
    verifier(decision)
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    _refuser_ferme(dossier)
    if faits.portes[decision.porte] == s.EQUIPE:
        _refuser_arrete(dossier)
        _verifier_equipe(dossier, decision, faits)
    elif dossier.stade != s.DEVANT[decision.porte]:
        return _anticiper(connexion, geste, dossier, decision)
    elif dossier.situation != s.ACTIF:
        raise ErreurMetier("porte_impossible", "Ce dossier n’attend pas de décision\u00a0: il n’est pas en cours.")
    return _appliquer(connexion, geste, dossier, decision)


def _appliquer(connexion: Connection, geste: Geste, dossier: DossierLu, d: Decision) -> DossierLu:
    suite = effet(d)
    vers = SUR_PLACE
    if suite is not None:
        champs = {"rang_priorite": d.rang} if d.porte == "G1" and d.decision in POSITIVES else {}
        vers = Mouvement(suite.stade, suite.situation, _donnees(d), champs)
    dossier = deplacer(connexion, geste, dossier, _trace(d), vers)
    return _appliquer_les_portes_anticipees(connexion, geste, dossier, d.jour)


def _trace(d: Decision, **en_plus: Any) -> Trace:
    donnees = {
        "instance": d.instance,
        "rang": d.rang,
        "reserves": [_ligne(x) for x in d.reserves],
        "demandes": [_ligne(x) for x in d.demandes],
        "prochaine": d.prochaine,
        "destinataire": d.destinataire,
        **en_plus,
    }
    return Trace(
        d.porte,
        d.jour,
        d.motif,
        porte=d.porte,
        decision=d.decision,
        motif_code=d.motif_code,
        reponse_publique=d.reponse_publique,
        donnees={n: v for n, v in donnees.items() if v},
        point_id=d.point_id,
    )


def _donnees(d: Decision) -> dict[str, Any]:
    """What §2.3 asks of the situation the decision leads to."""
    if d.decision == "complement_demande":
        return {"demandes": [_ligne(x) | {"repondu_le": None} for x in d.demandes]}
    if d.decision == "ajournee":
        return {"prochaine": d.prochaine}
    if d.decision == "reorientee":
        return {"destinataire": d.destinataire, "motif": d.motif}
    if d.decision in ("refusee", "abandon_acte"):
        return {"motif_code": d.motif_code, "motif": d.motif, "porte": d.porte, "instance": d.instance}
    return {}


def _ligne(x: Ligne) -> dict[str, Any]:
    return {"texte": x.texte, "responsable": x.responsable, "echeance": x.echeance}


def _anticiper(connexion: Connection, geste: Geste, dossier: DossierLu, d: Decision) -> DossierLu:
    _refuser_arrete(dossier)
    avant, apres = s.numero(s.AVANT[d.porte]), s.numero(dossier.stade)
    if d.porte == "G1" or apres >= avant or apres < s.numero("etude_a_lancer"):
        raise ErreurMetier(
            "porte_impossible", "Ce dossier n’attend pas cette décision\u00a0: il n’est pas à cette étape."
        )
    if d.decision in POSITIVES:
        p = m.PorteAnticipee
        connexion.execute(delete(p).where(p.dossier_id == dossier.id, p.porte == d.porte, p.appliquee_le.is_(None)))
        porte = {"porte": d.porte, "decision": d.decision, "point_id": d.point_id, "jour": d.jour, "appliquee_le": None}
        connexion.execute(insert(p), porte | {"dossier_id": dossier.id})
    return deplacer(connexion, geste, dossier, _trace(d, anticipe=True))


def _appliquer_les_portes_anticipees(connexion: Connection, geste: Geste, dossier: DossierLu, jour: str) -> DossierLu:
    p = m.PorteAnticipee
    for porte, (decision, prise, appliquee) in sorted(portes_anticipees(connexion, dossier.id).items()):
        if appliquee is None and dossier.stade == s.ANTICIPE[porte] and dossier.situation == s.ACTIF:
            celle_ci = (p.dossier_id == dossier.id, p.porte == porte)
            connexion.execute(update(p).where(*celle_ci).values(appliquee_le=jour))
            trace = Trace(porte, jour, porte=porte, decision=decision, donnees={"anticipee": prise})
            dossier = deplacer(connexion, geste, dossier, trace, Mouvement(s.APRES[porte]))
    return dossier


def _mobile(connexion: Connection, geste: Geste, dossier_id: str) -> DossierLu:
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    _refuser_ferme(dossier)
    _refuser_arrete(dossier)
    return dossier


def _refuser_ferme(dossier: DossierLu) -> None:
    if dossier.ferme:
        raise ErreurMetier(
            "dossier_ferme",
            "Ce dossier a été scindé ou fusionné\u00a0: c’est dans l’autre dossier que le travail continue. Son histoire reste ici.",
        )


def _refuser_arrete(dossier: DossierLu) -> None:
    if dossier.situation != s.ACTIF:
        raise ErreurMetier(
            "dossier_arrete",
            f"Ce dossier n’est pas en cours (situation\u00a0: {s.SITUATIONS[dossier.situation].lower()}). Reprenez-le d’abord.",
        )


def _verifier_depart(dossier: DossierLu, transition: str, faits: Faits) -> None:
    connue = parcours.TRANSITIONS.get(transition)
    if connue is None or connue not in parcours.depuis(dossier.stade, faits.portes):
        raise ErreurMetier("transition_impossible", "Ce passage n’existe pas depuis l’étape où se trouve ce dossier.")
    manques = parcours.manques(transition, faits)
    if manques:
        raise PreuvesManquantes(manques)


def _verifier_equipe(dossier: DossierLu, d: Decision, faits: Faits) -> None:
    """The team decides alone: from the stade before the gate, or left before it, with a written motive whatever it decides."""
    if s.porte_de_l_equipe(dossier.stade, faits.portes) != d.porte:
        raise ErreurMetier(
            "porte_impossible", "Ce dossier n’attend pas cette décision\u00a0: il n’est pas à cette étape."
        )
    if not d.motif:
        raise ErreurMetier("motif_absent", "Écrivez le motif\u00a0: une décision de l’équipe en a toujours un.")
    manques = parcours.manques_de_la_decision(d.porte, faits)
    if d.decision in POSITIVES and manques:
        raise PreuvesManquantes(manques)
