"""The agenda of a session: its points, their order, what the team recommends, what should be seen next (``domaine.md`` §3.20)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, select, update

from fabrique_atelier.comite import models as m
from fabrique_atelier.comite import noms, trouver
from fabrique_atelier.dossier.decisions import DECISIONS
from fabrique_atelier.dossier.models import Document, Dossier
from fabrique_atelier.dossier.stades import PORTES
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

OUVERTS = (noms.PREPAREE, noms.CONVOQUEE, noms.TENUE)
_P, _S, _C, _D = (table(x).c for x in (m.PointOrdreDuJour, m.SeanceComite, m.Comite, Dossier))


@dataclass(frozen=True, slots=True)
class NouveauPoint:
    """What is written of a point; ``pieces``: the documents of its pack; a dossier gives its title when ``titre`` is empty."""

    porte: str
    dossier_id: str | None = None
    titre: str = ""
    recommandation: str = ""
    recommandation_texte: str = ""
    rectifie_id: str | None = None
    candidature_id: str | None = None
    pieces: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class PointLu:
    """A point with what is shown of its dossier."""

    id: str
    seance_comite_id: str
    ordre: int
    porte: str
    dossier_id: str | None
    candidature_id: str | None
    rectifie_id: str | None
    titre: str
    recommandation: str
    recommandation_texte: str
    synthese: str
    decide: bool
    vote_seance_id: str | None
    version: int
    dossier_numero: str | None
    dossier_titre: str | None
    dossier_stade: str | None

    @property
    def a_decider(self) -> bool:
        """A gate of a dossier, still without its decision."""
        return self.porte in PORTES and not self.decide


def lire(fabrique_id: str) -> Select[Any]:
    """The points of a fabrique, as :class:`PointLu` takes them."""
    dossier = [_D.numero.label("dossier_numero"), _D.titre.label("dossier_titre"), _D.stade.label("dossier_stade")]
    return (
        select(table(m.PointOrdreDuJour), *dossier)
        .join(m.SeanceComite, m.SeanceComite.id == _P.seance_comite_id)
        .join(m.Comite, m.Comite.id == _S.comite_id)
        .outerjoin(Dossier, Dossier.id == _P.dossier_id)
        .where(_C.fabrique_id == fabrique_id)
    )


def charger(connexion: Connection, fabrique_id: str, point_id: str) -> PointLu | None:
    """One point of this fabrique, or None."""
    ligne = connexion.execute(lire(fabrique_id).where(_P.id == point_id)).mappings().first()
    return PointLu(**ligne) if ligne else None


def points(connexion: Connection, fabrique_id: str, seance_id: str) -> list[PointLu]:
    """The agenda of a session, in order."""
    requete = lire(fabrique_id).where(_P.seance_comite_id == seance_id).order_by(_P.ordre, _P.id)
    return [PointLu(**x) for x in connexion.execute(requete).mappings()]


def inscrire(connexion: Connection, geste: Geste, seance_id: str, nouveau: NouveauPoint) -> str:
    """Put a point at the end of an agenda; return its id. ``conduite`` moves the dossier in the same transaction.

    Raises:
        ErreurMetier: ``etat_seance``, ``porte_du_comite``, ``dossier_du_comite``, ``deja_inscrit``, ``titre_absent``,
            ``rectification_impossible``, ``introuvable``.
    """
    seance = trouver.seance(connexion, geste, seance_id, *OUVERTS)
    titre = _verifier(connexion, geste, seance, nouveau)
    dernier = connexion.execute(select(func.max(_P.ordre)).where(_P.seance_comite_id == seance_id)).scalar()
    point_id = nouvel_identifiant()
    ligne = {n: getattr(nouveau, n) for n in ("porte", "dossier_id", "candidature_id", "rectifie_id")}
    ligne |= {"recommandation": nouveau.recommandation, "recommandation_texte": nouveau.recommandation_texte}
    propre = {"id": point_id, "seance_comite_id": seance_id, "ordre": (dernier or 0) + 1, "titre": titre}
    connexion.execute(
        insert(m.PointOrdreDuJour),
        ligne | propre | {"synthese": "", "decide": False, "version": 1, "vote_seance_id": None},
    )
    _remplacer_pieces(connexion, point_id, nouveau.dossier_id, nouveau.pieces)
    geste.noter(connexion, "comite.inscrire", ("point_ordre_du_jour", point_id), porte=nouveau.porte, seance=seance_id)
    return point_id


def modifier(connexion: Connection, geste: Geste, lu: tuple[str, int], nouveau: NouveauPoint) -> None:
    """Change the title and the recommendation of a point; its gate and its dossier never change. The pack: :func:`joindre`.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: ``etat_seance``, ``deja_decide``, or the code of the field.
    """
    point, _ = trouver.point(connexion, geste, lu[0], *OUVERTS)
    refuser_decide(point)
    _verifier_textes(nouveau)
    valeurs = {"recommandation": nouveau.recommandation, "recommandation_texte": nouveau.recommandation_texte}
    _ecrire(connexion, geste, lu, titre=nouveau.titre or point["titre"], **valeurs)
    geste.noter(connexion, "comite.modifier_point", ("point_ordre_du_jour", lu[0]))


def resumer(connexion: Connection, geste: Geste, lu: tuple[str, int], synthese: str) -> None:
    """Write what was said on a point, for the minutes.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: ``seance_signee``, ``synthese_longue``.
    """
    trouver.point(connexion, geste, lu[0])
    if len(synthese) > 4000:
        raise ErreurMetier(
            "synthese_longue", f"Ce résumé compte {len(synthese)}\u00a0caractères, 4000 au plus. Raccourcissez-le."
        )
    _ecrire(connexion, geste, lu, synthese=synthese)
    geste.noter(connexion, "comite.resumer", ("point_ordre_du_jour", lu[0]))


def ordonner(connexion: Connection, geste: Geste, seance_id: str, ordre: Sequence[str]) -> None:
    """Put the points in that order.

    Raises:
        ErreurMetier: ``ordre_perime``: the list is not exactly the points of the session.
    """
    trouver.seance(connexion, geste, seance_id, *OUVERTS)
    presents = connexion.execute(select(_P.id).where(_P.seance_comite_id == seance_id)).scalars()
    if sorted(presents) != sorted(ordre):
        raise ErreurMetier(
            "ordre_perime",
            "Un point vient d’être ajouté ou retiré\u00a0: l’ordre n’a pas changé. Relisez la liste, puis recommencez.",
        )
    for rang, point_id in enumerate(ordre, 1):
        connexion.execute(update(m.PointOrdreDuJour).where(_P.id == point_id).values(ordre=rang))
    geste.noter(connexion, "comite.ordonner", ("seance_comite", seance_id), points=len(ordre))


def retirer(connexion: Connection, geste: Geste, point_id: str) -> None:
    """Take a point off the agenda, as long as nothing was decided on it; the others close up.

    Raises:
        ErreurMetier: ``etat_seance``, ``deja_decide``.
    """
    point, seance = trouver.point(connexion, geste, point_id, *OUVERTS)
    refuser_decide(point)
    for modele in (m.TicketAvis, m.PiecePoint, m.Deport, m.Avis, m.AvisNominatif, m.OpinionDivergente):
        connexion.execute(delete(modele).where(table(modele).c.point_id == point_id))
    connexion.execute(delete(m.PointOrdreDuJour).where(_P.id == point_id))
    suivants = (_P.seance_comite_id == seance["id"], _P.ordre > point["ordre"])
    connexion.execute(update(m.PointOrdreDuJour).where(*suivants).values(ordre=_P.ordre - 1))
    geste.noter(connexion, "comite.retirer_point", ("point_ordre_du_jour", point_id), seance=seance["id"])


def joindre(connexion: Connection, geste: Geste, point_id: str, pieces: Collection[str]) -> None:
    """Choose the documents of the dossier that go in the pack of a point.

    Raises:
        ErreurMetier: ``piece_inconnue``: one of them is not a document of this dossier.
    """
    point, _ = trouver.point(connexion, geste, point_id, *OUVERTS)
    _remplacer_pieces(connexion, point_id, point["dossier_id"], pieces)
    geste.noter(connexion, "comite.joindre", ("point_ordre_du_jour", point_id), pieces=len(pieces))


def refuser_decide(point: Mapping[Any, Any]) -> None:
    """Refuse to touch a point that has its decision.

    Raises:
        ErreurMetier: ``deja_decide``.
    """
    if point["decide"]:
        raise ErreurMetier(
            "deja_decide",
            "La décision de ce point est déjà enregistrée\u00a0: elle n’a pas changé. Relisez-la sur la page de la séance.",
        )


def _ecrire(connexion: Connection, geste: Geste, lu: tuple[str, int], **valeurs: Any) -> None:
    le_bon = (_P.id == lu[0], _P.version == lu[1])
    if not connexion.execute(update(m.PointOrdreDuJour).where(*le_bon).values(**valeurs, version=lu[1] + 1)).rowcount:
        raise VersionDepassee(charger(connexion, geste.fabrique_id, lu[0]))


def _remplacer_pieces(connexion: Connection, point_id: str, dossier_id: str | None, pieces: Collection[str]) -> None:
    voulues = set(pieces)
    d = Document
    siennes = set(connexion.execute(select(d.id).where(d.dossier_id == dossier_id, d.id.in_(voulues))).scalars())
    if siennes != voulues:
        raise ErreurMetier("piece_inconnue", "Un de ces documents n’est pas dans ce dossier\u00a0: relisez la liste.")
    connexion.execute(delete(m.PiecePoint).where(m.PiecePoint.point_id == point_id))
    if voulues:
        lignes = [{"point_id": point_id, "document_id": i} for i in sorted(voulues)]
        connexion.execute(insert(m.PiecePoint), lignes)


def _verifier(connexion: Connection, geste: Geste, seance: RowMapping, n: NouveauPoint) -> str:
    """Check a new point against its session; return its title."""
    _verifier_textes(n)
    if n.porte == noms.RECTIFICATION:
        return _titre_de_rectification(connexion, geste, seance, n)
    if n.porte == noms.INFORMATION and n.dossier_id is None:
        if not n.titre:
            raise ErreurMetier("titre_absent", "Donnez un titre à ce point d’information.")
        return n.titre
    le_dossier = select(_D.titre).where(_D.id == n.dossier_id, _D.fabrique_id == geste.fabrique_id)
    # locked: two people putting it on two agendas at once meet here
    dossier = connexion.execute(le_dossier.with_for_update()).scalar()
    if dossier is None:
        raise ErreurMetier("introuvable", "Ce dossier n’existe pas dans votre fabrique.")
    if seance["comite_dossier_id"] not in (None, n.dossier_id):
        raise ErreurMetier("dossier_du_comite", "Ce comité de suivi est celui d’un autre dossier.")
    if n.porte in PORTES:
        _verifier_porte(connexion, seance, n)
    return n.titre or dossier


def _verifier_porte(connexion: Connection, seance: RowMapping, n: NouveauPoint) -> None:
    if n.porte not in seance["portes"]:
        raise ErreurMetier(
            "porte_du_comite",
            "Ce comité ne décide pas à cette étape. Choisissez une séance du comité qui en décide, ou changez ses règles.",
        )
    ailleurs = (
        select(_P.id)
        .join(m.SeanceComite, m.SeanceComite.id == _P.seance_comite_id)
        .where(_P.dossier_id == n.dossier_id, _P.porte == n.porte, ~_P.decide, _S.etat != noms.SIGNEE)
    )
    if connexion.execute(ailleurs.limit(1)).first() is not None:
        raise ErreurMetier("deja_inscrit", "Ce dossier est déjà inscrit à l’ordre du jour d’une séance.")


def _titre_de_rectification(connexion: Connection, geste: Geste, seance: RowMapping, n: NouveauPoint) -> str:
    requete = lire(geste.fabrique_id).with_only_columns(_P.titre, _S.etat, _S.comite_id, _S.jour)
    vise = connexion.execute(requete.where(_P.id == n.rectifie_id)).first()
    if vise is None or vise.etat != noms.SIGNEE or vise.comite_id != seance["comite_id"] or vise.jour > seance["jour"]:
        raise ErreurMetier(
            "rectification_impossible",
            "On rectifie un point d’une séance passée de ce comité, dont le compte rendu est signé. Choisissez ce point.",
        )
    return n.titre or f"Rectification\u00a0: {vise.titre}"[:140]


def _verifier_textes(n: NouveauPoint) -> None:
    fautes = [
        (n.porte not in noms.PORTES_DU_POINT, "porte_inconnue", "Choisissez ce que ce point décide dans la liste."),
        (len(n.titre) > 140, "titre_long", "Le titre d’un point compte 140\u00a0caractères au plus."),
        (
            bool(n.recommandation) and n.recommandation not in DECISIONS,
            "recommandation_inconnue",
            "Choisissez la recommandation dans la liste.",
        ),
        (
            len(n.recommandation_texte) > 400,
            "recommandation_longue",
            "La recommandation compte 400\u00a0caractères au plus.",
        ),
    ]
    for faute, code, phrase in fautes:
        if faute:
            raise ErreurMetier(code, phrase)
