"""What each audience may see, derived from the raw rows (``docs/protocole.md`` §4) and compared with what a client holds.

Left out, because no row alone says it: ``historique`` (labels), ``compteurs.trop_tard``, ``signalements``,
``duree_reelle_s`` and ``disponibles``. A fresh snapshot of the server covers these.
"""

from collections import Counter
from collections.abc import Collection
from typing import Any, Literal

from fabrique_atelier.flotte.reducteur import Cle, Entites
from fabrique_atelier.flotte.tables import Ligne, Tables, jeton_vote

Audience = Literal["animation", "tableau", "participants"]

_SEANCE = "id titre question lieu territoire structure date_debut etat phase_id mode_identite close_le".split()
_PHASE = (
    "id ordre type titre consigne duree_s minuteur visibilite longueur_max max_par_personne etat debut fin revelee_le"
).split()
_REGROUPEMENT = "id repere couleur titre description ordre special".split()
NON_DERIVEES = frozenset({"historique"})


def commun(tables: Tables, audience: Audience) -> Entites:
    """Common entities of an audience, each with the fields the rows decide."""
    vues: Entites = {("seance", ""): _seance(tables.seance, audience)}
    for phase in tables.phase:
        vues["phase", phase["id"]] = {
            **{nom: phase[nom] for nom in _PHASE},
            "auteurs_affiches": bool(phase["auteurs_affiches"]),
            "participants_regroupent": bool(phase["participants_regroupent"]),
        }
    for ligne in tables.contribution:
        if audience == "animation" or (ligne["etat"] == "publiee" and ligne["devoilee"]):
            vues["contribution", ligne["id"]] = _contribution(ligne, audience)
    for ligne in tables.regroupement:
        if not ligne["supprime"]:
            vues["regroupement", ligne["id"]] = {nom: ligne[nom] for nom in _REGROUPEMENT}
    for vote in tables.vote:
        vues["vote", vote["id"]] = _vote(tables, vote, audience)
    if audience != "participants":
        publiees = sum(ligne["etat"] == "publiee" for ligne in tables.contribution)
        vues["compteurs", ""] = {"participants": _inscrits(tables), "contributions": publiees}
    if audience == "animation":
        for ligne in tables.participant:
            vues["participant", ligne["id"]] = _participant(ligne)
    return vues


def perso(tables: Tables, jeton: str) -> Entites:
    """Personal entities of the participant who holds ``jeton``."""
    participant = tables.participant_de(jeton)
    if participant is None:
        return {}
    nom, pseudonyme = _nom(participant), participant["pseudonyme"]
    vues: Entites = {
        ("moi", ""): {"id": participant["id"], "numero": participant["numero"], "nom": nom, "pseudonyme": pseudonyme}
    }
    for ligne in tables.contribution:
        if ligne["participant_id"] == participant["id"] and ligne["etat"] != "retiree_auteur":
            vues["mienne", ligne["id"]] = _mienne(ligne)
    bulletins = {(ligne["vote_id"], ligne["jeton_vote"]): ligne for ligne in tables.bulletin}
    for vote in tables.vote:
        bulletin = bulletins.get((vote["id"], jeton_vote(vote["sel"], jeton))) if vote["sel"] else None
        if bulletin is not None:
            contenu = {"version": bulletin["version"], "gommettes": bulletin["contenu"]}
            vues["bulletin", vote["id"]] = {"vote_id": vote["id"], **contenu}
    return vues


def ecarts(attendu: Entites, tenu: Entites, sauf: Collection[str] = NON_DERIVEES) -> list[str]:
    """Name the differences between expected entities and a client's in French; none when they agree.

    Only the fields of ``attendu`` are compared; entities of the kinds in ``sauf`` are not.
    """
    cles = {cle for cle in tenu if cle[0] not in sauf}
    phrases = [f"{_nommer(cle)} manque" for cle in sorted(attendu.keys() - cles)]
    phrases += [f"{_nommer(cle)} de trop" for cle in sorted(cles - attendu.keys())]
    for cle in sorted(attendu.keys() & cles):
        for champ, valeur in attendu[cle].items():
            if champ not in tenu[cle] or _comparable(champ, tenu[cle][champ]) != valeur:
                phrases.append(f"{_nommer(cle)} : {champ} = {tenu[cle].get(champ)!r} au lieu de {valeur!r}")
    return phrases


