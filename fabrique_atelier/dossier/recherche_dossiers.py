"""Finding dossiers: the filters, the search, the order, the pages. The number of queries does not grow with the dossiers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import alertes
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.alertes import Alerte
from fabrique_atelier.dossier.scores import par_score, scores
from fabrique_atelier.reseau.models import Territoire
from fabrique_atelier.reseau.recherche import cle, mots

PAR_PAGE = 50
MOTS_MAX = 12
MOI, PERSONNE = "moi", "aucun"
TOUTES, ARRETEES = "toutes", "arretes"
#: Order → what the column says of itself.
TRIS = ("numero", "titre", "stade", "situation", "responsable", "score", "depuis")


@dataclass(frozen=True, slots=True)
class Filtres:
    """What is asked, as the address says it; empty values ask for nothing.

    ``situation``: empty for what moves or waits, ``arretes`` (but not ``en_veille``), ``toutes``, or one of the eight; ``responsable``: ``moi``,
    ``aucun`` or a person's id; ``alerte``: ``1`` for the stades older than their threshold.
    """

    q: str = ""
    etape: str = ""
    stade: str = ""
    situation: str = ""
    territoire: str = ""
    thematique: str = ""
    responsable: str = ""
    alerte: str = ""
    seance: str = ""

    def demandes(self) -> dict[str, str]:
        """Only what is asked, in the order of the address."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}


@dataclass(frozen=True, slots=True)
class Cadre:
    """In which fabrique, for whom, on which day, with which thresholds."""

    fabrique_id: str
    personne_id: str
    jour: str
    seuils: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Ligne:
    """A dossier as the board and the list show it; ``score`` in tenths of a point, None until signed."""

    id: str
    numero: str
    titre: str
    stade: str
    situation: str
    situation_donnees: dict[str, Any]
    stade_depuis: str
    date_detection: str
    rang_priorite: int | None
    ferme: bool
    responsable: str
    jours: int
    alertes: tuple[Alerte, ...]
    territoires: tuple[str, ...] = ()
    score: int | None = None


@dataclass(frozen=True, slots=True)
class PageDeDossiers:
    """One page of the list: ``total`` dossiers answer the filters."""

    lignes: list[Ligne]
    total: int
    page: int
    pages: int


def conditions(cadre: Cadre, f: Filtres) -> list[ColumnElement[bool]]:
    """The filters as SQL, all inside one fabrique."""
    d, lieu, theme, source = m.Dossier, m.DossierTerritoire, m.DossierThematique, m.DossierSource
    trouvees: list[ColumnElement[bool]] = [d.fabrique_id == cadre.fabrique_id]
    espace = literal(" ").concat(d.recherche)
    trouvees += [espace.contains(f" {mot}", autoescape=True) for mot in mots(f.q)[:MOTS_MAX]]
    if f.stade:
        trouvees.append(d.stade == f.stade)
    if f.etape:
        trouvees.append(d.stade.in_([x for x in s.STADES if str(s.etape(x)) == f.etape]))
    if f.territoire:
        trouvees.append(d.id.in_(select(lieu.dossier_id).where(lieu.territoire_id == f.territoire)))
    if f.thematique:
        trouvees.append(d.id.in_(select(theme.dossier_id).where(theme.code == f.thematique)))
    if f.seance:
        trouvees.append(d.id.in_(select(source.dossier_id).where(source.seance_id == f.seance)))
    if f.responsable:
        qui = cadre.personne_id if f.responsable == MOI else f.responsable
        trouvees.append(d.responsable_id.is_(None) if f.responsable == PERSONNE else d.responsable_id == qui)
    if f.alerte:
        trouvees.append(alertes.trop_long(cadre.seuils, cadre.jour))
    return [*trouvees, *_de_la_situation(f.situation)]


def _de_la_situation(situation: str) -> list[ColumnElement[bool]]:
    if situation == TOUTES:
        return []
    if situation == "":
        return [alertes.ouvert()]
    stoppes = [~alertes.ouvert(), m.Dossier.situation != s.VEILLE]
    return stoppes if situation == ARRETEES else [m.Dossier.situation == situation]


