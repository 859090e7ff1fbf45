"""Exports always come out and are inert (``fiabilite.md`` T16, P24); no hidden card leaves (``domaine.md`` RG25)."""

from __future__ import annotations

import csv
import io
import itertools
import json
import random
from typing import Any

import pytest

from fabrique_atelier.exports import seance_csv, seance_json
from fabrique_atelier.exports.neutralisation import neutraliser
from fabrique_atelier.exports.qr import qr_svg, qr_texte
from fabrique_atelier.seance.bilan import bilan
from fabrique_atelier.seance.visibilite import ANIMATION, PARTICIPANTS
from tests.proprietes.essai import EQUIPE, Essai

FORMULES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BLANCS = ("", " ", "\u00a0", "\u202f", "  ", " \u00a0", "\u2007", "\u3000")
SUITES = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x","y")', "SUM(A1:A9)", "", "DDE(…)", '";=1', "1;2", "x\n=2")


def poisons() -> list[str]:
    """Return 500 texts a spreadsheet could run."""
    tous = ["".join(x) for x in itertools.product(("", "texte\n"), BLANCS, FORMULES, SUITES)]
    random.Random(16).shuffle(tous)
    return tous[:500]


def dangereuse(cellule: str) -> bool:
    """Tell whether a spreadsheet would read a line of this cell as a formula (blanks before it are trimmed)."""
    return any(ligne.lstrip("".join(BLANCS)).startswith(FORMULES) for ligne in cellule.split("\n"))


def relire(contenu: bytes) -> list[list[str]]:
    """Read the file again as a French spreadsheet would."""
    assert contenu.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_cinq_cents_formules_sont_inertes() -> None:
    textes = poisons()
    assert len(textes) == 500
    assert all(dangereuse(t) for t in textes)
    cartes = [{"texte": t, "reformulee": False, "rang": n, "phase": t} for n, t in enumerate(textes)]
    vide: dict[str, Any] = {
        "vote": None,
        "a_classer": [],
        "regroupements": [{"repere": "R1", "titre": "=1+1", "cartes": cartes}],
    }
    lignes = relire(seance_csv.exporter(vide))
    assert len(lignes) == 501
    assert not [c for ligne in lignes for c in ligne if dangereuse(c)]
    for texte, ligne in zip(textes, lignes[1:], strict=True):
        assert "\n".join(x.removeprefix("'") for x in ligne[3].split("\n")) == texte


@pytest.mark.parametrize("texte", ["jardin", "a = b", "l’eau - l’air", "1 + 1", "«\u00a0-\u00a0»", "50 % d’été", ""])
def test_un_texte_ordinaire_ne_change_pas(texte: str) -> None:
    assert neutraliser(texte) == texte


@pytest.fixture
def remplie(essai: Essai) -> Essai:
    """Cards of every fate, one cluster, one closed vote."""
    essai.reussir(EQUIPE, "ouvrir_seance")
    gens = essai.faire_entrer(5)
    cartes = {}
    for titre in ("moi", "direct"):
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase(titre))
        for nom in ("bonne", "masquee", "retiree"):
            texte = f"{titre}-{nom}; « citation »"
            cartes[titre, nom] = essai.reussir(
                gens[0], "proposer_contribution", phase_id=essai.phase(titre), texte=texte
            )
        essai.reussir(gens[0], "retirer_contribution", contribution_id=cartes[titre, "retiree"])
        essai.reussir(EQUIPE, "masquer_contribution", contribution_id=cartes[titre, "masquee"], motif="injure")
    essai.reussir(EQUIPE, "reformuler_contribution", contribution_id=cartes["direct", "bonne"], texte="dit autrement")
    groupe = essai.reussir(EQUIPE, "creer_regroupement", titre="Groupe", contributions=list(cartes.values()))
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("groupes"))
    for une in gens:
        essai.reussir(une, "voter", vote_id=essai.vote("groupes"), version=1, gommettes={groupe: 2})
    essai.reussir(EQUIPE, "fermer_phase", phase_id=essai.phase("groupes"))
    return essai


def test_le_tableur_ne_contient_que_les_cartes_montrees(remplie: Essai) -> None:
    entete, *lignes = relire(seance_csv.exporter(bilan(remplie.lire(), ANIMATION)))
    assert len(entete) == 8
    assert [dict(zip(entete, ligne, strict=True)) for ligne in lignes] == [
        {
            "groupe": "R1",
            "titre du groupe": "Groupe",
            "n°": lignes[0][2],
            "idée": "dit autrement",
            "reformulée par l’équipe": "oui",
            "étape": "direct",
            "gommettes du groupe": "10",
            "rang du groupe": "1",
        }
    ]


def test_le_json_dit_la_meme_chose_sans_nommer_personne(remplie: Essai) -> None:
    contenu = seance_json.exporter(bilan(remplie.lire(), ANIMATION))
    lu = json.loads(contenu)
    assert (lu["nb_contributions"], lu["nb_participants"], lu["vote"]["posees"]) == (1, 5, 10)
    texte = contenu.decode()
    assert not [x for x in ("masquee", "retiree", "moi-bonne", "citation") if x in texte]
    etat = remplie.lire()
    secrets_ = [p.id for p in etat.participants.values()] + [p.empreinte for p in etat.participants.values()]
    assert not [x for x in secrets_ if x in texte]


def test_la_page_de_resultat_attend_la_cloture(remplie: Essai) -> None:
    avant = bilan(remplie.lire(), PARTICIPANTS)
    assert (avant["terminee"], avant["vote"], avant["nb_contributions"]) == (False, None, 0)
    remplie.reussir(EQUIPE, "clore_seance")
    apres = bilan(remplie.lire(), PARTICIPANTS)
    assert apres["terminee"]
    assert [c["texte"] for r in apres["regroupements"] for c in r["cartes"]] == ["dit autrement"]
    assert apres["vote"]["lignes"][0] | {} == {
        "rang": 1, "ex_aequo": False, "repere": "R1", "couleur": 1, "titre": "Groupe", "points": 10, "part": 100,
    }  # fmt: skip


def test_les_codes_qr_portent_l_adresse_et_rien_d_actif() -> None:
    svg = qr_svg("http://127.0.0.1:5000/r/" + "x" * 22).decode()
    assert svg.startswith("<?xml")
    assert "<script" not in svg
    assert svg != qr_svg("http://127.0.0.1:5000/r/" + "y" * 22).decode()
    assert len(qr_texte("http://127.0.0.1:5000/").splitlines()) > 10
