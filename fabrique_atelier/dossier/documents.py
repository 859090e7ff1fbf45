"""Files kept with a dossier: what they are is checked on their first bytes, never on their name (``domaine.md`` §3.29, pieces)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from fabrique_atelier.comptes.models import Personne
from fabrique_atelier.dossier import models as m
from fabrique_atelier.dossier.ecriture import auteur
from fabrique_atelier.reseau.gestes import Geste
from fabrique_atelier.socle.erreurs import ErreurMetier
from fabrique_atelier.socle.identifiants import nouvel_identifiant
from fabrique_atelier.socle.texte import ligne

OCTETS_MAX = 10 * 1024 * 1024
#: Piece → what it is called.
PIECES: dict[str, str] = {
    "etude": "Étude d’opportunité",
    "preuve": "Preuve de terrain",
    "lettre_intention": "Lettre d’intention",
    "note_proactive": "Note sur les structures approchées",
    "cahier_des_charges": "Cahier des charges",
    "jury": "Compte rendu du jury",
    "candidature": "Dossier de candidature",
    "convention": "Convention de transmission",
    "faisabilite": "Étude de faisabilité",
    "business_plan": "Business plan social",
    "compte_rendu": "Compte rendu",
    "autre": "Autre document",
}
_PDF = "application/pdf"
_IMAGES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ODF = {
    b"application/vnd.oasis.opendocument.text": "application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.spreadsheet": "application/vnd.oasis.opendocument.spreadsheet",
}
#: Media type → the ending of the name it is served under.
EXTENSIONS = {
    _PDF: "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    **dict(zip(_OFFICE.values(), ("docx", "xlsx"), strict=True)),
    **dict(zip(_ODF.values(), ("odt", "ods"), strict=True)),
}


@dataclass(frozen=True, slots=True)
class DocumentLu:
    """A file, without its content."""

    id: str
    dossier_id: str
    piece: str
    nom: str
    type_mime: str
    octets: int
    empreinte: str
    depose_le: int
    depose_par: str = ""


def deposer(connexion: Connection, geste: Geste, dossier_id: str, piece: str, nom: str, contenu: bytes) -> str:
    """Keep a file with a dossier; return its id. A newer one of the same piece does not erase the older.

    Raises:
        ErreurMetier: ``fichier_vide``, ``fichier_trop_lourd``, ``fichier_refuse``.
    """
    if piece not in PIECES:
        raise ErreurMetier("piece_inconnue", "Choisissez dans la liste ce qu’est ce document.")
    type_mime = reconnaitre(contenu)
    document_id = nouvel_identifiant()
    connexion.execute(
        insert(m.Document),
        {
            "id": document_id,
            "dossier_id": dossier_id,
            "piece": piece,
            "nom": _nom(nom, type_mime),
            "type_mime": type_mime,
            "octets": len(contenu),
            "empreinte": hashlib.sha256(contenu).hexdigest(),
            "contenu": contenu,
            "depose_le": geste.maintenant,
            "depose_par": auteur(geste),
        },
    )
    geste.noter(connexion, "document.deposer", ("dossier", dossier_id), piece=piece, octets=len(contenu))
    return document_id


def liste(connexion: Connection, dossier_id: str, piece: str | None = None) -> list[DocumentLu]:
    """The files of a dossier already known to be in the fabrique, the latest first."""
    d = m.Document
    champs = [getattr(d, n) for n in DocumentLu.__slots__ if n != "depose_par"]
    requete = (
        select(*champs, Personne.nom.label("depose_par"))
        .outerjoin(Personne, Personne.id == d.depose_par)
        .where(d.dossier_id == dossier_id)
        .order_by(d.depose_le.desc(), d.id.desc())
    )
    if piece is not None:
        requete = requete.where(d.piece == piece)
    return [
        DocumentLu(**{**ligne_lue, "depose_par": ligne_lue["depose_par"] or ""})
        for ligne_lue in connexion.execute(requete).mappings()
    ]


def presents(connexion: Connection, dossier_id: str) -> frozenset[str]:
    """Which pieces a dossier has."""
    return frozenset(connexion.execute(select(m.Document.piece).where(m.Document.dossier_id == dossier_id)).scalars())


def contenu_de(connexion: Connection, fabrique_id: str, document_id: str) -> tuple[DocumentLu, bytes] | None:
    """One file with its content, only in this fabrique."""
    d = m.Document
    requete = (
        select(d.dossier_id, d.contenu)
        .join(m.Dossier, m.Dossier.id == d.dossier_id)
        .where(d.id == document_id, m.Dossier.fabrique_id == fabrique_id)
    )
    trouve = connexion.execute(requete).first()
    if trouve is None:
        return None
    dossier_id, contenu = trouve
    return next(x for x in liste(connexion, dossier_id) if x.id == document_id), contenu


def reconnaitre(contenu: bytes) -> str:
    """Return the media type of a file: PDF, PNG, JPEG, DOCX, XLSX, ODT or ODS.

    Raises:
        ErreurMetier: ``fichier_vide``, ``fichier_trop_lourd``, ``fichier_refuse``.
    """
    if not contenu:
        raise ErreurMetier("fichier_vide", "Ce fichier est vide. Choisissez-en un autre.")
    if len(contenu) > OCTETS_MAX:
        raise ErreurMetier("fichier_trop_lourd", "Ce fichier dépasse 10\u00a0Mo. Réduisez-le, ou découpez-le en deux.")
    if contenu.startswith(b"%PDF-"):
        return _PDF
    image = next((t for debut, t in _IMAGES.items() if contenu.startswith(debut)), None)
    trouve = image or _bureautique(contenu)
    if trouve is None:
        raise ErreurMetier(
            "fichier_refuse",
            "Ce fichier n’est pas d’un type accepté. Déposez un PDF, un ODT ou DOCX, un ODS ou XLSX, une image PNG ou JPEG.",
        )
    return trouve


def _bureautique(contenu: bytes) -> str | None:
    if not contenu.startswith(b"PK\x03\x04"):
        return None
    if contenu[30:38] == b"mimetype":
        return next((t for debut, t in _ODF.items() if contenu[38:].startswith(debut)), None)
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            noms = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "word/vbaProject.bin" in noms or "xl/vbaProject.bin" in noms:
        return None
    return next((t for nom, t in _OFFICE.items() if nom in noms), None)


def _nom(brut: str, type_mime: str) -> str:
    """Return the name as typed, without a path, under the ending of what the file really is."""
    propre = ligne(brut.replace("\\", "/").rpartition("/")[2]) or "document"
    racine = propre.rpartition(".")[0] or propre
    return f"{racine[:140]}.{EXTENSIONS[type_mime]}"
