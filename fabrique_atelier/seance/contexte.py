"""What a use-case receives: state, actor, command id, instant, and the key links derive from. Nothing comes from a global."""

from __future__ import annotations

from dataclasses import dataclass

from fabrique_atelier.seance.droits import PARTICIPANT, Acteur
from fabrique_atelier.seance.etat import Contribution, EtatSeance, Participant, Phase, Regroupement
from fabrique_atelier.seance.refus import refus


@dataclass(frozen=True, slots=True)
class Contexte:
    """One command being carried out."""

    etat: EtatSeance
    acteur: Acteur
    commande_id: str
    maintenant: int
    cle: bytes = b""

    def phase(self, identifiant: str) -> Phase:
        """Return the phase or refuse (``phase_inconnue``)."""
        phase = self.etat.phases.get(identifiant)
        if phase is None:
            raise refus("phase_inconnue")
        return phase

    def regroupement(self, identifiant: str) -> Regroupement:
        """Return the living cluster or refuse (``regroupement_inconnu``)."""
        trouve = self.etat.regroupements.get(identifiant)
        if trouve is None or trouve.supprime:
            raise refus("regroupement_inconnu")
        return trouve

    def contribution(self, identifiant: str) -> Contribution:
        """Return the card if this actor may know it, else refuse (``contribution_inconnue``)."""
        trouvee = self.etat.contributions.get(identifiant)
        if trouvee is None or (
            self.acteur.role == PARTICIPANT and not trouvee.publique and not self.auteur_de(trouvee)
        ):
            raise refus("contribution_inconnue")
        return trouvee

    def auteur_de(self, contribution: Contribution) -> bool:
        """Tell whether the acting participant wrote this card."""
        return self.acteur.participant_id is not None and contribution.participant_id == self.acteur.participant_id

    def participant(self) -> Participant:
        """Return the acting participant."""
        trouve = self.etat.participants.get(self.acteur.participant_id or "")
        if trouve is None:
            raise refus("participant_inconnu")
        return trouve
