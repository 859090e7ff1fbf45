"""How a fabrique runs its parcours: who decides at each gate, how many, how long before, for which reasons (``domaine.md`` §2.6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.stades import INSTANCES, MOTIFS, PORTES, PREREGLAGES
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier

COMITE_SUIVI_MIN = 3
DELAI_ENVOI_JOURS = 7


@dataclass(frozen=True, slots=True)
class Reglage:
    """The settings of one fabrique; ``motifs``: the reasons it has added, (code, label)."""

    portes: Mapping[str, str]
    comite_suivi_min: int = COMITE_SUIVI_MIN
    delai_envoi_jours: int = DELAI_ENVOI_JOURS
    benchmark_obligatoire: bool = False
    motifs: tuple[tuple[str, str], ...] = ()
    version: int = 0

    @property
    def tous_les_motifs(self) -> dict[str, str]:
        """Every reason of a refusal or an abandon, the fabrique's own last but « autre »."""
        propres = dict(self.motifs)
        return {c: x for c, x in MOTIFS.items() if c != "autre"} | propres | {"autre": MOTIFS["autre"]}


def reglage(connexion: Connection, fabrique_id: str) -> Reglage:
    """Return the settings of a fabrique: its own, or its preset."""
    r = m.ReglageParcours
    ligne = connexion.execute(select(table(r)).where(r.fabrique_id == fabrique_id)).mappings().first()
    if ligne is None:
        prereglage = connexion.execute(select(Fabrique.prereglage).where(Fabrique.id == fabrique_id)).scalar()
        return Reglage(PREREGLAGES.get(prereglage or "", PREREGLAGES["avise_standard"]))
    return Reglage(
        portes=ligne["portes"],
        comite_suivi_min=ligne["comite_suivi_min"],
        delai_envoi_jours=ligne["delai_envoi_jours"],
        benchmark_obligatoire=ligne["benchmark_obligatoire"],
        motifs=tuple((x["code"], x["libelle"]) for x in ligne["motifs"]),
        version=ligne["version"],
    )


def regler(connexion: Connection, geste: Geste, nouveau: Reglage) -> None:
    """Save the settings; ``nouveau.version``: the one the edit was made on.

    Raises:
        ErreurMetier: ``porte_inconnue``, ``nombre_hors_bornes``, ``motif_en_usage``, ``version_depassee``.
    """
    actuel = reglage(connexion, geste.fabrique_id)
    _verifier(nouveau, actuel)
    r = m.ReglageParcours
    portes = {p: nouveau.portes[p] for p in PORTES}
    valeurs = {
        "portes": portes,
        "comite_suivi_min": nouveau.comite_suivi_min,
        "delai_envoi_jours": nouveau.delai_envoi_jours,
        "benchmark_obligatoire": nouveau.benchmark_obligatoire,
        "motifs": [{"code": c, "libelle": x} for c, x in nouveau.motifs],
        "version": actuel.version + 1,
    }
    if actuel.version == 0:
        connexion.execute(insert(r), valeurs | {"fabrique_id": geste.fabrique_id})
    else:
        connexion.execute(update(r).where(r.fabrique_id == geste.fabrique_id).values(**valeurs))
    geste.noter(connexion, "parcours.regler", ("fabrique", geste.fabrique_id), portes=list(portes.values()))


def _verifier(nouveau: Reglage, actuel: Reglage) -> None:
    if nouveau.version != actuel.version:
        raise ErreurMetier(
            "version_depassee",
            "Quelqu’un a changé ces réglages pendant que vous les écriviez\u00a0: rien n’est encore enregistré. Relisez-les, "
            "puis enregistrez à nouveau.",
        )
    if set(nouveau.portes) != set(PORTES) or not set(nouveau.portes.values()) <= set(INSTANCES):
        raise ErreurMetier("porte_inconnue", "Choisissez, pour chaque étape de décision, une instance de la liste.")
    if not 1 <= nouveau.comite_suivi_min <= 30 or not 0 <= nouveau.delai_envoi_jours <= 60:
        raise ErreurMetier(
            "nombre_hors_bornes", "Un comité compte de 1 à 30 membres au moins, et un délai d’envoi de 0 à 60 jours."
        )
    _garder_les_motifs(nouveau.motifs, actuel.motifs)


def _garder_les_motifs(nouveaux: Sequence[tuple[str, str]], actuels: Sequence[tuple[str, str]]) -> None:
    """A reason may be renamed or added, never taken away: past refusals are named by it (§2.3)."""
    codes = [c for c, _ in nouveaux]
    if len(set(codes)) != len(codes) or set(codes) & set(MOTIFS) or any(not c or not x for c, x in nouveaux):
        raise ErreurMetier(
            "motif_double", "Deux motifs portent le même nom, ou l’un d’eux est vide. Corrigez la liste."
        )
    if {c for c, _ in actuels} - set(codes):
        raise ErreurMetier(
            "motif_en_usage",
            "Un motif ne se supprime pas\u00a0: des décisions passées le portent. Renommez-le s’il le faut.",
        )
