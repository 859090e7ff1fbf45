"""Undo and redo of clustering, shared by the team: each step keeps the touched objects before and after. Pure."""

from __future__ import annotations

from typing import Any

from fabrique_atelier.seance.etat import Contribution, EtatSeance, Operation, Regroupement
from fabrique_atelier.seance.refus import refus

PROFONDEUR = 50
_CHAMPS_GROUPE = ("titre", "description", "ordre", "supprime", "couleur", "repere", "special")


class Pas:
    """One step being recorded. Call :meth:`carte` and :meth:`groupe` *before* changing an object, then :meth:`finir`."""

    def __init__(self, etat: EtatSeance, libelle: str) -> None:
        self._etat = etat
        self._libelle = libelle
        self._cartes: dict[str, Any] = {}
        self._groupes: dict[str, Any] = {}

    def carte(self, contribution: Contribution) -> None:
        """Remember where a card stands."""
        self._cartes.setdefault(contribution.id, [contribution.regroupement_id, contribution.position])

    def groupe(self, regroupement: Regroupement) -> None:
        """Remember what a cluster looks like."""
        self._groupes.setdefault(regroupement.id, _photo(regroupement))

    def groupe_cree(self, regroupement: Regroupement) -> None:
        """Remember that a cluster did not exist."""
        self._groupes[regroupement.id] = {**_photo(regroupement), "supprime": True}

    def finir(self) -> None:
        """Push the step; what had been undone can no longer be redone."""
        etat = self._etat
        for operation in etat.operations:
            if operation.etat == "annulee":
                operation.etat = "perdue"
                etat.changer(operation)
        gardees = [o for o in etat.operations if o.etat == "faite"]
        numero = etat.operations[-1].numero + 1 if etat.operations else 1
        apres = {
            "cartes": {
                i: [etat.contributions[i].regroupement_id, etat.contributions[i].position] for i in self._cartes
            },
            "groupes": {i: _photo(etat.regroupements[i]) for i in self._groupes},
        }
        operation = Operation(
            seance_id=etat.seance.id,
            numero=numero,
            libelle=self._libelle,
            avant={"cartes": self._cartes, "groupes": self._groupes},
            apres=apres,
            etat="faite",
        )
        etat.operations = [*gardees[-PROFONDEUR + 1 :], operation]
        etat.ajouter(operation)
        etat.toucher("historique")


def a_annuler(etat: EtatSeance) -> Operation | None:
    """The step « Annuler » would undo."""
    return next((o for o in reversed(etat.operations) if o.etat == "faite"), None)


def a_retablir(etat: EtatSeance) -> Operation | None:
    """The step « Rétablir » would redo."""
    return next((o for o in etat.operations if o.etat == "annulee"), None)


def annuler(etat: EtatSeance) -> None:
    """Undo the last step."""
    operation = a_annuler(etat)
    if operation is None:
        raise refus("rien_a_annuler")
    _appliquer(etat, operation.avant)
    _conclure(etat, operation, "annulee")


def retablir(etat: EtatSeance) -> None:
    """Redo the step undone last."""
    operation = a_retablir(etat)
    if operation is None:
        raise refus("rien_a_retablir")
    _appliquer(etat, operation.apres)
    _conclure(etat, operation, "faite")


def _conclure(etat: EtatSeance, operation: Operation, nouvel_etat: str) -> None:
    operation.etat = nouvel_etat
    etat.changer(operation)
    etat.toucher("historique")


def _photo(regroupement: Regroupement) -> dict[str, Any]:
    return {champ: getattr(regroupement, champ) for champ in _CHAMPS_GROUPE}


def _appliquer(etat: EtatSeance, photo: dict[str, Any]) -> None:
    for identifiant, champs in photo["groupes"].items():
        regroupement = etat.regroupements[identifiant]
        for champ, valeur in champs.items():
            setattr(regroupement, champ, valeur)
        etat.changer(regroupement)
    for identifiant, (regroupement_id, position) in photo["cartes"].items():
        contribution = etat.contributions[identifiant]
        contribution.regroupement_id, contribution.position = regroupement_id, position
        etat.changer(contribution)
