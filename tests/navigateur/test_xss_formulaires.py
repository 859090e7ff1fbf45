"""The scripts of ``charges_xss`` through every form of every page, then on every screen (``fiabilite.md`` T1).

Each text field takes payloads twice: within its length, and they are kept and shown to the letter; beyond it, and the form
comes back with them. No dialog, no foreign element, not a word from the CSP. A field or a screen nobody tries is told by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.navigateur.xss_champs import Lot, Registre
from tests.navigateur.xss_idee import suivre_une_idee
from tests.navigateur.xss_visites import PAS_DES_ECRANS, VIVANTS, Visites
from tests.outillage.charges_xss import CHARGES, DOUZE
from tests.outillage.navigateur import Atelier

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage

    from tests.conftest import Lanceur


class AtelierDeRefus(Atelier):
    """Devices on which a refused form is no error: the browser writes a line for every answer that is not a success."""

    def _console(self, message: ConsoleMessage) -> None:
        if "the server responded with a status of 40" not in message.text:
            super()._console(message)


@pytest.fixture
def visites(request: pytest.FixtureRequest, lancer_serveur: Lanceur, navigateur: Browser) -> Iterator[Visites]:
    """A server whose mail goes nowhere: the links it would send are shown."""
    atelier = AtelierDeRefus(navigateur)
    serveur = lancer_serveur(SMTP="smtp://127.0.0.1:1", COURRIEL_DE="atelier@exemple.invalid")
    yield Visites(serveur, atelier, fond=request.param)
    atelier.fermer()
    assert atelier.erreurs == []


@pytest.mark.endurance
@pytest.mark.parametrize("visites", [False], indirect=True)
def test_douze_charges_dans_chaque_champ(visites: Visites) -> None:
    _traverser(visites, [Lot(DOUZE)])


@pytest.mark.endurance
@pytest.mark.parametrize("visites", [True], indirect=True)
def test_deux_cents_charges_dans_chaque_champ(visites: Visites) -> None:
    _traverser(visites, [Lot(CHARGES[n : n + 24]) for n in range(0, len(CHARGES), 24)])


def _traverser(visites: Visites, lots: Iterable[Lot]) -> None:
    """Plant, look, refuse; then say what has been left out."""
    for lot in lots:
        visites.planter(lot)
        suivre_une_idee(visites, lot)
        visites.regarder(lot)
    r = visites.registre
    assert r.oublies() == []
    assert r.jamais_vus(PAS_DES_ECRANS if r.fond else PAS_DES_ECRANS | VIVANTS) == []


def test_un_champ_que_personne_ne_seme_est_dit() -> None:
    """The register is told of a field, a form class and a page that nobody has tried."""
    registre = Registre(fond=False)
    registre.offrir("partenaires.nouveau", ["nom", "surnom"])
    registre.semer("partenaires.nouveau", ["nom"])
    oublies = registre.oublies()
    assert "partenaires.nouveau: surnom" in oublies
    assert "partenaires.nouveau: nom" not in oublies
    assert "FormulairePartenaire.adresse" in oublies
    assert "FormulairePartenaire.nom" not in oublies
    assert "partenaires.fiche" in registre.jamais_vus(PAS_DES_ECRANS)
    registre.regarder("partenaires.fiche")
    assert "partenaires.fiche" not in registre.jamais_vus(PAS_DES_ECRANS)
