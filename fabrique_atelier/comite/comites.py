"""Bodies that decide: the fabrique's permanent ones, and the comité de suivi of each dossier (``domaine.md`` §2.6, §3.17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from fabrique_atelier.comite import models as m
from fabrique_atelier.comite import noms, trouver
from fabrique_atelier.dossier.models import Dossier
from fabrique_atelier.dossier.stades import PORTES
from fabrique_atelier.reseau.codes import date_partielle_valide
from fabrique_atelier.reseau.editions import VersionDepassee
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

_C = table(m.Comite).c


@dataclass(frozen=True, slots=True)
class NouveauComite:
    """What is written to make or to change a committee."""

    type: str
    nom: str
    portes: Sequence[str]
    dossier_id: str | None = None
    appel_id: str | None = None
    quorum_pct: int = 0
    majorite: str = "consensus"
    voix_preponderante: bool = False
    pouvoirs_max: int = 1
    delai_envoi_jours: int = 7
    nominatif: bool = False
    frequence: str = ""
    mandat_debut: str = ""
    mandat_fin: str = ""


_CHAMPS = tuple(NouveauComite.__slots__)


@dataclass(frozen=True, slots=True)
class ComiteLu:
    """A committee; ``dossier_titre`` names the project of a comité de suivi."""

    id: str
    fabrique_id: str
    type: str
    nom: str
    dossier_id: str | None
    appel_id: str | None
    portes: list[str]
    quorum_pct: int
    majorite: str
    voix_preponderante: bool
    pouvoirs_max: int
    delai_envoi_jours: int
    nominatif: bool
    frequence: str
    mandat_debut: str
    mandat_fin: str
    clos_le: str | None
    cree_le: int
    version: int
    dossier_titre: str | None = None


def _lire() -> Select[Any]:
    return select(table(m.Comite), Dossier.titre.label("dossier_titre")).outerjoin(Dossier, Dossier.id == _C.dossier_id)


def charger(connexion: Connection, fabrique_id: str, comite_id: str) -> ComiteLu | None:
    """One committee of this fabrique, or None."""
    requete = _lire().where(_C.id == comite_id, _C.fabrique_id == fabrique_id)
    ligne = connexion.execute(requete).mappings().first()
    return ComiteLu(**ligne) if ligne else None


def lister(connexion: Connection, fabrique_id: str, *, tous: bool = False) -> list[ComiteLu]:
    """The committees of a fabrique, permanent ones first, then by name; ``tous``: those that no longer sit too."""
    requete = _lire().where(_C.fabrique_id == fabrique_id)
    if not tous:
        requete = requete.where(_C.clos_le.is_(None))
    lus = [ComiteLu(**x) for x in connexion.execute(requete).mappings()]
    ordre = list(noms.TYPES)
    return sorted(lus, key=lambda c: (c.dossier_id is not None, ordre.index(c.type), c.nom, c.id))


def suivi_du_dossier(connexion: Connection, fabrique_id: str, dossier_id: str) -> ComiteLu | None:
    """The comité de suivi of a dossier that sits now, or None."""
    requete = _lire().where(
        _C.fabrique_id == fabrique_id, _C.dossier_id == dossier_id, _C.type == "suivi", _C.clos_le.is_(None)
    )
    ligne = connexion.execute(requete).mappings().first()
    return ComiteLu(**ligne) if ligne else None


def creer(connexion: Connection, geste: Geste, nouveau: NouveauComite) -> str:
    """Make a committee; return its id.

    Raises:
        ErreurMetier: the code names the field; ``suivi_existant``.
    """
    _verifier(nouveau)
    _verifier_dossier(connexion, geste, nouveau)
    comite_id = nouvel_identifiant()
    ligne = _valeurs(nouveau) | {"id": comite_id, "fabrique_id": geste.fabrique_id, "clos_le": None}
    connexion.execute(insert(m.Comite), ligne | {"cree_le": geste.maintenant, "version": 1})
    geste.noter(connexion, "comite.creer", ("comite", comite_id), type=nouveau.type, portes=list(nouveau.portes))
    return comite_id


def modifier(connexion: Connection, geste: Geste, lu: tuple[str, int], nouveau: NouveauComite) -> None:
    """Save the rules of a committee; ``lu``: (id, version the edit was made on). Its type and its dossier never change.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: as :func:`creer`.
    """
    comite_id, version = lu
    avant = trouver.comite(connexion, geste, comite_id)
    _verifier(nouveau)
    valeurs = {n: v for n, v in _valeurs(nouveau).items() if n not in ("type", "dossier_id", "appel_id")}
    if nouveau.type != avant["type"]:
        raise ErreurMetier("type_fige", "Le type d’un comité ne change pas\u00a0: créez-en un autre.")
    ecrites = connexion.execute(
        update(m.Comite).where(_C.id == comite_id, _C.version == version).values(**valeurs, version=version + 1)
    ).rowcount
    if not ecrites:
        raise VersionDepassee(charger(connexion, geste.fabrique_id, comite_id))
    geste.noter(connexion, "comite.modifier", ("comite", comite_id), portes=list(nouveau.portes))


def clore(connexion: Connection, geste: Geste, comite_id: str, jour: str) -> None:
    """End a committee: its sessions stay, nothing is added to it.

    Raises:
        ErreurMetier: ``seance_en_cours``: a session still waits for its minutes.
    """
    trouver.comite(connexion, geste, comite_id)
    s = m.SeanceComite
    reste = select(s.id).where(s.comite_id == comite_id, s.etat != noms.SIGNEE).limit(1)
    if connexion.execute(reste).first() is not None:
        raise ErreurMetier(
            "seance_en_cours",
            "Une séance de ce comité n’a pas encore de compte rendu signé. Terminez-la avant de clore le comité.",
        )
    connexion.execute(update(m.Comite).where(_C.id == comite_id).values(clos_le=jour, version=_C.version + 1))
    geste.noter(connexion, "comite.clore", ("comite", comite_id))


def _valeurs(nouveau: NouveauComite) -> dict[str, Any]:
    valeurs = {n: getattr(nouveau, n) for n in _CHAMPS}
    return valeurs | {"portes": [p for p in PORTES if p in nouveau.portes]}


def _verifier(n: NouveauComite) -> None:
    """Refuse the first field that does not hold."""
    dates = [d for d in (n.mandat_debut, n.mandat_fin) if d]
    fautes = [
        (n.type not in noms.TYPES, "type_inconnu", "Choisissez un type de comité de la liste."),
        (not n.nom or len(n.nom) > 120, "nom_absent", "Donnez au comité un nom de 120\u00a0caractères au plus."),
        (
            not n.portes or not set(n.portes) <= set(PORTES),
            "portes_absentes",
            "Cochez au moins une étape que ce comité décide.",
        ),
        (not 0 <= n.quorum_pct <= 100, "quorum_hors_bornes", "Le quorum va de 0 (aucun) à 100\u00a0%."),
        (n.majorite not in noms.MAJORITES, "majorite_inconnue", "Choisissez une règle de majorité de la liste."),
        (not 0 <= n.pouvoirs_max <= 10, "pouvoirs_hors_bornes", "Une personne porte de 0 à 10\u00a0pouvoirs."),
        (not 0 <= n.delai_envoi_jours <= 60, "delai_hors_bornes", "Le délai d’envoi va de 0 à 60\u00a0jours."),
        (len(n.frequence) > 40, "frequence_longue", "Décrivez la fréquence en 40\u00a0caractères au plus."),
        (not all(map(date_partielle_valide, dates)), "date_invalide", "Les dates du mandat ne sont pas comprises."),
        (n.type == "suivi" and not n.dossier_id, "dossier_absent", "Un comité de suivi est propre à un dossier."),
        (n.type != "suivi" and bool(n.dossier_id), "dossier_en_trop", "Seul un comité de suivi est lié à un dossier."),
    ]
    for faute, code, phrase in fautes:
        if faute:
            raise ErreurMetier(code, phrase)


def _verifier_dossier(connexion: Connection, geste: Geste, n: NouveauComite) -> None:
    if n.dossier_id is None:
        return
    le_dossier = select(Dossier.id).where(Dossier.id == n.dossier_id, Dossier.fabrique_id == geste.fabrique_id)
    # the lock makes two people composing at once meet: the second one sees the committee of the first
    if connexion.execute(le_dossier.with_for_update()).first() is None:
        raise ErreurMetier("introuvable", "Ce dossier n’existe pas dans votre fabrique.")
    if suivi_du_dossier(connexion, geste.fabrique_id, n.dossier_id) is not None:
        raise ErreurMetier("suivi_existant", "Ce dossier a déjà son comité de suivi\u00a0: ajoutez-y des membres.")
