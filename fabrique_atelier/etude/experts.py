"""Questions put to experts, and what they answered (``domaine.md`` §3.25, light)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.etude import models as m
from fabrique_atelier.etude.nomenclatures import DOMAINES
from fabrique_atelier.reseau.editions import ajouter, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier

CHAMPS = "partenaire_id nom domaine question sollicite_le rendu_le avis remuneration lien_interet".split()


@dataclass(frozen=True, slots=True)
class MissionLue:
    """One question to one expert; ``remuneration``: cents."""

    id: str
    dossier_id: str
    partenaire_id: str | None
    nom: str
    domaine: str
    question: str
    sollicite_le: str
    rendu_le: str | None
    avis: str
    remuneration: int | None
    lien_interet: str
    version: int


_COLONNES = tuple(getattr(m.MissionExpert, n) for n in MissionLue.__slots__)


def du_dossier(connexion: Connection, dossier_id: str) -> list[MissionLue]:
    """The missions of a dossier already known to be in the fabrique, by day asked."""
    e = m.MissionExpert
    requete = select(*_COLONNES).where(e.dossier_id == dossier_id).order_by(e.sollicite_le, e.id)
    return [MissionLue(**x) for x in connexion.execute(requete).mappings()]


def enregistrer(
    connexion: Connection, geste: Geste, dossier_id: str, lue: tuple[str | None, int], donnees: Mapping[str, Any]
) -> str:
    """Save a mission; ``lue``: (id or None for a new one, version the edit was made on). Return its id.

    Raises:
        VersionDepassee; ErreurMetier: ``mission_incomplete``, ``dates_inversees``, ``introuvable``.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    ligne = {n: donnees.get(n) for n in CHAMPS}
    if not (ligne["nom"] and ligne["question"] and ligne["sollicite_le"]) or ligne["domaine"] not in DOMAINES:
        raise ErreurMetier(
            "mission_incomplete", "Dites qui vous sollicitez, dans quel domaine, sur quelle question et quand."
        )
    if ligne["rendu_le"] and ligne["rendu_le"] < ligne["sollicite_le"]:
        raise ErreurMetier(
            "dates_inversees", "La réponse ne peut pas venir avant la question. Vérifiez les deux dates."
        )
    ligne |= {n: ligne[n] or "" for n in ("avis", "lien_interet")}
    mission_id, version = lue
    geste.noter(connexion, "expert.enregistrer", ("dossier", dossier_id), rendu=bool(ligne["rendu_le"]))
    if mission_id is None:
        return ajouter(connexion, geste, m.MissionExpert, ligne | {"dossier_id": dossier_id})
    la = {"id": mission_id, "dossier_id": dossier_id}
    absente = ErreurMetier("introuvable", "Cette mission n’existe plus. Revenez à l’étude d’opportunité.")
    remplacer(connexion, geste, m.MissionExpert, la, (version, ligne), absente)
    return mission_id
