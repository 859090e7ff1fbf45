"""Policy zones of a territory, dated, with their source (``domaine.md`` §3.2).

What has ended stays: a dossier of 2023 was in a zone of 2023.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from fabrique_atelier.reseau import codes
from fabrique_atelier.reseau import models as m
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant

TYPES = {
    "qpv_2024": "Quartier prioritaire (liste 2024)",
    "qpv_2015": "Quartier prioritaire (liste 2015)",
    "zrr": "Zone de revitalisation rurale (ZRR)",
    "frr": "France Ruralités Revitalisation (FRR)",
    "frr_plus": "France Ruralités Revitalisation «\u00a0plus\u00a0» (FRR+)",
    "acv": "Action cœur de ville",
    "pvd": "Petites villes de demain",
    "ti": "Territoires d’industrie",
    "montagne": "Zone de montagne",
    "rural": "Zone rurale",
    "drom": "Département ou région d’outre-mer",
}
PAR_TERRITOIRE = 60


@dataclass(frozen=True, slots=True)
class Fiche:
    """What a person says of one zone."""

    type: str
    code: str
    libelle: str
    date_debut: str | None
    date_fin: str | None
    source: str
    verifie_le: str | None

    @property
    def periode(self) -> str:
        """Its dates as people say them: « du 01/07/2024 au 31/12/2025 », « de 2021 à 2023 », « depuis 2021 »."""
        debut, fin = (codes.date_affichee(d or "") for d in (self.date_debut, self.date_fin))
        if debut and fin:
            return f"{_a('du', 'de', debut)} {_a('au', 'à', fin)}"
        if debut:
            return f"depuis {_a('le', '', debut)}".replace("  ", " ")
        return f"jusqu’{_a('au', 'en', fin)}" if fin else "sans date"


@dataclass(frozen=True, slots=True)
class Zonage(Fiche):
    """One zone of one territory."""

    id: str

    @property
    def marque(self) -> str:
        """A short mark of its values: what an edit says it was made on."""
        return hashlib.sha256(msgspec.json.encode(asdict(self), order="sorted")).hexdigest()[:16]

    def en_vigueur(self, jour: str) -> bool:
        """Tell whether it holds on ``jour`` (ISO)."""
        return _debut(self.date_debut) <= jour <= _fin(self.date_fin)


class ZonageModifie(ErreurMetier):
    """Somebody else has changed it meanwhile; ``actuel`` is what it says now."""

    def __init__(self, actuel: Zonage) -> None:
        super().__init__(
            "modifie_entre_temps",
            "Une autre personne a modifié ce zonage pendant que vous l’écriviez. Ses valeurs sont indiquées à côté des vôtres."
            " Gardez ce qui convient, puis enregistrez de nouveau.",
        )
        self.actuel = actuel


_CHAMPS = tuple(getattr(m.Zonage, c.name) for c in fields(Zonage))


def dates_usuelles(genre: str, departement: str | None) -> tuple[str | None, str | None]:
    """The dates a kind of zone began and ended, where the law says so (§3.2); overseas follow one year later."""
    outre_mer = (departement or "").startswith("97")
    return {
        "qpv_2024": ("2025-01-01" if outre_mer else "2024-01-01", None),
        "qpv_2015": ("2015-01-01", "2024-12-31" if outre_mer else "2023-12-31"),
        "zrr": (None, "2024-06-30"),
        "frr": ("2024-07-01", None),
        "frr_plus": ("2025-01-01", None),
    }.get(genre, (None, None))


def lister(connexion: Connection, territoire_id: str, jour: str) -> list[Zonage]:
    """The zones of a territory already known to be the fabrique's: those in force first, then the past, latest first."""
    lignes = connexion.execute(select(*_CHAMPS).where(m.Zonage.territoire_id == territoire_id)).mappings()
    trouves = sorted((Zonage(**z) for z in lignes), key=lambda z: (z.type, z.code, z.id))
    trouves.sort(key=lambda z: _fin(z.date_fin), reverse=True)
    return sorted(trouves, key=lambda z: not z.en_vigueur(jour))


