"""Conditions and requests of a decision, followed until they are lifted or answered (``domaine.md`` §2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.comite import models as m
from fabrique_atelier.comite.trouver import introuvable
from fabrique_atelier.dossier.decisions import Ligne
from fabrique_atelier.dossier.models import Dossier
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

TEXTE_MAX = 600
_R, _Q = table(m.Reserve).c, table(m.Demande).c


@dataclass(frozen=True, slots=True)
class ReserveLue:
    """A condition; ``levee_le`` None: still open."""

    id: str
    dossier_id: str
    point_id: str | None
    texte: str
    responsable: str
    echeance: str
    levee_le: str | None
    levee_texte: str

    def en_retard(self, aujourdhui: str) -> bool:
        """Open past its day."""
        return self.levee_le is None and self.echeance < aujourdhui


@dataclass(frozen=True, slots=True)
class DemandeLue:
    """A request; ``repondu_le`` None: still waiting."""

    id: str
    dossier_id: str
    point_id: str | None
    texte: str
    responsable: str
    echeance: str
    repondu_le: str | None
    reponse: str

    def en_retard(self, aujourdhui: str) -> bool:
        """Waiting past its day."""
        return self.repondu_le is None and self.echeance < aujourdhui


@dataclass(frozen=True, slots=True)
class ASuivre:
    """Something a committee waits for, with the dossier it is about; ``genre``: ``reserve`` or ``demande``."""

    genre: str
    id: str
    dossier_id: str
    numero: str
    titre: str
    texte: str
    responsable: str
    echeance: str


def reserves(connexion: Connection, fabrique_id: str, dossier_id: str) -> list[ReserveLue]:
    """The réserves of a dossier, by due date."""
    lignes = connexion.execute(_du_dossier(m.Reserve, fabrique_id, dossier_id)).mappings()
    return [ReserveLue(**x) for x in lignes]


def demandes(connexion: Connection, fabrique_id: str, dossier_id: str) -> list[DemandeLue]:
    """The requests made to a dossier, by due date."""
    lignes = connexion.execute(_du_dossier(m.Demande, fabrique_id, dossier_id)).mappings()
    return [DemandeLue(**x) for x in lignes]


def demande(connexion: Connection, fabrique_id: str, demande_id: str) -> DemandeLue | None:
    """One request made to a dossier of this fabrique, or None."""
    requete = select(table(m.Demande)).join(Dossier, Dossier.id == _Q.dossier_id)
    ligne = connexion.execute(requete.where(_Q.id == demande_id, Dossier.fabrique_id == fabrique_id)).mappings().first()
    return DemandeLue(**ligne) if ligne else None


def du_point(connexion: Connection, point_id: str) -> tuple[list[ReserveLue], list[DemandeLue]]:
    """Both, for a point already known to be in the fabrique."""
    r = connexion.execute(select(table(m.Reserve)).where(_R.point_id == point_id).order_by(_R.echeance, _R.id))
    d = connexion.execute(select(table(m.Demande)).where(_Q.point_id == point_id).order_by(_Q.echeance, _Q.id))
    return [ReserveLue(**x) for x in r.mappings()], [DemandeLue(**x) for x in d.mappings()]


def a_suivre(connexion: Connection, fabrique_id: str) -> list[ASuivre]:
    """Everything still open in a fabrique, by due date."""
    ouvertes = []
    for genre, c, fini in (("reserve", _R, _R.levee_le), ("demande", _Q, _Q.repondu_le)):
        requete = (
            select(c.id, c.dossier_id, Dossier.numero, Dossier.titre, c.texte, c.responsable, c.echeance)
            .join(Dossier, Dossier.id == c.dossier_id)
            .where(Dossier.fabrique_id == fabrique_id, fini.is_(None))
        )
        ouvertes += [ASuivre(genre, *x) for x in connexion.execute(requete)]
    return sorted(ouvertes, key=lambda x: (x.echeance, x.id))


def ajouter(
    connexion: Connection,
    geste: Geste,
    dossier_id: str,
    reserves: Sequence[Ligne] = (),
    demandes: Sequence[Ligne] = (),
    point_id: str | None = None,
) -> None:
    """Keep the lines of a decision; without a point, the team decided alone.

    Raises:
        ErreurMetier: ``introuvable``, ``ligne_longue``, ``ligne_incomplete``.
    """
    d = Dossier
    le_dossier = select(d.id).where(d.id == dossier_id, d.fabrique_id == geste.fabrique_id)
    if connexion.execute(le_dossier).first() is None:
        raise introuvable("Ce dossier n’existe pas")
    for modele, lignes, vides in (
        (m.Reserve, reserves, {"levee_le": None, "levee_texte": ""}),
        (m.Demande, demandes, {"repondu_le": None, "reponse": ""}),
    ):
        for x in lignes:
            _verifier(x)
            ligne = {"id": nouvel_identifiant(), "dossier_id": dossier_id, "point_id": point_id, **vides}
            texte = {"texte": x.texte, "responsable": x.responsable, "echeance": x.echeance}
            connexion.execute(insert(modele), ligne | texte)


def lever(connexion: Connection, geste: Geste, reserve_id: str, jour: str, texte: str = "") -> None:
    """Say that a condition is met, on which day and how.

    Raises:
        ErreurMetier: ``introuvable``, ``deja_levee``, ``ligne_longue``.
    """
    dossier_id = _dossier_de(connexion, geste, m.Reserve, reserve_id)
    _verifier_reponse(jour, texte)
    ouverte = (_R.id == reserve_id, _R.levee_le.is_(None))
    if not connexion.execute(update(m.Reserve).where(*ouverte).values(levee_le=jour, levee_texte=texte)).rowcount:
        raise ErreurMetier("deja_levee", "Cette réserve est déjà levée\u00a0: rien n’a changé.")
    geste.noter(connexion, "comite.lever_reserve", ("dossier", dossier_id), reserve=reserve_id)


def repondre(connexion: Connection, geste: Geste, demande_id: str, jour: str, reponse: str) -> bool:
    """Answer a request; True: the dossier has nothing left to answer.

    Raises:
        ErreurMetier: ``introuvable``, ``deja_repondu``, ``reponse_absente``, ``ligne_longue``.
    """
    dossier_id = _dossier_de(connexion, geste, m.Demande, demande_id)
    if not reponse:
        raise ErreurMetier("reponse_absente", "Écrivez la réponse\u00a0: le comité la lira à la prochaine séance.")
    _verifier_reponse(jour, reponse)
    ouverte = (_Q.id == demande_id, _Q.repondu_le.is_(None))
    if not connexion.execute(update(m.Demande).where(*ouverte).values(repondu_le=jour, reponse=reponse)).rowcount:
        raise ErreurMetier("deja_repondu", "Cette demande a déjà sa réponse\u00a0: rien n’a changé.")
    geste.noter(connexion, "comite.repondre", ("dossier", dossier_id), demande=demande_id)
    reste = select(_Q.id).where(_Q.dossier_id == dossier_id, _Q.repondu_le.is_(None)).limit(1)
    return connexion.execute(reste).first() is None


def _du_dossier(modele: type[m.Reserve | m.Demande], fabrique_id: str, dossier_id: str) -> Any:
    c = table(modele).c
    requete = select(table(modele)).join(Dossier, Dossier.id == c.dossier_id)
    requete = requete.where(c.dossier_id == dossier_id, Dossier.fabrique_id == fabrique_id)
    return requete.order_by(c.echeance, c.id)


def _dossier_de(connexion: Connection, geste: Geste, modele: type[m.Reserve | m.Demande], ligne_id: str) -> str:
    c = table(modele).c
    requete = select(c.dossier_id).join(Dossier, Dossier.id == c.dossier_id)
    requete = requete.where(c.id == ligne_id, Dossier.fabrique_id == geste.fabrique_id)
    dossier_id: str | None = connexion.execute(requete.with_for_update(of=Dossier)).scalar()
    if dossier_id is None:
        raise introuvable("Cette ligne n’existe pas")
    return dossier_id


def _verifier(x: Ligne) -> None:
    if not (x.texte and x.responsable and _jour(x.echeance)):
        raise ErreurMetier("ligne_incomplete", "Chaque ligne a un texte, une personne qui s’en charge et une date.")
    if len(x.texte) > TEXTE_MAX or len(x.responsable) > 160:
        raise ErreurMetier(
            "ligne_longue",
            f"Une réserve ou une demande compte {TEXTE_MAX}\u00a0caractères au plus, et le nom de qui s’en charge 160.",
        )


def _verifier_reponse(jour: str, texte: str) -> None:
    if len(texte) > 2000 or not _jour(jour):
        raise ErreurMetier("ligne_longue", "La réponse compte 2000\u00a0caractères au plus, et son jour existe.")


def _jour(texte: str) -> bool:
    try:
        return date.fromisoformat(texte).isoformat() == texte
    except ValueError:
        return False
