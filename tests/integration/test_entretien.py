"""The other retention jobs: contacts, traces of the accounts, the audit journal and its witness; none stops the others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, func, insert, select
from structlog.testing import capture_logs

from fabrique_atelier.comptes import models as mc
from fabrique_atelier.comptes.audit import COUPE
from fabrique_atelier.comptes.conservation import seuil_de_coupe
from fabrique_atelier.exploitation import entretien as module
from fabrique_atelier.exploitation.entretien import lire_temoin
from fabrique_atelier.reseau import conservation as contacts
from fabrique_atelier.reseau import models as mr
from fabrique_atelier.seance.conservation import JOUR_MS
from fabrique_atelier.socle.base import ecrire, lire, table
from fabrique_atelier.socle.calendrier import debut_du_jour
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from tests.integration.chantier import Chantier
from tests.outillage.comptes import connecter, fabrique
from tests.proprietes.essai import Essai


@pytest.fixture
def chantier(moteur: Engine, tmp_path: Path) -> Iterator[Chantier]:
    with Essai(moteur) as essai:
        yield Chantier(essai, moteur, tmp_path)


# ------------------------------------------------------------------------------------------------ contacts


@pytest.mark.parametrize(
    ("dernier", "fin"),
    [("2023-11-22", date(2026, 11, 22)), ("2024-02-29", date(2027, 3, 1)), ("2023-11", date(2026, 11, 30)),
     ("2023-12", date(2026, 12, 31)), ("2023", date(2026, 12, 31)), ("", date(2023, 1, 1)), ("n’importe", date(2023, 1, 1))],
)  # fmt: skip
def test_l_echeance_d_un_contact(dernier: str, fin: date) -> None:
    assert contacts.echeance(dernier, debut_du_jour(date(2020, 1, 1))) == fin


def _contact(connexion: Connection, fabrique_id: str, nom: str, dernier: str) -> None:
    partenaire = nouvel_identifiant()
    connexion.execute(
        insert(mr.Partenaire),
        {"id": partenaire, "fabrique_id": fabrique_id, "nom": f"Chez {nom}", "nom_cle": nom, "college": "autre", "roles": [],
         "site_web": "", "adresse": "", "commune": "", "cree_le": 1, "modifie_le": 1, "version": 1},
    )  # fmt: skip
    connexion.execute(
        insert(mr.Contact),
        {"id": nouvel_identifiant(), "partenaire_id": partenaire, "nom": nom, "prenom": "", "fonction": "", "courriel": "",
         "telephone": "", "base_legale": "interet_legitime", "source": "", "dernier_echange": dernier, "transmissible": False,
         "cree_le": 1, "version": 1},
    )  # fmt: skip


def test_un_contact_previent_soixante_jours_puis_s_en_va(moteur: Engine, chantier: Chantier) -> None:
    une, autre = fabrique(moteur, "une"), fabrique(moteur, "autre")
    with ecrire(moteur) as connexion:
        _contact(connexion, une, "Ancien", "2023-11-22")
        _contact(connexion, une, "Récent", "2025-01-01")
        _contact(connexion, autre, "Ailleurs", "2023-11-22")
    with lire(moteur) as connexion:
        a_reconfirmer = contacts.contacts_a_reconfirmer(connexion, une, date(2026, 9, 23))
        assert contacts.contacts_a_reconfirmer(connexion, une, date(2026, 9, 22)) == []
    assert [(c.nom, c.echeance) for c in a_reconfirmer] == [("Ancien", date(2026, 11, 22))]

    for jour, restants in ((date(2026, 11, 21), 3), (date(2026, 11, 22), 1)):
        chantier.maintenant = debut_du_jour(jour)
        chantier.entretien.passer()
        assert chantier.compter(mr.Contact) == restants, jour
    assert chantier.compter(mr.Partenaire) == 3, "l’organisation reste"
    with lire(moteur) as connexion:
        notees = connexion.execute(
            select(mc.EntreeAudit.fabrique_id, mc.EntreeAudit.details).where(
                mc.EntreeAudit.action == "contacts.expirer"
            )
        ).all()
    assert sorted(notees) == sorted([(une, {"nombre": 1}), (autre, {"nombre": 1})])


# ------------------------------------------------------------------------------------------------ traces et audit


def test_les_traces_des_comptes_et_les_imports_oublies_s_en_vont(moteur: Engine, chantier: Chantier) -> None:
    ici = fabrique(moteur, "ici")
    vieille, fraiche = (
        connecter(moteur, {ici: ["animation"]}, age_ms=31 * JOUR_MS),
        connecter(moteur, {ici: ["animation"]}),
    )
    with ecrire(moteur) as connexion:
        maintenant = connexion.execute(
            select(mc.SessionEquipe.cree_le).where(mc.SessionEquipe.id == fraiche.session_id)
        ).scalar_one()
        for genre, expire in (("mort", maintenant - 31 * JOUR_MS), ("vivant", maintenant + JOUR_MS)):
            connexion.execute(insert(mc.LienUnique), {"id": genre, "genre": "invitation", "empreinte": genre, "cree_le": 1,
                                                      "personne_id": fraiche.personne_id, "expire_le": expire})  # fmt: skip
        for nom, age in (("oublie", 25), ("en_cours", 1)):
            connexion.execute(insert(mr.ImportPartenaires), {"id": nom, "fabrique_id": ici, "personne_id": fraiche.personne_id,
                                                             "nom_fichier": "x.csv", "lignes": [], "correspondance": {},
                                                             "cree_le": maintenant - age * 3_600_000})  # fmt: skip
    chantier.maintenant = maintenant + 1
    chantier.entretien.passer()
    with lire(moteur) as connexion:
        assert connexion.execute(select(mc.SessionEquipe.id)).scalars().all() == [fraiche.session_id]
        assert connexion.execute(select(mc.LienUnique.id)).scalars().all() == ["vivant"]
        assert connexion.execute(select(mr.ImportPartenaires.id)).scalars().all() == ["en_cours"]
    assert vieille.session_id != fraiche.session_id


@pytest.mark.parametrize(("age", "attendu"), [(364, None), (365, 335)])
def test_l_audit_est_coupe_une_fois_par_mois(age: int, attendu: int | None) -> None:
    seuil = seuil_de_coupe(1000 * JOUR_MS - age * JOUR_MS, 1000 * JOUR_MS)
    assert seuil == (None if attendu is None else (1000 - attendu) * JOUR_MS)
    assert seuil_de_coupe(None, 5) is None


def test_l_audit_ne_garde_rien_d_un_an_et_reste_verifiable(chantier: Chantier) -> None:
    debut = chantier.maintenant
    with ecrire(chantier.moteur) as connexion:
        for mois in range(14):
            chantier.audit.noter(connexion, debut + mois * 30 * JOUR_MS, "systeme", "essai", ("x", str(mois)))
    chantier.au_jour(14 * 30)
    with lire(chantier.moteur) as connexion:
        plus_ancienne = connexion.execute(select(func.min(mc.EntreeAudit.le))).scalar_one()
        constat = chantier.audit.verifier(connexion)
    assert constat.rupture is None
    assert plus_ancienne > chantier.maintenant - 365 * JOUR_MS
    assert chantier.compter(mc.EntreeAudit, mc.EntreeAudit.action == COUPE) == 1


def test_le_temoin_revele_une_fin_de_journal_effacee(chantier: Chantier, tmp_path: Path) -> None:
    with ecrire(chantier.moteur) as connexion:
        for n in range(3):
            chantier.audit.noter(connexion, chantier.maintenant, "systeme", "essai", ("x", str(n)))
    chantier.entretien.passer()
    temoin = lire_temoin(tmp_path)
    assert temoin is not None
    assert temoin.numero == 3
    assert (tmp_path / module.TEMOIN).stat().st_mode & 0o777 == 0o600
    with ecrire(chantier.moteur) as connexion:  # a forged cut opens the trigger, then hides itself
        connexion.execute(insert(mc.CoupeAudit), {"numero": 3, "empreinte": temoin.empreinte, "le": 1})
        connexion.execute(table(mc.EntreeAudit).delete().where(mc.EntreeAudit.numero == 3))
        connexion.execute(table(mc.CoupeAudit).delete())
    with capture_logs() as journal:
        echecs = [(r.tache, r.faute) for r in chantier.entretien.passer() if r.nombre is None]
    assert echecs == [("chaine_audit", "AuditRompu")]
    assert [x["numero"] for x in journal if x["event"] == "journal_audit_rompu"] == [3]
    assert lire_temoin(tmp_path) == temoin, "la preuve n’est pas écrasée"


def test_une_tache_qui_echoue_n_arrete_pas_les_autres(chantier: Chantier, monkeypatch: pytest.MonkeyPatch) -> None:
    def tomber(*_: object) -> int:
        raise RuntimeError("panne d’essai")

    monkeypatch.setattr(contacts, "supprimer_contacts_echus", tomber)
    chantier.maintenant = chantier.close_le + 31 * JOUR_MS
    with capture_logs() as journal:
        resultats = {r.tache: r for r in chantier.entretien.passer()}
    assert (resultats["contacts"].nombre, resultats["contacts"].faute) == (None, "RuntimeError")
    assert resultats["seances"].nombre == 1
    assert [x["tache"] for x in journal if x["event"] == "entretien_echoue"] == ["contacts"]
