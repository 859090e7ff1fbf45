"""The fiche idée on real databases: versions, merges, drafts, cards named and never copied, what T3 asks for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from fabrique_atelier.dossier import fiche_brouillon as brouillons
from fabrique_atelier.dossier import models as md
from fabrique_atelier.dossier import models_fiche as mf
from fabrique_atelier.dossier.fiche import Enregistree, FicheEnConflit, Saisie, enregistrer, manquants
from fabrique_atelier.dossier.fiche_champs import Contenu, vide
from fabrique_atelier.dossier.fiche_lecture import fiche_lue
from fabrique_atelier.seance import models as ms
from fabrique_atelier.socle.base import creer_moteur, ecrire, lire
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.conftest import BaseDeTest
from tests.outillage.comptes import connecter, fabrique, premiere_fabrique
from tests.outillage.dossiers import geste
from tests.outillage.fiches import CARTES, remplie, semer


class Bureau:
    """A dossier, and people of the team who save its fiche."""

    def __init__(self, moteur: Engine) -> None:
        self.moteur = moteur
        self.fabrique_id = premiere_fabrique(moteur)[0]
        self.semis = semer(moteur)
        self.claire = connecter(moteur, {self.fabrique_id: ["charge_mission"]}, nom="Claire Moreau").personne_id
        self.karim = connecter(moteur, {self.fabrique_id: ["charge_mission"]}, nom="Karim Benali").personne_id

    def enregistrer(self, qui: str, base: int, contenu: Contenu, **suite: Any) -> Enregistree:
        with ecrire(self.moteur) as c:
            return enregistrer(
                c,
                geste(c, acteur_id=qui),
                self.semis.dossier_id,
                Saisie(base, contenu, "Un lieu ouvert le soir", **suite),
            )

    def contenu(self, **champs: Any) -> Contenu:
        return remplie(self.semis, **champs)

    def rubrique(self, code: str) -> tuple[str, ...]:
        with lire(self.moteur) as c:
            lue = fiche_lue(c, self.fabrique_id, self.semis.dossier_id)
        assert lue
        return next(r.textes for r in lue.rubriques if r.code == code)


@pytest.fixture
def bureau(base: BaseDeTest) -> Any:
    moteur = creer_moteur(base.url)
    yield Bureau(moteur)
    moteur.dispose()


def test_sy_ce_que_t3_demande(bureau: Bureau) -> None:
    def manque() -> tuple[str, ...]:
        with lire(bureau.moteur) as c:
            return manquants(c, bureau.semis.dossier_id)

    tout = ("le besoin", "le public", "le territoire", "la réponse", "ce qui existe déjà")
    assert manque() == tout
    bureau.enregistrer(bureau.claire, 0, vide("Un lieu ouvert le soir"))
    assert manque() == tout
    bureau.enregistrer(bureau.claire, 1, bureau.contenu(publics=""))
    assert manque() == ("le public",)
    bureau.enregistrer(bureau.claire, 2, bureau.contenu())
    assert manque() == ()


def test_chaque_enregistrement_est_une_version_qui_reste(bureau: Bureau) -> None:
    assert bureau.enregistrer(bureau.claire, 0, bureau.contenu()).numero == 1
    assert bureau.enregistrer(bureau.karim, 1, bureau.contenu(publics="Les jeunes.")).numero == 2
    pareil = bureau.enregistrer(bureau.karim, 2, bureau.contenu(publics="Les jeunes."))
    assert (pareil.numero, pareil.nouvelle) == (2, False)
    with lire(bureau.moteur) as c:
        lues = c.execute(
            select(mf.FicheVersion.contenu, mf.FicheVersion.auteur_id).order_by(mf.FicheVersion.numero)
        ).all()
    assert [x.contenu["publics"] for x in lues] == ["Les habitants du bourg.", "Les jeunes."]
    assert [x.auteur_id for x in lues] == [bureau.claire, bureau.karim]


def test_deux_personnes_sur_des_champs_differents(bureau: Bureau) -> None:
    bureau.enregistrer(bureau.claire, 0, bureau.contenu())
    bureau.enregistrer(bureau.karim, 1, bureau.contenu(publics="Les jeunes.", verbatims=[bureau.semis.cartes[0]]))
    fait = bureau.enregistrer(bureau.claire, 1, bureau.contenu(existant="Rien.", verbatims=[bureau.semis.cartes[1]]))
    assert set(fait.repris) == {"publics", "verbatims"}
    assert fait.auteur == "Karim Benali"
    assert (bureau.rubrique("publics"), bureau.rubrique("existant")) == (("Les jeunes.",), ("Rien.",))
    with lire(bureau.moteur) as c:
        lue = fiche_lue(c, bureau.fabrique_id, bureau.semis.dossier_id)
    assert lue
    assert [v.texte for v in lue.verbatims] == list(CARTES[:2])


def test_le_meme_champ_se_choisit(bureau: Bureau) -> None:
    bureau.enregistrer(bureau.claire, 0, bureau.contenu())
    bureau.enregistrer(bureau.karim, 1, bureau.contenu(publics="Les jeunes."))
    mien = bureau.contenu(publics="Les anciens.")
    with pytest.raises(FicheEnConflit) as refus:
        bureau.enregistrer(bureau.claire, 1, mien)
    assert refus.value.fusion.conflits == ("publics",)
    assert refus.value.actuelle.contenu["publics"] == "Les jeunes."
    assert "Karim Benali" in refus.value.message
    bureau.enregistrer(bureau.karim, 2, bureau.contenu(publics="Les lycéens."))
    with pytest.raises(FicheEnConflit):  # the text that was shown has changed again: ask again
        bureau.enregistrer(bureau.claire, 1, mien, vue=2, choix={"publics": "mien"})
    bureau.enregistrer(bureau.claire, 1, mien, vue=3, choix={"publics": "deux"})
    assert bureau.rubrique("publics") == ("Les lycéens.\nLes anciens.",)


def test_le_nom_de_l_idee_est_celui_du_dossier(bureau: Bureau) -> None:
    bureau.enregistrer(bureau.claire, 0, bureau.contenu(titre="Le café du soir"))
    with lire(bureau.moteur) as c:
        titre, recherche = c.execute(select(md.Dossier.titre, md.Dossier.recherche)).one()
    assert titre == "Le café du soir"
    assert "cafe tenu a tour de role" in recherche
    with ecrire(bureau.moteur) as c:
        c.execute(update(md.Dossier).values(titre="Le café de la nuit"))
    bureau.enregistrer(bureau.karim, 1, bureau.contenu(publics="Tous."), choix={})
    with lire(bureau.moteur) as c:  # renamed on the dossier meanwhile: who did not touch the name keeps the new one
        assert c.execute(select(md.Dossier.titre)).scalar_one() == "Le café de la nuit"


def test_une_carte_masquee_disparait_partout(bureau: Bureau) -> None:
    deux = list(bureau.semis.cartes[:2])
    bureau.enregistrer(bureau.claire, 0, bureau.contenu(verbatims=[*deux, bureau.semis.cartes[3], "inconnue"]))

    def dites(numero: int | None = None) -> list[str]:
        with lire(bureau.moteur) as c:
            lue = fiche_lue(c, bureau.fabrique_id, bureau.semis.dossier_id, numero)
        assert lue
        return [v.texte for v in lue.verbatims]

    assert dites() == list(CARTES[:2])
    _moderer(bureau, deux[0], "masquee")
    assert dites() == dites(1) == [CARTES[1]]
    bureau.enregistrer(bureau.claire, 1, bureau.contenu(publics="Tous.", verbatims=[deux[1]]))
    _moderer(bureau, deux[0], "publiee")
    assert sorted(dites()) == sorted(CARTES[:2])
    with lire(bureau.moteur) as c:  # named, never copied
        assert all(CARTES[0] not in json.dumps(x) for x in c.execute(select(mf.FicheVersion.contenu)).scalars())


def test_les_refus_ne_changent_rien(bureau: Bureau) -> None:
    bureau.enregistrer(bureau.claire, 0, bureau.contenu())
    for fautif in (bureau.contenu(solution="é" * 801), bureau.contenu(titre="")):
        with pytest.raises(ErreurMetier):
            bureau.enregistrer(bureau.claire, 1, fautif)
    with ecrire(bureau.moteur) as c:
        c.execute(update(md.Dossier).values(scinde_le="2026-11-20"))
    with pytest.raises(ErreurMetier, match="scindé"):
        bureau.enregistrer(bureau.claire, 1, bureau.contenu(publics="Tous."))
    assert _compter(bureau.moteur, mf.FicheVersion) == 1


def test_un_lieu_d_ailleurs_n_entre_pas(bureau: Bureau) -> None:
    ailleurs = semer(bureau.moteur, fabrique(bureau.moteur, "ailleurs"))
    noms = [
        {"partenaire_id": ailleurs.partenaire_id},
        {"partenaire_id": bureau.semis.partenaire_id},
        {"texte": "La mairie"},
    ]
    contenu = bureau.contenu(
        territoire=ailleurs.territoire_id, verbatims=list(ailleurs.cartes), partenaires_pressentis=noms
    )
    bureau.enregistrer(bureau.claire, 0, contenu)
    assert bureau.rubrique("territoire") == ()
    assert bureau.rubrique("partenaires_pressentis") == ("École de l’Œuvre", "La mairie")
    with lire(bureau.moteur) as c:
        assert fiche_lue(c, bureau.fabrique_id, ailleurs.dossier_id) is None


def test_le_brouillon_s_ecarte_et_se_retrouve(bureau: Bureau) -> None:
    d, moi = bureau.semis.dossier_id, bureau.claire

    def garder(texte: str) -> None:
        with ecrire(bureau.moteur) as c:
            brouillons.garder(c, d, moi, brouillons.Brouillon(0, "T", vide("T") | {"publics": texte}, 1_000_000))

    def deux() -> tuple[str | None, str | None]:
        with lire(bureau.moteur) as c:
            siens = brouillons.lire(c, d, moi)
        un, autre = (b.contenu["publics"] if b else None for b in (siens.courant, siens.ecarte))
        return un, autre

    garder("un")
    garder("deux")
    with ecrire(bureau.moteur) as c:
        brouillons.ecarter(c, d, moi)
    garder("trois")
    assert deux() == ("trois", "deux")
    with ecrire(bureau.moteur) as c:
        brouillons.retrouver(c, d, moi)
    assert deux() == ("deux", "trois")
    with lire(bureau.moteur) as c:
        assert brouillons.autres(c, d, bureau.karim, 1_000_000 + 119_000) == ["Claire Moreau"]
        assert brouillons.autres(c, d, bureau.karim, 1_000_000 + 121_000) == []
        assert brouillons.autres(c, d, moi, 1_000_000) == []


def _moderer(bureau: Bureau, carte: str, etat: str) -> None:
    with ecrire(bureau.moteur) as c:
        c.execute(update(ms.Contribution).where(ms.Contribution.id == carte).values(etat=etat))


def _compter(moteur: Engine, modele: Any) -> int:
    with lire(moteur) as c:
        return c.execute(select(func.count()).select_from(modele)).scalar_one()
