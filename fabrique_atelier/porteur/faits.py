"""The evidence this room brings to a crossing: keys are fields of ``dossier/faits.py: Faits``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from fabrique_atelier.dossier.models import Document, Dossier
from fabrique_atelier.porteur import appels, conventions, faisabilite, paquets, porteurs, recherche
from fabrique_atelier.porteur.porteurs import PorteurLu
from fabrique_atelier.reseau.models import Fabrique
from fabrique_atelier.reseau.vocabulaire import Vocabulaire


def faits(connexion: Connection, dossier_id: str) -> dict[str, Any]:
    """What is known of the porteur, the call, the convention and the étude de faisabilité of a dossier."""
    voie = recherche.lire(connexion, dossier_id)
    porteur = porteurs.present(connexion, dossier_id)
    appel = appels.present(connexion, dossier_id)
    convention = conventions.avec(connexion, porteur)
    return {
        "porteur_route": voie.route,
        "porteur_designe": porteur is not None,
        "consortium_sans_principal": porteur is not None and porteur.type == "consortium" and porteur.principal is None,
        "lettre_intention": lettre(connexion, dossier_id, porteur),
        "note_proactive": bool(voie.note),
        "appel_manquants": appels.manquants(appel),
        "appel_classe": appel is not None and appels.classe(appels.candidatures(connexion, appel.id)),
        "jury_compte_rendu": appels.compte_rendu(connexion, appel),
        "convention_manquants": conventions.manquants(convention, _mots(connexion, dossier_id)),
        "paquet_envoye": convention is not None and bool(paquets.envoyes(connexion, convention.id)),
        "faisabilite_document": faisabilite.deposee(connexion, porteur, "faisabilite"),
        "business_plan": faisabilite.deposee(connexion, porteur, "business_plan"),
    }


def lettre(connexion: Connection, dossier_id: str, porteur: PorteurLu | None) -> bool:
    """Tell whether a letter of intent is there, and not the one of somebody who has left."""
    partis = [p.modifie_le for p in porteurs.tous(connexion, dossier_id) if porteur is None or p.id != porteur.id]
    d = Document
    requete = select(d.id).where(d.dossier_id == dossier_id, d.piece == "lettre_intention")
    return connexion.execute(requete.where(d.depose_le > max(partis, default=-1))).first() is not None


def _mots(connexion: Connection, dossier_id: str) -> Vocabulaire:
    requete = (
        select(Fabrique.vocabulaire).join(Dossier, Dossier.fabrique_id == Fabrique.id).where(Dossier.id == dossier_id)
    )
    return Vocabulaire(connexion.execute(requete).scalar())
