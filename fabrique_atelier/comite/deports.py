"""Déports: a member with an interest takes no part in a point, and sees none of its papers (``domaine.md`` §2.6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, delete, insert, select

from fabrique_atelier.comite import lectures, membres, noms, ordre_du_jour, trouver
from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.membres import MembreLu
from fabrique_atelier.dossier.models import Document, DossierActeur
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier

MOTIF_MAX = 300
#: Why a déport is suggested → label.
RAISONS = {
    "interet_declare": "Intérêt déclaré dans une organisation de ce projet",
    "partie_prenante": "Son organisation est partie prenante de ce projet",
}
_D, _S, _P = table(m.Deport).c, table(m.SeanceComite).c, table(m.PointOrdreDuJour).c


@dataclass(frozen=True, slots=True)
class DeportLu:
    """A member put aside for a point; ``apres_envoi``: they already had the papers."""

    membre_id: str
    nom: str
    motif: str
    apres_envoi: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A member whose interests touch the dossier; ``raison``: a code of ``RAISONS``."""

    membre_id: str
    nom: str
    raison: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A document of a pack."""

    document_id: str
    nom: str
    octets: int


@dataclass(frozen=True, slots=True)
class Visibles:
    """What an account may read of a point. ``raison``, when it may not: ``non_membre``, ``non_envoye``, ``deport`` (then its motif)."""

    visibles: bool
    raison: str = ""
    motif: str = ""
    pieces: tuple[Piece, ...] = ()


def declarer(connexion: Connection, geste: Geste, point_id: str, membre_id: str, motif: str = "") -> None:
    """Put a member aside for a point; said again, only the reason changes.

    Raises:
        ErreurMetier: ``deja_decide``, ``membre_inconnu``, ``motif_long``, ``etat_seance``.
    """
    point, seance = trouver.point(connexion, geste, point_id, *ordre_du_jour.OUVERTS)
    ordre_du_jour.refuser_decide(point)
    if len(motif) > MOTIF_MAX:
        raise ErreurMetier("motif_long", f"Le motif d’un déport compte {MOTIF_MAX}\u00a0caractères au plus.")
    if membre_id not in {x.id for x in membres.a_la_date(connexion, seance["comite_id"], seance["jour"])}:
        raise ErreurMetier("membre_inconnu", "Cette personne ne siège pas à ce comité le jour de la séance.")
    celui_ci = (_D.point_id == point_id, _D.membre_id == membre_id)
    ancien = connexion.execute(select(_D.apres_envoi).where(*celui_ci)).scalar()
    apres = ancien if ancien is not None else seance["etat"] != noms.PREPAREE
    connexion.execute(delete(m.Deport).where(*celui_ci))
    ligne = {"point_id": point_id, "membre_id": membre_id, "motif": motif, "apres_envoi": apres}
    connexion.execute(insert(m.Deport), ligne | {"le": geste.maintenant})
    geste.noter(connexion, "comite.deport", ("point_ordre_du_jour", point_id), membre=membre_id, apres_envoi=apres)


def annuler(connexion: Connection, geste: Geste, point_id: str, membre_id: str) -> None:
    """Take a déport back, as long as the point is not decided.

    Raises:
        ErreurMetier: ``deja_decide``, ``etat_seance``.
    """
    point, _ = trouver.point(connexion, geste, point_id, *ordre_du_jour.OUVERTS)
    ordre_du_jour.refuser_decide(point)
    connexion.execute(delete(m.Deport).where(_D.point_id == point_id, _D.membre_id == membre_id))
    geste.noter(connexion, "comite.annuler_deport", ("point_ordre_du_jour", point_id), membre=membre_id)


def du_point(connexion: Connection, point_id: str) -> list[DeportLu]:
    """The déports of a point already known to be in the fabrique, in the order of the seats."""
    trouves = connexion.execute(select(_D.membre_id, _D.motif, _D.apres_envoi).where(_D.point_id == point_id))
    par_membre = {x.membre_id: x for x in trouves}
    return [
        DeportLu(x.id, x.nom, par_membre[x.id].motif, par_membre[x.id].apres_envoi)
        for x in _sieges_du_point(connexion, point_id)
        if x.id in par_membre
    ]


def suggestions(
    connexion: Connection, fabrique_id: str, point_id: str, autres_partenaires: Collection[str] = ()
) -> list[Suggestion]:
    """Members whose declared interests, or own organisation, are among those of the dossier; never those already put aside.

    Args:
        autres_partenaires: partners the committees do not know of, such as the candidates to carry the project.
    """
    point = ordre_du_jour.charger(connexion, fabrique_id, point_id)
    if point is None:
        return []
    a = DossierActeur
    collectif = connexion.execute(select(a.partenaire_id).where(a.dossier_id == point.dossier_id)).scalars()
    lies = {*collectif, *autres_partenaires}
    deja = {x.membre_id for x in du_point(connexion, point_id)}
    raisons = [(x, _raison(x, lies)) for x in _sieges_du_point(connexion, point_id) if x.id not in deja]
    return [Suggestion(x.id, x.nom, raison) for x, raison in raisons if raison]


def documents_visibles(connexion: Connection, fabrique_id: str, personne_id: str, point_id: str) -> Visibles:
    """What an account may read of a point: all of its pack, or nothing."""
    point = ordre_du_jour.charger(connexion, fabrique_id, point_id)
    membre_id = lectures.siege_de(connexion, point.seance_comite_id, personne_id) if point else None
    if point is None or membre_id is None:
        return Visibles(visibles=False, raison="non_membre")
    deport = connexion.execute(select(_D.motif).where(_D.point_id == point_id, _D.membre_id == membre_id)).scalar()
    if deport is not None:
        return Visibles(visibles=False, raison="deport", motif=deport)
    etat = connexion.execute(select(_S.etat).where(_S.id == point.seance_comite_id)).scalar_one()
    if etat == noms.PREPAREE:
        return Visibles(visibles=False, raison="non_envoye")
    return Visibles(visibles=True, pieces=pieces(connexion, point_id))


def pieces(connexion: Connection, point_id: str) -> tuple[Piece, ...]:
    """The documents of a pack, for the team; a member asks :func:`documents_visibles`."""
    d, p = Document, m.PiecePoint
    requete = select(d.id, d.nom, d.octets).join(p, p.document_id == d.id).where(p.point_id == point_id)
    return tuple(Piece(*x) for x in connexion.execute(requete.order_by(d.nom, d.id)))


def _raison(membre: MembreLu, lies: Collection[str]) -> str:
    if any(i in lies for i in membre.interets):
        return "interet_declare"
    return "partie_prenante" if membre.partenaire_id in lies else ""


def _sieges_du_point(connexion: Connection, point_id: str) -> list[MembreLu]:
    requete = select(_S.comite_id, _S.jour).join(m.PointOrdreDuJour, _P.seance_comite_id == _S.id)
    seance: RowMapping = connexion.execute(requete.where(_P.id == point_id)).mappings().one()
    return membres.a_la_date(connexion, seance["comite_id"], seance["jour"])
