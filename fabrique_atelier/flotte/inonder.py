"""``python -m fabrique_atelier inonder``: a room of phones, a nemesis, then the checker's verdict."""

import asyncio
import json
import os
import random
import shutil
import signal
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fabrique_atelier.flotte.histoire import Histoire, lire
from fabrique_atelier.flotte.http import Coupure
from fabrique_atelier.flotte.nemesis import ServeurLocal, ServeurMuet, tourmenter
from fabrique_atelier.flotte.salle import Salle, SeanceCreee, creer_seance
from fabrique_atelier.flotte.sauvegardes import Copie, Jugement, restaurer_et_juger, sauvegarder_pendant
from fabrique_atelier.flotte.scenario import hasard
from fabrique_atelier.flotte.tables import lire_tables
from fabrique_atelier.flotte.verificateur import Rapport, verifier

CONSTATS_MONTRES, LARGEUR = 12, 400
CE_QU_IL_FAUT = (
    "Avec --url, donnez --jeton-equipe et, dans FABRIQUE_BASE, l’adresse de la base que lira le vérificateur. "
    "--tuer n’est pas possible : on ne tue que son propre serveur.\n"
)


@dataclass(frozen=True)
class Options:
    """A run: how many phones, kills, seconds; ``url`` of a given server (then ``base`` and ``jeton_equipe`` too)."""

    telephones: int
    tuer: int
    duree_s: float
    graine: int
    url: str | None = None
    jeton_equipe: str | None = None
    base: str | None = None
    json: bool = False
    dossier: Path | None = None
    sauvegardes: int = 0


@dataclass(frozen=True)
class Bilan:
    """What a run gave."""

    options: Options
    tues: int
    retours_s: list[float]
    rapport: Rapport
    commandes: int
    inconnues: int
    jugements: list[Jugement] = field(default_factory=list)

    @property
    def bon(self) -> bool:
        """Whether the run is good, and every copy of it."""
        return self.rapport.bon and not any(j.constats for j in self.jugements)

    def ligne(self) -> dict[str, int]:
        """The figures asked for by machines."""
        copies = {
            "sauvegardes": len(self.jugements),
            "sauvegardes_fautives": sum(1 for j in self.jugements if j.constats),
            "restauration_max_ms": round(max((j.secondes for j in self.jugements), default=0) * 1000),
        }
        return self._chiffres() | (copies if self.options.sauvegardes else {})

    def _chiffres(self) -> dict[str, int]:
        return {
            "telephones": self.options.telephones,
            "tues": self.tues,
            "acquittes": self.rapport.acquittes,
            "perdus": len(self.rapport.perdus),
            "doubles": len(self.rapport.doubles),
            "trous": len(self.rapport.trous),
            "divergents": len(self.rapport.divergents),
        }


