"""Docs that cannot rot: the protocol, the settings and the glossary say what the code says."""

from __future__ import annotations

import ast
import re

import pytest

from fabrique_atelier.seance.commandes import SCHEMAS
from fabrique_atelier.seance.refus import MESSAGES
from tests.architecture.fichiers import aucune, choisir, fichiers_du_depot, lire

PROTOCOLE = lire("docs/protocole.md")
EVENEMENTS = {"instantane", "lot", "perso", "pouls", "presence", "fin", "commande", "rattraper"}
_REGLAGE = re.compile(r"\bFABRIQUE_[A-Z_]+[A-Z]\b")


def _section(numero: int) -> str:
    return PROTOCOLE.split(f"\n## {numero}. ", 1)[1].split("\n## ", 1)[0]


def _commandes_decrites() -> set[str]:
    lignes = re.findall(r"(?m)^\| (`[a-z_`, ]+`) \|", _section(3))
    return {nom for ligne in lignes for nom in re.findall(r"`([a-z_]+)`", ligne)}


def test_chaque_commande_est_decrite_et_chaque_description_existe() -> None:
    assert _commandes_decrites() == set(SCHEMAS)


@pytest.mark.parametrize("commande", sorted(SCHEMAS))
def test_les_champs_d_une_commande_sont_decrits(commande: str) -> None:
    ligne = next(ligne for ligne in _section(3).splitlines() if ligne.startswith("|") and f"`{commande}`" in ligne)
    aucune([champ for champ in SCHEMAS[commande].__struct_fields__ if f"`{champ}`" not in ligne])


def test_chaque_refus_est_decrit() -> None:
    decrits = set(re.findall(r"`([a-z_]+)`", _section(3) + _section(5)))
    assert sorted(set(MESSAGES) - decrits) == []


def test_chaque_evenement_nomme_dans_le_code_est_decrit() -> None:
    """Whatever ``direct/`` sends or listens to by a literal name is in the protocol."""
    nommes = set()
    for chemin in choisir("fabrique_atelier/direct/", ".py"):
        for noeud in ast.walk(ast.parse(lire(chemin))):
            if isinstance(noeud, ast.Call) and _nom_appele(noeud) in {"on", "emit", "paquet"}:
                nommes |= {a.value for a in noeud.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    nommes -= {"connect", "disconnect"}
    assert len(nommes) >= 4, "direct/ ne nomme plus ses événements ainsi : ce test doit le suivre"
    assert nommes <= EVENEMENTS
    aucune([e for e in EVENEMENTS if f"`{e}`" not in PROTOCOLE])


def _nom_appele(appel: ast.Call) -> str:
    return appel.func.attr if isinstance(appel.func, ast.Attribute) else getattr(appel.func, "id", "")


def test_les_reglages_sont_tous_decrits() -> None:
    lus = {f"FABRIQUE_{nom}" for nom in re.findall(r"\b[A-Z][A-Z_]+\b", _noms_des_reglages())}
    assert len(lus) > 10
    table = set(
        _REGLAGE.findall(
            "\n".join(ligne for ligne in lire("README.md").splitlines() if ligne.startswith("| `FABRIQUE_"))
        )
    )
    assert table == lus
    for chemin in [c for c in fichiers_du_depot() if c.startswith("docs/") and c.endswith(".md")]:
        assert set(_REGLAGE.findall(lire(chemin))) <= lus, chemin


def _noms_des_reglages() -> str:
    arbre = ast.parse(lire("fabrique_atelier/config.py"))
    for noeud in arbre.body:
        if isinstance(noeud, ast.Assign) and isinstance(noeud.targets[0], ast.Name) and noeud.targets[0].id == "_NOMS":
            return " ".join(
                n.value
                for n in ast.walk(noeud.value)
                if isinstance(n, ast.Constant) and isinstance(n.value, str) and " " in n.value
            )
    raise AssertionError("config.py ne tient plus sa liste de noms dans _NOMS : ce test doit la suivre")


def test_chaque_identifiant_du_glossaire_existe_dans_le_code() -> None:
    lignes = re.findall(r"(?m)^\| [^|]+ \| `([^`]+)` \| [^|]+ \|", lire("docs/glossaire.md"))
    assert len(lignes) >= 30
    mots = set(re.findall(r"[A-Za-z_]\w+", "\n".join(lire(c) for c in choisir("fabrique_atelier/", ".py"))))
    aucune([identifiant for identifiant in lignes if identifiant not in mots])


def test_chaque_lien_local_de_la_documentation_mene_quelque_part() -> None:
    connus = set(fichiers_du_depot())
    casses = []
    for chemin in [c for c in connus if c.endswith(".md") and "vendor/" not in c]:
        dossier = chemin.rpartition("/")[0]
        for cible in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", lire(chemin)):
            complet = _normaliser(f"{dossier}/{cible}" if dossier else cible)
            if complet not in connus and not any(c.startswith(f"{complet.rstrip('/')}/") for c in connus):
                casses.append(f"{chemin} → {cible}")
    aucune(sorted(casses))


def _normaliser(chemin: str) -> str:
    pile: list[str] = []
    for morceau in chemin.split("/"):
        if morceau == "..":
            pile.pop()
        elif morceau not in {"", "."}:
            pile.append(morceau)
    return "/".join(pile)


def test_chaque_decision_d_architecture_a_sa_forme() -> None:
    decisions = choisir("docs/adr/", ".md")
    assert [c.rpartition("/")[2][:4] for c in decisions] == [f"{n:04d}" for n in range(1, len(decisions) + 1)]
    for chemin in decisions:
        assert [t for t in ("## Context", "## Decision", "## Consequences") if t not in lire(chemin)] == [], chemin


def test_chaque_commande_nommee_par_le_readme_existe() -> None:
    cibles = set(re.findall(r"(?m)^([a-z-]+):", lire("Makefile")))
    nommees = set(re.findall(r"\bmake ([a-z-]+)", lire("README.md")))
    assert {"demo", "test"} <= nommees
    assert nommees <= cibles
    sous_commandes = set(re.findall(r"python -m fabrique_atelier ([a-z-]+)", lire("README.md")))
    analyseurs = lire("fabrique_atelier/cli.py") + lire("fabrique_atelier/exploitation/options.py")
    connues = set(re.findall(r'(?:add_parser\(|^ +\()"([a-z-]+)"', analyseurs, re.MULTILINE))
    assert sous_commandes
    assert sous_commandes <= connues


def test_chaque_cible_publique_du_makefile_s_explique() -> None:
    makefile = lire("Makefile")
    declarees = re.search(r"(?m)^\.PHONY: (.*)$", makefile)
    assert declarees is not None
    internes = {"lint", "types", "contrats", "services"}
    assert {c for c in declarees.group(1).split() if not re.search(rf"(?m)^{c}:.*## \S", makefile)} == internes
