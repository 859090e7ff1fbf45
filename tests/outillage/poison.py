"""Hostile frames and requests for the fuzz tests: grammar first, then mutation, all from one seeded generator.

Values are JSON *text*, because what ``json.dumps`` would never write (NaN, lone surrogates, endless depth) must be
possible. Commands draw their ids from a small pool, so that they often name each other's cards and clusters.
"""

from __future__ import annotations

import json
import random
import re
import uuid
from collections.abc import Iterator
from urllib.parse import quote

FORMULAIRE = "application/x-www-form-urlencoded"
#: Every command type with its fields (``docs/protocole.md`` §3).
SQUELETTES = {
    nom: champs.split()
    for nom, _, champs in (
        ligne.partition(":")
        for ligne in """proposer_contribution: phase_id texte
modifier_contribution: contribution_id texte
retirer_contribution: contribution_id
voter: vote_id version gommettes
changer_pseudonyme: pseudonyme
signaler_contribution: contribution_id motif
deplacer_contributions: contributions regroupement_id position
creer_regroupement: titre contributions
renommer_regroupement: regroupement_id titre
decrire_regroupement: regroupement_id description
fusionner_regroupements: source_id cible_id
scinder_regroupement: regroupement_id contributions titre
supprimer_regroupement: regroupement_id
ordonner_regroupements: ordre
annuler:
retablir:
ouvrir_seance:
demarrer_phase: phase_id avec_minuteur confirme
fermer_phase: phase_id
reveler_phase: phase_id confirme
annuler_revelation: phase_id
prolonger_phase: phase_id secondes
mettre_en_pause:
reprendre:
modifier_phase: phase_id titre consigne duree_s visibilite participants_regroupent auteurs_affiches budget objets_type
verrouiller_entree: verrouillee
masquer_contribution: contribution_id motif
retablir_contribution: contribution_id
reformuler_contribution: contribution_id texte
laisser_contribution: contribution_id
ecarter_participant: participant_id masquer
reintegrer_participant: participant_id
clore_seance: confirme
rouvrir_seance:""".splitlines()
    )
}
CHAMPS = sorted(
    {champ for champs in SQUELETTES.values() for champ in champs} | set("id type donnees depuis role".split())
)
_NOMS = "code csrf_token titre question date_debut lieu territoire structure mode_identite entree jeton".split()
_NOMS_PHASE = "active type titre consigne duree_min visibilite participants_regroupent budget max_par_objet".split()
_VRAIS = {"confirme", "masquer", "verrouillee", "avec_minuteur", "participants_regroupent", "auteurs_affiches"}
_NOMBRES = {"version", "position", "secondes", "duree_s", "budget"}
_CHOIX = {"motif": "injure", "visibilite": "tous_fin", "objets_type": "contributions"}
_POISONS = [
    "null", "true", "NaN", "Infinity", "-Infinity", "1e400", "-0", "9" * 400, str(2**63), str(-(2**63) - 1), "0.1", "-1",
    '""', '" "', '"\\u0000"', '"\\ud800"', '"\\udfff\\ud83d"', '"\\u202e\\ufeff"', '"=1+1"', '"<b>"', f'"{"a" * 5000}"',
    '"' + "e\u0301\u0301\u0301\u0301" * 50 + '"', "[" * 3000 + "]" * 3000, '{"a":' * 1500 + "1" + "}" * 1500, "{", "]", "'x'",
    "undefined", '{"_placeholder":true,"num":0}', '{"__proto__":{}}', "[]", "{}",
]  # fmt: skip
_PAQUETS = [
    "", "0", "2", "2probe", "3", "5", "6", "7", "9", "4", "40", "41/x,", "42", "42[", "42[]", "42[null]", "42{}", "42null",
    "43", "430[]", "43[]", "44", '45-["a"]', "46", "47", "48", "4" + "\x00" * 50, '42/autre,["commande",{}]', "40/autre,{}",
    "40{", "bAAAA", "42[" * 900, '42["connect",{},{}]', '42["connect"]', '42["disconnect"]', '42["disconnect",1,2]',
]  # fmt: skip


