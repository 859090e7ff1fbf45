"""What one phone has left in a séance (``domaine.md`` §7.2 RG10): read it, take it away, have it deleted.

The phone's own token is the only key. During the séance the cards are withdrawn by the ordinary commands first, so that
every screen forgets them at once; then, at any time until the anonymisation, the texts themselves are emptied here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.demandes import Publication
from fabrique_atelier.seance.etat import Contribution, EtatSeance, Participant
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.persistance import verrouiller
from fabrique_atelier.seance.refus import refus
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import empreinte, nouvel_identifiant

_ETATS = {
    "publiee": "envoyée",
    "masquee": "masquée par l’équipe d’animation",
    "retiree_auteur": "retirée par vous",
}


def participant_de(etat: EtatSeance, jeton: str) -> Participant:
    """Return who holds this phone's token.

    Raises:
        ErreurMetier: ``donnees_anonymisees`` or ``donnees_introuvables``.
    """
    trouve = etat.par_telephone.get(empreinte(jeton))
    if trouve is not None:
        return trouve
    if etat.seance.anonymisee_le is not None:
        raise ErreurMetier(
            "donnees_anonymisees",
            "La durée de conservation est passée\u00a0: cette séance est anonymisée. Plus rien ne relie une idée ou un bulletin "
            "à votre téléphone, donc rien ne peut être retrouvé ni effacé séparément. Pour une question, écrivez au contact "
            "indiqué dans la notice.",
        )
    raise ErreurMetier(
        "donnees_introuvables",
        "Ce téléphone n’est pas reconnu dans cette séance. Utilisez le téléphone et le navigateur avec lesquels vous avez "
        "participé, ou écrivez au contact indiqué dans la notice.",
    )


def lire(etat: EtatSeance, participant: Participant) -> dict[str, Any]:
    """Return everything the séance holds about one participant, for a person and for a machine."""
    cartes = sorted(etat.par_auteur.get(participant.id, {}).values(), key=lambda c: c.rang)
    return {
        "seance": {"id": etat.seance.id, "titre": etat.seance.titre, "structure": etat.seance.structure},
        "pseudonyme": participant.pseudonyme,
        "numero": participant.numero,
        "arrivee": participant.rejoint_le,
        "cartes": [_carte(etat, c) for c in cartes if c.etat != "retiree_auteur" or c.texte],
        "votes": [v for vote in etat.votes.values() if (v := _vote(etat, vote.id, participant)) is not None],
        "votes_detaches": any(v.etat == "detache" for v in etat.votes.values()),
    }


def effacer(connexion: Connection, seance_id: str, jeton: str, maintenant: int) -> int:
    """Empty the texts and the pseudonym of this phone's participant; return how many cards went.

    The rows stay, empty: clusters, ranks and counts still hold. The state in memory must be dropped afterwards
    (``Executeur.oublier``); the séance takes a new revision, so that nobody trusts an older one.
    """
    revision = verrouiller(connexion, seance_id)
    condense, p, c = empreinte(jeton), m.Participant, m.Contribution
    du_telephone = or_(p.appareil == condense, (p.empreinte == condense) & p.appareil.is_(None))
    trouve = connexion.execute(select(p.id).where(p.seance_id == seance_id, du_telephone)).scalar()
    if revision is None or trouve is None:
        return 0
    siennes = (c.seance_id == seance_id, c.participant_id == trouve)
    cartes = list(connexion.execute(select(c.id).where(*siennes, c.texte != "")).scalars())
    vide = {"texte": "", "texte_reformule": None, "etat": "retiree_auteur"}
    connexion.execute(update(c).where(*siennes).values(**vide))
    connexion.execute(update(p).where(p.id == trouve).values(pseudonyme=None))
    identifiant = nouvel_identifiant()
    touches = [["contribution", i] for i in cartes] + [["participant", trouve], ["compteurs", ""]]
    connexion.execute(update(m.Seance).where(m.Seance.id == seance_id).values(revision=revision + 1))
    connexion.execute(
        insert(m.Journal),
        {
            "seance_id": seance_id,
            "id": identifiant,
            "revision": revision + 1,
            "type": "effacer_mes_donnees",
            "acteur": "participant",
            "participant_id": trouve,
            "touches": touches,
            "code": None,
            "reponse": {"id": identifiant, "ok": True, "r": revision + 1},
            "le": maintenant,
        },
    )
    return len(cartes)


def _carte(etat: EtatSeance, c: Contribution) -> dict[str, Any]:
    return {
        "texte": c.texte,
        "reformulee": c.texte_reformule,
        "etape": etat.phases[c.phase_id].titre,
        "etat": _ETATS.get(c.etat, c.etat),
    }


def _vote(etat: EtatSeance, vote_id: str, participant: Participant) -> dict[str, Any] | None:
    """The ballot, as long as something still links it to its voter."""
    vote = etat.votes[vote_id]
    bulletin = etat.bulletin_de(vote, participant)
    if bulletin is None:
        return None
    gommettes = []
    for objet, points in bulletin.contenu.items():
        groupe, carte = etat.regroupements.get(objet), etat.contributions.get(objet)
        titre = groupe.titre if groupe else (carte.texte if carte is not None and carte.publique else "")
        gommettes.append({"objet": titre, "gommettes": points})
    return {"etape": etat.phases[vote.phase_id].titre, "choix": gommettes}


def effacer_et_dire(executeur: Executeur, seance_id: str, jeton: str, maintenant: int) -> int:
    """Delete, then have every screen of the séance forget the cards; return how many went."""
    with executeur.etat(seance_id) as etat:
        if etat is None:
            raise refus("seance_inconnue")
        participant = participant_de(etat, jeton)
        siennes = list(etat.par_auteur.get(participant.id, {}))
    nombre = executeur.ecrire_seul(lambda connexion: effacer(connexion, seance_id, jeton, maintenant))
    executeur.oublier(seance_id)
    with executeur.etat(seance_id) as etat:
        if etat is not None and participant.id in etat.participants:
            touches = dict.fromkeys([("contribution", i) for i in siennes if i in etat.contributions])
            publication = Publication(etat, {**touches, ("participant", participant.id): None, ("compteurs", ""): None})
            for abonne in executeur.abonnes:
                abonne([publication])
    return nombre