def inonder(  # noqa: PLR0913 (the command line's own options, by name)
    *,
    telephones: int = 300,
    tuer: int = 0,
    duree_s: float | None = None,
    url: str | None = None,
    jeton_equipe: str | None = None,
    base: str | None = None,
    json: bool = False,
    graine: int | None = None,
    dossier: Path | None = None,
    sauvegardes: int = 0,
) -> int:
    """Flood a server and check; return the exit code (0: nothing lost, doubled, missing or divergent).

    ``base`` (else ``FABRIQUE_BASE``) is the SQLAlchemy URL of the database the checker reads; for a server started here
    it defaults to an SQLite file of its own. ``dossier`` keeps the history and the server's log; by default they go to a
    folder which is thrown away when nothing was found.
    """
    options = Options(
        telephones=telephones,
        tuer=tuer,
        duree_s=duree_s if duree_s is not None else 20.0 + 2.5 * tuer,
        graine=graine if graine is not None else random.SystemRandom().getrandbits(32),
        url=url,
        jeton_equipe=jeton_equipe,
        base=base or os.environ.get("FABRIQUE_BASE"),
        json=json,
        dossier=dossier,
        sauvegardes=sauvegardes,
    )
    if refus := _impossible(options):
        sys.stderr.write(refus)
        return 2
    try:
        bilan = _jusqu_au_bout(options)
    except (ServeurMuet, Coupure) as erreur:
        sys.stderr.write(f"{erreur}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    _raconter(bilan)
    return 0 if bilan.bon else 1


def _impossible(options: Options) -> str:
    """Return why these options do not go together; nothing if they do."""
    if options.sauvegardes and (options.url is not None or not (options.base or "sqlite").startswith("sqlite")):
        return "--sauvegardes prend et restaure les copies d’un serveur SQLite lancé ici : ni --url, ni PostgreSQL.\n"
    if options.url is not None and (options.jeton_equipe is None or options.base is None or options.tuer):
        return CE_QU_IL_FAUT
    return ""


def _jusqu_au_bout(options: Options) -> Bilan:
    """Run; a SIGTERM interrupts the fleet as Ctrl+C does, so that the server it started ends with it."""
    ancien = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return asyncio.run(derouler(options))
    finally:
        signal.signal(signal.SIGTERM, ancien)


async def derouler(options: Options) -> Bilan:
    """Run in the folder of ``options``, or in one thrown away if nothing was found."""
    if options.dossier is not None:
        options.dossier.mkdir(parents=True, exist_ok=True)
        return await _derouler_dans(options, options.dossier)
    temporaire = Path(tempfile.mkdtemp(prefix="inonder-"))
    bilan = await _derouler_dans(options, temporaire)
    if bilan.bon:
        shutil.rmtree(temporaire)
    else:
        sys.stderr.write(f"Histoire, base et journal du serveur : {temporaire}\n")
    return bilan


async def _derouler_dans(options: Options, dossier: Path) -> Bilan:
    if options.url is not None:
        return await _inonder(options, dossier, None)
    jeton = options.jeton_equipe or f"{random.SystemRandom().getrandbits(128):032x}"
    base = options.base or f"sqlite:///{dossier / 'fabrique.db'}"
    reglages = {
        "FABRIQUE_BASE": base,
        "FABRIQUE_JETON_EQUIPE": jeton,
        "FABRIQUE_CAPACITE": str(options.telephones + 10),
    }
    serveur = ServeurLocal(dossier, reglages)
    await serveur.demarrer()
    try:
        complet = replace(options, url=serveur.url, jeton_equipe=jeton, base=base)
        return await _inonder(complet, dossier, serveur)
    finally:
        await serveur.arreter()


async def _inonder(options: Options, dossier: Path, serveur: ServeurLocal | None) -> Bilan:
    histoire = Histoire(dossier / "histoire.jsonl")
    alea = hasard(options.graine)
    seance = await creer_seance(str(options.url), str(options.jeton_equipe))
    salle = Salle(seance, options.telephones, histoire, alea)
    try:
        await salle.ouvrir()
        fleau = asyncio.create_task(_fleau(serveur, options, histoire))
        copiste = asyncio.create_task(_copiste(serveur, options, histoire))
        await salle.vivre(options.duree_s)
        retours, copies = await fleau, await copiste
        bloques = await salle.attendre_reponses()
        tenues = await salle.tenues()
    finally:
        await salle.fermer()
        histoire.fermer()
    rapport = _juger(options, histoire, seance, tenues)
    for nom in bloques:
        rapport.divergents.setdefault(nom, []).append("boîte d’envoi jamais vidée")
    if salle.refus:
        rapport.divergents.setdefault("animation", []).append(f"conduite refusée : {salle.refus}")
    recit = lire(histoire.chemin)
    inconnues = sum(1 for _ in recit.de_sort("inconnu"))
    jugements = await restaurer_et_juger(serveur, copies, histoire.chemin, seance.id) if serveur else []
    return Bilan(options, len(retours), retours, rapport, len(recit.commandes), inconnues, jugements)


def _juger(options: Options, histoire: Histoire, seance: SeanceCreee, tenues: list[Any]) -> Rapport:
    return verifier(lire(histoire.chemin), lire_tables(str(options.base), seance.id), tenues)


async def _fleau(serveur: ServeurLocal | None, options: Options, histoire: Histoire) -> list[float]:
    if serveur is None:
        return []
    return await tourmenter(serveur, options.tuer, options.duree_s, hasard(options.graine + 1), histoire)


async def _copiste(serveur: ServeurLocal | None, options: Options, histoire: Histoire) -> list[Copie]:
    if serveur is None:
        return []
    alea = hasard(options.graine + 2)
    return await sauvegarder_pendant(serveur, options.sauvegardes, options.duree_s, alea, histoire)


def _raconter(bilan: Bilan) -> None:
    rapport = bilan.rapport
    constats = [*rapport.perdus, *rapport.doubles, *rapport.trous]
    constats += [constat for jugement in bilan.jugements for constat in jugement.constats]
    constats += [f"{nom} : {raison}" for nom, raisons in rapport.divergents.items() for raison in raisons[:2]]
    sortie = sys.stderr if bilan.options.json else sys.stdout
    for constat in constats[:CONSTATS_MONTRES]:
        sortie.write(f"  – {constat[:LARGEUR]}\n")
    if len(constats) > CONSTATS_MONTRES:
        sortie.write(f"  … et {len(constats) - CONSTATS_MONTRES} autres constats\n")
    if bilan.options.json:
        sys.stdout.write(json.dumps(bilan.ligne()) + "\n")
        return
    ligne = bilan.ligne()
    retour = f"{max(bilan.retours_s):.1f} s" if bilan.retours_s else "sans objet"
    sortie.write(
        f"{ligne['telephones']} téléphones, {ligne['tues']} arrêts brutaux (graine {bilan.options.graine}) ; "
        f"retour du service en {retour} au plus.\n"
        f"{bilan.commandes} commandes : {ligne['acquittes']} acquittées, {bilan.inconnues} de sort inconnu.\n"
        f"Perdues : {ligne['perdus']} · doublées : {ligne['doubles']} · trous : {ligne['trous']} · "
        f"clients divergents : {ligne['divergents']}\n"
        f"{_copies_en_mots(bilan.jugements)}"
        f"{'Rien de perdu.' if bilan.bon else 'ÉCHEC.'}\n"
    )


def _copies_en_mots(jugements: list[Jugement]) -> str:
    return "".join(
        f"{j.copie.fichier.name} : {j.avant} acquittées avant elle, prise en {j.copie.secondes:.1f} s, restaurée en {j.secondes:.1f} s, "
        f"{'bonne' if not j.constats else f'{len(j.constats)} constats'}.\n"
        for j in jugements
    )
