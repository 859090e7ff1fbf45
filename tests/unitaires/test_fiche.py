"""The fiche idée, pure: its fields are those of the reference, its merge loses nobody's text, its comparison says everything."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabrique_atelier.dossier import fiche_champs as champs
from fabrique_atelier.dossier.fiche_ecarts import AJOUT, EGAL, RETRAIT, comparer
from fabrique_atelier.dossier.fiche_fusion import DEUX, LEUR, MIEN, choix_possibles, fusionner
from fabrique_atelier.socle.erreurs import ErreurMetier

#: ``domaine.md`` §3.15, by hand.
LIMITES = {
    "titre": 140,
    "besoin_resume": 500,
    "publics": 300,
    "solution": 800,
    "existant": 500,
    "modele_pistes": 500,
    "ressources_locales": 300,
    "questions_ouvertes": 500,
}
NECESSAIRES = {"titre", "besoin_resume", "publics", "territoire", "solution", "existant"}
MOTS = st.sampled_from(["", "pain", "four à pain", "le soir", "un lieu"])
PEU = settings(max_examples=60)


def _contenus() -> st.SearchStrategy[champs.Contenu]:
    listes = st.sampled_from([[], ["a"], ["b", "a"], ["a", "c"], ["c", "b", "d"]])
    partenaires = listes.map(lambda xs: [{"texte": x} for x in xs])
    valeurs: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(champs.TEXTES, MOTS)
    valeurs |= {"territoire": st.sampled_from(["", "t1", "t2"]), "ailleurs": listes, "verbatims": listes}
    return st.fixed_dictionaries(valeurs | {"partenaires_pressentis": partenaires})


def test_les_champs_sont_ceux_de_la_reference() -> None:
    assert {n: c.maximum for n, c in champs.TEXTES.items() if n in LIMITES} == LIMITES
    assert set(champs.REQUIS) == NECESSAIRES
    assert set(champs.ORDRE) == set(champs.TEXTES) | set(champs.AUTRES) == set(champs.vide())


def test_t3_demande_chaque_champ_necessaire() -> None:
    pleine = champs.vide() | dict.fromkeys(NECESSAIRES, "dit")
    assert champs.manquants(pleine) == ()
    for nom in NECESSAIRES:
        assert champs.manquants(pleine | {nom: ""}) == (champs.REQUIS[nom],)


@pytest.mark.parametrize("nom", sorted(LIMITES))
def test_la_limite_est_exacte(nom: str) -> None:
    contenu = champs.vide("Un titre") | {nom: "é" * LIMITES[nom]}
    champs.verifier(contenu)
    with pytest.raises(ErreurMetier, match="caractères"):
        champs.verifier(contenu | {nom: "é" * (LIMITES[nom] + 1)})


@PEU
@given(_contenus(), _contenus(), _contenus())
def test_aucun_texte_ne_se_perd(base: champs.Contenu, mien: champs.Contenu, leur: champs.Contenu) -> None:
    fusion = fusionner(base, mien, leur)
    for nom in champs.ORDRE:
        if nom in champs.LISTES:
            ajouts = [x for v in (mien, leur) for x in v[nom] if x not in base[nom]]
            assert all(x in fusion.contenu[nom] for x in ajouts)
            gardes = [x for x in base[nom] if x in mien[nom] and x in leur[nom]]
            assert all(x in fusion.contenu[nom] for x in gardes)
            continue
        changes = {v[nom] for v in (mien, leur) if v[nom] != base[nom]}
        montres = {fusion.contenu[nom], leur[nom]} if nom in fusion.conflits else {fusion.contenu[nom]}
        assert changes <= montres
        assert (nom in fusion.conflits) == (len(changes) == 2)
        assert fusion.contenu[nom] in {base[nom], mien[nom], leur[nom]}


@PEU
@given(_contenus(), _contenus(), _contenus(), st.data())
def test_un_choix_donne_ce_qui_est_choisi(
    base: champs.Contenu, mien: champs.Contenu, leur: champs.Contenu, tirage: st.DataObject
) -> None:
    choix = {n: tirage.draw(st.sampled_from(choix_possibles(n))) for n in fusionner(base, mien, leur).conflits}
    fusion = fusionner(base, mien, leur, choix)
    assert fusion.conflits == ()
    for nom, choisi in choix.items():
        obtenu = fusion.contenu[nom]
        if choisi == DEUX:
            assert mien[nom] in obtenu
            assert leur[nom] in obtenu
        else:
            assert obtenu == {MIEN: mien, LEUR: leur}[choisi][nom]


@PEU
@given(_contenus(), _contenus())
def test_seul_a_ecrire_rien_ne_change(base: champs.Contenu, mien: champs.Contenu) -> None:
    seul = fusionner(base, mien, base)
    assert seul.contenu == mien
    assert (seul.conflits, seul.repris) == ((), ())
    assert fusionner(base, base, mien).contenu == mien


@PEU
@given(st.text("ab é\n'’.", max_size=40), st.text("ab é\n'’.", max_size=40))
def test_la_comparaison_dit_les_deux_textes(avant: str, apres: str) -> None:
    morceaux = comparer(avant, apres)
    assert "".join(m.texte for m in morceaux if m.genre in (EGAL, RETRAIT)) == avant
    assert "".join(m.texte for m in morceaux if m.genre in (EGAL, AJOUT)) == apres
    if avant == apres:
        assert all(m.genre == EGAL for m in morceaux)


def test_la_comparaison_se_lit_mot_a_mot() -> None:
    morceaux = [(m.genre, m.texte) for m in comparer("Un four à pain chaud.", "Un grand fournil à pain.")]
    assert morceaux == [
        (EGAL, "Un "),
        (RETRAIT, "four"),
        (AJOUT, "grand fournil"),
        (EGAL, " à pain"),
        (RETRAIT, " chaud"),
        (EGAL, "."),
    ]