def un(connexion: Connection, territoire_id: str, zonage_id: str) -> Zonage | None:
    """One zone of a territory."""
    z = m.Zonage
    ligne = connexion.execute(select(*_CHAMPS).where(z.territoire_id == territoire_id, z.id == zonage_id)).mappings()
    trouve = ligne.first()
    return Zonage(**trouve) if trouve else None


def ajouter(connexion: Connection, geste: Geste, territoire_id: str, fiche: Fiche) -> str:
    """Attach a zone; return its id."""
    presents = lister(connexion, territoire_id, "")
    if len(presents) >= PAR_TERRITOIRE:
        raise ErreurMetier("trop_de_zonages", f"Ce territoire a déjà {PAR_TERRITOIRE}\u00a0zonages. Supprimez-en un.")
    verifier(fiche, presents)
    zonage_id = nouvel_identifiant()
    connexion.execute(insert(m.Zonage), {"id": zonage_id, "territoire_id": territoire_id, **asdict(fiche)})
    geste.noter(connexion, "zonage.ajouter", ("territoire", territoire_id), genre=fiche.type, zonage=zonage_id)
    return zonage_id


def modifier(
    connexion: Connection, geste: Geste, territoire_id: str, zonage_id: str, fiche: Fiche, faite_sur: str
) -> None:
    """Change a zone; ``faite_sur`` is the mark of what the person saw."""
    actuel = un(connexion, territoire_id, zonage_id) or _inconnu()
    if actuel.marque != faite_sur:
        raise ZonageModifie(actuel)
    verifier(fiche, [z for z in lister(connexion, territoire_id, "") if z.id != zonage_id])
    z = m.Zonage
    requete = update(z).where(z.territoire_id == territoire_id, z.id == zonage_id)
    connexion.execute(requete.values(**asdict(fiche)))
    geste.noter(connexion, "zonage.modifier", ("territoire", territoire_id), genre=fiche.type, zonage=zonage_id)


def supprimer(connexion: Connection, geste: Geste, territoire_id: str, zonage_id: str) -> None:
    """Detach a zone entered by mistake."""
    z = m.Zonage
    if connexion.execute(delete(z).where(z.territoire_id == territoire_id, z.id == zonage_id)).rowcount:
        geste.noter(connexion, "zonage.supprimer", ("territoire", territoire_id), zonage=zonage_id)


def verifier(fiche: Fiche, autres: list[Zonage]) -> None:
    """Refuse what cannot be: an unknown kind, a code of another shape, an end before its start, the same zone twice."""
    if fiche.type not in TYPES:
        raise ErreurMetier("zonage_invalide", "Choisissez un type de zonage dans la liste.")
    codes.lire_zonage(fiche.type, fiche.code)
    if _fin(fiche.date_fin) < _debut(fiche.date_debut):
        raise ErreurMetier("dates_inversees", "La fin est avant le début\u00a0: vérifiez les deux dates.")
    if any((z.type, z.code, z.date_debut) == (fiche.type, fiche.code, fiche.date_debut) for z in autres):
        raise ErreurMetier(
            "zonage_en_double", "Ce zonage est déjà attaché à ce territoire, avec la même date de début."
        )


def differences(actuel: Zonage, fiche: Fiche) -> Mapping[str, Any]:
    """What somebody else's version says where it differs."""
    return {nom: valeur for nom, valeur in asdict(actuel).items() if nom != "id" and getattr(fiche, nom) != valeur}


def _a(devant_un_jour: str, sinon: str, date: str) -> str:
    return f"{devant_un_jour if len(date) == 10 else sinon} {date}"


def _debut(iso: str | None) -> str:
    return f"{iso or '0000'}-01-01"[:10]


def _fin(iso: str | None) -> str:
    return f"{iso or '9999'}-12-31"[:10] if len(iso or "") != 7 else f"{iso}-31"


def _inconnu() -> Zonage:
    raise ErreurMetier("zonage_inconnu", "Ce zonage vient d’être supprimé par une autre personne. Rechargez la page.")
