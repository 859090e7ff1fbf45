"""Calls for candidates: a dated record, its candidates, their ranking (``domaine.md`` §3.27, §3.29, §3.31, light)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.dossier.models import Document
from fabrique_atelier.porteur import models as m
from fabrique_atelier.porteur.nomenclatures import CANDIDATS, RESULTATS, SANS_RANG
from fabrique_atelier.reseau.editions import ajouter, disparu, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier

CHAMPS_APPEL = "titre cahier_des_charges profil eligibles criteres ouverture cloture jury jury_le".split()
CHAMPS_CANDIDATURE = (
    "type projet structure personne courriel telephone resume recue_le resultat rang motif decidee_le garder".split()
)


@dataclass(frozen=True, slots=True)
class AppelLu:
    """A call for candidates."""

    id: str
    dossier_id: str
    titre: str
    cahier_des_charges: str
    profil: str
    eligibles: list[str]
    criteres: list[dict[str, Any]]
    ouverture: int | None
    cloture: int | None
    jury: list[str]
    jury_le: str | None
    cree_le: int
    modifie_le: int
    version: int


@dataclass(frozen=True, slots=True)
class CandidatureLue:
    """An answer to a call."""

    id: str
    appel_id: str
    type: str
    projet: str
    structure: str
    personne: str
    courriel: str
    telephone: str
    resume: str
    recue_le: str
    resultat: str | None
    rang: int | None
    motif: str
    decidee_le: str | None
    garder: bool
    effacee_le: int | None
    cree_le: int
    modifie_le: int
    version: int

    @property
    def nom(self) -> str:
        """Who it is, as lists say it; after the deletion of the personal data, the structure or the project."""
        return self.structure or self.personne or self.projet


def tous(connexion: Connection, dossier_id: str) -> list[AppelLu]:
    """The calls of a dossier, the newest first."""
    requete = select(*table(m.Appel).c).where(m.Appel.dossier_id == dossier_id)
    lignes = connexion.execute(requete.order_by(m.Appel.cree_le.desc(), m.Appel.id.desc())).mappings()
    return [AppelLu(**a) for a in lignes]


def present(connexion: Connection, dossier_id: str) -> AppelLu | None:
    """The call under way, or the last one."""
    return next(iter(tous(connexion, dossier_id)), None)


def candidatures(connexion: Connection, appel_id: str) -> list[CandidatureLue]:
    """The candidates of a call: by rank, then as they came."""
    c = m.Candidature
    lignes = connexion.execute(select(*table(c).c).where(c.appel_id == appel_id).order_by(c.recue_le, c.id)).mappings()
    return sorted((CandidatureLue(**r) for r in lignes), key=lambda x: (x.rang is None, x.rang or 0))


def candidature(connexion: Connection, dossier_id: str, candidature_id: str) -> CandidatureLue | None:
    """One candidate of a dossier's calls, or None."""
    c, a = m.Candidature, m.Appel
    requete = select(*table(c).c).join(a, a.id == c.appel_id).where(c.id == candidature_id, a.dossier_id == dossier_id)
    ligne = connexion.execute(requete).mappings().first()
    return CandidatureLue(**ligne) if ligne else None


