"""Hand-over files as they were sent: kept word for word, with their fingerprint (``domaine.md`` §3.33)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from fabrique_atelier.dossier.ecriture import auteur
from fabrique_atelier.dossier.lectures import exiger
from fabrique_atelier.porteur import models as m
from fabrique_atelier.porteur.conventions import ConventionLue, pas_a_venir
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant


@dataclass(frozen=True, slots=True)
class Envoi:
    """A file to send: the day it leaves, to whom, what it says."""

    jour: str
    destinataire: str
    contenu: str


@dataclass(frozen=True, slots=True)
class PaquetLu:
    """A file that was sent, without its content."""

    id: str
    jour: str
    destinataire: str
    elements: list[str]
    empreinte: str


def envoyer(connexion: Connection, geste: Geste, convention: ConventionLue, envoi: Envoi) -> str:
    """Keep the file that leaves; return its id.

    Raises:
        ErreurMetier: nothing to hand over, nobody to hand it to, or a day to come.
    """
    exiger(connexion, geste.fabrique_id, convention.dossier_id)
    pas_a_venir(geste, envoi.jour)
    if not convention.elements:
        raise ErreurMetier("elements_absents", "Cochez d’abord, dans la convention, ce que vous transmettez.")
    if not envoi.destinataire:
        raise ErreurMetier("destinataire_absent", "Écrivez à qui le dossier de transmission est remis.")
    paquet_id = nouvel_identifiant()
    connexion.execute(
        insert(m.PaquetTransmission),
        {
            "id": paquet_id,
            "convention_id": convention.id,
            "jour": envoi.jour,
            "destinataire": envoi.destinataire,
            "elements": convention.elements,
            "contenu": envoi.contenu,
            "empreinte": hashlib.sha256(envoi.contenu.encode()).hexdigest(),
            "envoye_le": geste.maintenant,
            "envoye_par": auteur(geste),
        },
    )
    geste.noter(connexion, "porteur.paquet", ("dossier", convention.dossier_id), elements=len(convention.elements))
    return paquet_id


def envoyes(connexion: Connection, convention_id: str) -> list[PaquetLu]:
    """The files sent under a convention, the latest first."""
    p = m.PaquetTransmission
    champs = [getattr(p, n) for n in PaquetLu.__slots__]
    requete = select(*champs).where(p.convention_id == convention_id).order_by(p.envoye_le.desc(), p.id.desc())
    return [PaquetLu(**r) for r in connexion.execute(requete).mappings()]


def contenu(connexion: Connection, convention_id: str) -> str | None:
    """The last file sent under a convention, word for word."""
    p = m.PaquetTransmission
    requete = select(p.contenu).where(p.convention_id == convention_id).order_by(p.envoye_le.desc(), p.id.desc())
    return connexion.execute(requete.limit(1)).scalar()
