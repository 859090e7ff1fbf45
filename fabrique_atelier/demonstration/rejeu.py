"""Replaying a case: the same commands as real phones and a real remote, one after the other, on a real database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from fabrique_atelier.demonstration.cas import Cas
from fabrique_atelier.seance import votes
from fabrique_atelier.seance.commandes import decoder
from fabrique_atelier.seance.creation import Cadre, Liens, SeanceACreer, creer_seance
from fabrique_atelier.seance.droits import ANIMATION, PARTICIPANT, Acteur
from fabrique_atelier.seance.executeur import Executeur
from fabrique_atelier.seance.modeles import modeles
from fabrique_atelier.seance.participants import Arrivee
from fabrique_atelier.socle.horloge import maintenant_ms
from fabrique_atelier.socle.identifiants import empreinte, nouvel_identifiant

EQUIPE = Acteur(ANIMATION)
CAPACITE = 1000


@dataclass(slots=True)
class Rejeu:
    """One case being replayed."""

    executeur: Executeur
    cas: Cas
    liens: Liens
    participants: list[Acteur] = field(default_factory=list)
    cartes: dict[int, str] = field(default_factory=dict)
    groupes: dict[str, str] = field(default_factory=dict)

    def jouer(self) -> dict[str, Any]:
        """Play the séance from the opening to the closing; return what ``demo --rejouer --json`` prints."""
        self._animer("ouvrir_seance")
        self._entrer()
        for phase_id, type_phase in self._phases():
            self._animer("demarrer_phase", phase_id=phase_id)
            getattr(self, f"_jouer_{type_phase}")(phase_id)
        self._animer("clore_seance")
        return self._resume()

    def _phases(self) -> list[tuple[str, str]]:
        with self.executeur.etat(self.liens.seance_id) as etat:
            return [(p.id, p.type) for p in etat.phases_triees()] if etat is not None else []

    def _entrer(self) -> None:
        for n in range(self.cas.seance["participants"]):
            jeton = hashlib.sha256(f"{self.liens.seance_id}/{n}".encode()).hexdigest()[:32]
            arrivee = Arrivee(empreinte(jeton), "", CAPACITE)
            reponse = self.executeur.executer(self.liens.seance_id, Acteur(PARTICIPANT), arrivee)
            self.participants.append(Acteur(PARTICIPANT, reponse["participant"]))

    def _jouer_accueil(self, _phase_id: str) -> None:
        """Nothing is written while people settle."""

    def _jouer_restitution(self, _phase_id: str) -> None:
        """Nothing is written while the result is read."""

    def _jouer_ideation(self, phase_id: str) -> None:
        if self.cartes:
            return
        for numero, texte in enumerate(self.cas.idees, start=1):
            auteur = self.participants[(numero - 1) % len(self.participants)]
            self.cartes[numero] = self._envoyer(auteur, "proposer_contribution", phase_id=phase_id, texte=texte)
        for numero, note in self.cas.moderation.items():
            self._moderer(self.cartes[numero], note)

    def _moderer(self, carte: str, note: str) -> None:
        """« …: masquée, reformulée « X » »: hidden at once, then shown again in the team's words."""
        self._animer("masquer_contribution", contribution_id=carte, motif="donnee_personnelle")
        reformulation = note.split("«", 1)[1].rsplit("»", 1)[0].strip()
        self._animer("reformuler_contribution", contribution_id=carte, texte=reformulation)
        self._animer("retablir_contribution", contribution_id=carte)

    def _jouer_regroupement(self, _phase_id: str) -> None:
        for repere, titre, numeros in self.cas.regroupements:
            nom = titre if repere.startswith("R") else repere
            self.groupes[repere] = self._animer(
                "creer_regroupement", titre=nom, contributions=[self.cartes[n] for n in numeros]
            )

    def _jouer_vote(self, phase_id: str) -> None:
        with self.executeur.etat(self.liens.seance_id) as etat:
            vote = etat.vote_de(phase_id) if etat is not None else None
        if vote is None:
            raise LookupError("vote absent")
        for acteur, bulletin in zip(self.participants, self.cas.vote.bulletins, strict=False):
            gommettes = {self.groupes[repere]: nombre for repere, nombre in bulletin.items()}
            self._envoyer(acteur, "voter", vote_id=vote.id, version=1, gommettes=gommettes)

    def _animer(self, type_commande: str, **donnees: Any) -> str:
        return self._envoyer(EQUIPE, type_commande, **donnees)

    def _envoyer(self, acteur: Acteur, type_commande: str, **donnees: Any) -> str:
        identifiant = nouvel_identifiant()
        commande = decoder({"id": identifiant, "type": type_commande, "donnees": donnees})
        reponse = self.executeur.executer(self.liens.seance_id, acteur, commande)
        if not reponse["ok"]:
            raise RuntimeError(f"{type_commande} : {reponse['message']}")
        return identifiant

    def _resume(self) -> dict[str, Any]:
        reperes = {identifiant: repere for repere, identifiant in self.groupes.items()}
        with self.executeur.etat(self.liens.seance_id) as etat:
            if etat is None:
                raise LookupError(self.liens.seance_id)
            vote = next(iter(etat.votes.values()))
            lignes = votes.resultats(etat, vote)
            posees, disponibles = votes.gommettes(etat, vote)
            nb_idees, votants = len(etat.publiees), votes.votants(etat, vote)
        classement = [reperes[x.objet_id] for x in lignes]
        attendu = self.cas.vote.classement_attendu
        return {
            "cas": self.cas.id,
            "titre": self.cas.seance["titre"],
            "seance": self.liens.seance_id,
            "participants": len(self.participants),
            "idees": nb_idees,
            "regroupements": len([r for r in self.groupes if r.startswith("R")]),
            "regle": "gommettes",
            "regle_du_cas": self.cas.vote.regle_du_cas,
            "transposition": self.cas.vote.transposition,
            "votants": votants,
            "posees": posees,
            "disponibles": disponibles,
            "resultats": {reperes[x.objet_id]: x.points for x in lignes},
            "rangs": {reperes[x.objet_id]: x.rang for x in lignes},
            "classement": classement,
            "classement_attendu": attendu,
            "conforme": None if attendu is None else classement == attendu,
        }


def creer_et_rejouer(executeur: Executeur, cle: bytes, cas: Cas, cadre: Cadre | None = None) -> dict[str, Any]:
    """Create the séance of a case and replay it whole."""
    demande = seance_du_cas(cas)
    acces = executeur.ecrire_seul(lambda connexion: creer_seance(connexion, cle, demande, maintenant_ms(), cadre))
    return Rejeu(executeur, cas, acces).jouer()


def seance_du_cas(cas: Cas) -> SeanceACreer:
    """Return the séance to create: déroulé T01 with the case's vote rule."""
    phases = [type(p)(**{n: getattr(p, n) for n in p.__struct_fields__}) for p in modeles()["T01"].phases]
    for phase in phases:
        if phase.type == "vote":
            phase.budget, phase.max_par_objet = cas.vote.budget, cas.vote.max_par_objet
            pluriel = "s" if phase.budget > 1 else ""
            phase.consigne = f"Vous avez {phase.budget} gommette{pluriel}. Posez-les sur les groupes d’idées que vous voulez voir avancer."
    return SeanceACreer(
        titre=cas.seance["titre"],
        question=cas.seance["question"],
        lieu=cas.seance["lieu"],
        territoire=cas.territoire[:120],
        structure=cas.structure[:120],
        date_debut=cas.seance["date"],
        modele="T01",
        phases=phases,
    )
