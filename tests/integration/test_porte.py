"""The door in front of everything (``fiabilite.md`` F8, T9, T13, §5): names, origins, headers, sizes and depths."""

from __future__ import annotations

import itertools

import pytest

from tests.conftest import Lanceur
from tests.outillage.brut import Reponse, demander, frapper
from tests.outillage.serveur import Serveur

NOM = "atelier.exemple.test"
ORIGINES = {
    "la nôtre": f"https://{NOM}",
    "sans TLS": f"http://{NOM}",
    "autre port": f"https://{NOM}:8443",
    "domaine voisin": "https://voisin.exemple.test",
    "suffixe": f"https://{NOM}.mechant.test",
    "préfixe": f"https://mechant-{NOM}",
    "null": "null",
    "vide": "",
    "majuscules": f"https://{NOM.upper()}",
    "point final": f"https://{NOM}.",
    "adresse en un nombre": "http://2130706433",
    "aucune": None,
}
SITES = (None, "same-origin", "same-site", "cross-site", "none")
HOTES = {"le nôtre": NOM, "étranger": "mechant.test", "transmis étranger": NOM}
TRANSPORTS = ("polling", "websocket")


@pytest.fixture
def public(lancer_serveur: Lanceur) -> Serveur:
    """A server that knows itself under a public name, over HTTPS."""
    return lancer_serveur(URL=f"https://{NOM}")


def test_seule_notre_origine_ouvre_une_prise(public: Serveur) -> None:
    """12 origins × 5 Sec-Fetch-Site × 3 hosts × 2 transports, and a rule written apart from the code."""
    fautes = []
    cas = list(itertools.product(ORIGINES.items(), SITES, HOTES.items(), TRANSPORTS))
    assert len(cas) == 12 * 5 * 3 * 2
    for (nom_origine, origine), site, (nom_hote, hote), transport in cas:
        entetes = [("Host", hote)]
        if origine is not None:
            entetes.append(("Origin", origine))
        if site is not None:
            entetes.append(("Sec-Fetch-Site", site))
        if nom_hote == "transmis étranger":  # nobody has said that a proxy stands in front: that header is noise
            entetes += [("X-Forwarded-Host", "mechant.test"), ("Forwarded", "host=mechant.test")]
        admise = nom_origine in {"la nôtre", "aucune"} and site in {None, "same-origin"} and hote == NOM
        reponse = frapper(public, transport, entetes)
        attendu = {101 if transport == "websocket" else 200} if admise else {400, 403}
        if reponse.statut not in attendu:
            fautes.append(f"{nom_origine}, {site}, {nom_hote}, {transport} : {reponse.statut}")
    assert fautes == []


LOCALES = (
    "http://127.0.0.1:{port}", "http://localhost:{port}", "http://[::1]:{port}", "http://salle.exemple.test:{port}",
    "http://salle2.exemple.test:8080",
)  # fmt: skip
ETRANGERES = (
    "https://127.0.0.1:{port}", "http://127.0.0.1", "http://127.0.0.1:{port}1", "http://127.0.0.1.mechant.test:{port}",
    "http://mechant.127.0.0.1:{port}", "http://127.0.0.1:{port}/", "http://127.0.0.1:{port}, http://127.0.0.1:{port}",
    "http://127.0.0.1:{port}@mechant.test", "http://127.1:{port}", "http://0.0.0.0:{port}", "http://2130706433:{port}",
    "http://salle2.exemple.test:{port}", "*", "file://", "http://LOCALHOST:{port}", "http://localhost.:{port}",
)  # fmt: skip


def test_les_origines_de_la_machine_et_des_reglages(lancer_serveur: Lanceur) -> None:
    serveur = lancer_serveur(HOTES="salle.exemple.test, salle2.exemple.test:8080")
    for origine, transport in itertools.product((*LOCALES, *ETRANGERES), TRANSPORTS):
        entetes = [("Host", f"127.0.0.1:{serveur.port}"), ("Origin", origine.format(port=serveur.port))]
        statut = frapper(serveur, transport, entetes).statut
        assert statut == (403 if origine in ETRANGERES else 101 if transport == "websocket" else 200), origine


