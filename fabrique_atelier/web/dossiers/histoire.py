"""The history of a dossier in French sentences: what moved, who decided, what was taken ahead of time, what is out of order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.lectures import Evenement
from fabrique_atelier.reseau.stades import libelles
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.web.dates_partielles import le

#: Gate → what is decided there, and its gender; G3 is about the fabrique's own word for a porteur.
OBJETS: dict[str, tuple[str, str]] = {
    "G1": ("Idée", "f"),
    "G2": ("Étude d’opportunité", "f"),
    "G4": ("Étude de faisabilité", "f"),
}
#: Decision → how it is said after its object; ``{e}`` agrees.
_DECIDE: dict[str, str] = {
    "validee": "{objet} validé{e}",
    "validee_sous_reserve": "{objet} validé{e} sous réserve",
    "ajournee": "{objet} ajourné{e}",
    "complement_demande": "{objet}\u00a0: complément demandé",
    "retournee": "{objet} renvoyé{e} à l’étape précédente",
    "refusee": "{objet} refusé{e}",
    "reorientee": "{objet} réorienté{e}",
    "abandon_acte": "{objet}\u00a0: abandon acté",
    "prise_d_acte": "{objet}\u00a0: il en est pris acte",
    "non_examinee": "{objet} non examiné{e}",
}
_MOUVEMENTS: dict[str, str] = {
    "T1": "Le dossier est ouvert",
    "T2b": "Fusion",
    "TS": "Le dossier est scindé",
    "TR": "Le dossier reprend",
    "T4b": "Classé sans suite",
    "reponse": "Réponse à une demande de complément",
    "responsable": "Une personne de l’équipe prend le dossier en charge",
    "anticipe": "Inscrit à l’ordre du jour, par anticipation",
    "reserve_levee": "Une réserve est levée",
    "document": "Un document est joint",
}


@dataclass(frozen=True, slots=True)
class Recit:
    """One event as it is read: the sentence, what was written, what it holds, whether a body decided."""

    evenement: Evenement
    quoi: str
    ou: str
    details: tuple[str, ...]
    decision: bool


def raconter(
    evenements: Sequence[Evenement], mots: Vocabulaire, motifs: Mapping[str, str], numeros: Mapping[str, str]
) -> list[Recit]:
    """Tell events one by one; ``numeros``: dossier id → number, for those that name another dossier."""
    noms = libelles(mots)
    return [
        Recit(e, _quoi(e, mots, noms), noms[e.vers_stade], tuple(_details(e, motifs, numeros)), bool(e.decision))
        for e in evenements
    ]


def informations(
    evenements: Sequence[Evenement], anticipees: Mapping[str, tuple[str, str, str | None]], mots: Vocabulaire
) -> list[str]:
    """What is worth knowing and blocks nothing: gates taken ahead of time, dates out of order."""
    phrases = [_anticipee(p, *quoi, mots) for p, quoi in sorted(anticipees.items())]
    return phrases + desordres(evenements, mots)


def desordres(evenements: Sequence[Evenement], mots: Vocabulaire) -> list[str]:
    """Steps forward dated before the one they follow (§2.4): told, never refused."""
    noms = libelles(mots)
    avances = [e for e in evenements if e.de_stade and s.numero(e.vers_stade) > s.numero(e.de_stade)]
    return [
        f"«\u00a0{noms[b.vers_stade]}\u00a0», {le(b.jour)}, précède «\u00a0{noms[a.vers_stade]}\u00a0», {le(a.jour)}."
        " Est-ce voulu\u202f?"
        for a, b in pairwise(avances)
        if s.numero(b.vers_stade) > s.numero(a.vers_stade) and b.jour < a.jour
    ]


def _anticipee(porte: str, decision: str, jour: str, appliquee: str | None, mots: Vocabulaire) -> str:
    dite = decide(porte, decision, mots)
    suite = f", appliqué {le(appliquee)}" if appliquee else "\u00a0; la décision s’appliquera quand le dossier y sera"
    return f"{dite} {le(jour)}, par anticipation{suite}."


def decide(porte: str, decision: str, mots: Vocabulaire) -> str:
    """« Porteur validé », « Étude d’opportunité ajournée »: a decision as one reads it."""
    porteur = mots.terme("porteur")
    objet, genre = OBJETS.get(porte) or (porteur.ecrire(majuscule=True), porteur.genre)
    return _DECIDE[decision].format(objet=objet, e="e" if genre == "f" else "")


def _quoi(e: Evenement, mots: Vocabulaire, noms: Mapping[str, str]) -> str:
    if e.decision and e.porte:
        phrase = decide(e.porte, e.decision, mots)
        if e.donnees.get("anticipee"):
            return f"{phrase} {le(e.donnees['anticipee'])}, par anticipation\u00a0: la décision s’applique"
        return f"{phrase}, par anticipation" if e.donnees.get("anticipe") else phrase
    if e.type == "T2b" and e.donnees.get("recoit"):
        return f"Reçoit le dossier {e.donnees['recoit']}"
    if e.type == "TX" or (e.type not in _MOUVEMENTS and e.vers_situation != e.de_situation and e.de_situation):
        return s.SITUATIONS[e.vers_situation]
    return _MOUVEMENTS.get(e.type) or noms[e.vers_stade]


def _details(e: Evenement, motifs: Mapping[str, str], numeros: Mapping[str, str]) -> list[str]:
    lignes = [f"Motif\u00a0: {motifs.get(e.motif_code, e.motif_code).lower()}."] if e.motif_code else []
    for nom, titre in (("reserves", "Réserve"), ("demandes", "Demande"), ("levees", "Réserve")):
        lignes += [_ligne(titre, x) for x in e.donnees.get(nom, [])]
    if e.donnees.get("rang"):
        lignes.append(f"Rang de priorité\u00a0: {e.donnees['rang']}.")
    if e.donnees.get("prochaine"):
        lignes.append(f"À revoir {le(e.donnees['prochaine'])}.")
    if e.donnees.get("destinataire"):
        lignes.append(f"Vers\u00a0: {e.donnees['destinataire']}.")
    autre = numeros.get(e.autre_dossier_id or "")
    if autre:
        lignes.append(f"Autre dossier\u00a0: {autre}.")
    return lignes


def _ligne(titre: str, x: Mapping[str, str]) -> str:
    if not x.get("responsable"):
        return f"{titre}\u00a0: {x.get('texte', '')}"
    phrase = f"{titre}\u00a0: {x.get('texte', '')} ({x.get('responsable', '')}, pour {le(x.get('echeance'))})"
    return f"{phrase}. Réponse {le(x.get('repondu_le'))}\u00a0: {x['reponse']}" if x.get("reponse") else f"{phrase}."
