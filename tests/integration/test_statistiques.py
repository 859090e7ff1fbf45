"""The figures of a fabrique: exact counts, small ones withheld from the network, never a name."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from fabrique_atelier.comptes.droits import ActeurEquipe
from fabrique_atelier.reseau.fabriques import fabriques_parmi
from fabrique_atelier.seance import models as m
from fabrique_atelier.seance.conservation import anonymiser
from fabrique_atelier.seance.statistiques import CHIFFRES, PERSONNELS, Annee, par_annee, protegee
from fabrique_atelier.socle.base import ecrire, lire, table
from fabrique_atelier.web.fabrique import reseau
from tests.integration.site import Site
from tests.outillage.comptes import connecter, fabrique


def _tenir(
    site: Site, personnes: int, *, idees: int = 0, dictees: int = 0, votes: int = 0, date: str = "2025-03-04"
) -> dict[str, Any]:
    """Hold a whole séance and close it."""
    seance = site.creer(date_debut=date)
    animation = seance["animation"]
    site.reussir(animation, "ouvrir_seance")
    gens = [site.entrer(seance, "Pseudonyme canari" if n == 0 else "")[0] for n in range(personnes)]
    phases = site.phases(seance)
    site.reussir(animation, "demarrer_phase", phase_id=phases[1])
    cartes = [_idee(site, gens[n % personnes], seance, phases[1], n) for n in range(idees)]
    for n in range(dictees):
        site.reussir(animation, "proposer_contribution", phase_id=phases[1], texte=f"dictée {n}")
    site.reussir(animation, "demarrer_phase", phase_id=phases[2])
    site.reussir(animation, "creer_regroupement", titre="Le pain", contributions=cartes[:1])
    site.reussir(animation, "demarrer_phase", phase_id=phases[3])
    etat = site.json("GET", "/api/etat?role=animation", jeton=animation).json
    vote = next(i for e, i, _v in etat["instantane"]["c"] if e == "vote")
    for jeton in gens[:votes]:
        reponse = site.commander(
            jeton, "voter", seance=seance["seance"], vote_id=vote, version=1, gommettes={cartes[0]: 1}
        )
        assert reponse.status_code == 200, reponse.text
    site.reussir(animation, "clore_seance", confirme=True)
    return seance


def _idee(site: Site, jeton: str, seance: dict[str, Any], phase: str, n: int) -> str:
    reponse = site.commander(
        jeton, "proposer_contribution", seance=seance["seance"], phase_id=phase, texte=f"idée canari {n}"
    )
    assert reponse.status_code == 200, reponse.text
    return str(reponse.json["id"])


def _annees(site: Site) -> dict[int, Annee]:
    with lire(site.application.moteur) as connexion:
        return {a.annee: a for a in par_annee(connexion, [site.fabrique_id]).get(site.fabrique_id, [])}


def test_les_comptes_sont_exacts_par_annee(site: Site) -> None:
    _tenir(site, 6, idees=7, dictees=2, votes=5)
    _tenir(site, 3, idees=4, votes=3)
    _tenir(site, 2, idees=2, date="2024-12-31")
    site.creer(titre="Jamais ouverte", date_debut="2025-05-05")
    annees = _annees(site)
    assert sorted(annees) == [2024, 2025]
    assert annees[2025] == Annee(2025, seances=2, participants=9, idees=13, idees_dictees=2, groupes=2, votes=8)
    assert annees[2024] == Annee(2024, seances=1, participants=2, idees=2, idees_dictees=0, groupes=1, votes=0)


def test_ecartes_retirees_et_masquees_ne_comptent_pas(site: Site) -> None:
    seance = _tenir(site, 3, idees=3)
    with ecrire(site.application.moteur) as connexion:
        c, p = m.Contribution, m.Participant
        masquee, retiree, _gardee = connexion.execute(select(c.id).order_by(c.rang)).scalars()
        connexion.execute(update(c).where(c.id == masquee).values(etat="masquee"))
        connexion.execute(update(c).where(c.id == retiree).values(etat="retiree_auteur"))
        connexion.execute(update(p).where(p.seance_id == seance["seance"], p.numero == 1).values(ecarte=True))
    annee = _annees(site)[2025]
    assert (annee.idees, annee.participants) == (1, 2)


def test_l_anonymisation_ne_change_aucun_chiffre(site: Site) -> None:
    seance = _tenir(site, 6, idees=7, dictees=1, votes=5)
    avant = _annees(site)
    with ecrire(site.application.moteur) as connexion:
        assert anonymiser(connexion, seance["seance"], 1) == 6
    assert _annees(site) == avant


@pytest.mark.parametrize(("nombre", "montre"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_un_petit_nombre_de_personnes_est_tu(nombre: int, montre: int | None) -> None:
    protegees = protegee(Annee(2025, **dict.fromkeys(CHIFFRES, nombre)))
    assert {protegees[n] for n in PERSONNELS} == {montre}
    assert protegees["seances"] == nombre


def test_la_page_dit_tout_a_l_equipe_et_tait_les_petits_nombres_au_reseau(site: Site) -> None:
    _tenir(site, 6, idees=7, dictees=2, votes=3)
    adresse = f"/equipe/{site.fabrique}/chiffres"
    cases = re.findall(r"<td>([^<]*)</td>", site.page(adresse).text)
    assert cases == ["1", "6", "9", "2", "1", "3"]
    lecteur = site.navigateur(connecter(site.application.moteur, {site.fabrique_id: ["lecture_reseau"]}))
    page = lecteur.get(adresse).get_data(as_text=True)
    assert re.findall(r"<td>([^<]*)</td>", page) == ["1", "6", "9", "moins de\u00a05", "1", "moins de\u00a05"]
    assert "relevés le" in page
    tableur = lecteur.get(f"{adresse}.csv").get_data().decode("utf-8-sig")
    lignes = list(csv.reader(io.StringIO(tableur, newline=""), delimiter=";"))
    assert lignes[1][1:8] == ["2025", "1", "6", "9", "moins de\u00a05", "1", "moins de\u00a05"]
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", lignes[1][8]), "chaque chiffre est daté"
    assert "canari" not in page + tableur


@pytest.mark.parametrize(
    ("role", "statut"),
    [("administration", 200), ("charge_mission", 200), ("lecture_reseau", 200), ("animation", 403), ("membre_comite", 403),
     ("porteur", 403)],
)  # fmt: skip
def test_qui_lit_les_chiffres(site: Site, role: str, statut: int) -> None:
    client = site.navigateur(connecter(site.application.moteur, {site.fabrique_id: [role]}))
    assert client.get(f"/equipe/{site.fabrique}/chiffres").status_code == statut
    assert client.get(f"/equipe/{site.fabrique}/chiffres.csv").status_code == statut


def test_le_reseau_lit_plusieurs_fabriques_cote_a_cote(site: Site) -> None:
    """Side by side for those one reads for the network, and those only."""
    _tenir(site, 2, idees=6)
    moteur = site.application.moteur
    autre, hors = fabrique(moteur, "autre", "Autre"), fabrique(moteur, "hors", "Hors de portée")
    with ecrire(moteur) as connexion:
        modele = connexion.execute(select(table(m.Seance))).mappings().one()
        for n, f in enumerate((autre, hors)):
            connexion.execute(insert(table(m.Seance)), {
                **modele, "id": f"00000000-0000-4000-8000-00000000000{n}", "fabrique_id": f, "code": f"ABCDE{n}",
                "empreinte_entree": f"e{n}", "empreinte_animation": f"a{n}", "empreinte_tableau": f"t{n}",
            })  # fmt: skip
    reseau_seul, equipe = frozenset({"lecture_reseau"}), frozenset({"charge_mission"})
    present = ActeurEquipe("p", "N", "c", False, {site.fabrique_id: reseau_seul, autre: reseau_seul, hors: equipe})
    with site.application.flask.app_context():
        tableau = reseau.cote_a_cote(present)
    with lire(moteur) as connexion:
        noms = [f.nom for f in fabriques_parmi(connexion, [site.fabrique_id, autre])]
    assert [x.fabrique.nom for x in tableau["lignes"]] == noms
    assert {x.valeurs[1] for x in tableau["lignes"] if x.fabrique.id == site.fabrique_id} == {None}
