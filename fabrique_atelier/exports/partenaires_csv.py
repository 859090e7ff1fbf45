"""Partners as CSV, for a French spreadsheet with one line per contact, or as open data, which carries no person (F02)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from fabrique_atelier.exports.neutralisation import neutraliser
from fabrique_atelier.reseau import annuaire, contacts, roles
from fabrique_atelier.reseau.codes import date_affichee
from fabrique_atelier.reseau.contacts import Contact
from fabrique_atelier.reseau.nomenclatures import BASES_LEGALES, COLLEGES, FORMES
from fabrique_atelier.reseau.partenaires import Partenaire
from fabrique_atelier.reseau.plan import Refus
from fabrique_atelier.reseau.vocabulaire import Vocabulaire

#: The titles are those the import recognises by itself.
ORGANISATION = (
    "Nom",
    "Collège",
    "Rôles",
    "Forme juridique",
    "SIRET",
    "RNA",
    "ESS",
    "Droit de tirage par an",
    "Site web",
    "Adresse",
    "Code INSEE",
    "Commune",
)
PERSONNE = (
    "Nom du contact",
    "Prénom du contact",
    "Fonction",
    "Courriel",
    "Téléphone",
    "Base légale",
    "Source",
    "Dernier échange",
    "Coordonnées transmissibles",
)
_OUI_NON = {True: "oui", False: "non", None: ""}


def exporter(connexion: Connection, fabrique_id: str, ids: list[str], mots: Vocabulaire, sorte: str) -> bytes:
    """Return the CSV of these partners; ``sorte``: ``tableur``, in the words of the fabrique, or ``ouvertes``, in codes."""
    ouvertes = sorte == "ouvertes"
    sortie = io.StringIO(newline="")
    ecrire = csv.writer(sortie, delimiter="," if ouvertes else ";", lineterminator="\r\n").writerow
    ecrire(ORGANISATION if ouvertes else ORGANISATION + PERSONNE)
    noms = roles.de_partenaires(mots)
    personnes = {} if ouvertes else contacts.par_partenaire(connexion, fabrique_id)
    for debut in range(0, len(ids), 500):
        for partenaire in annuaire.par_ids(connexion, fabrique_id, ids[debut : debut + 500]):
            organisation = _organisation(partenaire, noms, codes=ouvertes)
            siennes: Sequence[Contact | None] = personnes.get(partenaire.id) or [None]
            for contact in siennes:
                suite = [] if ouvertes else _personne(contact)
                ecrire([neutraliser(c) for c in (*organisation, *suite)])
    texte = sortie.getvalue().encode()
    return texte if ouvertes else b"\xef\xbb\xbf" + texte


def _organisation(p: Partenaire, noms_des_roles: dict[str, str], *, codes: bool) -> list[str]:
    def dire(liste: dict[str, str], code: str) -> str:
        return code if codes else liste.get(code, code)

    return [
        p.nom,
        dire(COLLEGES, p.college),
        ", ".join(dire(noms_des_roles, r) for r in p.roles),
        dire(FORMES, p.forme_juridique or ""),
        p.siret or "",
        p.rna or "",
        _OUI_NON[p.est_ess],
        "" if p.droit_de_tirage_annuel is None else str(p.droit_de_tirage_annuel),
        p.site_web,
        p.adresse,
        p.code_insee or "",
        p.commune,
    ]


def _personne(contact: Contact | None) -> list[Any]:
    if contact is None:
        return [""] * len(PERSONNE)
    return [
        contact.nom,
        contact.prenom,
        contact.fonction,
        contact.courriel,
        contact.telephone,
        BASES_LEGALES.get(contact.base_legale, contact.base_legale),
        contact.source,
        date_affichee(contact.dernier_echange),
        _OUI_NON[contact.transmissible],
    ]


def rapport(titres: list[str], refus: list[Refus]) -> bytes:
    """Return the refused lines of an import with their reasons, the cells as they were: mended, it can be sent again."""
    sortie = io.StringIO(newline="")
    ecrire = csv.writer(sortie, delimiter=";", lineterminator="\r\n").writerow
    ecrire([neutraliser(c) for c in ("Ligne refusée", "Colonne en cause", "Raison du refus", *titres)])
    raisons: dict[int, list[Refus]] = {}
    for r in refus:
        raisons.setdefault(r.numero, []).append(r)
    for numero, siennes in raisons.items():
        colonnes, phrases = ", ".join(r.colonne for r in siennes), " ".join(r.raison for r in siennes)
        ecrire([neutraliser(c) for c in (str(numero), colonnes, phrases, *siennes[0].cellules)])
    return b"\xef\xbb\xbf" + sortie.getvalue().encode()
