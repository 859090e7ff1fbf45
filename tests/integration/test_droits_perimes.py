"""Rights that die at once: signing out, losing a role, taking a lent link back (``fiabilite.md`` F7, T4)."""

from __future__ import annotations

import re
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, update

from fabrique_atelier.comptes import models as mc
from fabrique_atelier.comptes import sessions
from fabrique_atelier.seance import models as m
from fabrique_atelier.socle.base import creer_moteur, ecrire, lire
from fabrique_atelier.socle.horloge import maintenant_ms
from tests.outillage.comptes import Connectee, connecter, premiere_fabrique
from tests.outillage.prise import PriseNue, Refusee
from tests.outillage.serveur import Serveur

#: Measures time or fills the machine: nothing else runs meanwhile.
pytestmark = pytest.mark.seul

FOIS = 1000
#: How many of the thousand go over the socket; the others over HTTP.
PAR_LA_PRISE = 700


@dataclass
class Regie:
    """A séance of the fabrique, and somebody of the team who conducts it through their account."""

    serveur: Serveur
    moteur: Engine
    fabrique_id: str
    fabrique: str
    personne: Connectee
    seance: dict[str, Any]

    @property
    def auth(self) -> dict[str, Any]:
        """What the page of the remote gives its socket."""
        adresse = f"{self.serveur.url}/equipe/{self.fabrique}/seances/{self.seance['seance']}/animer"
        demande = urllib.request.Request(adresse, headers={"Cookie": self.personne.cookie})  # noqa: S310
        with urllib.request.urlopen(demande) as reponse:  # noqa: S310
            page = reponse.read().decode()
        donnees = dict(re.findall(r'data-(jeton|session|seance)="([^"]+)"', page))
        return {"role": "animation", **donnees}

    def revision(self) -> int:
        """The revision in the database."""
        with lire(self.moteur) as connexion:
            requete = select(m.Seance.revision).where(m.Seance.id == self.seance["seance"])
            return int(connexion.execute(requete).scalar_one())


@pytest.fixture
def regie(serveur_base: Serveur) -> Iterator[Regie]:
    moteur = creer_moteur(serveur_base.base)
    fabrique_id, fabrique = premiere_fabrique(moteur)
    personne = connecter(moteur, {fabrique_id: ["animation"]})
    seance = serveur_base.creer_seance()
    yield Regie(serveur_base, moteur, fabrique_id, fabrique, personne, seance)
    moteur.dispose()


def deconnecter(regie: Regie) -> None:
    with ecrire(regie.moteur) as connexion:
        sessions.revoquer(connexion, regie.personne.session_id, maintenant_ms())


def retrograder(regie: Regie) -> None:
    with ecrire(regie.moteur) as connexion:
        a = mc.Attribution
        connexion.execute(delete(a).where(a.personne_id == regie.personne.personne_id))


def desactiver(regie: Regie) -> None:
    with ecrire(regie.moteur) as connexion:
        p = mc.Personne
        connexion.execute(update(p).where(p.id == regie.personne.personne_id).values(active=False))


@pytest.mark.parametrize("perdre", [deconnecter, retrograder, desactiver])
def test_rien_ne_passe_apres_la_perte_du_droit(regie: Regie, perdre: Callable[[Regie], None]) -> None:
    """Another process takes the right away: 0 of 1,000 actions accepted, the socket told and closed within a second."""
    auth = regie.auth
    with PriseNue(regie.serveur, auth) as prise:
        assert prise.reponse(prise.commander("ouvrir_seance"))["ok"]
        avant = regie.revision()
        perdre(regie)
        debut = time.monotonic()
        for _ in range(PAR_LA_PRISE):
            prise.commander("verrouiller_entree", verrouillee=True)
        acceptees, fin = 0, None
        while True:
            nom, charge = prise.lire(5.0)
            if nom == "perso":
                acceptees += sum(r["ok"] for r in charge["a"])
            elif nom == "fin":
                fin = charge["code"]
            elif nom in ("41", "fermee"):
                break
        duree = time.monotonic() - debut
    statuts = set()
    for _ in range(FOIS - PAR_LA_PRISE):
        une = {"id": str(uuid.uuid4()), "type": "verrouiller_entree", "donnees": {"verrouillee": True}}
        qui = {"seance": auth["seance"], "session": auth["session"]}
        statut, reponse = regie.serveur.commande(auth["jeton"], une, **qui)
        statuts.add((statut, reponse["code"]))
    assert (acceptees, fin, regie.revision()) == (0, "session_finie", avant)
    assert statuts == {(403, "session_finie")}
    assert duree < 1.0, f"prise fermée après {duree:.2f} s"
    with pytest.raises(Refusee) as refusee:
        PriseNue(regie.serveur, auth)
    assert refusee.value.code == "session_finie"


