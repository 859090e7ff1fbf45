"""What one dossier waits for, and whether it is late. Pure: no database, no clock (``domaine.md`` §2.3, §2.7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from fabrique_atelier.dossier import alertes, parcours
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.reseau.vocabulaire import Vocabulaire

#: A dossier put aside is spoken of this many days before it is looked at again.
ANNONCE_JOURS = 14
#: Who decides at a gate → the fabrique's word for it, or the usual one.
_INSTANCES = {"engagement": "comite_engagement", "suivi": "comite_suivi"}
#: These are asked for only once the porteur's documents are there.
_SUR_PIECES = ("T10c", "G4")
_AUTRES = {"pilotage": "du comité de pilotage", "jury": "du jury"}


class Vu(NamedTuple):
    """What is read of a dossier to say what it waits for."""

    id: str
    numero: str
    titre: str
    stade: str
    situation: str
    situation_donnees: Mapping[str, Any]
    stade_depuis: str
    situation_depuis: str
    date_detection: str
    responsable_id: str | None


@dataclass(frozen=True, slots=True)
class AFaire:
    """The one thing a dossier waits for. ``echeance``: ISO day or empty; ``passage``: the transition to cross, or empty."""

    genre: str
    phrase: str
    echeance: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Regles:
    """What holds for every dossier of a fabrique on one day, worked out once by :func:`regles`.

    ``limites``: stade → day before which it has lasted too long; ``des_stades``: what a stade waits for by itself;
    ``prets``: transition → the dossiers that have its evidence.
    """

    jour: str
    limites: Mapping[str, str]
    des_stades: Mapping[str, AFaire]
    sorties: Mapping[str, tuple[tuple[str, AFaire], ...]]
    prets: Mapping[str, Collection[str]]


def regles(
    portes: Mapping[str, str],
    seuils: Mapping[str, int],
    jour: str,
    mots: Vocabulaire,
    prets: Mapping[str, Collection[str]] | None = None,
) -> Regles:
    """Work out what the settings of a fabrique say of each stade."""
    attendus = {x: quoi for x in s.STADES if (quoi := _a_la_porte(x, portes, mots))}
    attendus["piste"] = _rien_ne_manque(parcours.TRANSITIONS["T2"])  # all it needs is somebody who follows it
    sorties = {x: tuple((t.id, _rien_ne_manque(t)) for t in parcours.depuis(x, portes)) for x in s.STADES}
    return Regles(jour, alertes.limites(seuils, jour), attendus, sorties, prets or {})


def a_faire(vu: Vu, r: Regles) -> AFaire | None:
    """The first thing this dossier waits for; None: somebody is at work on it, or nothing presses."""
    if vu.situation == s.COMPLEMENT:
        return _complement(vu)
    if vu.situation == s.AJOURNE:
        return AFaire("ajourne", "Ajourné\u00a0: à réinscrire à l’ordre du jour", _texte(vu, "prochaine"))
    if vu.situation == s.VEILLE:
        return _veille(vu, r.jour)
    if vu.situation != s.ACTIF:
        return None
    if vu.responsable_id is None:
        return AFaire("sans_responsable", "Personne ne suit ce dossier")
    return _au_stade(vu, r) or (AFaire("attente", "") if trop_long(vu, r) else None)


def _au_stade(vu: Vu, r: Regles) -> AFaire | None:
    """What its stade asks for by itself, or the crossing for which nothing is missing."""
    porte = r.des_stades.get(vu.stade)
    if porte is not None and (porte.passage not in _SUR_PIECES or vu.id in r.prets.get(porte.passage, ())):
        return porte
    return next((quoi for passage, quoi in r.sorties[vu.stade] if vu.id in r.prets.get(passage, ())), None)


def en_retard(vu: Vu, quoi: AFaire, r: Regles) -> bool:
    """Tell whether its day has passed, or its stade has lasted too long."""
    if quoi.echeance:
        return quoi.echeance < r.jour
    return trop_long(vu, r)


def trop_long(vu: Vu, r: Regles) -> bool:
    """Tell whether its stade has lasted longer than its threshold."""
    return vu.situation in alertes.OUVERTES and vu.stade_depuis < r.limites.get(vu.stade, "")


def _texte(vu: Vu, nom: str) -> str:
    return str(vu.situation_donnees.get(nom) or "")


def _complement(vu: Vu) -> AFaire:
    attendues = [x for x in vu.situation_donnees.get("demandes", []) if not x.get("repondu_le")]
    n, jours = len(attendues), [x["echeance"] for x in attendues if x.get("echeance")]
    suite = f"{n}\u00a0réponses à donner" if n > 1 else "une réponse à donner"
    return AFaire("complement", f"Complément demandé\u00a0: {suite}", min(jours, default=""))


def _veille(vu: Vu, jour: str) -> AFaire | None:
    revue = _texte(vu, "revue")
    bientot = (date.fromisoformat(jour) + timedelta(days=ANNONCE_JOURS)).isoformat()
    return AFaire("veille", "En veille\u00a0: à revoir", revue) if revue and revue <= bientot else None


def _a_la_porte(stade: str, portes: Mapping[str, str], mots: Vocabulaire) -> AFaire | None:
    """At a gate, the dossier waits for those who decide, or to be put on their agenda."""
    porte = s.porte_de_l_equipe(stade, portes)
    if porte:
        return AFaire("equipe", "À décider en équipe", passage=porte)
    porte = s.porte_devant(stade)
    if porte:
        return AFaire("decision", f"Attend la décision {_instance(portes[porte], mots)}")
    porte = s.porte_a(stade)
    if porte is None:
        return None
    passage = next(t for t, p in parcours.INSCRIPTIONS.items() if p == porte)
    return AFaire("inscription", "À inscrire à l’ordre du jour", passage=passage)


def _instance(instance: str, mots: Vocabulaire) -> str:
    if instance in _INSTANCES:
        return mots.mot(_INSTANCES[instance], "du")
    return _AUTRES[instance]


def _rien_ne_manque(t: parcours.Transition) -> AFaire:
    return AFaire("pret", f"Rien ne manque\u00a0: {t.libelle[0].lower()}{t.libelle[1:]}", passage=t.id)
