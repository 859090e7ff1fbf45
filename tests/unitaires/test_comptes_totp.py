"""The second factor: the RFC's own figures, each code once, secrets unreadable without the key."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import Engine, select, update

from fabrique_atelier.comptes import models as m
from fabrique_atelier.comptes.audit import Audit
from fabrique_atelier.comptes.auteur import Auteur
from fabrique_atelier.comptes.totp import Totp
from fabrique_atelier.socle.base import ecrire, lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.outillage.comptes import connecter

CLE = b"cle-d-essai-0123456789-0123456789-0123"
MAINTENANT = 1_800_000_015_000
PAS_MS = 30_000
#: RFC 6238, appendix B, SHA-1, last six figures.
RFC = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")]


def code(secret: str, instant: int) -> str:
    generateur = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # noqa: S303 (what authenticator applications compute)
    return generateur.generate(instant // 1000).decode()


@pytest.fixture
def totp() -> Totp:
    return Totp(CLE)


@pytest.fixture
def personne(moteur: Engine) -> str:
    return connecter(moteur, {}).personne_id


def activer(moteur: Engine, totp: Totp, personne_id: str) -> tuple[str, list[str]]:
    secret = totp.preparer("claire@exemple.invalid").secret
    with ecrire(moteur) as connexion:
        auteur = Auteur(Audit(CLE), personne_id, MAINTENANT)
        return secret, totp.activer(connexion, auteur, secret, code(secret, MAINTENANT))


def verifier(moteur: Engine, totp: Totp, personne_id: str, tape: str, instant: int) -> str | None:
    with ecrire(moteur) as connexion:
        return totp.verifier(connexion, personne_id, tape, instant)


@pytest.mark.parametrize(("secondes", "attendu"), RFC)
def test_les_chiffres_de_la_norme(moteur: Engine, totp: Totp, personne: str, secondes: int, attendu: str) -> None:
    secret = base64.b32encode(b"12345678901234567890").decode()
    with ecrire(moteur) as connexion:
        totp.activer(connexion, Auteur(Audit(CLE), personne, secondes * 1000), secret, attendu)


def test_la_preparation_se_lit_dans_une_application(totp: Totp) -> None:
    preparation = totp.preparer("claire.moreau+atelier@exemple.invalid")
    adresse = urlsplit(preparation.url)
    assert (adresse.scheme, adresse.netloc) == ("otpauth", "totp")
    parametres = {nom: valeurs[0] for nom, valeurs in parse_qs(adresse.query).items()}
    assert parametres["secret"] == preparation.secret
    assert parametres["issuer"] == "Fabrique Atelier"
    assert (parametres["digits"], parametres["period"]) == ("6", "30")


def test_un_pas_ne_sert_qu_une_fois(moteur: Engine, totp: Totp, personne: str) -> None:
    secret, _ = activer(moteur, totp, personne)
    assert verifier(moteur, totp, personne, code(secret, MAINTENANT), MAINTENANT) is None  # has served to switch it on
    assert verifier(moteur, totp, personne, code(secret, MAINTENANT - PAS_MS), MAINTENANT) is None  # nor the one before
    suivant = code(secret, MAINTENANT + PAS_MS)
    assert verifier(moteur, totp, personne, suivant, MAINTENANT) == "code"
    assert verifier(moteur, totp, personne, suivant, MAINTENANT + PAS_MS) is None


@pytest.mark.parametrize(("ecart", "admis"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_une_horloge_peut_devier_d_un_pas(moteur: Engine, totp: Totp, personne: str, ecart: int, admis: bool) -> None:
    secret, _ = activer(moteur, totp, personne)
    instant = MAINTENANT + 100 * PAS_MS
    tape = code(secret, instant + ecart * PAS_MS)
    assert (verifier(moteur, totp, personne, f" {tape[:3]} {tape[3:]}", instant) == "code") is admis


def test_un_code_de_secours_ne_sert_qu_une_fois(moteur: Engine, totp: Totp, personne: str) -> None:
    _, codes = activer(moteur, totp, personne)
    assert len(set(codes)) == 10
    assert verifier(moteur, totp, personne, codes[3].lower().replace("-", " "), MAINTENANT) == "secours"
    assert verifier(moteur, totp, personne, codes[3], MAINTENANT) is None
    with lire(moteur) as connexion:
        assert len(connexion.execute(select(m.Personne.codes_secours)).scalar_one()) == 9


@pytest.mark.parametrize("tape", ["", "000000", "12345", "ABCDE-FGHJK", "１２３４５６", "é" * 6, "0" * 5000])
def test_n_importe_quoi_est_refuse(moteur: Engine, totp: Totp, personne: str, tape: str) -> None:
    activer(moteur, totp, personne)
    assert verifier(moteur, totp, personne, tape, MAINTENANT) is None


def test_rien_n_est_lisible_dans_la_base(moteur: Engine, totp: Totp, personne: str) -> None:
    secret, codes = activer(moteur, totp, personne)
    with lire(moteur) as connexion:
        ligne = connexion.execute(select(m.Personne.totp, m.Personne.codes_secours)).one()
    chiffre = base64.b64decode(ligne.totp)
    assert base64.b32decode(secret) not in chiffre
    assert secret not in ligne.totp
    assert not set(codes) & set(ligne.codes_secours)


def test_un_secret_ne_vaut_que_pour_sa_personne_et_sa_cle(moteur: Engine, totp: Totp, personne: str) -> None:
    secret, _ = activer(moteur, totp, personne)
    autre = connecter(moteur, {}).personne_id
    with ecrire(moteur) as connexion:
        chiffre = connexion.execute(select(m.Personne.totp).where(m.Personne.id == personne)).scalar_one()
        connexion.execute(update(m.Personne).where(m.Personne.id == autre).values(totp=chiffre))
    tape = code(secret, MAINTENANT + PAS_MS)
    with pytest.raises(ErreurMetier, match="clé de l’instance") as refus:
        verifier(moteur, totp, autre, tape, MAINTENANT)
    assert refus.value.code == "totp_illisible"
    with pytest.raises(ErreurMetier, match="clé de l’instance"):
        verifier(moteur, Totp(b"une autre cle"), personne, tape, MAINTENANT)


@pytest.mark.parametrize("secret", ["", "pas du base32", "GEZDGNBV", "é"])
def test_un_secret_mal_forme_n_active_rien(moteur: Engine, totp: Totp, personne: str, secret: str) -> None:
    with pytest.raises(ErreurMetier, match="n’est pas le bon"), ecrire(moteur) as connexion:
        totp.activer(connexion, Auteur(Audit(CLE), personne, MAINTENANT), secret, "287082")


def test_activer_demande_le_code_et_ne_se_fait_pas_deux_fois(moteur: Engine, totp: Totp, personne: str) -> None:
    auteur, secret = Auteur(Audit(CLE), personne, MAINTENANT), totp.preparer("c@exemple.invalid").secret
    faux = "000000" if code(secret, MAINTENANT) != "000000" else "111111"
    with pytest.raises(ErreurMetier, match="n’est pas le bon"), ecrire(moteur) as connexion:
        totp.activer(connexion, auteur, secret, faux)
    activer(moteur, totp, personne)
    with pytest.raises(ErreurMetier, match="déjà active"), ecrire(moteur) as connexion:
        totp.activer(connexion, auteur, secret, code(secret, MAINTENANT))


def test_desactiver_oublie_tout(moteur: Engine, totp: Totp, personne: str) -> None:
    secret, codes = activer(moteur, totp, personne)
    with ecrire(moteur) as connexion:
        totp.desactiver(connexion, Auteur(Audit(CLE), personne, MAINTENANT), personne)
        ligne = connexion.execute(select(m.Personne.totp, m.Personne.totp_pas, m.Personne.codes_secours)).one()
    assert tuple(ligne) == (None, None, [])
    for tape in (code(secret, MAINTENANT + PAS_MS), codes[0]):
        assert verifier(moteur, totp, personne, tape, MAINTENANT) is None
