"""Utilité sociale and social innovation, as the law and the CSESS put the questions (``domaine.md`` §3.14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, update

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.lectures import DossierLu, exiger
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier

#: The four purposes of the law on the ESS, article 2; the last one needs another effect beside it.
BUTS: dict[str, str] = {
    "soutien_publics_fragiles": "Soutenir des personnes en situation de fragilité",
    "lien_social_cohesion_territoriale": "Préserver le lien social ou la cohésion du territoire",
    "education_citoyennete": "Contribuer à l’éducation à la citoyenneté",
    "developpement_durable_transition_culture_solidarite_internationale": (
        "Contribuer au développement durable, à la transition énergétique, à la culture ou à la solidarité internationale"
    ),
}
ACCESSOIRE = "developpement_durable_transition_culture_solidarite_internationale"
#: The four questions on social innovation.
INNOVATION: dict[str, str] = {
    "besoin": "Le besoin est-il mal satisfait aujourd’hui\u202f?",
    "experimentation": "La réponse est-elle expérimentale, avec une prise de risque\u202f?",
    "implication": "Les personnes concernées sont-elles impliquées\u202f?",
    "effets": "Y a-t-il d’autres effets positifs\u202f?",
}
REPONSES: dict[str, str] = {"oui": "Oui", "non": "Non", "a_verifier": "À vérifier"}
DISPENSE_MAX = 600
NOTE_MAX = 400


@dataclass(frozen=True, slots=True)
class Utilite:
    """What the team says of a dossier. ``innovation``: question → (answer, note)."""

    buts: tuple[str, ...] = ()
    dispense: str = ""
    innovation: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def lue(dossier: DossierLu) -> Utilite:
    """What was said of a dossier."""
    reponses = {q: (x.get("reponse", ""), x.get("note", "")) for q, x in dossier.innovation.items()}
    return Utilite(tuple(dossier.utilite_sociale), dossier.utilite_dispense, reponses)


def enregistrer(connexion: Connection, geste: Geste, dossier_id: str, version: int, voulue: Utilite) -> None:
    """Save; ``version``: the dossier’s, on which the edit was made.

    Raises:
        VersionDepassee: ``actuel`` is the dossier; ErreurMetier: ``but_inconnu``, ``but_accessoire``, ``dispense_longue``, ``note_longue``.
    """
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    if not set(voulue.buts) <= set(BUTS) or not set(voulue.innovation) <= set(INNOVATION):
        raise ErreurMetier("but_inconnu", "Choisissez dans la liste les effets d’utilité sociale.")
    if dossier.ferme:
        raise ErreurMetier("dossier_ferme", "Ce dossier est fermé\u00a0: il a été scindé ou réuni à un autre.")
    if any(len(n) > NOTE_MAX for _, n in voulue.innovation.values()):
        raise ErreurMetier("note_longue", f"Une note compte {NOTE_MAX}\u00a0caractères au plus. Raccourcissez-la.")
    if set(voulue.buts) == {ACCESSOIRE} and not voulue.dispense:
        raise ErreurMetier(
            "but_accessoire",
            "Cet effet ne compte, dans la loi, que s’il agit aussi sur des personnes fragiles, sur le lien social ou sur "
            "l’éducation à la citoyenneté. Cochez-en un autre, ou écrivez une dispense.",
        )
    if len(voulue.dispense) > DISPENSE_MAX:
        raise ErreurMetier(
            "dispense_longue", f"La dispense compte {DISPENSE_MAX}\u00a0caractères au plus. Raccourcissez-la."
        )
    d = m.Dossier
    buts = [b for b in BUTS if b in voulue.buts]
    valeurs = {
        "utilite_sociale": buts,
        "utilite_dispense": voulue.dispense,
        "innovation": {q: {"reponse": r, "note": n} for q, (r, n) in voulue.innovation.items() if r in REPONSES},
        "modifie_le": geste.maintenant,
        "version": version + 1,
    }
    if not connexion.execute(update(d).where(d.id == dossier_id, d.version == version).values(**valeurs)).rowcount:
        raise VersionDepassee(dossier)
    geste.noter(connexion, "dossier.utilite", ("dossier", dossier_id), buts=len(buts))
