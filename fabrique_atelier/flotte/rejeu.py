"""A small oracle of the clusters: the animation's accepted commands replayed in order of revision."""

from dataclasses import dataclass, field
from typing import Any

Photo = tuple[dict[str, str | None], dict[str, str]]
PROFONDEUR = 50


@dataclass
class Classement:
    """Where each card is (``place``) and which clusters live, with their titles (``vivants``)."""

    place: dict[str, str | None] = field(default_factory=dict)
    vivants: dict[str, str] = field(default_factory=dict)
    _annulables: list[Photo] = field(default_factory=list)
    _retablissables: list[Photo] = field(default_factory=list)

    def rejouer(self, identifiant: str, type_: str, donnees: dict[str, Any]) -> None:
        """Apply one accepted command; those which do not concern clusters change nothing."""
        if type_ == "annuler":
            self._revenir(self._annulables, self._retablissables)
        elif type_ == "retablir":
            self._revenir(self._retablissables, self._annulables)
        elif (geste := getattr(self, f"_{type_}", None)) is not None:
            self._annulables = [*self._annulables[1 - PROFONDEUR :], self._photo()]
            self._retablissables.clear()
            geste(identifiant, donnees)

    def _photo(self) -> Photo:
        return dict(self.place), dict(self.vivants)

    def _revenir(self, depuis: list[Photo], vers: list[Photo]) -> None:
        vers.append(self._photo())
        self.place, self.vivants = depuis.pop()

    def _deplacer_contributions(self, _identifiant: str, donnees: dict[str, Any]) -> None:
        self.place.update(dict.fromkeys(donnees["contributions"], donnees["regroupement_id"]))

    def _creer_regroupement(self, identifiant: str, donnees: dict[str, Any]) -> None:
        self.vivants[identifiant] = donnees["titre"]
        self.place.update(dict.fromkeys(donnees["contributions"], identifiant))

    _scinder_regroupement = _creer_regroupement

    def _renommer_regroupement(self, _identifiant: str, donnees: dict[str, Any]) -> None:
        self.vivants[donnees["regroupement_id"]] = donnees["titre"]

    def _decrire_regroupement(self, _identifiant: str, _donnees: dict[str, Any]) -> None:
        """Undoable, but neither place nor title moves; likewise for the order."""

    _ordonner_regroupements = _decrire_regroupement

    def _fusionner_regroupements(self, _identifiant: str, donnees: dict[str, Any]) -> None:
        self._vider(donnees["source_id"], donnees["cible_id"])

    def _supprimer_regroupement(self, _identifiant: str, donnees: dict[str, Any]) -> None:
        self._vider(donnees["regroupement_id"], None)

    def _vider(self, source: str, cible: str | None) -> None:
        del self.vivants[source]
        self.place = {carte: cible if groupe == source else groupe for carte, groupe in self.place.items()}
