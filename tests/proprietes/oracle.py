"""What a séance should do, told a second time with plain dictionaries, from the protocol and not from the code.

:meth:`Oracle.jouer` answers with the codes that may refuse a request (empty: it must be accepted) and keeps the state.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.proprietes.oracle_objets import Carte, Etape, Scrutin

ANIMATION, PARTICIPANT = "animation", "participant"
REGROUPER_A_PLUSIEURS = {"deplacer_contributions", "creer_regroupement", "renommer_regroupement"}
DU_PARTICIPANT = {
    "modifier_contribution",
    "retirer_contribution",
    "voter",
    "changer_pseudonyme",
    "signaler_contribution",
}
DES_DEUX = REGROUPER_A_PLUSIEURS | {"proposer_contribution"}
APRES_CLOTURE = {
    "rouvrir_seance",
    "masquer_contribution",
    "retablir_contribution",
    "reformuler_contribution",
    "laisser_contribution",
}
JOUR_MS = 24 * 3600 * 1000
Codes = set[str]


@dataclass
class Oracle:
    """The whole séance; people are named by their participant id."""

    etapes: dict[str, Etape]
    scrutins: dict[str, Scrutin]
    capacite: int
    etat: str = "prete"
    en_cours: str | None = None
    verrou: bool = False
    close_le: int = 0
    revision: int = 0
    gens: dict[str, bool] = field(default_factory=dict)
    cartes: dict[str, Carte] = field(default_factory=dict)
    groupes: dict[str, list[str]] = field(default_factory=dict)
    titres: dict[str, str] = field(default_factory=dict)
    passe: list[Any] = field(default_factory=list)
    futur: list[Any] = field(default_factory=list)

    def jouer(self, role: str, qui: str | None, type_: str, d: dict[str, Any], id_: str, le: int) -> Codes:
        """Play one request at instant ``le``."""
        codes = self._droits(role, qui, type_)
        if not codes:
            avant = (deepcopy(self.groupes), dict(self.titres))
            codes = getattr(self, f"_{type_}")(role, qui, d, id_, le)
            if not codes and type_.endswith(("_regroupement", "_regroupements", "deplacer_contributions")):
                self.passe = [*self.passe, avant][-50:]
                self.futur = []
        self.revision += not codes
        return codes

    def entrer(self, connu: str | None) -> Codes:
        """Say whether somebody may enter; the caller registers who it is."""
        if connu is not None:
            return {"ecarte"} if self.gens[connu] else set()
        codes = {"prete": {"seance_non_ouverte"}, "close": {"seance_close"}}.get(self.etat, set())
        codes = codes | ({"entree_verrouillee"} if self.verrou else set())
        return codes | ({"seance_pleine"} if len(self.gens) >= self.capacite else set())

    @property
    def presents(self) -> int:
        """How many people are in the séance, those put aside excepted."""
        return sum(not ecarte for ecarte in self.gens.values())

    def range(self, carte: str) -> str | None:
        """Return the cluster that holds a card."""
        return next((g for g, cartes in self.groupes.items() if carte in cartes), None)

    def _droits(self, role: str, qui: str | None, type_: str) -> Codes:
        permis = {ANIMATION: type_ not in DU_PARTICIPANT, PARTICIPANT: type_ in DU_PARTICIPANT | DES_DEUX}
        codes = set() if permis.get(role) else {"interdit"}
        if role == PARTICIPANT:
            etape = self.etapes.get(self.en_cours or "")
            ensemble = etape is not None and etape.type == "regroupement" and etape.ouverte
            codes |= {"ecarte"} if self.gens[qui or ""] else set()
            codes |= {"seance_non_ouverte"} if self.etat == "prete" else set()
            codes |= {"interdit"} if type_ in REGROUPER_A_PLUSIEURS and not ensemble else set()
        return codes | ({"seance_close"} if self.etat == "close" and type_ not in APRES_CLOTURE else set())

    # ---------------------------------------------------------------------------------------------- ideas
    def _visible(self, role: str, qui: str | None, ids: list[str]) -> Codes:
        def voit(c: Carte | None) -> bool:
            return c is not None and (role == ANIMATION or c.publique or c.auteur == qui)

        return set() if all(voit(self.cartes.get(i)) for i in ids) else {"contribution_inconnue"}

    @staticmethod
    def _texte(texte: str, maximum: int) -> Codes:
        return {"texte_vide"} if not texte.strip() else {"texte_trop_long"} if len(texte) > maximum else set()

    def _proposer_contribution(self, role: str, qui: str | None, d: Any, id_: str, _le: int) -> Codes:
        etape = self.etapes[d["phase_id"]]
        types = ("ideation",) if role == PARTICIPANT else ("ideation", "regroupement")
        codes = self._texte(d["texte"], 140)
        codes |= set() if etape.ouverte and etape.type in types else {"phase_fermee"}
        siennes = [
            c
            for c in self.cartes.values()
            if c.auteur == qui and c.etape == d["phase_id"] and c.etat != "retiree_auteur"
        ]
        codes |= {"quota_atteint"} if qui and etape.quota and len(siennes) >= etape.quota else set()
        if not codes:
            self.cartes[id_] = Carte(d["phase_id"], d["texte"].strip(), qui, etape.visibilite == "tous_direct")
        return codes

    def _sienne(self, role: str, qui: str | None, i: str) -> Codes:
        codes = self._visible(role, qui, [i])
        if codes:
            return codes
        c = self.cartes[i]
        codes |= {"pas_a_vous"} if c.auteur != qui else set()
        codes |= {"contribution_retiree"} if c.etat != "publiee" else set()
        return codes | (set() if self.etapes[c.etape].ouverte else {"phase_fermee"})

    def _modifier_contribution(self, role: str, qui: str | None, d: Any, _id: str, _le: int) -> Codes:
        codes = self._sienne(role, qui, d["contribution_id"]) | self._texte(d["texte"], 140)
        if not codes:
            c = self.cartes[d["contribution_id"]]
            c.texte, c.reformule = d["texte"].strip(), None
        return codes

    def _retirer_contribution(self, role: str, qui: str | None, d: Any, _id: str, _le: int) -> Codes:
        codes = self._sienne(role, qui, d["contribution_id"])
        if not codes:
            c = self.cartes[d["contribution_id"]]
            c.texte, c.reformule, c.etat = "", None, "retiree_auteur"
        return codes

    def _signaler_contribution(self, role: str, qui: str | None, d: Any, _id: str, _le: int) -> Codes:
        codes = self._visible(role, qui, [d["contribution_id"]])
        if not codes:
            self.cartes[d["contribution_id"]].signale.add(qui or "")
        return codes

    # ---------------------------------------------------------------------------------------------- moderation
    def _masquer_contribution(
        self, _r: str, _q: str | None, d: Any, _id: str, _le: int, etat: str = "masquee"
    ) -> Codes:
        c = self.cartes.get(d["contribution_id"])
        if c is None or c.etat == "retiree_auteur":
            return {"contribution_retiree" if c else "contribution_inconnue"}
        c.etat = etat
        return set()

    def _retablir_contribution(self, r: str, q: str | None, d: Any, i: str, le: int) -> Codes:
        return self._masquer_contribution(r, q, d, i, le, "publiee")

    def _reformuler_contribution(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        c = self.cartes.get(d["contribution_id"])
        if c is None or c.etat == "retiree_auteur":
            return {"contribution_retiree" if c else "contribution_inconnue"}
        c.reformule = d["texte"]
        return set()

    def _laisser_contribution(self, role: str, qui: str | None, d: Any, _id: str, _le: int) -> Codes:
        codes = self._visible(role, qui, [d["contribution_id"]])
        if not codes:
            self.cartes[d["contribution_id"]].signale.clear()
        return codes

    def _ecarter_participant(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        if d["participant_id"] not in self.gens:
            return {"participant_inconnu"}
        self.gens[d["participant_id"]] = True
        for c in self.cartes.values():
            if d.get("masquer") and c.auteur == d["participant_id"] and c.etat == "publiee":
                c.etat = "masquee"
        return set()

    def _reintegrer_participant(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        if d["participant_id"] not in self.gens:
            return {"participant_inconnu"}
        self.gens[d["participant_id"]] = False
        return set()

    # ---------------------------------------------------------------------------------------------- clusters
    def _groupe(self, *ids: str | None) -> Codes:
        return {"regroupement_inconnu"} if any(i is not None and i not in self.groupes for i in ids) else set()

    def _placer(self, cartes: list[str], cible: str | None, position: int | None) -> None:
        cartes = list(dict.fromkeys(cartes))
        for g, contenu in self.groupes.items():
            self.groupes[g] = [c for c in contenu if c not in cartes]
        if cible is not None:
            reste = self.groupes[cible]
            p = len(reste) if position is None else position
            self.groupes[cible] = [*reste[:p], *cartes, *reste[p:]]

    def _deplacer_contributions(self, role: str, qui: str | None, d: Any, _id: str, _le: int) -> Codes:
        codes = self._groupe(d["regroupement_id"]) | self._visible(role, qui, d["contributions"])
        if not codes:
            self._placer(d["contributions"], d["regroupement_id"], d.get("position"))
        return codes

    def _creer_regroupement(self, role: str, qui: str | None, d: Any, id_: str, _le: int) -> Codes:
        codes = self._visible(role, qui, d["contributions"]) | self._texte(d["titre"], 80)
        if not codes:
            self.groupes[id_], self.titres[id_] = [], d["titre"]
            self._placer(d["contributions"], id_, None)
        return codes

    def _renommer_regroupement(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        codes = self._groupe(d["regroupement_id"]) | self._texte(d["titre"], 80)
        if not codes:
            self.titres[d["regroupement_id"]] = d["titre"]
        return codes

    def _fusionner_regroupements(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        codes = self._groupe(d["source_id"], d["cible_id"])
        codes |= {"transition_impossible"} if d["source_id"] == d["cible_id"] else set()
        if not codes:
            self.groupes[d["cible_id"]] += self.groupes.pop(d["source_id"])
        return codes

    def _scinder_regroupement(self, role: str, qui: str | None, d: Any, id_: str, _le: int) -> Codes:
        codes = self._groupe(d["regroupement_id"]) | self._visible(role, qui, d["contributions"])
        if codes:
            return codes
        contenu = self.groupes[d["regroupement_id"]]
        restent = [c for c in contenu if c not in d["contributions"] and self.cartes[c].etat == "publiee"]
        if not set(d["contributions"]) <= set(contenu) or not restent:
            return {"scission_impossible"}
        self.groupes[id_], self.titres[id_] = [], d["titre"]
        self._placer([c for c in contenu if c in d["contributions"]], id_, None)
        return set()

    def _supprimer_regroupement(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        codes = self._groupe(d["regroupement_id"])
        if not codes:
            del self.groupes[d["regroupement_id"]]
        return codes

    def _ordonner_regroupements(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        if sorted(d["ordre"]) != sorted(self.groupes):
            return {"ordre_perime"}
        self.groupes = {g: self.groupes[g] for g in d["ordre"]}
        return set()

    def _annuler(self, *_: Any) -> Codes:
        return self._voyager(self.passe, self.futur, "rien_a_annuler")

    def _retablir(self, *_: Any) -> Codes:
        return self._voyager(self.futur, self.passe, "rien_a_retablir")

    def _voyager(self, depuis: list[Any], vers: list[Any], code: str) -> Codes:
        if not depuis:
            return {code}
        vers.append((deepcopy(self.groupes), dict(self.titres)))
        self.groupes, self.titres = depuis.pop()
        return set()
