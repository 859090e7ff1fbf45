"""The ten decisions of a committee, or of the team in its place: what each needs and what it does (``domaine.md`` §2.5). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fabrique_atelier.dossier import stades as s
from fabrique_atelier.socle.erreurs import ErreurMetier

#: Decision → label, in the order of §2.5.
DECISIONS: dict[str, str] = {
    "validee": "Validée",
    "validee_sous_reserve": "Validée sous réserve",
    "ajournee": "Ajournée",
    "complement_demande": "Complément demandé",
    "retournee": "Renvoyée à l’étape précédente",
    "refusee": "Refusée",
    "reorientee": "Réorientée",
    "abandon_acte": "Abandon acté",
    "prise_d_acte": "Pris acte",
    "non_examinee": "Non examinée",
}
POSITIVES = frozenset({"validee", "validee_sous_reserve"})
SANS_EFFET = frozenset({"prise_d_acte", "non_examinee"})
#: Gate → where « renvoyée » may send a dossier back.
RETOURS: dict[str, tuple[str, ...]] = {
    "G1": ("en_qualification",),
    "G2": ("etude_en_cours", "fiche_en_cours"),
    "G3": ("porteur_a_trouver",),
    "G4": ("faisabilite",),
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """A réserve or a request: what, by whom, by when (ISO day)."""

    texte: str
    responsable: str
    echeance: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a body decided on one dossier. ``jour``: ISO day of the decision; ``prochaine``: ISO day it will be seen again.

    ``retour``: the stade of « renvoyée » (the first possible one when empty); ``destinataire``: the partner of « réorientée ».
    """

    porte: str
    decision: str
    jour: str
    motif: str = ""
    motif_code: str | None = None
    reserves: tuple[Ligne, ...] = ()
    demandes: tuple[Ligne, ...] = ()
    prochaine: str | None = None
    retour: str = ""
    destinataire: str = ""
    rang: int | None = None
    reponse_publique: str = ""
    instance: str = ""
    point_id: str | None = None


@dataclass(frozen=True, slots=True)
class Effet:
    """Where a decision sends a dossier; ``stade`` None: it stays."""

    stade: str | None
    situation: str


def possibles(porte: str) -> tuple[str, ...]:
    """The decisions a gate knows, in the order of §2.5."""
    return tuple(d for d in DECISIONS if d != "reorientee" or porte in ("G1", "G2"))


def effet(d: Decision) -> Effet | None:
    """What the decision does to the dossier; None: nothing.

    Raises:
        ErreurMetier: ``decision_impossible``, ``retour_impossible``.
    """
    if d.decision not in possibles(d.porte):
        raise ErreurMetier(
            "decision_impossible", "Cette décision n’existe pas à cette étape. Choisissez-en une autre de la liste."
        )
    if d.decision in SANS_EFFET:
        return None
    if d.decision in POSITIVES:
        return Effet(s.APRES[d.porte], s.ACTIF)
    if d.decision == "retournee":
        return Effet(_retour(d), s.ACTIF)
    if d.decision == "refusee" and d.porte == "G3":
        return Effet("porteur_a_trouver", s.ACTIF)  # only the candidate is refused
    situation = {
        "ajournee": s.AJOURNE,
        "complement_demande": s.COMPLEMENT,
        "refusee": s.REFUSE,
        "reorientee": s.REORIENTE,
        "abandon_acte": s.ABANDONNE,
    }[d.decision]
    return Effet(None, situation)


def verifier(d: Decision) -> None:
    """Refuse a decision without what §2.5 asks of it.

    Raises:
        ErreurMetier: the code names what is missing.
    """
    effet(d)
    manque = _manque(d)
    if manque:
        raise ErreurMetier(*manque)
    if d.rang is not None and (d.porte != "G1" or d.decision not in POSITIVES or d.rang < 1):
        raise ErreurMetier("rang_inutile", "Le rang de priorité ne se donne qu’à une idée validée, à partir de 1.")


def _manque(d: Decision) -> tuple[str, str] | None:
    """The code and the sentence of what is missing, the first one met."""
    return next(((code, phrase) for manquant, code, phrase in _exigences(d) if manquant), None)


def _exigences(d: Decision) -> list[tuple[bool, str, str]]:
    """Missing or not, code, sentence: every line of §2.5’s column « Needs » that is about this decision."""
    quoi, negative, motif = d.decision, d.decision in ("refusee", "abandon_acte"), "motif_absent"
    jour_manque = quoi == "ajournee" and not (d.prochaine and _jour(d.prochaine))
    jour_passe = quoi == "ajournee" and bool(d.prochaine) and str(d.prochaine) <= d.jour
    return [
        (quoi in POSITIVES and not d.motif, motif, _POURQUOI),
        (quoi == "validee_sous_reserve" and not _completes(d.reserves), "reserve_absente", _RESERVE),
        (quoi == "complement_demande" and not _completes(d.demandes), "demande_absente", _DEMANDE),
        (jour_manque, "date_absente", "Donnez la date de la prochaine séance, ou celle où le dossier sera revu."),
        (jour_passe, "date_passee", "Le dossier ne peut être revu qu’après le jour de la décision\u00a0: donnez une date plus tardive."),
        (quoi == "retournee" and not d.motif, motif, "Écrivez ce qui est à refaire."),
        (negative and not d.motif_code, "motif_code_absent", _MOTIF),
        (negative and d.motif_code == "autre" and not d.motif, motif, "Précisez le motif «\u00a0Autre raison\u00a0» en quelques mots."),
        (quoi == "refusee" and not d.motif, motif, "Écrivez le motif du refus\u00a0: les personnes qui ont eu l’idée le liront."),
        (quoi == "reorientee" and not d.destinataire, "destinataire_absent", "Dites vers qui l’idée est réorientée."),
    ]  # fmt: skip


_POURQUOI = "Écrivez en une phrase pourquoi l’instance valide\u00a0: cette phrase ira au compte rendu."
_RESERVE = "Écrivez au moins une réserve, avec la personne qui s’en charge et une date."
_DEMANDE = "Écrivez au moins une demande, avec la personne qui répond et une date."
_MOTIF = "Choisissez un motif dans la liste\u00a0: un refus ou un abandon en a toujours un."


def _completes(lignes: tuple[Ligne, ...]) -> bool:
    return bool(lignes) and all(x.texte and x.responsable and _jour(x.echeance) for x in lignes)


def _jour(texte: str) -> bool:
    try:
        date.fromisoformat(texte)
    except ValueError:
        return False
    return True


def _retour(d: Decision) -> str:
    retours = RETOURS[d.porte]
    if d.retour and d.retour not in retours:
        raise ErreurMetier("retour_impossible", "Le dossier ne peut pas être renvoyé à cette étape depuis celle-ci.")
    return d.retour or retours[0]