class Poison:
    """Draws frames. ``connus`` are tokens and identifiers which mean something to the server under attack."""

    def __init__(self, alea: random.Random, connus: list[str]) -> None:
        self.alea = alea
        self.connus = [*connus, *(str(uuid.UUID(int=numero, version=4)) for numero in range(1, 40))]

    def trame(self) -> str | bytes:
        """Return one frame a hostile client could send."""
        alea = self.alea
        choix = alea.randrange(10)
        if choix < 5:
            return f'42["commande",{self.commande()}]'
        if choix == 5:
            evenement = alea.choice(["commande", "rattraper", "connect", "disconnect", "message", "lot", "", "\\u0000"])
            return f'42{alea.choice(["", "0", "7", "9" * 30])}["{evenement}",{self.valeur()}]'
        if choix == 6:
            return alea.choice(_PAQUETS)
        if choix == 7:
            return (
                f'451-["commande",{self.valeur()}]' if alea.random() < 0.5 else alea.randbytes(alea.randrange(1, 300))
            )
        return self._muter(f'42["commande",{self.commande()}]')

    def commande(self) -> str:
        """Return a command: a real type, its real fields, most of them plausible."""
        alea = self.alea
        type_ = alea.choice(list(SQUELETTES))
        champs = [champ for champ in SQUELETTES[type_] if alea.random() < 0.95]
        donnees = [f'"{champ}":{self._plausible(champ)}' for champ in champs]
        if alea.random() < 0.1:
            donnees.append(f'"{alea.choice(CHAMPS)}":{self.valeur(2)}')
        intrus = ',"role":"animation"' if alea.random() < 0.05 else ""
        return f'{{"id":{json.dumps(alea.choice(self.connus))},"type":"{type_}","donnees":{{{",".join(donnees)}}}{intrus}}}'

    def valeur(self, profondeur: int = 0) -> str:
        """Return one JSON value, or something that only looks like one."""
        choix = self.alea.randrange(8)
        if choix < 2 and profondeur < 4:
            return self._objet(profondeur) if choix else f"[{','.join(self._valeurs(profondeur))}]"
        return json.dumps(self.alea.choice(self.connus)) if choix < 4 else self.alea.choice(_POISONS)

    def _plausible(self, champ: str) -> str:
        alea = self.alea
        if alea.random() < 0.15:
            return self.valeur(2)
        if champ in _VRAIS:
            return alea.choice(["true", "false"])
        if champ in _NOMBRES:
            return str(alea.choice([0, 1, 2, 3, 60, 10**9]))
        if champ in _CHOIX:
            return json.dumps(_CHOIX[champ])
        if champ in {"contributions", "ordre"}:
            return json.dumps(alea.choices(self.connus, k=alea.randrange(4)))
        if champ == "gommettes":
            return json.dumps({alea.choice(self.connus): alea.choice([1, 2, 50]) for _ in range(alea.randrange(4))})
        if champ.endswith("_id"):
            return json.dumps(alea.choice(self.connus))
        return json.dumps(alea.choice(["une idée", "é" * 90, "ligne\nligne", "\u0600\u202b", "👩\u200d👧", "x" * 600]))

    def _valeurs(self, profondeur: int) -> Iterator[str]:
        return (self.valeur(profondeur + 1) for _ in range(self.alea.randrange(4)))

    def _objet(self, profondeur: int) -> str:
        paires = (f"{json.dumps(self.alea.choice(CHAMPS))}:{valeur}" for valeur in self._valeurs(profondeur))
        return "{" + ",".join(paires) + "}"

    def _muter(self, trame: str) -> str:
        lettres = list(trame)
        for _ in range(self.alea.randrange(1, 6)):
            place = self.alea.randrange(len(lettres))
            lettres[place] = self.alea.choice(
                ["", "[", '"', "\\", "\u2028", "9", "}", "\U0001f4a5", lettres[place] * 2]
            )
        return "".join(lettres)


Requete = tuple[str, str, bytes, dict[str, str]]


class Assaut(Poison):
    """Draws requests: every route and method, forms and JSON, valid tokens among false ones.

    ``formulaire`` is a session cookie and its CSRF token: forms that carry them are read to the end.
    """

    def __init__(self, alea: random.Random, connus: list[str], formulaire: tuple[str, str]) -> None:
        super().__init__(alea, connus)
        self.temoin, self.csrf = formulaire

    def requete(self, routes: list[tuple[str, list[str]]]) -> Requete:
        """Return method, path, body and headers of one request."""
        alea = self.alea
        chemin, methodes = alea.choice(routes)
        chemin = re.sub(r"<[^>]+>", lambda _: self._morceau(), chemin)
        if alea.random() < 0.3:
            chemin += f"?{alea.choice(CHAMPS)}={self._morceau()}&{alea.choice(CHAMPS)}={self._morceau()}"
        methode = alea.choice([*methodes, "POST", "POST", "PUT", "DELETE", "X" * 9])
        entetes = {"Authorization": alea.choice(["", "Bearer ", "Bearer ", "Basic eA==", "Bearer \xff"])}
        entetes["Authorization"] += alea.choice(self.connus)
        if alea.random() < 0.8:
            entetes["Cookie"] = self.temoin
        genre, corps = self._corps()
        return methode, chemin, corps, entetes | {"Content-Type": genre}

    def _morceau(self) -> str:
        poisons = ["%", "..", "\0", "\u202e", "é" * 90, "'\"<b>", "csv", "json", "-1", "9" * 30, "true", "2026-13-45"]
        return quote(self.alea.choice([*self.connus, *poisons, *poisons]))

    def _corps(self) -> tuple[str, bytes]:
        alea = self.alea
        choix = alea.randrange(6)
        if choix == 0:
            return "application/json", self.valeur().encode("utf-8", "replace")
        if choix == 1:
            seance = json.dumps(alea.choice(self.connus))
            corps = f'{{"role":"participant","seance":{seance},"commande":{self.commande()}}}'
            return "application/json", corps.encode("utf-8", "replace")
        if choix == 2:
            corps = (
                f'{{"titre":{self.valeur(3)},"question":"Pourquoi","modele":{self.valeur(3)},"phases":{self.valeur()}}}'
            )
            return "application/json", corps.encode("utf-8", "replace")
        if choix == 3:
            return FORMULAIRE, self._champs_de_formulaire().encode()
        if choix == 4:
            texte = "a" * alea.choice([1, 70_000])
            partie = f'--x\r\nContent-Disposition: form-data; name="titre"\r\n\r\n{texte}\r\n--x--'
            genres = ["multipart/form-data; boundary=x", "multipart/form-data", "text/plain; charset=zz"]
            return alea.choice(genres), partie.encode()
        return alea.choice(["application/json", FORMULAIRE, "", "x"]), alea.randbytes(alea.choice([0, 5, 300, 70_000]))

    def _champs_de_formulaire(self) -> str:
        noms = [*_NOMS, *(f"phases-{n}-{nom}" for n in (0, 1, 5, 29, 99) for nom in _NOMS_PHASE)]
        champs = [f"{self.alea.choice(noms)}={self._morceau()}" for _ in range(self.alea.randrange(1, 40))]
        if self.alea.random() < 0.8:
            champs += [f"csrf_token={quote(self.csrf)}", "titre=Essai", "question=Pourquoi"]
        return "&".join(champs)
