"""Every page and every API answer, on both databases: status, language, headers, refusals that keep what was typed."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from fabrique_atelier.web.entetes import CSP
from tests.integration.site import INCONNU, JETON_EQUIPE, Site

ENTETES = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
CSP_ATTENDUE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self' ws: wss:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}


def adresses(site: Site, s: dict[str, Any]) -> dict[str, bool]:
    """Return every GET address with whether it must be found."""
    jeton_faux = "x" * 22
    bonnes = [
        "/", f"/r/{s['entree']}", f"/c/{s['code']}", "/c/ABCDEF", f"/p/{s['seance']}", f"/animer/{s['animation']}",
        f"/tableau/{s['tableau']}", site.equipe, site.nouvelle, f"/suites/{s['seance']}", "/notice", "/accessibilite",
    ]  # fmt: skip
    mauvaises = [
        "/rien", f"/r/{jeton_faux}", f"/p/{INCONNU}", "/p/x", "/p/%00", f"/p/{s['seance']}x", f"/animer/{jeton_faux}",
        f"/animer/{s['tableau']}", f"/animer/{s['entree']}", f"/tableau/{s['animation']}", f"/tableau/{jeton_faux}",
        f"/equipe/{jeton_faux}/", f"/equipe/{s['animation']}/", f"/equipe/{jeton_faux}/seances/nouvelle", f"/suites/{INCONNU}",
        "/suites/%00", f"/suites/{s['seance']}x", f"/suites/{s['code']}", f"/qr/{jeton_faux}.svg", f"/qr/{s['animation']}.svg",
        f"/animer/{s['animation']}/export/exe", f"/animer/{s['tableau']}/export/csv", "/r/", "/r/%00", "/animer/é", "/equipe/é/", "/equipe/%00/", "/equipe/%00/chiffres",
    ]  # fmt: skip
    return dict.fromkeys(bonnes, True) | dict.fromkeys(mauvaises, False)


def test_chaque_page_repond_en_francais_avec_ses_entetes(site: Site, seance: dict[str, Any]) -> None:
    for chemin, trouvee in adresses(site, seance).items():
        reponse = site.page(chemin)
        assert reponse.status_code == (200 if trouvee else 404), chemin
        assert reponse.content_type == "text/html; charset=utf-8", chemin
        assert '<html lang="fr"' in reponse.text, chemin
        assert {n: reponse.headers.get(n) for n in ENTETES} == ENTETES, chemin
        directives = dict(d.strip().split(" ", 1) for d in reponse.headers["Content-Security-Policy"].split(";"))
        assert directives == CSP_ATTENDUE, chemin
        if not trouvee:
            assert "Page introuvable" in reponse.text


def test_la_politique_de_contenu_n_ouvre_rien_d_autre() -> None:
    assert not [x for x in ("unsafe", "*", "http:", "https:", "blob:") if x in CSP]


def test_aucune_page_du_telephone_ne_depose_de_cookie(site: Site, seance: dict[str, Any]) -> None:
    for chemin in (
        f"/r/{seance['entree']}",
        f"/c/{seance['code']}",
        f"/p/{seance['seance']}",
        f"/suites/{seance['seance']}",
    ):
        assert "Set-Cookie" not in site.page(chemin).headers, chemin


def test_les_liens_secrets_ne_sont_que_la_ou_il_faut(site: Site, seance: dict[str, Any]) -> None:
    secrets_ = {
        "équipe": JETON_EQUIPE,
        "animation": seance["animation"],
        "tableau": seance["tableau"],
        "entrée": seance["entree"],
    }
    connus = {
        "/": set(),
        f"/r/{seance['entree']}": {"entrée"},
        f"/c/{seance['code']}": set(),
        f"/p/{seance['seance']}": set(),
        f"/suites/{seance['seance']}": set(),
        f"/tableau/{seance['tableau']}": {"tableau", "entrée"},
        f"/animer/{seance['animation']}": {"animation", "tableau", "entrée"},
        site.equipe: set(secrets_),
    }
    for chemin, attendus in connus.items():
        page = site.page(chemin).text
        assert {nom for nom, jeton in secrets_.items() if jeton in page} <= attendus, chemin


def test_sante_et_qr(site: Site, seance: dict[str, Any]) -> None:
    sante = site.page("/sante")
    assert (sante.status_code, sante.json["etat"], sorted(sante.json)) == (200, "bon", ["etat", "version"])
    qr = site.page(f"/qr/{seance['entree']}.svg")
    assert (qr.status_code, qr.content_type) == (200, "image/svg+xml")
    assert "script-src" not in qr.headers["Content-Security-Policy"]


ILLISIBLES = (b'"x"', b"[]", b"", b'{"a":', b"[" * 5000, b'{"role":NaN}', b"role=animation", b"\xff\xfe\x00", b"null")


def test_un_corps_illisible_est_une_commande_invalide(site: Site, seance: dict[str, Any]) -> None:
    for corps in ILLISIBLES:
        for chemin in ("/api/commandes", "/api/rejoindre", "/api/seances"):
            jeton = JETON_EQUIPE if chemin == "/api/seances" else seance["animation"]
            reponse = site.poster(chemin, corps, headers={"Authorization": f"Bearer {jeton}"})
            assert (reponse.status_code, reponse.json["code"]) == (400, "commande_invalide"), (chemin, corps[:20])
            assert reponse.json["message"].endswith(".")


def test_l_api_refuse_par_un_code_et_une_phrase(site: Site, seance: dict[str, Any]) -> None:
    jeton, _participant = site.entrer(seance)
    ici = seance["seance"]
    cas = [
        (site.commander(seance["animation"], "ouvrir_seance"), 409, "transition_impossible"),
        (site.commander(seance["tableau"], "ouvrir_seance"), 409, "seance_inconnue"),
        (site.commander("x" * 22, "ouvrir_seance"), 409, "seance_inconnue"),
        (site.commander(jeton, "clore_seance", seance=ici), 403, "interdit"),
        (site.commander(jeton, "annuler", seance=INCONNU), 409, "participant_inconnu"),
        (site.commander("0" * 32, "annuler", seance=ici), 409, "participant_inconnu"),
        (site.commander(seance["animation"], "inconnue"), 400, "commande_invalide"),
        (site.json("POST", "/api/seances", {"titre": "t", "question": "q"}, "x" * 22), 403, "interdit"),
        (site.json("POST", "/api/seances", {"titre": "t", "question": "q"}), 403, "interdit"),
        (site.json("POST", "/api/seances", {"titre": "t"}, JETON_EQUIPE), 400, "commande_invalide"),
        (site.json("POST", "/api/seances", {"titre": " ", "question": "q"}, JETON_EQUIPE), 409, "texte_vide"),
        (site.json("POST", "/api/rejoindre", {"jeton": "court", "entree": seance["entree"]}), 400, "commande_invalide"),
        (site.json("POST", "/api/rejoindre", {"jeton": "0" * 32, "entree": "AAAAAA"}), 409, "code_inconnu"),
        (site.json("POST", "/api/rejoindre", {"jeton": "0" * 32}), 400, "commande_invalide"),
        (site.json("GET", "/api/etat?role=animation"), 400, "commande_invalide"),
        (site.json("GET", f"/api/etat?role=participant&seance={ici}", jeton="0" * 32), 409, "participant_inconnu"),
        (site.json("GET", "/api/commandes", jeton=jeton), 405, None),
        (site.json("GET", "/api/inconnue", jeton=jeton), 404, None),
    ]
    for rang, (reponse, statut, code) in enumerate(cas):
        assert reponse.status_code == statut, (rang, reponse.text)
        assert code is None or (reponse.json["ok"], reponse.json["code"]) == (False, code), rang
    assert site.json("POST", "/api/commandes", {"x": "x" * 70_000}, jeton).status_code == 413


def test_des_phases_l_emportent_sur_un_modele_meme_inconnu(site: Site) -> None:
    phases = [{"type": "accueil", "titre": "Seule", "consigne": "Bienvenue."}]
    for modele in ("X" * 50, "a\u0000b", "T99", "T01", None):
        corps = {"titre": "t", "question": "q", "modele": modele}
        avec = site.json("POST", "/api/seances", {**corps, "phases": phases}, JETON_EQUIPE)
        assert avec.status_code == 201, (modele, avec.text)
        assert len(site.phases(avec.json)) == 1
        sans = site.json("POST", "/api/seances", corps, JETON_EQUIPE)
        assert sans.status_code == (201 if modele in ("T01", None) else 400), (modele, sans.text)


def test_un_texte_qui_s_allonge_en_entrant_ne_casse_rien(site: Site) -> None:
    """U+0958 is two characters once normalised: 200 of them must not overflow a column of 200."""
    champs = {"lieu": "\u0958" * 150, "territoire": "\u0958" * 100, "structure": "\u0958" * 100}
    corps = {"titre": "\u0958" * 100, "question": "q", "modele": "T01", **champs}
    reponse = site.json("POST", "/api/seances", corps, JETON_EQUIPE)
    assert (reponse.status_code, reponse.json["code"]) == (409, "texte_trop_long")


def test_un_id_d_une_autre_seance_est_deja_pris(site: Site) -> None:
    ids = []
    for rang in range(2):
        seance = site.creer()
        site.reussir(seance["animation"], "ouvrir_seance")
        idees = site.phases(seance)[1]
        site.reussir(seance["animation"], "demarrer_phase", phase_id=idees)
        commande = {"type": "proposer_contribution", "donnees": {"phase_id": idees, "texte": "idée"}}
        corps = {"role": "animation", "commande": {"id": INCONNU, **commande}}
        reponse = site.json("POST", "/api/commandes", corps, seance["animation"])
        ids.append((reponse.status_code, reponse.json.get("code")))
        assert site.page(f"/animer/{seance['animation']}").status_code == 200, rang
    assert ids == [(200, None), (409, "id_deja_pris")]


def test_export_et_suites_avant_puis_apres_la_cloture(site: Site, seance: dict[str, Any]) -> None:
    jeton, _participant = site.entrer(seance)
    animation, idees = seance["animation"], site.phases(seance)[1]
    site.reussir(animation, "demarrer_phase", phase_id=idees)
    site.reussir(jeton, "proposer_contribution", seance=seance["seance"], phase_id=idees, texte="=idée; visible")
    cachee = site.reussir(jeton, "proposer_contribution", seance=seance["seance"], phase_id=idees, texte="canari-caché")
    site.reussir(animation, "masquer_contribution", contribution_id=cachee, motif="autre")
    avant = site.page(f"/suites/{seance['seance']}").text
    assert "pas encore terminée" in avant
    assert "visible" not in avant
    site.reussir(animation, "clore_seance")
    apres = site.page(f"/suites/{seance['seance']}").text
    assert "=idée; visible" in apres
    assert "canari" not in apres

    tableur = site.page(f"/animer/{animation}/export/csv")
    assert tableur.headers["Content-Disposition"] == f'attachment; filename="seance-{seance["code"]}.csv"'
    lignes = list(csv.reader(io.StringIO(tableur.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [ligne[3] for ligne in lignes[1:]] == ["'=idée; visible"]
    machine = site.page(f"/animer/{animation}/export/json")
    assert machine.content_type.startswith("application/json")
    assert [c["texte"] for c in json.loads(machine.data)["a_classer"]] == ["=idée; visible"]
    assert "canari" not in tableur.text + machine.text
    assert (
        site.json("POST", "/api/rejoindre", {"jeton": "0" * 32, "entree": seance["code"]}).json["code"]
        == "code_inconnu"
    )


def test_les_fichiers_statiques_sont_immuables(site: Site) -> None:
    feuille = site.page("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    reponse = site.page(feuille, headers={"Accept-Encoding": "gzip"})
    assert reponse.status_code == 200
    assert "immutable" in reponse.headers["Cache-Control"]
    assert reponse.headers["Content-Encoding"] == "gzip"
    assert "@import" not in site.page(feuille).text
    for chemin in ("/statique/../config.py", "/statique/x/css/base.css", feuille.rsplit("/", 1)[0] + "/../../../cle"):
        assert site.page(chemin).status_code == 404, chemin
