"""Needs of a territory (``domaine.md`` §3.4): what they start from, where they are known from, how large they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from fabrique_atelier.dossier.models import Dossier, DossierSource
from fabrique_atelier.dossier.models_entrees import Besoin as Table
from fabrique_atelier.dossier.models_entrees import Signalement
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Territoire, Thematique
from fabrique_atelier.reseau.recherche import cle, correspond, mots
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

POINTS_DE_DEPART: dict[str, str] = {
    "besoin": "Un besoin",
    "territoire_prioritaire": "Un territoire prioritaire",
    "thematique_prioritaire": "Une thématique prioritaire",
    "idee": "Une idée",
    "lieu": "Un lieu",
    "ressource": "Une ressource",
    "enjeu": "Un enjeu",
}
ETATS: dict[str, str] = {
    "signale": "Signalé",
    "confirme": "Confirmé",
    "non_confirme": "Non confirmé",
    "couvert": "Couvert",
}
TYPES_DE_SOURCE: dict[str, str] = {
    "seance": "Séance de créativité",
    "entretien": "Entretien",
    "enquete": "Enquête",
    "diagnostic": "Diagnostic",
    "concertation": "Concertation",
    "apporteur": "Signalement reçu",
    "donnees": "Données publiques",
}
CHAMPS = "titre description point_de_depart publics territoire_id thematiques sources ampleur chiffres etat".split()


@dataclass(frozen=True, slots=True)
class Besoin:
    """One need. ``sources``: ``{type, date, reference, note}``; ``chiffres``: ``{valeur, unite, annee, source}``."""

    id: str
    titre: str
    description: str
    point_de_depart: str
    publics: list[str]
    territoire_id: str | None
    thematiques: list[str]
    sources: list[dict[str, str]]
    ampleur: str
    chiffres: list[dict[str, str]]
    etat: str
    modifie_le: int
    version: int
    territoire: str = ""


_COLONNES = [getattr(Table, n) for n in Besoin.__slots__ if n != "territoire"]


def creer(connexion: Connection, geste: Geste, valeurs: Mapping[str, Any]) -> str:
    """Insert a need; return its id.

    Raises:
        ErreurMetier: no title, no territory, no theme, no source, a figure without its year and source.
    """
    _verifier(connexion, geste.fabrique_id, valeurs)
    besoin_id = nouvel_identifiant()
    connexion.execute(
        insert(Table),
        {
            **{n: valeurs[n] for n in CHAMPS},
            "id": besoin_id,
            "fabrique_id": geste.fabrique_id,
            "recherche": _recherche(valeurs),
            "cree_le": geste.maintenant,
            "cree_par": geste.acteur_id if len(geste.acteur_id) == 36 else None,
            "modifie_le": geste.maintenant,
            "version": 1,
        },
    )
    geste.noter(connexion, "besoin.creer", ("besoin", besoin_id), sources=len(valeurs["sources"]))
    return besoin_id


def modifier(connexion: Connection, geste: Geste, lue: tuple[str, int], valeurs: Mapping[str, Any]) -> None:
    """Save a need; ``lue`` is (id, version the edit was made on).

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: as :func:`creer`, or it does not exist.
    """
    besoin_id, version = lue
    _verifier(connexion, geste.fabrique_id, valeurs)
    b = Table
    ecrites = connexion.execute(
        update(b)
        .where(b.id == besoin_id, b.fabrique_id == geste.fabrique_id, b.version == version)
        .values(
            **{n: valeurs[n] for n in CHAMPS},
            recherche=_recherche(valeurs),
            modifie_le=geste.maintenant,
            version=version + 1,
        )
    ).rowcount
    if not ecrites:
        raise VersionDepassee(exiger(connexion, geste.fabrique_id, besoin_id), "ce besoin")
    geste.noter(connexion, "besoin.modifier", ("besoin", besoin_id), sources=len(valeurs["sources"]))


def ajouter_source(connexion: Connection, geste: Geste, besoin_id: str, source: Mapping[str, str]) -> None:
    """Note one more place the need is known from."""
    besoin = exiger(connexion, geste.fabrique_id, besoin_id)
    connexion.execute(
        update(Table)
        .where(Table.id == besoin_id, Table.fabrique_id == geste.fabrique_id)
        .values(sources=[*besoin.sources, dict(source)], modifie_le=geste.maintenant, version=Table.version + 1)
    )


def charger(connexion: Connection, fabrique_id: str, besoin_id: str) -> Besoin | None:
    """One need of this fabrique, or None."""
    trouves = _lire(connexion, fabrique_id, besoin_id)
    return trouves[0] if trouves else None


def exiger(connexion: Connection, fabrique_id: str, besoin_id: str) -> Besoin:
    """One need of this fabrique.

    Raises:
        ErreurMetier: ``introuvable``.
    """
    besoin = charger(connexion, fabrique_id, besoin_id)
    if besoin is None:
        raise ErreurMetier("introuvable", "Ce besoin n’existe pas dans votre fabrique. Revenez à la liste des besoins.")
    return besoin


def lister(connexion: Connection, fabrique_id: str, q: str = "", etat: str = "") -> list[Besoin]:
    """The needs of a fabrique, by title; ``q``: words that begin words of the need."""
    cherches = mots(q)
    textes = dict(connexion.execute(select(Table.id, Table.recherche).where(Table.fabrique_id == fabrique_id)).all())
    trouves = [
        b
        for b in _lire(connexion, fabrique_id)
        if (not etat or b.etat == etat) and (not cherches or correspond(textes[b.id], cherches))
    ]
    return sorted(trouves, key=lambda b: cle(b.titre))


def choix(connexion: Connection, fabrique_id: str) -> list[tuple[str, str]]:
    """(id, title) of every need, by title: for a list to choose from."""
    requete = select(Table.id, Table.titre).where(Table.fabrique_id == fabrique_id)
    return sorted(((i, t) for i, t in connexion.execute(requete)), key=lambda x: cle(x[1]))


def dossiers_de(connexion: Connection, fabrique_id: str, besoin_id: str) -> list[tuple[str, str, str]]:
    """The dossiers that answer a need: (id, number, title)."""
    d, s = Dossier, DossierSource
    requete = (
        select(d.id, d.numero, d.titre)
        .join(s, s.dossier_id == d.id)
        .where(d.fabrique_id == fabrique_id, s.besoin_id == besoin_id)
        .distinct()
        .order_by(d.numero)
    )
    return [(i, n, t) for i, n, t in connexion.execute(requete)]


def comptes(connexion: Connection, fabrique_id: str) -> dict[str, int]:
    """Need → how many signalements are attached to it."""
    s = Signalement
    requete = (
        select(s.besoin_id, func.count())
        .where(s.fabrique_id == fabrique_id, s.besoin_id.is_not(None))
        .group_by(s.besoin_id)
    )
    return {str(b): n for b, n in connexion.execute(requete)}


def _lire(connexion: Connection, fabrique_id: str, besoin_id: str = "") -> list[Besoin]:
    requete = (
        select(*_COLONNES, Territoire.nom.label("territoire"))
        .outerjoin(Territoire, Territoire.id == Table.territoire_id)
        .where(Table.fabrique_id == fabrique_id)
    )
    if besoin_id:
        requete = requete.where(Table.id == besoin_id)
    return [
        Besoin(**dict(ligne) | {"territoire": ligne["territoire"] or ""})
        for ligne in connexion.execute(requete).mappings()
    ]


def _recherche(valeurs: Mapping[str, Any]) -> str:
    return cle(" ".join((valeurs["titre"], valeurs["description"], *valeurs["publics"])))[:4000]


def _verifier(connexion: Connection, fabrique_id: str, v: Mapping[str, Any]) -> None:
    _exiger(bool(v["titre"]), "titre_absent", "Écrivez le besoin en une phrase courte.")
    _exiger(
        bool(v["sources"]),
        "source_absente",
        "Dites au moins une fois d’où ce besoin est connu, avec une date si possible.",
    )
    _exiger(
        all(c.get("valeur") and c.get("annee") and c.get("source") for c in v["chiffres"]),
        "chiffre_sans_source",
        "Un chiffre se lit avec son année et sa source\u00a0: complétez-les, ou videz la ligne.",
    )
    lieux = select(Territoire.id).where(Territoire.fabrique_id == fabrique_id, Territoire.id == v["territoire_id"])
    _exiger(
        bool(v["territoire_id"]) and connexion.execute(lieux).first() is not None,
        "territoire_absent",
        "Choisissez le territoire du besoin dans la liste de votre fabrique.",
    )
    refuser_thematiques_inconnues(connexion, fabrique_id, v["thematiques"])


def refuser_thematiques_inconnues(connexion: Connection, fabrique_id: str, codes: Sequence[str]) -> None:
    """Refuse an empty list of themes, or one that names a theme of nobody.

    Raises:
        ErreurMetier: ``thematique_absente``.
    """
    t = Thematique
    connues = set(
        connexion.execute(select(t.code).where(t.fabrique_id == fabrique_id, t.code.in_(list(codes)))).scalars()
    )
    _exiger(
        bool(codes) and connues == set(codes), "thematique_absente", "Choisissez au moins une thématique de la liste."
    )


def _exiger(condition: bool, code: str, phrase: str) -> None:
    if not condition:
        raise ErreurMetier(code, phrase)
