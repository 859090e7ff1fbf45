"""The sections of a study: each saved apart, every version kept (``domaine.md`` §3.22)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier.ecriture import auteur
from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.etude import models as m
from fabrique_atelier.etude.nomenclatures import SECTIONS
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier

TEXTE_MAX = 20_000


@dataclass(frozen=True, slots=True)
class SectionLue:
    """One section as it stands; ``version`` 0: never written."""

    code: str
    texte: str = ""
    modifie_le: int = 0
    par: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class VersionLue:
    """What a section said at one save."""

    version: int
    texte: str
    le: int
    par: str


def lire(connexion: Connection, dossier_id: str) -> dict[str, SectionLue]:
    """Every section of a study, in the order of the document, the empty ones too."""
    s = m.EtudeSection
    requete = (
        select(s.code, s.texte, s.modifie_le, func.coalesce(Personne.nom, ""), s.version)
        .outerjoin(Personne, Personne.id == s.modifie_par)
        .where(s.dossier_id == dossier_id)
    )
    ecrites = {ligne[0]: SectionLue(*ligne) for ligne in connexion.execute(requete)}
    return {code: ecrites.get(code, SectionLue(code)) for code in SECTIONS}


def ecrire(connexion: Connection, geste: Geste, dossier_id: str, code: str, version: int, texte: str) -> int:
    """Save one section; ``version``: the one the edit was made on (0: none). Return the new version; the same text writes nothing.

    Raises:
        VersionDepassee: somebody saved meanwhile (``actuel``: :class:`SectionLue`); ErreurMetier: ``section_inconnue``.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    if code not in SECTIONS:
        raise ErreurMetier("section_inconnue", "Cette section n’existe pas dans l’étude d’opportunité.")
    actuelle = lire(connexion, dossier_id)[code]
    if texte == actuelle.texte:
        return actuelle.version
    if version != actuelle.version:
        raise VersionDepassee(actuelle)
    s, nouvelle = m.EtudeSection, version + 1
    valeurs = {"texte": texte, "modifie_le": geste.maintenant, "modifie_par": auteur(geste), "version": nouvelle}
    if version == 0:
        connexion.execute(insert(s), valeurs | {"dossier_id": dossier_id, "code": code})
    else:
        la = (s.dossier_id == dossier_id, s.code == code, s.version == version)
        if not connexion.execute(update(s).where(*la).values(**valeurs)).rowcount:
            raise VersionDepassee(lire(connexion, dossier_id)[code])
    gardee = {"dossier_id": dossier_id, "code": code, "version": nouvelle, "texte": texte}
    connexion.execute(insert(m.EtudeSectionVersion), gardee | {"le": geste.maintenant, "par": auteur(geste)})
    geste.noter(connexion, "etude.ecrire", ("dossier", dossier_id), section=code, version=nouvelle)
    return nouvelle


def versions(connexion: Connection, dossier_id: str, code: str) -> list[VersionLue]:
    """Every save of a section, the latest first."""
    v = m.EtudeSectionVersion
    requete = (
        select(v.version, v.texte, v.le, func.coalesce(Personne.nom, ""))
        .outerjoin(Personne, Personne.id == v.par)
        .where(v.dossier_id == dossier_id, v.code == code)
        .order_by(v.version.desc())
    )
    return [VersionLue(*ligne) for ligne in connexion.execute(requete)]
