"""Routes of ``web/publiques/suites.py`` and ``web/publiques/apporter.py``: no account opens or closes them."""

from __future__ import annotations

from tests.integration.attendus.qui import SANS_COMPTE, sous

ATTENDUS: dict[str, frozenset[str]] = {
    **sous("suites", "s_abonner abonnement_demande abonnement", SANS_COMPTE),
    **sous("suites", "apporter apporteur apporter_en_partenaire apport oublier_courriel", SANS_COMPTE),
    **sous("api", "mes_idees", SANS_COMPTE),
}