def lister(connexion: Connection, cadre: Cadre, filtres: Filtres, ordre: tuple[str, bool], page: int) -> PageDeDossiers:
    """Return one page; a page beyond the last is the last. ``ordre``: one of :data:`TRIS`, and whether it is turned over."""
    ids = identifiants(connexion, cadre, filtres, *ordre)
    pages = max(1, -(-len(ids) // PAR_PAGE))
    page = min(max(page, 1), pages)
    lignes = par_ids(connexion, cadre, ids[(page - 1) * PAR_PAGE : page * PAR_PAGE])
    return PageDeDossiers(lignes, len(ids), page, pages)


def identifiants(connexion: Connection, cadre: Cadre, filtres: Filtres, tri: str, envers: bool = False) -> list[str]:
    """The ids of the dossiers that answer, in order; those that have nothing to be ordered by come last, either way."""
    lire, cle_de = _ORDRES[tri]
    requete = lire().where(*conditions(cadre, filtres))
    lignes = connexion.execute(requete.order_by(None)).all()
    pleines = sorted((r for r in lignes if r[1] is not None), key=lambda r: (cle_de(r[1]), r[0]), reverse=envers)
    return [r[0] for r in pleines] + [r[0] for r in lignes if r[1] is None]


def _lire(colonne: Any) -> Callable[[], Select[Any]]:
    return lambda: select(m.Dossier.id, colonne)


def _lire_responsable() -> Select[Any]:
    d = m.Dossier
    requete = select(d.id, Personne.nom).outerjoin(Personne, Personne.id == d.responsable_id)
    return cast("Select[Any]", requete)


def _numero(numero: str) -> tuple[str, int]:
    annee, _, rang = numero.partition("-")
    return annee, int(rang)


def _tel_quel(valeur: Any) -> Any:
    return valeur


#: Order → (the query of ids with what orders them, the key). Words are compared the French way, here and not in SQL.
_ORDRES: dict[str, tuple[Callable[[], Select[Any]], Callable[[Any], Any]]] = {
    "numero": (_lire(m.Dossier.numero), _numero),
    "titre": (_lire(m.Dossier.titre), cle),
    "stade": (_lire(m.Dossier.stade), s.numero),
    "situation": (_lire(m.Dossier.situation), list(s.SITUATIONS).index),
    "responsable": (_lire_responsable, cle),
    "score": (par_score, _tel_quel),
    "depuis": (_lire(m.Dossier.stade_depuis), _tel_quel),
}


def par_ids(connexion: Connection, cadre: Cadre, ids: Sequence[str]) -> list[Ligne]:
    """These dossiers of the fabrique, in this order."""
    requete = colonnes().where(m.Dossier.fabrique_id == cadre.fabrique_id, m.Dossier.id.in_(ids))
    trouves = {r.id: ligne(r, cadre) for r in connexion.execute(requete)}
    return completer(connexion, [trouves[i] for i in ids if i in trouves])


def colonnes() -> Select[Any]:
    """What a :class:`Ligne` is made of."""
    d = m.Dossier
    noms = ("id", "numero", "titre", "stade", "situation", "situation_donnees", "stade_depuis", "date_detection")
    lus = [getattr(d, n) for n in (*noms, "rang_priorite", "scinde_le", "fusionne_dans_id")]
    return select(*lus, Personne.nom.label("responsable")).outerjoin(Personne, Personne.id == d.responsable_id)


def ligne(r: Any, cadre: Cadre) -> Ligne:
    """One row of :func:`colonnes`."""
    jours = alertes.jours_depuis(r.stade_depuis, cadre.jour)
    ferme = r.scinde_le is not None or r.fusionne_dans_id is not None
    return Ligne(
        r.id,
        r.numero,
        r.titre,
        r.stade,
        r.situation,
        r.situation_donnees,
        r.stade_depuis,
        r.date_detection,
        r.rang_priorite,
        ferme,
        r.responsable or "",
        jours,
        () if ferme else alertes.de(r, jours, cadre.seuils),
    )


def completer(connexion: Connection, lignes: list[Ligne]) -> list[Ligne]:
    """Add the territories and the scores: two queries, however many lines."""
    ids = [x.id for x in lignes]
    t, lieu = m.DossierTerritoire, Territoire
    requete = select(t.dossier_id, lieu.nom).join(lieu, lieu.id == t.territoire_id).where(t.dossier_id.in_(ids))
    lieux: dict[str, list[str]] = {}
    for dossier_id, nom in connexion.execute(requete.order_by(lieu.nom)):
        lieux.setdefault(dossier_id, []).append(nom)
    notes = scores(connexion, ids)
    return [replace(x, territoires=tuple(lieux.get(x.id, ())), score=notes.get(x.id)) for x in lignes]


def par_situation(connexion: Connection, cadre: Cadre, filtres: Filtres) -> dict[str, int]:
    """How many answer, whatever their situation: ``""`` for those that move or wait, then situation → count of the others."""
    d = m.Dossier
    ou = conditions(cadre, replace(filtres, situation=TOUTES))
    requete = select(d.situation, alertes.ouvert().label("ouvert"), func.count()).where(*ou)
    comptes = {"": 0}
    for situation, ouvert, n in connexion.execute(requete.group_by(d.situation, "ouvert")):
        nom = "" if ouvert else situation
        comptes[nom] = comptes.get(nom, 0) + n
    return comptes
