"""Funding lines of a dossier, in cents, and their totals by nature (``domaine.md`` §3.36)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select

from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.reseau.editions import ajouter as inserer
from fabrique_atelier.reseau.editions import disparu, remplacer
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.reseau.models import Partenaire
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.suivi import models as m
from fabrique_atelier.suivi import nomenclatures as n

MONTANTS = ("montant_demande", "montant_accorde", "montant_verse")
CHAMPS = (
    *"beneficiaire partenaire_id financeur categorie nature etat".split(),
    *MONTANTS,
    *"annees dispositif reference note_positionnement".split(),
)


@dataclass(frozen=True, slots=True)
class FinancementLu:
    """One line of money."""

    id: str
    dossier_id: str
    beneficiaire: str
    partenaire_id: str | None
    financeur: str
    categorie: str
    nature: str
    etat: str
    montant_demande: int | None
    montant_accorde: int | None
    montant_verse: int | None
    annees: list[dict[str, int]]
    dispositif: str
    reference: str
    note_positionnement: str
    cree_le: int
    modifie_le: int
    version: int


@dataclass(frozen=True, slots=True)
class Total:
    """What one nature adds up to: asked, granted, paid; None: no line says how much."""

    nature: str
    demande: int | None
    accorde: int | None
    verse: int | None


def tous(connexion: Connection, dossier_id: str) -> list[FinancementLu]:
    """The funding lines of a dossier, in the order they were written."""
    f = m.Financement
    lignes = connexion.execute(
        select(*table(f).c).where(f.dossier_id == dossier_id).order_by(f.cree_le, f.id)
    ).mappings()
    return [FinancementLu(**r) for r in lignes]


def de_l_etude(connexion: Connection, dossier_id: str) -> list[FinancementLu]:
    """The lines that pay for the étude d’opportunité of a dossier, but those refused."""
    return [f for f in tous(connexion, dossier_id) if f.beneficiaire == "etude" and f.etat != "refuse"]


def charger(connexion: Connection, dossier_id: str, financement_id: str) -> FinancementLu | None:
    """One funding line of a dossier, or None."""
    f = m.Financement
    ligne = (
        connexion.execute(select(*table(f).c).where(f.id == financement_id, f.dossier_id == dossier_id))
        .mappings()
        .first()
    )
    return FinancementLu(**ligne) if ligne else None


def ajouter(connexion: Connection, geste: Geste, dossier_id: str, donnees: Mapping[str, Any]) -> str:
    """Add a funding line; return its id.

    Raises:
        ErreurMetier: the code names what is missing.
    """
    exiger(connexion, geste.fabrique_id, dossier_id)
    valeurs = _valeurs(connexion, geste.fabrique_id, donnees)
    geste.noter(connexion, "suivi.financement", ("dossier", dossier_id), nature=valeurs["nature"], etat=valeurs["etat"])
    return inserer(connexion, geste, m.Financement, {**valeurs, "dossier_id": dossier_id})


def modifier(
    connexion: Connection, geste: Geste, actuel: FinancementLu, version: int, donnees: Mapping[str, Any]
) -> None:
    """Correct a funding line; ``version``: the one the edit was made on.

    Raises:
        VersionDepassee: it has changed since; ErreurMetier: see :func:`ajouter`.
    """
    exiger(connexion, geste.fabrique_id, actuel.dossier_id)
    valeurs = _valeurs(connexion, geste.fabrique_id, donnees)
    ou = {"id": actuel.id, "dossier_id": actuel.dossier_id}
    remplacer(connexion, geste, m.Financement, ou, (version, valeurs))
    geste.noter(
        connexion, "suivi.financement", ("dossier", actuel.dossier_id), nature=valeurs["nature"], etat=valeurs["etat"]
    )


def supprimer(connexion: Connection, geste: Geste, actuel: FinancementLu) -> None:
    """Take away a line written by mistake.

    Raises:
        ErreurMetier: it is already gone.
    """
    exiger(connexion, geste.fabrique_id, actuel.dossier_id)
    f = m.Financement
    if not connexion.execute(delete(f).where(f.id == actuel.id, f.dossier_id == actuel.dossier_id)).rowcount:
        raise disparu()
    geste.noter(connexion, "suivi.financement_supprime", ("dossier", actuel.dossier_id), nature=actuel.nature)


def totaux(lignes: list[FinancementLu], beneficiaire: str | None = None) -> list[Total]:
    """The totals by nature, in the order of the list; lines refused count for what was asked only."""
    gardees = [f for f in lignes if beneficiaire in (None, f.beneficiaire)]
    return [
        Total(
            nature,
            somme(f.montant_demande for f in gardees if f.nature == nature),
            somme(f.montant_accorde for f in gardees if f.nature == nature and f.etat != "refuse"),
            somme(f.montant_verse for f in gardees if f.nature == nature and f.etat != "refuse"),
        )
        for nature in n.NATURES
        if any(f.nature == nature for f in gardees)
    ]


def somme(montants: Iterable[int | None]) -> int | None:
    """Add up the amounts that are known; None when none is."""
    connus = [x for x in montants if x is not None]
    return sum(connus) if connus else None


def _valeurs(connexion: Connection, fabrique_id: str, donnees: Mapping[str, Any]) -> dict[str, Any]:
    v = {c: donnees[c] for c in CHAMPS}
    listes = (
        ("beneficiaire", n.BENEFICIAIRES),
        ("categorie", n.CATEGORIES),
        ("nature", n.NATURES),
        ("etat", n.ETATS_FINANCEMENT),
    )
    if any(v[champ] not in liste for champ, liste in listes):
        raise ErreurMetier("liste", "Choisissez une réponse dans chaque liste.")
    if v["partenaire_id"]:
        p = Partenaire
        requete = select(p.nom).where(p.id == v["partenaire_id"], p.fabrique_id == fabrique_id)
        nom = connexion.execute(requete).scalar()
        if nom is None:
            raise ErreurMetier("partenaire_inconnu", "Ce partenaire n’existe plus dans votre fabrique.")
        v["financeur"] = v["financeur"] or nom
    if not v["financeur"]:
        raise ErreurMetier("financeur_absent", "Dites qui finance\u00a0: un partenaire, ou un nom.")
    if v["nature"] == "prestation" and not v["note_positionnement"]:
        raise ErreurMetier(
            "positionnement_absent",
            "C’est une prestation\u00a0: écrivez la note de positionnement (la fabrique n’est pas un cabinet de conseil).",
        )
    return v
