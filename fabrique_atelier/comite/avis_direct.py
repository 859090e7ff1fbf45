"""The avis of a committee gathered live, by the engine of the séances (``domaine.md`` §3.20).

One hidden séance per point, entered with tickets: one ticket per voice, so that nobody votes twice whatever phone is used;
four cards to choose from, one dot each. A member votes from their page, or with the phone that read the printed ticket: the
ballot belongs to the ticket. Ballots are detached from people when the vote closes, like those of any séance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, update

from fabrique_atelier.seance import bureau, votes
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.commandes import decoder
from fabrique_atelier.seance.creation import Cadre, SeanceACreer, creer_seance
from fabrique_atelier.seance.demandes import Geste, Reponse
from fabrique_atelier.seance.droits import ANIMATION, PARTICIPANT, Acteur
from fabrique_atelier.seance.etat import EtatSeance, Vote
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.modeles import PhaseACreer
from fabrique_atelier.seance.participants import Arrivee
from fabrique_atelier.seance.tickets import MAXIMUM, jeton_de_ticket
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import empreinte, jeton_derive, nouvel_identifiant

#: What marks the séances that are no workshop: lists and figures leave them out.
MODELE = "comite"
#: Avis → what its card says, in the order of the cards.
AVIS: dict[str, str] = {
    "favorable": "Favorable",
    "favorable_reserves": "Favorable avec réserves",
    "defavorable": "Défavorable",
    "abstention": "Abstention",
}
_CONSIGNE = (
    "Touchez le plus à côté de votre avis. Vous pouvez changer jusqu’à la fermeture. Personne ne voit votre choix."
)


@dataclass(frozen=True, slots=True)
class Salle:
    """Where the vote takes place: the executor, the instance's key, and who conducts it (None: a member votes)."""

    executeur: Executeur
    cle: bytes
    conduit: Acteur | None = None


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far a live vote has got: ballots given, voices expected."""

    ouvert: bool
    exprimes: int
    attendus: int


def creer(connexion: Connection, cle: bytes, cadre: Cadre, textes: tuple[str, str], maintenant: int) -> str:
    """Insert the hidden séance, without tickets yet; ``textes``: (title, question). Return its id."""
    titre, question = textes
    demande = SeanceACreer(
        titre=titre[:120],
        question=question[:200],
        mode_identite="anonyme",
        mode_entree="tickets",
        phases=[
            PhaseACreer("ideation", "Les avis possibles", "Le vote va s’ouvrir.", minuteur="aucun"),
            PhaseACreer(
                "vote",
                "Votre avis",
                _CONSIGNE,
                minuteur="aucun",
                visibilite="moi",
                budget=1,
                max_par_objet=1,
                objets_type="contributions",
            ),
        ],
    )
    cree = creer_seance(connexion, cle, demande, maintenant, cadre).seance_id
    connexion.execute(update(m.Seance).where(m.Seance.id == cree).values(modele=MODELE))
    return cree


def ouvrir(salle: Salle, seance_id: str, voix: int) -> None:
    """Print ``voix`` tickets, put the four cards on the wall, open the vote.

    Raises:
        ErreurMetier: no voice at all, or the séance refuses.
    """
    if not 1 <= voix <= MAXIMUM:
        raise ErreurMetier(
            "sans_voix",
            "Personne ne peut donner d’avis\u00a0: marquez d’abord les membres présents, puis ouvrez le vote.",
        )
    _geste(salle, seance_id, bureau.ajouter_tickets(voix))
    _commander(salle, seance_id, "ouvrir_seance")
    cartes, vote = _phases(salle, seance_id)
    _commander(salle, seance_id, "demarrer_phase", phase_id=cartes)
    for texte in AVIS.values():
        _commander(salle, seance_id, "proposer_contribution", phase_id=cartes, texte=texte)
    _commander(salle, seance_id, "demarrer_phase", phase_id=vote)


def ajouter_voix(salle: Salle, seance_id: str) -> int:
    """One more ticket, for a member who arrives; return its number."""
    _geste(salle, seance_id, bureau.ajouter_tickets(1))
    with salle.executeur.etat(seance_id) as etat:
        return max(_exiger(etat).tickets)


def retirer_voix(salle: Salle, seance_id: str, numero: int) -> None:
    """Cancel a ticket (déport, departure): its ballot leaves the vote."""
    _geste(salle, seance_id, bureau.annuler_ticket(numero))


def donner(salle: Salle, seance_id: str, numero: int, avis: str) -> None:
    """Give, or change, the avis of a ticket.

    Raises:
        ErreurMetier: ``avis_inconnu``, or the vote is closed, or the ticket cancelled.
    """
    if avis not in AVIS:
        raise ErreurMetier("avis_inconnu", "Choisissez un des quatre avis, puis envoyez.")
    acteur = _entrer(salle, seance_id, numero)
    with salle.executeur.etat(seance_id) as etat:
        present = _exiger(etat)
        vote, cartes = _vote(present), _cartes(present)
        bulletin = present.bulletin_de(vote, present.participants[acteur.participant_id or ""])
        version = bulletin.version + 1 if bulletin else 1
    _envoyer(salle, seance_id, acteur, "voter", vote_id=vote.id, version=version, gommettes={cartes[avis]: 1})


def donne(salle: Salle, seance_id: str, numero: int) -> str | None:
    """The avis this ticket has given, for its holder only; None before, and for good once the vote is closed."""
    with salle.executeur.etat(seance_id) as etat:
        if etat is None:
            return None
        participant = etat.par_empreinte.get(_ticket(salle, seance_id, numero))
        bulletin = etat.bulletin_de(_vote(etat), participant) if participant is not None else None
        choisies = bulletin.contenu if bulletin is not None else {}
        return next((avis for avis, carte in _cartes(etat).items() if choisies.get(carte)), None)


def avancement(salle: Salle, seance_id: str) -> Avancement:
    """Counts only: nobody sees who has answered what."""
    with salle.executeur.etat(seance_id) as etat:
        if etat is None:
            return Avancement(ouvert=False, exprimes=0, attendus=0)
        vote = _vote(etat)
        attendus = sum(not t.annule for t in etat.tickets.values())
        return Avancement(vote.etat == "ouvert", votes.votants(etat, vote), attendus)


def fermer(salle: Salle, seance_id: str) -> dict[str, int]:
    """Close the vote and the hidden séance; return avis → number."""
    with salle.executeur.etat(seance_id) as etat:
        deja = _exiger(etat).seance.etat == "close"
    if not deja:
        _commander(salle, seance_id, "clore_seance", confirme=True)
    with salle.executeur.etat(seance_id) as etat:
        ferme = _exiger(etat)
        points: Mapping[str, int] = {x.objet_id: x.points for x in votes.resultats(ferme, _vote(ferme))}
        return {avis: points.get(carte, 0) for avis, carte in _cartes(ferme).items()}


def _entrer(salle: Salle, seance_id: str, numero: int) -> Acteur:
    """Come in with the ticket, as the member's page: another phone that had read it is out."""
    telephone = empreinte(jeton_derive(salle.cle, "avis", f"{seance_id}|{numero}"))
    arrivee = Arrivee(telephone, "", MAXIMUM, _ticket(salle, seance_id, numero))
    reponse = _accepter(salle.executeur.executer(seance_id, Acteur(PARTICIPANT), arrivee))
    return Acteur(PARTICIPANT, reponse["participant"], telephone)


