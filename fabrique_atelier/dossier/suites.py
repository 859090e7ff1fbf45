"""« Que deviennent nos idées ? » (``domaine.md`` §2.5): the road of what was promoted, for those who gave it.

Only public things leave this file: public words, days, motives by their label, answers written to be read by everybody.
Never a staff note, a person, a score; a dossier's own title only when it is public.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, or_, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import mots_publics as mp
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.reseau.reglages import SEUILS
from fabrique_atelier.reseau.vocabulaire import Vocabulaire
from fabrique_atelier.seance.models import Contribution, Regroupement


@dataclass(frozen=True, slots=True)
class Pas:
    """One step of a road. ``jour``: ISO; ``motif``: the label of a reason; ``reponse``: what was written for everybody."""

    jour: str
    phrase: str
    motif: str = ""
    reponse: str = ""


@dataclass(slots=True)
class Route:
    """Where one idea stands and how it came there; ``titre`` only if it is public.

    ``attente``: days since it last moved, when that is more than the fabrique's threshold; ``devenus``: the idea it joined,
    or the projects it was split into.
    """

    dossier_id: str
    titre: str
    public: mp.Public
    depuis: str
    pas: list[Pas]
    etape: int
    arretee: bool
    attente: int = 0
    revue: str = ""
    devenus: list[Route] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cadre:
    mots: dict[str, str]
    motifs: dict[str, str]
    seuils: dict[str, int]
    jour: str


_D = m.Dossier
_E = m.DossierEvenement
_DOSSIER = (
    _D.id,
    _D.titre,
    _D.stade,
    _D.situation,
    _D.situation_donnees,
    _D.stade_depuis,
    _D.situation_depuis,
    _D.parent_id,
    _D.fusionne_dans_id,
    _D.scinde_le,
    _D.confidentialite,
)
_EVENEMENT = (
    _E.dossier_id,
    _E.type,
    _E.porte,
    _E.decision,
    _E.vers_situation,
    _E.motif_code,
    _E.texte,
    _E.reponse_publique,
    _E.donnees,
    _E.jour,
)


def de_la_seance(connexion: Connection, fabrique_id: str, seance_id: str, jour: str) -> dict[str, list[Route]]:
    """Cluster, card, or ``""`` for the séance as a whole → the roads it has taken, the merged ones followed."""
    t, r, c = m.DossierSource, Regroupement, Contribution
    ici = or_(
        t.seance_id == seance_id,
        t.regroupement_id.in_(select(r.id).where(r.seance_id == seance_id)),
        t.contribution_id.in_(select(c.id).where(c.seance_id == seance_id)),
    )
    requete = select(t.dossier_id, t.regroupement_id, t.contribution_id).where(ici).order_by(t.ajoutee_le, t.id)
    par_objet: dict[str, list[str]] = {}
    for dossier_id, groupe, carte in connexion.execute(requete):
        siens = par_objet.setdefault(groupe or carte or "", [])
        if dossier_id not in siens:
            siens.append(dossier_id)
    tous = {d for ids in par_objet.values() for d in ids}
    routes = de(connexion, fabrique_id, tous, jour)
    return {objet: _premieres([routes[d] for d in ids if d in routes]) for objet, ids in par_objet.items()}


def de(connexion: Connection, fabrique_id: str, ids: Collection[str], jour: str) -> dict[str, Route]:
    """The roads of these dossiers of a fabrique, by id."""
    dossiers = _avec_leurs_suites(connexion, fabrique_id, ids)
    if not dossiers:
        return {}
    cadre = _cadre(connexion, fabrique_id, jour)
    evenements: dict[str, list[RowMapping]] = {}
    requete = select(*_EVENEMENT).where(_E.dossier_id.in_(list(dossiers))).order_by(_E.dossier_id, _E.numero)
    for ligne in connexion.execute(requete).mappings():
        evenements.setdefault(ligne["dossier_id"], []).append(ligne)
    routes = {i: _route(d, evenements.get(i, []), cadre) for i, d in dossiers.items()}
    for i, d in dossiers.items():
        _suivre(routes, i, d, dossiers)
    return routes


def _avec_leurs_suites(connexion: Connection, fabrique_id: str, ids: Collection[str]) -> dict[str, RowMapping]:
    """These dossiers, those they joined and those they were split into: one query for each generation."""
    lus: dict[str, RowMapping] = {}
    a_lire = set(ids)
    while a_lire:
        ici = or_(_D.id.in_(list(a_lire)), _D.parent_id.in_(list(a_lire)))
        nouveaux = {
            ligne["id"]: ligne
            for ligne in connexion.execute(select(*_DOSSIER).where(_D.fabrique_id == fabrique_id, ici)).mappings()
            if ligne["id"] not in lus
        }
        lus |= nouveaux
        suivants = {x["fusionne_dans_id"] for x in nouveaux.values() if x["fusionne_dans_id"]} - set(lus)
        a_lire = suivants | {i for i, x in nouveaux.items() if i not in a_lire and x["scinde_le"]}
    return lus


def _cadre(connexion: Connection, fabrique_id: str, jour: str) -> _Cadre:
    f, regles = Fabrique, reglage(connexion, fabrique_id)
    vocabulaire, propres = connexion.execute(select(f.vocabulaire, f.seuils_alerte).where(f.id == fabrique_id)).one()
    seuils = {stade: int(propres.get(stade, defaut)) for stade, defaut in SEUILS.items()}
    mots = mp.propres(Vocabulaire(vocabulaire), regles.portes)
    return _Cadre(mots, dict(regles.tous_les_motifs), seuils, jour)


def _route(d: RowMapping, evenements: list[RowMapping], cadre: _Cadre) -> Route:
    public = mp.etat(d["stade"], d["situation"], cadre.mots)
    if d["fusionne_dans_id"]:
        public = mp.REJOINTE
    elif d["scinde_le"]:
        public = mp.PARTAGEE
    jours = _jours(d["stade_depuis"], cadre.jour)
    seuil = cadre.seuils.get(d["stade"], 0)
    donnees: dict[str, Any] = d["situation_donnees"] or {}
    suit_son_cours = d["situation"] == s.ACTIF and not d["scinde_le"]
    return Route(
        dossier_id=d["id"],
        titre=d["titre"] if d["confidentialite"] == "public" else "",
        public=public,
        depuis=d["stade_depuis"] if d["situation"] == s.ACTIF else d["situation_depuis"],
        pas=[p for e in evenements if (p := _pas(e, cadre)) is not None],
        etape=s.etape(d["stade"]),
        arretee=d["situation"] in s.ARRETEES - {s.TERMINE},
        attente=jours if suit_son_cours and 0 < seuil < jours else 0,
        revue=str(donnees.get("prochaine") or donnees.get("revue") or ""),
    )


def _pas(e: RowMapping, cadre: _Cadre) -> Pas | None:
    """What a line of the history tells outside; None: nothing."""
    donnees = e["donnees"] or {}
    if donnees.get("anticipee") or donnees.get("recoit") or donnees.get("inscrit"):
        return None  # told already when it was decided; or told in the other dossier
    phrase = mp.fait(e["type"], e["porte"], e["decision"], e["vers_situation"], cadre.mots)
    reponse = e["reponse_publique"]
    if not reponse and e["decision"] == "refusee" and e["porte"] != "G3":
        reponse = e["texte"]  # who writes this motive is told that the people who had the idea will read it
    if not phrase and not reponse:
        return None
    motif = cadre.motifs.get(e["motif_code"] or "", "") if e["motif_code"] not in ("autre", "doublon") else ""
    return Pas(e["jour"], phrase, motif, reponse)


def _suivre(routes: dict[str, Route], i: str, d: RowMapping, dossiers: dict[str, RowMapping]) -> None:
    """Link a road to the one it joined, or to those it was split into."""
    cible = d["fusionne_dans_id"]
    if cible in routes:
        routes[i].devenus = [routes[cible]]
    elif d["scinde_le"]:
        routes[i].devenus = [routes[e] for e, x in dossiers.items() if x["parent_id"] == i and e != i]


def _premieres(routes: list[Route]) -> list[Route]:
    """Without those that another one of the list leads to: they are told there."""
    menees = {x.dossier_id for r in routes for x in _toutes(r.devenus)}
    return [r for r in routes if r.dossier_id not in menees]


def _toutes(routes: list[Route], profondeur: int = 6) -> list[Route]:
    """These roads and all they lead to."""
    if not profondeur:
        return []
    return [x for r in routes for x in (r, *_toutes(r.devenus, profondeur - 1))]


def _jours(depuis: str, jour: str) -> int:
    entier = f"{depuis}-01-01"[:10] if len(depuis) < 10 else depuis  # a day known by its month or its year only
    return max(0, (date.fromisoformat(jour) - date.fromisoformat(entier)).days)
