"""The pure rules of the staff desk: what waits, what is late, where a card may go, what an address asks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabrique_atelier.conduite.attente import Attente
from fabrique_atelier.conduite.attentes import Attentes
from fabrique_atelier.dossier import alertes
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.a_faire import Vu, a_faire, en_retard, regles
from fabrique_atelier.dossier.parcours import TRANSITIONS
from fabrique_atelier.dossier.recherche_dossiers import TRIS, Filtres
from fabrique_atelier.dossier.tableau import avancees, stades_visibles
from fabrique_atelier.reseau.reglages import SEUILS
from fabrique_atelier.reseau.vocabulaire import USUELS, Vocabulaire
from fabrique_atelier.web.formulaires.dossiers import lire_demande
from fabrique_atelier.web.formulaires.parcours import code_de

JOUR = "2026-11-22"
AVISE, SANS = s.PREREGLAGES["avise_standard"], s.PREREGLAGES["sans_comite"]


def _vu(**champs: Any) -> Vu:
    base = Vu("d", "2026-001", "Idée", "en_qualification", "actif", {}, "2026-11-01", "2026-11-01", "2025", "claire")
    return base._replace(**champs)


def _dit(vu: Vu, portes: dict[str, str] | None = None, **prets: set[str]) -> tuple[str, str, bool] | None:
    r = regles(portes or AVISE, SEUILS, JOUR, USUELS, prets)
    quoi = a_faire(vu, r)
    return (quoi.genre, quoi.passage, en_retard(vu, quoi, r)) if quoi else None


def test_ce_qu_un_dossier_attend() -> None:
    assert _dit(_vu()) is None
    assert _dit(_vu(), T4={"d"}) == ("pret", "T4", False)
    assert _dit(_vu(), T3={"d"}) is None
    assert _dit(_vu(stade="piste")) == ("pret", "T2", False)
    assert _dit(_vu(stade="piste", responsable_id=None)) == ("sans_responsable", "", False)
    assert _dit(_vu(stade="pret_comite")) == ("inscription", "T5", False)
    assert _dit(_vu(stade="au_comite_engagement")) == ("decision", "", False)
    assert _dit(_vu(stade="pret_comite"), SANS) == ("equipe", "G1", False)
    assert _dit(_vu(situation="refuse")) is None
    # the documents of the porteur come first
    assert _dit(_vu(stade="faisabilite")) is None
    assert _dit(_vu(stade="faisabilite"), T10c={"d"}) == ("inscription", "T10c", False)


def test_le_retard_vient_du_seuil_ou_de_l_echeance() -> None:
    assert _dit(_vu(stade_depuis="2026-09-23")) is None  # 60 days: the threshold itself is not beyond it
    assert _dit(_vu(stade_depuis="2026-09-22")) == ("attente", "", True)
    assert _dit(_vu(stade_depuis="2026-09-22"), T4={"d"}) == ("pret", "T4", True)
    demandes: list[dict[str, Any]] = [
        {"texte": "a", "echeance": "2026-11-01", "repondu_le": "2026-10-30"},
        {"texte": "b", "echeance": "2026-11-25", "repondu_le": None},
    ]
    complement = _vu(situation="complement_demande", situation_donnees={"demandes": demandes})
    assert _dit(complement) == ("complement", "", False)  # the late one has been answered
    demandes[1]["echeance"] = "2026-11-21"
    assert _dit(complement) == ("complement", "", True)
    assert _dit(_vu(situation="ajourne", situation_donnees={"prochaine": JOUR})) == ("ajourne", "", False)
    assert _dit(_vu(situation="ajourne", situation_donnees={"prochaine": "2026-11-21"})) == ("ajourne", "", True)


@pytest.mark.parametrize(
    ("revue", "attendu"),
    [
        ("2026-12-07", None),
        ("2026-12-06", ("veille", "", False)),
        (JOUR, ("veille", "", False)),
        ("2026-11-21", ("veille", "", True)),
    ],
)
def test_une_veille_se_rappelle_quinze_jours_avant(revue: str, attendu: tuple[str, str, bool] | None) -> None:
    assert _dit(_vu(situation="en_veille", situation_donnees={"revue": revue})) == attendu


def test_l_instance_se_dit_dans_les_mots_de_la_fabrique() -> None:
    mots = Vocabulaire({"comite_engagement": {"singulier": "assemblée des voisins", "pluriel": "", "genre": "f"}})
    quoi = a_faire(_vu(stade="au_comite_engagement"), regles(AVISE, SEUILS, JOUR, mots))
    assert quoi is not None
    assert quoi.phrase == "Attend la décision de l’assemblée des voisins"


@pytest.mark.parametrize(
    ("detection", "lancee", "rapide"),
    [
        ("2025", "2025-12-31", True),
        ("2025", "2026-01-01", False),  # found on 1 January 2025 at the earliest
        ("2025-11", "2026-10-31", True),
        ("2025-11", "2026-11-01", False),
        ("2025-11-15", "2026-11-14", True),
        ("2025-11-15", "2026-11-15", False),
    ],
)
def test_une_creation_plus_rapide_que_d_habitude(detection: str, lancee: str, *, rapide: bool) -> None:
    assert alertes.rapide("activite_lancee", lancee, detection) is rapide
    assert alertes.rapide("creation", lancee, detection) is False


def test_une_attente_se_compte_en_jours() -> None:
    assert alertes.attente(alertes.jours_depuis("2026-10-10", JOUR)) == "en attente depuis 43\u00a0jours"
    assert alertes.attente(1) == "en attente depuis 1\u00a0jour"
    assert alertes.jours_depuis("2027-01-01", JOUR) == 0


@pytest.mark.parametrize("stade", s.STADES)
@pytest.mark.parametrize("prereglage", s.PREREGLAGES)
def test_une_carte_va_ou_le_cycle_de_vie_le_permet(stade: str, prereglage: str) -> None:
    portes = s.PREREGLAGES[prereglage]
    permis = {(t.id, t.vers) for t in TRANSITIONS.values() if t.de == stade}
    permis |= {(p, s.APRES[p]) for p in s.PORTES if stade in (s.AVANT[p], s.DEVANT[p])}
    trouvees = avancees(stade, "actif", portes)
    assert {(a.id, a.vers) for a in trouvees} <= permis
    if stade in s.stades_de(portes) and stade != "autonome" and s.porte_devant(stade) is None:
        assert trouvees  # there is always a way forward, but from where a committee has the word
    assert all(a.vers in s.stades_de(portes) for a in trouvees)
    assert avancees(stade, "actif", portes, ferme=True) == []
    assert all(avancees(stade, x, portes) == [] for x in s.SITUATIONS if x != "actif")


def test_un_stade_supprime_reste_tant_qu_un_dossier_y_attend() -> None:
    assert "au_comite_engagement" not in stades_visibles(SANS, {}, Filtres())
    assert "au_comite_engagement" in stades_visibles(SANS, {"au_comite_engagement": 1}, Filtres())
    assert stades_visibles(AVISE, {}, Filtres()) == list(s.STADES)
    assert stades_visibles(AVISE, {"piste": 3}, Filtres(etape="3")) == [x for x in s.STADES if s.etape(x) == 3]
    assert stades_visibles(AVISE, {"piste": 3}, Filtres(stade="creation")) == ["creation"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine, not the strategy
@given(
    q=st.text(max_size=20).map(str.strip),
    stade=st.sampled_from(("", *s.STADES)),
    situation=st.sampled_from(("", "toutes", "arretes", *s.SITUATIONS)),
    tri=st.sampled_from([*TRIS, *(f"-{t}" for t in TRIS)]),
    vue=st.sampled_from(("", "liste")),
    page=st.integers(1, 99_999),
)
def test_une_adresse_redonne_la_meme_demande(q: str, stade: str, situation: str, tri: str, vue: str, page: int) -> None:
    args = {"q": q, "stade": stade, "situation": situation, "tri": tri, "vue": vue, "page": str(page)}
    lue = lire_demande(args)
    assert lire_demande(lue.adresse(page=str(lue.page))) == lue


def test_ce_que_l_adresse_ne_connait_pas_est_laisse_de_cote() -> None:
    lue = lire_demande({"stade": "lune", "situation": "x", "etape": "9", "alerte": "2", "tri": "prix", "page": "-3"})
    assert lue.filtres == Filtres()
    assert (lue.ordre, lue.page, lue.liste) == (("numero", True), 1, False)
    assert lue.tourner("numero") == "numero"
    assert lire_demande({"tri": "titre"}).tourner("titre") == "-titre"


def test_un_motif_ajoute_a_son_propre_code() -> None:
    assert code_de("Le maire a changé", set()) == "le_maire_a_change"
    assert code_de("Doublon", set()) == "doublon_2"  # the network's own
    assert code_de("Été", {"ete", "ete_2"}) == "ete_3"
    assert code_de("€", set()) == "motif"
    assert len(code_de("x" * 120, {"x" * 36})) <= 40


def test_l_accueil_montre_d_abord_ce_qui_attend_la_personne() -> None:
    def une(titre: str, groupe: str, *, a_vous: bool = False) -> Attente:
        return Attente("attente", groupe, titre, "", a_vous=a_vous)

    groupes = {
        "vous": [une("à moi", "vous", a_vous=True)],
        "retard": [une("retard d’un autre", "retard"), une("mon retard", "retard", a_vous=True)],
        "equipe": [une("équipe", "equipe")],
        "comite": [une("comité", "comite")],
    }
    montrees, combien = Attentes(groupes).premieres(4)
    assert [x.titre for x in montrees] == ["à moi", "mon retard", "retard d’un autre", "équipe"]
    assert combien == Attentes(groupes).total == 5
