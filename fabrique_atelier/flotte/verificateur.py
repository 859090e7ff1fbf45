"""The checker: what clients were told against what the database holds and what every client shows.

*ok* must be there exactly once, *refused* not at all, *unknown* at most once; revisions 1..n without a gap; an
author's cards in the order they were sent; each ballot the last one acknowledged, inside its budget; every client's state
equal to a fresh snapshot and to what the rows say its audience may see.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from fabrique_atelier.flotte import vues
from fabrique_atelier.flotte.histoire import Commande, Recit
from fabrique_atelier.flotte.reducteur import Entites, empreinte
from fabrique_atelier.flotte.rejeu import Classement
from fabrique_atelier.flotte.tables import Ligne, Tables, jeton_vote


@dataclass
class Tenue:
    """What one client holds at the end (``commun``, ``perso``) beside a fresh snapshot asked for it."""

    nom: str
    audience: vues.Audience
    jeton: str
    commun: Entites
    perso: Entites
    frais_commun: Entites
    frais_perso: Entites


@dataclass
class Rapport:
    """French findings by kind; a run is good when all four are empty and something was acknowledged."""

    acquittes: int = 0
    perdus: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    trous: list[str] = field(default_factory=list)
    divergents: dict[str, list[str]] = field(default_factory=dict)

    @property
    def bon(self) -> bool:
        """Whether nothing was found, on a run where something happened."""
        return self.acquittes > 0 and not (self.perdus or self.doubles or self.trous or self.divergents)


def verifier(recit: Recit, tables: Tables, tenues: list[Tenue]) -> Rapport:
    """Compare a history, the rows of its séance and the clients' final states."""
    rapport = Rapport(acquittes=sum(1 for _ in recit.de_sort("ok")))
    journal = {ligne["id"]: ligne for ligne in tables.journal}
    _numeros(tables, rapport)
    _reponses(recit, journal, rapport)
    appliquees = _appliquees(recit, journal)
    _contributions(recit, tables, rapport)
    _textes(tables, appliquees, rapport)
    _ordre(recit, tables, rapport)
    _bulletins(recit, tables, appliquees, rapport)
    _regroupements(recit, tables, appliquees, rapport)
    for tenue in tenues:
        if raisons := _divergences(tables, tenue):
            rapport.divergents[tenue.nom] = raisons
    return rapport


def _numeros(tables: Tables, rapport: Rapport) -> None:
    """Journal: revisions 1..n, each once, n being the séance's; each command id once."""
    revisions = Counter(ligne["revision"] for ligne in tables.journal if ligne["revision"] is not None)
    fin = max([tables.seance["revision"], *revisions])
    rapport.trous += [f"révision {numero} absente du journal" for numero in range(1, fin + 1) if not revisions[numero]]
    if revisions and tables.seance["revision"] != max(revisions):
        rapport.trous.append(f"séance à {tables.seance['revision']}, journal à {max(revisions)}")
    rapport.doubles += [f"révision {numero} donnée {fois} fois" for numero, fois in revisions.items() if fois > 1]
    ids = Counter(ligne["id"] for ligne in tables.journal)
    rapport.doubles += [
        f"commande {identifiant} journalisée {fois} fois" for identifiant, fois in ids.items() if fois > 1
    ]


def _reponses(recit: Recit, journal: dict[str, Ligne], rapport: Rapport) -> None:
    """Each acknowledgement is in the journal with its revision; a refusal has none; a repeat says the same."""
    for commande in recit.commandes.values():
        nom = f"{commande.type} {commande.id}"
        revision = journal.get(commande.id, {}).get("revision")
        if commande.sort == "ok" and revision is None:
            rapport.perdus.append(f"{nom} : acquittée, absente du journal")
        elif commande.sort == "ok" and revision != commande.reponses[0]["r"]:
            rapport.perdus.append(f"{nom} : acquittée à {commande.reponses[0]['r']}, journalisée à {revision}")
        elif commande.sort == "refus" and revision is not None:
            rapport.doubles.append(f"{nom} : refusée, pourtant appliquée à {revision}")
        if any(reponse != commande.reponses[0] for reponse in commande.reponses):
            rapport.doubles.append(f"{nom} : deux réponses différentes")


def _appliquees(recit: Recit, journal: dict[str, Ligne]) -> list[Commande]:
    """Commands the database says were applied, in order of revision: acknowledged ones and lucky unknown ones."""
    faites = [c for c in recit.commandes.values() if journal.get(c.id, {}).get("revision") is not None]
    return sorted(faites, key=lambda commande: int(journal[commande.id]["revision"]))


