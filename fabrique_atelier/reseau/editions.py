"""Writing one row that people edit: its version is checked, what somebody else saved meanwhile comes back.

Nothing typed is lost: a save made on an older version is refused with the row as it now stands (``domaine.md`` §3, « version »).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import Base, table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant


class VersionDepassee(ErreurMetier):
    """Somebody else has saved in between: ``actuel`` is what they saved."""

    def __init__(self, actuel: Any, quoi: str = "cette fiche") -> None:
        super().__init__(
            "version_depassee",
            f"Quelqu’un a modifié {quoi} pendant que vous l’écriviez\u00a0: rien n’est encore enregistré. Comparez les deux "
            "versions ci-dessous, puis enregistrez celle que vous gardez.",
        )
        self.actuel = actuel


def ajouter(connexion: Connection, geste: Geste, modele: type[Base], valeurs: Mapping[str, Any]) -> str:
    """Insert one row with an id and an edit version; return its id."""
    nouvelle = nouvel_identifiant()
    ligne = {"id": nouvelle, "cree_le": geste.maintenant, "modifie_le": geste.maintenant, "version": 1}
    connexion.execute(insert(modele), {**ligne, **valeurs})
    return nouvelle


def remplacer(
    connexion: Connection,
    geste: Geste,
    modele: type[Base],
    ou: Mapping[str, Any],
    lue: tuple[int, Mapping[str, Any]],
    absent: ErreurMetier | None = None,
) -> None:
    """Save one row; ``ou``: columns that name it, ``lue``: (version the edit was made on, new values).

    ``absent`` is what to say when the row is gone, in the words of its page.

    Raises:
        VersionDepassee: it has changed since (``actuel``: the row as it is); ErreurMetier: gone.
    """
    version, valeurs = lue
    colonnes = table(modele).c
    la = [colonnes[n] == v for n, v in ou.items()]
    nouvelles = {**valeurs, "modifie_le": geste.maintenant, "version": version + 1}
    if connexion.execute(update(modele).where(*la, colonnes["version"] == version).values(**nouvelles)).rowcount:
        return
    actuel = connexion.execute(select(*colonnes).where(*la)).mappings().first()
    raise VersionDepassee(dict(actuel)) if actuel else absent or disparu()


def disparu() -> ErreurMetier:
    """Say that somebody else deleted it."""
    return ErreurMetier(
        "introuvable", "Cet élément n’existe plus\u00a0: quelqu’un vient de le supprimer. Revenez à la page du dossier."
    )
