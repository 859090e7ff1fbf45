"""A small true story for the checker's tests: its history lines, and the rows a faithful server would hold."""

from __future__ import annotations

from typing import Any

from fabrique_atelier.flotte.tables import Tables, empreinte_jeton, jeton_vote

JETONS = {"tel-1": "a" * 32, "tel-2": "b" * 32}
SEL = "sel-du-vote"


def commande(identifiant: str, qui: str, type_: str, **donnees: Any) -> dict[str, Any]:
    """Write the line of an invocation."""
    return {"quoi": "invoque", "qui": qui, "id": identifiant, "type": type_, "donnees": donnees}


def ok(identifiant: str, revision: int) -> dict[str, Any]:
    """Write the line of an acknowledgement."""
    return {"quoi": "ok", "qui": "", "id": identifiant, "reponse": {"id": identifiant, "ok": True, "r": revision}}


def refus(identifiant: str, code: str) -> dict[str, Any]:
    """Write the line of a refusal."""
    reponse = {"id": identifiant, "ok": False, "code": code, "message": "Non."}
    return {"quoi": "refus", "qui": "", "id": identifiant, "reponse": reponse}


def lignes_vraies() -> list[dict[str, Any]]:
    """Tell of two phones: three cards, an edit, a withdrawal, a cluster, ballots, a refusal and an unknown."""
    lignes = [
        *({"quoi": "client", "qui": nom, "jeton": jeton} for nom, jeton in JETONS.items()),
        commande("c1", "tel-1", "proposer_contribution", phase_id="p1", texte="un"),
        commande("c2", "tel-1", "proposer_contribution", phase_id="p1", texte="deux"),
        ok("c1", 3),
        ok("c2", 4),
        commande("m1", "tel-1", "modifier_contribution", contribution_id="c1", texte="un, corrigé"),
        ok("m1", 5),
        commande("c3", "tel-2", "proposer_contribution", phase_id="p1", texte="trois"),
        ok("c3", 6),
        commande("x1", "tel-2", "retirer_contribution", contribution_id="c3"),
        ok("x1", 7),
        commande("g1", "animation", "creer_regroupement", titre="Groupe", contributions=["c1"]),
        ok("g1", 8),
        commande("v1", "tel-1", "voter", vote_id="v", version=1, gommettes={"g1": 1}),
        ok("v1", 9),
        commande("v2", "tel-1", "voter", vote_id="v", version=2, gommettes={"g1": 2}),
        ok("v2", 10),
        ok("v2", 10),
        commande("v3", "tel-2", "voter", vote_id="v", version=1, gommettes={"g1": 9}),
        refus("v3", "budget_depasse"),
        commande("c4", "tel-2", "proposer_contribution", phase_id="p1", texte="perdue avec la pile"),
    ]
    return [{"t": float(moment), **ligne} for moment, ligne in enumerate(lignes)]


def tables_vraies() -> Tables:
    """Return the rows of that story."""
    seance = dict.fromkeys(
        "titre question lieu territoire structure date_debut mode_identite close_le code".split(), ""
    )
    numerotees = ["j1", "j2", "c1", "c2", "m1", "c3", "x1", "g1", "v1", "v2"]
    journal = [{"id": nom, "revision": place} for place, nom in enumerate(numerotees, start=1)]
    groupe = {
        "id": "g1",
        "repere": "R1",
        "couleur": 1,
        "titre": "Groupe",
        "description": "",
        "ordre": 1,
        "special": None,
    }
    vote = {"id": "v", "phase_id": "p2", "regle": "gommettes", "objets_type": "regroupements", "objets": ["g1"]}
    bulletin = {"vote_id": "v", "jeton_vote": jeton_vote(SEL, JETONS["tel-1"]), "version": 2, "contenu": {"g1": 2}}
    return Tables(
        seance={**seance, "id": "s", "etat": "en_cours", "phase_id": "p2", "entree_verrouillee": 0, "revision": 10},
        phase=[_phase("p1", 1, "ideation", "fermee"), _phase("p2", 2, "vote", "active")],
        participant=[
            {"id": f"j{n}", "numero": n, "empreinte": empreinte_jeton(jeton), "pseudonyme": None, "ecarte": 0}
            for n, jeton in enumerate(JETONS.values(), start=1)
        ],
        contribution=[
            _carte("c1", 3, "j1", texte="un, corrigé", regroupement_id="g1"),
            _carte("c2", 4, "j1", texte="deux"),
            _carte("c3", 6, "j2", texte="", etat="retiree_auteur"),
        ],
        regroupement=[groupe | {"supprime": 0}],
        vote=[vote | {"budget": 3, "max_par_objet": 2, "etat": "ouvert", "sel": SEL, "inscrits": None}],
        bulletin=[bulletin | {"depense": 2, "budget": 3}],
        journal=[*journal, {"id": "v3", "revision": None}],
    )


def _phase(identifiant: str, ordre: int, type_: str, etat: str) -> dict[str, Any]:
    vides = "titre consigne duree_s minuteur visibilite longueur_max max_par_personne debut fin revelee_le".split()
    propre = {"id": identifiant, "ordre": ordre, "type": type_, "etat": etat}
    return {**dict.fromkeys(vides), "auteurs_affiches": 0, "participants_regroupent": 0, **propre}


def _carte(identifiant: str, rang: int, participant: str, **champs: Any) -> dict[str, Any]:
    carte = {"phase_id": "p1", "texte_reformule": None, "regroupement_id": None, "position": 0, "devoilee": 1}
    carte |= {"motif_masquage": None, "saisi_par": "participant", "etat": "publiee"}
    return {**carte, "id": identifiant, "rang": rang, "participant_id": participant, **champs}
