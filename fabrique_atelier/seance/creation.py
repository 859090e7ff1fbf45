"""Creating a séance with its phases, its votes and its three unguessable links."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta, Struct
from sqlalchemy import Connection, insert, select

from fabrique_atelier.reseau.fabriques import premiere
from fabrique_atelier.seance import etat as e
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.contributions import ligne_admise, texte_admis
from fabrique_atelier.seance.modeles import PhaseACreer, modeles
from fabrique_atelier.seance.persistance import ligne, table
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.seance.tickets import MAXIMUM, fabriquer
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
    mode_entree: Literal["ouvert", "tickets", "salle_fermee"] = "ouvert"
    mineurs_presents: bool = False
    tickets: Annotated[int, Meta(ge=0, le=MAXIMUM)] = 0
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


def liens(cle: bytes, seance_id: str, code: str, generation: int = 0) -> Liens:
    """Return the links of a séance, derived again from the instance key; ``generation`` counts the remotes taken back."""
    entree, tableau = (jeton_derive(cle, role, seance_id) for role in ("entree", "tableau"))
    return Liens(seance_id, code, entree, jeton_derive(cle, "animation", seance_id, generation), tableau)


@dataclass(frozen=True, slots=True)
class Cadre:
    """Where a séance is created and by whom. ``pretee``: its animation link opens the remote without an account."""

    fabrique_id: str
    personne_id: str | None = None
    pretee: bool = True


def creer_seance(
    connexion: Connection, cle: bytes, demande: SeanceACreer, maintenant: int, cadre: Cadre | None = None
) -> Liens:
    """Insert a séance in state ``prete``; without ``cadre``, in the instance's first fabrique, its remote lent.

    Raises:
        ErreurMetier: a text is empty or too long, or the déroulé is unknown or empty.
    """
    phases = demande.phases or _phases_du_modele(demande.modele)
    acces = liens(cle, nouvel_identifiant(), _code_libre(connexion))
    seance_id = acces.seance_id
    seance = _seance(demande, acces, cadre or Cadre(premiere(connexion, maintenant)), maintenant)
    connexion.execute(insert(table(e.Seance)), ligne(seance))
    couples = [_phase(seance_id, ordre, phase) for ordre, phase in enumerate(phases, start=1)]
    connexion.execute(insert(table(e.Phase)), [ligne(phase) for phase, _vote in couples])
    votes = [ligne(vote) for _phase_, vote in couples if vote is not None]
    if votes:
        connexion.execute(insert(table(e.Vote)), votes)
    if demande.mode_entree == "tickets" and demande.tickets:
        imprimes = fabriquer(cle, seance_id, 1, demande.tickets, maintenant)
        connexion.execute(insert(table(e.Ticket)), [ligne(t) for t in imprimes])
    return acces


def _seance(demande: SeanceACreer, acces: Liens, cadre: Cadre, maintenant: int) -> e.Seance:
    return e.Seance(
        id=acces.seance_id,
        fabrique_id=cadre.fabrique_id,
        cree_par=cadre.personne_id,
        titre=ligne_admise(demande.titre, 120),
        question=ligne_admise(demande.question, 200),
        lieu=_facultatif(demande.lieu, 200),
        territoire=_facultatif(demande.territoire, 120),
        structure=_facultatif(demande.structure, 120),
        date_debut=demande.date_debut,
        mode_identite="anonyme" if demande.mineurs_presents else demande.mode_identite,
        mode_entree=demande.mode_entree,
        mineurs_presents=demande.mineurs_presents,
        modele=demande.modele if demande.modele in modeles() else None,
        etat="prete",
        code=acces.code,
        entree_verrouillee=False,
        empreinte_entree=empreinte(acces.entree),
        empreinte_animation=empreinte(acces.animation),
        empreinte_tableau=empreinte(acces.tableau),
        generation=0,
        pretee=cadre.pretee,
        revision=0,
        phase_id=None,
        cree_le=maintenant,
        ouverte_le=None,
        close_le=None,
        anonymisee_le=None,
    )


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
