"""The life-cycle of a dossier against a table written by hand (``domaine.md`` §2.3–§2.5): no path leaves it, nothing is lost.

``ALLERS`` and the rest are copied from the document, not from the code. Decisions and evidence are drawn at random: most are
refused, and a refusal must change nothing at all.
"""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, Engine, func, select

import fabrique_atelier.comite.models
import fabrique_atelier.seance.models  # noqa: F401 (they register the tables)
from fabrique_atelier.comptes import models as mc
from fabrique_atelier.dossier import arrets, familles, transitions
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.decisions import DECISIONS, Decision, Ligne
from fabrique_atelier.dossier.faits import Faits
from fabrique_atelier.dossier.lectures import DossierLu, charger, historique
from fabrique_atelier.dossier.parcours import TRANSITIONS
from fabrique_atelier.dossier.stades import NUMEROS, PORTES, PREREGLAGES, SITUATIONS
from fabrique_atelier.socle.base import Base, creer_moteur
from fabrique_atelier.socle.erreurs import ErreurMetier
from tests.outillage.dossiers import JOUR, TOUT, dossier, geste

#: (from, to) of every transition the team decides, by hand from §2.4; the numbers are those of §2.2.
ALLERS = {
    (10, 11), (11, 12), (12, 13), (13, 14), (20, 21), (21, 22), (22, 23), (30, 31), (30, 32), (31, 32), (31, 30), (32, 33),
    (40, 41), (41, 42), (43, 44), (44, 45),
}  # fmt: skip
#: Gate → (stades it is taken from, stade after a yes, stades « renvoyée » leads to), from §2.5.
PORTES_A_LA_MAIN = {
    "G1": ((13, 14), 20, (12,)),
    "G2": ((22, 23), 30, (21, 11)),
    "G3": ((30, 32, 33), 40, (30,)),
    "G4": ((41, 42), 43, (41,)),
}
#: Situation → where it may go, from §2.3.
SITUATIONS_A_LA_MAIN = {
    "actif": {"complement_demande", "ajourne", "en_veille", "reoriente", "refuse", "abandonne", "termine"},
    "complement_demande": {"actif", "abandonne"},
    "ajourne": {"actif"},
    "en_veille": {"actif", "abandonne"},
    "reoriente": {"actif"},
    "refuse": {"actif"},
    "abandonne": {"actif"},
    "termine": {"actif"},
}
NEGATIVES = {"refusee", "abandon_acte"}
TEXTES = st.sampled_from(["", "Parce que."])
JOURS = st.sampled_from(["", JOUR, "2027-03-14"])
LIGNES = st.lists(st.builds(Ligne, TEXTES, TEXTES, st.sampled_from(["", "bientôt", "2027-01-31"])), max_size=2).map(
    tuple
)


def _faits() -> st.SearchStrategy[Faits]:
    """Complete, complete but for one fact, or known of nothing: the presets of §2.6 in all cases."""
    noms = [f.name for f in fields(Faits) if f.name != "portes"]
    vides = Faits()
    presque = st.sampled_from(noms).map(lambda n: replace(TOUT, **{n: getattr(vides, n)}))
    return st.builds(
        lambda f, p: replace(f, portes=PREREGLAGES[p]),
        st.one_of(st.just(TOUT), st.just(TOUT), presque, st.just(vides)),
        st.sampled_from([*PREREGLAGES, "avise_standard", "avise_standard", "sans_comite"]),
    )


DECISION = st.builds(
    Decision,
    porte=st.sampled_from(PORTES),
    decision=st.sampled_from([*DECISIONS, "validee", "validee"]),
    jour=st.just(JOUR),
    motif=st.sampled_from(["", "Motif écrit.", "Motif écrit."]),
    motif_code=st.sampled_from([None, "solution_existante", "autre"]),
    reserves=LIGNES,
    demandes=LIGNES,
    prochaine=st.sampled_from([None, JOUR, "2027-03-14"]),
    retour=st.sampled_from(["", "fiche_en_cours", "etude_en_cours", "creation"]),
    destinataire=st.sampled_from(["", "Mission locale"]),
    rang=st.sampled_from([None, None, 1, 0]),
    instance=st.just("engagement"),
)


