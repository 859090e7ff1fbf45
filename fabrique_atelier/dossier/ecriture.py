"""The only hand that writes a dossier's position: one conditional update, one line of history, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.lectures import DossierLu
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.recherche import cle
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

#: Type of a line → the action the audit journal names; the others are crossings.
_ACTIONS = {
    "TX": "arreter",
    "T4b": "arreter",
    "TR": "rouvrir",
    "TS": "scinder",
    "T2b": "fusionner",
    "reponse": "repondre",
}


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of history to write. ``type``: a transition of §2.4, a gate, or a room's own word; ``jour``: ISO day of the fact."""

    type: str
    jour: str
    texte: str = ""
    porte: str | None = None
    decision: str | None = None
    motif_code: str | None = None
    reponse_publique: str = ""
    donnees: Mapping[str, Any] = field(default_factory=dict)
    point_id: str | None = None
    autre_dossier_id: str | None = None


@dataclass(frozen=True, slots=True)
class Mouvement:
    """Where a dossier goes; None: it stays. ``donnees``: what §2.3 asks of the new situation; ``champs``: columns changed with it."""

    stade: str | None = None
    situation: str | None = None
    donnees: Mapping[str, Any] | None = None
    champs: Mapping[str, Any] = field(default_factory=dict)


SUR_PLACE = Mouvement()


def recherche(*textes: str) -> str:
    """What a search reads of these texts."""
    return cle(" ".join(textes))[:4000]


def deplacer(
    connexion: Connection, geste: Geste, dossier: DossierLu, trace: Trace, vers: Mouvement = SUR_PLACE
) -> DossierLu:
    """Move a dossier and write why; nothing happens unless it is still where ``dossier`` was read. Return it as it is then.

    Raises:
        ErreurMetier: ``dossier_deplace``: somebody moved it meanwhile.
    """
    d = m.Dossier
    stade, situation = vers.stade or dossier.stade, vers.situation or dossier.situation
    valeurs: dict[str, Any] = {"modifie_le": geste.maintenant, "version": d.version + 1, **vers.champs}
    if stade != dossier.stade:
        valeurs |= {"stade": stade, "stade_depuis": trace.jour}
    if situation != dossier.situation:
        valeurs |= {"situation": situation, "situation_depuis": trace.jour}
    if vers.donnees is not None or situation != dossier.situation:
        valeurs["situation_donnees"] = dict(vers.donnees or {})
    la = (d.id == dossier.id, d.stade == dossier.stade, d.situation == dossier.situation, d.version == dossier.version)
    if not connexion.execute(update(d).where(*la).values(**valeurs)).rowcount:
        raise ErreurMetier(
            "dossier_deplace",
            "Quelqu’un vient de faire avancer ce dossier ou de le modifier\u00a0: rien n’a changé. Relisez la page, puis recommencez.",
        )
    tracer(connexion, geste, dossier.id, trace, (dossier.stade, stade), (dossier.situation, situation))
    action = f"dossier.{_ACTIONS.get(trace.type, 'franchir')}"
    geste.noter(connexion, action, ("dossier", dossier.id), quoi=trace.type, vers=stade, en=situation)
    return _relire(connexion, dossier)


def _relire(connexion: Connection, dossier: DossierLu) -> DossierLu:
    """Read the position again, inside the transaction that has just changed it."""
    noms = ("stade", "situation", "situation_donnees", "stade_depuis", "situation_depuis", "rang_priorite", "version")
    requete = select(*(getattr(m.Dossier, n) for n in noms)).where(m.Dossier.id == dossier.id)
    return replace(dossier, **connexion.execute(requete).mappings().one())


def tracer_sur_place(connexion: Connection, geste: Geste, dossier: DossierLu, trace: Trace) -> str:
    """Write a line that moves nothing: a réserve lifted, a document sent; return its id."""
    return tracer(
        connexion, geste, dossier.id, trace, (dossier.stade, dossier.stade), (dossier.situation, dossier.situation)
    )


def tracer(
    connexion: Connection,
    geste: Geste,
    dossier_id: str,
    trace: Trace,
    stades: tuple[str | None, str],
    situations: tuple[str | None, str],
) -> str:
    """Append one line to a dossier's history, from where to where; return its id."""
    e = m.DossierEvenement
    dernier = connexion.execute(select(func.max(e.numero)).where(e.dossier_id == dossier_id)).scalar()
    evenement_id = nouvel_identifiant()
    connexion.execute(
        insert(e),
        {
            "id": evenement_id,
            "dossier_id": dossier_id,
            "numero": (dernier or 0) + 1,
            "de_stade": stades[0],
            "vers_stade": stades[1],
            "de_situation": situations[0],
            "vers_situation": situations[1],
            "auteur_id": auteur(geste),
            "le": geste.maintenant,
            **{n: getattr(trace, n) for n in Trace.__slots__ if n != "donnees"},
            "donnees": dict(trace.donnees),
        },
    )
    return evenement_id


def auteur(geste: Geste) -> str | None:
    """The person behind a gesture; None for the server itself and for the command line."""
    return geste.acteur_id if len(geste.acteur_id) == 36 else None