def _contributions(recit: Recit, tables: Tables, rapport: Rapport) -> None:
    """Every card proposed and acknowledged is there, once; no other card is."""
    lignes = {ligne["id"]: ligne for ligne in tables.contribution}
    proposees = {c.id: c for c in recit.commandes.values() if c.type == "proposer_contribution"}
    for identifiant in lignes.keys() - proposees.keys():
        rapport.doubles.append(f"contribution {identifiant} : personne ne l’a proposée")
    for identifiant, commande in proposees.items():
        if commande.sort == "ok" and identifiant not in lignes:
            rapport.perdus.append(f"contribution {identifiant} : acquittée, absente")
        if commande.sort == "refus" and identifiant in lignes:
            rapport.doubles.append(f"contribution {identifiant} : refusée, présente")


def _textes(tables: Tables, appliquees: list[Commande], rapport: Rapport) -> None:
    """Each card shows the text applied last, or is withdrawn by its author and nobody else."""
    textes: dict[str, str] = {}
    retirees = set()
    for commande in appliquees:
        if commande.type == "proposer_contribution":
            textes[commande.id] = commande.donnees["texte"]
        elif commande.type == "modifier_contribution":
            textes[commande.donnees["contribution_id"]] = commande.donnees["texte"]
        elif commande.type == "retirer_contribution":
            retirees.add(commande.donnees["contribution_id"])
    for ligne in tables.contribution:
        identifiant = ligne["id"]
        attendu = "retiree_auteur" if identifiant in retirees else "publiee"
        if ligne["etat"] != attendu:
            rapport.perdus.append(f"contribution {identifiant} : {ligne['etat']} au lieu de {attendu}")
        elif attendu == "publiee" and ligne["texte"] != textes.get(identifiant, ligne["texte"]):
            rapport.perdus.append(f"contribution {identifiant} : {ligne['texte']!r} au lieu de {textes[identifiant]!r}")


def _ordre(recit: Recit, tables: Tables, rapport: Rapport) -> None:
    """A card sent before another by the same phone ranks before it, unless the server asked it to wait."""
    rangs = Counter(ligne["rang"] for ligne in tables.contribution)
    rapport.trous += [f"rang {rang} donné {fois} fois" for rang, fois in rangs.items() if fois > 1]
    rang = {ligne["id"]: ligne["rang"] for ligne in tables.contribution}
    par_auteur: dict[str, list[Commande]] = defaultdict(list)
    for commande in recit.commandes.values():
        if commande.type == "proposer_contribution" and commande.id in rang:
            par_auteur[commande.qui].append(commande)
    for commandes in par_auteur.values():
        for place, seconde in enumerate(commandes):
            for premiere in commandes[:place]:
                if _precede(premiere, seconde) and rang[premiere.id] > rang[seconde.id]:
                    rapport.trous.append(f"{premiere.qui} : {premiere.id} rangée après {seconde.id}, envoyée ensuite")


def _precede(premiere: Commande, seconde: Commande) -> bool:
    if not premiere.differee:
        return True
    return premiere.repondu_a is not None and premiere.repondu_a < seconde.invoque_a


def _bulletins(recit: Recit, tables: Tables, appliquees: list[Commande], rapport: Rapport) -> None:
    """Each voter's stored ballot is the highest version applied; nobody spent more than the rule gives."""
    attendus: dict[tuple[str, str], Commande] = {}
    for commande in appliquees:
        if commande.type == "voter":
            cle = (commande.donnees["vote_id"], recit.jetons[commande.qui])
            tenu = attendus.get(cle)
            if tenu is None or commande.donnees["version"] > tenu.donnees["version"]:
                attendus[cle] = commande
    for vote in tables.vote:
        lignes = [ligne for ligne in tables.bulletin if ligne["vote_id"] == vote["id"]]
        rapport.doubles += _depassements(vote, lignes)
        siens = {jeton: commande for (vote_id, jeton), commande in attendus.items() if vote_id == vote["id"]}
        if vote["sel"] is None:
            rapport.perdus += _urne(vote, lignes, siens)
        else:
            _un_a_un(vote, lignes, siens, rapport)


