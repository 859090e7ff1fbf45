"""Creating a séance with its phases, its votes and its three unguessable links."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta, Struct
from sqlalchemy import Connection, insert, select

from fabrique_atelier.seance import etat as e
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.contributions import ligne_admise, texte_admis
from fabrique_atelier.seance.modeles import PhaseACreer, modeles
from fabrique_atelier.seance.persistance import ligne, table
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle import texte as porte
from fabrique_atelier.socle.identifiants import empreinte, jeton_derive, nouveau_code, nouvel_identifiant

Court = Annotated[str, Meta(max_length=200)]


class SeanceACreer(Struct, forbid_unknown_fields=True):
    """What is needed to create a séance; ``phases`` wins over ``modele``."""

    titre: Court
    question: Court
    lieu: Court = ""
    territoire: Annotated[str, Meta(max_length=120)] = ""
    structure: Annotated[str, Meta(max_length=120)] = ""
    date_debut: Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")] | None = None
    mode_identite: Literal["anonyme", "pseudonyme"] = "pseudonyme"
    modele: str | None = None
    phases: Annotated[list[PhaseACreer], Meta(max_length=30)] = []


@dataclass(frozen=True, slots=True)
class Liens:
    """The capability tokens of a séance."""

    seance_id: str
    code: str
    entree: str
    animation: str
    tableau: str


def liens(cle: bytes, seance_id: str, code: str) -> Liens:
    """Return the links of a séance, derived again from the instance key."""
    return Liens(seance_id, code, *(jeton_derive(cle, role, seance_id) for role in ("entree", "animation", "tableau")))


def creer_seance(connexion: Connection, cle: bytes, demande: SeanceACreer, maintenant: int) -> Liens:
    """Insert a séance in state ``prete``.

    Raises:
        ErreurMetier: a text is empty or too long, or the déroulé is unknown or empty.
    """
    phases = demande.phases or _phases_du_modele(demande.modele)
    seance_id = nouvel_identifiant()
    code = _code_libre(connexion)
    acces = liens(cle, seance_id, code)
    seance = e.Seance(
        id=seance_id,
        titre=ligne_admise(demande.titre, 120),
        question=ligne_admise(demande.question, 200),
        lieu=_facultatif(demande.lieu, 200),
        territoire=_facultatif(demande.territoire, 120),
        structure=_facultatif(demande.structure, 120),
        date_debut=demande.date_debut,
        mode_identite=demande.mode_identite,
        modele=demande.modele if demande.modele in modeles() else None,
        etat="prete",
        code=code,
        entree_verrouillee=False,
        empreinte_entree=empreinte(acces.entree),
        empreinte_animation=empreinte(acces.animation),
        empreinte_tableau=empreinte(acces.tableau),
        revision=0,
        phase_id=None,
        cree_le=maintenant,
        ouverte_le=None,
        close_le=None,
    )
    connexion.execute(insert(table(e.Seance)), ligne(seance))
    couples = [_phase(seance_id, ordre, phase) for ordre, phase in enumerate(phases, start=1)]
    connexion.execute(insert(table(e.Phase)), [ligne(phase) for phase, _vote in couples])
    votes = [ligne(vote) for _phase_, vote in couples if vote is not None]
    if votes:
        connexion.execute(insert(table(e.Vote)), votes)
    return acces


def _phases_du_modele(modele: str | None) -> list[PhaseACreer]:
    trouve = modeles().get(modele or "T01")
    if trouve is None:
        raise refus("commande_invalide")
    return trouve.phases


def _facultatif(brut: str, maximum: int) -> str:
    """Same gate as a required line, but it may stay empty."""
    return ligne_admise(brut, maximum) if porte.ligne(brut) else ""


def _code_libre(connexion: Connection) -> str:
    while True:
        code = nouveau_code()
        if connexion.execute(select(m.Seance.id).where(m.Seance.code == code)).first() is None:
            return code


def _phase(seance_id: str, ordre: int, p: PhaseACreer) -> tuple[e.Phase, e.Vote | None]:
    phase = e.Phase(
        id=nouvel_identifiant(),
        seance_id=seance_id,
        ordre=ordre,
        type=p.type,
        titre=ligne_admise(p.titre, 60),
        consigne=texte_admis(p.consigne, 300),
        duree_s=p.duree_s,
        minuteur=p.minuteur,
        visibilite=p.visibilite,
        auteurs_affiches=p.auteurs_affiches,
        longueur_max=p.longueur_max,
        max_par_personne=p.max_par_personne,
        type_carte="idee",
        participants_regroupent=p.participants_regroupent,
    )
    if p.type != "vote":
        return phase, None
    vote = e.Vote(
        id=nouvel_identifiant(),
        seance_id=seance_id,
        phase_id=phase.id,
        regle="gommettes",
        objets_type=p.objets_type,
        objets=[],
        budget=p.budget,
        max_par_objet=min(p.max_par_objet, p.budget),
        etat="prepare",
        sel=secrets.token_hex(16),
    )
    return phase, vote