def enregistrer(
    connexion: Connection, geste: Geste, dossier_id: str, lue: tuple[AppelLu | None, int], donnees: Mapping[str, Any]
) -> str:
    """Save a call; ``lue``: (the call or None for a new one, version the edit was made on). Return its id.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: it closes before it opens.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    valeurs = {n: donnees[n] for n in CHAMPS_APPEL}
    ouverture, cloture = valeurs["ouverture"], valeurs["cloture"]
    if ouverture is not None and cloture is not None and cloture <= ouverture:
        raise ErreurMetier("calendrier", "L’appel se termine avant de commencer\u00a0: vérifiez les deux dates.")
    appel, version = lue
    geste.noter(connexion, "porteur.appel", ("dossier", dossier_id), criteres=len(valeurs["criteres"]))
    if appel is None:
        return ajouter(connexion, geste, m.Appel, {**valeurs, "dossier_id": dossier_id})
    remplacer(connexion, geste, m.Appel, {"id": appel.id, "dossier_id": dossier_id}, (version, valeurs))
    return appel.id


def inscrire(
    connexion: Connection,
    geste: Geste,
    appel: AppelLu,
    lue: tuple[CandidatureLue | None, int],
    donnees: Mapping[str, Any],
) -> str:
    """Save a candidate of a call, with its result when there is one; ``lue``: (the candidate or None, version). Return its id.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: the code names what is missing or contradictory.
    """
    exiger(connexion, geste.fabrique_id, appel.dossier_id)
    candidat, version = lue
    valeurs = {n: donnees.get(n) for n in CHAMPS_CANDIDATURE}
    _verifier(connexion, appel.id, candidat.id if candidat else "", valeurs)
    geste.noter(connexion, "porteur.candidature", ("dossier", appel.dossier_id), resultat=valeurs["resultat"])
    if candidat is None:
        return ajouter(connexion, geste, m.Candidature, {**valeurs, "appel_id": appel.id, "effacee_le": None})
    if candidat.appel_id != appel.id:
        raise disparu()
    remplacer(connexion, geste, m.Candidature, {"id": candidat.id, "appel_id": appel.id}, (version, valeurs))
    return candidat.id


def manquants(appel: AppelLu | None) -> tuple[str, ...]:
    """What a call lacks to be opened (T8b), in words."""
    return tuple(
        quoi
        for quoi, present_ in (
            ("le cahier des charges", appel is not None and bool(appel.cahier_des_charges)),
            ("le calendrier", appel is not None and appel.ouverture is not None and appel.cloture is not None),
            ("les critères", appel is not None and bool(appel.criteres)),
            ("le jury", appel is not None and bool(appel.jury)),
        )
        if not present_
    )


def classe(candidats: list[CandidatureLue]) -> bool:
    """Tell whether the jury has done its work: a result for each, a rank for those it saw, one retained at least."""
    return (
        any(c.resultat == "retenu" for c in candidats)
        and all(c.resultat for c in candidats)
        and all(c.rang is not None for c in candidats if c.resultat not in SANS_RANG)
    )


def compte_rendu(connexion: Connection, appel: AppelLu | None) -> bool:
    """Tell whether the minutes of the jury were attached since the call was written down."""
    if appel is None:
        return False
    d = Document
    requete = select(d.id).where(d.dossier_id == appel.dossier_id, d.piece == "jury", d.depose_le >= appel.cree_le)
    return connexion.execute(requete).first() is not None


def _verifier(connexion: Connection, appel_id: str, sauf: str, v: Mapping[str, Any]) -> None:
    if v["type"] not in CANDIDATS:
        raise ErreurMetier("type_absent", "Choisissez qui répond à l’appel dans la liste.")
    if not v["projet"] or not (v["structure"] or v["personne"]):
        raise ErreurMetier("nom_absent", "Écrivez le nom du projet, et celui de la structure ou de la personne.")
    resultat, rang = v["resultat"], v["rang"]
    if resultat is None:
        return
    if resultat not in RESULTATS:
        raise ErreurMetier("resultat_inconnu", "Choisissez le résultat dans la liste.")
    if resultat != "retenu" and not v["motif"]:
        raise ErreurMetier(
            "motif_absent", "Écrivez pourquoi cette candidature n’est pas retenue\u00a0: on doit une réponse."
        )
    if not v["decidee_le"]:
        raise ErreurMetier("jour_absent", "Donnez le jour de la décision.")
    if resultat in SANS_RANG and rang is not None:
        raise ErreurMetier("rang_inutile", "Cette candidature n’a pas été classée\u00a0: laissez le rang vide.")
    if rang is not None and any(c.rang == rang and c.id != sauf for c in candidatures(connexion, appel_id)):
        raise ErreurMetier("rang_pris", f"Le rang {rang} est déjà donné\u00a0: deux candidatures n’ont pas le même.")
