"""Who may cross: every transition of the team × every role, by the address of its button (``domaine.md`` §2.4)."""

from __future__ import annotations

import pytest

from fabrique_atelier.comptes.droits import ROLES
from fabrique_atelier.dossier.lectures import charger
from fabrique_atelier.dossier.parcours import INSCRIPTIONS, TRANSITIONS
from fabrique_atelier.socle.base import ecrire, lire
from tests.integration.site import Site, lire_page
from tests.outillage import dossiers
from tests.outillage.comptes import connecter

#: By hand: the team crosses, nobody else.
EQUIPE = {"administration", "charge_mission"}


@pytest.mark.parametrize("base", ["sqlite"], indirect=True)
def test_seule_l_equipe_franchit(site: Site) -> None:
    moteur = site.application.moteur
    site.application.flask.config["WTF_CSRF_CHECK_DEFAULT"] = False
    with ecrire(moteur) as c:
        par = dossiers.geste(c, site.fabrique_id)
        ou = {t.id: dossiers.dossier(c, par, f"Dossier {t.id}", stade=t.de) for t in TRANSITIONS.values()}
    cas = 0
    for role in ROLES:
        navigateur = site.navigateur(connecter(moteur, {site.fabrique_id: [role]}, nom=f"Personne {role}"))
        for transition, dossier_id in ou.items():
            chemin = f"/equipe/{site.fabrique}/dossiers/{dossier_id}/franchir/{transition}"
            vu = lire_page(navigateur.get(chemin)).status_code
            envoye = lire_page(navigateur.post(chemin, data={"jour": dossiers.JOUR})).status_code
            cas += 2
            if role not in EQUIPE:
                assert (vu, envoye) == (403, 403), (role, transition)
            elif transition in INSCRIPTIONS:
                assert vu == 404, (role, transition)  # the button of an inscription leads to the agenda of a committee
            else:
                assert vu == 200, (role, transition)
                assert envoye in (303, 400, 409), (role, transition)
    with lire(moteur) as c:
        places = {t: charger(c, site.fabrique_id, i).stade for t, i in ou.items()}  # type: ignore[union-attr]
    # without evidence nothing has moved, but for the one crossing that only asks for a note
    assert {t for t, s in places.items() if s != TRANSITIONS[t].de} <= {"T9i"}
    assert cas == 2 * len(ROLES) * len(TRANSITIONS)
