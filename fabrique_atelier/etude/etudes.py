"""The étude d’opportunité itself: who, when, with what money, the four verdicts and the conclusion (``domaine.md`` §3.22)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.etude import models as m
from fabrique_atelier.etude.nomenclatures import CONCLUSIONS, COURTS, MODES, VALEURS, VERDICTS
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier


@dataclass(frozen=True, slots=True)
class EtudeLue:
    """A study; ``version`` 0: nothing was written yet."""

    dossier_id: str
    responsable: str = ""
    debut: str | None = None
    fin_prevue: str | None = None
    fin_reelle: str | None = None
    mode: str | None = None
    note_positionnement: str = ""
    verdicts: dict[str, str] = field(default_factory=dict)
    verdicts_notes: dict[str, str] = field(default_factory=dict)
    conclusion: str | None = None
    conclusion_texte: str = ""
    version: int = 0

    @property
    def mois(self) -> int | None:
        """How many months it lasted, the first and the last one counted; None while a month is unknown."""
        if not self.debut or not self.fin_reelle or len(self.debut) < 7 or len(self.fin_reelle) < 7:
            return None
        (a, b), (c, d) = (map(int, x[:7].split("-")) for x in (self.debut, self.fin_reelle))
        return (c - a) * 12 + d - b + 1


CADRE = ("responsable", "debut", "fin_prevue", "fin_reelle", "mode", "note_positionnement")
VERDICT = ("verdicts", "verdicts_notes", "conclusion", "conclusion_texte")


def lire(connexion: Connection, dossier_id: str) -> EtudeLue:
    """The study of a dossier already known to be in the fabrique; empty when none was begun."""
    noms = [n for n in EtudeLue.__slots__ if n != "dossier_id"]
    e = m.Etude
    ligne = (
        connexion.execute(select(*(getattr(e, n) for n in noms)).where(e.dossier_id == dossier_id)).mappings().first()
    )
    return EtudeLue(dossier_id, **ligne) if ligne else EtudeLue(dossier_id)


def encadrer(connexion: Connection, geste: Geste, dossier_id: str, version: int, donnees: Mapping[str, Any]) -> None:
    """Save who conducts the study, when, and with what money; ``donnees``: the fields of :data:`CADRE`.

    Raises:
        VersionDepassee: somebody saved meanwhile; ErreurMetier: ``mode_inconnu``, ``dates_inversees``.
    """
    mode = donnees.get("mode")
    if mode and mode not in MODES:
        raise ErreurMetier("mode_inconnu", "Choisissez dans la liste comment l’étude est financée.")
    debut, fin = donnees.get("debut"), donnees.get("fin_reelle")
    if debut and fin and str(fin)[: len(str(debut))] < str(debut)[: len(str(fin))]:
        raise ErreurMetier(
            "dates_inversees", "L’étude ne peut pas finir avant d’avoir commencé. Vérifiez les deux dates."
        )
    _enregistrer(connexion, geste, dossier_id, version, {n: donnees[n] for n in CADRE if n in donnees})
    geste.noter(connexion, "etude.encadrer", ("dossier", dossier_id))


def conclure(connexion: Connection, geste: Geste, dossier_id: str, version: int, donnees: Mapping[str, Any]) -> None:
    """Save the four verdicts and the conclusion; ``donnees``: the fields of :data:`VERDICT`.

    Raises:
        VersionDepassee; ErreurMetier: ``verdict_inconnu``, ``verdict_negatif``: « concluante » beside a negative verdict.
    """
    verdicts, conclusion = dict(donnees.get("verdicts", {})), donnees.get("conclusion")
    if not set(verdicts) <= set(VERDICTS) or not set(verdicts.values()) <= set(VALEURS):
        raise ErreurMetier("verdict_inconnu", "Choisissez chaque verdict dans la liste.")
    if conclusion and conclusion not in CONCLUSIONS:
        raise ErreurMetier("conclusion_inconnue", "Choisissez la conclusion dans la liste.")
    negatifs = [COURTS[v] for v in VERDICTS if verdicts.get(v) == "invalide"]
    if conclusion == "concluante" and negatifs:
        raise ErreurMetier(
            "verdict_negatif",
            f"Un verdict est négatif ({', '.join(negatifs)})\u00a0: l’étude ne peut pas être «\u00a0concluante\u00a0». Choisissez une autre "
            "conclusion, ou revoyez ce verdict.",
        )
    _enregistrer(connexion, geste, dossier_id, version, {n: donnees[n] for n in VERDICT if n in donnees})
    geste.noter(connexion, "etude.conclure", ("dossier", dossier_id), conclusion=conclusion or "")


def _enregistrer(connexion: Connection, geste: Geste, dossier_id: str, version: int, valeurs: dict[str, Any]) -> None:
    exiger(connexion, geste.fabrique_id, dossier_id)
    actuelle = lire(connexion, dossier_id)
    e = m.Etude
    if actuelle.version == 0 and version == 0:
        vide = EtudeLue(dossier_id)
        depart = {n: getattr(vide, n) for n in EtudeLue.__slots__}
        connexion.execute(
            insert(table(e)),
            depart | valeurs | {"cree_le": geste.maintenant, "modifie_le": geste.maintenant, "version": 1},
        )
        return
    la = (e.dossier_id == dossier_id, e.version == version)
    nouvelles = valeurs | {"modifie_le": geste.maintenant, "version": version + 1}
    if not connexion.execute(update(e).where(*la).values(**nouvelles)).rowcount:
        raise VersionDepassee(actuelle)
