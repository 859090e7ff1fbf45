"""Who may send which command: one table, deny by default. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique_atelier.seance.etat import EtatSeance, Participant
from fabrique_atelier.seance.refus import refus

PARTICIPANT, ANIMATION, TABLEAU, SYSTEME = "participant", "animation", "tableau", "systeme"
_TOUS = frozenset({PARTICIPANT, ANIMATION})
_P = frozenset({PARTICIPANT})
_A = frozenset({ANIMATION})

#: Command type → roles that may send it.
PERMISSIONS: dict[str, frozenset[str]] = {
    "proposer_contribution": _TOUS,
    "modifier_contribution": _P,
    "retirer_contribution": _P,
    "voter": _P,
    "changer_pseudonyme": _P,
    "signaler_contribution": _P,
    "deplacer_contributions": _TOUS,
    "creer_regroupement": _TOUS,
    "renommer_regroupement": _TOUS,
    "decrire_regroupement": _A,
    "fusionner_regroupements": _A,
    "scinder_regroupement": _A,
    "supprimer_regroupement": _A,
    "ordonner_regroupements": _A,
    "annuler": _A,
    "retablir": _A,
    "ouvrir_seance": _A,
    "demarrer_phase": _A,
    "fermer_phase": _A | {SYSTEME},
    "reveler_phase": _A,
    "annuler_revelation": _A,
    "prolonger_phase": _A,
    "mettre_en_pause": _A,
    "reprendre": _A,
    "modifier_phase": _A,
    "verrouiller_entree": _A,
    "masquer_contribution": _A,
    "retablir_contribution": _A,
    "reformuler_contribution": _A,
    "laisser_contribution": _A,
    "ecarter_participant": _A,
    "reintegrer_participant": _A,
    "clore_seance": _A,
    "rouvrir_seance": _A,
}
#: Event a socket may send → audiences it is read from; an event that is not here cannot be registered. What a ``commande``
#: may be is then for PERMISSIONS to say.
EVENEMENTS: dict[str, frozenset[str]] = {
    "commande": _TOUS | {TABLEAU},
    "rattraper": _TOUS | {TABLEAU},
}
#: Clustering commands a participant may send only while the active phase allows it.
SI_PARTICIPANTS_REGROUPENT = frozenset({"deplacer_contributions", "creer_regroupement", "renommer_regroupement"})
#: The only commands a closed séance accepts.
APRES_CLOTURE = frozenset(
    {
        "rouvrir_seance",
        "masquer_contribution",
        "retablir_contribution",
        "reformuler_contribution",
        "laisser_contribution",
    }
)


@dataclass(frozen=True, slots=True)
class Acteur:
    """Who acts, as established by the connection: never by the payload.

    A participant has a ``telephone`` (hash of the phone's token); an animation has either a session of a person's account
    or a lent link (its hash). ``seance/regie.py`` reads both again in the transaction of every command.
    """

    role: str
    participant_id: str | None = None
    telephone: str | None = None
    session_id: str | None = None
    personne_id: str | None = None
    lien: str | None = None


def autoriser(etat: EtatSeance, acteur: Acteur, type_commande: str) -> None:
    """Let the command through, or raise.

    Raises:
        ErreurMetier: ``interdit``, ``ecarte``, ``ticket_deplace``, ``seance_close`` or ``seance_non_ouverte``.
    """
    if acteur.role not in PERMISSIONS.get(type_commande, frozenset()):
        raise refus("interdit")
    if acteur.role == PARTICIPANT:
        participant = etat.participants.get(acteur.participant_id or "")
        code = conge(acteur, participant) if participant is not None else "ecarte"
        if code is not None:
            raise refus(code)
        if etat.seance.etat == "prete":
            raise refus("seance_non_ouverte")
        if type_commande in SI_PARTICIPANTS_REGROUPENT and not _participants_regroupent(etat):
            raise refus("interdit")
    if etat.seance.etat == "close" and type_commande not in APRES_CLOTURE:
        raise refus("seance_close")


def conge(acteur: Acteur, participant: Participant) -> str | None:
    """Why a phone may no longer act: put aside, or its ticket read on another one (a replay has no phone)."""
    if participant.ecarte:
        return "ecarte"
    parti = acteur.telephone is not None and acteur.telephone != participant.telephone
    return "ticket_deplace" if parti else None


def _participants_regroupent(etat: EtatSeance) -> bool:
    phase = etat.phase_active()
    return phase is not None and phase.type == "regroupement" and phase.participants_regroupent
