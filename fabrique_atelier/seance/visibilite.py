"""What each audience may see (``docs/protocole.md`` §4): the one filter used by pages, snapshots, batches and exports.

A *change* is ``[entity, id, value or None]``; ``None`` means the object must disappear from that audience's state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from fabrique_atelier.seance import historique, votes
from fabrique_atelier.seance.etat import Contribution, EtatSeance, Participant, Vote

ANIMATION, TABLEAU, PARTICIPANTS = "animation", "tableau", "participants"
AUDIENCES = (ANIMATION, TABLEAU, PARTICIPANTS)

Changement = list[Any]
_EQUIPE_SEULE = frozenset({"participant", "historique"})
#: What each audience never receives.
_MUETTES = {
    ANIMATION: frozenset({"bulletin"}),
    TABLEAU: _EQUIPE_SEULE | {"bulletin"},
    PARTICIPANTS: _EQUIPE_SEULE | {"bulletin", "compteurs"},
}


def changements(etat: EtatSeance, touches: Iterable[tuple[str, str]], audience: str) -> list[Changement]:
    """Project the touched entities for ``audience``, dropping what it may not even know of."""
    sortie: list[Changement] = []
    for entite, cle in touches:
        changement = _projeter(etat, entite, cle, audience)
        if changement is not None:
            sortie.append(changement)
    return sortie


def concernee(touches: Iterable[tuple[str, str]], audience: str) -> bool:
    """Tell whether these touches may change what ``audience`` sees: a yes may be idle, a no is certain."""
    muettes = _MUETTES[audience]
    return any(entite not in muettes for entite, _cle in touches)


def instantane(etat: EtatSeance, audience: str) -> list[Changement]:
    """Return the whole state as ``audience`` may see it."""
    tout: list[tuple[str, str]] = [("seance", ""), ("compteurs", ""), ("historique", "")]
    tout += [("phase", p.id) for p in etat.phases_triees()]
    tout += [("regroupement", r.id) for r in etat.regroupements.values() if not r.supprime]
    tout += [("contribution", c.id) for c in etat.contributions.values() if audience == ANIMATION or c.publique]
    tout += [("vote", v.id) for v in etat.votes.values()]
    tout += [("participant", p.id) for p in etat.participants.values()]
    return changements(etat, tout, audience)


def personnel(etat: EtatSeance, participant: Participant) -> list[Changement]:
    """Return everything that belongs to one participant alone."""
    sortie: list[Changement] = [_moi(participant)]
    sortie += [mienne(etat, c) for c in etat.par_auteur.get(participant.id, {}).values() if c.etat != "retiree_auteur"]
    for vote in etat.votes.values():
        bulletin = etat.bulletin_de(vote, participant)
        if bulletin is not None:
            sortie.append(_bulletin(vote, bulletin.version, bulletin.contenu))
    return sortie


def changements_personnels(etat: EtatSeance, touches: Iterable[tuple[str, str]]) -> dict[str, list[Changement]]:
    """Return participant id → personal changes, for the touched entities that belong to someone."""
    sortie: dict[str, list[Changement]] = {}
    for entite, cle in touches:
        if entite == "contribution":
            contribution = etat.contributions[cle]
            if contribution.participant_id is not None:
                sortie.setdefault(contribution.participant_id, []).append(mienne(etat, contribution))
        elif entite == "participant":
            sortie.setdefault(cle, []).append(_moi(etat.participants[cle]))
        elif entite == "bulletin":
            vote_id, participant_id = cle.split("/")
            vote = etat.votes[vote_id]
            bulletin = etat.bulletin_de(vote, etat.participants[participant_id])
            changement = ["bulletin", vote_id, None]
            if bulletin is not None:
                changement = _bulletin(vote, bulletin.version, bulletin.contenu)
            sortie.setdefault(participant_id, []).append(changement)
    return sortie


def mienne(etat: EtatSeance, c: Contribution) -> Changement:
    """One's own card, whatever its visibility; its text is gone once the team has hidden it."""
    if c.etat == "retiree_auteur":
        return ["mienne", c.id, None]
    valeur = _carte(etat, c)
    valeur.update(etat=c.etat, motif=c.motif_masquage, devoilee=c.devoilee)
    if c.etat == "masquee":
        valeur["texte"] = None
    return ["mienne", c.id, valeur]


def _projeter(etat: EtatSeance, entite: str, cle: str, audience: str) -> Changement | None:
    if entite in _EQUIPE_SEULE and audience != ANIMATION:
        return None
    projeter = _PROJECTIONS.get(entite)
    return projeter(etat, cle, audience) if projeter is not None else None


def compteurs(etat: EtatSeance) -> dict[str, int]:
    """People in the room and ideas published."""
    presents = sum(not p.ecarte for p in etat.participants.values())
    return {"participants": presents, "contributions": len(etat.publiees)}


def _carte(etat: EtatSeance, c: Contribution) -> dict[str, Any]:
    auteur = None
    if etat.phases[c.phase_id].auteurs_affiches and c.participant_id is not None:
        auteur = etat.participants[c.participant_id].nom
    return {
        "id": c.id,
        "phase_id": c.phase_id,
        "texte": c.texte_reformule or c.texte,
        "reformulee": c.texte_reformule is not None,
        "rang": c.rang,
        "regroupement_id": c.regroupement_id,
        "position": c.position,
        "auteur": auteur,
    }


