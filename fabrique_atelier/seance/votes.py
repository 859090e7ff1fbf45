"""Gommettes: casting, counting, ranking (``domaine.md`` §6.2). Counts are counted from ballots, never incremented. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique_atelier.seance import commandes as c
from fabrique_atelier.seance.contexte import Contexte
from fabrique_atelier.seance.etat import Bulletin, EtatSeance, Vote
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.identifiants import jeton_de_vote

MINUTE_MS = 60_000
#: Under this many ballots a result could betray a voter (``domaine.md`` §6.2, Secrecy).
SEUIL_SECRET = 5


@dataclass(frozen=True, slots=True)
class LigneResultat:
    """One object of the result: its points and its rank (ties share it: 1, 2, 2, 4)."""

    objet_id: str
    points: int
    rang: int
    ex_aequo: bool


def voter(ctx: Contexte, d: c.Voter) -> None:
    """Store the whole ballot of the acting participant; a newer ``version`` replaces, never adds."""
    vote = ctx.etat.votes.get(d.vote_id)
    if vote is None:
        raise refus("vote_inconnu")
    if vote.etat != "ouvert" or vote.sel is None:
        raise refus("vote_clos")
    depense = sum(d.gommettes.values())
    if any(objet not in vote.objets for objet in d.gommettes):
        raise refus("objet_inconnu")
    if any(points > vote.max_par_objet for points in d.gommettes.values()):
        raise refus("maximum_par_objet", maximum=vote.max_par_objet)
    if depense > vote.budget:
        raise refus("budget_depasse", budget=vote.budget)
    participant = ctx.participant()
    jeton = jeton_de_vote(vote.sel, participant.empreinte)
    bulletins = ctx.etat.bulletins.setdefault(vote.id, {})
    bulletin = bulletins.get(jeton)
    minute = ctx.maintenant // MINUTE_MS * MINUTE_MS
    avait_vote = bulletin is not None and bulletin.depense > 0
    if bulletin is None:
        bulletin = Bulletin(
            vote.id, jeton, d.version, dict(d.gommettes), depense, vote.budget, participant.poids, minute
        )
        bulletins[jeton] = bulletin
        ctx.etat.ajouter(bulletin)
    elif d.version > bulletin.version:
        bulletin.version, bulletin.contenu, bulletin.depense, bulletin.minute = (
            d.version,
            dict(d.gommettes),
            depense,
            minute,
        )
        bulletin.budget = vote.budget
        ctx.etat.changer(bulletin)
    else:
        return
    # by participant, in memory only: the journal never keeps this line (see ``executeur``)
    ctx.etat.toucher("bulletin", f"{vote.id}/{participant.id}")
    if avait_vote != (depense > 0):
        ctx.etat.toucher("vote", vote.id)  # only the number of voters is public while the vote is open


def objets_du_vote(etat: EtatSeance, vote: Vote) -> list[str]:
    """What can be voted on now: clusters with at least one card everybody sees, or such cards themselves."""
    visibles = [x for x in etat.contributions.values() if x.publique]
    if vote.objets_type == "contributions":
        return [x.id for x in sorted(visibles, key=lambda x: x.rang)]
    garnis = {x.regroupement_id for x in visibles}
    return [r.id for r in etat.regroupements_tries() if r.special is None and r.id in garnis]


def rafraichir_objets(etat: EtatSeance) -> None:
    """After a change of clusters, an open vote bears on the clusters there are; dots on a gone one are free again."""
    for vote in etat.votes.values():
        if vote.etat == "ouvert":
            objets = objets_du_vote(etat, vote)
            if objets != vote.objets:
                vote.objets = objets
                etat.changer(vote)


def votants(etat: EtatSeance, vote: Vote) -> int:
    """How many people have placed at least one dot."""
    return sum(b.poids for b in etat.bulletins.get(vote.id, {}).values() if b.depense > 0)


def inscrits(etat: EtatSeance, vote: Vote) -> int:
    """How many people can vote, or could when the vote was closed; nobody before it opens."""
    if vote.inscrits is not None:
        return vote.inscrits
    # a ballot stays when its author is put aside: never « 3 sur 2 ont voté »
    return max(presents(etat), votants(etat, vote)) if vote.etat == "ouvert" else 0


def presents(etat: EtatSeance) -> int:
    """How many people are in the séance, those put aside excepted."""
    return sum(p.poids for p in etat.participants.values() if not p.ecarte)


def resultats(etat: EtatSeance, vote: Vote) -> list[LigneResultat]:
    """Rank the objects of the vote: sum of dots, ties share the rank, no hidden tie-break.

    Dots on an object that is no longer in the vote do not count.
    """
    points = dict.fromkeys(vote.objets, 0)
    for bulletin in etat.bulletins.get(vote.id, {}).values():
        for objet, nombre in bulletin.contenu.items():
            if objet in points:
                points[objet] += nombre * bulletin.poids
    ordre = sorted(points.items(), key=lambda x: -x[1])
    lignes = []
    for objet, total in ordre:
        rang = 1 + sum(autre > total for autre in points.values())
        lignes.append(LigneResultat(objet, total, rang, list(points.values()).count(total) > 1))
    return lignes


def gommettes(etat: EtatSeance, vote: Vote) -> tuple[int, int]:
    """Return (dots placed, dots available to those who voted)."""
    lignes = resultats(etat, vote)
    return sum(x.points for x in lignes), vote.budget * votants(etat, vote)