def test_a_la_salle_l_adresse_affichee_ouvre_tout(lancer_serveur: Lanceur) -> None:
    """``make demo HOTE=0.0.0.0``: phones come by the address in the QR code, the board by 127.0.0.1."""
    serveur = lancer_serveur(HOTE="0.0.0.0")  # noqa: S104 (what the demo asks)
    affichee = serveur.url.removeprefix("http://")
    for hote in (affichee, f"127.0.0.1:{serveur.port}"):
        assert demander(serveur, "GET", "/", [("Host", hote)]).statut == 200
        for transport, attendu in (("polling", 200), ("websocket", 101)):
            assert frapper(serveur, transport, [("Host", hote), ("Origin", f"http://{hote}")]).statut == attendu


def test_un_nom_etranger_n_ouvre_aucune_page(lancer_serveur: Lanceur) -> None:
    serveur = lancer_serveur(HOTES="salle.exemple.test")
    port = serveur.port
    bons = [
        "127.0.0.1",
        f"127.0.0.1:{port}",
        "localhost",
        "LOCALHOST",
        "[::1]",
        "salle.exemple.test",
        "salle.exemple.test:80",
    ]
    faux = [
        "mechant.test", f"mechant.test:{port}", "127.0.0.1.mechant.test", "salle.exemple.test.", "autre.salle.exemple.test",
        "salle.exemple.test@mechant.test", "127.0.0.1:80:80", "0.0.0.1", "2130706433", "127.1", "", "[::ffff:127.0.0.1]",
        "localhost mechant.test", "mechant.test#localhost", "local\u00a0host",
    ]  # fmt: skip
    for hote in bons:
        assert demander(serveur, "GET", "/", [("Host", hote)]).statut == 200, hote
    for hote in faux:
        for chemin in ("/", "/sante", "/statique", "/equipe/", "/socket.io/?EIO=4&transport=polling"):
            reponse = demander(serveur, "GET", chemin, [("Host", hote)])
            assert reponse.statut == 400, (hote, chemin)
    page = demander(serveur, "GET", "/", [("Host", "mechant.test")])
    assert '<html lang="fr"' in page.corps.decode()
    assert "Adresse non reconnue" in page.corps.decode()
    assert "mechant" not in page.corps.decode(), "la page ne répète rien de la demande"
    assert demander(serveur, "GET", "/", []).statut == 400, "sans Host"


def test_derriere_un_mandataire_on_croit_le_sien_seulement(lancer_serveur: Lanceur) -> None:
    serveur = lancer_serveur(URL=f"https://{NOM}", MANDATAIRES="1")
    cas = [
        ([("Host", "interne"), ("X-Forwarded-Host", NOM)], 200),
        ([("Host", NOM)], 200),
        ([("Host", NOM), ("X-Forwarded-Host", "mechant.test")], 400),
        ([("Host", "interne"), ("X-Forwarded-Host", f"{NOM}, mechant.test")], 400),
        ([("Host", "interne"), ("X-Forwarded-Host", f"mechant.test, {NOM}")], 200),
    ]
    for entetes, attendu in cas:
        assert demander(serveur, "GET", "/", entetes).statut == attendu, entetes


def test_un_autre_site_ne_fait_rien_changer(serveur: Serveur) -> None:
    hote = ("Host", f"127.0.0.1:{serveur.port}")
    for site, chemin, methode in itertools.product(
        ("cross-site", "same-site"),
        ("/rejoindre", "/connexion", "/deconnexion", "/api/rejoindre"),
        ("POST", "PUT", "DELETE"),
    ):
        reponse = demander(serveur, methode, chemin, [hote, ("Sec-Fetch-Site", site)], b"code=K7QX4M")
        assert reponse.statut == 403, (site, chemin, methode)
    for site in ("same-origin", "none"):
        assert demander(serveur, "POST", "/rejoindre", [hote, ("Sec-Fetch-Site", site)], b"code=").statut == 400
    assert demander(serveur, "GET", "/", [hote, ("Sec-Fetch-Site", "cross-site")]).statut == 200, (
        "un lien reste un lien"
    )


def test_jsonp_est_refuse(serveur: Serveur) -> None:
    hote = ("Host", f"127.0.0.1:{serveur.port}")
    for suite in ("&j=0", "&j=", "&j=___eio[0]"):
        assert frapper(serveur, "polling", [hote], suite).statut == 403
    assert frapper(serveur, "polling", [hote]).statut == 200