def _contribution(etat: EtatSeance, cle: str, audience: str) -> Changement | None:
    c = etat.contributions[cle]
    if audience == ANIMATION:
        valeur = _carte(etat, c)
        valeur.update(
            texte_origine=c.texte,
            etat=c.etat,
            motif=c.motif_masquage,
            signalements=len(etat.signalements.get(c.id, ())),
            participant_id=c.participant_id,
            devoilee=c.devoilee,
            saisi_par=c.saisi_par,
        )
        return ["contribution", c.id, valeur]
    if c.publique:
        return ["contribution", c.id, _carte(etat, c)]
    # never shown: this audience must not even learn that it exists
    return ["contribution", c.id, None] if c.devoilee_revision is not None else None


def _seance(etat: EtatSeance, _cle: str, audience: str) -> Changement:
    s = etat.seance
    champs = (
        "id",
        "titre",
        "question",
        "lieu",
        "territoire",
        "structure",
        "date_debut",
        "etat",
        "phase_id",
        "entree_verrouillee",
        "mode_identite",
        "mode_entree",
        "close_le",
    )
    valeur: dict[str, Any] = {n: getattr(s, n) for n in champs}
    if audience != PARTICIPANTS:
        valeur["code"] = s.code
    if audience == ANIMATION:
        valeur["tickets"] = sum(not t.annule for t in etat.tickets.values())
    return ["seance", "", valeur]


def _phase(etat: EtatSeance, cle: str, _audience: str) -> Changement:
    p = etat.phases[cle]
    champs = (
        "id", "ordre", "type", "titre", "consigne", "duree_s", "minuteur", "visibilite", "auteurs_affiches", "longueur_max",
        "max_par_personne", "participants_regroupent", "etat", "debut", "fin", "restant_ms", "revelee_le",
    )  # fmt: skip
    valeur: dict[str, Any] = {n: getattr(p, n) for n in champs}
    finie = p.ecoule_ms > 0 and not p.ouverte
    valeur["duree_reelle_s"] = round(p.ecoule_ms / 1000) if finie else None
    return ["phase", cle, valeur]


def resultats_visibles(etat: EtatSeance, vote: Vote, audience: str) -> bool:
    """The team sees a result once the vote is closed, everybody else once it is revealed."""
    if vote.etat not in ("clos", "detache"):
        return False
    return audience == ANIMATION or etat.phases[vote.phase_id].etat == "revelee"


def _regroupement(etat: EtatSeance, cle: str, _audience: str) -> Changement:
    r = etat.regroupements[cle]
    champs = ("id", "repere", "couleur", "titre", "description", "ordre", "special")
    return ["regroupement", cle, None if r.supprime else {n: getattr(r, n) for n in champs}]


def _vote(etat: EtatSeance, cle: str, audience: str) -> Changement:
    v = etat.votes[cle]
    champs = ("id", "phase_id", "regle", "objets_type", "objets", "budget", "max_par_objet", "etat")
    valeur: dict[str, Any] = {n: getattr(v, n) for n in champs}
    valeur.update(votants=votes.votants(etat, v), inscrits=votes.inscrits(etat, v))
    valeur.update(posees=None, disponibles=None, resultats=None)
    if resultats_visibles(etat, v, audience):
        valeur["posees"], valeur["disponibles"] = votes.gommettes(etat, v)
        valeur["resultats"] = [asdict(x) for x in votes.resultats(etat, v)]
    return ["vote", cle, valeur]


def _participant(etat: EtatSeance, cle: str, _audience: str) -> Changement:
    p = etat.participants[cle]
    ticket = etat.tickets_par_empreinte.get(p.empreinte)
    numero = ticket.numero if ticket is not None else None
    valeur = {
        "id": p.id,
        "numero": p.numero,
        "nom": p.nom,
        "ecarte": p.ecarte,
        "ticket": numero,
        "arrivee": p.rejoint_le,
    }
    return ["participant", cle, valeur]


def _historique(etat: EtatSeance, _cle: str, _audience: str) -> Changement:
    faire, refaire = historique.a_annuler(etat), historique.a_retablir(etat)
    return [
        "historique",
        "",
        {"annuler": faire.libelle if faire else None, "retablir": refaire.libelle if refaire else None},
    ]


def _compteurs(etat: EtatSeance, _cle: str, audience: str) -> Changement | None:
    return ["compteurs", "", compteurs(etat)] if audience != PARTICIPANTS else None


_PROJECTIONS: dict[str, Callable[[EtatSeance, str, str], Changement | None]] = {
    "seance": _seance,
    "phase": _phase,
    "contribution": _contribution,
    "regroupement": _regroupement,
    "vote": _vote,
    "participant": _participant,
    "historique": _historique,
    "compteurs": _compteurs,
}


def _moi(p: Participant) -> Changement:
    return ["moi", "", {"id": p.id, "numero": p.numero, "nom": p.nom, "pseudonyme": p.pseudonyme}]


def _bulletin(vote: Vote, version: int, contenu: dict[str, int]) -> Changement:
    return ["bulletin", vote.id, {"vote_id": vote.id, "version": version, "gommettes": contenu}]
