"""The oracle's other half: the life-cycle of a séance and its votes."""

from __future__ import annotations

from typing import Any

from tests.proprietes.oracle import JOUR_MS, Codes, Oracle
from tests.proprietes.oracle_objets import Etape, Scrutin

VIVANTE = ("ouverte", "en_cours", "en_pause")
IMPOSSIBLE: Codes = {"transition_impossible"}


class OracleSeance(Oracle):
    """Adds phases and votes to :class:`Oracle`."""

    def scrutin(self, etape_id: str) -> Scrutin | None:
        """Return the vote of a phase."""
        return next((s for s in self.scrutins.values() if s.etape == etape_id), None)

    def votables(self, scrutin_id: str, par_carte: bool) -> list[str]:
        """Return what can be voted on when this vote opens."""
        visibles = {i for i, c in self.cartes.items() if c.publique}
        if par_carte:
            return sorted(visibles)
        return sorted(g for g, cartes in self.groupes.items() if visibles & set(cartes))

    def _voter(self, _r: str, qui: str | None, d: Any, _id: str, _le: int) -> Codes:
        s, posees = self.scrutins[d["vote_id"]], d["gommettes"]
        if s.etat != "ouvert":
            return {"vote_clos"}
        codes = set() if set(posees) <= set(s.objets) else {"objet_inconnu"}
        codes |= {"maximum_par_objet"} if any(n > s.maximum for n in posees.values()) else set()
        codes |= {"budget_depasse"} if sum(posees.values()) > s.budget else set()
        if not codes and d["version"] > s.bulletins.get(qui or "", (0, {}))[0]:
            s.bulletins[qui or ""] = (d["version"], dict(posees))
        return codes

    def _ouvrir_seance(self, *_: Any) -> Codes:
        if self.etat != "prete":
            return IMPOSSIBLE
        self.etat = "ouverte"
        return set()

    def _demarrer_phase(self, _r: str, _q: str | None, d: Any, _id: str, le: int) -> Codes:
        cible_id, cible = d["phase_id"], self.etapes[d["phase_id"]]
        scrutin = self.scrutin(cible_id)
        if self.etat not in VIVANTE or cible.ouverte:
            return IMPOSSIBLE
        if scrutin is not None and scrutin.etat == "detache":
            return {"vote_clos"}
        avant = [i for i, e in self.etapes.items() if e.ordre < cible.ordre and (e.ouverte or e.etat == "fermee")]
        codes = self._secret(avant, d)
        if scrutin is not None and not self._matiere(scrutin, avant):
            codes |= {"vote_sans_objet"}
        if codes:
            return codes
        for i, e in self.etapes.items():
            if e.ouverte:
                self._fermer(i)
        for i in avant:
            self._reveler(i, le)
        cible.etat, self.en_cours, self.etat = "active", cible_id, "en_cours"
        if scrutin is not None:
            scrutin.etat, scrutin.inscrits = "ouvert", None
        return set()

    def _matiere(self, scrutin: Scrutin, avant: list[str]) -> bool:
        """Tell whether there will be something to vote on once the phases left behind are shown."""
        bientot = {i for i in avant if self.etapes[i].visibilite != "moi"}
        cartes = {i for i, c in self.cartes.items() if c.etat == "publiee" and (c.devoilee or c.etape in bientot)}
        if scrutin.budget == 4:
            return bool(cartes)
        return any(cartes & set(contenu) for contenu in self.groupes.values())

    def _secret(self, etapes: list[str], d: Any) -> Codes:
        scrutins = [self.scrutin(i) for i in etapes]
        trop_peu = any(s is not None and 0 < s.votants < 5 for s in scrutins)
        return {"trop_peu_de_bulletins"} if trop_peu and not d.get("confirme") else set()

    def _fermer(self, etape_id: str) -> None:
        self.etapes[etape_id].etat = "fermee"
        scrutin = self.scrutin(etape_id)
        if scrutin is not None and scrutin.etat == "ouvert":
            scrutin.etat, scrutin.inscrits = "clos", max(self.presents, scrutin.votants)

    def _reveler(self, etape_id: str, le: int) -> None:
        e = self.etapes[etape_id]
        if e.ouverte:
            self._fermer(etape_id)
        if e.visibilite != "moi":
            e.etat, e.revelee_le = "revelee", le
            e.devoilees = {i for i, c in self.cartes.items() if c.etape == etape_id and not c.devoilee}
            for i in e.devoilees:
                self.cartes[i].devoilee = True

    def _fermer_phase(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        if not self.etapes[d["phase_id"]].ouverte:
            return IMPOSSIBLE
        self._fermer(d["phase_id"])
        return set()

    def _reveler_phase(self, _r: str, _q: str | None, d: Any, _id: str, le: int) -> Codes:
        e = self.etapes[d["phase_id"]]
        if e.visibilite == "moi" or e.etat in ("preparee", "revelee"):
            return IMPOSSIBLE
        codes = self._secret([d["phase_id"]], d)
        if not codes:
            self._reveler(d["phase_id"], le)
        return codes

    def _annuler_revelation(self, _r: str, _q: str | None, d: Any, _id: str, le: int) -> Codes:
        e: Etape = self.etapes[d["phase_id"]]
        if e.etat != "revelee" or le - e.revelee_le > 10_000:
            return {"trop_tard"}
        e.etat = "fermee"
        for i in e.devoilees:
            self.cartes[i].devoilee = False
        return set()

    def _prolonger_phase(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        e = self.etapes[d["phase_id"]]
        if not e.ouverte:
            return IMPOSSIBLE
        e.etat = "prolongee"
        return set()

    def _mettre_en_pause(self, *_: Any) -> Codes:
        return self._passer("en_cours", "en_pause")

    def _reprendre(self, *_: Any) -> Codes:
        return self._passer("en_pause", "en_cours")

    def _passer(self, depuis: str, vers: str) -> Codes:
        if self.etat != depuis:
            return IMPOSSIBLE
        self.etat = vers
        return set()

    def _verrouiller_entree(self, _r: str, _q: str | None, d: Any, _id: str, _le: int) -> Codes:
        self.verrou = d["verrouillee"]
        return set()

    def _clore_seance(self, _r: str, _q: str | None, d: Any, _id: str, le: int) -> Codes:
        restantes = [i for i, e in self.etapes.items() if e.ouverte or e.etat == "fermee"]
        if self.etat not in VIVANTE:
            return IMPOSSIBLE
        codes = self._secret(restantes, d)
        if codes:
            return codes
        for i in restantes:
            self._reveler(i, le)
        for s in self.scrutins.values():
            s.etat = "detache" if s.etat == "clos" else s.etat
        self.etat, self.close_le = "close", le
        return set()

    def _rouvrir_seance(self, _r: str, _q: str | None, _d: Any, _id: str, le: int) -> Codes:
        if self.etat != "close":
            return IMPOSSIBLE
        if le - self.close_le > JOUR_MS:
            return {"trop_tard"}
        self.etat = "en_cours"
        return set()