def _ticket(salle: Salle, seance_id: str, numero: int) -> str:
    return empreinte(jeton_de_ticket(salle.cle, seance_id, numero))


def _vote(etat: EtatSeance) -> Vote:
    return next(iter(etat.votes.values()))


def _cartes(etat: EtatSeance) -> dict[str, str]:
    """Avis → the id of its card: the first four cards put up, in their order, whatever they were made to say since."""
    posees = sorted(etat.contributions.values(), key=lambda c: c.rang)[: len(AVIS)]
    return {avis: carte.id for avis, carte in zip(AVIS, posees, strict=False)}


def _phases(salle: Salle, seance_id: str) -> tuple[str, str]:
    with salle.executeur.etat(seance_id) as etat:
        cartes, vote = _exiger(etat).phases_triees()
        return cartes.id, vote.id


def _commander(salle: Salle, seance_id: str, type_: str, **donnees: Any) -> None:
    _envoyer(salle, seance_id, salle.conduit or Acteur(ANIMATION), type_, **donnees)


def _geste(salle: Salle, seance_id: str, geste: Geste) -> None:
    _accepter(salle.executeur.executer(seance_id, salle.conduit or Acteur(ANIMATION), geste))


def _envoyer(salle: Salle, seance_id: str, acteur: Acteur, type_: str, **donnees: Any) -> None:
    commande = decoder({"id": nouvel_identifiant(), "type": type_, "donnees": donnees})
    _accepter(salle.executeur.executer(seance_id, acteur, commande))


def _accepter(reponse: Reponse) -> Reponse:
    if not reponse["ok"]:
        raise ErreurMetier(reponse["code"], reponse["message"])
    return reponse


def _exiger(etat: EtatSeance | None) -> EtatSeance:
    if etat is None:
        raise ErreurMetier("vote_absent", "Ce vote n’existe plus. Rechargez la page, puis ouvrez-en un autre.")
    return etat
