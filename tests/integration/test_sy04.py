"""SY04: forty phones, three ideas each, all on the board at once, none lost, none doubled (``domaine.md`` §4.1)."""

from __future__ import annotations

import json
import secrets
import threading
import time
from typing import Any

import pytest

from tests.outillage.prise import PriseNue
from tests.outillage.serveur import Serveur

TELEPHONES, IDEES = 40, 3
PHASES = [{"type": "ideation", "titre": "Idées", "consigne": "Écrivez.", "visibilite": "tous_direct"}]


def _envoyer(
    serveur: Serveur, seance: dict[str, Any], envois: dict[str, float], phase_id: str, depart: threading.Barrier
) -> None:
    """One phone: enter, then send its ideas."""
    jeton = secrets.token_hex(16)
    serveur.requete("POST", "/api/rejoindre", {"jeton": jeton, "entree": seance["entree"], "pseudonyme": ""})
    with PriseNue(serveur, {"role": "participant", "jeton": jeton, "seance": seance["seance"]}) as prise:
        depart.wait(60)
        for n in range(IDEES):
            texte = f"{jeton[:8]}-{n}"
            envois[texte] = time.monotonic()
            assert prise.reponse(prise.commander("proposer_contribution", phase_id=phase_id, texte=texte))["ok"]


@pytest.mark.seul
def test_sy04_quarante_telephones_et_cent_vingt_cartes(serveur: Serveur) -> None:
    seance = serveur.creer_seance(phases=PHASES)
    with (
        PriseNue(serveur, {"role": "animation", "jeton": seance["animation"]}) as regie,
        PriseNue(serveur, {"role": "tableau", "jeton": seance["tableau"]}) as tableau,
    ):
        phases = [v for e, _, v in regie.attendre("instantane")["c"] if e == "phase"]
        assert regie.reponse(regie.commander("ouvrir_seance"))["ok"]
        assert regie.reponse(regie.commander("demarrer_phase", phase_id=phases[0]["id"]))["ok"]
        envois: dict[str, float] = {}
        depart = threading.Barrier(TELEPHONES)
        fils = [
            threading.Thread(target=_envoyer, args=(serveur, seance, envois, phases[0]["id"], depart))
            for _ in range(TELEPHONES)
        ]
        for fil in fils:
            fil.start()
        vues = _cartes(tableau, TELEPHONES * IDEES)
        for fil in fils:
            fil.join(60)
    retards = sorted(vues[texte] - parti for texte, parti in envois.items())
    p95 = retards[int(len(retards) * 0.95)]
    print(f"SY04 : {len(vues)} cartes, p50 {retards[60]:.3f} s, p95 {p95:.3f} s, pire {retards[-1]:.3f} s")  # noqa: T201
    assert sorted(vues) == sorted(envois)
    assert p95 < 2


def _cartes(tableau: PriseNue, combien: int) -> dict[str, float]:
    """Text → when the board received it; each arrives as one card and no more."""
    arrivees: dict[str, float] = {}
    identites: dict[str, str] = {}
    limite = time.monotonic() + 60
    while len(arrivees) < combien and time.monotonic() < limite:
        evenement, charge = tableau.lire(limite - time.monotonic())
        if evenement not in ("lot", "instantane"):
            continue
        for entite, cle, valeur in charge["c"]:
            if entite == "contribution" and valeur:
                assert identites.setdefault(valeur["texte"], cle) == cle, json.dumps(valeur)
                arrivees.setdefault(valeur["texte"], time.monotonic())
    return arrivees
