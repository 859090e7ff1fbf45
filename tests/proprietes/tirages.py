"""What a room may send at any moment, sensible or not, drawn by Hypothesis from what the oracle knows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from hypothesis import strategies as st

from fabrique_atelier.seance.droits import PARTICIPANT, Acteur
from tests.proprietes.essai import EQUIPE, Envoi
from tests.proprietes.oracle_deroule import OracleSeance

T = TypeVar("T")
INCONNU = "00000000-0000-4000-8000-000000000000"
MOTIFS = ("injure", "hors_sujet", "autre")


class Tirages:
    """Draws requests; ``data`` is Hypothesis’s."""

    def __init__(self, data: st.DataObject, oracle: OracleSeance, numero: int) -> None:
        self._data = data
        self._oracle = oracle
        self._numero = numero

    def un(self, choix: Iterable[T]) -> T:
        """One of ``choix``."""
        return self._data.draw(st.sampled_from(list(choix)))

    def entier(self, minimum: int, maximum: int) -> int:
        """One integer."""
        return self._data.draw(st.integers(minimum, maximum))

    def chance(self) -> bool:
        """Heads or tails."""
        return self._data.draw(st.booleans())

    def texte(self) -> str:
        """Return a text nobody else has; now and then one the gate refuses."""
        return self.un([f"idee{self._numero}"] * 6 + [f"  idee{self._numero} "] + [" \n ", "x" * 141])

    def personne(self) -> Acteur:
        """Return somebody in the room, else the team."""
        return self.un([Acteur(PARTICIPANT, p) for p in self._oracle.gens] or [EQUIPE])

    def carte(self) -> str:
        """Return a card, rarely one that does not exist."""
        return self.un([INCONNU] if self._rare() else self._oracle.cartes or [INCONNU])

    def cartes(self, maximum: int = 4, minimum: int = 0) -> list[str]:
        """Return a few cards."""
        if not self._oracle.cartes:
            return [INCONNU] * minimum
        return self._data.draw(st.lists(st.sampled_from(list(self._oracle.cartes)), min_size=minimum, max_size=maximum))

    def groupe(self) -> str:
        """Return a cluster, rarely one that is no more."""
        vivants = [] if self._rare() else list(self._oracle.groupes)
        return self.un(vivants or [*self._oracle.titres, INCONNU])

    def phase(self) -> str:
        """Return a phase, most often the current one."""
        ouvertes = [i for i, e in self._oracle.etapes.items() if e.ouverte]
        return self.un(self._oracle.etapes if self._rare() else ouvertes or self._oracle.etapes)

    def ecrire(self) -> Envoi:
        """An idea, its change or its withdrawal, a report."""
        autres = (
            ["modifier_contribution", "retirer_contribution", "signaler_contribution"] if self._oracle.cartes else []
        )
        type_ = self.un(["proposer_contribution"] * 4 + autres)
        qui = self.un([EQUIPE]) if self._rare() else self.personne()
        if type_ == "proposer_contribution":
            return qui, type_, {"phase_id": self.phase(), "texte": self.texte()}
        donnees: dict[str, Any] = {"contribution_id": self.carte()}
        siennes = [i for i, c in self._oracle.cartes.items() if c.auteur == qui.participant_id]
        if siennes and not self._rare():
            donnees["contribution_id"] = self.un(siennes)
        if type_ == "modifier_contribution":
            donnees["texte"] = self.texte()
        elif type_ == "signaler_contribution":
            donnees["motif"] = self.un(MOTIFS)
        return qui, type_, donnees

    def regrouper(self) -> Envoi:
        """A clustering step, most often by the team; below two clusters, most often a new one."""
        types = ["creer_regroupement"] * 3 + ["deplacer_contributions"] * 2
        if len(self._oracle.groupes) > 1 or self._rare():
            types += ["fusionner_regroupements", "scinder_regroupement", "supprimer_regroupement"]
            types += ["renommer_regroupement", "ordonner_regroupements", "fusionner_regroupements"]
        type_ = self.un(types)
        donnees = getattr(self, f"_{type_}")()
        return (self.personne() if self.entier(0, 3) == 0 else EQUIPE), type_, donnees

    def _deplacer_contributions(self) -> dict[str, Any]:
        cible = self.groupe() if self.entier(0, 3) else None
        return {
            "contributions": self.cartes(minimum=1),
            "regroupement_id": cible,
            "position": self.un([None, 0, 1, 2, 9]),
        }

    def _creer_regroupement(self) -> dict[str, Any]:
        return {"titre": f"groupe{self._numero}", "contributions": self.cartes(minimum=self.entier(0, 2))}

    def _renommer_regroupement(self) -> dict[str, Any]:
        return {"regroupement_id": self.groupe(), "titre": self.un([f"autre{self._numero}", " "])}

    def _fusionner_regroupements(self) -> dict[str, Any]:
        if len(self._oracle.groupes) < 2 or self._rare():
            return {"source_id": self.groupe(), "cible_id": self.groupe()}
        source, cible = self._data.draw(st.permutations(list(self._oracle.groupes)))[:2]
        return {"source_id": source, "cible_id": cible}

    def _scinder_regroupement(self) -> dict[str, Any]:
        groupe = self.groupe()
        contenu = self._oracle.groupes.get(groupe) or self.cartes(minimum=1)
        choisies = self._data.draw(st.lists(st.sampled_from(contenu), min_size=1, max_size=3))
        return {"regroupement_id": groupe, "contributions": choisies, "titre": f"moitie{self._numero}"}

    def _supprimer_regroupement(self) -> dict[str, Any]:
        return {"regroupement_id": self.groupe()}

    def _ordonner_regroupements(self) -> dict[str, Any]:
        ordre = self._data.draw(st.permutations(list(self._oracle.groupes)))
        return {"ordre": ordre[1:] if self._rare() else ordre}

    def voyager(self) -> Envoi:
        """Undo or redo."""
        return EQUIPE, self.un(["annuler", "annuler", "retablir"]), {}

    def voter(self) -> Envoi:
        """A ballot, within the rules or not."""
        ouverts = [i for i, s in self._oracle.scrutins.items() if s.etat == "ouvert"]
        vote_id = self.un(ouverts or self._oracle.scrutins)
        objets = self._oracle.scrutins[vote_id].objets or [INCONNU]
        posees = self._data.draw(st.dictionaries(st.sampled_from(objets), st.sampled_from([1, 2, 1, 3]), max_size=3))
        if self.entier(0, 2) == 2:
            posees = dict.fromkeys(objets[:3], 2)
        if self._rare():
            posees[INCONNU] = 1
        return self.personne(), "voter", {"vote_id": vote_id, "version": self.entier(1, 5), "gommettes": posees}

    def conduire(self) -> Envoi:
        """A step of the déroulé."""
        if self._oracle.etat == "close" and self.chance():
            return EQUIPE, "rouvrir_seance", {}
        type_ = self.un(
            ["demarrer_phase"] * 6
            + "fermer_phase reveler_phase annuler_revelation prolonger_phase mettre_en_pause reprendre verrouiller_entree".split()
            + ["clore_seance", "rouvrir_seance", "ouvrir_seance"]
        )
        donnees: dict[str, Any] = {}
        if type_.endswith("_phase") or type_ == "annuler_revelation":
            donnees["phase_id"] = self.un(self._oracle.etapes) if type_ == "demarrer_phase" else self.phase()
        if type_ in ("demarrer_phase", "reveler_phase", "clore_seance"):
            donnees["confirme"] = self.entier(0, 3) > 0
        if type_ == "prolonger_phase":
            donnees["secondes"] = 60
        if type_ == "verrouiller_entree":
            donnees["verrouillee"] = self._rare()
        return EQUIPE, type_, donnees

    def moderer(self) -> Envoi:
        """An act of moderation."""
        type_ = self.un(
            "masquer_contribution masquer_contribution retablir_contribution reformuler_contribution laisser_contribution "
            "ecarter_participant reintegrer_participant".split()
        )
        if type_.endswith("_participant"):
            donnees: dict[str, Any] = {"participant_id": self.un([*self._oracle.gens, INCONNU])}
            if type_ == "ecarter_participant":
                donnees["masquer"] = self.chance()
            return EQUIPE, type_, donnees
        donnees = {"contribution_id": self.carte()}
        if type_ == "masquer_contribution":
            donnees["motif"] = self.un(MOTIFS)
        if type_ == "reformuler_contribution":
            donnees["texte"] = self.un([f"autrement{self._numero}", None])
        return EQUIPE, type_, donnees

    def _rare(self) -> bool:
        return self.entier(0, 15) == 15
