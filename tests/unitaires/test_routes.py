"""Addresses written by lazy routes are those of Werkzeug, and nothing is compiled before."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import Map, Rule

from fabrique_atelier.web import routes

IDENTIFIANT = "01a203b6-0e20-74d0-a246-744d792a276a"
CAS: dict[str, dict[str, Any]] = {
    "/": {},
    "/<fabrique>/dossiers/<uuid:dossier_id>/étude": {"fabrique": "bel air", "dossier_id": IDENTIFIANT},
    "/p/<int:page>": {"page": 3, "mots": "chaîne & co", "tri": ["a", "b"]},
    "/fichiers/<path:nom>": {"nom": "a/b c.pdf"},
}


@pytest.mark.parametrize(("regle", "valeurs"), CAS.items())
def test_la_meme_adresse_que_werkzeug(regle: str, valeurs: dict[str, Any]) -> None:
    ecrites = [
        Map([classe(regle, endpoint="page")]).bind("127.0.0.1").build("page", valeurs)
        for classe in (Rule, routes.Regle)
    ]
    assert ecrites[0] == ecrites[1] != ""


def test_rien_n_est_compile_avant_d_ecrire_une_adresse(monkeypatch: pytest.MonkeyPatch) -> None:
    faits: dict[Any, Any] = {}
    monkeypatch.setattr(routes, "_FAITS", faits)
    carte = Map([routes.Regle("/a/<nom>", endpoint="a"), routes.Regle("/b/<nom>", endpoint="b")]).bind("127.0.0.1")
    assert carte.match("/a/1") == ("a", {"nom": "1"})
    assert faits == {}
    assert [carte.build("a", {"nom": x}) for x in ("1", "2")] == ["/a/1", "/a/2"]
    assert len(faits) == 1