def _un_a_un(vote: Ligne, lignes: list[Ligne], siens: dict[str, Commande], rapport: Rapport) -> None:
    stockes: dict[str, list[Ligne]] = defaultdict(list)
    for ligne in lignes:
        stockes[ligne["jeton_vote"]].append(ligne)
    for jeton, commande in siens.items():
        trouves = stockes.pop(jeton_vote(vote["sel"], jeton), [])
        if not trouves:
            rapport.perdus.append(f"bulletin de {commande.qui} : absent")
        elif len(trouves) > 1:
            rapport.doubles.append(f"bulletin de {commande.qui} : compté {len(trouves)} fois")
        elif trouves[0]["version"] != commande.donnees["version"]:
            rapport.perdus.append(f"bulletin de {commande.qui} : version {trouves[0]['version']}")
        elif _compte(vote, trouves[0]["contenu"]) != _compte(vote, commande.donnees["gommettes"]):
            rapport.perdus.append(f"bulletin de {commande.qui} : {trouves[0]['contenu']}")
    rapport.doubles += [f"bulletin {jeton} : personne ne l’a déposé" for jeton in stockes]


def _urne(vote: Ligne, lignes: list[Ligne], siens: dict[str, Commande]) -> list[str]:
    """Once the salt is destroyed only the whole ballot box can be compared."""
    attendus = Counter(str(sorted(_compte(vote, commande.donnees["gommettes"]).items())) for commande in siens.values())
    stockes = Counter(str(sorted(_compte(vote, ligne["contenu"]).items())) for ligne in lignes)
    return [] if attendus == stockes else [f"vote {vote['id']} : l’urne ne contient pas les bulletins acquittés"]


def _depassements(vote: Ligne, lignes: list[Ligne]) -> Iterator[str]:
    for ligne in lignes:
        nombres = _compte(vote, ligne["contenu"]).values()
        if sum(nombres) > vote["budget"] or ligne["depense"] > ligne["budget"]:
            yield f"bulletin {ligne['jeton_vote']} : {sum(nombres)} gommettes pour {vote['budget']}"
        if max(nombres, default=0) > vote["max_par_objet"]:
            yield f"bulletin {ligne['jeton_vote']} : plus de {vote['max_par_objet']} sur un objet"


def _compte(vote: Ligne, contenu: dict[str, int]) -> dict[str, int]:
    """Dots that count: those on an object still at the vote."""
    return {objet: nombre for objet, nombre in contenu.items() if objet in vote["objets"]}


def _regroupements(recit: Recit, tables: Tables, appliquees: list[Commande], rapport: Rapport) -> None:
    """Clusters and the place of every published card are those of the accepted moves, undo and redo included."""
    oracle = Classement()
    for commande in appliquees:
        oracle.rejouer(commande.id, commande.type, commande.donnees)
    vivants = {ligne["id"]: ligne["titre"] for ligne in tables.regroupement if not ligne["supprime"]}
    for identifiant in oracle.vivants.keys() | vivants.keys():
        attendu, tenu = oracle.vivants.get(identifiant), vivants.get(identifiant)
        if attendu is None and identifiant not in recit.commandes and _special(tables, identifiant):
            continue
        if attendu is None:
            rapport.doubles.append(f"regroupement {identifiant} : ne devrait plus, ou pas, exister")
        elif tenu != attendu:
            rapport.perdus.append(f"regroupement {identifiant} : {tenu!r} au lieu de {attendu!r}")
    for ligne in tables.contribution:
        attendue = oracle.place.get(ligne["id"])
        if ligne["etat"] == "publiee" and ligne["regroupement_id"] != attendue:
            rapport.perdus.append(f"contribution {ligne['id']} : dans {ligne['regroupement_id']} au lieu de {attendue}")


def _special(tables: Tables, identifiant: str) -> bool:
    """« À discuter » comes with the séance, nobody creates it."""
    return any(ligne["id"] == identifiant and ligne["special"] for ligne in tables.regroupement)


def _divergences(tables: Tables, tenue: Tenue) -> list[str]:
    raisons: list[str] = []
    paires: list[tuple[str, Entites, Entites]] = [("commun", tenue.commun, tenue.frais_commun)]
    if tenue.audience == "participants":
        paires.append(("personnel", tenue.perso, tenue.frais_perso))
    for quoi, tenu, frais in paires:
        if empreinte(tenu) != empreinte(frais):
            raisons.append(f"{quoi}, devant un instantané frais : {' ; '.join(vues.ecarts(frais, tenu, sauf=()))}")
    raisons += vues.ecarts(vues.commun(tables, tenue.audience), tenue.commun)
    if tenue.audience == "participants":
        raisons += vues.ecarts(vues.perso(tables, tenue.jeton), tenue.perso)
    return raisons
