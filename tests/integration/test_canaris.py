"""What an audience may not see is never sent to it: canaries are looked for in everything each one received."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from fabrique_atelier.seance.bilan import bilan
from fabrique_atelier.seance.droits import Acteur
from fabrique_atelier.seance.visibilite import PARTICIPANTS
from tests.proprietes.essai import EQUIPE, Essai


@pytest.fixture
def essai(moteur: Engine) -> Iterator[Essai]:
    with Essai(moteur) as essai:
        yield essai


def recu(essai: Essai, acteur: Acteur) -> str:
    """Return all that was ever sent to a client."""
    poste = essai.poste_de(acteur)
    assert poste is not None
    return "\n".join(texte for _evenement, texte in poste.recus)


def jouer(essai: Essai) -> list[Acteur]:
    """A séance where each card, name and ballot bears the name of what it must not leave."""
    essai.reussir(EQUIPE, "ouvrir_seance")
    gens = essai.faire_entrer(3)
    auteur, voisin, _tiers = gens
    essai.reussir(auteur, "changer_pseudonyme", pseudonyme="canari-nom")
    for titre in ("fin", "moi", "direct"):
        etape = essai.phase(titre)
        essai.reussir(EQUIPE, "demarrer_phase", phase_id=etape)
        cartes = {
            nom: essai.reussir(auteur, "proposer_contribution", phase_id=etape, texte=f"canari-{titre}-{nom}")
            for nom in ("masquee", "retiree")
        }
        if titre == "fin":
            essai.reussir(EQUIPE, "masquer_contribution", contribution_id=cartes["masquee"], motif="injure")
            essai.reussir(
                EQUIPE, "reformuler_contribution", contribution_id=cartes["masquee"], texte="canari-reformule"
            )
            essai.reussir(auteur, "retirer_contribution", contribution_id=cartes["retiree"])
    visible = essai.reussir(auteur, "proposer_contribution", phase_id=essai.phase("direct"), texte="visible de tous")
    essai.reussir(voisin, "signaler_contribution", contribution_id=visible, motif="discrimination")
    essai.reussir(EQUIPE, "demarrer_phase", phase_id=essai.phase("cartes"))
    essai.reussir(auteur, "voter", vote_id=essai.vote("cartes"), version=77_771, gommettes={visible: 3})
    essai.reussir(voisin, "voter", vote_id=essai.vote("cartes"), version=77_772, gommettes={visible: 1})
    essai.redemarrer()
    return gens


def test_ni_la_salle_ni_le_mur_ne_recoivent_ce_qui_est_cache(essai: Essai) -> None:
    auteur, voisin, tiers = jouer(essai)
    for acteur in (voisin, tiers, essai.poste_tableau.connexion.acteur):
        tout = recu(essai, acteur)
        assert "visible de tous" in tout
        caches = ("canari-fin", "canari-moi", "canari-reformule", "discrimination", "injure", "empreinte", "saisi_par")
        assert not [c for c in caches if c in tout]
    assert "canari-fin-masquee" in recu(essai, auteur)


def test_un_bulletin_ne_va_qu_a_son_auteur_et_le_resultat_attend(essai: Essai) -> None:
    auteur, voisin, tiers = jouer(essai)
    tableau = essai.poste_tableau.connexion.acteur
    assert {
        a: [v for v in ("77771", "77772") if v in recu(essai, a)] for a in (auteur, voisin, tiers, tableau, EQUIPE)
    } == {
        auteur: ["77771"],
        voisin: ["77772"],
        tiers: [],
        tableau: [],
        EQUIPE: [],
    }
    for acteur in (auteur, tiers, tableau):
        assert '"points"' not in recu(essai, acteur)
    assert '"points"' not in recu(essai, EQUIPE)
    essai.reussir(EQUIPE, "fermer_phase", phase_id=essai.phase("cartes"))
    assert ('"points"' in recu(essai, EQUIPE), '"points"' in recu(essai, tableau)) == (True, False)
    essai.reussir(EQUIPE, "reveler_phase", phase_id=essai.phase("cartes"), confirme=True)
    assert '"points":4' in recu(essai, tiers)


def test_nul_secret_technique_ne_part(essai: Essai) -> None:
    gens = jouer(essai)
    etat = essai.lire()
    secrets_ = [p.empreinte for p in etat.participants.values()] + [v.sel or "-" * 40 for v in etat.votes.values()]
    secrets_ += [b.jeton_vote for bulletins in etat.bulletins.values() for b in bulletins.values()]
    secrets_ += [etat.seance.empreinte_entree, etat.seance.empreinte_animation, etat.seance.empreinte_tableau]
    secrets_ += [essai.liens.animation, essai.liens.tableau, essai.liens.entree]
    for acteur in (*gens, essai.poste_tableau.connexion.acteur, EQUIPE):
        tout = recu(essai, acteur)
        assert not [s for s in secrets_ if s in tout]
    for acteur in gens:
        autres = [a.participant_id or "" for a in gens if a != acteur]
        assert not [i for i in autres if i in recu(essai, acteur)]
        assert etat.seance.code not in recu(essai, acteur)


def test_masquer_efface_partout_et_des_instantanes_suivants(essai: Essai) -> None:
    auteur, voisin, _tiers = jouer(essai)
    visible = next(i for i, c in essai.lire().contributions.items() if c.texte == "visible de tous")
    essai.reussir(EQUIPE, "masquer_contribution", contribution_id=visible, motif="donnee_personnelle")
    for poste in (essai.poste_tableau, essai.poste_de(voisin), essai.poste_de(auteur)):
        assert poste is not None
        assert "visible de tous" not in json.dumps(list(poste.commun.values()) + list(poste.perso.values()))
        assert ("contribution", visible) not in poste.commun
    tard = essai.connecter(essai.poste_tableau.connexion.acteur)
    assert "visible de tous" not in "".join(texte for _e, texte in tard.recus)
    essai.reussir(EQUIPE, "clore_seance", confirme=True)
    page: dict[str, Any] = bilan(essai.lire(), PARTICIPANTS)
    assert "visible de tous" not in json.dumps(page)
