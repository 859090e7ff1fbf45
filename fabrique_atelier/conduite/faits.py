"""The evidence of every room about one dossier, in one look (``dossier/faits.py`` says what each fact is)."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from fabrique_atelier.comite import lectures as comites
from fabrique_atelier.dossier import fiche, qualification
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.faits import Faits
from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.dossier.reglage import reglage
from fabrique_atelier.etude import faits as etude
from fabrique_atelier.porteur import faits as porteur
from fabrique_atelier.suivi import faits as suivi
from fabrique_atelier.suivi import financements


def faits(connexion: Connection, fabrique_id: str, dossier_id: str) -> Faits:
    """Gather what is known of a dossier of this fabrique.

    Raises:
        ErreurMetier: ``introuvable``.
    """
    dossier = exiger(connexion, fabrique_id, dossier_id)
    regles = reglage(connexion, fabrique_id)
    grille = qualification.etat(connexion, dossier_id)
    sources = select(func.count()).select_from(m.DossierSource).where(m.DossierSource.dossier_id == dossier_id)
    autres = {
        **etude.faits(connexion, dossier_id),
        **porteur.faits(connexion, dossier_id),
        **suivi.faits(connexion, dossier_id),
    }
    autres["etude_financement"] |= bool(financements.de_l_etude(connexion, dossier_id))
    return Faits(
        portes=regles.portes,
        sources=connexion.execute(sources).scalar_one(),
        responsable=dossier.responsable_id is not None,
        fiche_manquants=fiche.manquants(connexion, dossier_id),
        criteres_non_notes=grille.criteres_non_notes,
        ecarts_non_commentes=grille.ecarts_non_commentes,
        besoin_note_zero=grille.besoin_note_zero,
        grille_signee=grille.signee,
        utilite_sociale=bool(dossier.utilite_sociale),
        dispense=bool(dossier.utilite_dispense),
        instances=comites.instances_de(connexion, fabrique_id, dossier_id, regles.portes),
        comite_suivi_membres=comites.membres_du_suivi(connexion, dossier_id),
        comite_suivi_min=regles.comite_suivi_min,
        benchmark_obligatoire=regles.benchmark_obligatoire,
        **autres,
    )
