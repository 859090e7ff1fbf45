"""One line of « ce qui attend quelqu’un », whichever room it comes from."""

from __future__ import annotations

from typing import NamedTuple


class Attente(NamedTuple):
    """``genre`` says what it is, ``dossier_id`` or ``seance_id`` where it leads; ``a_vous``: it waits for the reader.

    ``echeance``: the ISO day it is wanted for; ``depuis``: the one it began to wait, for want of the first; ``passage``: the
    transition to cross; ``attente``: « en attente depuis 43 jours », beyond the threshold of its stade.
    """

    genre: str
    groupe: str
    titre: str
    phrase: str
    numero: str = ""
    echeance: str = ""
    depuis: str = ""
    passage: str = ""
    dossier_id: str = ""
    seance_id: str = ""
    a_vous: bool = False
    attente: str = ""

    @property
    def urgence(self) -> tuple[str, str]:
        """The oldest day first."""
        return self.echeance or self.depuis, self.numero