def lire_tout(prise: PriseNue) -> tuple[list[str], str | None]:
    """Every event until the socket is closed, and the code of its farewell."""
    evenements, fin = [], None
    while True:
        nom, charge = prise.lire(5.0)
        evenements.append(nom)
        if nom == "fin":
            fin = charge["code"]
        if nom in ("41", "fermee"):
            return evenements, fin


def poster(regie: Regie, ou: str) -> None:
    """Press a button of the séance's page."""
    fiche = f"{regie.serveur.url}/equipe/{regie.fabrique}/seances/{regie.seance['seance']}"
    entetes = {"Cookie": regie.personne.cookie}
    with urllib.request.urlopen(urllib.request.Request(fiche, headers=entetes)) as reponse:  # noqa: S310
        jeton = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', reponse.read().decode())[0]
        formulaires = str(reponse.headers.get("Set-Cookie")).split(";")[0]
    entetes["Cookie"] += f"; {formulaires}"
    demande = urllib.request.Request(f"{fiche}/{ou}", f"csrf_token={jeton}".encode(), entetes)  # noqa: S310
    with urllib.request.urlopen(demande) as reponse:  # noqa: S310
        assert reponse.status == 200


def test_un_lien_repris_ferme_les_telecommandes_pretees(regie: Regie) -> None:
    """The lent remote is told and closed at once; the one of the account goes on."""
    with (
        PriseNue(regie.serveur, regie.auth) as mienne,
        PriseNue(regie.serveur, {"role": "animation", "jeton": regie.seance["animation"]}) as pretee,
    ):
        assert pretee.reponse(pretee.commander("ouvrir_seance"))["ok"]
        debut = time.monotonic()
        poster(regie, "reprendre")
        _evenements, fin = lire_tout(pretee)
        assert (fin, time.monotonic() - debut < 1.0) == ("lien_repris", True)
        assert mienne.reponse(mienne.commander("verrouiller_entree", verrouillee=True))["ok"]
    with pytest.raises(Refusee) as refusee:
        PriseNue(regie.serveur, {"role": "animation", "jeton": regie.seance["animation"]})
    assert refusee.value.code == "seance_inconnue"


def test_rattraper_ne_rend_plus_rien(regie: Regie) -> None:
    """A socket that has lost its right reads nothing more, even inside the half second before it is closed."""
    with PriseNue(regie.serveur, regie.auth) as prise:
        prise.attendre("instantane")
        deconnecter(regie)
        prise.emettre("rattraper", {"depuis": None})
        evenements, fin = lire_tout(prise)
    assert fin == "session_finie"
    assert not {"instantane", "lot"} & set(evenements)


def vieillir(regie: Regie, minutes: int, *, ouverte_depuis: int = 0) -> None:
    """Put the last page of the session ``minutes`` ago, and its beginning ``ouverte_depuis`` minutes ago."""
    maintenant, s = maintenant_ms(), mc.SessionEquipe
    valeurs = {"vue_le": maintenant - minutes * 60_000, "cree_le": maintenant - max(minutes, ouverte_depuis) * 60_000}
    with ecrire(regie.moteur) as connexion:
        connexion.execute(update(s).where(s.id == regie.personne.session_id).values(**valeurs))


def code_http(regie: Regie, auth: dict[str, Any], type_: str) -> str:
    """What a command over HTTP is answered: ``ok`` or the code."""
    une = {"id": str(uuid.uuid4()), "type": type_, "donnees": {}}
    qui = {"seance": auth["seance"], "session": auth["session"]}
    _statut, reponse = regie.serveur.commande(auth["jeton"], une, **qui)
    return "ok" if reponse["ok"] else str(reponse["code"])


def test_animer_survit_a_l_inactivite_jusqu_a_la_cloture(regie: Regie) -> None:
    """A workshop lasts an afternoon without a page; once it is closed, half an hour as everywhere else; twelve hours in all."""
    auth = regie.auth
    vieillir(regie, 11 * 60)
    assert [code_http(regie, auth, t) for t in ("ouvrir_seance", "clore_seance", "rouvrir_seance")] == ["ok"] * 3
    assert code_http(regie, auth, "clore_seance") == "ok"
    with ecrire(regie.moteur) as connexion:
        il_y_a = maintenant_ms() - 31 * 60_000
        connexion.execute(update(m.Seance).where(m.Seance.id == regie.seance["seance"]).values(close_le=il_y_a))
    regie.serveur.redemarrer()
    assert code_http(regie, auth, "rouvrir_seance") == "session_finie"
    vieillir(regie, 29)
    assert code_http(regie, auth, "rouvrir_seance") == "ok"
    vieillir(regie, 5, ouverte_depuis=12 * 60 + 1)
    assert code_http(regie, auth, "mettre_en_pause") == "session_finie"
