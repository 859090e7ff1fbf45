"""Who may still try a code, and what is remembered of them (``fiabilite.md`` T7, T14)."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from fabrique_atelier.seance.essais import EN_TOUT, MEMOIRE_S, PAR_ADRESSE, POIGNEES_RESERVE, Essais, reseau


class Horloge:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.instant = 5000.0

    def __call__(self) -> float:
        return self.instant


@pytest.fixture
def horloge() -> Horloge:
    return Horloge()


@pytest.fixture
def essais(horloge: Horloge) -> Essais:
    return Essais(horloge=horloge)


def echouer(essais: Essais, adresse: str, nombre: int, debut: int = 0) -> int:
    """Guess until refused, ``nombre`` times at most; return how many were let through."""
    for n in range(nombre):
        if not essais.permis(adresse):
            return n
        essais.echec(adresse, f"CODE{debut + n}")
    return nombre


def test_dix_echecs_par_minute_puis_un_de_plus_a_mesure_que_la_minute_passe(essais: Essais, horloge: Horloge) -> None:
    assert echouer(essais, "192.0.2.1", 50) == PAR_ADRESSE
    assert essais.permis("192.0.2.2"), "une autre adresse n’y est pour rien"
    horloge.instant += 59.9
    assert not essais.permis("192.0.2.1")
    horloge.instant += 0.2
    assert echouer(essais, "192.0.2.1", 50, 100) == PAR_ADRESSE


def test_le_meme_code_faux_ne_compte_qu_une_fois(essais: Essais) -> None:
    for _ in range(300):
        assert essais.permis("192.0.2.1")
        essais.echec("192.0.2.1", "K7QX4M")


def test_chaque_telephone_entre_donne_droit_a_une_erreur(essais: Essais, horloge: Horloge) -> None:
    for telephone in ("a", "b", "c", "a"):
        essais.arrivee("192.0.2.1", telephone)
    assert echouer(essais, "192.0.2.1", 50) == PAR_ADRESSE + 3
    horloge.instant += MEMOIRE_S
    assert echouer(essais, "192.0.2.1", 50) == PAR_ADRESSE, "une demi-heure plus tard, ils ne comptent plus"


def test_le_mode_lent_ferme_tout_sauf_la_ou_l_on_est_entre(essais: Essais, horloge: Horloge) -> None:
    essais.arrivee("192.0.2.250", "telephone")
    with capture_logs() as lignes:
        tentes = sum(echouer(essais, f"198.51.100.{n}", 50) for n in range(200))
        assert tentes == EN_TOUT
        assert not essais.permis("203.0.113.1"), "une adresse neuve attend aussi"
        assert essais.permis("192.0.2.250")
        assert echouer(essais, "192.0.2.250", 50) == 1, "autant d’erreurs que de téléphones entrés, pas plus"
    avertissements = [ligne for ligne in lignes if ligne["event"] == "trop_d_essais"]
    assert len(avertissements) == 1, "une ligne par minute"
    assert not [v for v in avertissements[0].values() if isinstance(v, str) and "198.51" in v]
    horloge.instant += 61
    assert essais.permis("203.0.113.1")


def test_une_salle_entiere_se_connecte_d_un_coup_puis_vingt_par_seconde(essais: Essais, horloge: Horloge) -> None:
    assert sum(essais.poignee("192.0.2.1") for _ in range(1000)) == POIGNEES_RESERVE
    horloge.instant += 1
    assert sum(essais.poignee("192.0.2.1") for _ in range(1000)) == 20
    assert essais.poignee("192.0.2.2")


def test_une_capacite_plus_grande_ouvre_la_porte_plus_grand(horloge: Horloge) -> None:
    grande = Essais(3000, horloge)
    assert sum(grande.poignee("192.0.2.1") for _ in range(9000)) == 3000


def test_rien_ne_reste_en_memoire_apres_une_demi_heure(essais: Essais, horloge: Horloge) -> None:
    echouer(essais, "192.0.2.1", 3)
    essais.arrivee("192.0.2.2", "telephone")
    essais.poignee("192.0.2.3")
    essais.oublier()
    assert essais.adresses == {"192.0.2.1", "192.0.2.2", "192.0.2.3"}
    horloge.instant += 61
    essais.oublier()
    assert essais.adresses == {"192.0.2.2"}
    horloge.instant += MEMOIRE_S - 180
    essais.oublier()
    assert essais.adresses == {"192.0.2.2"}
    horloge.instant += 60  # the watch passes every minute: the next round would be too late
    essais.oublier()
    assert essais.adresses == set()


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("inconnue", "inconnue"),
    ],
)
def test_un_abonne_est_une_adresse_ou_un_reseau_v6(adresse: str, attendu: str) -> None:
    assert reseau(adresse) == attendu
