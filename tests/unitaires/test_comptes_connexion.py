"""The door of staff: who comes in, how often one may try, what an outsider can learn (``fiabilite.md`` T12)."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, select, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes import sessions
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.comptes.connexion import Portier, Presente
from fabrique_atelier.comptes.mots_de_passe import Hacheur
from fabrique_atelier.comptes.totp import Totp
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.outillage.comptes import connecter
from tests.outillage.personnes import actions

CLE = b"cle-d-essai-0123456789-0123456789-0123"
LEGER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
MOT = "cheval tracteur lampe rouge"
MAINTENANT = 1_800_000_000_000
ICI, AILLEURS = "192.0.2.10", "198.51.100.7"


class HacheurCompte(Hacheur):
    """Counts what is really hashed."""

    def __init__(self) -> None:
        super().__init__(profil=LEGER)
        self.verifies = 0

    def verifier(self, encode: str | None, mot: str) -> bool:
        self.verifies += 1
        return super().verifier(encode, mot)


class Porte:
    """A door on a database with one account, and the clock its windows follow."""

    def __init__(self, moteur: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moteur, self.hacheur = moteur, HacheurCompte()
        self.horloge = MAINTENANT / 1000
        monkeypatch.setattr(time, "time", lambda: self.horloge)
        self.portier = Portier(moteur, self.ecrire, self.hacheur, Totp(CLE), Audit(CLE))
        self.personne_id = connecter(moteur, {}).personne_id
        self.courriel = f"{self.personne_id}@exemple.invalid"
        self.changer(mot_de_passe=LEGER.hash(MOT))

    def ecrire(self, travail: Callable[[Connection], Any]) -> Any:
        with ecrire(self.moteur) as connexion:
            return travail(connexion)

    def changer(self, **valeurs: Any) -> None:
        self.ecrire(lambda c: c.execute(update(m.Personne).where(m.Personne.id == self.personne_id).values(**valeurs)))

    def presenter(self, mot: str = MOT, adresse: str = ICI, courriel: str = "") -> Presente | str:
        """Return who came in, or the code of the refusal."""
        try:
            return self.portier.presenter(courriel or self.courriel, mot, adresse, MAINTENANT)
        except ErreurMetier as erreur:
            return erreur.code


@pytest.fixture
def porte(moteur: Engine, monkeypatch: pytest.MonkeyPatch) -> Porte:
    return Porte(moteur, monkeypatch)


def test_le_bon_mot_de_passe_ouvre_une_session(porte: Porte) -> None:
    assert porte.presenter(courriel=f" {porte.courriel.upper()} ") == Presente(porte.personne_id, totp_exige=False)
    secret = porte.portier.ouvrir(porte.personne_id, "Firefox sur Linux", MAINTENANT)
    with lire(porte.moteur) as connexion:
        session = sessions.par_secret(connexion, secret, MAINTENANT)
        assert connexion.execute(select(m.Personne.connectee_le)).scalar_one() == MAINTENANT
    assert session is not None
    assert session.acteur.personne_id == porte.personne_id
    assert actions(porte.moteur) == ["connexion.ouvrir"]


def test_inconnue_fermee_invitee_et_faux_donnent_la_meme_phrase(porte: Porte) -> None:
    def phrase(courriel: str, mot: str) -> str:
        with pytest.raises(ErreurMetier) as refus:
            porte.portier.presenter(courriel, mot, ICI, MAINTENANT)
        return f"{refus.value.code} {refus.value.message}"

    phrases = {phrase(porte.courriel, "faux"), phrase("personne@exemple.invalid", MOT), phrase("", "")}
    porte.changer(active=False)
    phrases.add(phrase(porte.courriel, MOT))
    porte.changer(active=True, mot_de_passe=None)
    phrases.add(phrase(porte.courriel, MOT))
    assert len(phrases) == 1
    assert porte.hacheur.verifies == 5  # and the same work
    assert actions(porte.moteur) == ["connexion.refusee"] * 5
    with lire(porte.moteur) as connexion:
        objets = list(connexion.execute(select(m.EntreeAudit.objet_id).order_by(m.EntreeAudit.numero)).scalars())
        textes = "".join(map(str, connexion.execute(select(*m.EntreeAudit.__table__.columns)).all()))
    assert [o == porte.personne_id for o in objets] == [True, False, False, True, True]
    assert not any(trace in textes for trace in (ICI, "exemple.invalid", "faux"))


def test_mille_essais_cinq_par_minute(porte: Porte) -> None:
    """One address on one account, a guess every 300 ms: five a minute are looked at, and twenty an hour."""
    par_minute = []
    for essai in range(1000):
        if essai % 200 == 0:
            par_minute.append(porte.hacheur.verifies)
        assert porte.presenter(f"essai {essai}") in {"identifiants_refuses", "trop_d_essais"}
        porte.horloge += 0.3
    par_minute.append(porte.hacheur.verifies)
    assert [b - a for a, b in itertools.pairwise(par_minute)] == [5, 5, 5, 5, 0]
    assert porte.presenter(MOT) == "trop_d_essais"
    assert isinstance(porte.presenter(MOT, AILLEURS), Presente)  # never a lock: the owner comes in from elsewhere
    porte.horloge += 3600
    assert isinstance(porte.presenter(MOT), Presente)


def test_l_attente_est_dite_et_suffit(porte: Porte) -> None:
    for _ in range(5):
        assert porte.presenter("faux") == "identifiants_refuses"
        porte.horloge += 2
    with pytest.raises(ErreurMetier, match=r"attendre 50\u00a0secondes .*n’est pas bloqué") as refus:
        porte.portier.presenter(porte.courriel, MOT, ICI, MAINTENANT)
    assert refus.value.code == "trop_d_essais"
    porte.horloge += 50.1
    assert isinstance(porte.presenter(), Presente)


def test_reussir_efface_les_echecs(porte: Porte) -> None:
    for _ in range(3):
        for _ in range(4):
            assert porte.presenter("faux") == "identifiants_refuses"
        assert isinstance(porte.presenter(), Presente)
        porte.horloge += 61  # the window of the whole address
    for _ in range(50):
        assert isinstance(porte.presenter(), Presente)  # a whole room behind one address


def test_une_adresse_n_essaie_pas_tous_les_comptes(porte: Porte) -> None:
    for essai in range(100):
        porte.presenter("faux", "2001:db8:1:2::1" if essai % 2 else "2001:db8:1:2:ffff::9", f"c{essai}@exemple.invalid")
    assert porte.hacheur.verifies == 20
    assert porte.presenter(MOT, "2001:db8:1:2::5") == "trop_d_essais"
    assert isinstance(porte.presenter(MOT, "2001:db8:1:3::5"), Presente)


def test_un_lien_de_mot_de_passe_efface_les_echecs(porte: Porte) -> None:
    for _ in range(6):
        porte.presenter("faux")
    porte.portier.oublier_essais(porte.courriel.upper(), ICI)
    assert isinstance(porte.presenter(), Presente)


def test_un_hachage_d_avant_est_refait(porte: Porte) -> None:
    ancien = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash(MOT)
    porte.changer(mot_de_passe=ancien)
    assert isinstance(porte.presenter(), Presente)
    with lire(porte.moteur) as connexion:
        assert "t=1" in str(connexion.execute(select(m.Personne.mot_de_passe)).scalar_one())
    assert isinstance(porte.presenter(), Presente)


def test_confirmer_le_mot_de_passe_present(porte: Porte) -> None:
    porte.portier.confirmer(porte.personne_id, MOT, ICI, MAINTENANT)
    for _ in range(5):
        with pytest.raises(ErreurMetier, match="n’est pas le bon"):
            porte.portier.confirmer(porte.personne_id, "faux", ICI, MAINTENANT)
    with pytest.raises(ErreurMetier, match="attendre"):
        porte.portier.confirmer(porte.personne_id, MOT, ICI, MAINTENANT)
    assert porte.presenter() == "trop_d_essais"  # the same door


def test_second_facteur(porte: Porte, monkeypatch: pytest.MonkeyPatch) -> None:
    porte.changer(totp="x", codes_secours=[])
    assert porte.presenter() == Presente(porte.personne_id, totp_exige=True)
    genres = {"111111": "code", "ABCDE-FGHJK": "secours"}
    vus: list[str] = []

    def verifier(_totp: Totp, _c: Connection, _personne: str, code: str, _le: int) -> str | None:
        vus.append(code)
        return genres.get(code)

    monkeypatch.setattr(Totp, "verifier", verifier)
    porte.portier.second_facteur(porte.personne_id, "111111", MAINTENANT)
    porte.portier.second_facteur(porte.personne_id, "ABCDE-FGHJK", MAINTENANT)
    for essai in range(1000):
        with pytest.raises(ErreurMetier, match=r"n’est pas le bon|attendre"):
            porte.portier.second_facteur(porte.personne_id, f"{essai:06}", MAINTENANT)
        porte.horloge += 0.3
    assert len(vus) == 2 + 20
    assert actions(porte.moteur) == ["connexion.code_secours", *["connexion.code_refuse"] * 20]
