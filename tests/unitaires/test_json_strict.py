"""The JSON gate (``fiabilite.md`` T13): table-driven; ``test_porte.py`` sends the same table through both transports."""

from __future__ import annotations

import json

import pytest

from fabrique_atelier.socle.json_strict import ENTIER_MAX, PROFONDEUR_MAX, lire_json
from tests.outillage.charges_json import LISIBLES, MALFORMEES


@pytest.mark.parametrize("texte", LISIBLES)
def test_ce_qui_est_lisible_est_lu_tel_quel(texte: str) -> None:
    assert lire_json(texte) == json.loads(texte)
    assert lire_json(texte.encode()) == json.loads(texte)


@pytest.mark.parametrize("nom", MALFORMEES)
def test_le_reste_est_refuse_par_une_valeur_invalide(nom: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (the library's own sentence)
        lire_json(MALFORMEES[nom])


def test_la_profondeur_est_comptee_au_niveau_pres() -> None:
    juste = "[" * PROFONDEUR_MAX + "]" * PROFONDEUR_MAX
    assert lire_json(juste) is not None
    with pytest.raises(ValueError, match="deep"):
        lire_json(f"[{juste}]")
    assert len(lire_json("[" + ",".join(["[]"] * 500) + "]")) == 500, "large n’est pas profond"


def test_les_entiers_s_arretent_ou_javascript_cesse_de_compter_juste() -> None:
    assert lire_json(f"[{ENTIER_MAX},{-ENTIER_MAX}]") == [ENTIER_MAX, -ENTIER_MAX]
    for hors in (ENTIER_MAX + 1, -ENTIER_MAX - 1):
        with pytest.raises(ValueError, match="bounds"):
            lire_json(f'{{"a":[[[[[[{hors}]]]]]]}}')
