"""One dossier into another, one dossier into several (``domaine.md`` T2b, TS): both histories are kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier import stades as s
from fabrique_atelier.dossier.creation import Nouveau, Source, creer
from fabrique_atelier.dossier.ecriture import Mouvement, Trace, deplacer, tracer_sur_place
from fabrique_atelier.dossier.lectures import DossierLu, exiger
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.base import table
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant


def fusionner(
    connexion: Connection, geste: Geste, dossier_id: str, cible_id: str, jour: str, texte: str = ""
) -> DossierLu:
    """Merge a ``piste`` into another dossier: its sources are attached there, saying which dossier they came with.

    Raises:
        ErreurMetier: ``fusion_impossible``.
    """
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    cible = exiger(connexion, geste.fabrique_id, cible_id)
    if dossier.id == cible.id or dossier.ferme or cible.ferme or dossier.situation != s.ACTIF:
        raise ErreurMetier(
            "fusion_impossible", "Ces deux dossiers ne peuvent pas être fusionnés. Choisissez-en un autre."
        )
    if dossier.stade != "piste":
        raise ErreurMetier(
            "fusion_impossible",
            "Seule une piste se fusionne. Plus loin, abandonnez le dossier avec le motif «\u00a0Doublon\u00a0»\u00a0: le lien est gardé.",
        )
    _rattacher(connexion, geste, dossier, cible)
    recu = Trace("T2b", jour, texte, autre_dossier_id=dossier.id, donnees={"recoit": dossier.numero})
    tracer_sur_place(connexion, geste, cible, recu)
    vers = Mouvement(
        situation=s.ABANDONNE,
        donnees={"motif_code": "doublon", "motif": texte, "par": "equipe"},
        champs={"fusionne_dans_id": cible.id},
    )
    trace = Trace("T2b", jour, texte, motif_code="doublon", autre_dossier_id=cible.id)
    return deplacer(connexion, geste, dossier, trace, vers)


def _rattacher(connexion: Connection, geste: Geste, dossier: DossierLu, cible: DossierLu) -> None:
    """Give the target a link to each source it does not have yet; the merged dossier keeps its own."""
    t = table(m.DossierSource)
    noms = ("type", "seance_id", "regroupement_id", "contribution_id", "signalement_id", "besoin_id", "origine_id")
    deja = {
        tuple(ligne) for ligne in connexion.execute(select(*(t.c[n] for n in noms)).where(t.c.dossier_id == cible.id))
    }
    for ligne in connexion.execute(select(t).where(t.c.dossier_id == dossier.id)).mappings().all():
        if tuple(ligne[n] for n in noms) in deja and ligne["type"] != "equipe":
            continue
        nouvelle = {"id": nouvel_identifiant(), "dossier_id": cible.id, "ajoutee_le": geste.maintenant}
        venue = {"venue_de_id": ligne["venue_de_id"] or dossier.id}
        connexion.execute(insert(t), dict(ligne) | nouvelle | venue)


def scinder(
    connexion: Connection, geste: Geste, dossier_id: str, titres: Sequence[str], motif: str, jour: str
) -> list[str]:
    """Split a dossier into children at its own stade; each keeps the parent's sources and shows its history (TS).

    Raises:
        ErreurMetier: ``scission_impossible``, ``motif_absent``.
    """
    dossier = exiger(connexion, geste.fabrique_id, dossier_id)
    if dossier.ferme or dossier.situation != s.ACTIF or s.porte_devant(dossier.stade):
        raise ErreurMetier(
            "scission_impossible",
            "Ce dossier ne peut pas être scindé maintenant\u00a0: il doit être en cours, et hors séance de comité.",
        )
    if len(titres) < 2 or not all(titres):
        raise ErreurMetier("scission_impossible", "Donnez un titre à chacun des dossiers, deux au moins.")
    if not motif:
        raise ErreurMetier("motif_absent", "Écrivez pourquoi ce dossier est scindé.")
    enfants = [creer(connexion, geste, _enfant(connexion, dossier, titre, jour)) for titre in titres]
    trace = Trace("TS", jour, motif, donnees={"enfants": enfants})
    deplacer(connexion, geste, dossier, trace, Mouvement(champs={"scinde_le": jour}))
    return enfants


def _enfant(connexion: Connection, parent: DossierLu, titre: str, jour: str) -> Nouveau:
    t = m.DossierSource
    requete = select(
        t.type,
        t.libelle,
        t.seance_id,
        t.regroupement_id,
        t.contribution_id,
        t.signalement_id,
        t.besoin_id,
        t.origine_id,
    ).where(t.dossier_id == parent.id)
    sources = [Source(**ligne) for ligne in connexion.execute(requete).mappings()]
    return Nouveau(
        titre=titre,
        sources=[*sources, Source("scission", f"{parent.numero} {parent.titre}", origine_id=parent.id)],
        territoires=[i for i, _ in parent.territoires],
        thematiques=parent.thematiques,
        date_detection=parent.date_detection,
        jour=jour,
        nature=parent.nature,
        confidentialite=parent.confidentialite,
        responsable_id=parent.responsable_id,
        parent_id=parent.id,
        stade=parent.stade,
    )