def _comparable(champ: str, valeur: Any) -> Any:
    """Ties may be listed in any order: put them in ours before comparing."""
    return _trier(valeur) if champ == "resultats" and valeur is not None else valeur


def _nommer(cle: Cle) -> str:
    return f"{cle[0]} {cle[1]}".strip()


def _seance(ligne: Ligne, audience: Audience) -> dict[str, Any]:
    vue = {nom: ligne[nom] for nom in _SEANCE}
    vue["entree_verrouillee"] = bool(ligne["entree_verrouillee"])
    return vue if audience == "participants" else {**vue, "code": ligne["code"]}


def _contribution(ligne: Ligne, audience: Audience) -> dict[str, Any]:
    vue = {nom: ligne[nom] for nom in ("id", "phase_id", "rang", "regroupement_id", "position")}
    vue["reformulee"] = ligne["texte_reformule"] is not None
    if ligne["etat"] == "publiee":
        vue["texte"] = ligne["texte_reformule"] or ligne["texte"]
    if audience == "animation":
        vue |= {nom: ligne[nom] for nom in ("etat", "participant_id", "saisi_par")}
        vue |= {"devoilee": bool(ligne["devoilee"]), "motif": ligne["motif_masquage"]}
    return vue


def _mienne(ligne: Ligne) -> dict[str, Any]:
    vue = {nom: ligne[nom] for nom in ("id", "phase_id", "rang", "etat", "regroupement_id", "position")}
    vue["motif"] = ligne["motif_masquage"]
    vue["texte"] = None if ligne["etat"] == "masquee" else ligne["texte_reformule"] or ligne["texte"]
    return vue


def _participant(ligne: Ligne) -> dict[str, Any]:
    return {"id": ligne["id"], "numero": ligne["numero"], "nom": _nom(ligne), "ecarte": bool(ligne["ecarte"])}


def _nom(ligne: Ligne) -> str:
    return ligne["pseudonyme"] or f"Participant\u00a0{ligne['numero']}"


def _inscrits(tables: Tables) -> int:
    return sum(not ligne["ecarte"] for ligne in tables.participant)


def _inscrits_du_vote(tables: Tables, vote: Ligne, votants: int) -> int:
    """Frozen at the closing, live while open, nobody before."""
    if vote["inscrits"] is not None:
        return int(vote["inscrits"])
    return max(_inscrits(tables), votants) if vote["etat"] == "ouvert" else 0


def _vote(tables: Tables, vote: Ligne, audience: Audience) -> dict[str, Any]:
    bulletins = [ligne["contenu"] for ligne in tables.bulletin if ligne["vote_id"] == vote["id"]]
    vue = {
        nom: vote[nom]
        for nom in ("id", "phase_id", "regle", "objets_type", "objets", "budget", "max_par_objet", "etat")
    }
    votants = sum(bool(contenu) for contenu in bulletins)
    vue |= {"votants": votants, "inscrits": _inscrits_du_vote(tables, vote, votants)}
    phase = next(ligne for ligne in tables.phase if ligne["id"] == vote["phase_id"])
    visibles = vote["etat"] in {"clos", "detache"} and (audience == "animation" or phase["etat"] == "revelee")
    if not visibles:
        return vue | {"posees": None, "resultats": None}
    points = Counter(dict.fromkeys(vote["objets"], 0))
    for contenu in bulletins:
        points.update({objet: nombre for objet, nombre in contenu.items() if objet in points})
    return vue | {"posees": sum(points.values()), "resultats": _classement(points)}


def _classement(points: Counter[str]) -> list[dict[str, Any]]:
    """Ranks with ties: equal points share the rank, the next rank skips them."""
    valeurs = list(points.values())
    lignes = [
        {
            "objet_id": objet,
            "points": nombre,
            "rang": 1 + sum(autre > nombre for autre in valeurs),
            "ex_aequo": valeurs.count(nombre) > 1,
        }
        for objet, nombre in points.items()
    ]
    return _trier(lignes)


def _trier(lignes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(lignes, key=lambda ligne: (ligne["rang"], ligne["objet_id"]))