class Machine(RuleBasedStateMachine):
    """Some dossiers of one fabrique, and all their lines as they were first written."""

    moteur: ClassVar[Engine]

    @initialize(stade=st.sampled_from(list(NUMEROS)))
    def ouvrir(self, stade: str) -> None:
        """A first dossier, wherever it may be; a second one at the start."""
        self.connexion: Connection = self.moteur.connect()
        self.connexion.begin()
        self.geste = geste(self.connexion)
        self.ids = [dossier(self.connexion, self.geste, stade=stade), dossier(self.connexion, self.geste)]
        self.ecrites: dict[str, tuple[Any, ...]] = {}
        self.sources: dict[str, int] = {}
        self.avant: list[DossierLu] = []
        self.numero = itertools.count(1)

    def teardown(self) -> None:
        if hasattr(self, "connexion"):
            self.connexion.rollback()
            self.connexion.close()

    def essayer(self, agir: Any, *arguments: Any) -> bool:
        """Try; a refusal leaves every row of every table as it was."""
        self.avant = [self.lu(i) for i in self.ids]
        compte = self._lignes()
        with self.connexion.begin_nested() as etape:
            try:
                agir(self.connexion, self.geste, *arguments)
            except ErreurMetier:
                etape.rollback()
        tenu = self._lignes() != compte
        apres = [self.lu(i) for i in self.ids]
        if not tenu:
            assert apres == self.avant
        for ancien, nouveau in zip(self.avant, apres, strict=True):
            self._juger(ancien, nouveau)
        return tenu

    def lu(self, dossier_id: str) -> DossierLu:
        """One dossier as it stands."""
        trouve = charger(self.connexion, self.geste.fabrique_id, dossier_id)
        assert trouve is not None, "a dossier has disappeared"
        return trouve

    def _lignes(self) -> int:
        return self.connexion.execute(select(func.count()).select_from(m.DossierEvenement)).scalar_one()

    def _juger(self, ancien: DossierLu, nouveau: DossierLu) -> None:
        """Every step of the lines just written is one the document knows."""
        lignes = historique(self.connexion, ancien.id)
        nouvelles = [e for e in lignes if e.id not in self.ecrites]
        place, etat = NUMEROS[ancien.stade], ancien.situation
        for e in nouvelles:
            if e.type == "T1":
                continue
            assert (NUMEROS[str(e.de_stade)], e.de_situation) == (place, etat), "the history has a hole"
            vers, en = NUMEROS[e.vers_stade], e.vers_situation
            assert self._permis(e, place, vers, etat, en), (e.type, e.decision, place, vers, etat, en)
            place, etat = vers, en
        assert (place, etat) == (NUMEROS[nouveau.stade], nouveau.situation)

    @staticmethod
    def _permis(e: Any, place: int, vers: int, etat: str, en: str) -> bool:  # noqa: PLR0911 (the document’s own cases)
        if en != etat and en not in SITUATIONS_A_LA_MAIN[etat]:
            return False
        if e.type == "TR":
            return (
                vers <= place
                and etat not in ("actif", "ajourne", "complement_demande")
                and en == "actif"
                and bool(e.texte)
            )
        if e.decision:
            d = PORTES_A_LA_MAIN[e.porte]
            if e.decision in ("validee", "validee_sous_reserve"):
                anticipe = vers == place and bool(e.donnees.get("anticipe"))
                applique = place in d[0] and vers == d[1] and en == "actif"
                return anticipe or (applique and (bool(e.texte) or "anticipee" in e.donnees))
            if e.decision == "retournee" or (e.decision == "refusee" and e.porte == "G3"):
                return vers in (place, *d[2]) and bool(e.texte)
            if e.decision in NEGATIVES and not e.motif_code:
                return False
            return vers == place
        if (vers, en) == (place, etat):
            return True  # a line that moves nothing: what a dossier receives from another one
        if vers == place:
            if en in ("refuse", "abandonne"):
                return bool(e.motif_code)
            return en != "termine"
        return (place, vers) in ALLERS and etat in ("actif", "ajourne") and en == ("termine" if vers == 45 else "actif")

    @rule(quoi=st.sampled_from(list(TRANSITIONS)), faits=_faits(), texte=TEXTES, n=st.integers(0, 5))
    def franchir(self, quoi: str, faits: Faits, texte: str, n: int) -> None:
        self.essayer(transitions.franchir, self.un(n), quoi, faits, JOUR, texte)

    @rule(texte=TEXTES, n=st.integers(0, 5), complets=_faits())
    def avancer(self, texte: str, n: int, complets: Faits) -> None:
        """The next transition there is, so that the machine goes far."""
        ou = self.lu(self.un(n)).stade
        for t in [t for t in TRANSITIONS.values() if t.de == ou][:1]:
            self.essayer(transitions.franchir, self.un(n), t.id, complets, JOUR, texte)

    @rule(porte=st.sampled_from(PORTES), faits=_faits(), n=st.integers(0, 5))
    def inscrire(self, porte: str, faits: Faits, n: int) -> None:
        self.essayer(transitions.inscrire, self.un(n), porte, faits, JOUR, f"point-{next(self.numero)}")

    @rule(decision=DECISION, faits=_faits(), n=st.integers(0, 5))
    def decider(self, decision: Decision, faits: Faits, n: int) -> None:
        self.essayer(transitions.decider, self.un(n), decision, faits)

    @rule(texte=TEXTES, revue=JOURS, n=st.integers(0, 5))
    def mettre_en_veille(self, texte: str, revue: str, n: int) -> None:
        self.essayer(arrets.mettre_en_veille, self.un(n), texte, JOUR, revue)

    @rule(
        code=st.sampled_from(["pas_de_porteur", "autre", "doublon", "inconnu", ""]), texte=TEXTES, n=st.integers(0, 5)
    )
    def abandonner(self, code: str, texte: str, n: int) -> None:
        self.essayer(arrets.abandonner, self.un(n), arrets.Abandon(code, JOUR, texte, texte, self.un(n + 1)))

    @rule(numeros=st.sets(st.integers(-1, 2)), texte=TEXTES, n=st.integers(0, 5))
    def repondre(self, numeros: set[int], texte: str, n: int) -> None:
        self.essayer(arrets.repondre, self.un(n), dict.fromkeys(numeros, texte), JOUR)

    @rule(texte=TEXTES, stade=st.sampled_from(["", *NUMEROS]), n=st.integers(0, 5))
    def rouvrir(self, texte: str, stade: str, n: int) -> None:
        ancien = self.lu(self.un(n))
        refus = [e for e in historique(self.connexion, ancien.id) if e.vers_situation == "refuse"][-1:]
        if (
            self.essayer(arrets.rouvrir, ancien.id, texte, JOUR, stade)
            and ancien.situation == "refuse"
            and refus[0].porte
        ):
            avant = PORTES_A_LA_MAIN[refus[0].porte][0][0]
            assert NUMEROS[self.lu(ancien.id).stade] <= avant, "the committee that refused must see it again"

    @rule(n=st.integers(0, 5), autre=st.integers(0, 5))
    def fusionner(self, n: int, autre: int) -> None:
        self.essayer(familles.fusionner, self.un(n), self.un(autre), JOUR)

    @rule(
        n=st.integers(0, 5), titres=st.lists(st.sampled_from(["", "Station R", "Chantier R"]), max_size=3), motif=TEXTES
    )
    def scinder(self, n: int, titres: list[str], motif: str) -> None:
        if len(self.ids) < 8:
            self.essayer(familles.scinder, self.un(n), titres, motif, JOUR)
            self.ids = list(self.connexion.execute(select(m.Dossier.id).order_by(m.Dossier.numero)).scalars())

    def un(self, n: int) -> str:
        """One of the dossiers."""
        return self.ids[n % len(self.ids)]

    @invariant()
    def rien_ne_se_perd(self) -> None:
        """No line of history changes or goes, no source goes, each dossier keeps at least one."""
        if not hasattr(self, "connexion"):
            return
        e = m.DossierEvenement
        lignes = {r.id: tuple(str(x) for x in r) for r in self.connexion.execute(select(e.__table__))}
        assert self.ecrites.items() <= lignes.items()
        self.ecrites = lignes
        compte = dict(
            self.connexion.execute(
                select(m.DossierSource.dossier_id, func.count()).group_by(m.DossierSource.dossier_id)
            ).all()
        )
        assert all(compte.get(i, 0) >= max(1, self.sources.get(i, 0)) for i in self.ids)
        self.sources = compte
        assert all(self.lu(i).situation in SITUATIONS for i in self.ids)
        assert all(self.lu(i).situation != "termine" or self.lu(i).stade == "autonome" for i in self.ids)
        assert self.connexion.execute(select(func.count()).select_from(mc.EntreeAudit)).scalar_one() >= len(self.ids)


def _explorer(tmp_path: Path, exemples: int, pas: int, *, hasard: bool = False) -> None:
    Machine.moteur = creer_moteur(f"sqlite:///{tmp_path / 'base.db'}")
    with Machine.moteur.begin() as connexion:
        Base.metadata.create_all(connexion)
    reglages = settings(
        max_examples=exemples,
        stateful_step_count=pas,
        deadline=None,
        derandomize=not hasard,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(Machine, settings=reglages)
    Machine.moteur.dispose()


def test_aucun_chemin_ne_sort_de_la_table(tmp_path: Path) -> None:
    _explorer(tmp_path, 15, 20)


@pytest.mark.endurance
def test_aucun_chemin_ne_sort_de_la_table_meme_en_cherchant_longtemps(tmp_path: Path) -> None:
    _explorer(tmp_path, 500, 60, hasard=True)