def test_trop_de_nouvelles_prises_d_un_coup_sont_remises_a_plus_tard(serveur: Serveur) -> None:
    hote = ("Host", f"127.0.0.1:{serveur.port}")
    statuts = [
        demander(serveur, "GET", "/socket.io/?EIO=4&transport=inconnu", [hote], depuis="127.0.3.1").statut
        for _ in range(900)
    ]
    assert set(statuts[:400]) == {400}, "une salle entière passe"
    assert 429 in statuts[400:]
    assert demander(serveur, "GET", "/", [hote], depuis="127.0.3.1").statut == 200, "les pages ne sont pas touchées"
    assert frapper(serveur, "polling", [hote]).statut == 200, "ni les autres adresses"


# ------------------------------------------------------------------------------------------------ headers

ENTETES = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def reponses(serveur: Serveur, hote: str) -> dict[str, Reponse]:
    """Every kind of answer there is."""
    h = ("Host", hote)
    accueil = demander(serveur, "GET", "/", [h])
    feuille = accueil.corps.decode().partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    return {
        "page": accueil,
        "statique": demander(serveur, "GET", feuille, [h]),
        "statique inconnue": demander(serveur, "GET", feuille + "x", [h]),
        "introuvable": demander(serveur, "GET", "/rien", [h]),
        "interdit": demander(serveur, "POST", "/rejoindre", [h, ("Sec-Fetch-Site", "cross-site")], b"x"),
        "sans jeton": demander(serveur, "POST", "/rejoindre", [h], b"code=x"),
        "redirection": demander(serveur, "GET", "/equipe/", [h]),
        "méthode": demander(serveur, "BREW", "/", [h]),
        "options": demander(serveur, "OPTIONS", "/", [h]),
        "tête": demander(serveur, "HEAD", "/notice", [h]),
        "trop lourd": demander(
            serveur, "POST", "/api/commandes", [h, ("Content-Type", "application/json")], b" " * 70_000
        ),
        "api": demander(serveur, "POST", "/api/commandes", [h], b"{}"),
        "prise": frapper(serveur, "polling", [h]),
        "prise inconnue": demander(serveur, "GET", "/socket.io/?EIO=4&transport=polling&sid=inconnu", [h]),
        "prise refusée": frapper(serveur, "polling", [h, ("Origin", "https://mechant.test")]),
        "hôte refusé": demander(serveur, "GET", "/", [("Host", "mechant.test")]),
    }


@pytest.mark.parametrize("https", [False, True])
def test_chaque_reponse_porte_les_en_tetes_de_securite(lancer_serveur: Lanceur, https: bool) -> None:
    serveur = lancer_serveur(URL=f"https://{NOM}") if https else lancer_serveur()
    hote = NOM if https else f"127.0.0.1:{serveur.port}"
    for nom, reponse in reponses(serveur, hote).items():
        assert {n: reponse.entetes.get(n) for n in ENTETES} == ENTETES, nom
        assert reponse.entetes["content-security-policy"].startswith("default-src 'none'"), nom
        assert "frame-ancestors 'none'" in reponse.entetes["content-security-policy"], nom
        duree = reponse.entetes.get("strict-transport-security", "max-age=0").removeprefix("max-age=")
        assert (int(duree) >= 31_536_000) if https else (int(duree) == 0), nom
        if nom == "statique":
            assert "immutable" in reponse.entetes["cache-control"]
        else:
            assert reponse.entetes["cache-control"] == "no-store", nom
        assert "server" not in reponse.entetes, nom


def test_les_temoins_sont_lies_a_l_hote_sous_https(lancer_serveur: Lanceur) -> None:
    for url, prefixe, attributs in (
        (f"https://{NOM}", "__Host-", {"secure", "httponly", "path=/"}),
        ("", "", {"httponly", "path=/"}),
    ):
        serveur = lancer_serveur(**({"URL": url} if url else {}))
        page = demander(serveur, "GET", "/connexion", [("Host", NOM if url else "127.0.0.1")])
        pose = page.entetes["set-cookie"]
        assert pose.startswith(f"{prefixe}fabrique_"), pose
        presents = {morceau.strip().lower() for morceau in pose.split(";")[1:]}
        assert attributs <= presents, pose
        assert not [a for a in presents if a.startswith("domain=")]
