"""What is too heavy, too deep or not JSON is refused at the door, on HTTP and on the sockets (``fiabilite.md`` T13)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.site import JETON_EQUIPE, Site
from tests.outillage.brut import demander, frapper
from tests.outillage.charges_json import MALFORMEES
from tests.outillage.serveur import Serveur


@pytest.fixture(scope="module")
def serveur(serveur_du_fichier: Serveur) -> Serveur:
    """The same for all of them."""
    return serveur_du_fichier


def test_un_json_malforme_est_refuse_sur_http(site: Site) -> None:
    seance = site.creer()
    for nom, corps in MALFORMEES.items():
        brut = corps if isinstance(corps, bytes) else corps.encode("utf-8", "surrogatepass")
        for chemin, jeton in (
            ("/api/commandes", seance["animation"]),
            ("/api/rejoindre", "x"),
            ("/api/seances", JETON_EQUIPE),
        ):
            enveloppe = b'{"role":"animation","commande":{"id":"x","type":"x","donnees":' + brut + b"}}"
            for charge in (brut, enveloppe):
                reponse = site.poster(chemin, charge, headers={"Authorization": f"Bearer {jeton}"})
                assert (reponse.status_code, reponse.json["code"]) == (400, "commande_invalide"), (nom, chemin)


class Prise:
    """One Socket.IO connection over long-polling, by hand; it shows every status."""

    def __init__(self, serveur: Serveur) -> None:
        self._serveur, self._hote = serveur, ("Host", f"127.0.0.1:{serveur.port}")
        ouverture = frapper(serveur, "polling", [self._hote]).corps.decode()
        self._chemin = f"/socket.io/?EIO=4&transport=polling&sid={json.loads(ouverture[1:])['sid']}"

    def poster(self, trame: str | bytes) -> int:
        """Send one packet."""
        brut = trame if isinstance(trame, bytes) else trame.encode("utf-8", "surrogatepass")
        return demander(self._serveur, "POST", self._chemin, [self._hote], brut).statut

    def recevoir(self) -> str:
        """Wait for packets."""
        return demander(self._serveur, "GET", self._chemin, [self._hote]).corps.decode()


def entrer(serveur: Serveur, jeton: str) -> Prise:
    """Connect as the remote of a séance."""
    prise = Prise(serveur)
    assert prise.poster("40" + json.dumps({"role": "animation", "jeton": jeton})) == 200
    recu = prise.recevoir()
    if '"instantane"' not in recu:
        recu += prise.recevoir()
    assert '"instantane"' in recu
    return prise


def test_un_json_malforme_est_refuse_sur_la_scrutation(serveur: Serveur) -> None:
    seance = serveur.creer_seance()
    for nom, corps in MALFORMEES.items():
        prise = entrer(serveur, seance["animation"])
        brut = corps if isinstance(corps, bytes) else corps.encode("utf-8", "surrogatepass")
        statut = prise.poster(b'42["commande",' + brut + b"]")
        assert statut in {200, 400}, (nom, statut)
    sain(serveur, seance)


def test_les_messages_trop_lourds_sont_refuses(serveur: Serveur) -> None:
    seance = serveur.creer_seance()
    assert entrer(serveur, seance["animation"]).poster('42["commande",' + '"' + "x" * 16_384 + '"]') == 400
    assert entrer(serveur, seance["animation"]).poster('42["commande",' + '"' + "x" * 16_000 + '"]') == 200
    entetes = [("Host", "127.0.0.1"), ("Authorization", f"Bearer {serveur.jeton_equipe}")]
    for chemin in ("/api/commandes", "/api/rejoindre", "/api/seances"):
        assert demander(serveur, "POST", chemin, entetes, b" " * 65_537).statut == 413, chemin
        assert demander(serveur, "POST", chemin, entetes, b" " * 65_000).statut == 400, chemin
    sain(serveur, seance)


def test_un_paquet_insense_est_raccroche_sans_retenir_personne(serveur: Serveur) -> None:
    """Each of these used to hold its request for ever, waiting for a client that asks no more."""
    seance = serveur.creer_seance()
    for paquet in ("0", "2probe", "6", "7", "9x", "5\x1e6", "b4AAAA"):
        assert entrer(serveur, seance["animation"]).poster(paquet) in {200, 400}, paquet
    sain(serveur, seance)


def sain(serveur: Serveur, seance: dict[str, Any]) -> None:
    """Nothing broke: no trace in the log, the séance still answers."""
    journal = serveur.journal.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in journal
    assert '"level": "error"' not in journal
    entrer(serveur, seance["animation"])
